"""From a text to its frame: names, terms, happenings, figures and dates put together. Nothing is compared here."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache

from tracker.language.dates import find_dates
from tracker.language.names import canonical, find_names
from tracker.language.quantities import find_quantities
from tracker.language.reading import Quantity, When
from tracker.language.spans import Span
from tracker.language.words import known_tag, words_of
from tracker.terms import Level, Marker, Polarity
from verification.comparing.arguments import COUNT_NOUNS, terms_in, with_arguments
from verification.comparing.causation import find_cause, find_ruled_out
from verification.comparing.clauses import Token, attribution_ranges, tokens_of
from verification.comparing.figures import PERSONS
from verification.comparing.happenings import CALLED_OFF, happenings_in, settle_ranks
from verification.comparing.lexicon import behaviours, concepts, happenings, lemma, revisions
from verification.comparing.matters import sites_in
from verification.comparing.places import country_keys, is_country, place_keys
from verification.comparing.shapes import Frame, Happening, Point, Rank

DISMISSALS = re.compile(
    r"^(?:No|Nope|Nah),|\b(?:hoax(?:es)?|fake[ds]?|debunk\w*|(?:is|are|was|were|as|be|been|proved?|completely|totally|categorically|entirely|patently) (?:false|untrue|a lie|lies|fiction|fabricated|made up|nonsense|bogus|wrong)"
    r"|not true|did(?:n't| not) happen|never happened|no truth|fabrication|falsely|false (?:claims?|reports?|rumou?rs?|news)|(?:was|were|is|are)(?:n't| not) (?:the case|real)|myth|satire|satirical|prank|urban legend)\b",
    re.I,
)
CALLED_FALSE = re.compile(
    r"\b(?:call|calls|called|calling|brand\w*|dismiss\w*|describ\w+|label\w*|denounc\w+) (?:the |a |this )?(?:claims?|reports?|allegations?|accusations?|rumou?rs?|suggestions?|idea|notion|story) (?:that|of|about) .{3,160}?"
    r"\b(?:an? (?:fairy tale|fantasy|myth|smear|invention|lie|hoax|fabrication|absurdity|provocation)|nonsense|false|untrue|absurd|ridiculous|rubbish|baseless|groundless|unfounded|lies|propaganda)\b",
    re.I,
)
LEVEL_WORDS = (
    (Level.DOUBTFUL, re.compile(r"\b(?:unlikely|doubts?|doubtful|improbable|implausible|little chance|remote chance|slim chance|do(?:es)? not (?:believe|think)|don't (?:believe|think))\b", re.I)),
    (Level.POSSIBLE, re.compile(r"\b(?:may(?! \d)|might|could|possibly|perhaps|maybe|possible|suspects?|suspected|unclear|cannot be ruled out|potentially)\b")),
    (
        Level.PROBABLE,
        re.compile(r"(?<!very )(?<!most )(?<!highly )\b(?:likely|probably|probable|believes?|believed|thinks?|thought|assess\w*|estimates?|expected|appears?|appeared|seems?|suggests?|apparently)\b", re.I),
    ),
    (Level.VERY_LIKELY, re.compile(r"\b(?:almost certain(?:ly)?|very likely|highly likely|most likely|little doubt|must have|convinced)\b", re.I)),
)
HEARSAY = re.compile(r"\b(?:reportedly|allegedly|alleged|rumou?r(?:s|ed)?|purported(?:ly)?|supposedly)\b", re.I)
ANOTHER = re.compile(r"\b(?:another|a second|a separate|an unrelated|unrelated|a different|a similar)\s+(?=\w)", re.I)
NEVER = re.compile(r"\bnever\b", re.I)
NATIONWIDE = re.compile(r"\b(?:nationwide|countrywide|across the country|in the whole country|worldwide|globally|across the region|nationally|in total across)\b", re.I)
PART_OF_IT = re.compile(r"\balone\b(?! in\b)|\bof (?:them|these|those|whom)\b|\bamong (?:them|the (?:dead|injured|victims))\b")
DATELINE = re.compile(r"(?m)^(?P<town>[A-Z][A-Z' .-]{2,40})(?:, [A-Z][\w .]{2,20})?(?:,? [A-Z][a-z]{2,8}\.? \d{1,2})?,? ?(?:\((?P<agency>[^()\n]{2,40})\))? ?[—–-]+ ")
SINCE = re.compile(r"\b(?:since|from)\s*$", re.I)
AS_OF = re.compile(r"\b(?:as of|as at|by)\s*$", re.I)
TITLE_CASE = 0.7
PERSON_ENDINGS = ("er", "or", "ist", "ian", "eer", "man", "ee")
TOLLS = {"death": "die", "injury": "injure", "missing person": "missing"}
COUNTED = {"fatality": "death", "dead": "death", "victim": "death", "casualty": "casualty", "missing": "missing person", "people": "person", "individual": "person"}


def frame_of(
    text: str,
    *,
    said_at: datetime | None = None,
    level: Level | None = None,
    polarity: Polarity | None = None,
    markers: tuple[Marker, ...] = (),
    speaker: str | None = None,
    bloc: str | None = None,
    series: tuple[Point, ...] = (),
    context: str = "",
) -> Frame:
    """The frame of *text*, a statement's display or a claim's words.

    ``level`` and ``polarity`` None are read from the text; a polarity that is given is the reading's word on the whole and is not turned again.
    ``context`` is what surrounds the text in its report (headline, lead): it says which event a bare "the toll rose to nine" belongs to, and asserts nothing.
    Total: any string gives a frame.
    """
    words = words_of(text)
    tokens = tokens_of(words)
    quantities = find_quantities(text)
    dates = find_dates(text, said_at)
    skip, denies = attribution_ranges(tokens)
    for a, b in skip:
        for token in tokens[a:b]:
            token.speech = True
    _take(tokens, [q.span for q in quantities], [d.span for d in dates])
    names = _named(text, tokens)
    counting = _counting(tokens, quantities)
    found = settle_ranks(tokens, happenings_in(tokens, skip), counting, any(q.unit in TOLLS for q in quantities))
    terms = terms_in(tokens, skip, names)
    happened = _with_tolls(with_arguments(tokens, found, terms), quantities, tokens)
    dismissed = bool(DISMISSALS.search(text))
    main = _head(happened)
    if polarity is None:
        turned = ((main is not None and main.negated) ^ denies) or dismissed
        polarity = Polarity.DENIED if turned else Polarity.AFFIRMED
    elif polarity is Polarity.AFFIRMED and main is not None and main.nominal and main.negated and any(h.word in CALLED_OFF for h in happened):
        polarity = Polarity.DENIED  # "the reopening was put off" affirms the putting off; what counts here is the reopening
    elif polarity is Polarity.AFFIRMED and (denies or CALLED_FALSE.search(text)):
        polarity = Polarity.DENIED  # "X denied that …" told whole: what counts here is what was denied
    elif polarity is Polarity.DENIED and main is not None and not (main.negated or denies or dismissed) and main.senses and all(sign < 0 for _, sign in main.senses):
        polarity = Polarity.AFFIRMED  # the word itself says no ("failed to agree", "rejected"); the table has that already
    elif polarity is Polarity.DENIED and main is not None and main.senses and not (main.negated or denies or dismissed) and _refuses_only_later(tokens, main):
        polarity = Polarity.AFFIRMED  # "marries her, but learns he cannot be crowned": the no belongs to another verb
    start, end, dated = _event_time(text, tokens, dates, counting)
    ground, ground_places, ground_names = _ground(context)
    quantities = _without_wholes(tuple(_with_unit(q, tokens) for q in quantities), text)
    if main is not None:
        toll = next((unit for unit, happening in TOLLS.items() if happening in main.classes), None)
        killer = main.frame == "act" and not main.passive and not counting
        quantities = tuple(replace(q, unit=toll) if toll and (_unit(q.unit) in PERSONS or _killed(q, main)) and not (killer and q.span.start < main.span.start) else q for q in quantities)
    beside = {t.word.start for t in tokens if t.beside}
    aside = frozenset(d.span for d in dates if d.span.start in beside)
    figures = tuple(_point(q, text, counting, dates, said_at, bloc, aside) for q in quantities if q.unit or q.low is not None or q.high is not None)
    return Frame(
        text=text,
        said_at=said_at,
        level=level or _level(text),
        polarity=polarity,
        markers=markers or ((Marker.HEARSAY,) if HEARSAY.search(text) else ()),
        speaker=speaker,
        bloc=bloc,
        terms=tuple(terms),
        happenings=tuple(happened),
        figures=figures,
        series=series,
        when_start=start,
        when_end=end,
        dated=dated,
        cause=find_cause(tokens, skip),
        ruled_out=find_ruled_out(tokens, skip),
        revision=_revises(tokens, quantities),
        dismissed=dismissed,
        another=_another(text, tokens),
        never=bool(NEVER.search(text)),
        words=tuple(t.lemma for t in tokens if t.word.text[0].isalnum()),
        ground=ground,
        ground_places=ground_places,
        ground_names=ground_names,
        sites=sites_in(text) or sites_in(context[:600]),
    )


def points_of(frame: Frame) -> tuple[Point, ...]:
    """The figures of a statement as points of a series."""
    return frame.figures


OF_THE_WHOLE = re.compile(r"^(?: [a-z]+)? (?:out )?of (?:(?:the|its|their|his|her|all|a total of) )?$")


def _without_wholes(quantities: tuple[Quantity, ...], text: str) -> tuple[Quantity, ...]:
    """The figures without those that only say of how many: "six of the twenty drones" counts six."""
    kept: list[Quantity] = []
    for q in quantities:
        before = kept[-1] if kept else None
        if before is None or not OF_THE_WHOLE.match(text[before.span.end : q.span.start]) or (before.high or 0) > (q.low or 0):
            kept.append(q)
        elif before.unit is None:
            kept[-1] = replace(before, unit=q.unit)
    return tuple(kept)


def _another(text: str, tokens: list[Token]) -> bool:
    """Whether the text says of its event, or of the thing that it happened to, that it is another one: "a second blast", "another ship"."""
    for found in ANOTHER.finditer(text):
        near = [t for t in tokens if found.end() <= t.word.start < found.end() + 40][:3]
        if near and not near[0].figure and any((t.happening and t.noun) or ((c := concepts().get((t.lemma,))) is not None and c.group in ("craft", "structure", "utility")) for t in near):
            return True
    return False


def _refuses_only_later(tokens: list[Token], main: Happening) -> bool:
    """Whether every "no" of the text stands behind the verb and with another one."""
    refusals = [i for i, t in enumerate(tokens) if t.word.low in ("not", "n't", "n’t", "no", "never", "cannot", "nobody", "nor", "without")]
    return bool(refusals) and all(i > main.index + 1 and any(t.verb for t in tokens[main.index + 1 : min(len(tokens), i + 4)]) for i in refusals)


def _head(happenings: list[Happening]) -> Happening | None:
    main = [h for h in happenings if h.rank is Rank.MAIN]
    return next((h for h in main if h.senses), main[0] if main else (happenings[0] if happenings else None))


def _level(text: str) -> Level:
    return next((level for level, words in LEVEL_WORDS if words.search(text)), Level.STATED_AS_FACT)


def _take(tokens: list[Token], figures: list[Span], dates: list[Span]) -> None:
    """Marks the tokens of dates and of bare numbers; the counted noun of a figure stays a word."""
    for token in tokens:
        token.figure = any(q.start <= token.word.start < q.end for q in figures)
        if any(d.start <= token.word.start < d.end for d in dates) or (token.figure and token.word.tag == "CD"):
            token.taken = True


def _named(text: str, tokens: list[Token]) -> list[tuple[int, int, str, frozenset[str], bool]]:
    starts = {t.word.start: i for i, t in enumerate(tokens)}
    long_words = [t.word.text for t in tokens if len(t.word.text) > 3]
    shouted = sum(w[:1].isupper() for w in long_words) > TITLE_CASE * len(long_words)  # a headline with capitals throughout: its verbs look like names
    found = []
    for name in find_names(text):
        first = starts.get(name.span.start)
        if first is None or tokens[first].taken:
            continue
        last = first
        while last < len(tokens) and tokens[last].word.end <= name.span.end:
            last += 1
        if last == first:
            continue
        key = canonical(name.text)
        if last - first == 1 and name.kind in ("other", "place") and not is_country(name.text) and _common(tokens, first):
            continue
        if name.kind == "person":
            for token in tokens[first:last]:
                token.person = True
        if last - first > 1 and not shouted:
            for token in tokens[first:last]:
                token.named = True
        placed = name.kind in ("other", "place") and (tokens[first].prep in PLACE_PREPOSITIONS or (name.kind == "place" and (tokens[first].prep != "at" or is_country(name.text))))
        found.append((first, last, key, name_keys(name.text, placed), placed))
    return found


def _common(tokens: list[Token], first: int) -> bool:
    """Whether a single capitalised word is a common one that only opens the sentence ("Power was restored")."""
    word = tokens[first].word
    opening = first == 0 or not tokens[first - 1].word.text[0].isalnum()
    return bool(happenings().get((tokens[first].lemma,))) or (opening and known_tag(word.low) is not None)


PLACE_PREPOSITIONS = frozenset(("in", "near", "off", "outside", "around"))
NAME_FILLERS = frozenset(["of", "the", "and", "for", "de", "la", "du", "al", "el", "von", "van", "bin", "ibn", "mr", "mrs", "ms", "dr", "president", "minister", "prime", "foreign", "defence", "defense", "ministry", "department"])


@lru_cache(maxsize=20_000)
def name_keys(name: str, place: bool = False) -> frozenset[str]:
    """What a name meets by: its canonical form, the country that a gentilic in it names, its initials, and for a place the place itself beside its country."""
    key = canonical(name)
    keys = {key}
    if place:
        return place_keys(name)
    parts = [p for p in re.split(r"[\s\-’']+", name) if p]
    for size in (2, 1):
        for i in range(len(parts) - size + 1):
            piece = " ".join(parts[i : i + size])
            if is_country(piece):
                keys.add(canonical(piece))
    if len(parts) > 1:
        initials = "".join(p[0] for p in parts if p[0].isupper()).lower()
        if len(initials) >= 2:
            keys.add(initials)
    return frozenset(keys)


def _counting(tokens: list[Token], quantities: tuple[Quantity, ...]) -> bool:
    """Whether the sentence is about a number that grew or stands somewhere: "the toll rose to 112", "the number of cases reached 300"."""
    if not quantities:
        return False
    verb = next((i for i, t in enumerate(tokens) if t.verb and t.lemma in ("rise", "climb", "reach", "grow", "increase", "jump", "stand", "pass", "exceed", "surpass", "be", "hit", "soar", "double", "swell", "top", "mount", "fall", "drop", "have")), None)
    return verb is not None and any(t.lemma in COUNT_NOUNS for t in tokens[:verb])


def _revises(tokens: list[Token], quantities: tuple[Quantity, ...]) -> int:
    if not quantities:
        return 0
    table = revisions()
    lemmas = [t.lemma for t in tokens if t.word.low not in ("the", "a", "an", "of", "its", "their")]
    strengths = [table[phrase] for i in range(len(lemmas)) for size in (1, 2, 3) if (phrase := tuple(lemmas[i : i + size])) in table]
    return 2 if any(strengths) else 1 if strengths else 0


def _with_tolls(happenings: list[Happening], quantities: tuple[Quantity, ...], tokens: list[Token]) -> list[Happening]:
    """A count of the dead or hurt says that people died or were hurt, whatever verb the sentence has."""
    added = list(happenings)
    for unit, happening in TOLLS.items():
        quantity = next((q for q in quantities if q.unit == unit), None)
        if quantity is not None and not any(happening in h.classes and h.rank is Rank.MAIN for h in happenings):
            index = next((i for i, t in enumerate(tokens) if t.word.start >= quantity.span.start), 0)
            added.append(Happening(happening, frozenset({(happening, 1)}), "undergo", Rank.BESIDE if tokens and index < len(tokens) and tokens[index].beside else Rank.MAIN, quantity.span, index))
    return added


def _event_time(text: str, tokens: list[Token], dates: tuple[When, ...], counting: bool) -> tuple[datetime | None, datetime | None, bool]:
    """When it happened, as far as the text says: the first date that is not an as-of, a start, a deadline or the day of saying it. Not said: not dated."""
    spoken = {t.word.start for t in tokens if t.speech}
    for when in dates:
        if counting or when.span.start in spoken:
            continue
        if (when.start is None and when.end is None) or AS_OF.search(text[: when.span.start]):
            continue
        if when.start is None or when.end is None:
            continue
        return when.start, when.end, True
    return None, None, False


def _ground(context: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Telling words, places and names that stand around a text; not asserted by it."""
    return _ground_of(context[:600]) if context else (frozenset(), frozenset(), frozenset())


