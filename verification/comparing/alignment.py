"""Which words of a claim and a statement meet, and whether the two can be about one event. What follows from it is decided in the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.language.spans import Span
from verification.comparing.lexicon import opposed
from verification.comparing.matters import of_another, on_another_matter
from verification.comparing.matters import other_site as told_apart_by_site
from verification.comparing.meeting import (
    bound_by_names,
    crossed,
    disjoint,
    meets,
    moved,
    names,
    part_of,
    parties,
    same_name,
    touch,
    turned_round,
)
from verification.comparing.places import country_keys, exclude
from verification.comparing.shapes import Frame, Happening, Rank, Role, Term

UNDATED_WINDOW = timedelta(days=60)
KNOWN_WINDOW = timedelta(days=400)
EXPECTED_WITHIN = timedelta(days=7)  # what was forecast for Friday and came on Saturday is what was forecast
RECURRENT = frozenset(["quake", "storm", "fire", "explode", "crash", "collide", "attack", "shoot", "flood", "landslide", "erupt", "protest", "clash", "outage", "leak", "sink", "aground", "derail", "walkout", "hack", "abduct", "steal", "die", "injure", "collapse", "down", "launch", "rise", "meet", "visit"])
CARRIERS = frozenset(["container", "arms", "shipment", "consignment", "cargo", "delivery", "batch", "load", "supply", "aid", "material", "equipment", "freight", "package", "railcar", "truck", "vessel"])
# What two named sides do together goes by several words: the merger of A and B is A's takeover of B, and their deal.
UNDERTAKINGS = frozenset(["merge", "acquire", "agree", "deal", "plan", "proposal", "offer", "project", "scheme", "reform", "bill", "cooperate", "transfer"])
EXCLUSIVE_GROUPS = ("craft", "structure", "facility", "utility", "good", "measure", "disease", "office", "weapon", "crime")


@dataclass(frozen=True, slots=True)
class Pair:
    """A happening of the claim and one of the statement that say the same (``turn`` +1) or the opposite (−1). ``known``: a table says so, not just the word."""

    claim: Happening
    later: Happening
    turn: int
    known: bool = True


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why both cannot be one event: the rule's name and its sentence."""

    rule: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Alignment:
    """What meets. ``claim_cover`` and ``later_cover`` are the shares 0..1 of each side's telling words that meet; ``shared`` their weight; ``ground`` what the reports share beside.
    ``strangers``: both reports name people, bodies or towns, and not one of them is the same; ``acquainted``: one of them is."""

    pairs: tuple[Pair, ...]
    terms: tuple[tuple[Term, Term], ...]
    claim_cover: float
    later_cover: float
    shared: float
    names: int
    ground: float
    strangers: bool = False
    acquainted: bool = False

    @property
    def cover(self) -> float:
        return max(self.claim_cover, self.later_cover)

    @property
    def claim_spans(self) -> tuple[Span, ...]:
        return _merged([t.span for t, _ in self.terms] + [p.claim.span for p in self.pairs])

    @property
    def later_spans(self) -> tuple[Span, ...]:
        return _merged([t.span for _, t in self.terms] + [p.later.span for p in self.pairs])


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    """In order, each once, none inside another."""
    found: list[Span] = []
    for span in sorted(set(spans)):
        if found and span.start < found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)


def _pairs(claim: Frame, later: Frame) -> tuple[Pair, ...]:
    found: list[Pair] = []
    exclusive = opposed()
    for mine in claim.happenings:
        for theirs in later.happenings:
            shared = mine.classes & theirs.classes
            if mine.senses & theirs.senses:
                found.append(Pair(mine, theirs, 1))
            elif shared or any((a, b) in exclusive for a in mine.senses for b in theirs.senses):
                found.append(Pair(mine, theirs, -1))
            elif mine.word == theirs.word:
                found.append(Pair(mine, theirs, 1, known=bool(mine.senses)))
    order = {Rank.MAIN: 0, Rank.BESIDE: 1, Rank.NAMED: 2}
    return tuple(sorted(found, key=lambda p: (order[p.claim.rank], order[p.later.rank], -p.turn, p.claim.index, p.later.index)))


