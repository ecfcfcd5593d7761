"""Two who are said to have done one deed, or two places that one thing is said to have come from. How causes exclude one another lives elsewhere."""

from __future__ import annotations

import re

from tracker.terms import Kinship, Level, Relation
from verification.comparing.case import Case, days_apart, found_of, obstacle_of, sign_of
from verification.comparing.finding import Finding
from verification.comparing.meeting import meets
from verification.comparing.places import exclude
from verification.comparing.shapes import Frame, Happening, Rank, Term

INQUIRY_DAYS = 400  # an inquiry may name another long after the event
DEED_CLASSES = frozenset(("steal", "hack", "attack", "die", "abduct", "fire", "explode", "poison", "leakdata", "shoot", "damage", "cut", "relocate", "launch", "sink", "seize"))
DEED_WORDS = frozenset(
    ["move", "transfer", "divert", "siphon", "embezzle", "launder", "delete", "erase", "remove", "wipe", "copy", "leak", "forge", "falsify", "alter", "tamper", "rig", "plant", "smuggle", "steal", "take", "set", "start", "order", "sabotage", "derail", "hijack", "open", "close", "disable", "switch", "block", "burn"]
)
# Words that leave open who it was: they stand for anybody whom another report names.
ANYBODY = frozenset(
    ["attacker", "assailant", "gunman", "suspect", "man", "woman", "person", "somebody", "someone", "intruder", "thief", "group", "gang", "militant", "officer", "police", "soldier", "troop", "force", "army", "official", "member", "perpetrator", "culprit", "criminal", "individual", "crowd"]
)
LEAVES_FROM = frozenset(("launch", "shoot", "depart", "attack"))
CRAFT = frozenset(("craft",))
DEFINITE = re.compile(r"\b(?:the|this|that|these|those|its|their|his|her|\w+['’]s)\s+(?:[\w-]+\s+){0,3}$", re.I)


def known_to_be_one(case: Case) -> bool:
    """Whether both are about one event beyond doubt: a name is shared by the texts or by their reports, and days that both name meet."""
    a = case.alignment
    if a.strangers or days_apart(case) > INQUIRY_DAYS or (case.claim.dated and case.later.dated):
        return False
    return a.names >= 1 or a.acquainted


def other_doer(case: Case) -> Finding | None:
    """The same deed done to the same thing, by somebody else: "the director may have moved the money", "the clerk moved the money"."""
    pair = case.pair
    if pair is None or pair.turn != 1 or pair.claim.rank is not Rank.MAIN or pair.later.rank is not Rank.MAIN or pair.claim.nominal or pair.later.nominal:
        return None
    mine, theirs = pair.claim, pair.later
    if not (mine.classes & theirs.classes & DEED_CLASSES or mine.word == theirs.word in DEED_WORDS) or mine.planned or theirs.planned:
        return None
    if sign_of(case.claim, mine) < 0 or sign_of(case.later, theirs) < 0:
        return None
    if not any(meets(a, b) and (_definite(case.claim, a) or _definite(case.later, b)) for a in mine.patients for b in theirs.patients):
        return None
    ours, other = _doers(mine, case.later.terms), _doers(theirs, case.claim.terms)
    if ours is None or other is None or not (case.claim.level <= Level.PROBABLE or (ours.name and other.name)):
        return None
    if not _one_event(case) or obstacle_of(case, None, ("other_time",)):
        return None
    return _rival(case, "exclusive_culprit", "Two who are said to have done it", ours, other)


def _definite(frame: Frame, term: Term) -> bool:
    """Whether a thing is the one that everybody knows of: "the money", "its files", a name."""
    return term.name or bool(DEFINITE.search(frame.text[max(0, term.span.start - 40) : term.span.start]))


def _doers(one: Happening, others: tuple[Term, ...]) -> Term | None:
    """Who did it by the one account and has no part in the other; None where that is nobody in particular or the two may be one."""
    unshared = [t for t in one.agents if not any(meets(t, o) for o in others)]
    named = [t for t in unshared if t.name]
    if named:
        return named[-1]
    if len(unshared) < len(one.agents) or any(t.key in ANYBODY or t.keys & ANYBODY for t in unshared):
        return None
    return unshared[-1] if unshared else None


def other_origin(case: Case) -> Finding | None:
    """The same things set out from another place: launched from a country, launched from a ship at sea."""
    pair = case.pair
    if pair is None or pair.turn != 1 or not pair.claim.classes & pair.later.classes & LEAVES_FROM or pair.later.rank is Rank.NAMED:
        return None
    if sign_of(case.claim, pair.claim) < 0 or sign_of(case.later, pair.later) < 0:
        return None
    mine, theirs = pair.claim.origins, pair.later.origins
    if not mine or not theirs or any(meets(a, b) for a in mine for b in case.later.terms) or any(meets(a, b) for a in case.claim.terms for b in theirs):
        return None
    if not any(meets(a, b) for a in pair.claim.patients + pair.claim.agents for b in pair.later.patients + pair.later.agents):
        return None
    afloat = [any(t.group in CRAFT for t in side) for side in (mine, theirs)]
    apart = afloat[0] != afloat[1] or exclude(_place_keys(mine), _place_keys(theirs))
    if not apart or not _one_event(case) or obstacle_of(case, None, ("other_time", "other_place", "other_thing")):
        return None
    return _rival(case, "exclusive_origin", "It cannot have come from both", mine[-1], theirs[0])


def _place_keys(terms: tuple[Term, ...]) -> frozenset[str]:
    return frozenset(key for term in terms if term.name for key in term.keys)


def _one_event(case: Case) -> bool:
    return known_to_be_one(case) or (_alone(case.claim) and _alone(case.later) and not case.alignment.strangers and case.alignment.shared >= 0.5)


def _alone(frame: Frame) -> bool:
    """Whether nothing is known of the report around it."""
    return not frame.ground


def _rival(case: Case, rule: str, sentence: str, mine: Term, theirs: Term) -> Finding:
    words = f"{mine.span.of(case.claim.text)} / {theirs.span.of(case.later.text)}"
    return found_of(case, Relation.CONTRADICTS, rule, f"{sentence}: {words}.", 0.72, opens=Kinship.RIVAL, claim_spans=(mine.span,), later_spans=(theirs.span,))
