"""``compare``: one statement against one claim, rule by rule; the first rule that fits answers with its name and its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tracker.terms import Kinship, Relation
from verification.comparing.alignment import align, obstacle
from verification.comparing.case import Case, another_matter, best_pair, enough, found_of, head, measures, none_of, obstacle_of, same_words
from verification.comparing.counting import TOLL_UNITS, counted_pair, figures, later_toll, series_window
from verification.comparing.differing import another_number, another_word, denied_in_place, exclusive_value
from verification.comparing.figures import same_unit
from verification.comparing.finding import Finding
from verification.comparing.happenings import CALLED_OFF
from verification.comparing.lexicon import RETURNS, presupposed
from verification.comparing.likeness import LEAST_SHARED, features, probabilities
from verification.comparing.meeting import meets, parties, same_name
from verification.comparing.opposing import (
    cause_against_cause,
    cause_ruled_out,
    denial_of_evidence,
    exclusive_answer,
    exclusive_culprit,
    polarity,
)
from verification.comparing.reference import deny_by_reference, refers_back
from verification.comparing.shapes import Frame, Happening, Mood, Rank, Term
from verification.comparing.upshots import all_and_some, plan_dropped, taken_back

COMPARER = "rules-1"
ALIKE_COVER = 0.7
DENIED_COVER = 0.75
ALIKE_ENOUGH = 0.55
CARRIER = "container"  # what is counted by the container is not what is counted by the piece
RETOLD = ("same_proposition", "plan_carried_out", "told_in_passing")
REMAINS = frozenset(["wreckage"])  # to name it is to say that it is there
GOODS = frozenset({"arms", "oil", "gas", "grain", "food", "vaccine", "medicine"})


def compare(claim: Frame, statement: Frame) -> Finding:
    """What *statement* says of *claim*: corroborates, contradicts, updates or none, with rule, reason, score and the words that meet.

    Order of decision: positions and references, exclusive alternatives, one event or two, what is presupposed, figures, polarity, certainty. Certainty never decides.
    Deterministic and total. Whether a corroboration only repeats an origin that the claim has is not decided here.
    """
    alignment = align(claim, statement)
    case = Case(claim, statement, alignment, refers_back(statement), best_pair(claim, statement, alignment))
    for rule in RULES:
        found = rule(case)
        if found is not None:
            if found.rule in RETOLD and case.pair is not None and (apart := another_matter(case, case.pair)) is not None:
                return apart
            return replace(found, opens=Kinship.NARROWER) if found.relation is Relation.CORROBORATES and names_the_thing(case) else found
    return none_of(case, "no_rule_fits", "The words that they share do not settle how they stand to each other.", 0.6)


APART = frozenset({"another_one", "other_site", "roles_swapped", "other_place", "other_participants", "other_kind"})


def stands_apart(finding: Finding) -> bool:
    """Whether the statement is of another event whatever has been counted since the claim was opened: its series cannot make another finding."""
    return finding.relation is Relation.NONE and finding.rule in APART


def takes_no_position(case: Case) -> Finding | None:
    """ "We do not comment", "could not confirm": asserts nothing."""
    reference = case.reference
    if reference is None or reference.kind != "no_position":
        return None
    if case.pair and case.pair.later.span.start < reference.span.start and case.pair.later.rank is Rank.MAIN and not reference.bare:
        return None
    if not reference.bare and not _same_matter(case):
        return none_of(case, "no_position_elsewhere", "Takes no position, and on another matter.", 0.8)
    finding = deny_by_reference(case.claim, case.later, reference)
    return Finding(finding.relation, finding.score, finding.rule, finding.sentence, case.alignment.claim_spans, finding.later_spans, features=measures(case))


def _same_matter(case: Case) -> bool:
    """Whether what somebody takes no position on would bear on the claim if it were asserted."""
    asserted = next((found for rule in RULES if rule is not takes_no_position and (found := rule(case)) is not None), None)
    return asserted is not None and asserted.relation is not Relation.NONE


def asks(case: Case) -> Finding | None:
    """A question asserts nothing."""
    if case.later.text.rstrip().endswith("?"):
        return none_of(case, "asks", "A question asserts nothing.", 0.75)
    return None


def not_asserted(case: Case) -> Finding | None:
    """What the claim says happened is only supposed ("if they agree") or asked for ("urged them to agree") by the statement."""
    if case.pair is not None and (case.pair.later.rank is not Rank.NAMED or not case.claim.main):
        return None
    mine = head(case.claim)
    unsaid = next((p.later for p in case.alignment.pairs if p.claim is mine and p.claim.mood is Mood.ASSERTED and p.later.mood is not Mood.ASSERTED), None)
    if unsaid is None:
        return None
    words = unsaid.span.of(case.later.text)
    if unsaid.mood is Mood.SUPPOSED:
        return none_of(case, "only_supposed", f"The statement only supposes it: “{words}”.", 0.8)
    return none_of(case, "only_asked_for", f"The statement only asks for it: “{words}”.", 0.8)


def points_elsewhere(case: Case) -> Finding | None:
    """A denial or support that only points at what was said hangs on what its own report sets it against."""
    if case.reference is None or not case.reference.bare:
        return None
    return none_of(case, "refers_back", "Points at what was said without saying it; its own report tells what it hangs on.", 0.6)


def different_event(case: Case) -> Finding | None:
    """Something stands against both being one event."""
    figure = counted_pair(case)
    lasting = figure is not None and (series_window(case, figure) or later_toll(case, figure))
    put_off = case.pair is not None and (case.pair.claim.planned or case.pair.claim.ahead) and any(h.word in CALLED_OFF and not h.negated for h in case.later.main)
    blocked = obstacle_of(case, case.pair, ("other_time",) if lasting or put_off else ())
    return none_of(case, blocked.rule, blocked.sentence) if blocked else None


def presupposes(case: Case) -> Finding | None:
    """What the statement says could not be, had the claim not been: what was fired had been supplied. One way only."""
    claim_head = head(case.claim)
    if claim_head is None or case.claim.sign < 0 or (case.pair is not None and case.pair.later.rank is not Rank.NAMED and case.pair.turn == 1 and case.pair.known):
        return None
    grounded = case.alignment.ground >= 3 and not case.alignment.strangers
    if case.alignment.shared < (1.0 if grounded else 2.0) or case.later.sign < 0:
        return None
    table = presupposed()
    for happening in case.later.happenings:
        if (happening.rank is Rank.NAMED and not happening.classes & REMAINS) or happening.negated or happening.planned or happening.ahead:
            continue
        for sense in sorted(happening.senses):
            for earlier, days in table.get(sense, {}).items():
                if earlier not in claim_head.senses or claim_head.negated or (earlier[0] == sense[0] and happening.word not in RETURNS):
                    continue
                if any(p.turn == 1 and p.later.rank is Rank.MAIN and p.claim is claim_head for p in case.alignment.pairs):
                    continue
                if not _presupposed_fits(case, claim_head, happening, days):
                    continue
                return found_of(case, Relation.CORROBORATES, "presupposes", f"“{happening.span.of(case.later.text)}” takes for granted that “{claim_head.span.of(case.claim.text)}”.", 0.65, opens=Kinship.NARROWER)
    return None


def _presupposed_fits(case: Case, claim_head: Happening, happening: Happening, days: int) -> bool:
    givers, takers = parties(claim_head)
    named = [t for t in givers if t.name]
    later_names = [t for t in case.later.terms if t.name]
    if named and not any(same_name(a, b) for a in named for b in later_names):
        return False
    if "transfer" in claim_head.classes and any(same_name(a, b) for a in named for b in happening.agents if b.name):
        return False  # who fires his own has been supplied by nobody
    takers_named = [t for t in takers if t.name]
    if "give" in (claim_head.frame,) and takers_named and not any(same_name(a, b) for a in takers_named for b in later_names):
        return False
    things = claim_head.patients
    if things and not any(a in things for a, _ in case.alignment.terms):
        return False
    if not named and not things and not case.alignment.names:
        return False
    told = case.later.when_start or case.later.said_at
    if case.claim.dated and case.claim.when_end and told and told - case.claim.when_end > timedelta(days=days):
        return False  # bought in 2009, found in the wreck in 2026
    if case.claim.said_at and case.later.said_at and abs(case.later.said_at - case.claim.said_at) > timedelta(days=days):
        return False
    return obstacle(case.claim, case.later, None, ("other_time", "other_kind", "other_place")) is None


def alike(case: Case) -> Finding | None:
    """Where the claim's assertion is not found by the tables: nearly all of the claim's words are there, by a small fitted model. Below its threshold nothing is said."""
    a = case.alignment
    if case.pair is not None or a.shared < LEAST_SHARED or a.strangers or any(t.name and not any(x is t for x, _ in a.terms) for t in case.claim.terms):
        return None
    mine, theirs = head(case.claim), head(case.later)
    if mine is not None and theirs is not None:
        known = bool(mine.senses) and bool(theirs.senses)
        strangers = mine.agents and theirs.agents and not any(meets(x, y) for x in mine.agents for y in theirs.agents)
        if known or strangers:
            return None
    given = features(case.claim, case.later, a)
    if given.get("cover", 0.0) < ALIKE_COVER or any(p.unit in TOLL_UNITS for p in case.claim.figures + case.later.figures):
        return None
    chances = probabilities(given)
    if chances["corroborates"] >= ALIKE_ENOUGH and not given.get("denied"):
        return found_of(case, Relation.CORROBORATES, "alike", "Nearly all that the claim says is said here too.", chances["corroborates"] - 0.05, gap=True)
    if chances["contradicts"] >= ALIKE_ENOUGH and given.get("figure_broken"):
        return found_of(case, Relation.CONTRADICTS, "alike_but_figures", "Nearly the same is said, with another figure.", chances["contradicts"] - 0.05)
    return None


def other_thing(case: Case) -> Finding | None:
    """What was handed over is another thing, or is left open: shells are no missiles, "arms" does not say which, a container may hold either.

    A denial of the broader denies the narrower; an affirmation of the narrower affirms the broader.
    """
    mine = head(case.claim)
    if mine is None or "transfer" not in mine.classes:
        return None
    wanted, told = goods(case.claim), goods(case.later)
    if not mine.patients and {"them", "it", "these", "those"} & set(case.claim.words):
        return none_of(case, "other_thing", "The claim leaves open what changes hands.", 0.7)
    counted = [term for term in wanted if term.key == CARRIER]
    if not wanted or not told:
        return None
    if case.later.sign < 0 and any(term.key in other.keys or other.key in term.keys for term in wanted for other in told):
        return None
    if any(term.key in other.keys for term in counted or wanted for other in told):
        return None
    return none_of(case, "other_thing", "Another thing was handed over, or which one is left open.", 0.8)


def names_the_thing(case: Case) -> bool:
    """Whether the statement says which thing was handed over where the claim left it open: "missiles" for "weapons"."""
    mine = head(case.claim)
    if mine is None or "transfer" not in mine.classes or case.later.sign < 0 or case.claim.sign < 0:
        return False
    wanted, told = goods(case.claim), goods(case.later)
    return bool(wanted and told) and all(any(term.key in other.keys and term.key != other.key for term in wanted) for other in told)


def goods(frame: Frame) -> list[Term]:
    """The things of a text that one side may hand to another and that tell one delivery from another."""
    return [term for term in frame.terms if term.key == CARRIER or GOODS & term.keys]


def other_aspect(case: Case) -> Finding | None:
    """The claim's assertion is not asserted by the statement: another side of the event, or nothing of it."""
    if case.pair is not None and case.pair.later.rank is not Rank.NAMED:
        return None
    if any(same_unit(a, b) and a.capacity != b.capacity for a in case.claim.figures for b in case.later.figures):
        return none_of(case, "capacity_not_count", "One figure is what could be held, the other what was counted.", 0.85)
    if same_words(case):
        return None
    return none_of(case, "other_aspect", "What the claim asserts is not what the statement asserts.", 0.85)


