"""Loads ``seeds/`` the way reports and people's decisions always come in; nothing in it is worked out beforehand. Its words live in the seeds."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify

from tracker import work
from tracker.errors import Refused
from tracker.intake.record import receive
from tracker.language.headers import Headers, parse_headers
from tracker.models import Claim, Counter, Person, Report, Source, Statement, Topic
from tracker.models.naming import add_alias
from tracker.roles import NotAllowed
from tracker.terms import Via
from verification.models import Evidence
from verification.services import assigning, claims, deciding, digesting, following, reviewing, sending

SEEDS = Path(settings.BASE_DIR) / "seeds"
MARK = "demo"
BEGUN = "demo begun"
READING_TAKES = timedelta(hours=1)
ANY_DAY = datetime(2000, 1, 1, tzinfo=UTC)  # for counting steps that are not taken


class Occupied(Exception):
    """The database holds something that is not the demo."""


class NotFound(LookupError):
    """A seed names words that no statement or claim holds."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened: its name for the progress line, and what does it. A *whole* one is done together with its mark, or not at all;
    the others are safe to repeat."""

    name: str
    do: Callable[[], None]
    whole: bool = False


@dataclass(slots=True)
class Outcome:
    """What loading did: steps done now (none when it was loaded already) and the seeds that found nothing."""

    done: int = 0
    missed: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SeedReport:
    """One file of ``seeds/reports``."""

    number: int
    headers: Headers

    @property
    def published(self) -> datetime:
        if self.headers.published is None:
            raise ValueError(f"seeds/reports/{self.number:02}-*: no Published header.")
        return self.headers.published


def state() -> str:
    """ "empty", "loaded", "begun" (interrupted) or "occupied" (holds something else)."""
    done = Counter.objects.filter(name=MARK).values_list("value", flat=True).first()
    if done is None:
        return "occupied" if Report.objects.exists() or Claim.objects.exists() or Person.objects.exists() else "empty"
    return "loaded" if done >= len(World(now=ANY_DAY).steps) else "begun"


def load(*, now: datetime, force: bool = False, progress: Callable[[int, int, str], None] | None = None) -> Outcome:
    """Do the steps that are not done yet, in order; *now* is when people's last acts end. Raises ``Occupied`` unless *force*."""
    found = state()
    outcome = Outcome()
    if found == "occupied" and not force:
        raise Occupied("this database holds reports, claims or people that are not the demo's.")
    if found == "loaded":
        return outcome
    if found == "begun" and not settings.REDIS_URL:
        work.take_back()  # whoever loaded it before was ended in the middle of a step
    mark, _ = Counter.objects.get_or_create(name=MARK)
    steps = World(now=begun(now)).steps
    for number, step in enumerate(steps, start=1):
        if number <= mark.value:
            continue
        if progress is not None:
            progress(number - 1, len(steps), step.name)
        with transaction.atomic() if step.whole else nullcontext():
            try:
                step.do()
            except NotFound as missing:
                outcome.missed.append(f"{step.name}: {missing}")
            except (Refused, NotAllowed) as refusal:
                outcome.missed.append(f"{step.name}: refused: {refusal}")
            mark.value = number
            mark.save(update_fields=["value"])
        outcome.done += 1
    if progress is not None:
        progress(len(steps), len(steps), "done")
    return outcome


def begun(now: datetime) -> datetime:
    """When loading was begun: a later start goes on with the same days, so that nobody's acts come out of order."""
    mark, _ = Counter.objects.get_or_create(name=BEGUN, defaults={"value": int(now.timestamp() * 1_000_000)})
    return datetime.fromtimestamp(mark.value / 1_000_000, UTC)


class World:
    """The steps of the seeds in the order in which they happened, people's counted back from *now*."""

    def __init__(self, *, now: datetime) -> None:
        self._now = now

    @cached_property
    def steps(self) -> list[Step]:
        return [
            Step("sources", write_sources),
            Step("topics", write_topics),
            Step("people", write_people),
            *(Step(f"report {one.number:02} {one.headers.title}", partial(bring_in, one)) for one in seed_reports()),
            *self._acts(),
            Step("digests", partial(mail_digests, self._now)),
        ]

    def _acts(self) -> Iterator[Step]:
        acts = sorted(_toml("reviews")["act"], key=lambda act: -float(act["days_ago"]))
        for act in acts:
            at = self._now - timedelta(days=float(act["days_ago"]))
            yield Step(f"{act['by']}: {act['do']}", partial(in_one_transaction, ACTS[act["do"]], act, at), whole=True)


def in_one_transaction(act_of: Callable[[dict[str, Any], datetime], Any], act: dict[str, Any], at: datetime) -> None:
    with transaction.atomic():  # of its own: what is refused in the middle leaves nothing behind
        act_of(act, at)


# ---- sources, topics, people


def write_sources() -> None:
    """Sources with their aliases; parents are named before their branches."""
    with transaction.atomic():
        made: dict[str, Source] = {}
        for row in _toml("sources")["source"]:
            parent = made[row["parent"]] if "parent" in row else None
            fields = {"kind": row["kind"], "bloc": row.get("bloc", ""), "country": row.get("country", ""), "parent": parent}
            made[row["name"]], _ = Source.objects.get_or_create(name=row["name"], defaults=fields)
            for alias in [row["name"], *row.get("aliases", ())]:
                add_alias(made[row["name"]], alias)


