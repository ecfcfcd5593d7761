"""What commands are given: a file or standard input, and the person in whose name they act; and what they end with when something is wrong."""

from __future__ import annotations

import sys
from pathlib import Path

from django.core.management.base import CommandError

from tracker.intake.documents import MAX_DOCUMENT_BYTES
from tracker.models import Person

REFUSED, NOT_THERE, LATER = 1, 2, 75  # exit codes: what was handed in is refused; a file or person is not there; it may go well later


def person_named(username: str | None) -> Person | None:
    """The person of ``--by``; None where nobody was named. Raises ``CommandError``."""
    if not username:
        return None
    found = Person.objects.filter(username=username).first()
    if found is None:
        raise CommandError(f"--by: nobody is called {username!r}.", returncode=NOT_THERE)
    return found


def bytes_of(name: str) -> bytes:
    """The bytes of a file, or of standard input for "-"; one byte more than is taken, so that what is too large is told without reading it all."""
    try:
        if name == "-":
            return sys.stdin.buffer.read(MAX_DOCUMENT_BYTES + 1)
        with Path(name).open("rb") as file:
            return file.read(MAX_DOCUMENT_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror or error}.", returncode=NOT_THERE) from None
    except ValueError:
        raise CommandError(f"{name!r} is not the name of a file.", returncode=NOT_THERE) from None