def align(claim: Frame, later: Frame) -> Alignment:
    """The words that meet, each once, the best first."""
    used: set[int] = set()
    matched: list[tuple[Term, Term]] = []
    for mine in claim.terms:
        for number, theirs in enumerate(later.terms):
            if number not in used and meets(mine, theirs):
                used.add(number)
                matched.append((mine, theirs))
                break
    total_claim = sum(t.weight for t in _distinct(claim.terms))
    total_later = sum(t.weight for t in _distinct(later.terms))
    mine_met = {t.key for t, _ in matched}
    theirs_met = {t.key for t in later.terms if any(meets(m, t) for m, _ in matched)}
    met_claim = sum(t.weight for t in _distinct(claim.terms) if t.key in mine_met)
    met_later = sum(t.weight for t in _distinct(later.terms) if t.key in theirs_met)
    ground = 0.0
    if claim.ground or later.ground:
        mine_all = claim.ground | {k for t in claim.terms for k in t.keys}
        theirs_all = later.ground | {k for t in later.terms for k in t.keys}
        ground = float(len(mine_all & theirs_all))
    strangers = acquainted = False
    if claim.ground_names and later.ground_names:
        countries = country_keys()
        mine_named = claim.ground_names | {t.key for t in claim.terms if t.name and not t.keys & countries}
        theirs_named = later.ground_names | {t.key for t in later.terms if t.name and not t.keys & countries}
        strangers = not any(part_of(a, b) for a in mine_named for b in theirs_named)
        ground += 0.0 if strangers else 1.0
        acquainted = not strangers
    return Alignment(
        pairs=_pairs(claim, later),
        terms=tuple(matched),
        claim_cover=met_claim / total_claim if total_claim else 0.0,
        later_cover=met_later / total_later if total_later else 0.0,
        shared=sum(t.weight for t, _ in matched),
        names=sum(1 for t, _ in matched if t.name),
        ground=ground,
        strangers=strangers,
        acquainted=acquainted,
    )


def _distinct(terms: tuple[Term, ...]) -> list[Term]:
    return list({t.key: t for t in terms}.values())


# Obstacles: each names one way in which two texts are about two events.


def other_time(claim: Frame, later: Frame, pair: Pair | None) -> Obstacle | None:
    """Dates that do not overlap; undated texts said further apart than their kind of event allows."""
    if claim.when_start and claim.when_end and later.when_start and later.when_end:
        expected = pair is not None and (pair.claim.planned or pair.claim.ahead) and pair.later.past and abs(later.when_start - claim.when_start) <= EXPECTED_WITHIN
        if (claim.when_end <= later.when_start or later.when_end <= claim.when_start) and not expected:
            return Obstacle("other_time", f"The two name different dates: from {claim.when_start:%-d %B %Y} in the claim, from {later.when_start:%-d %B %Y} in the statement.")
        return None
    if claim.said_at is None or later.said_at is None:
        return None
    mine, theirs = _nearest((claim.when_start, claim.when_end, claim.said_at), (later.when_start, later.when_end, later.said_at))
    recurrent = pair is None or bool((pair.claim.classes | pair.later.classes) & RECURRENT)
    if abs(theirs - mine) > (UNDATED_WINDOW if recurrent else KNOWN_WINDOW):
        return Obstacle("other_time", "Said too far apart in time to be about one event, and neither text dates it.")
    if later.dated and not claim.dated and later.when_start is not None and later.when_start > claim.said_at + timedelta(days=2) and not (pair and (pair.claim.planned or pair.claim.ahead)):
        return Obstacle("other_time", "It happened after the claim was made.")
    return None


