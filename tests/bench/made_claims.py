"""Claims made by rule, as many as are asked for, written straight into rows and the search index: for measuring size, never truth.

Names grow with the number of claims as the words of a growing text do (by its power .6); few of them are in the news often and most seldom.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from random import Random

SEED = 20260304
BEGINS = datetime(2023, 3, 1, tzinfo=UTC)
DAYS = 1095
STATEMENTS = 8  # check-worthy ones in a report
TELLINGS = 3  # reports of one event, on the average
AT_ONCE = 250  # reports in one transaction
ENDING = ("port", "burg", "ov", "ska", "wick", "ford", "mar", "abad", "ine", "holm", "ara", "ton", "esk", "una", "ville", "kamp")
MIDDLE = ("la", "ro", "ne", "vi", "do", "sa", "ter", "mi", "go", "bel", "ha", "zu", "per", "ki", "lo", "dra")
START = (
    "Al",
    "Bor",
    "Cal",
    "Dre",
    "El",
    "Far",
    "Gor",
    "Hal",
    "Is",
    "Jor",
    "Kel",
    "Lor",
    "Mar",
    "Nor",
    "Os",
    "Pel",
    "Quin",
    "Ras",
    "Sel",
    "Tor",
)
THINGS = (
    "bridge",
    "dam",
    "refinery",
    "harbour",
    "airfield",
    "depot",
    "pipeline",
    "convoy",
    "ferry",
    "tanker",
    "freighter",
    "railway",
    "tunnel",
    "hospital",
    "school",
    "market",
    "warehouse",
    "factory",
    "power_plant",
    "substation",
    "cable",
    "checkpoint",
    "barracks",
    "ministry",
    "stadium",
    "mosque",
    "church",
    "embassy",
    "prison",
    "grain_silo",
    "radar",
)
DONE = (
    "was hit by a drone",
    "was set on fire",
    "was closed by the army",
    "was seized by gunmen",
    "was flooded",
    "was shelled overnight",
    "collapsed",
    "was reopened",
    "was evacuated",
    "was mined",
    "was damaged by an explosion",
    "lost power after a cyberattack",
    "was handed over to the navy",
    "was bombed",
)
TOLLS = (
    "were killed",
    "were injured",
    "were detained",
    "were evacuated",
    "went missing",
    "were displaced",
    "were arrested",
    "were rescued",
)
WHO = ("people", "soldiers", "workers", "passengers", "sailors", "protesters", "students", "villagers", "miners", "officers")
BODIES = ("the interior ministry", "the navy", "the port authority", "the governor's office", "police", "the army", "the health ministry")
HEDGES = ("{}", "{}", "{}", "It is possible that {}", "{}, {body} said", "{body} said that {}", "{}, according to {body}", "Reportedly, {}")


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, in parts that sentences are made of."""

    place: str
    region: str
    person: str
    thing: str
    done: str
    day: int
    body: str


