"""Checks that what concerns people is whole: flags and their lines in the log, digests and their lines, settlements and what they charge."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, F, Max, Min, OuterRef

from tracker.models import Claim, Event
from tracker.services.integrity import AT_ONCE, Check, Fault, counted, under_way
from tracker.terms import DigestState, Status
from tracker.work import Follow
from verification.models import Digest, DigestLine, Flag, Settlement
from verification.services import flagging, weighing
from verification.services.reviewing import OUTCOMES

WAITS_TOO_LONG = timedelta(days=1)


def flags_told(now: datetime) -> Iterator[Fault | None]:
    """Every flag has its line in the log, from which people are told; every claim knows which of its open flags weighs most."""
    logged = set(Event.objects.filter(kind="flag.raised").values_list("subject", flat=True))
    for uuid in Flag.objects.order_by("pk").values_list("uuid", flat=True).iterator(chunk_size=AT_ONCE):
        yield None
        if f"flag:{uuid}" not in logged:
            yield Fault(f"flag:{uuid}", "no line of the log says that it was raised: nobody is told of it")
    weighed = {
        claim: (gravest, first)
        for claim, gravest, first in Flag.objects.open()
        .exclude(claim=None)
        .order_by()
        .values_list("claim")
        .annotate(gravest_open=Max(flagging.GRAVITY), since=Min("raised_at"))
    }
    for claim in Claim.objects.only("pk", "uuid", "gravest", "flagged_at").order_by("pk").iterator(chunk_size=AT_ONCE):
        if (claim.gravest, claim.flagged_at) != weighed.get(claim.pk, (0, None)):
            yield Fault(f"claim:{claim.uuid}", "it is listed by other flags than are open on it", Follow("weigh_flags", str(claim.uuid)))


def digests(now: datetime) -> Iterator[Fault | None]:
    """Every line stands in a mail to its own person, no mail waits for a day, and what may not have arrived is announced in the next."""
    for line in DigestLine.objects.exclude(person=F("digest__person")).select_related("person", "digest"):
        yield Fault(f"digest:{line.digest_id}", f"a line of {line.person.username} stands in somebody else's mail")
    later = Digest.objects.filter(person=OuterRef("person"), made_at__gt=OuterRef("made_at"), state=DigestState.SENT)
    unsure = Digest.objects.in_doubt().filter(lines__isnull=False).distinct()
    for digest in unsure.filter(Exists(later)).select_related("person"):
        yield Fault(f"digest:{digest.pk}", f"{digest.person.username} may not have got it, and a later mail did not say so")
    for digest in Digest.objects.select_related("person").order_by("pk").iterator(chunk_size=AT_ONCE):
        yield None
        if digest.state in (DigestState.PENDING, DigestState.SENDING) and digest.made_at < now - WAITS_TOO_LONG:
            yield Fault(
                f"digest:{digest.pk}", f"the mail to {digest.person.username} has been {digest.state} since {digest.made_at:%Y-%m-%d %H:%M}"
            )


def settled(now: datetime) -> Iterator[Fault | None]:
    """A claim that people settled has the settlement of its status, and no other claim has one; what each settlement charges is what the record gives."""
    standing = {row.claim_id: row for row in Settlement.objects.standing().select_related("round")}
    outcomes = {Status(verdict): y for verdict, y in OUTCOMES.items()}
    for claim in Claim.objects.filter(status__in=outcomes).order_by("pk").iterator(chunk_size=AT_ONCE):
        yield None
        settlement = standing.get(claim.pk)
        if settlement is None or settlement.y != outcomes[Status(claim.status)]:
            yield Fault(
                f"claim:{claim.uuid}",
                f"claim #{claim.number} is {claim.status} and its settlement {'says otherwise' if settlement else 'is missing'}",
            )
    for claim in Claim.objects.filter(pk__in=standing).exclude(status__in=outcomes):
        yield Fault(f"claim:{claim.uuid}", f"claim #{claim.number} is {claim.status} and has a settlement that stands")
    rows = list(standing.values())
    for start in range(0, len(rows), weighing.AT_ONCE):
        part = rows[start : start + weighing.AT_ONCE]
        for settlement, wanted, written in weighing.charges_due(part):
            step = Follow("weigh", f"claim:{settlement.claim.uuid}")
            if wanted != written and not under_way(step):
                yield Fault(
                    f"claim:{settlement.claim.uuid}",
                    f"claim #{settlement.claim.number}: its charges are not those that its words give",
                    step,
                )


CHECKS = (
    Check("flags", "every flag in the log", counted(Flag.objects), flags_told),
    Check("digests", "mails and their lines", counted(Digest.objects), digests),
    Check("settlements", "settlements and charges", counted(Settlement.objects.standing()), settled),
)
__all__ = ["CHECKS"]
