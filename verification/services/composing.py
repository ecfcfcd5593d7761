"""What a digest says: the untold events of one person, grouped by claim, weighed, and put into frozen words. Sends nothing, writes nothing.

All that is asked of the database is asked here; the bodies are then written by ``verification.letter`` without another question.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from tracker.models import Claim, Event, Person
from tracker.terms import DigestState, FlagKind, Level, Part, Relation, Status, label
from verification.casefile import CaseFile, Entry
from verification.letter import Doubt, Letter, News, Quote, as_html, as_text
from verification.mail import unsubscribe_url
from verification.models import Digest, DigestLine, Flag
from verification.periods import Schedule
from verification.services.following import Heard, standing
from verification.services.headwords import EVENTS, FLAGS, headline, weighed
from verification.services.reviewing import files_for

CLAIMS_AT_MOST = 40
TOLD_AGAIN = 10  # claims of a digest that is announced
QUOTE_LIMIT = 300
SUBJECT_LIMIT = 180
RELATION_NOUNS = {
    Relation.CONTRADICTS: ("contradiction", "contradictions"),
    Relation.UPDATES: ("update", "updates"),
    Relation.CORROBORATES: ("corroboration", "corroborations"),
    Relation.REPEATS: ("repetition", "repetitions"),
}
NUMERALS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(slots=True)
class Composed:
    """A digest ready to be stored or shown: the letter with its bodies, the events that it tells with the reason for each, and the
    earlier digests that it announces."""

    letter: Letter
    text: str
    html: str
    told: list[tuple[Event, str]]
    announced: list[Digest]

    @property
    def subject(self) -> str:
        return self.letter.subject


def compose(
    person: Person, heard: Sequence[Heard], *, period_key: str = "preview", whole_url: str = "", doubtful: Sequence[Digest] = ()
) -> Composed | None:
    """Put what a person has heard into one mail; None when there is nothing to say.

    *doubtful* digests that may or may not have arrived are announced even when nothing else is new; those that surely have not only along with
    other news, since their address may still refuse. *whole_url* is where the whole list can be read.
    """
    if not heard and not any(digest.state == DigestState.UNCERTAIN for digest in doubtful):
        return None
    zone = ZoneInfo(person.time_zone)
    groups = grouped(heard)
    shown, more = groups[:CLAIMS_AT_MOST], len(groups[CLAIMS_AT_MOST:])
    files = {file.claim.pk: file for file in files_for(person, [claim for claim, _ in shown])}
    news = [about_claim(group, files[claim.pk], zone) for claim, group in shown]
    news += about_sources([one for one in heard if one.claim is None], zone)
    news.sort(key=lambda item: -item.gravity)
    letter = Letter(
        subject=subject_of(news, more=more),
        summary=summary_of(len(groups), last=None if of_events(period_key) else last_of(person), zone=zone),
        overview=overview_of(groups) if len(groups) > 1 else (),
        news=tuple(news),
        more=more,
        doubts=doubts_of(doubtful, zone),
        whole_url=whole_url or absolute("admin:tracker_claim_changelist"),
        home_url=absolute("admin:index"),
        settings_url=absolute("admin:me"),
        unsubscribe_url=unsubscribe_url(person),
        schedule=schedule_of(person).words,
        one_signature=settings.SIGNATURES == 1,
    )
    told = [(one.event, one.why) for one in heard]
    return Composed(letter=letter, text=as_text(letter), html=as_html(letter), told=told, announced=list(doubtful))


def schedule_of(person: Person) -> Schedule:
    """When this person wants their digest."""
    return Schedule(person.cadence, person.digest_hour, person.time_zone, person.digest_weekday)


def of_events(period_key: str) -> bool:
    """Whether a digest is for an event and not for a period."""
    return period_key.startswith("event:")


def last_of(person: Person) -> Digest | None:
    """The digest for a period that this person got last."""
    return (
        Digest.objects.filter(person=person, state=DigestState.SENT).exclude(period_key__startswith="event:").order_by("-made_at").first()
    )


def grouped(heard: Iterable[Heard]) -> list[tuple[Claim, list[Heard]]]:
    """The events by the claim that they are about, the gravest first, the newest first among equals."""
    groups: dict[int, tuple[Claim, list[Heard]]] = {}
    for one in heard:
        if one.claim is not None:
            groups.setdefault(one.claim.pk, (one.claim, []))[1].append(one)
    return sorted(groups.values(), key=lambda pair: (-headline(one.event for one in pair[1])[0], -pair[1][-1].event.pk))


def about_claim(group: Sequence[Heard], file: CaseFile, zone: ZoneInfo) -> News:
    """The news of one claim: what changed since the person's last digest, in counts, in words, and in two quotes."""
    claim, events = file.claim, [one.event for one in group]
    weight, word = headline(events)
    fresh = fresh_entries(events, file)
    by_evidence = [*counts(fresh, file), *tally(events)]
    if by_evidence:
        by_evidence[0] = f"{by_evidence[0]} (now {totals(file)})"
    changes = [*by_evidence, *levels(fresh, file), *outcomes(events, zone)]
    flags = sorted((event for event in events if event.kind == "flag.raised"), key=lambda event: -weighed(event)[0])
    sentences = dict.fromkeys(event.reason for event in flags if event.reason)
    return News(
        headline=word,
        gravity=weight,
        title=claim.text,
        url=absolute("admin:tracker_claim_change", claim.pk) + place_of(events, file),
        when=told_when(events, zone),
        changes=tuple(sorted(dict.fromkeys(changes), key=lambda change: change != "new claim")) or (word,),
        sentences=tuple(sentences)[:3],
        quotes=tuple(quotes(events, file)),
        why="; ".join(dict.fromkeys(one.why for one in group)),
        number=claim.number,
    )