def about_the_cause(case: Case) -> Finding | None:
    """Why it happened is another matter than that it happened."""
    theirs, mine = head(case.later), case.claim.cause
    if case.later.cause is None or not case.later.cause.firm or theirs is None or not theirs.nominal or theirs.negated or (mine is not None and mine.firm):
        return None
    return none_of(case, "other_aspect", "The statement is about the cause, the claim is not.", 0.7)


def denied_again(case: Case) -> Finding | None:
    """Nearly all the telling words are shared, no table knows the verb, and the one says no where the other says yes."""
    a, pair = case.alignment, case.pair
    if case.claim.sign * case.later.sign > 0 or a.strangers or a.shared < 2 or all(t.name for t, _ in a.terms) or min(a.claim_cover, a.later_cover) < DENIED_COVER:
        return None
    mine, theirs = head(case.claim), head(case.later)
    apart = mine is not None and theirs is not None and mine.word != theirs.word
    if apart or (pair is not None and pair.known and pair.later.rank is not Rank.NAMED) or case.claim.figures or obstacle_of(case, pair):
        return None
    return found_of(case, Relation.CONTRADICTS, "denied_again", "Nearly the same words, and the one says no to them.", 0.65)


def too_little(case: Case) -> Finding | None:
    """They share too little to be told from two events of one kind."""
    if enough(case) or same_words(case):
        return None
    return none_of(case, "too_little_shared", "They share too little to be about one event.", 0.7)