def _nearest(mine: tuple[datetime | None, datetime | None, datetime], theirs: tuple[datetime | None, datetime | None, datetime]) -> tuple[datetime, datetime]:
    """The two nearest moments at which either text can mean its event to be: what it dates, from its first to its last moment, else when it was said."""
    (start, end, said), (first, last, told) = mine, theirs
    start, end = start or end or said, end or start or said
    first, last = first or last or told, last or first or told
    return (end, first) if end <= first else (start, last) if last <= start else (start, start)


def _places(frame: Frame) -> frozenset[str]:
    return frozenset(k for t in frame.terms if t.place and t.role is Role.PLACE for k in t.keys)


def _name_keys(frame: Frame) -> frozenset[str]:
    return frozenset(k for t in frame.terms if t.name for k in t.keys)


def other_place(claim: Frame, later: Frame, pair: Pair | None) -> Obstacle | None:
    """Both say where, and the places exclude one another. Where a text does not say, its report does."""
    mine_at, theirs_at = ([t for t in f.terms if t.name and t.role is Role.PLACE and not t.place] for f in (claim, later))
    if mine_at and theirs_at and not any(same_name(a, b) for a in mine_at for b in theirs_at) and not any(same_name(a, b) for a in mine_at for b in later.terms if b.name):
        return Obstacle("other_place", f"They name different places: {_as_written(claim, later, tuple(mine_at), tuple(theirs_at))}.")
    mine = _places(claim) or frozenset(k for t in claim.terms if t.place for k in t.keys) or claim.ground_places
    theirs = _places(later) or frozenset(k for t in later.terms if t.place for k in t.keys) or later.ground_places
    if not mine or not theirs or mine & (theirs | _name_keys(later) | later.ground_places | later.ground_names) or theirs & (_name_keys(claim) | claim.ground_places | claim.ground_names):
        return None
    if exclude(mine, theirs):
        at, there = (tuple(t for t in f.terms if t.place and t.name) for f in (claim, later))
        named = f": {_as_written(claim, later, at, there)}" if at and there else ""
        return Obstacle("other_place", f"They name different places{named}.")
    return None


def _as_written(claim: Frame, later: Frame, mine: tuple[Term, ...], theirs: tuple[Term, ...]) -> str:
    """The first name of either side, in its own words: "the claim says Orrin, the statement Marn"."""
    ours, other = names(mine)[0], names(theirs)[0]
    return f"the claim says {ours.span.of(claim.text)}, the statement {other.span.of(later.text)}"


def roles_swapped(claim: Frame, later: Frame, pair: Pair | None) -> Obstacle | None:
    """Who did it to whom is turned round: "A sold to B" and "B sold to A"."""
    if pair is None or not pair.known or "mutual" in (pair.claim.frame, pair.later.frame):
        return None
    mine, theirs = pair.claim, pair.later
    if {mine.frame, theirs.frame} == {"give", "take"} and (touch(mine.agents, theirs.agents) or any(meets(a, b) for a in mine.agents for b in theirs.agents)):
        return Obstacle("roles_swapped", "The one gives where the other takes.")
    if mine.frame == theirs.frame and (crossed(mine, theirs) or turned_round(claim, later, mine, theirs)):
        return Obstacle("roles_swapped", "The two sides have changed places.")
    giver_a, taker_a = parties(mine)
    giver_b, taker_b = parties(theirs)
    if disjoint(giver_a, giver_b) and disjoint(taker_a, taker_b) and touch(giver_a, taker_b) and touch(taker_a, giver_b):
        return Obstacle("roles_swapped", "The two sides have changed places.")
    if disjoint(giver_a, giver_b) and (touch(giver_a, taker_b) or touch(taker_a, giver_b)):
        return Obstacle("roles_swapped", "The two sides have changed places.")
    if mine.senses & theirs.senses and mine.frame == theirs.frame and moved(mine, theirs):
        return Obstacle("roles_swapped", "The two sides have changed places.")
    return None


