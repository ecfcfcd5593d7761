"""The record: what was said, by whom, when, and how firmly. Nothing here judges whether it is true."""

__version__ = "0.2.0"
