"""The claim page: the case file of one claim, put together for one reader. Read-only; what the page's buttons do lives in ``acts``."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from tracker.admin.statements import quote_marks
from tracker.marking import Mark, changes
from tracker.models import Claim, Event, Person, Topic
from tracker.roles import Act, may
from tracker.templatetags.desk import words
from tracker.terms import Confidence, Relation, Status, Verdict
from verification import figures
from verification.admin import weighed
from verification.casefile import CaseFile, Entry
from verification.drawn import points_of, tree_picture
from verification.models import Assignment, Note, Review, Round
from verification.pictures.trajectory import trajectory
from verification.services import assigning, flagging, following, reviewing, visits
from verification.sides import groups_of

DECISIONS = ("evidence.accepted", "evidence.rejected", "evidence.relabelled", "flag.closed", "flag.reopened")
HISTORY_SHOWN = 200
SHOWN_OF_ORIGIN = 3
FLAGS_SHOWN = 6
MOSTLY = 0.6  # of both texts
CREDIBILITY = (
    ("1", "confirmed by other sources"),
    ("2", "probably true"),
    ("3", "possibly true"),
    ("4", "doubtful"),
    ("5", "improbable"),
    ("6", "cannot be judged"),
)


@dataclass(slots=True)
class Row:
    """One piece of evidence with the words that the comparison matched and those that differ on both sides, and what the rule measured."""

    entry: Entry
    claim_marks: list[Mark]
    said_marks: list[Mark]
    features: list[tuple[str, float]]

    @property
    def relation(self) -> str:
        return str(self.entry.relation)

    @property
    def ruling(self) -> str:
        return str(self.entry.ruling or "")


def file_for(claim: Claim, person: Person, *, as_of: datetime | None = None) -> CaseFile:
    """The case file as *person* may see it: whoever could still sign sees no decision of others."""
    return reviewing.files_for(person, [claim], as_of=as_of)[0]


def page_of(
    claim: Claim, person: Person, *, now: datetime, typed: dict[str, Any] | None = None, as_of: datetime | None = None
) -> dict[str, Any]:
    """All that the page shows to *person*. *typed* is what they sent and could not be taken; it stands in the fields again.

    *as_of* shows the claim as it stood then, to be read only.
    """
    sealed = not reviewing.may_see_support(person, claim)
    file = file_for(claim, person, as_of=as_of)
    if as_of is not None:
        return {**shown_of(file, sealed, as_of), **past_of(claim, file, person, sealed, as_of)}
    barred = reviewing.may_sign(person, claim)
    tasks = list(Assignment.objects.open().filter(claim=claim).select_related("person"))
    history = history_of(claim, person, sealed)
    last = visits.since(claim, reader=person, now=now)
    mine = next((task for task in tasks if task.person_id == person.pk), None)
    lead = may(person, Act.ASSIGN)
    return {
        **shown_of(file, sealed),
        "history": history,
        "news": news_of(history, last, person),
        "notes": notes_of(file, person),
        "newest_event": Event.objects.filter(claim=claim).order_by("-pk").values_list("pk", flat=True).first() or 0,
        "rounds": rounds_of(claim, person),
        "tasks": tasks,
        "mine": mine,
        "overdue": [task for task in tasks if task.due and task.due < now],
        "barred": barred,
        "typed": typed or reviewing.read_draft(claim, by=person),
        "verdicts": list(Verdict),
        "confidences": list(Confidence),
        "relations": list(Relation),
        "numbers": CREDIBILITY,
        "proposed": claim.opened_by_id is None and claim.accepted_at is None and claim.status != Status.DISMISSED,
        "may": permissions(claim, person, mine, barred),
        "reviewers": candidates(claim) if lead and claim.status in assigning.OPEN else [],
        "topics": Topic.objects.all() if may(person, Act.TOPIC_EDIT) else [],
        "claim_topics": list(claim.topics.all()),
        "kin": list(Claim.objects.filter(Q(related_to=claim) | Q(pk=claim.related_to_id)).order_by("number")),
        "follows": following.follows(person, claim),
        "absorbed": list(Claim.objects.filter(merged_into=claim).order_by("number")),
        "today": timezone.localtime(now).date(),
    }


def shown_of(file: CaseFile, sealed: bool, as_of: datetime | None = None) -> dict[str, Any]:
    """What the page shows of a case file, today's or an earlier day's."""
    claim = file.claim
    groups = [(name, [row_of(entry, claim) for entry in entries]) for name, entries in file.by_origin()]
    points, lines = points_of(file), figures.lines_of(file)
    flags = flag_rows(file)
    return {
        "title": f"Claim #{claim.number}",
        "claim": claim,
        "file": file,
        "opening": next((entry.statement for entry in file.entries if entry.opening), None),
        "opening_marks": quote_marks(claim.opened_from) if claim.opened_from else [],
        "groups": [
            {"origin": name, "first": rows[:SHOWN_OF_ORIGIN], "more": rows[SHOWN_OF_ORIGIN:], "total": len(rows)} for name, rows in groups
        ],
        "flags": flags[:FLAGS_SHOWN],
        "more_flags": flags[FLAGS_SHOWN:],
        "evidence_total": sum(not entry.opening for entry in file.entries),
        "against": sum(entry.side == "against" for entry in file.entries),
        "picture": trajectory(points) if len(points) > 1 else None,
        "series": lines if len(lines) > 1 else [],
        "drawn": figures.pictures_of(lines),
        "sealed": sealed,
        "weighed": {} if sealed else weighed.support_panel(claim, as_of=as_of),
        "tree": tree_picture(file, as_of=as_of),
        "signatures": settings.SIGNATURES,
        "list_url": reverse("admin:tracker_claim_changelist"),
    }


def past_of(claim: Claim, file: CaseFile, person: Person, sealed: bool, as_of: datetime) -> dict[str, Any]:
    """What stands on the page of an earlier day beside its case file: no buttons, and nothing that happened later."""
    kin = Claim.objects.filter(Q(related_to=claim) | Q(pk=claim.related_to_id), opened_at__lte=as_of)
    return {
        "as_of": as_of,
        "today": timezone.localdate(),
        "may": {},
        "history": history_of(claim, person, sealed, until=as_of),
        "notes": notes_of(file, person, until=as_of),
        "claim_topics": list(claim.topics.all()),
        "kin": list(kin.order_by("number")),
    }


def permissions(claim: Claim, person: Person, mine: Assignment | None, barred: str | None) -> dict[str, bool]:
    """Which buttons to show. The services ask again."""
    before_review = claim.status == Status.UNVERIFIED
    own = (
        person.pk in (claim.opened_by_id, claim.accepted_by_id)
        or (claim.opened_by_id is None and claim.accepted_by_id is None)
        or may(person, Act.ASSIGN)
    )
    standing = claim.merged_into_id is None
    return {
        "accept": standing and may(person, Act.CLAIM_ACCEPT),
        "edit": standing and before_review and own and may(person, Act.CLAIM_EDIT),
        "dismiss": standing and before_review and own and may(person, Act.CLAIM_DISMISS),
        "restore": claim.status == Status.DISMISSED and own and may(person, Act.CLAIM_DISMISS),
        "decide": standing and may(person, Act.EVIDENCE_DECIDE),
        "close_flag": may(person, Act.FLAG_CLOSE),
        "take": mine is None and barred is None and may(person, Act.REVIEW_TAKE),
        "assign": standing and claim.status in assigning.OPEN and may(person, Act.ASSIGN),
        "sign": barred is None and may(person, Act.REVIEW_SIGN),
        "reopen": claim.status in reviewing.SETTLED and may(person, Act.REVIEW_REOPEN),
        "merge": standing and may(person, Act.CLAIM_MERGE),
        "unmerge": may(person, Act.CLAIM_MERGE),
        "split": standing and may(person, Act.CLAIM_SPLIT),
        "topics": may(person, Act.TOPIC_EDIT),
        "follow": may(person, Act.CLAIM_FOLLOW),
        "note": may(person, Act.CLAIM_NOTE),
    }


def candidates(claim: Claim) -> list[tuple[Person, str]]:
    """Everybody whose role lets them sign, with the reason where they may not sign this one."""
    people = Person.objects.with_roles().filter(is_active=True)
    able = [person for person in people.order_by("username") if may(person, Act.REVIEW_SIGN)]
    barred = assigning.barred_among(able, claim)
    return [(person, barred.get(person.pk, "")) for person in able]


def flag_rows(file: CaseFile) -> list[dict[str, Any]]:
    """Open flags with the words that raised them, the gravest kind first, the newest first within it."""
    said = {entry.statement.pk: entry.statement for entry in file.entries}
    newest = sorted(file.flags, key=lambda flag: (-flagging.URGENCY.get(flag.kind, 1), -flag.raised_at.timestamp(), -flag.pk))
    return [{"flag": flag, "statement": said.get(flag.statement_id)} for flag in newest]


def row_of(entry: Entry, claim: Claim) -> Row:
    explanation = entry.evidence.explanation if entry.evidence else {}
    matched = spans(explanation.get("claim_spans")), spans(explanation.get("later_spans"))
    differing = differing_words(claim.text, entry.statement.display) if entry.evidence else ([], [])
    claim_marks, said_marks = (looked_at + apart(marks, looked_at) for looked_at, marks in zip(matched, differing, strict=True))
    return Row(entry, claim_marks, said_marks, sorted(explanation.get("features", {}).items()))


def differing_words(text: str, other: str) -> tuple[list[Mark], list[Mark]]:
    """The words of each that the other has not; none where they are worded so differently that nearly everything would be marked."""
    gone, fresh = changes(text, other)
    covered = sum(mark.end - mark.start for mark in (*gone, *fresh))
    if covered > MOSTLY * (len(text) + len(other)):
        return [], []
    return [replace(mark, kind="differs", note="not in the statement") for mark in gone], [
        replace(mark, kind="differs", note="not in the claim") for mark in fresh
    ]


def apart(marks: list[Mark], others: list[Mark]) -> list[Mark]:
    """The marks that touch none of *others*."""
    return [mark for mark in marks if not any(mark.start < other.end and other.start < mark.end for other in others)]


def spans(pairs: Any) -> list[Mark]:
    return [Mark(start, end, "match", note="what the comparison matched") for start, end in pairs or ()]


def history_of(claim: Claim, person: Person, sealed: bool, *, until: datetime | None = None) -> list[dict[str, Any]]:
    """What happened, newest first. Other people's decisions are left out while they are sealed for this reader."""
    events = Event.objects.filter(claim=claim).select_related("actor").order_by("-pk")
    if until is not None:
        events = events.filter(at__lte=until)
    if sealed:
        events = events.exclude(Q(kind__in=DECISIONS) & Q(actor__isnull=False) & ~Q(actor=person)).exclude(kind="flag.closed", actor=None)
    return [{"event": event, "words": told(event)} for event in events[:HISTORY_SHOWN]]


