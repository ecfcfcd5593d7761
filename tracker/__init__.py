"""The record: what was said, by whom, when, and how firmly. Nothing here judges whether it is true."""
