"""What stands in the same place of two sentences: behind the verb, or behind one and the same preposition. Two things there are two matters. No relation is decided here."""

from __future__ import annotations

from verification.comparing.lexicon import excludes_by
from verification.comparing.meeting import bound_by_names, meets, same_name
from verification.comparing.shapes import Frame, Happening, Term
from verification.comparing.wording import ORDINALS

# Behind these stands when or why it was, or who says so; they tell no matter from another.
PASSED_OVER = frozenset(["by", "after", "before", "during", "amid", "as", "than", "per", "following", "via", "within", "about", "through", "since", "until"])
ONE_PLACE = dict.fromkeys(("in", "at", "near", "off", "outside", "inside", "around", "across", "on", "over"), "in")
NOBODY = frozenset(["nobody", "nothing", "none", "somebody", "someone", "something", "anybody", "anyone", "anything", "everybody", "everyone", "everything", "half", "rest"])
LENGTHS = frozenset(["metre", "meter", "m", "kilometre", "kilometer", "km", "mile"])  # "the 100 metres" and "the 200 metres" are two races
LEAST_TELLING = 0.5
# Values of which one thing has only one, and which tell one thing from another: the northern bridge, the men among the patients, the away match.
TELLING_GROUPS = ("direction", "sex", "age", "time", "place", "planet", "room", "religion", "branch", "wing", "instrument", "sport", "party")


def in_another_place(claim: Frame, later: Frame, mine: Happening, theirs: Happening) -> tuple[Term, Term] | None:
    """What the one has where the other has something else: "sign a trade pact with Marn", "sign a fishing pact with Tulm"; None where nothing is set apart so.

    Two names in one place are enough. Two common words count only where no two names are shared, as "the merger of A and B" is "the deal between A and B".
    """
    ours, other = _places(claim, mine), _places(later, theirs)
    for place in sorted(ours.keys() & other.keys()):
        named, told = ([t for t in side[place] if t.name] for side in (ours, other))
        if named and told and not any(same_name(a, b) for a in named for b in told) and not _known(named, later.terms) and not _known(told, claim.terms):
            return named[0], told[0]
    if bound_by_names(claim, later):
        return None
    for place in sorted(ours.keys() & other.keys()):
        mine_here, theirs_here = ([t for t in side[place] if not t.name and t.noun and t.weight >= LEAST_TELLING] for side in (ours, other))
        if mine_here and theirs_here and not _known(ours[place], later.terms) and not _known(other[place], claim.terms):
            return mine_here[0], theirs_here[0]
        if (apart := _by_modifier(mine_here, theirs_here, claim, later)) is not None:
            return apart
    return None


def _places(frame: Frame, happening: Happening) -> dict[str, list[Term]]:
    """Preposition → the terms behind it, for what stands behind the happening in its clause; "" for what it is done to."""
    clause = next((t.clause for t in frame.terms if t.index > happening.index), None)
    found: dict[str, list[Term]] = {}
    for term in frame.terms:
        if term.key in NOBODY:
            continue
        behind = term.index > happening.index and term.clause == clause and term not in happening.agents and "," not in frame.text[happening.span.end : term.span.start]
        if not behind and term not in happening.patients:
            continue
        place = ONE_PLACE.get(term.prep, term.prep) if term.name else term.prep
        if happening.frame in ("undergo", "state") and term.index < happening.index:
            place = "subject" if not term.prep else term.prep
        if place not in PASSED_OVER:
            found.setdefault(place, []).append(term)
    return found


def _known(terms: list[Term], others: tuple[Term, ...]) -> bool:
    return any(meets(a, b) for a in terms for b in others)


def _by_modifier(mine: list[Term], theirs: list[Term], claim: Frame, later: Frame) -> tuple[Term, Term] | None:
    """One head word with two nouns before it: "a trade treaty", "a fishing treaty"."""
    for one in mine:
        for other in theirs:
            if one.key != other.key:
                continue
            before, before_other = (next((t for t in f.terms if t.index == x.index - 1 and t.prep == x.prep), None) for f, x in ((claim, one), (later, other)))
            if before is None or before_other is None or before.name or before_other.name or not (before.noun and before_other.noun):
                continue
            if not _known([before], later.terms) and not _known([before_other], claim.terms):
                return before, before_other
    return None


def told_apart_by_value(claim: Frame, later: Frame) -> tuple[str, str] | None:
    """Two values that tell one thing from another, each on one side only: the first leg and the second, among men and among women, at home and away."""
    ours, other = set(claim.words) - set(later.words), set(later.words) - set(claim.words)
    for word in sorted(ours):
        rival = next((o for o in sorted(other) if excludes_by(word, o, TELLING_GROUPS)), None)
        if rival is not None:
            return word, rival
    lengths, measured = ({p.low for p in f.figures if p.unit in LENGTHS and p.low is not None} for f in (claim, later))
    if lengths and measured and not lengths & measured:
        return f"{min(lengths)} metres", f"{min(measured)} metres"
    numbered, told = _numbered(claim), _numbered(later)
    for noun in sorted(numbered.keys() & told.keys()):
        if not numbered[noun] & told[noun]:
            return f"{min(numbered[noun])} {noun}", f"{min(told[noun])} {noun}"
    return None


def _numbered(frame: Frame) -> dict[str, set[str]]:
    """Noun → the ordinals that stand before it."""
    found: dict[str, set[str]] = {}
    for word, after in zip(frame.words, frame.words[1:], strict=False):
        if word in ORDINALS:
            found.setdefault(after, set()).add(word)
    return found
