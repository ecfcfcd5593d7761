"""Claims as people handle them before a review: open, accept, edit, dismiss, restore, put under topics. Verdicts live in ``reviewing``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from tracker import sequence
from tracker.errors import Refused, Stale
from tracker.events import line, record, record_all
from tracker.intake.clean import clean_line, visible
from tracker.models import Claim, Event, Person, Statement, Topic
from tracker.reasons import given, said
from tracker.roles import Act, NotAllowed, require, roles_of
from tracker.terms import Kinship, Level, Polarity, Role, Status, label
from verification import retrieval
from verification.models import Assignment, Review, Round
from verification.services import tallying

TEXT_LIMIT = 2000


def locked(claim: Claim, *, version: int | None = None) -> Claim:
    """The claim as it is now, its row locked until the transaction ends. Raises ``Stale`` when *version* is not the one it has."""
    fresh = Claim.objects.select_for_update().get(pk=claim.pk)
    if version is not None and version != fresh.version:
        raise Stale(
            f"claim #{fresh.number} was changed while you worked on it; read what changed, then send yours again.", current=fresh.version
        )
    if fresh.merged_into is not None:
        raise Refused("merged", f"claim #{fresh.number} was merged into #{fresh.merged_into.number}; work on that one.")
    return fresh


def save(claim: Claim, *fields: str) -> Claim:
    """Write the named columns and the next version of a claim that the caller has locked."""
    claim.version += 1
    claim.save(update_fields=[*fields, "version"])
    return claim


def worded(text: str) -> str:
    """A claim's words on one line, or ``Refused``."""
    words = clean_line(text)
    if not visible(words):
        raise Refused("empty", "a claim needs words; write the proposition as one sentence.", field="text")
    if len(words) > TEXT_LIMIT:
        raise Refused(
            "too_long", f"a claim has at most {TEXT_LIMIT} characters, this has {len(words)}; state one proposition.", field="text"
        )
    return words


@transaction.atomic
def open_claim(
    *,
    text: str,
    polarity: Polarity | str,
    level: Level | int,
    now: datetime,
    opened_from: Statement | None = None,
    opened_by: Person | None = None,
    related_to: Claim | None = None,
    kinship: Kinship | str = "",
    topics: Iterable[Topic] = (),
) -> Claim:
    """Start to track a proposition. *opened_by* None is the machine, which must name the statement it opens the claim from (many: ``proposing``)."""
    if opened_by is not None:
        require(opened_by, Act.CLAIM_OPEN)
    elif opened_from is None:
        raise Refused("no_statement", "a claim that nobody typed must be opened from a statement.", field="opened_from")
    if (related_to is None) != (not kinship):
        raise Refused("kinship", "name both the claim this one stands beside and how (narrower or rival), or neither.", field="kinship")
    claim = Claim.objects.create(
        seq=sequence.draw("record"),
        number=sequence.draw("claim"),
        text=worded(text),
        polarity=Polarity(polarity),
        level_first=Level(level),
        opened_from=opened_from,
        opened_by=opened_by,
        opened_at=now,
        related_to=related_to,
        kinship=Kinship(kinship) if kinship else "",
    )
    claim.topics.set(topics)
    announce([claim], now=now)
    return claim


def announce(claims: Sequence[Claim], *, now: datetime) -> None:
    """Write down that these claims were opened. Call in the transaction that opened them."""
    record_all(_opened(claim, now=now) for claim in claims)
    tallying.changed(claim.pk for claim in claims)


def _opened(claim: Claim, *, now: datetime) -> Event:
    after = {"text": claim.text, "polarity": claim.polarity, "level": int(claim.level_first)}
    if claim.opened_from is not None:
        after["statement"] = str(claim.opened_from.uuid)
    if claim.related_to is not None:
        after |= {"related_to": str(claim.related_to.uuid), "kinship": str(claim.kinship)}
    return line("claim.opened", claim, now=now, actor=claim.opened_by, claim=claim, after=after)


@transaction.atomic
def accept(claim: Claim, *, by: Person, now: datetime, version: int | None = None) -> Claim:
    """Keep a claim that the machine proposed. The accepter may not sign it. A second time, or of a hand-made claim, changes nothing."""
    require(by, Act.CLAIM_ACCEPT)
    claim = locked(claim, version=version)
    if claim.status == Status.DISMISSED:
        raise Refused("dismissed", f"claim #{claim.number} is dismissed; restore it first.")
    if claim.accepted_at is not None or claim.opened_by_id is not None:
        return claim
    claim.accepted_by, claim.accepted_at = by, now
    save(claim, "accepted_by", "accepted_at")
    record("claim.accepted", claim, now=now, actor=by, claim=claim, after={"accepted_by": by.username})
    return claim


