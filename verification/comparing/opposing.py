"""The rules by which a statement speaks against a claim: denial, opposites, causes and answers that exclude one another."""

from __future__ import annotations

import re

from tracker.terms import Kinship, Relation
from verification.comparing.alignment import Pair
from verification.comparing.case import Case, another_matter, days_apart, enough, found_of, head, measures, none_of, obstacle_of, sign_of
from verification.comparing.finding import Finding
from verification.comparing.lexicon import RETURNS, causes, compatible_causes
from verification.comparing.meeting import meets, names, parties, same_name
from verification.comparing.places import country_keys
from verification.comparing.reference import deny_by_reference, tells_of_a_denial
from verification.comparing.rivals import known_to_be_one, other_doer, other_origin
from verification.comparing.shapes import Cause, Frame, Happening, Rank, Role, Term

VOLATILE_TERMS = frozenset(("price", "share", "currency", "index", "rate", "oil", "gold", "temperature", "market", "rouble", "ruble", "dollar", "euro", "pound", "yen", "bitcoin"))
CULPABLE = frozenset((name, 1) for name in ("steal", "hack", "attack", "die", "abduct", "fire", "explode", "poison", "leakdata", "shoot", "damage", "cut"))
CAUSAL = frozenset(("cause", "link", "blame", "trigger", "attribute", "lead", "result", "spark", "begin", "trace", "stem", "explain", "put", "set off"))
DEFINITE = re.compile(r"\b(?:the|this|that|its|their)\s+(?:[\w-]+\s+){0,2}$", re.I)
INDEFINITE = re.compile(r"\b(?:an?|another)\s+(?:[\w-]+\s+){0,2}$", re.I)
PHASE = frozenset(("begin", "suspend"))
SINGLE_WINNER = frozenset(("win", "acquire", "appoint"))
BODIES = frozenset(["troop", "police", "government", "ministry", "court", "parliament", "council", "navy", "coastguard", "prosecutor", "opposition", "union", "militia", "rebel", "senate", "cabinet", "municipality", "embassy", "customs", "hospital", "company", "bank", "church", "regulator", "commission"])


def denial_of_evidence(case: Case) -> Finding | None:
    """ "No evidence that …" denies the evidence, not the fact."""
    reference = case.reference
    if reference is None or reference.kind != "evidence" or not enough(case) or (case.pair is None and not _things_shared(case)):
        return None
    if obstacle_of(case, case.pair):
        return None
    finding = deny_by_reference(case.claim, case.later, reference)
    return Finding(finding.relation, min(0.5, finding.score), "denial_of_evidence", finding.sentence, case.alignment.claim_spans, finding.later_spans, features=measures(case))


def _things_shared(case: Case) -> bool:
    """Whether more than names is shared, and most of both."""
    a = case.alignment
    return min(a.claim_cover, a.later_cover) >= 0.85 and sum(t.weight for t, _ in a.terms if not t.name) >= 1.0


def _effect_shared(case: Case) -> bool:
    """Whether both put one and the same thing down to something: it is named on both sides outside of the causes, or is the ground of both reports."""
    a, mine, theirs = case.alignment, case.claim.cause, case.later.cause
    if a.strangers and not a.names:
        return False
    outside = [(x, y) for x, y in a.terms if not (mine and mine.holds(x.span)) and not (theirs and theirs.holds(y.span))]
    weight = sum(x.weight for x, _ in outside)
    happened = any(p.turn == 1 and not (mine and mine.holds(p.claim.span)) and not (theirs and theirs.holds(p.later.span)) for p in a.pairs)
    if not happened and (_crossed(case, mine, theirs) or _crossed(case, theirs, mine)):
        return False
    bare = any(sum(not (c.holds(t.span) or t.key in c.words) for t in f.terms) <= 1 for f, c in ((case.claim, mine), (case.later, theirs)) if c)
    grounded = a.ground >= 2 if case.claim.ground and case.later.ground else not case.claim.ground and not case.later.ground and happened
    return weight >= 1.5 or (happened and weight >= 0.5) or (grounded and (happened or bare))


def _newly_told(case: Case) -> bool:
    """Whether the claim speaks of "the" event and the statement brings in "a" one: the fire, and a fire at a paint factory."""
    events = [p for p in case.alignment.pairs if p.turn == 1 and p.claim.nominal and p.later.nominal]
    return bool(events) and all(DEFINITE.search(case.claim.text[: p.claim.span.start]) and INDEFINITE.search(case.later.text[: p.later.span.start]) for p in events) and not case.later.ground


