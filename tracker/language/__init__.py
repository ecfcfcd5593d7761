"""Text into statements. Pure: no Django, no clock, no randomness; every result carries offsets into the text as given."""
