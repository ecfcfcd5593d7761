"""What a digest says: the untold events of one person, grouped by claim, weighed, and put into words. Sends nothing, writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse

from tracker.models import Event, Person
from tracker.terms import DigestState, FlagKind, Level, Part, Relation, Status, label
from verification.casefile import CaseFile, Entry, case_files
from verification.mail import unsubscribe_url
from verification.models import Digest, Flag
from verification.services.following import Heard

CLAIMS_AT_MOST = 40
QUOTE_LIMIT = 300
SUBJECT_LIMIT = 180
FLAG_WORDS: dict[str, tuple[int, str]] = {
    FlagKind.RETRACTED: (95, "retracted"),
    FlagKind.CONTRADICTED: (90, "contradicted"),
    FlagKind.CERTAINTY_INFLATED: (85, "certainty inflated"),
    FlagKind.DISPUTED: (80, "disputed"),
    FlagKind.SOFTENED: (55, "softened"),
    FlagKind.HARDENED: (50, "hardened"),
    FlagKind.UPDATED: (45, "updated"),
    FlagKind.CORROBORATED: (40, "corroborated"),
    FlagKind.RECORD_DISAGREES: (30, "record disagrees with the letter"),
}
EVENT_WORDS: dict[str, tuple[int, str]] = {
    "assignment.overdue": (88, "overdue"),
    "review.voided": (78, "first signature void"),
    "assignment.asked_again": (76, "your signature is asked again"),
    "assignment.made": (74, "assigned to you"),
    "assignment.due_soon": (72, "due soon"),
    "review.settled": (70, "settled"),
    "claim.reopened": (65, "reopened"),
    "claim.superseded": (60, "superseded"),
    "claim.merged": (58, "merged"),
    "review.first_signature": (35, "first signature given"),
    "claim.dismissed": (25, "dismissed"),
    "claim.restored": (24, "restored"),
    "claim.opened": (20, "new claim"),
}
RELATION_NOUNS = {
    Relation.CONTRADICTS: ("contradiction", "contradictions"),
    Relation.UPDATES: ("update", "updates"),
    Relation.CORROBORATES: ("corroboration", "corroborations"),
    Relation.REPEATS: ("repetition", "repetitions"),
}
NUMERALS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True)
class Quote:
    """Words as they stand in a report, whose, and how firmly."""

    words: str
    by: str
    level: str


@dataclass(slots=True)
class News:
    """What is new about one claim (or one source) for one person."""

    headline: str
    gravity: int
    title: str
    url: str
    changes: list[str]
    sentences: list[str] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    why: str = ""
    number: int | None = None


@dataclass(slots=True)
class Composed:
    """A digest ready to be stored or shown: subject, both bodies, and the events that it tells with the reason for each."""

    person: Person
    period_key: str
    subject: str
    text: str
    html: str
    news: list[News]
    more: int
    told: list[tuple[Event, str]]
    retold: list[Digest]


def compose(
    person: Person,
    heard: Sequence[Heard],
    *,
    now: datetime,
    period_key: str,
    unsure: Sequence[Digest] = (),
    undelivered: Sequence[Digest] = (),
) -> Composed | None:
    """Put what a person has heard into one mail; None when there is nothing to say.

    *unsure* digests may or may not have arrived: they are announced, even when nothing else is new. *undelivered* ones surely have not:
    they are announced along with other news only, since their address may still refuse.
    """
    if not heard and not unsure:
        return None
    zone = ZoneInfo(person.time_zone)
    groups: dict[int, list[Heard]] = {}
    for one in heard:
        if one.claim is not None:
            groups.setdefault(one.claim.pk, []).append(one)
    ranked = sorted(groups.values(), key=lambda group: (-gravity(group), -group[-1].event.pk))
    shown, more = ranked[:CLAIMS_AT_MOST], len(ranked[CLAIMS_AT_MOST:])
    files = {file.claim.pk: file for file in case_files([group[0].claim for group in shown if group[0].claim is not None])}
    news = [about_claim(group, files[group[0].claim.pk], zone) for group in shown if group[0].claim is not None]
    news += about_sources([one for one in heard if one.claim is None])
    news.sort(key=lambda item: -item.gravity)
    retold = [*unsure, *undelivered]
    subject = subject_of(news, more=more, unsure=len(unsure))
    context = {
        "person": person,
        "subject": subject,
        "news": news,
        "summary": summary_of(
            len(ranked), last=Digest.objects.filter(person=person, state=DigestState.SENT).order_by("-made_at").first(), zone=zone
        ),
        "more": more,
        "all_url": absolute("admin:tracker_claim_changelist"),
        "home_url": absolute("admin:index"),
        "unsubscribe_url": unsubscribe_url(person),
        "retold": [{"subject": digest.subject, "made_at": digest.made_at} for digest in retold],
        "unsure": len(unsure),
        "now": now,
        "zone": person.time_zone,
        "one_signature": settings.SIGNATURES == 1,
    }
    return Composed(
        person=person,
        period_key=period_key,
        subject=subject,
        text=render_to_string("verification/mail/digest.txt", context),
        html=css_inline.inline(render_to_string("verification/mail/digest.html", context), load_remote_stylesheets=False),
        news=news,
        more=more,
        told=[(one.event, one.why) for one in heard],
        retold=retold,
    )


def weight_of(event: Event) -> tuple[int, str]:
    """How much an event matters to a reader of mail, and the word for it."""
    if event.kind == "flag.raised":
        return FLAG_WORDS.get(event.after.get("kind", ""), (10, "flagged"))
    if event.kind == "review.disputed":
        return FLAG_WORDS[FlagKind.DISPUTED]
    if event.kind == "evidence.suggested":
        return (15, "new report")
    return EVENT_WORDS.get(event.kind, (5, "changed"))


def gravity(group: Iterable[Heard]) -> int:
    """Of the gravest event."""
    return max(weight_of(one.event)[0] for one in group)


def about_claim(group: Sequence[Heard], file: CaseFile, zone: ZoneInfo) -> News:
    """The news of one claim: what changed since the person's last digest, in counts, in words, and in two quotes."""
    claim, events = file.claim, [one.event for one in group]
    weight, word = max((weight_of(event) for event in events), key=lambda pair: pair[0])
    settled = next((event for event in reversed(events) if event.kind == "review.settled"), None)
    if word == "settled" and settled is not None:
        word = label(Status(settled.after["status"]))
    fresh = fresh_entries(events, file)
    changes = [*counts(fresh, file), *tally(events), *levels(fresh, file), *outcomes(events, zone)]
    flags = sorted((event for event in events if event.kind == "flag.raised"), key=lambda event: -weight_of(event)[0])
    sentences = list(dict.fromkeys(event.reason for event in flags if event.reason))
    return News(
        headline=word,
        gravity=weight,
        title=claim.text,
        url=absolute("admin:tracker_claim_change", claim.pk),
        changes=sorted(dict.fromkeys(changes), key=lambda change: change != "new claim") or [word],
        sentences=sentences[:3],
        quotes=quotes(events, file),
        why="; ".join(dict.fromkeys(one.why for one in group)),
        number=claim.number,
    )