def _crossed(case: Case, one: Cause | None, other: Cause | None) -> bool:
    """Whether what the one puts down to its cause is for the other the cause of something else: the leak's cause, and what the leak brought about."""
    if one is None or other is None:
        return False
    swapped = other is case.claim.cause
    met = [(p.claim.span, p.later.span) for p in case.alignment.pairs if p.turn == 1] + [(x.span, y.span) for x, y in case.alignment.terms]
    return any(not one.holds(theirs if swapped else mine) and other.holds(mine if swapped else theirs) for mine, theirs in met)


def _excluding(mine: Cause, theirs: Cause) -> bool:
    """Whether two causes cannot both be meant. One that no table knows excludes another only where both are plainly named as the cause and share no word."""
    if mine.families & theirs.families or mine.words & theirs.words:
        return False
    if mine.families and theirs.families:
        return not any((a, b) in compatible_causes() for a in mine.families for b in theirs.families)
    return mine.firm and theirs.firm


def _named_cause(frame: Frame) -> Cause | None:
    """The cause of a claim: what it puts the event down to, else the thing that its main verb has do it ("a missile hit the warehouse")."""
    if frame.cause is not None:
        return frame.cause
    top = head(frame)
    if top is None or not top.classes & {"hit", "damage", "down", "cut", "sink", "die", "collide", "explode"}:
        return None
    table = causes()
    for term in top.agents:
        words = tuple(frame.text[term.span.start : term.span.end].lower().split())
        family = table.get(words) or table.get(words[-1:]) or table.get((term.key,))
        if family:
            return Cause(term.span, frozenset((term.key,)), frozenset((family,)), False)
    return None


def cause_ruled_out(case: Case) -> Finding | None:
    """The statement rules out, by name, what the claim puts it down to: "a battery, not a gas leak"."""
    mine = _named_cause(case.claim)
    if mine is None or mine.denied or case.claim.sign < 0 or not case.later.ruled_out or not (_effect_shared(case) or enough(case)):
        return None
    denied = next((c for c in case.later.ruled_out if c.families & mine.families or c.words & mine.words), None)
    if denied is None or obstacle_of(case, None, ("other_kind", "other_thing")):
        return None
    rival = case.later.cause is not None and not case.later.cause.denied and not case.later.cause.families & mine.families
    return found_of(
        case, Relation.CONTRADICTS, "cause_denied", f"Rules out what the claim names: {denied.span.of(case.later.text)}.", 0.85,
        opens=Kinship.RIVAL if rival else None, claim_spans=(mine.span,), later_spans=(denied.span,),
    )


def cause_against_cause(case: Case) -> Finding | None:
    """Both say why. The same cause agrees or is denied; another cause that excludes the first is a rival."""
    mine, theirs = case.claim.cause, case.later.cause
    if mine is None or theirs is None or not (mine.firm or theirs.firm) or not _effect_shared(case):
        return None
    same = bool(mine.families & theirs.families) or bool(mine.words & theirs.words)
    blocked = obstacle_of(case, None, ("other_kind", "other_time") if known_to_be_one(case) else ("other_kind",))
    if blocked is not None:
        return None
    on_claim, on_later = (mine.span,), (theirs.span,)
    if _newly_told(case):
        return None
    my_side = -1 if mine.denied else case.claim.sign
    their_side = -1 if theirs.denied else case.later.sign
    words = f"{mine.span.of(case.claim.text)} / {theirs.span.of(case.later.text)}"
    if same:
        if my_side != their_side:
            return found_of(case, Relation.CONTRADICTS, "cause_denied", f"The cause that one names is ruled out by the other: {words}.", 0.8, claim_spans=on_claim, later_spans=on_later)
        about = [top is None or top.nominal or top.word in CAUSAL for top in (head(case.claim), head(case.later))]
        if ((mine.firm and theirs.firm) or all(about)) and not case.claim.figures and not case.later.figures and case.pair is None:
            return found_of(case, Relation.CORROBORATES, "same_cause", f"Both name the same cause: {words}.", 0.75, gap=True, claim_spans=on_claim, later_spans=on_later)
        return None
    if my_side != their_side and mine.firm and theirs.firm and _excluding(mine, theirs):
        return none_of(case, "other_cause_denied", f"Denies another cause than the claim names: {words}.", 0.75)
    if my_side == their_side == 1 and _excluding(mine, theirs) and not _befell_others(case):
        return found_of(case, Relation.CONTRADICTS, "exclusive_cause", f"Two causes that exclude each other: {words}.", 0.8 if mine.families and theirs.families else 0.6, opens=Kinship.RIVAL, claim_spans=on_claim, later_spans=on_later)
    return None


def _befell_others(case: Case) -> bool:
    """Whether the same befell two things, each for its own reason: the festival was called off for a strike, the fair for a flood."""
    if case.pair is None or case.pair.claim.nominal or case.pair.later.nominal or any(not a.place and not b.place for a, b in case.alignment.terms):
        return False
    mine, theirs = ([t for t in h.patients if not t.place] for h in (case.pair.claim, case.pair.later))
    return bool(mine and theirs) and not any(meets(a, b) for a in mine for b in theirs)


