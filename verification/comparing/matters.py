"""Which matter of several of its kind a text is about: which market, what a ban is on, whether the man or his brother. Whether that keeps two texts apart is decided in alignment."""

from __future__ import annotations

import re
from functools import lru_cache

from tracker.language.spans import Span
from verification.comparing.shapes import Frame, Happening, Term

SITES = "market|hospital|clinic|school|bridge|station|airport|hotel|refinery|mine|depot|stadium|factory|plant|prison|jail|port|dam|church|mosque|temple|mall|museum|theatre|theater|tower|warehouse|barracks|embassy|university|camp|pipeline|tunnel|courthouse|reservoir|quarry|shipyard|laboratory"
NAME = r"[A-Z][\w’'-]+"
SITE = re.compile(rf"\b(?P<name>{NAME}(?: {NAME}){{0,2}}) (?P<noun>{SITES})\b")
TITLED_SITE = re.compile(rf"\b(?:at|in|near|of|to|from|outside|inside) (?:the )?(?P<name>{NAME}(?: {NAME}){{0,2}}) (?P<noun>{SITES.title()})\b")
NO_NAME = frozenset(["the", "a", "an", "this", "that", "its", "their", "his", "her", "our", "no", "every", "each", "another", "one", "two", "three", "at", "in", "on", "near", "new", "old", "local", "city", "central", "state", "national", "main", "police", "fire", "power", "railway", "bus", "metro", "military", "army", "naval", "public", "private", "children", "nuclear", "coal", "gold", "chemical", "refugee", "many", "some", "most", "all", "both", "several"])
RELATIVES = "brother|sister|son|daughter|wife|husband|father|mother|parents?|widow|widower|cousin|nephew|niece|uncle|aunt|friend|neighbou?r|lawyer|aide|bodyguard|driver|party|rival|predecessor|successor|deputy|colleague|supporters?|opponents?|critics?|partner|child|children|family|relatives?|office|staff|campaign|spokesman|spokeswoman|spokesperson|advis[eo]r|agent|foundation|house|home|car|dog|website|doctor|boss|assistant|secretary|stepson|stepdaughter|ex-wife|ex-husband|fianc[eé]e?|girlfriend|boyfriend|manager|coach|team"
RELATIVE = re.compile(rf"^(?:[’']s|[’'])\s+(?:[\w-]+\s+){{0,2}}?(?P<who>{RELATIVES})\b")
OF_A_RELATIVE = re.compile(rf"\b(?P<who>{RELATIVES}) of (?:the |a |an )?(?:[a-z-]+ ){{0,4}}$")
ON_WHAT = re.compile(r"^\s+(?:on|over|against|about)\s+(?P<what>[^,;.:]+)")
FOR_WHAT = re.compile(r"^(?:\s+[^\s,;.:]+){0,6}?\s+(?:over|for|with|of|on (?:charges|suspicion) of)\s+(?P<what>[^,;.:]+)")
OVER_WHAT = re.compile(r"\bover\s+(?P<what>(?!\d|a (?:million|thousand|hundred))[^,;.:]+)")
TO_WHAT = re.compile(r"^\s+to\s+(?P<what>[^,;.:]+)")
ENDS = re.compile(r"\s(?:in|at|by|near|after|before|from|to|until|since|during|and|that|which|who|because|while|as|of)\s")
PUNISHED = frozenset(["detain", "imprison", "charge", "convict", "fine", "sue"])


def other_site(claim: Frame, later: Frame) -> str | None:
    """ "The Kesh market" and "the Orra market": sites of one kind by other names, and neither name is anywhere on the other side."""
    mine, theirs = claim.sites, later.sites
    for noun in sorted({n for n, _ in mine} & {n for n, _ in theirs}):
        ours, others = ({name for n, name in side if n == noun} for side in (mine, theirs))
        if ours & others or any(_told(name, later) for name in ours) or any(_told(name, claim) for name in others):
            continue
        return f"About another {noun}: {sorted(ours)[0].title()}, not {sorted(others)[0].title()}."
    return None


def _told(name: str, frame: Frame) -> bool:
    """Whether any word of the name stands in the text, or among the names of its report."""
    told = set(frame.words) | {part for key in frame.ground_names for part in key.split()} | {part for t in frame.terms if t.name for part in t.key.split()}
    return bool(set(name.split()) & told)


