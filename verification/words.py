"""What each statement on a claim commits to: the probability of its words, whose word it is, and through how many hands it came. Weighs nothing."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tracker.models import Claim, Statement
from tracker.terms import Level, Marker, Part, Polarity, Relation, Ruling, SourceKind
from verification.provenance import Lineage, attributed, bodies_of, later, new_utterance, origins_of, speakers_in, uttered_at
from verification.sides import OWN_SIDE, Place, sides_of
from verification.weighing import charging
from verification.weighing.charging import Fidelity
from verification.weighing.independence import UNKNOWN
from verification.weighing.scales import stated_probability, strength, towards

VOUCHING = (SourceKind.OUTLET, SourceKind.AGENCY)


@dataclass(frozen=True, slots=True)
class Word:
    """One statement that takes a side on one claim, or took it until its source took it back.

    ``p``: the probability of the claim that its words come to; None where they assert nothing. ``origins``: keys of bodies, or ``UNKNOWN``.
    ``root``: the statement that first carried this utterance of its origin, here or not; itself if it is the first. ``measured_by``: the words
    that it passes on, None where they are its own or nothing is known of them. ``hops``: relays from each origin. ``carrier``: the body
    that published it; ``answers``: the body that answers for the root's words, the outlet that vouched where the origin is unnamed.
    """

    place: Place
    supports: bool
    p: float | None
    origins: frozenset[Hashable]
    root: Statement
    measured_by: Statement | None
    headline: bool
    hops: Mapping[Hashable, int]
    carrier: int | None
    answers: Hashable | None
    unnamed: bool
    at: datetime
    fidelity: Fidelity | None

    @property
    def statement(self) -> Statement:
        return self.place.statement

    @property
    def first(self) -> bool:
        """Whether nobody carried this utterance before."""
        return self.root.pk == self.statement.pk

    @property
    def weighs(self) -> bool:
        """Whether it stands: neither taken back nor resting on what was, nor the headline of a text that speaks itself."""
        return self.place.side != "none" and not self.headline


def words_of(claims: Iterable[Claim], *, as_of: datetime | None = None) -> dict[int, list[Word]]:
    """The words on each of *claims*, by the claim's key, in a constant number of queries. Claims as ``past.claims_at`` gives them for *as_of*."""
    sides = sides_of(claims, as_of=as_of)
    speakers = speakers_in(sides.lineage, as_of=as_of)
    everyone = sides.lineage.statements.values()
    named = {link.source_id for one in everyone for link in one.links.all() if link.source_id}
    bodies = bodies_of(named | {one.report.publisher_id for one in everyone if one.report.publisher_id}, as_of=as_of)
    found = {}
    for key, places in sides.places.items():
        lineage = sides.lineages[key]
        reached = origins_of(lineage.statements.values(), lineage=lineage, speakers=speakers, as_of=as_of)
        found[key] = _Case(places, lineage, reached, bodies).words()
    return found


def stance(place: Place) -> bool | None:
    """True for the claim, False against it, None neither; what its own source took back keeps the side that it took."""
    if place.ruling is Ruling.REJECT:
        return None
    if place.opening or place.relation in OWN_SIDE:
        return True
    return False if place.relation is Relation.CONTRADICTS else None


def probability(statement: Statement, *, supports: bool, denies_evidence: bool = False) -> float | None:
    """The probability of a claim that the statement's words come to, once its side is known; None where it asserts nothing."""
    p = stated_probability(Level(statement.level), markers=_markers(statement), denies_evidence=denies_evidence)
    return None if p is None else towards(p, supports=supports)


def _markers(statement: Statement) -> frozenset[Marker]:
    return frozenset(Marker(marker) for marker in statement.markers)