@dataclass(frozen=True, slots=True)
class News:
    """What others did since the reader's last visit: when that was, the lines of the history, and the subjects of all of them."""

    at: datetime
    event: int
    lines: list[dict[str, Any]]
    subjects: frozenset[str]

    @property
    def counted(self) -> str:
        """ "2 statements, 1 flag, 3 other changes"."""
        kinds = Counter(KINDS_OF_NEWS.get(line["event"].kind, "other change") for line in self.lines)
        words = [word for word in (*KINDS_OF_NEWS.values(), "other change") if kinds[word]]
        return ", ".join(f"{kinds[word]} {word}{'s' if kinds[word] > 1 else ''}" for word in words)


KINDS_OF_NEWS = {"evidence.suggested": "statement", "flag.raised": "flag", "claim.noted": "note"}


def news_of(history: list[dict[str, Any]], last: visits.Since | None, person: Person) -> News | None:
    """None on the first visit, and when nothing happened."""
    if last is None:
        return None
    fresh = [line for line in history if line["event"].pk > last.event and line["event"].actor_id != person.pk]
    if not fresh:
        return None
    noted = (f"note:{line['event'].after.get('note')}" for line in fresh if line["event"].kind == "claim.noted")
    return News(last.at, last.event, fresh, frozenset([*(line["event"].subject for line in fresh), *noted]))