@lru_cache(maxsize=4096)
def sites_in(text: str) -> frozenset[tuple[str, str]]:
    """(kind, name) of each market, hospital, bridge … that *text* calls by a name before it, in lower case."""
    found = set()
    for pattern in (SITE, TITLED_SITE):
        for match in pattern.finditer(text):
            name = " ".join(word for word in re.sub(r"[’']s?\b", "", match["name"]).lower().split() if word not in NO_NAME)
            if name:
                found.add((match["noun"].lower(), name))
    return frozenset(found)


def of_another(claim: Frame, later: Frame, mine: Happening, theirs: Happening) -> str | None:
    """ "Victor Sand was jailed" and "Victor Sand's brother was jailed": the same name, and the one is only spoken of through it."""
    for ours in (*mine.agents, *mine.patients):
        for other in (*theirs.agents, *theirs.patients):
            if not (ours.name and other.name and ours.keys & other.keys):
                continue
            kin, their_kin = _relative(claim, ours), _relative(later, other)
            if bool(kin) != bool(their_kin):
                return f"About somebody else: {kin or ours.span.of(claim.text)}, not {their_kin or other.span.of(later.text)}."
    return None


def _relative(frame: Frame, name: Term) -> str | None:
    """The words "Sand's brother" where the name only tells whose relative, aide or rival it is."""
    before = OF_A_RELATIVE.search(frame.text[max(0, name.span.start - 80) : name.span.start])
    if before is not None:
        return f"the {before['who']} of {name.span.of(frame.text)}"
    found = RELATIVE.match(frame.text[name.span.end :]) or RELATIVE.match(frame.text[max(0, name.span.end - 2) :])
    return name.span.of(frame.text).removesuffix("'s").removesuffix("’s") + "’s " + found["who"] if found else None


def on_another_matter(claim: Frame, later: Frame, mine: Happening, theirs: Happening) -> str | None:
    """ "The ban on logging" and "the ban on fishing", "jailed for fraud" and "jailed for assault": one word, and it is said of what."""
    pairs = [(mine, theirs)] + [(a, b) for a in claim.happenings for b in later.happenings if a.nominal and b.nominal and a.senses & b.senses]
    for ours, other in pairs:
        on, there = _over(claim, ours), _over(later, other)
        if on is None or there is None:
            on, there = _matter(claim, ours), _matter(later, other)
        if on is None or there is None or _meet(claim, on, later) or _meet(later, there, claim):
            continue
        return f"On another matter: {on.of(claim.text)}, not {there.of(later.text)}."
    return None


def _matter(frame: Frame, happening: Happening) -> Span | None:
    """The words that say what it is on or for; None where none are said, or only names, dates and figures."""
    pleads = "plead" in happening.word or frame.text[: happening.span.start].rstrip().lower().endswith("pleaded")
    pattern = TO_WHAT if pleads else ON_WHAT if happening.nominal else FOR_WHAT if happening.classes & PUNISHED else None
    found = pattern.match(frame.text[happening.span.end :]) if pattern else None
    if found is None:
        return None
    return _told_there(frame, happening.span.end + found.start("what"), found["what"])


def _over(frame: Frame, happening: Happening) -> Span | None:
    """What a ruling, a strike or a quarrel is over: "ruled against Kasia over its treatment of refugees"."""
    found = OVER_WHAT.search(frame.text, happening.span.end)
    return _told_there(frame, found.start("what"), found["what"]) if found else None


def _told_there(frame: Frame, start: int, words: str) -> Span | None:
    what = ENDS.split(words)[0].rstrip()
    span = Span(start, start + len(what))
    terms = [t for t in frame.terms if span.covers(t.span)]
    told = any(not t.name for t in terms) or any(span.covers(h.span) for h in frame.happenings if h.senses)
    return span if told and not any(t.name for t in terms) else None


def _meet(frame: Frame, span: Span, other: Frame) -> bool:
    """Whether anything of what stands there is told on the other side too."""
    keys = frozenset().union(*(t.keys for t in frame.terms if span.covers(t.span)))
    classes = frozenset().union(*(h.classes for h in frame.happenings if span.covers(h.span)))
    return bool(keys & frozenset().union(*(t.keys for t in other.terms))) or bool(classes & frozenset().union(*(h.classes for h in other.happenings)))
