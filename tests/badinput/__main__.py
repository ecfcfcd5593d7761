"""``python -m tests.badinput`` writes docs/bad-input.md anew from the catalogue."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
os.environ.setdefault("DEBUG", "1")
django.setup()

from tests.badinput import table  # noqa: E402 - the tables of the program must be there first

table.PAGE.write_text(table.page(), encoding="utf-8")