def other_participants(claim: Frame, later: Frame, pair: Pair | None) -> Obstacle | None:
    """Somebody else did it, or it was done to somebody else, by name."""
    if pair is None:
        return None
    giver_a, taker_a = parties(pair.claim)
    giver_b, taker_b = parties(pair.later)
    if "mutual" in (pair.claim.frame, pair.later.frame):
        mine, theirs = giver_a + taker_a, giver_b + taker_b
        if len(names(mine)) and len(names(theirs)):
            strangers = [t for t in names(mine) if not any(same_name(t, o) for o in theirs)]
            others = [t for t in names(theirs) if not any(same_name(t, o) for o in mine)]
            if strangers and others:
                return Obstacle("other_participants", f"Others took part: {_as_written(claim, later, tuple(strangers), tuple(others))}.")
        return None
    everyone_later = tuple(later.terms)
    everyone_claim = tuple(claim.terms)
    if disjoint(giver_a, giver_b) and not touch(giver_a, everyone_later):
        return Obstacle("other_participants", f"Somebody else did it: {_as_written(claim, later, giver_a, giver_b)}.")
    core_a, core_b = ((h.patients if h.frame in ("undergo", "state") else h.agents) for h in (pair.claim, pair.later))
    if pair.claim.frame == pair.later.frame and disjoint(core_a, core_b) and not touch(core_a, everyone_later) and not touch(everyone_claim, core_b):
        return Obstacle("other_participants", f"Somebody else did it: {_as_written(claim, later, core_a, core_b)}.")
    if disjoint(taker_a, taker_b) and not (touch(taker_a, everyone_later) or touch(everyone_claim, taker_b)):
        return Obstacle("other_participants", f"It happened to somebody else: {_as_written(claim, later, taker_a, taker_b)}.")
    return None


def other_thing(claim: Frame, later: Frame, pair: Pair | None) -> Obstacle | None:
    """Two things of one family that are not one: a bridge and a dam, a tanker and a ferry, oil and grain."""
    claim_cause = claim.cause.span if claim.cause else None
    later_cause = later.cause.span if later.cause else None
    for group in EXCLUSIVE_GROUPS:
        mine = [t for t in claim.terms if t.group == group and not (claim_cause and claim_cause.overlap(t.span))]
        theirs = [t for t in later.terms if t.group == group and not (later_cause and later_cause.overlap(t.span))]
        if mine and theirs and not any(meets(a, b) for a in mine for b in theirs):
            return Obstacle("other_thing", f"About another thing: {mine[0].span.of(claim.text)}, not {theirs[0].span.of(later.text)}.")
    return None


def other_kind(claim: Frame, later: Frame, pair: Pair | None) -> Obstacle | None:
    """A toll of a fire is not the toll of a flood: both name what happened, and it is not the same."""
    kinds = frozenset(["quake", "storm", "landslide", "fire", "explode", "outbreak", "erupt", "flood", "collapse", "crash", "collide", "sink", "shoot", "attack", "heat", "cold", "drought"])
    mine = {c for h in claim.happenings for c in h.classes} & kinds
    theirs = {c for h in later.happenings for c in h.classes} & kinds
    linked = ({"fire", "explode"}, {"crash", "collide"}, {"storm", "flood"}, {"flood", "landslide"}, {"storm", "landslide"}, {"quake", "collapse"}, {"attack", "explode"}, {"attack", "shoot"}, {"attack", "fire"},
              {"collide", "sink"}, {"crash", "fire"}, {"storm", "sink"}, {"quake", "landslide"}, {"fire", "collapse"}, {"explode", "collapse"}, {"collide", "collapse"}, {"crash", "shoot"}, {"explode", "sink"}, {"crash", "explode"}, {"crash", "sink"}, {"heat", "drought"}, {"heat", "fire"}, {"drought", "fire"}, {"cold", "storm"})
    if mine and theirs and not mine & theirs and not any({a, b} in linked for a in mine for b in theirs):
        return Obstacle("other_kind", f"Another kind of event: {sorted(mine)[0]}, not {sorted(theirs)[0]}.")
    return None