class World:
    """The names and events that reports tell of; the same for the same number of claims."""

    def __init__(self, claims: int) -> None:
        self.chance = Random(SEED)
        size = max(60, int(4 * claims**0.6))
        self.places = _names(self.chance, size)
        self.people = [f"{first} {last}" for first, last in zip(_names(self.chance, size), _names(self.chance, size), strict=True)]
        self.often = list(accumulate(1 / (rank + 10) for rank in range(size)))  # Zipf's law with Mandelbrot's shift
        self.events = [self._event() for _ in range(max(20, claims // (STATEMENTS * TELLINGS)))]

    def _event(self) -> Event:
        choose = self.chance
        place, region = choose.choices(self.places, cum_weights=self.often, k=2)
        person = choose.choices(self.people, cum_weights=self.often)[0]
        return Event(
            place,
            region,
            person,
            choose.choice(THINGS).replace("_", " "),
            choose.choice(DONE),
            choose.randrange(DAYS),
            choose.choice(BODIES),
        )

    def reports(self) -> Iterator[tuple[Event, str, list[str], datetime]]:
        """Reports without end: event, headline, sentences, when published; up to three weeks after the event."""
        while True:
            event = self.chance.choice(self.events)
            published = BEGINS + timedelta(days=event.day + self.chance.randrange(21), minutes=self.chance.randrange(1440))
            told = list(self._sentences(event))
            yield event, f"{event.thing.capitalize()} at {event.place} {event.done}", told, published

    def _sentences(self, event: Event) -> Iterator[str]:
        choose = self.chance
        another = choose.choices(self.places, cum_weights=self.often)[0]
        plain = [
            f"the {event.thing} at {event.place} {event.done}",
            f"{choose.randint(2, 90)} {choose.choice(WHO)} {choose.choice(TOLLS)} at {event.place}",
            f"at least {choose.randint(2, 400)} {choose.choice(WHO)} {choose.choice(TOLLS)} in {event.region}",
            f"{event.person} visited the {event.thing} at {event.place}",
            f"{event.person} accused {event.region} of an attack on the {event.thing}",
            f"a {choose.choice(THINGS).replace('_', ' ')} near {another} {choose.choice(DONE)}",
            f"repairs in {event.place} will cost {choose.randint(2, 900)} million dollars",
            f"{event.region} sent {choose.randint(2, 60)} engineers to {event.place}",
        ]
        for words in plain:
            told = choose.choice(HEDGES).format(words, body=event.body)
            yield f"{told[0].upper()}{told[1:]}."


def _names(chance: Random, size: int) -> list[str]:
    """*size* different made-up names."""
    found: dict[str, None] = {}
    while len(found) < size:
        middle = "".join(chance.choices(MIDDLE, k=chance.choice((0, 1, 1, 2, 2, 3))))
        found[f"{chance.choice(START)}{middle}{chance.choice(ENDING)}"] = None
    return list(found)


def write_claims(claims: int, *, fresh: int, say: Callable[[str], None], told: Iterator | None = None) -> list[int]:
    """Write *claims* claims with what they were opened from, and index them; then *fresh* reports that opened none. The keys of those readings.

    *told*: the reports in order, as ``World.reports`` gives them; None: those of a world of that size.
    """
    from django.db import connection

    gc.freeze()
    usual = gc.get_threshold()
    gc.set_threshold(
        200_000, 50, 100
    )  # rows without circles by the hundred thousand: looking for circles among them costs a third of the time
    told = told or World(claims).reports()
    carriers = outlets()
    number, written = 1, 0
    while written < claims:
        batch = list(islice(told, min(AT_ONCE, -(-(claims - written) // STATEMENTS))))
        statements = write_reports(batch, carriers, number)
        number += len(statements)
        statements = statements[: claims - written]
        _open_claims(statements, number, written)
        number += len(statements)
        written += len(statements)
        say(f"{written} claims")
    readings = list(dict.fromkeys(one.reading_id for one in write_reports(list(islice(told, fresh)), carriers, number)))
    gc.set_threshold(*usual)
    gc.unfreeze()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE tracker_found_claim")
    return readings


def outlets(seed: int = SEED) -> list:
    """Forty outlets, others for another *seed*."""
    from tracker.models import Source
    from tracker.terms import SourceKind

    return Source.objects.bulk_create(Source(name=f"{name} Courier", kind=SourceKind.OUTLET) for name in _names(Random(seed), 40))


def write_reports(batch: list, outlets: list, number: int) -> list:
    """Reports with revision, reading, statements and their publishers as chains. The statements, in order."""
    from django.db import transaction

    from tracker.models import ChainLink, Reading, Report, Revision, Statement
    from tracker.terms import LEVEL_RANGES, Level, Via

    low, high = LEVEL_RANGES[Level(5)]
    with transaction.atomic():
        reports = Report.objects.bulk_create(
            Report(
                publisher=outlets[(number + at) % len(outlets)],
                external_key=f"made:{number + at}",
                received_at=published,
                said_at=published,
            )
            for at, (*_, published) in enumerate(batch)
        )
        texts = [" ".join(sentences) for _, _, sentences, _ in batch]
        revisions = Revision.objects.bulk_create(
            Revision(
                report=report,
                no=1,
                raw=text.encode(),
                raw_sha256=hashlib.sha256(text.encode()).hexdigest(),
                text=text,
                title=title,
                published_at=published,
                received_at=published,
                via=Via.PASTE,
                language="en",
            )
            for report, text, (_, title, _, published) in zip(reports, texts, batch, strict=True)
        )
        readings = Reading.objects.bulk_create(
            Reading(revision=revision, engine="made", lexicon="0", made_at=revision.received_at) for revision in revisions
        )
        statements = []
        for reading, (_, _, sentences, _) in zip(readings, batch, strict=True):
            start = 0
            for sentence in sentences:
                end = start + len(sentence)
                statements.append(
                    Statement(
                        reading=reading,
                        seq=number + len(statements),
                        part="body",
                        start=start,
                        end=end,
                        quote=sentence,
                        display=sentence,
                        level=5,
                        low=low,
                        high=high,
                        polarity="affirmed",
                        check_worthy=True,
                    )
                )
                start = end + 1
        Statement.objects.bulk_create(statements, batch_size=500)
        ChainLink.objects.bulk_create(
            (
                ChainLink(
                    statement=one,
                    position=0,
                    name=one.report.publisher.name,
                    source=one.report.publisher,
                    kind="publisher",
                    cue="",
                    level=5,
                )
                for one in statements
            ),
            batch_size=500,
        )
    return statements


def _open_claims(statements: list, number: int, written: int) -> None:
    from django.db import transaction

    from tracker.models import Claim
    from verification import retrieval

    with transaction.atomic():
        claims = Claim.objects.bulk_create(
            (
                Claim(
                    seq=number + at,
                    number=written + at + 1,
                    text=one.display,
                    polarity=one.polarity,
                    level_first=one.level,
                    opened_from=one,
                    opened_at=one.said_at,
                )
                for at, one in enumerate(statements)
            ),
            batch_size=500,
        )
        retrieval.index_claims(claims)
