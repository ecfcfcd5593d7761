"""How much independent evidence speaks for a claim, from the record: ``support_of_claim(claim, now=…)``, and ``supports_of`` for a list of claims.

    support_of_claim(claim, now=…, as_of=None, leaving_out=None) -> ClaimSupport
        .claim, .support      weighing.support.Support: number 1–6, shown (P; None at 6: not to be shown), log_odds, k_for, k_against, disputed, blocs
        .origins              OriginCase, the heaviest first: name, weight_for, weight_against, theta (None: no record), answers (who has that record),
                              words (each with .statement, .p, .supports, .fidelity), why (one line of arithmetic), capped
        .silent               Silent: statements on the claim that do not weigh, each with the reason in words
        .hangs_on             one line: the origin without which it would change most, and to what; "" where nothing weighs
        .bloc_names           what to call each key in support.blocs
        .left_out             names of the origins that were left out for *leaving_out*
        .version              of the constants

*leaving_out* is a report: its own origins do not count, so that what is left is what the others say (one report's credibility number).
The record of each source is taken without this very claim, so that a settlement does not support itself. Nothing is stored; it is worked
out anew each time, and order, copies and repetition change nothing. It is called "model support", never truth. Whether a person may see it is asked of
``services.reviewing.may_see_support``.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from tracker.models import Claim, Report, Source, Statement
from tracker.terms import Marker, label
from verification import objects, past
from verification.models import Examination
from verification.provenance import source_names
from verification.track_records import Thetas, thetas_of
from verification.weighing.charging import Fidelity
from verification.weighing.constants import VERSION
from verification.weighing.explaining import what_counts_most, why
from verification.weighing.independence import UNKNOWN
from verification.weighing.scales import WEIGHTLESS
from verification.weighing.support import Assertion, OriginWeight, Support, suggested_number, support_of
from verification.words import Word, held_to, words_of


@dataclass(frozen=True, slots=True)
class OriginCase:
    """One independent origin of a claim: what it weighs, on whose record, by which words, and why no more."""

    weight: OriginWeight
    name: str
    answers: str
    theta: float | None
    words: tuple[Word, ...]
    why: str

    @property
    def weight_for(self) -> float:
        return self.weight.weight_for

    @property
    def weight_against(self) -> float:
        return self.weight.weight_against

    @property
    def capped(self) -> bool:
        """Whether relays said it more firmly than what they relay, and were held to that."""
        return bool(self.weight.supporting.held_down or self.weight.denying.held_down)


@dataclass(frozen=True, slots=True)
class Silent:
    """A statement on a claim that does not weigh, and why."""

    statement: Statement
    because: str


@dataclass(frozen=True, slots=True)
class ReportNumber:
    """The credibility number that the model suggests for what one report says: what the others say, its own origins left out."""

    report: Report
    said_at: datetime
    supports: bool  # whether it says that the claim is so
    number: int


@dataclass(frozen=True, slots=True)
class ClaimSupport:
    """The model's weighing of one claim with what it was weighed from; the module's opening names every field."""

    claim: Claim
    support: Support
    origins: tuple[OriginCase, ...]
    silent: tuple[Silent, ...]
    hangs_on: str
    bloc_names: Mapping[Hashable, str]
    reports: tuple[ReportNumber, ...] = ()
    left_out: tuple[str, ...] = ()
    as_of: datetime | None = None
    version: str = VERSION


def support_of_claim(
    claim: Claim, *, now: datetime | None = None, as_of: datetime | None = None, leaving_out: Report | None = None
) -> ClaimSupport:
    """The weighing of one claim; *as_of* as the record stood then. *now* changes nothing: words do not fade with time."""
    return supports_of([claim], now=now, as_of=as_of, leaving_out=leaving_out)[claim.pk]


def supports_of(
    claims: Iterable[Claim], *, now: datetime | None = None, as_of: datetime | None = None, leaving_out: Report | None = None
) -> dict[int, ClaimSupport]:
    """The weighings of *claims* by their keys, in a constant number of queries."""
    claims = past.claims_at(claims, as_of)
    found = words_of(claims, as_of=as_of)
    everyone = [word for words in found.values() for word in words]
    origins = {origin for word in everyone for origin in word.origins}
    thetas = thetas_of(origins | {word.answers for word in everyone}, as_of=as_of)
    names = source_names(origins | {word.answers for word in everyone} | {word.carrier for word in everyone} - {None})
    blocs = blocs_of(everyone)
    looked = objects.examinations_of((word.statement.pk for word in everyone), as_of=as_of)
    return {
        claim.pk: _weighed(claim, found[claim.pk], thetas, names, with_objects(blocs, found[claim.pk], looked), as_of, leaving_out)
        for claim in claims
    }


@dataclass(frozen=True, slots=True)
class Blocs:
    """The blocs of each origin by its key, and what to call them. An origin of no bloc is a bloc of its own."""

    of: Mapping[Hashable, frozenset[Hashable]]
    names: Mapping[Hashable, str]


def blocs_of(words: Iterable[Word]) -> Blocs:
    """Who owns or commands each origin of these words. A source is also in the hands that a row merged into it was in: merging makes nobody independent."""
    origins = {origin for word in words for origin in word.origins if isinstance(origin, int)}
    of: dict[Hashable, frozenset[Hashable]] = {}
    names: dict[Hashable, str] = {}
    rows = Source.objects.filter(Q(pk__in=origins) | Q(merged_into__in=origins)).exclude(bloc="").order_by("pk")
    for row, merged_into, bloc in rows.values_list("pk", "merged_into_id", "bloc"):
        key = ("bloc", " ".join(bloc.split()).casefold())
        for origin in {row, merged_into} & origins:
            of[origin] = of.get(origin, frozenset()) | {key}
        names.setdefault(key, bloc)
    return Blocs(of, names)


def with_objects(blocs: Blocs, words: Iterable[Word], examinations: Iterable[Examination]) -> Blocs:
    """The same for one claim's words, and each thing that an origin judged by: all who looked at one debris are one bloc."""
    own = {word.statement.pk: word for word in words if word.first}
    rows = [row for row in examinations if row.statement_id in own]
    looked = objects.blocs_of(
        [word.statement for word in own.values()], {key: word.origins for key, word in own.items()}, examinations=rows
    )
    of = {origin: blocs.of.get(origin, frozenset()) | looked.get(origin, frozenset()) for origin in {*blocs.of, *looked}}
    return Blocs(of, {**blocs.names, **{("object", row.object_id): row.object.name for row in rows}})


