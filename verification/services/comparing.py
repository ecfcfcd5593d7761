"""Sets what a reading says against the claims that are tracked, and opens claims for what restates none.

Comparing is done before the record's lock is taken; under the lock only what was published meanwhile is compared, so that two
reports read at the same moment never miss each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.conf import settings

from tracker import events, sequence
from tracker.models import Claim, Edge, Reading, Statement
from tracker.terms import Kinship, Part, Relation
from tracker.work import Follow
from verification import retrieval
from verification.comparing.finding import Finding
from verification.comparing.frames import Frame
from verification.comparing.reference import deny_by_reference, refers_back
from verification.comparing.relation import COMPARER
from verification.models import Comparison, Evidence
from verification.provenance import attributed, speaker_key
from verification.services import headlines, origins, withdrawing
from verification.services.pairing import Bench, Known, Match, statement_frame
from verification.services.proposing import Proposals
from verification.services.suggesting import link_provenance, write
from verification.sides import OWN_SIDE

VERBATIM = 0.9  # containment from which a copy needs no comparison
KEPT_WITHOUT_RELATION = ("no_position", "speakers_differ")


def compare_reading(subject: str, *, now: datetime) -> Iterable[Follow]:
    """Compare the reading with this key with everything published before it; what follows is that the claims opened from it look back.

    Quiet when the reading is gone or current no more.
    """
    reading = Reading.objects.filter(pk=subject, current=True).first()
    if reading is None:
        return ()
    retrieval.index_report(reading.revision)
    return [Follow("compare_back", subject)] if compare_statements(reading, now=now) else []


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
    bench.load(said)
    own_words = [one for one in said if not points_back(bench.frame(one))]
    bench.look_up(own_words)
    pairs = [(claim, one) for one in own_words for claim in bench.candidates_of(one)]
    bench.load_series(claim for claim, one in pairs if bench.counts(claim, one))
    for claim, statement in pairs:
        bench.compare(claim, statement)
    bench.shelf.keep(said)
    published = sequence.hold("record")
    bench.look_again()
    matches: list[Match] = []
    placing = Placing(said, bench, held=published, now=now)
    for statement in said:
        matches += place(statement, matches, placing)
    placing.proposals.announce()
    write(matches, now=now, known=known, before=bench.before)
    withdrawing.withdraw(reading, taken, now=now)
    mark_compared(dict.fromkeys(said, published))
    bench.shelf.keep()
    return placing.proposals.claims


def mark_compared(reach: Mapping[Statement | Claim, int]) -> None:
    """Write down that each of these was set against everything up to that place in the record's order."""
    Comparison.objects.bulk_create(
        (Comparison(subject=events.name_of(one), comparer=COMPARER, up_to_seq=up_to) for one, up_to in reach.items()),
        update_conflicts=True,
        unique_fields=["subject", "comparer"],
        update_fields=["up_to_seq"],
    )


def compare_back(subject: str, *, now: datetime) -> Iterable[Follow]:
    """Compare the claim with this UUID, or all that were opened from the reading with this key, with the statements published before them.

    Their own report's are left out. Quiet when there is none.
    """
    about = {"opened_from__reading": int(subject)} if subject.isdigit() else {"uuid": subject}
    claims = list(retrieval.with_openings(Claim.objects.filter(**about)).order_by("seq"))
    bench = Bench()
    near = retrieval.statements_near([retrieval.Text(claim.text, retrieval.said_at(claim)) for claim in claims])
    bench.load((one for found in near for one in found), claims)
    pairs = [(claim, one) for claim, found in zip(claims, near, strict=True) for one in found if _is_before(claim, one)]
    bench.load_series(claim for claim, one in pairs if bench.counts(claim, one))
    matches = []
    for claim, statement in pairs:
        if not points_back(bench.frame(statement)) and kept(finding := bench.compare(claim, statement)):
            matches.append(Match(claim, statement, finding))
    write(matches, now=now)
    bench.shelf.keep()
    mark_compared({claim: claim.seq for claim in claims})
    return ()


def _is_before(claim: Claim, statement: Statement) -> bool:
    """Whether another report said it before the claim was opened."""
    own = claim.opened_from.reading.revision.report_id if claim.opened_from else None
    return statement.seq < claim.seq and statement.reading.revision.report_id != own


class Placing:
    """What the statements of one report are placed with: frames and candidates, the claims opened so far, and whose verbatim copies they are."""

    def __init__(self, statements: Sequence[Statement], bench: Bench, *, held: int, now: datetime) -> None:
        self.bench = bench
        self.proposals = Proposals(statements, held=held, now=now)
        self._copies: dict[int, dict[int, float]] = defaultdict(dict)
        keys = [one.pk for one in statements]
        rows = Edge.objects.filter(child__in=keys, method="copy", cut_at=None, confidence__gte=VERBATIM, parent__isnull=False)
        for child, parent, confidence in rows.order_by("pk").values_list("child_id", "parent_id", "confidence"):
            self._copies[child][parent] = confidence

    def copied_from(self, statement: Statement) -> Mapping[int, float]:
        """The statements that this one is a verbatim copy of, with how much they share."""
        return self._copies.get(statement.pk, {})


def place(statement: Statement, before: list[Match], placing: Placing) -> list[Match]:
    """What one statement does to the claims: evidence on those it is about, or a claim of its own."""
    bench, opened = placing.bench, placing.proposals.claims
    frame = bench.frame(statement)
    reference = refers_back(frame)
    if reference is not None and reference.bare:
        targets = _antecedents(statement, before, opened)
        return [Match(claim, statement, deny_by_reference(bench.claim_frame(claim), frame, reference)) for claim in targets]
    found = [*bench.candidates_of(statement), *opened]
    candidates = {claim.pk: claim for claim in found if not _opened_from_here_on(claim, statement)}
    matches = [Match(claim, statement, finding) for claim in candidates.values() if kept(finding := bench.compare(claim, statement))]
    matches = [match for match in matches if not headlines.idle_within_report(match.claim, statement, match.finding)]
    matches = headlines.as_the_text_has_it(statement, matches, before)
    if not any(match.finding.relation in OWN_SIDE for match in matches):
        matches += _copied(statement, placing.copied_from(statement), {match.claim.pk for match in matches})
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
    silent = silent or placing.proposals.tracks(statement)
    if settings.PROPOSE_CLAIMS and not silent and not _restated(related) and (opening or not related):
        kin, kinship = (opening.claim, opening.finding.opens or "") if opening else (None, "")
        placing.proposals.open(statement, beside=kin, kinship=kinship)
    return matches


def _opened_from_here_on(claim: Claim, statement: Statement) -> bool:
    """Whether the claim was opened from this very statement, or from a later one of its reading: a report is compared in its own order."""
    first = claim.opened_from
    if first is None or first.reading_id != statement.reading_id:
        return False
    return (first.part == Part.TITLE, first.seq) >= (statement.part == Part.TITLE, statement.seq)


def _copied(statement: Statement, parents: Mapping[int, float], settled: set[int]) -> list[Match]:
    """A verbatim copy stands where its original stands, however little its words say by themselves."""
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


__all__ = [
    "Bench",
    "Known",
    "Match",
    "compare_back",
    "compare_reading",
    "compare_statements",
    "kept",
    "link_provenance",
    "mark_compared",
    "place",
    "points_back",
    "statement_frame",
    "write",
]
