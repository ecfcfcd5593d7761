"""Whether two words stand for one thing, and who stands where in a happening. What keeps two events apart is decided in alignment."""

from __future__ import annotations

from verification.comparing.places import country_keys
from verification.comparing.shapes import Frame, Happening, Role, Term


def same_name(first: Term, second: Term) -> bool:
    """Whether two names can stand for one: a shared key, or the one is part of the other ("Kirby", "John Kirby") and neither is a country."""
    if first.keys & second.keys or _people_of(first.key, second.key):
        return True
    countries = country_keys()
    if first.keys & countries or second.keys & countries:
        return False
    a, b = set(first.key.split()), set(second.key.split())
    return bool(a) and bool(b) and (a <= b or b <= a)


def part_of(first: str, second: str) -> bool:
    """Whether two names can be one: equal, or all the words of the one are in the other ("paylink", "paylink group")."""
    if first == second or _people_of(first, second):
        return True
    a, b = set(first.split()), set(second.split())
    return a <= b or b <= a


def _people_of(first: str, second: str) -> bool:
    """Whether the one is the people or the adjective of the other: "kasian" and "kasia"."""
    short, long = sorted((first, second), key=len)
    return len(short) >= 4 and long[len(short) :] in ("n", "an", "ian", "ese", "ish", "i", "s", "ns", "ans") and long.startswith(short)


def meets(first: Term, second: Term) -> bool:
    """Whether two terms can stand for one thing: names by name, nouns where the one is the other or a kind of it."""
    if first.name and second.name:
        return same_name(first, second)
    if first.name or second.name:
        return bool(first.keys & second.keys) or (first.key in second.key.split() or second.key in first.key.split())
    return first.key in second.keys or second.key in first.keys


def names(terms: tuple[Term, ...]) -> list[Term]:
    return [t for t in terms if t.name]


def disjoint(first: tuple[Term, ...], second: tuple[Term, ...]) -> bool:
    mine, theirs = names(first), names(second)
    return bool(mine and theirs) and not any(same_name(a, b) for a in mine for b in theirs)


def touch(first: tuple[Term, ...], second: tuple[Term, ...]) -> bool:
    return any(same_name(a, b) for a in names(first) for b in names(second))


def moved(mine: Happening, theirs: Happening) -> bool:
    """Whether who acts by the one account is by the other only where it came from: "A shelled B from C", "C shelled B from A"; "A bought B", "B bought a plant from A"."""
    from_a, from_b = touch(mine.agents, theirs.origins), touch(theirs.agents, mine.origins)
    return disjoint(mine.agents, theirs.agents) and ((from_a and from_b) or (mine.frame == "take" and (from_a or from_b)))


def crossed(mine: Happening, theirs: Happening) -> bool:
    """Whether who did it by the one account had it done to him by the other, and the reverse: "the firm sued the union", "the union sued the firm"."""
    a, b = _told_apart(mine.agents), _told_apart(mine.patients)
    c, d = _told_apart(theirs.agents), _told_apart(theirs.patients)
    if not (a and b and c and d):
        return False
    over_cross = any(meets(x, y) for x in a for y in d) and any(meets(x, y) for x in b for y in c)
    if not over_cross or any(meets(x, y) for x in a for y in c):
        return False
    shared = [(x, y) for x in b for y in d if meets(x, y)]  # "attacked a government convoy", "attacked a rebel convoy": the convoy is what they share
    return all(not x.name and len(b) > 1 and len(d) > 1 for x, _ in shared)


def turned_round(claim: Frame, later: Frame, mine: Happening, theirs: Happening) -> bool:
    """Whether the name that acts in the one stands behind the verb in the other, and the reverse: "A bought a stake in B", "B bought a stake in A"."""
    if mine.passive or theirs.passive or mine.nominal or theirs.nominal or mine.frame in ("undergo", "state", "event") or not mine.senses & theirs.senses:
        return False
    a, b = names(mine.agents), names(theirs.agents)
    if len(a) != 1 or len(b) != 1 or same_name(a[0], b[0]):
        return False
    behind, behind_too = ([t for t in f.terms if t.name and t.index > h.index and t.clause == x.clause and t.role not in (Role.AGENT, Role.SOURCE)] for f, h, x in ((claim, mine, a[0]), (later, theirs, b[0])))
    return any(same_name(b[0], t) for t in behind) and any(same_name(a[0], t) for t in behind_too)


def _told_apart(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """The names among those who take part, where there are any."""
    return tuple(t for t in terms if t.name) or terms


def parties(happening: Happening) -> tuple[tuple[Term, ...], tuple[Term, ...]]:
    """(who did or gave it, whom it was done or given to), whichever way round the verb has them."""
    if happening.frame == "take":
        return happening.origins, happening.agents
    if happening.frame == "undergo" and "win" in happening.classes:
        return happening.patients, ()
    if happening.frame == "give":
        return happening.agents + happening.origins, happening.goals
    if happening.classes & {"win", "beat"} and any(sign == -1 for _, sign in happening.senses) and happening.word not in ("beat", "defeat"):
        return (), happening.agents
    return happening.agents, happening.patients + happening.goals


def bound_by_names(claim: Frame, later: Frame) -> bool:
    """Whether the two share two names and neither names anything else."""
    named, told = ([t for t in f.terms if t.name] for f in (claim, later))
    met = [a for a in named if any(same_name(a, b) for b in told)]
    return len({t.key for t in met}) >= 2 and len(met) == len(named) and all(any(same_name(a, b) for a in named) for b in told)