def about_sources(heard: Sequence[Heard], zone: ZoneInfo) -> list[News]:
    """The news of followed sources: flags that hang on no claim."""
    if not heard:
        return []
    flags = Flag.objects.filter(uuid__in=[one.event.subject.partition(":")[2] for one in heard]).select_related("source")
    by_name = {f"flag:{flag.uuid}": flag for flag in flags}
    news = []
    for one in heard:
        flag = by_name.get(one.event.subject)
        if flag is None or flag.source is None:
            continue
        weight, word = weighed(one.event)
        url = absolute("admin:tracker_source_change", flag.source.pk)
        reason = (one.event.reason,) if one.event.reason else ()
        news.append(News(word, weight, flag.source.name, url, told_when([one.event], zone), changes=(word,), why=one.why, sentences=reason))
    return news


def place_of(events: Sequence[Event], file: CaseFile) -> str:
    """Where on the claim's page the gravest event is to be seen: its statement, the review panel, or the top."""
    gravest = max(events, key=lambda event: weighed(event)[0])
    statement = gravest.after.get("statement")
    if statement and any(str(entry.statement.uuid) == statement for entry in file.entries):
        return f"#e-{statement}"
    return "#review" if gravest.kind.startswith(("assignment.", "review.")) else ""


def told_when(events: Sequence[Event], zone: ZoneInfo) -> str:
    """The newest change, as the reader's clock has it: "4 March 2026, 14:20"."""
    return f"{max(event.at for event in events).astimezone(zone):%-d %B %Y, %H:%M}"


def fresh_entries(events: Iterable[Event], file: CaseFile) -> list[Entry]:
    """The entries of the case that these events brought."""
    brought = {event.after.get("statement") for event in events if event.kind in ("evidence.suggested", "flag.raised")}
    return [entry for entry in file.entries if str(entry.statement.uuid) in brought and not entry.opening]


def counts(fresh: Sequence[Entry], file: CaseFile) -> list[str]:
    """ "+2 reports, +0 origins": what the new statements add on the claim's own side."""
    mine = {entry.statement.pk for entry in fresh}
    new = [entry for entry in file.own_side if entry.statement.pk in mine]
    old = [entry for entry in file.own_side if entry.statement.pk not in mine]
    if not new:
        return []
    reports = {entry.statement.reading.revision.report_id for entry in new} - {entry.statement.reading.revision.report_id for entry in old}
    origins = frozenset().union(*(entry.origin_keys for entry in new)) - frozenset().union(*(entry.origin_keys for entry in old))
    return [f"+{number(len(reports), 'report')}, +{number(len(origins), 'origin')}"]


def totals(file: CaseFile) -> str:
    """ "7 reports · 2 origins, 1 against": how the claim stands now."""
    against = len(file.contradicted_by)
    return f"{file.counted}, {against} against" if against else file.counted


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
                words.append(FLAGS.get(kind, (0, "flagged"))[1])
    nouns = [numeral(len(seen[relation]), *RELATION_NOUNS[relation]) for relation in RELATION_NOUNS if relation in seen]
    return [*nouns, *words]