def exclusive_answer(case: Case) -> Finding | None:
    """Who won, who bought it, where it was made: one place for one answer, and the answers differ."""
    pair = case.pair
    if pair is None or pair.turn != 1 or sign_of(case.claim, pair.claim) < 0 or sign_of(case.later, pair.later) < 0:
        return None
    shared = pair.claim.classes & pair.later.classes
    if "produce" in shared:
        mine = [t for t in case.claim.terms if t.name and t.index >= pair.claim.index - 1]
        theirs = [t for t in case.later.terms if t.name and t.index >= pair.later.index - 1]
        things = [a for a, b in case.alignment.terms if not a.name]
        if mine and theirs and things and not any(same_name(a, b) for a in mine for b in theirs) and not obstacle_of(case, None, ("other_place", "other_participants", "other_thing")):
            return _rival(case, "exclusive_maker", "Made in one place or the other", mine[0], theirs[0])
    if "beat" in shared and case.alignment.cover >= 0.9 and days_apart(case) <= 3:
        blocked = obstacle_of(case, pair)
        if blocked is not None and blocked.rule == "roles_swapped" and pair.claim.agents and pair.later.agents:
            return _rival(case, "exclusive_winner", "Only one can have won", pair.claim.agents[0], pair.later.agents[0])
    if shared & SINGLE_WINNER and not (shared == {"win"} and pair.claim.senses != pair.later.senses):
        mine_by = [t for t in (pair.claim.patients if "appoint" in shared else parties(pair.claim)[0] or pair.claim.agents) if t.name]
        theirs_by = [t for t in (pair.later.patients if "appoint" in shared else parties(pair.later)[0] or pair.later.agents) if t.name]
        rest = [a for a, b in case.alignment.terms if a.name or a.weight >= 0.8]
        if mine_by and theirs_by and not any(same_name(a, b) for a in mine_by for b in theirs_by) and any(a.name for a in rest) and len(rest) + len(case.alignment.pairs) >= 3:
            crossed = any(same_name(a, t) for a in mine_by for t in case.later.terms if t.name)
            if (not crossed or "win" in shared) and not obstacle_of(case, None, ("other_participants",)):
                return _rival(case, "exclusive_winner", "Only one can have done it", mine_by[0], theirs_by[0])
    return None


def exclusive_culprit(case: Case) -> Finding | None:
    """Two who are said to have done one deed, or two places that it is said to have come from."""
    return _behind_and_did(case) or other_doer(case) or other_origin(case)


def _behind_and_did(case: Case) -> Finding | None:
    """ "X is behind the theft" and "a former employee stole it": two who did it."""
    mine, theirs = head(case.claim), head(case.later)
    if mine is None or theirs is None or not mine.nominal or not mine.senses & theirs.senses & CULPABLE or theirs.nominal:
        return None
    if not re.search(r"\b(?:behind|responsible for|to blame for|blamed for|carried out|work of)\b", case.claim.text) or case.claim.sign < 0 or sign_of(case.later, theirs) < 0:
        return None
    culprits = [t for t in case.claim.terms if t.index < mine.index]
    others = [t for t in theirs.agents if not theirs.passive or t.role is Role.AGENT]
    if not culprits or not others or theirs.passive or not theirs.patients or any(meets(a, b) for a in culprits for b in case.later.terms):
        return None
    rest = [t for t in case.claim.terms if t not in culprits]
    known = case.alignment.ground >= 2 or any(a in rest for a, _ in case.alignment.terms) or (not rest and not case.claim.ground and not case.later.ground)
    if not known or obstacle_of(case, None, ("other_kind", "other_thing")):
        return None
    return _rival(case, "exclusive_culprit", "Two who are said to have done it", culprits[0], others[0])


def _rival(case: Case, rule: str, sentence: str, mine: Term, theirs: Term) -> Finding:
    words = f"{mine.span.of(case.claim.text)} / {theirs.span.of(case.later.text)}"
    return found_of(case, Relation.CONTRADICTS, rule, f"{sentence}: {words}.", 0.75, opens=Kinship.RIVAL, claim_spans=(mine.span,), later_spans=(theirs.span,))