@dataclass(slots=True)
class _Case:
    """The words of one claim while they are being worked out."""

    places: Sequence[Place]
    lineage: Lineage
    reached: Mapping[int, frozenset[Hashable]]
    bodies: Mapping[int, int]
    sided: dict[int, bool] = field(default_factory=dict)
    same: dict[tuple[int, int], bool] = field(default_factory=dict)
    ends: dict[int, Statement] = field(default_factory=dict)

    def words(self) -> list[Word]:
        taking = [(place, side) for place in self.places if (side := stance(place)) is not None]
        self.sided = {place.statement.pk: side for place, side in taking}
        bodied = {place.statement.reading.revision.report_id for place, _ in taking if place.statement.part == Part.BODY}
        return [self._word(place, supports, bodied) for place, supports in taking]

    def _word(self, place: Place, supports: bool, bodied: set[int]) -> Word:
        said = place.statement
        denies_evidence = place.evidence is not None and place.evidence.rule == "denial_of_evidence"
        headline = said.part == Part.TITLE and said.reading.revision.report_id in bodied
        root = self._root(said)
        unnamed = _unnamed(root)
        origins = self.reached[said.pk]
        own = min(self.reached[root.pk], key=repr, default=UNKNOWN)
        measured_by = self._own_text(said) if headline else self._measure(said, root)
        carrier = self._publisher(said)
        return Word(
            place=place,
            supports=supports,
            p=probability(said, supports=supports, denies_evidence=denies_evidence),
            origins=origins,
            root=root,
            measured_by=measured_by,
            headline=headline,
            hops={origin: self._hops(said, origin) for origin in origins},
            carrier=carrier,
            answers=self._voucher(root) if unnamed else None if own == UNKNOWN else own,
            unnamed=unnamed,
            at=uttered_at(said),
            fidelity=None if measured_by is None else self._fidelity(said, supports, measured_by, headline),
        )

    # ---- which utterance

    def _root(self, said: Statement) -> Statement:
        """The statement that first carried the utterance: up what it was taken from, else back to earlier words of the same origin on the same side."""
        if said.pk in self.ends:
            return self.ends[said.pk]
        self.ends[said.pk] = said  # in a circle the one that was asked for first
        before = None if self._its_own(said) else self._parent(said) or self._earlier(said)
        self.ends[said.pk] = self._root(before) if before is not None else said
        return self.ends[said.pk]

    def _parent(self, said: Statement) -> Statement | None:
        key = self.lineage.strongest.get(said.pk)
        return None if key is None else self.lineage.statements[key]

    def _earlier(self, said: Statement) -> Statement | None:
        """The newest word of the same origin, on the same side in another report, that this one says again."""
        mine = self.reached[said.pk] - {UNKNOWN}
        others = [
            one.statement
            for one in self.places
            if self.sided.get(one.statement.pk) is self.sided.get(said.pk)
            and one.statement.reading.revision.report_id != said.reading.revision.report_id
            and one.statement.part == Part.BODY
            and self.reached[one.statement.pk] & mine
            and later(said, one.statement)
        ]
        for one in sorted(others, key=lambda one: (one.said_at, one.seq), reverse=True):
            if not self._new(said, one):
                return one
        return None

    def _new(self, said: Statement, before: Statement) -> bool:
        pair = (said.pk, before.pk)
        if pair not in self.same:
            self.same[pair] = new_utterance(said, before)
        return self.same[pair]

    # ---- through whose hands

    def _hands(self, said: Statement) -> set[Hashable]:
        """Who is named along the chain of one report, and who published it; a speaker counts as the body."""
        named: set[Hashable] = {self.bodies[link.source_id] if link.source_id else link.name for link in said.links.all()}
        publisher = self._publisher(said)
        return named if publisher is None else named | {publisher}

    def _its_own(self, said: Statement) -> bool:
        """Whether an origin published its own words."""
        hands = self._hands(said)
        return len(hands) == 1 and hands <= self.reached[said.pk]

    def _hops(self, said: Statement, origin: Hashable, seen: frozenset[int] = frozenset()) -> int:
        above = [self.lineage.statements[key] for key in self.lineage.derives.get(said.pk, ())]
        above = [one for one in above if origin in self.reached[one.pk] and one.pk not in seen]
        if self._its_own(said) or not above:
            return max(0, len(self._hands(said)) - 1)
        report = said.reading.revision.report_id
        passed = seen | {said.pk}
        return min(self._hops(one, origin, passed) + (one.reading.revision.report_id != report) for one in above)

    def _publisher(self, said: Statement) -> int | None:
        publisher = said.report.publisher_id
        return None if publisher is None else self.bodies[publisher]

    def _voucher(self, said: Statement) -> int | None:
        """The outlet that vouches for somebody unnamed: the next one along the chain, else the publisher."""
        for link in sorted(said.links.all(), key=lambda link: link.position):
            if link.source is not None and link.source.kind in VOUCHING:
                return self.bodies[link.source_id]
        return self._publisher(said)

    # ---- what became of the words

    def _own_text(self, title: Statement) -> Statement | None:
        """The firmest sentence below a headline that takes a side on the claim."""
        report = title.reading.revision.report_id
        below = [
            one.statement
            for one in self.places
            if one.statement.pk in self.sided and one.statement.part == Part.BODY and one.statement.reading.revision.report_id == report
        ]
        return max(below, key=lambda one: (self.sided[one.pk] is self.sided[title.pk], one.level, -one.seq), default=None)

    def _measure(self, said: Statement, root: Statement) -> Statement | None:
        if root.pk == said.pk:
            return None
        parent = self._parent(said)
        return root if parent is None else parent

    def _fidelity(self, said: Statement, supports: bool, original: Statement, headline: bool) -> Fidelity:
        """What became of the original's words; where the original takes no side here, its side is told by its polarity."""
        same_sign = _sign(said) == _sign(original)
        was = self.sided.get(original.pk, supports if same_sign else not supports)
        return charging.fidelity(_directed(original, was), _directed(said, supports), attributed=headline or self._credited(said))

    def _credited(self, said: Statement) -> bool:
        """Whether its report says who said it, in this sentence or in another one on the claim."""
        report = said.reading.revision.report_id
        here = [one.statement for one in self.places if one.statement.reading.revision.report_id == report]
        parent = self._parent(said)
        beside = parent is not None and parent.reading.revision.report_id == report
        return beside or any(attributed(one) for one in here)


