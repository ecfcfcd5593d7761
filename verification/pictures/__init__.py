"""Frozen points into SVG and the text that says the same. Pure."""
