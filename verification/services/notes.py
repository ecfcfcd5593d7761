"""Notes on a claim: written, and struck out by who wrote them. Nothing here changes a claim or weighs anything."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tracker.errors import Refused
from tracker.events import record
from tracker.models import Claim, Person
from tracker.roles import Act, NotAllowed, require
from verification.models import Note

LIMIT = 5000


@transaction.atomic
def add(claim: Claim, *, by: Person, text: str, now: datetime) -> Note:
    """Write a note beside a claim, for everybody on the desk."""
    require(by, Act.CLAIM_NOTE)
    words = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not words:
        raise Refused("empty", "there is nothing to keep: write the note first.", field="note")
    if len(words) > LIMIT:
        raise Refused("too_long", f"a note has at most {LIMIT:,} characters, this has {len(words):,}; cut it, or write two.", field="note")
    note = Note.objects.create(claim=claim, by=by, at=now, text=words)
    record("claim.noted", claim, now=now, actor=by, claim=claim, after={"note": str(note.uuid), "text": words[:400]})
    return note


@transaction.atomic
def strike(note: Note, *, by: Person, now: datetime) -> bool:
    """Its author no longer stands by it; it stays to be read, struck through. False if it was struck out already."""
    require(by, Act.CLAIM_NOTE)
    if note.by_id != by.pk:
        raise NotAllowed("only its author strikes a note out; answer it with one of your own.", act=Act.CLAIM_NOTE)
    if Note.objects.filter(pk=note.pk, struck_at=None).update(struck_at=now) != 1:
        return False
    record("claim.note_struck", note.claim, now=now, actor=by, claim=note.claim, before={"note": str(note.uuid)})
    return True