def about_sources(heard: Sequence[Heard]) -> list[News]:
    """The news of followed sources: flags that hang on no claim."""
    flags = Flag.objects.filter(uuid__in=[one.event.subject.partition(":")[2] for one in heard]).select_related("source")
    by_name = {f"flag:{flag.uuid}": flag for flag in flags}
    news = []
    for one in heard:
        flag = by_name.get(one.event.subject)
        if flag is None or flag.source is None:
            continue
        weight, word = weight_of(one.event)
        url = absolute("admin:tracker_source_change", flag.source.pk)
        sentences = [one.event.reason] if one.event.reason else []
        news.append(News(word, weight, flag.source.name, url, changes=[word], sentences=sentences, why=one.why))
    return news


def fresh_entries(events: Iterable[Event], file: CaseFile) -> list[Entry]:
    """The entries of the case that these events brought."""
    brought = {event.after.get("statement") for event in events if event.kind in ("evidence.suggested", "flag.raised")}
    return [entry for entry in file.entries if str(entry.statement.uuid) in brought and not entry.opening]


def counts(fresh: Sequence[Entry], file: CaseFile) -> list[str]:
    """ "+2 reports, +0 origins": what the new statements add on the claim's own side."""
    mine = {entry.statement.pk for entry in fresh}
    new = [entry for entry in file.entries if entry.statement.pk in mine and not opposed(entry)]
    old = [entry for entry in file.entries if entry.statement.pk not in mine and not opposed(entry)]
    if not new:
        return []
    reports = {entry.statement.reading.revision.report_id for entry in new} - {entry.statement.reading.revision.report_id for entry in old}
    origins = frozenset().union(*(entry.origin_keys for entry in new)) - frozenset().union(*(entry.origin_keys for entry in old))
    return [
        f"+{len(reports)} {'report' if len(reports) == 1 else 'reports'}, +{len(origins)} {'origin' if len(origins) == 1 else 'origins'}"
    ]


def opposed(entry: Entry) -> bool:
    """Whether the suggestion is not on the claim's own side. People's decisions are left out: they may be sealed for the reader."""
    return entry.evidence is not None and entry.evidence.relation in (Relation.CONTRADICTS, Relation.NONE)


def tally(events: Iterable[Event]) -> list[str]:
    """ "one contradiction", "two updates", "certainty inflated"."""
    seen: dict[str, set[str]] = {}
    words: list[str] = []
    for event in events:
        if event.kind == "evidence.suggested":
            seen.setdefault(event.after["relation"], set()).add(event.after.get("statement") or str(event.pk))
        elif event.kind == "flag.raised":
            kind = event.after.get("kind", "")
            relation = {FlagKind.CONTRADICTED: Relation.CONTRADICTS, FlagKind.UPDATED: Relation.UPDATES}.get(kind)
            if relation is not None:
                seen.setdefault(relation, set()).add(event.after.get("statement") or str(event.pk))
            elif kind != FlagKind.CORROBORATED:
                words.append(FLAG_WORDS.get(kind, (0, "flagged"))[1])
    nouns = [numeral(len(seen[relation]), *RELATION_NOUNS[relation]) for relation in RELATION_NOUNS if relation in seen]
    return [*nouns, *words]


