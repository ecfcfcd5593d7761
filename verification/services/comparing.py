"""Sets what a reading says against the claims that are tracked, and opens claims for what restates none.

Comparing is done before the record's lock is taken; under the lock only what was published meanwhile is compared, so that two
reports read at the same moment never miss each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.conf import settings

from tracker import events, sequence
from tracker.models import Claim, Reading, Statement
from tracker.terms import Kinship, Level, Marker, Part, Polarity, Relation, SpeakerKind
from tracker.work import Follow
from verification import retrieval
from verification.comparing.finding import Finding
from verification.comparing.frames import Frame, Point, frame_of, points_of
from verification.comparing.reference import deny_by_reference, refers_back
from verification.comparing.relation import COMPARER, compare
from verification.models import Comparison, Decision, Evidence
from verification.provenance import attributed, speaker_key, uttered_at
from verification.services import flagging, headlines, objects, origins, tracing, weighing, withdrawing
from verification.services.claims import open_claim
from verification.services.framing import corrected
from verification.sides import OWN_SIDE, sides_of

VERBATIM = 0.9  # containment from which a copy needs no comparison
CONTEXT = 600  # characters of a report that say which event it is about
KEPT_WITHOUT_RELATION = ("no_position", "speakers_differ")


@dataclass(slots=True)
class Match:
    """A finding on its way to becoming evidence."""

    claim: Claim
    statement: Statement
    finding: Finding


@dataclass(frozen=True, slots=True)
class Known:
    """Claims that a report was set against before it was read or corrected anew, and what was found: (claim, statement) → relation, level."""

    claims: frozenset[int]
    findings: Mapping[tuple[int, int], tuple[str, int]]


@dataclass(slots=True)
class Bench:
    """Frames and findings of one job, each worked out once. ``before``: what came in from that place in the record's order on is not asked."""

    before: int | None = None
    frames: dict[int, Frame] = field(default_factory=dict)
    series: dict[int, tuple[Point, ...]] = field(default_factory=dict)
    claim_frames: dict[int, Frame] = field(default_factory=dict)
    findings: dict[tuple[int, int], Finding] = field(default_factory=dict)

    def frame(self, statement: Statement) -> Frame:
        if statement.pk not in self.frames:
            self.frames[statement.pk] = statement_frame(statement)
        return self.frames[statement.pk]

    def load_series(self, claims: Iterable[Claim]) -> None:
        """The figures on each claim's own side so far: the opening statement's and those of its evidence."""
        new = {claim.pk: claim for claim in claims if claim.pk not in self.series}
        if not new:
            return
        places = sides_of(new.values()).places
        sides = {
            key: [
                place.statement
                for place in sorted(found, key=lambda place: place.statement.order)
                if place.side == "for" and (place.opening or self.before is None or place.statement.order < self.before)
            ]
            for key, found in places.items()
        }
        for key, said in sides.items():
            self.series[key] = tuple(point for statement in said for point in points_of(self.frame(statement)))

    def claim_frame(self, claim: Claim) -> Frame:
        if claim.pk not in self.claim_frames:
            self.load_series([claim])
            own = claim_frame(claim)
            counted = {point.unit for point in points_of(own)}  # a claim that counts nothing gathers no figures from what restates it
            self.claim_frames[claim.pk] = replace(own, series=tuple(point for point in self.series[claim.pk] if point.unit in counted))
        return self.claim_frames[claim.pk]

    def extend(self, match: Match) -> None:
        """Let later statements of the same report meet the series as it is now."""
        if match.finding.relation in OWN_SIDE and (points := points_of(self.frame(match.statement))):
            self.series[match.claim.pk] += points
            self.claim_frames.pop(match.claim.pk, None)
            for pair in [pair for pair in self.findings if pair[0] == match.claim.pk]:
                del self.findings[pair]

    def compare(self, claim: Claim, statement: Statement) -> Finding:
        pair = (claim.pk, statement.pk)
        if pair not in self.findings:
            self.findings[pair] = compare(self.claim_frame(claim), self.frame(statement))
        return self.findings[pair]


def statement_frame(statement: Statement) -> Frame:
    """A statement as the comparer sees it."""
    source = min(statement.links.all(), key=lambda link: link.position).source if statement.links.all() else None
    frame = frame_of(
        statement.display,
        said_at=uttered_at(statement),
        level=Level(statement.level),
        polarity=Polarity(statement.polarity),
        markers=tuple(Marker(marker) for marker in statement.markers),
        speaker=source.body.name if source else None,
        bloc=(source.bloc or source.body.bloc or source.body.name) if source else None,
        context=_surroundings(statement),
    )
    return corrected(frame, statement)


