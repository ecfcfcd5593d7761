"""The one way in: every door hands its report to ``receive``, which writes the record and leaves the reading to be done."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from tracker import events, work
from tracker.errors import Refused
from tracker.intake.canonical import canonical_url, external_key, fingerprint
from tracker.intake.clean import MAX_TITLE, checked, clean_line, visible
from tracker.models import Person, Report, Revision, Source
from tracker.models.naming import known_outlet, new_outlet
from tracker.roles import Act, require
from tracker.terms import Via

MAX_PUBLISHER = 300
UNNAMED = {"", "(unnamed outlet)", "unnamed outlet", "unknown"}


@dataclass(frozen=True, slots=True)
class Received:
    """What ``receive`` did: ``created`` a report, or ``changed`` its text (a new revision), or neither (it was there)."""

    report: Report
    revision: Revision
    created: bool
    changed: bool


@dataclass(frozen=True, slots=True)
class Original:
    """A document as it came, byte for byte: its content type, and what it was called if it is a file."""

    content: bytes
    content_type: str = ""
    name: str = ""


def receive(
    *,
    text: str | bytes,
    title: str = "",
    publisher: str | Source | None = None,
    published_at: datetime | None = None,
    url: str = "",
    external_id: str = "",
    via: Via,
    entered_by: Person | None,
    now: datetime,
    metadata: dict[str, Any] | None = None,
    original: Original | None = None,
    archive_url: str = "",
) -> Received:
    """Write a report as received and enqueue its reading, in one transaction. Safe to repeat: the same document is known again.

    *original* is the document that *text* was read from; without one the text itself is kept as it came. A publisher of None or
    "(unnamed outlet)" is unknown. *published_at* must carry a zone; a future one is stored and marked.
    Raises ``Refused`` with the field's name; ``NotAllowed`` when *entered_by* may not add reports (None: the program itself).
    """
    if entered_by is not None:
        require(entered_by, Act.REPORT_ADD)
    clean, raw, decoded = checked(text)
    kept = original or Original(raw)
    title = clean_line(title)
    if len(title) > MAX_TITLE:
        raise Refused("too_long", f"the title has {len(title):,} characters; at most {MAX_TITLE:,} are taken.", field="title")
    name = publisher.name if isinstance(publisher, Source) else _publisher_name(publisher)
    if published_at is not None and published_at.tzinfo is None:
        raise Refused("no_zone", f"published {published_at.isoformat()} has no time zone; write 2026-03-04T12:00:00Z.", field="published")
    address = canonical_url(url)
    archived = archive_address(archive_url)
    marks = dict(metadata or {})
    if decoded and decoded.guessed:
        marks["charset_guessed"] = decoded.charset
    if published_at and published_at > now + timedelta(days=1):
        marks["published_in_the_future"] = True
    external_id = clean_line(external_id)
    if len(external_id) > 500:
        raise Refused("too_long", f"the external id has {len(external_id):,} characters; at most 500 are taken.", field="external_id")
    key = external_key(external_id=external_id, url=address, publisher=name, title=title, published=published_at, text=clean)
    with transaction.atomic():
        outlet = publisher.survivor if isinstance(publisher, Source) else _outlet(name)
        named = {"publisher": outlet, "canonical_url": address, "archive_url": archived}
        report, created = _known(key, outlet, address), False
        if report is None:
            report, created = Report.objects.get_or_create(external_key=key, defaults=named)
        Report.objects.select_for_update().get(pk=report.pk)
        latest = report.revisions.order_by("-no").first()
        _refuse_removed(report, text=clean, raw=kept.content)
        if latest is not None and latest.text == clean and latest.title == title:
            return Received(report, latest, created=False, changed=False)
        if report.publisher is None and outlet is not None:  # whoever sent it first did not know whose it is
            report.publisher = outlet
            report.save(update_fields=["publisher"])
        revision = Revision.objects.create(
            report=report,
            no=latest.no + 1 if latest else 1,
            raw=kept.content,
            raw_sha256=hashlib.sha256(kept.content).hexdigest(),
            raw_type=kept.content_type[:100],
            raw_name=kept.name,
            text=clean,
            fingerprint=fingerprint(clean),
            title=title,
            published_at=published_at or (latest.published_at if latest else None),
            received_at=now,
            entered_by=entered_by,
            via=via,
            metadata=marks,
        )
        Report.objects.filter(pk=report.pk).update(received_at=revision.received_at, said_at=revision.at)
        events.record(
            "report.received" if created else "report.revised",
            report,
            actor=entered_by,
            now=now,
            after={"revision": revision.no, "title": title, "publisher": name or "", "via": str(via)},
        )
        work.enqueue("read", revision.uuid, now=now)
    return Received(report, revision, created=created, changed=not created)


def _known(key: str, outlet: Source | None, address: str) -> Report | None:
    """The report that goes by *key*, or that this publisher has at this address under a key of another door."""
    of_address = Report.objects.filter(publisher=outlet, canonical_url=address) if outlet and address else Report.objects.none()
    return Report.objects.filter(external_key=key).first() or of_address.first()


def _refuse_removed(report: Report, *, text: str, raw: bytes) -> None:
    """``Refused`` for what was removed by law: a new text of a removed report, and its very words or bytes under any other name."""
    the_same = Q(report=report) | Q(fingerprint=fingerprint(text)) | Q(raw_sha256=hashlib.sha256(raw).hexdigest())
    found = Revision.objects.filter(the_same).exclude(text_sha256="").select_related("report").first()
    if found is not None:
        day = f"{found.report.removed_at:%Y-%m-%d}"
        raise Refused(
            "removed",
            f"this report was removed by law on {day} and is not taken in again; report {found.report.uuid} says why.",
            field="text",
        )


def archive_address(url: str) -> str:
    """*url* as a link to where a page is kept; an archive writes the page's own address into its path, so only spelling is mended. "" for none."""
    try:
        canonical_url(url)
    except Refused as refused:
        raise Refused(refused.code, str(refused), field="archive_url") from None
    return url.strip()


def _publisher_name(publisher: str | None) -> str | None:
    name = clean_line(publisher or "")
    if len(name) > MAX_PUBLISHER:
        raise Refused(
            "too_long", f"the publisher's name has {len(name):,} characters; at most {MAX_PUBLISHER} are taken.", field="publisher"
        )
    return None if name.casefold() in UNNAMED or not visible(name) else name


def _outlet(name: str | None) -> Source | None:
    """The outlet of this name; a new one is proposed when none is known."""
    return None if name is None else known_outlet(name) or new_outlet(name)