def notes_of(file: CaseFile, person: Person, *, until: datetime | None = None) -> list[Note]:
    """The notes on the claim and on what was merged into it, oldest first."""
    members = groups_of([file.claim], as_of=until)[file.claim.pk].members
    notes = Note.objects.visible_to(person).filter(claim__in=[member.pk for member in members]).select_related("by").order_by("at", "pk")
    return list(notes if until is None else notes.filter(at__lte=until))


def told(event: Event) -> str:
    """One event as a sentence without its subject and actor."""
    after, before = event.after, event.before
    match event.kind:
        case "evidence.suggested":
            return f"{after.get('publisher', 'a report')} {words(after.get('relation'))}: “{after.get('quote', '')}”"
        case "flag.raised":
            return f"flag: {words(after.get('kind'))}"
        case "claim.opened":
            return "opened"
        case "claim.merged":
            return f"merged into #{after.get('number', '?')}"
        case "claim.absorbed":
            return f"took in #{after.get('number', '?')}{', its evidence turned round' if after.get('mirrored') else ''}"
        case "claim.unmerged":
            return (
                f"stands by itself again, no longer under #{after.get('number', '?')}" if after.get("number") else "stands by itself again"
            )
        case "claim.gave_up":
            return f"let go of #{after.get('number', '?')}"
        case "claim.split":
            return f"split: #{after.get('number', '?')} took {len(after.get('statements', []))} along"
        case "claim.split_off":
            return f"split off from #{before.get('number', '?')}"
        case "claim.noted":
            return f"noted: “{after.get('text', '')}”"
        case "claim.note_struck":
            return "struck out a note"
        case "claim.words_removed":
            return "removed its words by law, with the report that they stood in"
        case "claim.edited":
            return f"reworded from “{before.get('text', '')}”" if "text" in before else "polarity changed"
    kind = words(event.kind.replace(".", " "))
    if "status" in after and after["status"] != before.get("status"):
        return f"{kind}: {words(before.get('status'))} → {words(after['status'])}"
    if "person" in after:
        return f"{kind}: {after['person']}"
    if after.get("relation"):
        return f"{kind}: {words(after['relation'])}"
    return kind


def rounds_of(claim: Claim, person: Person) -> list[dict[str, Any]]:
    """Rounds, newest first, with the signatures this reader may see and the number of sealed ones."""
    seen: dict[int, list[Review]] = {}
    for review in Review.objects.visible_to(person).filter(round__claim=claim).select_related("person", "round"):
        seen.setdefault(review.round_id, []).append(review)
    signed: dict[int, int] = {}
    for key in Review.objects.filter(round__claim=claim).values_list("round_id", flat=True):
        signed[key] = signed.get(key, 0) + 1
    rounds = Round.objects.filter(claim=claim).order_by("-no")
    return [{"round": one, "reviews": seen.get(one.pk, []), "sealed": signed.get(one.pk, 0) - len(seen.get(one.pk, []))} for one in rounds]
