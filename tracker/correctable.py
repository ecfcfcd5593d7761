"""What a person may correct on a statement: how each field is checked, read and put. In memory only; saving lives in ``services.correcting``."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from tracker.errors import Refused
from tracker.models import ChainLink, Figure, Source, Statement
from tracker.terms import LEVEL_RANGES, Comparator, Level, Polarity, SourceKind, SpeakerKind

FIELDS = ("level", "polarity", "speaker", "figure", "date", "check_worthy")
BIGGEST = Decimal(10) ** 23
SPOKEN = {
    SourceKind.PERSON: SpeakerKind.NAMED_PERSON,
    SourceKind.UNNAMED: SpeakerKind.UNNAMED_OFFICIAL,
    SourceKind.DOCUMENT: SpeakerKind.DOCUMENT,
}
LINK = ("name", "source_id", "kind", "cue", "level", "cue_start", "cue_end")
FIGURE = ("measure", "unit", "low", "high", "comparator", "as_of_from", "as_of_to", "cumulative", "capacity", "scope", "start", "end")


def checked(statement: Statement, field: str, value: Any) -> tuple[str, Any]:
    """The name that the correction is kept under ("figure:31" for the figure at 31) and its value as JSON. ``Refused`` names the limit."""
    if field not in FIELDS:
        raise Refused("unknown_field", f"{field[:40]!r} cannot be corrected; use one of: {', '.join(FIELDS)}.", field="field")
    if field == "level":
        if isinstance(value, bool) or str(value) not in {str(int(level)) for level in Level}:
            raise Refused("level", f"level {str(value)[:20]!r} is unknown; use 1 (doubtful) to 5 (stated as fact).", field="value")
        low, high = LEVEL_RANGES[Level(int(value))]
        return field, {"level": int(value), "low": low, "high": high}
    if field == "polarity":
        if value not in list(Polarity):
            raise Refused("polarity", f"polarity {str(value)[:20]!r} is unknown; use affirmed or denied.", field="value")
        return field, str(value)
    if field == "check_worthy":
        if not isinstance(value, bool):
            raise Refused("check_worthy", "say true or false: is the statement worth checking?", field="value")
        return field, {"check_worthy": value, "because": "" if value else "a person's word"}
    if field == "speaker":
        source = value if isinstance(value, Source) else Source.objects.filter(uuid=str(value)).first() if _is_uuid(value) else None
        if source is None:
            raise Refused("no_source", "name the source that said it; it must be in the record.", field="value")
        return field, {"source": source.pk, "name": source.name, "kind": str(SPOKEN.get(SourceKind(source.kind), SpeakerKind.NAMED_BODY))}
    if not isinstance(value, Mapping):
        raise Refused(field, f"a {field} is corrected by its parts: start, and what it should be.", field="value")
    return _figure_checked(statement, value) if field == "figure" else _date_checked(statement, value)


def _is_uuid(value: Any) -> bool:
    try:
        uuid.UUID(str(value))
    except ValueError:
        return False
    return True


def _figure_checked(statement: Statement, value: Mapping[str, Any]) -> tuple[str, Any]:
    start = _place(value, [figure.start for figure in statement.figures.all()], "figure")
    if value.get("remove"):
        return f"figure:{start}", None
    ends = {name: _decimal(value.get(name), name) for name in ("low", "high")}
    if ends["low"] is None and ends["high"] is None:
        raise Refused("figure", "a figure needs a low or a high end; to say that it is none, remove it.", field="value")
    if None not in ends.values() and ends["low"] > ends["high"]:
        raise Refused("figure", f"{ends['low']} is more than {ends['high']}; give the low end first.", field="value")
    comparator = value.get("comparator") or (Comparator.EXACT if ends["low"] == ends["high"] else Comparator.RANGE)
    if comparator not in list(Comparator):
        raise Refused("figure", f"comparator {str(comparator)[:20]!r} is unknown; use one of: {', '.join(Comparator)}.", field="value")
    kept = {name: None if end is None else str(end) for name, end in ends.items()}
    return f"figure:{start}", {**kept, "unit": str(value.get("unit") or "")[:80], "comparator": str(comparator)}


def _date_checked(statement: Statement, value: Mapping[str, Any]) -> tuple[str, Any]:
    start = _place(value, [when["start"] for when in statement.dates], "date")
    if value.get("remove"):
        return f"date:{start}", None
    begins, ends = _moment(value.get("from")), _moment(value.get("to"))
    if begins is None and ends is None:
        raise Refused("date", "a date needs a beginning or an end; to say that it is none, remove it.", field="value")
    if begins and ends and begins >= ends:
        raise Refused("date", "the period ends before it begins; its end is the first moment after it.", field="value")
    return f"date:{start}", {"from": begins.isoformat() if begins else None, "to": ends.isoformat() if ends else None}


def _place(value: Mapping[str, Any], starts: list[int], noun: str) -> str:
    start = value.get("start")
    if start is None or start == "":
        if value.get("remove"):
            raise Refused(noun, f"say which {noun} to remove by its start.", field="value")
        return "added"
    if not str(start).isdigit() or int(start) not in starts:
        there = ", ".join(map(str, starts)) or "none"
        raise Refused(noun, f"no {noun} starts at {str(start)[:20]}; there are: {there}. Leave the start out to add one.", field="value")
    return str(int(start))


def _decimal(value: Any, name: str) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= BIGGEST:
        raise Refused("figure", f"{name} {str(value)[:30]!r} is not a number that can be kept (under 10^23).", field="value")
    return number


def _moment(value: Any) -> datetime | None:
    if value is None or value == "":
        return None
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        raise Refused("date", f"{str(value)[:30]!r} is no date; write 2026-03-04T00:00:00Z.", field="value") from None
    if moment.tzinfo is None:
        raise Refused("date", f"{moment.isoformat()} has no time zone; add Z or an offset.", field="value")
    return moment


def held(statement: Statement, key: str) -> Any:
    """What the statement holds under *key* now, as JSON that ``hold`` takes back. What is added stands at the statement's end, where no figure can be."""
    field, _, start = key.partition(":")
    start = str(statement.end) if start == "added" else start
    if field == "level":
        return {"level": statement.level, "low": statement.low, "high": statement.high}
    if field == "polarity":
        return statement.polarity
    if field == "check_worthy":
        return {"check_worthy": statement.check_worthy, "because": statement.unworthy_because}
    if field == "speaker":
        return {"chain": [{name: getattr(link, name) for name in LINK} for link in links_of(statement)]}
    if field == "figure":
        figures = [figure for figure in statement.figures.all() if str(figure.start) == start]
        return {name: _plain(getattr(figures[0], name)) for name in FIGURE} if figures else None
    found = [when for when in statement.dates if str(when["start"]) == start]
    return dict(found[0]) if found else None