def _surroundings(statement: Statement) -> str:
    """Headline and lead: which event a bare "the toll rose to nine" belongs to. The outlet's own name in a dateline says nothing of that."""
    revision = statement.reading.revision
    words = f"{revision.title}\n{revision.text[:CONTEXT]}"
    outlets = {link.name for link in statement.links.all() if link.kind == SpeakerKind.PUBLISHER} | {revision.report.publisher_name}
    for outlet in outlets:
        words = words.replace(outlet, "")
    return words


def claim_frame(claim: Claim) -> Frame:
    """A claim as the comparer sees it: its own words and who first said it; its figures so far are the caller's to add."""
    first = claim.opened_from
    if first is not None and claim.text == first.display:
        return statement_frame(first)
    return frame_of(
        claim.text,
        said_at=first.said_at if first else claim.opened_at,
        level=Level(claim.level_first),
        polarity=Polarity(claim.polarity),
        context=_surroundings(first) if first else "",
    )


def compare_reading(subject: str, *, now: datetime) -> Iterable[Follow]:
    """Compare the reading with this key with everything published before it; what follows is that its new claims look back.

    Quiet when the reading is gone or current no more.
    """
    reading = Reading.objects.filter(pk=subject, current=True).first()
    if reading is None:
        return ()
    return [Follow("compare_back", str(claim.uuid)) for claim in compare_statements(reading, now=now)]


def compare_statements(reading: Reading, *, now: datetime, bench: Bench | None = None, known: Known | None = None) -> list[Claim]:
    """Compare a reading with all claims, and open claims for what restates none; those are returned.

    What is *known* of the claims already, from an older reading of the same report, is written without a word to anybody.
    """
    bench = bench or Bench()
    taken = withdrawing.taken_back(reading)
    said = sorted(reading.statements.filter(check_worthy=True).with_context(), key=lambda one: (one.part == Part.TITLE, one.seq))
    said = [one for one in said if not withdrawing.inside(one, taken)]
    retrieval.index_statements(said)
    origins.link_copies(said, now=now)
    for statement in said:
        if not points_back(bench.frame(statement)):
            candidates = candidates_of(statement)
            bench.load_series(candidates)
            for claim in candidates:
                bench.compare(claim, statement)
    published = sequence.hold("record")
    matches: list[Match] = []
    opened: list[Claim] = []
    for statement in said:
        matches += place(statement, matches, opened, bench, now=now)
    write(matches, now=now, known=known, before=bench.before)
    withdrawing.withdraw(reading, taken, now=now)
    Comparison.objects.bulk_create(
        (Comparison(subject=f"statement:{one.uuid}", comparer=COMPARER, up_to_seq=published) for one in said),
        update_conflicts=True,
        unique_fields=["subject", "comparer"],
        update_fields=["up_to_seq"],
    )
    return opened


def candidates_of(statement: Statement) -> list[Claim]:
    """The claims that a statement may be about, by its own words and by those around it."""
    return retrieval.candidate_claims(statement.display, at=statement.said_at, context=retrieval.surroundings(statement))


def compare_back(subject: str, *, now: datetime) -> Iterable[Follow]:
    """Compare the claim with this UUID with the statements published before it, its own report's left out."""
    claim = Claim.objects.filter(uuid=subject).select_related("opened_from__reading__revision__report__publisher").first()
    if claim is None:
        return ()
    own = claim.opened_from.reading.revision.report_id if claim.opened_from else None
    bench = Bench()
    matches = []
    for statement in retrieval.candidate_statements(claim.text, at=retrieval.said_at(claim)):
        if statement.seq < claim.seq and statement.reading.revision.report_id != own and not points_back(bench.frame(statement)):
            finding = bench.compare(claim, statement)
            if kept(finding):
                matches.append(Match(claim, statement, finding))
    write(matches, now=now)
    Comparison.objects.update_or_create(subject=f"claim:{claim.uuid}", comparer=COMPARER, defaults={"up_to_seq": claim.seq})
    return ()