def another_one(claim: Frame, later: Frame, pair: Pair | None) -> Obstacle | None:
    """ "A second blast", "a separate ship": the text itself says that it is another one."""
    if later.another != claim.another:
        return Obstacle("another_one", "The text itself says that it is another one.")
    return None


def other_object(claim: Frame, later: Frame, pair: Pair | None) -> Obstacle | None:
    """The same was done to something else: approved the budget, approved the asylum bill."""
    if pair is None or not pair.known or pair.claim.frame not in ("act", "give", "take") or pair.claim.classes & {"die", "injure", "damage", "evacuate", "layoff", "rise"}:
        return None
    if "transfer" in pair.claim.classes & pair.later.classes:
        given, told = _goods(pair.claim), _goods(pair.later)
        if given and told and not any(meets(a, b) or b.key in CARRIERS or a.key in CARRIERS for a in given for b in told):
            return Obstacle("other_object", f"Another thing changed hands: {given[0].span.of(claim.text)}, not {told[0].span.of(later.text)}.")
    mine, theirs = _objects(claim, pair.claim), _objects(later, pair.later)
    if not mine or not theirs or _told_of(mine, later) or _told_of(theirs, claim):
        return None
    if pair.claim.frame == "act" and touch(pair.claim.patients, pair.later.patients):
        return None
    if bound_by_names(claim, later) and all(keys & UNDERTAKINGS for _, keys in mine[:1] + theirs[:1]):
        return None
    return Obstacle("other_object", f"Done to something else: {mine[0][0].of(claim.text)}, not {theirs[0][0].of(later.text)}.")


def _objects(frame: Frame, happening: Happening) -> list[tuple[Span, frozenset[str]]]:
    """What it was done to, names left out, with the keys or classes that each meets by. A deed told as a noun right behind the verb is an object too: "rejected a ban"."""
    things = [(t.span, t.keys | {t.key}) for t in happening.patients if not t.name and t.weight >= 0.5]
    deeds = [(h.span, h.classes) for h in frame.happenings if h.nominal and h.senses and 0 < h.index - happening.index <= 3] if not happening.passive else []
    return things + deeds


def _told_of(objects: list[tuple[Span, frozenset[str]]], other: Frame) -> bool:
    """Whether any of the objects is told on the other side too."""
    keys = frozenset().union(*(t.keys | {t.key} for t in other.terms), *(h.classes for h in other.happenings))
    return any(mine & keys for _, mine in objects)


def _goods(happening: Happening) -> list[Term]:
    return [t for t in happening.patients if not t.name and t.weight >= 0.5]


def other_matter(claim: Frame, later: Frame, pair: Pair | None) -> Obstacle | None:
    """Another ban, another charge, another one's brother: the same verb with other words behind it."""
    if pair is None:
        return None
    sentence = of_another(claim, later, pair.claim, pair.later) or on_another_matter(claim, later, pair.claim, pair.later)
    return Obstacle("other_matter", sentence) if sentence else None


def other_site(claim: Frame, later: Frame, pair: Pair | None) -> Obstacle | None:
    """What can happen twice happened at two sites of one kind, or the one is said of one site and its opposite of another."""
    opposed = pair is not None and (pair.turn < 0) != (claim.sign * later.sign < 0)
    if not opposed and not any(h.classes & RECURRENT for f in (claim, later) for h in f.happenings) and not (claim.cause and later.cause):
        return None
    sentence = told_apart_by_site(claim, later)
    return Obstacle("other_site", sentence) if sentence else None


OBSTACLES = (another_one, other_site, other_matter, roles_swapped, other_place, other_participants, other_time, other_thing, other_kind, other_object)


def obstacle(claim: Frame, later: Frame, pair: Pair | None, leave_out: tuple[str, ...] = ()) -> Obstacle | None:
    """The first reason why both cannot be one event, None where nothing stands against it."""
    for rule in OBSTACLES:
        if rule.__name__ not in leave_out:
            found = rule(claim, later, pair)
            if found is not None:
                return found
    return None
