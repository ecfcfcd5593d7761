"""What two short bare texts say of each other where the rules leave it open or are often wrong. Among the candidates of a record nothing of the kind holds.

Nothing but the two texts is known here, and whoever asks takes them to be about one matter. Texts with dates may be about two events of one kind,
so more is asked of them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tracker.terms import Relation
from verification.comparing.alignment import Alignment, align
from verification.comparing.finding import Finding
from verification.comparing.frames import frame_of
from verification.comparing.headline import is_headline, speaks_against
from verification.comparing.likeness import NEGATIONS, contributions, features, probabilities
from verification.comparing.meeting import same_name
from verification.comparing.shapes import Frame
from verification.comparing.wordwise import in_its_place, met_in

LONGEST = 600  # characters; likeness word by word says nothing of whole articles
ON_THE_MATTER = 0.1  # of the claim's telling words, for a headline to retell it
LEAST = 0.45  # below that no answer is sure enough to be given
OPEN = ("other_aspect", "too_little_shared", "no_rule_fits", "alike", "alike_but_figures")
OPEN_UNDATED = (*OPEN, "another_word", "same_words", "told_in_passing", "other_object")
OFTEN_WRONG = (
    "same_proposition",
    "figures_agree",
    "figures_conflict",
    "earlier_and_smaller",
    "possible_correction",
    "figure_revised",
    "plan_carried_out",
    "same_cause",
)
OBSTACLES = ("other_participants", "other_place", "other_scope")
FIRM_NONE = (
    "roles_swapped",
    "capacity_not_count",
    "other_period",
    "state_ended",
    "after_never",
    "only_supposed",
    "only_asked_for",
    "no_position",
    "no_position_elsewhere",
    "evidence_of_another",
    "asks",
    "refers_back",
)
ATTITUDES = frozenset(["demand", "threaten", "criticise", "blame", "sue", "protest", "investigate", "negotiate"])
SURE_WHERE_OPEN = 0.45
SURE_WHERE_BOTH_ARE_KNOWN = {"corroborates": 0.65, "contradicts": 0.55, "none": 0.55}
SURE_AGAINST_AN_OBSTACLE = 0.6
SURE_AGAINST_A_RULE = 0.65
SURE_DATED = {"corroborates": 0.7, "contradicts": 1.1, "none": 1.1}
RETOLD = 0.55
LONG_SENTENCE = 25  # words
LIKE_NEIGHBOURS = 2  # from which a word stands in another one's place


def weighed(finding: Finding, claim: str, later: str, claim_date: datetime | None, later_date: datetime | None) -> Finding:
    """*finding*, or what the likeness of the words says instead, where it is sure enough for what the rule is worth."""
    undated = claim_date is None and later_date is None
    least = (
        _least_undated(finding)
        if undated
        else {"none": 1.1, "contradicts": 1.1, "corroborates": 1.1}
        if finding.rule not in OPEN
        else SURE_DATED
    )
    if least is None or max(len(claim), len(later)) > LONGEST or later.rstrip().endswith("?"):
        return finding
    mine, theirs = frame_of(claim, said_at=claim_date), frame_of(later, said_at=later_date)
    alignment = align(mine, theirs)
    given = features(mine, theirs, alignment)
    if undated and is_headline(later) and is_headline(claim):
        return _retold(finding, mine, theirs, alignment, given)
    if undated and finding.features.get("known_happening") and finding.rule in OBSTACLES and not given.get("every_name"):
        return finding  # one happening of two, and a name of the claim is not told again: another event
    chances = probabilities(given)
    answer = max(chances, key=lambda name: chances[name])
    if finding.relation.value == answer or chances[answer] <= least[answer]:
        return finding
    if not undated and answer != "none" and (_strangers(mine, theirs) or _only_an_attitude(mine, theirs)):
        return finding  # each names somebody or some place, and not one the same: two events may well be told in the same words
    if not undated and answer == "corroborates" and _somebody_else(mine, theirs):
        return finding
    if NEGATIONS & set(mine.words) or (len(theirs.words) <= LONG_SENTENCE and NEGATIONS & set(theirs.words)):
        return finding  # what was fitted on has too few texts that say no; in a long sentence the no may belong to anything
    return _by_likeness(finding, answer if chances[answer] >= LEAST else "none", chances, mine, theirs, alignment, given)


def _only_an_attitude(mine: Frame, theirs: Frame) -> bool:
    """Whether the later text tells what somebody wants or thinks of a matter, and the claim does not: "residents demanded higher walls"."""
    told, said = ({c for h in frame.main for c in h.classes} for frame in (theirs, mine))
    return bool(told & ATTITUDES) and not said & ATTITUDES


def _somebody_else(mine: Frame, theirs: Frame) -> bool:
    """Whether who does it by the claim is not named in the later text, which names another instead: "the prize went to another"."""
    named, told = ([t for t in frame.terms if t.name] for frame in (mine, theirs))
    doers = [t for h in mine.main for t in h.agents if t.name]
    return bool(doers) and not any(same_name(a, b) for a in doers for b in told) and any(not any(same_name(a, b) for a in named) for b in told)


def _strangers(mine: Frame, theirs: Frame) -> bool:
    """Whether both texts name something and nothing that both name, who speaks left out."""
    named, told = ([t for t in frame.terms if t.name] for frame in (mine, theirs))
    return bool(named and told) and not frozenset().union(*(t.keys for t in named)) & frozenset().union(*(t.keys for t in told))


def _least_undated(finding: Finding) -> dict[str, float] | None:
    """How sure the likeness must be to answer in the place of a rule; None where the rule stands whatever the words."""
    if finding.rule in OPEN_UNDATED:
        both = finding.features.get("claim_known") and finding.features.get("later_known")
        if both:
            return SURE_WHERE_BOTH_ARE_KNOWN
        least = SURE_WHERE_OPEN
    elif finding.rule in OFTEN_WRONG:
        least = SURE_AGAINST_A_RULE
    elif (
        finding.relation is Relation.NONE
        and finding.rule not in FIRM_NONE
        and (not finding.features.get("known_happening") or finding.rule in OBSTACLES)
    ):
        least = SURE_AGAINST_AN_OBSTACLE
    else:
        return None
    return dict.fromkeys(("corroborates", "contradicts", "none"), least)


def _by_likeness(
    finding: Finding, answer: str, chances: dict[str, float], mine: Frame, theirs: Frame, alignment: Alignment, given: dict[str, float]
) -> Finding:
    return Finding(
        Relation(answer),
        round(chances[answer], 3),
        "unlike" if answer == "none" else "alike",
        _reason(answer, mine, theirs, given),
        alignment.claim_spans or finding.claim_spans,
        alignment.later_spans or finding.later_spans,
        certainty_gap=int(theirs.level) - int(mine.level) if answer == "corroborates" else None,
        features=contributions(given, answer),
    )


def _reason(answer: str, mine: Frame, theirs: Frame, given: dict[str, float]) -> str:
    """What weighed, as a sentence: the numbers, the word that stands in another's place, or the words as a whole."""
    if answer == "none":
        return "Their words, figures and dates together leave it open."
    if answer == "corroborates":
        return "Weighed by their words, the one says what the other says" + (
            ", with numbers that keep to the claim's." if given.get("numbers_kept") else "."
        )
    if given.get("numbers_broken"):
        return "Weighed by their words, both are about one thing, but a number does not keep to the claim's."
    unmet = [
        m.word
        for m in met_in(mine.text, theirs.text)
        if not m.degree and in_its_place(m.word, mine.text, theirs.text)[0] >= LIKE_NEIGHBOURS
    ]
    if unmet:
        word = max(unmet, key=lambda w: w.weight).said.word.text
        return f"Weighed by their words, both are about one thing, but another word stands where the claim says “{word}”."
    return "Weighed by their words, figures and dates, both cannot hold."


def _retold(finding: Finding, mine: Frame, theirs: Frame, alignment: Alignment, given: dict[str, float]) -> Finding:
    """A headline on the claim's matter retells it in other words and leaves things out; unless it sets itself against it, it says the same."""
    if given.get("cover", 0.0) < ON_THE_MATTER:
        return finding
    against = speaks_against(mine, theirs, alignment)
    if finding.relation is Relation.CONTRADICTS or (finding.relation is not Relation.NONE and not against):
        return finding
    return replace(
        finding,
        relation=Relation.CONTRADICTS if against else Relation.CORROBORATES,
        score=RETOLD,
        rule="headline_denies" if against else "headline_retells",
        sentence="A headline on the same matter that denies it." if against else "A headline on the same matter, told in other words.",
        claim_spans=alignment.claim_spans,
        later_spans=alignment.later_spans,
        certainty_gap=None if against else int(theirs.level) - int(mine.level),
        opens=None,
    )