def place(statement: Statement, before: list[Match], opened: list[Claim], bench: Bench, *, now: datetime) -> list[Match]:
    """What one statement does to the claims: evidence on those it is about, or a claim of its own."""
    frame = bench.frame(statement)
    reference = refers_back(frame)
    if reference is not None and reference.bare:
        targets = _antecedents(statement, before, opened)
        return [Match(claim, statement, deny_by_reference(bench.claim_frame(claim), frame, reference)) for claim in targets]
    found = [*candidates_of(statement), *opened]
    candidates = {claim.pk: claim for claim in found if not _opened_from_here_on(claim, statement)}
    matches = [Match(claim, statement, finding) for claim in candidates.values() if kept(finding := bench.compare(claim, statement))]
    matches = [match for match in matches if not headlines.idle_within_report(match.claim, statement, match.finding)]
    matches = headlines.as_the_text_has_it(statement, matches, before)
    if not any(match.finding.relation in OWN_SIDE for match in matches):
        matches += _copied(statement, {match.claim.pk for match in matches})
    for match in matches:
        bench.extend(match)
    related = [match for match in matches if match.finding.relation is not Relation.NONE]
    opening = max(
        (match for match in related if match.finding.opens),
        key=lambda match: (match.finding.opens is Kinship.RIVAL, match.finding.score),
        default=None,
    )
    silent = not related and (bool(matches) or (reference is not None and reference.kind in ("no_position", "evidence")))
    silent = silent or (statement.part == Part.TITLE and headlines.text_speaks(statement))
    silent = silent or statement.opened.exists()
    if settings.PROPOSE_CLAIMS and not silent and not _restated(related) and (opening or not related):
        kin = opening.claim if opening else None
        claim = open_claim(
            text=statement.display,
            polarity=statement.polarity,
            level=statement.level,
            now=now,
            opened_from=statement,
            related_to=kin,
            kinship=opening.finding.opens if opening else "",
            topics=list(kin.topics.all()) if kin else (),
        )
        retrieval.index_claim(claim)
        opened.append(claim)
    return matches


def _opened_from_here_on(claim: Claim, statement: Statement) -> bool:
    """Whether the claim was opened from this very statement, or from a later one of its reading: a report is compared in its own order."""
    first = claim.opened_from
    if first is None or first.reading_id != statement.reading_id:
        return False
    return (first.part == Part.TITLE, first.seq) >= (statement.part == Part.TITLE, statement.seq)


def _copied(statement: Statement, settled: set[int]) -> list[Match]:
    """A verbatim copy stands where its original stands, however little its words say by themselves."""
    parents = {edge.parent_id: edge.confidence for edge in statement.edges.filter(method="copy", cut_at=None, confidence__gte=VERBATIM)}
    if not parents:
        return []
    found = {claim.pk: claim for claim in Claim.objects.standing().filter(opened_from__in=parents)}
    for evidence in Evidence.objects.standing().filter(statement__in=parents, relation__in=OWN_SIDE).select_related("claim"):
        found.setdefault(evidence.claim_id, evidence.claim)
    return [
        Match(claim, statement, Finding(Relation.CORROBORATES, max(parents.values()), "copy", "The same words, copied."))
        for key, claim in found.items()
        if key not in settled and claim.merged_into_id is None and not _opened_from_here_on(claim, statement)
    ]


def points_back(frame: Frame) -> bool:
    """Whether a statement only points at what its own report says, and has no words of its own to compare."""
    reference = refers_back(frame)
    return reference is not None and reference.bare


def _restated(matches: list[Match]) -> bool:
    """Whether some claim already says this, on its own side."""
    return any(match.finding.relation in OWN_SIDE and match.finding.opens is None for match in matches)


def kept(finding: Finding) -> bool:
    return finding.relation is not Relation.NONE or finding.rule in KEPT_WITHOUT_RELATION


def _antecedents(statement: Statement, before: list[Match], opened: list[Claim]) -> list[Claim]:
    """The claims that a denial by reference hangs on: of the nearest assertion before it in its report that somebody else made, else of the headline."""
    me = speaker_key(statement)
    hung: dict[int, list[Claim]] = {}
    made: dict[int, Statement] = {}
    for match in before:
        if match.finding.relation in OWN_SIDE or match.finding.opens:
            hung.setdefault(match.statement.pk, []).append(match.claim)
            made[match.statement.pk] = match.statement
    for claim in opened:
        hung.setdefault(claim.opened_from_id, []).append(claim)
        made[claim.opened_from_id] = claim.opened_from
    others = [one for one in made.values() if speaker_key(one) != me or not attributed(one)]
    if not others:
        return []
    body = [one for one in others if one.part == Part.BODY and one.start < statement.start] if statement.part == Part.BODY else []
    nearest = max(body, key=lambda one: (one.start, one.end), default=None) or min(
        others, key=lambda one: (one.part != Part.TITLE, one.seq)
    )
    return list(dict.fromkeys(hung[nearest.pk]))