@lru_cache(maxsize=4096)
def _ground_of(context: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The dateline's town is a place of the event; the agency that it names, and whoever only speaks or is spoken to, is not."""
    keys: set[str] = set()
    places: set[str] = set()
    names: set[str] = set()
    carriers: set[str] = set()
    dateline = DATELINE.search(context)
    if dateline is not None:
        town = dateline.group("town")
        places |= place_keys(town)
        names.add(canonical(town))
        carriers |= {canonical(part) for part in (dateline.group("agency") or "").split("/") if part.strip()}
        context = context[: dateline.start()] + context[dateline.end() :]
    tokens = tokens_of(words_of(context))
    countries = country_keys()
    named = _named(context, tokens)
    for first, last, key, *_ in named:
        before = tokens[first - 1].lemma if first else ""
        after = tokens[last].lemma if last < len(tokens) else ""
        if before in ("tell", "cite", "inform") or (after in ("report", "say", "write") and tokens[last].verb):
            carriers.add(key)
    for term in terms_in(tokens, [], named):
        if term.name and term.key in carriers:
            continue
        if term.place:
            places |= term.keys
        if term.name and not term.keys & countries:
            names.add(term.key)
        if term.name or term.group or term.weight >= 1.0:
            keys |= term.keys
    return frozenset(keys), frozenset(places), frozenset(names)


def _with_unit(quantity: Quantity, tokens: list[Token]) -> Quantity:
    """ "Cholera cases have risen to 420": what a bare number counts is the subject of the verb that leads to it."""
    if quantity.unit is not None:
        return quantity
    at = next((i for i, t in enumerate(tokens) if t.word.end > quantity.span.start), None)
    verb = next((j for j in range(at - 1, max(-1, at - 4), -1) if tokens[j].verb), None) if at else None
    if verb is None or tokens[verb].lemma not in ("rise", "climb", "grow", "reach", "fall", "drop", "number", "total", "be", "stand", "increase", "jump", "pass", "exceed", "hit", "top"):
        return quantity
    nouns = [t for t in tokens[:verb] if t.noun and not t.prep and t.lemma not in COUNT_NOUNS] or [t for t in tokens[:verb] if t.noun and t.prep == "of"]
    return replace(quantity, unit=nouns[-1].lemma) if nouns and nouns[-1].word.tag != "NNP" else quantity


def _killed(quantity: Quantity, main: Happening) -> bool:
    """Whether what is counted is, by its word, people that the verb was done to: "the number of skiers killed has risen to seven"."""
    unit = quantity.unit or ""
    return unit.endswith(PERSON_ENDINGS) and any(term.key == unit for term in main.patients)


def _point(quantity: Quantity, text: str, counting: bool, dates: tuple[When, ...], said_at: datetime | None, bloc: str | None, aside: frozenset[Span] = frozenset()) -> Point:
    """The figure as a point of a series. *aside*: dates that tell when something else was ("the quake that struck on Tuesday")."""
    as_of_start = as_of_end = since = None
    for when in dates:
        before = text[max(0, when.span.start - 12) : when.span.start]
        words = when.span.of(text).lower()
        if AS_OF.search(before) or words.startswith(("as of", "as at", "by ")):
            as_of_start, as_of_end = when.start or when.end, when.end
        elif when.start is not None and (when.end is None or SINCE.search(before) or words.startswith("since")):
            since = when.start
        elif as_of_start is None and when.span not in aside and when.start is not None and when.end is not None and (counting or when.end - when.start < timedelta(hours=20)):
            as_of_start, as_of_end = when.start, when.end
    cumulative = quantity.cumulative
    if quantity.unit and cumulative is None:
        behaviour = behaviours().get(quantity.unit)
        cumulative = True if behaviour == "cumulative" else False if behaviour == "state" else None
    return Point(
        bloc=bloc,
        unit=_unit(quantity.unit),
        low=quantity.low,
        high=quantity.high,
        comparator=quantity.comparator,
        as_of_start=as_of_start,
        as_of_end=as_of_end,
        said_at=said_at,
        span=quantity.span,
        since=since,
        rate=quantity.rate,
        cumulative=cumulative,
        capacity=quantity.capacity,
        scope="nation" if NATIONWIDE.search(text) else "part" if PART_OF_IT.search(text) and quantity.unit in TOLLS else None,
    )


@lru_cache(maxsize=5000)
def _unit(unit: str | None) -> str | None:
    if unit is None:
        return None
    if unit in COUNTED:
        return COUNTED[unit]
    concept = concepts().get(tuple(lemma(w) for w in unit.split())) or concepts().get((lemma(unit.split()[-1]),))
    return concept.name if concept else unit