def polarity(case: Case) -> Finding | None:
    """Denial, negation and opposites: the two cannot both hold."""
    pair = case.pair
    if pair is None:
        return None
    product = sign_of(case.claim, pair.claim) * sign_of(case.later, pair.later) * pair.turn
    if product > 0:
        return None
    if pair.turn < 0 and pair.later.word in RETURNS and case.later.sign > 0:
        return none_of(case, "state_ended", "What had been so has since ended, which is no contradiction.", 0.75)
    if pair.turn < 0 and case.claim.cause is not None and case.claim.cause.firm and pair.claim.nominal:
        return None
    if pair.turn < 0 and _volatile(case) and days_apart(case) >= 1:
        return none_of(case, "other_time", "What rises and falls from day to day was told of two days.", 0.7)
    if pair.turn < 0 and pair.claim.classes & {"beat", "draw"} and pair.later.classes & {"beat", "draw", "tie"} and days_apart(case) >= 2 and not (case.claim.dated and case.later.dated):
        return none_of(case, "other_time", "Two results of two days: the sides may have met twice.", 0.7)
    if case.later.never and case.claim.when_start and case.later.said_at and case.claim.when_start > case.later.said_at:
        return none_of(case, "after_never", "“Never” speaks up to the day it was said.", 0.8)
    if case.claim.never and case.claim.said_at and case.later.when_start and case.later.when_start >= case.claim.said_at:
        return none_of(case, "after_never", "“Never” speaks up to the day it was said.", 0.8)
    if pair.later.rank is Rank.NAMED:
        return None
    if case.claim.cause is not None and case.claim.cause.firm and case.later.cause is None and pair.turn > 0 and case.claim.sign < 0:
        return none_of(case, "cause_left_open", "The claim denies a cause, the statement names none.", 0.6)
    denied_doer = case.later.cause
    if denied_doer is not None and denied_doer.denied and pair.later.nominal and pair.turn > 0 and case.claim.cause is None and not any(denied_doer.words & set(t.key.split()) for t in pair.claim.agents):
        return none_of(case, "cause_left_open", "The statement denies who or what brought it about, not that it happened.", 0.7)
    if (apart := another_matter(case, pair)) is not None:
        return apart
    if pair.turn > 0 and case.later.sign < 0 and tells_of_a_denial(case.claim):
        return none_of(case, "both_deny", "The claim tells of a denial, and the statement denies too.", 0.75)
    if pair.turn > 0 and (somebody := _denied_of_somebody(case, pair)) is not None:
        return none_of(case, "denied_of_another", f"What is denied is denied of {somebody}; the other side does not say that it was {somebody}.", 0.75)
    if pair.turn < 0 and pair.claim.classes & pair.later.classes & PHASE and not _same_thing_goes_on(case):
        return none_of(case, "other_object", "One thing goes on or begins, and another one ends.", 0.8)
    denied = case.later.polarity.value == "denied" or pair.later.negated or case.claim.polarity.value == "denied"
    rule = "opposite" if pair.turn < 0 else "denial" if denied else "doubted"
    sentence = (
        f"The one says the opposite of the other: “{pair.claim.span.of(case.claim.text)}” and “{pair.later.span.of(case.later.text)}”."
        if rule == "opposite"
        else "One side denies what the other says." if rule == "denial" else "One side holds it to be unlikely."
    )
    return found_of(case, Relation.CONTRADICTS, rule, sentence, 0.82 if rule == "denial" else 0.75 if rule == "opposite" else 0.6, opens=None)


def _denied_of_somebody(case: Case, pair: Pair) -> str | None:
    """Whom a denial names as who has not done it, where the other side, and its report, names nobody of theirs: "Iran has not delivered missiles", "a missile was delivered"."""
    mine, theirs = (pair.claim, case.claim), (pair.later, case.later)
    (said, frame), (_, other) = (mine, theirs) if sign_of(case.claim, pair.claim) < 0 else (theirs, mine)
    named = names(said.agents) or _acting(said, theirs[0] if said is mine[0] else mine[0])
    if not named or any(meets(a, b) for a in named for b in other.terms) or any(t.keys & (other.ground | other.ground_names) for t in named):
        return None
    return named[0].span.of(frame.text)


def _acting(said: Happening, done: Happening) -> list[Term]:
    """The bodies without a name that a denial speaks for ("the military did not"), where another body, or somebody by name, has done it by the other side.

    A country has its army and its police: what a country did, and its army did not, stays a denial.
    """
    others = [t for t in done.agents if (t.name and not t.place and not t.keys & country_keys()) or t.key in BODIES]
    if said.passive or done.passive or not others or len(others) != len(done.agents):
        return []
    mine = list(said.agents)
    return mine if mine and all(t.key in BODIES for t in mine) and not any(meets(a, b) for a in mine for b in others) else []


def _same_thing_goes_on(case: Case) -> bool:
    """Whether both speak of one thing that begins, goes on or ends: the names of who is in it do not tell."""
    happens = {s for h in case.claim.happenings if h.nominal for s in h.senses} & {s for h in case.later.happenings if h.nominal for s in h.senses}
    return bool(happens) or any(not a.name and not b.name for a, b in case.alignment.terms)


def _volatile(case: Case) -> bool:
    return any(t.keys & VOLATILE_TERMS for t in case.claim.terms)