def write(matches: list[Match], *, now: datetime, known: Known | None = None, before: int | None = None) -> list[Evidence]:
    """Findings into evidence: provenance first, then what is only a repetition, then the rows, events and flags.

    For claims that are *known* no flags are raised here, and no event is written where relation and level are as they were. *before* as in ``Bench``.
    """
    by_claim: dict[int, list[Match]] = {}
    for match in matches:
        by_claim.setdefault(match.claim.pk, []).append(match)
    made: list[Evidence] = []
    for group in by_claim.values():
        side = flagging.Side.of(group[0].claim, before=before)
        group.sort(key=lambda match: (match.statement.said_at, match.statement.part == Part.TITLE, match.statement.seq))
        link_provenance(side, [match.statement for match in group if match.finding.relation in OWN_SIDE], now=now)
        side.reckon([match.statement for match in group])
        onside = [match.statement for match in group if match.finding.relation in OWN_SIDE]
        tracing.propose(side.claim, [*side.statements, *onside], onside, side.reached, now=now)
        decided = set(Decision.objects.filter(claim=group[0].claim).values_list("statement_id", flat=True))
        for match in group:
            if match.statement.pk not in decided:  # a person has spoken on this pair
                made += _write_one(side, match, now=now, known=known)
        objects.examine(side.claim, [match.statement for match in group], now=now)
    weighing.follow(by_claim, now=now)
    return made


def link_provenance(side: flagging.Side, more: Iterable[Statement], *, now: datetime) -> None:
    """Edges that only this claim shows: to the outlet that a relay names; from a headline to its text; from bare words to attributed ones beside them."""
    own = [*side.statements, *more]
    for statement in own:
        if (carrier := origins.carried_by(statement, (one for one in own if one.pk != statement.pk))) is not None:
            origins.link(statement, carrier, method="attribution", confidence=0.9, now=now, claim=side.claim)
        report = statement.reading.revision.report_id
        here = [one for one in own if one.reading.revision.report_id == report and one.part == Part.BODY and one.pk != statement.pk]
        named = [one for one in here if attributed(one)]
        tied = statement.edges.filter(method="same report", cut_at=None, claim=side.claim).exists()
        if here and not tied and (statement.part == Part.TITLE or (named and not attributed(statement))):
            origins.link(
                statement, min(named or here, key=lambda one: one.seq), method="same report", confidence=0.95, now=now, claim=side.claim
            )
    tracing.trace(side.claim, own, now=now)


def _write_one(side: flagging.Side, match: Match, *, now: datetime, known: Known | None) -> list[Evidence]:
    finding, statement, claim = match.finding, match.statement, match.claim
    same = side.knows_origin_of(statement)
    relation = Relation.REPEATS if same and finding.relation is Relation.CORROBORATES else finding.relation
    notes = side.notes_on(statement) if relation in OWN_SIDE else {}
    evidence, created = Evidence.objects.get_or_create(
        claim=claim,
        statement=statement,
        comparer=COMPARER,
        retired_at=None,
        defaults={
            "relation": relation,
            "same_origin": same,
            "score": finding.score,
            "rule": finding.rule,
            "explanation": _explanation(finding) | notes,
            "made_at": now,
        },
    )
    if not created:
        return []
    if known is None or claim.pk not in known.claims:
        _announce(evidence, statement, {}, now=now)
        flagging.flag_evidence(side, evidence, statement, now=now)
    elif (was := known.findings.get((claim.pk, statement.pk))) != (str(relation), statement.level):
        _announce(evidence, statement, {"relation": was[0], "level": was[1]} if was else {}, now=now)
    side.add(statement, relation)
    return [evidence]


def _announce(evidence: Evidence, statement: Statement, before: dict, *, now: datetime) -> None:
    report = statement.reading.revision.report
    events.record(
        "evidence.suggested",
        evidence,
        claim=evidence.claim,
        now=now,
        before=before,
        after={
            "relation": str(evidence.relation),
            "rule": evidence.rule,
            "score": round(evidence.score, 3),
            "statement": str(statement.uuid),
            "level": statement.level,
            "quote": statement.quote[:400],
            "publisher": report.publisher_name,
            "report": str(report.uuid),
            "same_origin": evidence.same_origin,
        },
    )


def _explanation(finding: Finding) -> dict:
    return {
        "sentence": finding.sentence,
        "claim_spans": [[span.start, span.end] for span in finding.claim_spans],
        "later_spans": [[span.start, span.end] for span in finding.later_spans],
        "certainty_gap": finding.certainty_gap,
        "features": {name: round(float(value), 4) for name, value in finding.features.items()},
        "opens": str(finding.opens) if finding.opens else None,
    }