def assertions_of(words: Iterable[Word], thetas: Thetas, blocs: Blocs, *, claim: int) -> list[tuple[Word, Assertion]]:
    """The words that weigh as assertions, one for each origin; a claim's own settlement is left out of the records."""
    weighing = {word.statement.pk: word for word in words if word.weighs}
    answers = answering(weighing.values())
    found = []
    for word in weighing.values():
        for origin in sorted(word.origins, key=repr):
            spoken = None if origin == UNKNOWN else origin
            assertion = Assertion(
                source=spoken if word.first else word.carrier,
                origin=origin,
                p=held_to(word, weighing),
                theta=thetas.of(answers.get(origin), but_for=claim),
                blocs=blocs.of.get(origin, frozenset()),
                hops=word.hops[origin],
                at=word.at,
                utterance=word.root.pk,
            )
            found.append((word, assertion))
    return found


def answering(words: Iterable[Word]) -> dict[Hashable, Hashable | None]:
    """Who answers for each origin: itself, or the outlet that vouched where it spoke without a name only."""
    found: dict[Hashable, Hashable | None] = {}
    for word in sorted(words, key=lambda word: (not word.first, word.unnamed, word.at, word.statement.seq)):
        for origin in word.origins:
            alone = word.first and len(word.origins) == 1
            found.setdefault(origin, word.answers if alone else None if origin == UNKNOWN else origin)
    return found