def _unnamed(said: Statement) -> bool:
    """Whether who said it is an official without a name, or a document that nobody is known to have written."""
    first = next((link for link in sorted(said.links.all(), key=lambda link: link.position) if link.source is not None), None)
    if first is None or first.source.kind not in (SourceKind.UNNAMED, SourceKind.DOCUMENT):
        return False
    return first.source.kind == SourceKind.UNNAMED or first.source.parent_id is None


def _sign(said: Statement) -> bool:
    return (said.polarity == Polarity.AFFIRMED) is not (said.level == Level.DOUBTFUL)


def _directed(said: Statement, supports: bool) -> charging.Words:
    """The words as a commitment for or against the claim: "doubtful that X" is "very likely not X"."""
    level = Level.VERY_LIKELY if said.level == Level.DOUBTFUL else Level(said.level)
    return charging.Words(level, Polarity.AFFIRMED if supports else Polarity.DENIED, _markers(said))


def held_to(word: Word, others: Mapping[int, Word]) -> float | None:
    """What a word may weigh by: its own probability, but never more than what it passes on where that does not weigh here itself.

    *others* are the words on the claim that weigh, by statement. What passes on a word that asserts nothing, or tells the opposite of what
    it passes on, is no word of that origin.
    """
    if word.first or word.p is None:
        return word.p
    root = others.get(word.root.pk)
    if root is not None:
        return None if root.p is None or root.supports is not word.supports else word.p
    if word.fidelity is Fidelity.MISQUOTED:
        return None
    told = probability(word.root, supports=word.supports)
    if told is None:
        return None
    return told if strength(told) < strength(word.p) else word.p
