"""The one way in: cleaning, canonical names of things, recording. Nothing here reads or judges."""