def _weighed(
    claim: Claim,
    words: list[Word],
    thetas: Thetas,
    names: Mapping[Hashable, str],
    blocs: Blocs,
    as_of: datetime | None,
    leaving_out: Report | None,
) -> ClaimSupport:
    said = assertions_of(words, thetas, blocs, claim=claim.pk)
    own: set[Hashable] = set()
    if leaving_out is not None:
        own = {origin for word in words if word.statement.reading.revision.report_id == leaving_out.pk for origin in word.origins}
    support = support_of(one for _, one in said if one.origin not in own)
    answers = answering(word for word in words if word.weighs)
    cases = []
    for weight in support.origins:
        here = [word for word, one in said if one.origin == weight.origin]
        body = answers.get(weight.origin)
        cases.append(
            OriginCase(
                weight=weight,
                name=names.get(weight.origin, UNKNOWN),
                answers=names.get(body, UNKNOWN) if body is not None else UNKNOWN,
                theta=thetas.of(body, but_for=claim.pk),
                words=tuple(sorted(here, key=lambda word: (word.statement.said_at, word.statement.order))),
                why=why(weight, names),
            )
        )
    return ClaimSupport(
        claim=claim,
        support=support,
        origins=tuple(cases),
        silent=tuple(_silent(word, one) for word, one in _once(words, said) if one is None or not one.leans or one.origin in own),
        hangs_on=what_counts_most(support, names),
        bloc_names=_bloc_names(support, names, blocs),
        reports=_numbers_of_reports(words, said),
        left_out=tuple(sorted(names.get(origin, UNKNOWN) for origin in own)),
        as_of=as_of,
    )


def _numbers_of_reports(words: list[Word], said: list[tuple[Word, Assertion]]) -> tuple[ReportNumber, ...]:
    """One for each report that has a word which weighs, in the order they were said. For a denial it is the number of the denial."""
    assertions = [one for _, one in said]
    own: dict[int, set[Hashable]] = {}
    for word in words:
        own.setdefault(word.statement.reading.revision.report_id, set()).update(word.origins)
    found: dict[int, ReportNumber] = {}
    for word in sorted((word for word, one in said if one.leans), key=lambda word: (word.statement.said_at, word.statement.order)):
        report = word.statement.report
        if report.pk not in found:
            others = support_of(one for one in assertions if one.origin not in own[report.pk])
            sides = (others.k_for, others.k_against) if word.supports else (others.k_against, others.k_for)
            likely = others.probability if word.supports else 1 - others.probability
            found[report.pk] = ReportNumber(report, word.statement.said_at, word.supports, suggested_number(likely, *sides))
    return tuple(found.values())


def _once(words: list[Word], said: list[tuple[Word, Assertion]]) -> list[tuple[Word, Assertion | None]]:
    """Each word with one of its assertions, None where it makes none."""
    made = {word.statement.pk: one for word, one in said}
    return [(word, made.get(word.statement.pk)) for word in words]


def _silent(word: Word, one: Assertion | None) -> Silent:
    return Silent(word.statement, _because(word, one))


def _because(word: Word, one: Assertion | None) -> str:
    if word.place.withdrawn is not None:
        return "its own source took it back"
    if not word.place.resting:
        return "it rests on words that were taken back"
    if word.headline:
        return "a headline adds nothing to its own text"
    marked = sorted(label(Marker(marker)) for marker in word.statement.markers if Marker(marker) in WEIGHTLESS)
    if marked:
        return f"{' and '.join(marked)}: it asserts nothing"
    if one is not None and one.p is None:
        turned = word.fidelity is Fidelity.MISQUOTED
        return "it tells the opposite of what it passes on" if turned else "it passes on words that assert nothing"
    return "its origin is left out"


def _bloc_names(support: Support, names: Mapping[Hashable, str], blocs: Blocs) -> dict[Hashable, str]:
    """A bloc by its name; an origin that stands for itself by its own."""
    found: dict[Hashable, str] = {}
    for key in (key for bloc in support.blocs for key in bloc.blocs):
        alone = key[1] if isinstance(key, tuple) and key[0] == "origin" else None
        found[key] = blocs.names.get(key) or names.get(alone, UNKNOWN)
    return found


__all__ = ["ClaimSupport", "OriginCase", "Silent", "assertions_of", "blocs_of", "support_of_claim", "supports_of"]
