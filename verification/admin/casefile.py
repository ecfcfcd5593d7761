"""The claim page: the case file of one claim, put together for one reader. Read-only; what the page's buttons do lives in ``acts``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from tracker.admin.statements import quote_marks
from tracker.marking import Mark
from tracker.models import Claim, Event, Person, Topic
from tracker.roles import TABLE, Act, may
from tracker.templatetags.desk import words
from tracker.terms import Confidence, Relation, Ruling, Status, Verdict
from verification.casefile import CaseFile, Entry, case_files
from verification.models import Assignment, Review, Round
from verification.pictures.trajectory import Point, trajectory
from verification.services import assigning, following, reviewing

DECISIONS = ("evidence.accepted", "evidence.rejected", "evidence.relabelled", "flag.closed", "flag.reopened")
HISTORY_SHOWN = 200
SHOWN_OF_ORIGIN = 3
FLAGS_SHOWN = 6
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
    """One piece of evidence with the words that the comparison matched on both sides."""

    entry: Entry
    claim_marks: list[Mark]
    said_marks: list[Mark]

    @property
    def relation(self) -> str:
        return str(self.entry.relation)

    @property
    def ruling(self) -> str:
        return str(self.entry.ruling or "")


def page_of(claim: Claim, person: Person, *, now: datetime, typed: dict[str, Any] | None = None) -> dict[str, Any]:
    """All that the page shows to *person*. *typed* is what they sent and could not be taken; it stands in the fields again."""
    sealed = not reviewing.may_see_weighing(person, claim)
    file = case_files([claim])[0]
    if sealed:
        hide_decisions(file, person)
    groups = [(name, [row_of(entry) for entry in entries]) for name, entries in file.by_origin()]
    barred = reviewing.may_sign(person, claim)
    tasks = list(Assignment.objects.open().filter(claim=claim).select_related("person"))
    mine = next((task for task in tasks if task.person_id == person.pk), None)
    points = points_of(file)
    picture = trajectory(points) if len(points) > 1 else None
    lead = may(person, Act.ASSIGN)
    return {
        "title": f"Claim #{claim.number}",
        "claim": claim,
        "file": file,
        "opening": next((entry.statement for entry in file.entries if entry.opening), None),
        "opening_marks": quote_marks(claim.opened_from) if claim.opened_from else [],
        "groups": [
            {"origin": name, "first": rows[:SHOWN_OF_ORIGIN], "more": rows[SHOWN_OF_ORIGIN:], "total": len(rows)} for name, rows in groups
        ],
        "flags": flag_rows(file)[:FLAGS_SHOWN],
        "more_flags": flag_rows(file)[FLAGS_SHOWN:],
        "evidence_total": sum(not entry.opening for entry in file.entries),
        "against": sum(entry.side == "against" for entry in file.entries),
        "picture": picture,
        "series": series_of(file),
        "history": history_of(claim, person, sealed),
        "newest_event": Event.objects.filter(claim=claim).order_by("-pk").values_list("pk", flat=True).first() or 0,
        "rounds": rounds_of(claim, person),
        "tasks": tasks,
        "mine": mine,
        "overdue": [task for task in tasks if task.due and task.due < now],
        "barred": barred,
        "sealed": sealed,
        "typed": typed or reviewing.read_draft(claim, by=person),
        "verdicts": list(Verdict),
        "confidences": list(Confidence),
        "relations": list(Relation),
        "numbers": CREDIBILITY,
        "signatures": settings.SIGNATURES,
        "proposed": claim.opened_by_id is None and claim.accepted_at is None and claim.status != Status.DISMISSED,
        "may": permissions(claim, person, mine, barred),
        "reviewers": candidates(claim) if lead and claim.status in assigning.OPEN else [],
        "topics": Topic.objects.all() if may(person, Act.TOPIC_EDIT) else [],
        "claim_topics": list(claim.topics.all()),
        "kin": list(Claim.objects.filter(Q(related_to=claim) | Q(pk=claim.related_to_id)).order_by("number")),
        "follows": following.follows(person, claim),
        "list_url": reverse("admin:tracker_claim_changelist"),
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
        "topics": may(person, Act.TOPIC_EDIT),
        "follow": may(person, Act.CLAIM_FOLLOW),
    }


def candidates(claim: Claim) -> list[tuple[Person, str]]:
    """Everybody whose role lets them sign, with the reason where they may not sign this one."""
    roles = [role.value for role, acts in TABLE.items() if Act.REVIEW_SIGN in acts]
    people = Person.objects.filter(is_active=True, groups__name__in=roles).distinct().order_by("username")
    return [(person, assigning.may_review(person, claim) or "") for person in people]


def hide_decisions(file: CaseFile, person: Person) -> None:
    """Leave only the machine's suggestions and the reader's own decisions: those of others are sealed until the reader has signed."""
    for entry in file.entries:
        if entry.decided_by is not None and entry.decided_by.pk != person.pk:
            entry.ruling, entry.decided_by = None, None
            entry.relation = entry.suggested or entry.relation


def flag_rows(file: CaseFile) -> list[dict[str, Any]]:
    """Open flags with the words that raised them, the gravest kind first, the newest first within it."""
    said = {entry.statement.pk: entry.statement for entry in file.entries}
    newest = sorted(file.flags, key=lambda flag: (-assigning.URGENCY.get(flag.kind, 1), -flag.raised_at.timestamp(), -flag.pk))
    return [{"flag": flag, "statement": said.get(flag.statement_id)} for flag in newest]


def row_of(entry: Entry) -> Row:
    explanation = entry.evidence.explanation if entry.evidence else {}
    return Row(entry, spans(explanation.get("claim_spans")), spans(explanation.get("later_spans")))


def spans(pairs: Any) -> list[Mark]:
    return [Mark(start, end, "match", note="what the comparison matched") for start, end in pairs or ()]


def points_of(file: CaseFile) -> list[Point]:
    """The marks of the trajectory: each statement at its own words, with a link to its place on the page."""
    return [
        Point(
            at=entry.statement.said_at,
            level=entry.level if entry.side == "for" else entry.statement.level,
            side=entry.side,
            copy=entry.is_copy,
            who=entry.origin_name,
            href=f"#e-{entry.statement.uuid}",
        )
        for entry in file.entries
        if entry.ruling is not Ruling.REJECT
    ]


def series_of(file: CaseFile) -> list[dict[str, Any]]:
    """The figures of either side, oldest first, one line each; in the units of the claim's own figures, if it has any."""
    units = {figure.unit for entry in file.entries if entry.opening for figure in entry.statement.figures.all()}
    lines = [
        {"at": entry.statement.said_at, "figure": figure, "who": entry.origin_name, "entry": entry}
        for entry in file.entries
        for figure in entry.statement.figures.all()
        if (not units or figure.unit in units) and entry.ruling is not Ruling.REJECT
    ]
    return lines if len(lines) > 1 else []


def history_of(claim: Claim, person: Person, sealed: bool) -> list[dict[str, Any]]:
    """What happened, newest first. Other people's decisions are left out while they are sealed for this reader."""
    events = Event.objects.filter(claim=claim).select_related("actor").order_by("-pk")
    if sealed:
        events = events.exclude(Q(kind__in=DECISIONS) & Q(actor__isnull=False) & ~Q(actor=person)).exclude(kind="flag.closed", actor=None)
    return [{"event": event, "words": told(event)} for event in events[:HISTORY_SHOWN]]


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