@transaction.atomic
def edit(
    claim: Claim, *, by: Person, text: str, now: datetime, version: int | None = None, polarity: Polarity | str | None = None
) -> Claim:
    """Reword a claim before its review. Whoever edits it may not sign it."""
    claim = locked(claim, version=version)
    require_own(claim, by, Act.CLAIM_EDIT)
    if claim.status != Status.UNVERIFIED:
        raise Refused("under_review", f"claim #{claim.number} is {label(Status(claim.status))}; only unverified claims are edited.")
    words, side = worded(text), Polarity(polarity or claim.polarity)
    if (words, side) == (claim.text, claim.polarity):
        return claim
    changes = {"text": (claim.text, words), "polarity": (claim.polarity, side)}
    before = {name: str(old) for name, (old, new) in changes.items() if old != new}
    after = {name: str(new) for name, (old, new) in changes.items() if old != new}
    claim.text, claim.polarity = words, side
    save(claim, "text", "polarity")
    claim.edited_by.add(by)
    retrieval.index_claim(claim)
    record("claim.edited", claim, now=now, actor=by, claim=claim, before=before, after=after)
    tallying.changed([claim.pk])
    return claim


@transaction.atomic
def dismiss(claim: Claim, *, by: Person, reason: str, now: datetime, version: int | None = None) -> Claim:
    """Stop tracking a claim that is not worth it. Analysts dismiss their own before review; leads any until somebody has signed."""
    claim = locked(claim, version=version)
    require_own(claim, by, Act.CLAIM_DISMISS)
    if claim.status == Status.DISMISSED:
        return claim
    reason = given(reason)
    allowed = (Status.UNVERIFIED, Status.IN_REVIEW) if Role.LEAD in roles_of(by) else (Status.UNVERIFIED,)
    if claim.status not in allowed or Review.objects.filter(round__claim=claim, round__closed_at=None).exists():
        raise Refused("under_review", f"claim #{claim.number} is under review or settled; a lead reopens or gives it back first.")
    before = claim.status
    claim.status = Status.DISMISSED
    save(claim, "status")
    Round.objects.filter(claim=claim, closed_at=None).update(closed_at=now, outcome=Status.DISMISSED)
    Assignment.objects.filter(claim=claim, closed_at=None).update(closed_at=now, closed_because="dismissed")
    record(
        "claim.dismissed", claim, now=now, actor=by, claim=claim, before={"status": before}, after={"status": claim.status}, reason=reason
    )
    return claim


@transaction.atomic
def restore(claim: Claim, *, by: Person, now: datetime, reason: str = "", version: int | None = None) -> Claim:
    """Take back a dismissal: the claim is unverified again."""
    claim = locked(claim, version=version)
    require_own(claim, by, Act.CLAIM_DISMISS)
    if claim.status != Status.DISMISSED:
        raise Refused("not_dismissed", f"claim #{claim.number} is not dismissed.")
    claim.status = Status.UNVERIFIED
    save(claim, "status")
    change = {"before": {"status": Status.DISMISSED}, "after": {"status": Status.UNVERIFIED}}
    record("claim.restored", claim, now=now, actor=by, claim=claim, reason=said(reason), **change)
    return claim


@transaction.atomic
def unaccept(claim: Claim, *, by: Person, now: datetime, version: int | None = None) -> Claim:
    """Take back one's own acceptance before the review has begun: the claim is a proposal again."""
    require(by, Act.CLAIM_ACCEPT)
    claim = locked(claim, version=version)
    if claim.accepted_by_id != by.pk or claim.status != Status.UNVERIFIED:
        raise Refused("not_yours", f"claim #{claim.number} was not accepted by you, or its review has begun.")
    claim.accepted_by = claim.accepted_at = None
    save(claim, "accepted_by", "accepted_at")
    # Having accepted it once bars for good: the person has taken a stand on it.
    claim.edited_by.add(by)
    record("claim.unaccepted", claim, now=now, actor=by, claim=claim, before={"accepted_by": by.username})
    return claim


@transaction.atomic
def set_topics(claim: Claim, *, topics: Iterable[Topic], by: Person | None, now: datetime, version: int | None = None) -> Claim:
    """Put a claim under exactly these topics. *by* None is the machine's proposal."""
    if by is not None:
        require(by, Act.TOPIC_EDIT)
    claim = locked(claim, version=version)
    old, new = set(claim.topics.all()), set(topics)
    if old == new:
        return claim
    claim.topics.set(new)
    save(claim)
    before, after = ({"topics": sorted(topic.name for topic in some)} for some in (old, new))
    record("claim.topics_set", claim, now=now, actor=by, claim=claim, before=before, after=after)
    return claim


def require_own(claim: Claim, by: Person, act: Act) -> None:
    """Analysts act on their own claims and on proposals that nobody has accepted yet; leads on any."""
    require(by, act)
    own = by.pk in (claim.opened_by_id, claim.accepted_by_id) or (claim.opened_by_id is None and claim.accepted_by_id is None)
    if not own and Role.LEAD not in roles_of(by):
        raise NotAllowed(f"claim #{claim.number} belongs to another analyst; only they or a lead may do this.", act=act)