def write_topics() -> None:
    for row in _toml("topics")["topic"]:
        Topic.objects.get_or_create(slug=slugify(row["slug"]), defaults={"name": row["name"], "summary": row["summary"]})


def write_people() -> None:
    """One account a role and what each follows, since when."""
    for row in _toml("people")["person"]:
        first, _, last = row["name"].partition(" ")
        fields = {"first_name": first, "last_name": last, "email": row["mail"], "time_zone": row["time_zone"]}
        with transaction.atomic():
            person, created = Person.objects.get_or_create(username=row["username"], defaults=fields)
            if created:
                person.set_password(row["password"])
                person.save()
            person.groups.set(Group.objects.filter(name=row["role"]))
            person.skills.set(Topic.objects.filter(slug__in=row.get("skills", ())))
            for follow in row.get("follows", ()):
                following.follow(person, Topic.objects.get(slug=follow["topic"]), now=follow["since"])


# ---- reports


def seed_reports() -> list[SeedReport]:
    """The reports in the order in which they were published."""
    found = [
        SeedReport(int(path.name[:2]), parse_headers(path.read_text(encoding="utf-8")))
        for path in sorted((SEEDS / "reports").glob("*.txt"))
    ]
    return sorted(found, key=lambda one: (one.published, one.number))


def bring_in(seed: SeedReport) -> None:
    """Receive, read and compare one report an hour after it was published, and put what it opened under its topic."""
    now = seed.published + READING_TAKES
    received = receive(
        text=seed.headers.body,
        title=seed.headers.title or "",
        publisher=seed.headers.publisher,
        published_at=seed.published,
        url=seed.headers.url or "",
        via=Via.SEED,
        entered_by=None,
        now=now,
        metadata={"seed": seed.number},
    )
    topics = list(Topic.objects.filter(slug__in=[row["slug"] for row in _toml("topics")["topic"] if seed.number in row["reports"]]))
    received.report.topics.set(topics)
    work.run_until_idle(now=now)
    for claim in Claim.objects.filter(opened_from__reading__revision=received.revision, topics=None):
        claims.set_topics(claim, topics=topics, by=None, now=now)


# ---- what people did


def accept_claim(act: dict[str, Any], at: datetime) -> None:
    claims.accept(claim_of(act["claim"]), by=_person(act["by"]), now=at)


def accept_evidence(act: dict[str, Any], at: datetime) -> None:
    deciding.accept(evidence_of(act), by=_person(act["by"]), now=at, reason=act.get("reason", ""))


def reject_evidence(act: dict[str, Any], at: datetime) -> None:
    deciding.reject(evidence_of(act), by=_person(act["by"]), now=at, reason=act["reason"])


def assign(act: dict[str, Any], at: datetime) -> None:
    due = at + timedelta(days=float(act["due_after_days"]))
    assigning.assign(claim_of(act["claim"]), person=_person(act["to"]), by=_person(act["by"]), due=due, now=at)


def take(act: dict[str, Any], at: datetime) -> None:
    assigning.take(claim_of(act["claim"]), by=_person(act["by"]), now=at)


def sign(act: dict[str, Any], at: datetime) -> None:
    wanted = {name: act[name] for name in ("verdict", "confidence", "reason", "basis", "number") if name in act}
    reviewing.sign(claim_of(act["claim"]), by=_person(act["by"]), now=at, **wanted)


ACTS: dict[str, Callable[[dict[str, Any], datetime], None]] = {
    "accept claim": accept_claim,
    "accept evidence": accept_evidence,
    "reject evidence": reject_evidence,
    "assign": assign,
    "take": take,
    "sign": sign,
}


def mail_digests(now: datetime) -> None:
    """What everybody would have found in their mail this morning."""
    digesting.prepare_due(now=now)
    sending.send_pending(now=now)


def statements_of(place: dict[str, Any]) -> list[Statement]:
    """The statements of a report's current reading that hold the words, the body's before the headline's."""
    said = Statement.objects.filter(reading__current=True, reading__revision__metadata__seed=place["report"])
    found = said.filter(Q(quote__icontains=place["words"]) | Q(display__icontains=place["words"])).order_by("part", "seq")
    return list(found)


def claim_of(place: dict[str, Any]) -> Claim:
    """The claim that a report's words opened, else the oldest one on whose own side they stand."""
    said = statements_of(place)
    opened = Claim.objects.standing().filter(opened_from__in=said).order_by("number").first()
    if opened is not None:
        return opened
    sides = Q(evidence__statement__in=said, evidence__relation__in=["corroborates", "updates", "repeats"])
    standing = Claim.objects.standing().filter(sides).order_by("number").first()
    if standing is None:
        raise NotFound(f"no claim rests on {place['words']!r} in report {place['report']:02}")
    return standing


def evidence_of(act: dict[str, Any]) -> Evidence:
    """What was suggested of a report's words for a claim."""
    claim = claim_of(act["claim"])
    evidence = Evidence.objects.filter(claim=claim, statement__in=statements_of(act["statement"])).order_by("statement__part", "pk").first()
    if evidence is None:
        raise NotFound(
            f"nothing is suggested of {act['statement']['words']!r} in report {act['statement']['report']:02} for claim #{claim.number}"
        )
    return evidence


def _person(username: str) -> Person:
    return Person.objects.get(username=username)


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((SEEDS / f"{name}.toml").read_text(encoding="utf-8"))


def logins() -> list[dict[str, str]]:
    """The demo's accounts, whose passwords are public."""
    return [{name: row[name] for name in ("role", "username", "password")} for row in _toml("people")["person"]]
