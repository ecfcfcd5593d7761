"""The rules for what became of a plan, of a report, or of each of a group: dropped, taken back, all saved and some drowned."""

from __future__ import annotations

from tracker.terms import Relation
from verification.comparing.case import Case, enough, found_of, head, none_of, obstacle_of, sign_of
from verification.comparing.finding import Finding
from verification.comparing.happenings import CALLED_OFF
from verification.comparing.shapes import Frame, Happening, Mood, Rank

PLANS = frozenset(["plan", "project", "proposal", "bid", "idea", "scheme", "intention", "candidacy", "offer", "programme", "ambition", "campaign", "proposition"])
DROPPING = CALLED_OFF | {"give up", "withdraw", "drop", "bin", "back away", "walk away", "back out", "pull out", "halt", "cancel", "bury", "freeze", "back down", "retreat", "renounce", "discard", "stop"}
PLAN_COVER = 0.5
ABOUT_IT = 0.4  # of what is taken back, by weight
ALL = frozenset(["all", "every", "everyone", "everybody", "each", "both", "entire", "whole"])
SAVED = frozenset([("rescue", 1), ("die", -1), ("safe", 1), ("injure", -1), ("detain", -1), ("abduct", -1)])
LOST = frozenset([("die", 1), ("missing", 1), ("injure", 1)])
PARTS = frozenset(["die", "injure", "infect", "detain", "convict", "hospitalise", "charge", "evacuate", "safe"])
RETRACTED_WITHIN = ("other_time", "another_one")


def plan_dropped(case: Case) -> Finding | None:
    """The claim tells a plan, the statement that the plan was dropped, without saying again what it was: "scrapped its plan for a plant in Marn"."""
    mine = head(case.claim)
    if mine is None or not (mine.planned or mine.ahead) or case.claim.sign < 0:
        return None
    dropped = next((h for h in case.later.main if h.word in DROPPING and not h.negated and not h.planned and h.mood is Mood.ASSERTED and _has_plan(case.later, h)), None)
    if dropped is None or not _same_names(case) or case.alignment.claim_cover < PLAN_COVER or obstacle_of(case, None, ("other_kind",)):
        return None
    return found_of(case, Relation.CONTRADICTS, "plan_dropped", f"The plan was dropped: “{dropped.span.of(case.later.text)}”.", 0.78)


def _has_plan(frame: Frame, verb: Happening) -> bool:
    """Whether it is a plan that is dropped: behind the verb, or its subject where the verb is passive."""
    return any(t.key in PLANS and (t.index < verb.index if verb.passive else 0 < t.index - verb.index <= 8) for t in frame.terms)


def _same_names(case: Case) -> bool:
    """Whether a name is shared, and every name of the claim is told again."""
    met = {id(a) for a, _ in case.alignment.terms}
    named = [t for t in case.claim.terms if t.name]
    return bool(named) and all(id(t) in met for t in named)


def taken_back(case: Case) -> Finding | None:
    """The report, study or claim that said so was withdrawn by who had made it."""
    retracted = next((h for h in case.later.main if ("retract", 1) in h.senses and h.mood is Mood.ASSERTED and not h.planned and not h.ahead), None)
    if retracted is None or any("retract" in h.classes for h in case.claim.main) or retracted.negated:
        return None
    about = [t for t in case.later.terms if retracted.passive or t.index > retracted.index]
    met = [b for _, b in case.alignment.terms if b in about]
    names = [t for t in about if t.name and t not in met]
    if sum(t.weight for t in met) < 1.5 or names or sum(t.weight for t in met) < ABOUT_IT * sum(t.weight for t in about):
        return None
    if obstacle_of(case, None, RETRACTED_WITHIN):
        return None
    relation = Relation.CONTRADICTS if case.claim.sign > 0 else Relation.NONE
    if relation is Relation.NONE:
        return none_of(case, "taken_back", "What was taken back is not what the claim says.", 0.6)
    return found_of(case, relation, "taken_back", f"What said so was taken back: “{retracted.span.of(case.later.text)}”.", 0.7)


def all_and_some(case: Case) -> Finding | None:
    """All of a group were saved, and some of it were lost: both cannot hold. Two parts of a group may fare differently."""
    mine, theirs = _fate(case.claim), _fate(case.later)
    if mine is None or theirs is None or not enough(case) or not any(not a.place and not b.place for a, b in case.alignment.terms):
        return None  # a place alone makes no group: two men drowned there, and the crew of a trawler was saved
    for frame, one, other in ((case.claim, mine, theirs), (case.later, theirs, mine)):
        if one.senses & SAVED and other.senses & LOST and _of_all(frame, one) and sign_of(case.claim, mine) > 0 and sign_of(case.later, theirs) > 0:
            if obstacle_of(case, None, ("other_kind",)):
                return None
            return found_of(case, Relation.CONTRADICTS, "all_and_some", f"All on the one side, some lost on the other: “{mine.span.of(case.claim.text)}” and “{theirs.span.of(case.later.text)}”.", 0.78)
    if case.pair is not None and case.pair.turn < 0 and case.pair.claim.classes & case.pair.later.classes & PARTS and _counted(case.claim) and _counted(case.later):
        return none_of(case, "other_part", "Counted of two parts of a group, which may fare differently.", 0.8)
    return None


def _fate(frame: Frame) -> Happening | None:
    """What the text tells of people: the first main happening that is a fate, not negated, not planned."""
    return next((h for h in frame.happenings if h.rank is not Rank.NAMED and h.senses & (SAVED | LOST) and not h.negated and not h.planned and not h.ahead), None)


def _of_all(frame: Frame, happening: Happening) -> bool:
    """Whether the text says it of all: "all 42 aboard were rescued"."""
    return bool(ALL & set(frame.words[: happening.index]))


def _counted(frame: Frame) -> bool:
    """Whether the text counts people and does not speak of all."""
    return any(p.unit in ("person", "death", "injury", "missing person") or p.unit is None for p in frame.figures) and not ALL & set(frame.words)