def evidence_of_another(case: Case) -> Finding | None:
    """ "No evidence that it was made in B" says nothing against its having been made in A."""
    pair, reference = case.pair, case.reference
    if pair is None or reference is None or reference.kind != "evidence" or "produce" not in pair.claim.classes & pair.later.classes:
        return None
    mine = [t for t in case.claim.terms if t.name and t.index >= pair.claim.index - 1]
    theirs = [t for t in case.later.terms if t.name and t.index >= pair.later.index - 1]
    if mine and theirs and not any(same_name(a, b) for a in mine for b in theirs):
        return none_of(case, "evidence_of_another", f"Denies the evidence for another maker: {theirs[0].key}.", 0.7)
    return None


def cause_left_open(case: Case) -> Finding | None:
    """The claim says why it happened; a statement that it happened does not say so too."""
    if case.claim.cause is None or not case.claim.cause.firm or case.claim.cause.denied or case.later.cause is not None:
        return None
    met = any(a.span.overlap(case.claim.cause.span) for a, _ in case.alignment.terms) or any(p.claim.span.overlap(case.claim.cause.span) for p in case.alignment.pairs)
    return None if met else none_of(case, "cause_left_open", "The claim is about the cause, which the statement leaves open.", 0.75)


def same_proposition(case: Case) -> Finding | None:
    """The same thing said again, firmer or weaker, in these words or others."""
    pair = case.pair
    if pair is None or (pair.later.rank is Rank.NAMED and not pair.known):
        if same_words(case):
            return found_of(case, Relation.CORROBORATES, "same_words", "Nearly all the telling words are shared.", 0.6, gap=True)
        return None
    if ((pair.later.planned and not pair.claim.planned) or (pair.later.ahead and pair.claim.past)) and not case.claim.sign < 0:
        return none_of(case, "only_planned", "The claim says that it happened, the statement that it is planned.", 0.65)
    narrower = _adds(case)
    opens = Kinship.NARROWER if narrower else None
    if (pair.claim.planned and not pair.later.planned) or (pair.claim.ahead and pair.later.past):
        return found_of(case, Relation.CORROBORATES, "plan_carried_out", "What was planned has come about.", 0.75, opens=opens, gap=True)
    if pair.later.rank is Rank.BESIDE:
        if (case.claim.figures and not case.later.figures) or (counted_pair(case) is None and case.claim.figures):
            return none_of(case, "figure_left_open", "Told in passing, and without the figure that the claim is about.", 0.65)
        return found_of(case, Relation.CORROBORATES, "told_in_passing", "Told in passing, as a thing that happened.", 0.62, gap=True)
    if not pair.known and case.alignment.cover < 0.75:
        return None
    left_open = bool(case.claim.figures) and counted_pair(case) is None  # the claim's figure is not told again
    if left_open and pair.later.nominal and any(p.unit in TOLL_UNITS for p in case.claim.figures):
        return none_of(case, "figure_left_open", "Names the dead or hurt without counting them.", 0.65)
    certainty = "" if not case.gap else ", said more firmly" if case.gap > 0 else ", said less firmly"
    return found_of(case, Relation.CORROBORATES, "same_proposition", f"The same thing said again{certainty}.", 0.55 if left_open else 0.8 if pair.known else 0.65, opens=opens, gap=True)