def levels(fresh: Sequence[Entry], file: CaseFile) -> list[str]:
    """ "possible → probable": the claim's last level before the new statements and with them."""
    mine = {entry.statement.pk for entry in fresh}
    own = [entry for entry in file.own_side if entry.statement.part == Part.BODY] or file.own_side
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
        elif event.kind in EVENTS:
            due = event.after.get("due") if event.kind.startswith("assignment.") else None
            when = f", due {datetime.fromisoformat(due).astimezone(zone):%-d %B}" if due else ""
            words.append(EVENTS[event.kind][1] + when)
    return words


def quotes(events: Sequence[Event], file: CaseFile) -> list[Quote]:
    """The two quotes that the gravest event is about: what was said first, and what is said now."""
    spoken = {str(entry.statement.uuid): entry for entry in file.entries}
    telling = [event for event in events if event.kind in ("flag.raised", "evidence.suggested")]

    def rank(event: Event) -> tuple[int, float]:
        entry = spoken.get(event.after.get("statement") or "")
        return -weighed(event)[0], -(entry.evidence.score if entry and entry.evidence else 0.0)

    for event in sorted(telling, key=rank):
        if "original_quote" in event.after:
            return [quote for quote in (told(event, "original"), told(event, "relay")) if quote.words]
        entry = spoken.get(event.after.get("statement") or "")
        if entry is not None:
            return [opening_quote(file), quote_of(entry)]
    return [opening_quote(file)]


def told(event: Event, whose: str) -> Quote:
    """What a flag's line holds of one side's words; how firmly is told only where certainty is what the flag is about."""
    level = event.after.get(f"{whose}_level")
    return Quote(
        short(event.after.get(f"{whose}_quote", "")), event.after.get(f"{whose}_publisher", ""), label(Level(level)) if level else ""
    )


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


def doubts_of(digests: Sequence[Digest], zone: ZoneInfo) -> tuple[Doubt, ...]:
    """Earlier digests as the next one announces them: the claims that each told of, the gravest first."""
    lines = DigestLine.objects.filter(digest__in=digests).select_related("event__claim").order_by("event") if digests else []
    by_digest: dict[int, list[Heard]] = {}
    for line in lines:
        by_digest.setdefault(line.digest_id, []).append(Heard(line.event, standing(line.event.claim), line.why))
    found = []
    for digest in digests:
        groups = grouped(by_digest.get(digest.pk, ()))
        told = [f"{headline(one.event for one in group)[1]}: #{claim.number} {short(claim.text, 120)}" for claim, group in groups]
        day, url = f"{digest.made_at.astimezone(zone):%-d %B %Y}", absolute("admin:digest", digest.uuid)
        shown = tuple(told[:TOLD_AGAIN]) or (digest.subject,)
        found.append(Doubt(day, digest.subject, shown, len(told[TOLD_AGAIN:]), url, digest.state == DigestState.REJECTED))
    return tuple(found)


def subject_of(news: Sequence[News], *, more: int) -> str:
    """The most important thing first: "Contradicted: #7 The dam was mined (and 4 more)"."""
    if not news:
        return "A digest may not have reached you"
    first = news[0]
    others = len(news) - 1 + more
    tail = f" (and {others} more)" if others else ""
    title = short(" ".join(first.title.split()), SUBJECT_LIMIT - len(tail) - len(first.headline) - 16)
    at = f"#{first.number} " if first.number is not None else ""
    return f"{first.headline[0].upper()}{first.headline[1:]}: {at}{title}{tail}"


def summary_of(claims: int, *, last: Digest | None, zone: ZoneInfo) -> str:
    """ "News on three claims since your last digest, of 3 November 2023." """
    if not claims:
        return ""
    since = f" since your last digest, of {last.made_at.astimezone(zone):%-d %B %Y}" if last else ""
    return f"News on {numeral(claims, 'claim', 'claims')}{since}."


def overview_of(groups: Iterable[tuple[Claim, list[Heard]]]) -> tuple[str, ...]:
    """How many claims stand under each word, those beyond the limit as well: "contradicted 1", "new claim 41"."""
    words = Counter(headline(one.event for one in group)[1] for _, group in groups)
    return tuple(f"{word} {n}" for word, n in words.items())


def numeral(n: int, one: str, many: str) -> str:
    """ "one contradiction", "twelve" stays "12"."""
    return f"{NUMERALS[n] if n < len(NUMERALS) else n} {one if n == 1 else many}"


def number(n: int, noun: str) -> str:
    """ "1 report", "2 reports"."""
    return f"{n} {noun}{'' if n == 1 else 's'}"


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
