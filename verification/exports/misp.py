"""MISP events: a claim as an event, each statement set against it as a text attribute, tagged with the Admiralty scale and with estimative language.

F and 6 mean "cannot be judged" and bring no tag: MISP's own table counts both as 50, which is a judgement. The words stand in the comment.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID, uuid5

from tracker.terms import Letter, Level, label
from verification.exports.cases import Case, Desk, Party, Said

NAMESPACE = UUID("b9a2c4de-3d0c-5e33-8d0a-5b1e0c9f6a21")
ANALYSIS = "External analysis"
INITIAL, ONGOING, COMPLETE = "0", "1", "2"
YOUR_ORGANISATION_ONLY, UNDEFINED_THREAT = "0", "4"
CANNOT_BE_JUDGED = 6
LIKELIHOOD = {  # ICD 203 knows no "possible"; of its steps the even chance lies within what the word conveys
    Level.STATED_AS_FACT: "almost-certain",
    Level.VERY_LIKELY: "very-likely",
    Level.PROBABLE: "likely",
    Level.POSSIBLE: "roughly-even-chance",
    Level.DOUBTFUL: "very-unlikely",
}


def events(cases: Iterable[Case], desk: Desk, *, single: bool = False) -> Iterator[str]:
    """One event by itself, or several as MISP answers a search."""
    if single:
        for case in cases:
            yield json.dumps({"Event": event(case, desk)}, ensure_ascii=False, indent=1)
        return
    yield '{"response": ['
    comma = ""
    for case in cases:
        yield comma + "\n" + json.dumps({"Event": event(case, desk)}, ensure_ascii=False)
        comma = ","
    yield "\n]}\n"


def event(case: Case, desk: Desk) -> dict[str, Any]:
    """The claim with its tags and attributes. Identifiers and times come from the record."""
    known: dict[tuple[str, str], dict[str, Any]] = {}
    for one in attributes(case):
        known.setdefault((one["type"], one["value"]), one)  # MISP takes a value once an event
    return {
        "uuid": str(case.uuid),
        "info": f"Claim #{case.number}: {case.text}",
        "date": case.opened_at.date().isoformat(),
        "timestamp": str(int(case.changed_at.timestamp())),
        "published": False,
        "analysis": COMPLETE if case.signed else ONGOING if case.status == "in_review" else INITIAL,
        "threat_level_id": UNDEFINED_THREAT,
        "distribution": YOUR_ORGANISATION_ONLY,
        "Orgc": {"name": desk.name, "uuid": str(uuid5(NAMESPACE, f"desk:{desk.address}"))},
        "Tag": tags(
            likelihood(case.level_last),
            credibility(case),
            own("status", str(case.status)),
            own("polarity", case.polarity),
            *(own("topic", topic) for topic in case.topics),
        ),
        "Attribute": [*known.values()],
    }


def attributes(case: Case) -> Iterator[dict[str, Any]]:
    yield attribute(case, "summary", "comment", summary(case))
    yield attribute(case, "page", "link", case.address, comment="The claim on the desk")
    for said in case.said:
        yield attribute(
            case,
            str(said.uuid),
            "text",
            f"“{said.quote}” ({said.publisher_name}, {said.said_at.date().isoformat()})",
            comment=described(said),
            tags=tags(
                likelihood(said.level),
                reliability(said.publisher),
                own("relation", "opening" if said.opening else said.relation),
                own("side", said.side),
            ),
        )
        if said.url:
            yield attribute(case, f"{said.uuid}:link", "link", said.url, comment=said.title)


def attribute(
    case: Case, key: str, kind: str, value: str, *, comment: str = "", tags: list[dict[str, str]] | None = None
) -> dict[str, Any]:
    return {
        "uuid": str(uuid5(NAMESPACE, f"{case.uuid}:{key}")),
        "type": kind,
        "category": ANALYSIS,
        "value": value,
        "comment": comment,
        "to_ids": False,
        "timestamp": str(int(case.changed_at.timestamp())),
        **({"Tag": tags} if tags else {}),
    }


def summary(case: Case) -> str:
    """What stands for the claim and what the desk concluded, in words."""
    told = [f"{case.counted}. First stated: {label(case.level_first)}; last: {label(case.level_last)}. Status: {label(case.status)}."]
    if case.signed:
        told.append(f"Concluded {case.signed.at.date().isoformat()} by {case.signed.signed_by}, {case.signed.confidence} confidence.")
        if case.signed.number == CANNOT_BE_JUDGED:
            told.append("Credibility 6: cannot be judged.")
    if case.as_of:
        told.append(f"As of {case.as_of.isoformat()}.")
    return " ".join(told)


def described(said: Said) -> str:
    """How it was said and by whom, and what no tag says."""
    told = [f"{label(said.level)}{'; denied' if said.polarity == 'denied' else ''}; origin: {said.origin or 'unknown'}"]
    told += [*said.markers, *(["a copy"] if said.copy else []), *(["taken back by its source"] if said.withdrawn else [])]
    if said.publisher and said.publisher.letter is Letter.F:
        told.append("source reliability F: cannot be judged")
    return "; ".join(told)


def tags(*names: str | None) -> list[dict[str, str]]:
    return [{"name": name} for name in names if name]


def likelihood(level: Level) -> str:
    return f'estimative-language:likelihood-probability="{LIKELIHOOD[level]}"'


def credibility(case: Case) -> str | None:
    number = case.signed.number if case.signed else None
    return None if number in (None, CANNOT_BE_JUDGED) else f'admiralty-scale:information-credibility="{number}"'


def reliability(party: Party | None) -> str | None:
    letter = party.letter if party else None
    return None if letter in (None, Letter.F) else f'admiralty-scale:source-reliability="{str(letter).lower()}"'


def own(predicate: str, value: str) -> str:
    """A tag of ours; a quotation mark inside would end it."""
    return f'claim-tracker:{predicate}="{value.replace(chr(34), chr(39))}"'