def _adds(case: Case) -> bool:
    """Whether the statement covers the claim whole and adds a name, a figure or a cause that the claim left open."""
    met = {b.key for _, b in case.alignment.terms}
    added = [t for t in case.later.terms if t.key not in met and not t.keys & case.claim.ground]
    because = case.later.cause is not None and case.claim.cause is None and case.later.cause.firm and bool(case.later.cause.families)
    named = any(t.name for t in added) and sum(t.weight for t in added) >= 1.5
    pair = case.pair
    doer = pair is not None and pair.claim.passive and not pair.claim.agents and any(t in added for t in pair.later.agents)
    return doer or (case.alignment.claim_cover >= 0.95 and (because or named))


RULES = (
    asks,
    takes_no_position,
    points_elsewhere,
    evidence_of_another,
    denial_of_evidence,
    cause_ruled_out,
    cause_against_cause,
    exclusive_answer,
    exclusive_culprit,
    exclusive_value,
    denied_in_place,
    plan_dropped,
    taken_back,
    all_and_some,
    not_asserted,
    other_thing,
    presupposes,
    different_event,
    another_word,
    another_number,
    figures,
    denied_again,
    alike,
    other_aspect,
    about_the_cause,
    too_little,
    polarity,
    cause_left_open,
    same_proposition,
)

