"""Backups: a copy of the whole database in one file, and the way back. Knows databases and files; what the rows mean is not its matter.

``parcel`` is the file, ``sqlite`` and ``postgres`` copy out and in, ``copies`` is the order of work for both.
"""

from __future__ import annotations