def levels(fresh: Sequence[Entry], file: CaseFile) -> list[str]:
    """ "possible → probable": the claim's last level before the new statements and with them."""
    mine = {entry.statement.pk for entry in fresh}
    own = [entry for entry in file.entries if not opposed(entry)]
    own = [entry for entry in own if entry.statement.part == Part.BODY] or own
    old = [entry for entry in own if entry.statement.pk not in mine]
    if not old or len(old) == len(own):
        return []
    before, after = old[-1].level, own[-1].level
    return [f"{label(Level(before))} → {label(Level(after))}"] if before != after else []


def outcomes(events: Iterable[Event], zone: ZoneInfo) -> list[str]:
    """What people did: assignments, signatures without their verdicts, settlements with theirs."""
    words = []
    for event in events:
        if event.kind == "review.settled":
            signatures = event.after.get("signatures", 2)
            verdict = label(Status(event.after["status"]))
            words.append(f"{verdict} ({'one signature' if signatures == 1 else f'{NUMERALS[signatures]} signatures'})")
        elif event.kind == "review.disputed":
            words.append("the two signatures disagree")
        elif event.kind in EVENT_WORDS:
            due = event.after.get("due") if event.kind.startswith("assignment.") else None
            when = f", due {datetime.fromisoformat(due).astimezone(zone):%-d %B}" if due else ""
            words.append(EVENT_WORDS[event.kind][1] + when)
    return words


def quotes(events: Sequence[Event], file: CaseFile) -> list[Quote]:
    """The two quotes that the gravest event is about: what was said first, and what is said now."""
    spoken = {str(entry.statement.uuid): entry for entry in file.entries}
    telling = [event for event in events if event.kind in ("flag.raised", "evidence.suggested")]

    def rank(event: Event) -> tuple[int, float]:
        entry = spoken.get(event.after.get("statement") or "")
        return -weight_of(event)[0], -(entry.evidence.score if entry and entry.evidence else 0.0)

    for event in sorted(telling, key=rank):
        if "original_quote" in event.after:
            one = Quote(
                short(event.after["original_quote"]), event.after["original_publisher"], label(Level(event.after["original_level"]))
            )
            two = Quote(short(event.after["relay_quote"]), event.after["relay_publisher"], label(Level(event.after["relay_level"])))
            return [one, two]
        entry = spoken.get(event.after.get("statement") or "")
        if entry is not None:
            return [opening_quote(file), quote_of(entry)]
    return [opening_quote(file)]


def opening_quote(file: CaseFile) -> Quote:
    """The words that the claim was first stated with."""
    entry = next((entry for entry in file.entries if entry.opening), None)
    return quote_of(entry) if entry else Quote(short(file.claim.text), "typed by an analyst", label(Level(file.claim.level_first)))


def quote_of(entry: Entry) -> Quote:
    """An entry's own words."""
    statement = entry.statement
    said = f"{entry.origin_name}, " if entry.origin_name and entry.origin_name != statement.report.publisher_name else ""
    by = f"{said}{statement.report.publisher_name}, {statement.said_at:%-d %B %Y}"
    return Quote(short(statement.quote), by, label(Level(statement.level)))


def subject_of(news: Sequence[News], *, more: int, unsure: int) -> str:
    """The most important thing first: "Contradicted: #7 The dam was mined (and 4 more)"."""
    if not news:
        return "A digest may not have reached you"
    first = news[0]
    others = len(news) - 1 + more
    tail = f" (and {others} more)" if others else ""
    title = short(" ".join(first.title.split()), SUBJECT_LIMIT - len(tail) - len(first.headline) - 16)
    number = f"#{first.number} " if first.number is not None else ""
    return f"{first.headline[0].upper()}{first.headline[1:]}: {number}{title}{tail}"


def summary_of(claims: int, *, last: Digest | None, zone: ZoneInfo) -> str:
    """ "News on three claims since your last digest, of 3 November 2023." """
    if not claims:
        return ""
    since = f" since your last digest, of {last.made_at.astimezone(zone):%-d %B %Y}" if last else ""
    return f"News on {numeral(claims, 'claim', 'claims')}{since}."


def numeral(n: int, one: str, many: str) -> str:
    """ "one contradiction", "twelve" stays "12"."""
    return f"{NUMERALS[n] if n < len(NUMERALS) else n} {one if n == 1 else many}"


def short(words: str, limit: int = QUOTE_LIMIT) -> str:
    """At most *limit* characters on one line, cut at a word."""
    words = " ".join(words.split())
    return words if len(words) <= limit else f"{words[: limit - 1].rsplit(' ', 1)[0]}…"


def absolute(name: str, *args: object) -> str:
    """A full address on this desk; its home when a screen is not there."""
    try:
        return settings.PUBLIC_URL + reverse(name, args=args)
    except NoReverseMatch:
        return settings.PUBLIC_URL + "/"