def hold(statement: Statement, key: str, value: Any) -> tuple[str, ...]:
    """Put *value* (a correction's, or what ``held`` gave) on the statement in memory; the columns that changed. Links and figures become lists."""
    field, _, start = key.partition(":")
    if field == "level":
        statement.level, statement.low, statement.high = value["level"], value["low"], value["high"]
        return ("level", "low", "high")
    if field == "polarity":
        statement.polarity = value
        return ("polarity",)
    if field == "check_worthy":
        statement.check_worthy, statement.unworthy_because = value["check_worthy"], value["because"]
        return ("check_worthy", "unworthy_because")
    if field == "speaker":
        _keep(statement, "links", _chain(statement, value))
        return ("links",)
    if field == "figure":
        others = [figure for figure in statement.figures.all() if str(figure.start) != (start if start != "added" else str(statement.end))]
        _keep(statement, "figures", sorted([*others, *_figures(statement, start, value)], key=lambda figure: figure.start))
        return ("figures",)
    place = statement.end if start == "added" else int(start)
    others = [when for when in statement.dates if when["start"] != place]
    was = next((when for when in statement.dates if when["start"] == place), {"start": place, "end": statement.end})
    statement.dates = sorted([*others, *([{**was, **value}] if value else [])], key=lambda when: when["start"])
    return ("dates",)


def links_of(statement: Statement) -> list[ChainLink]:
    return sorted(statement.links.all(), key=lambda link: link.position)


def _chain(statement: Statement, value: Mapping[str, Any]) -> list[ChainLink]:
    """The chain with another origin: in the place of the one that was read, or before the publisher who spoke for itself."""
    if "chain" in value:
        return [ChainLink(statement=statement, position=place, **link) for place, link in enumerate(value["chain"])]
    chain = [{name: getattr(link, name) for name in LINK} for link in links_of(statement)]
    first = {"source_id": value["source"], "name": value["name"], "kind": value["kind"], "level": statement.level}
    if chain and chain[-1]["source_id"] == value["source"]:
        chain = chain[-1:]
    elif len(chain) > 1 or (chain and chain[0]["kind"] not in (SpeakerKind.PUBLISHER, SpeakerKind.NONE)):
        chain[0] |= first
    else:
        chain.insert(0, {"cue": "", "cue_start": None, "cue_end": None, **first})
    sources = Source.objects.in_bulk([link["source_id"] for link in chain if link["source_id"]])
    return [
        ChainLink(
            statement=statement,
            position=place,
            source=sources.get(link["source_id"]),
            **{k: v for k, v in link.items() if k != "source_id"},
        )
        for place, link in enumerate(chain)
    ]


def _figures(statement: Statement, start: str, value: Mapping[str, Any] | None) -> list[Figure]:
    if value is None:
        return []
    place = statement.end if start == "added" else int(start)
    was = next(({name: getattr(figure, name) for name in FIGURE} for figure in statement.figures.all() if figure.start == place), {})
    new = {"start": place, "end": statement.end, **was, **value}
    for name in ("low", "high"):
        new[name] = None if new.get(name) is None else Decimal(str(new[name]))
    for name in ("as_of_from", "as_of_to"):
        new[name] = _moment(new.get(name))
    return [Figure(statement=statement, **new)]


def _keep(statement: Statement, relation: str, rows: list[Any]) -> None:
    """Let ``statement.links.all()`` answer *rows* without asking the database."""
    cache: dict[str, Any] = vars(statement).setdefault("_prefetched_objects_cache", {})
    found = getattr(statement, relation).all()
    found._result_cache = rows
    found._prefetch_done = True
    cache[relation] = found


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value.isoformat() if isinstance(value, datetime) else value
