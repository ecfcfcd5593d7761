"""What a number counts: the unit noun after it, measures and currencies, and whether it counts the dead. Numbers themselves are read in ``numerals``."""

from __future__ import annotations

import re
from bisect import bisect_left
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from tracker.language.words import known_tag

_GAZETTEER = Path(__file__).parent / "gazetteer"
_IRREGULAR = {
    "people": "person", "persons": "person", "men": "man", "women": "woman", "children": "child", "feet": "foot", "teeth": "tooth",
    "geese": "goose", "mice": "mouse", "lives": "life",
    "wives": "wife", "knives": "knife", "wolves": "wolf", "leaves": "leaf", "halves": "half", "thieves": "thief", "bodies": "body",
    "crises": "crisis", "analyses": "analysis",
    "bases": "base", "oases": "oasis", "criteria": "criterion", "phenomena": "phenomenon", "data": "data", "media": "media",
    "buses": "bus", "viruses": "virus", "statuses": "status",
    "campuses": "campus", "gases": "gas", "lenses": "lens", "troops": "troop", "series": "series", "species": "species",
    "movies": "movie", "cookies": "cookie", "calories": "calorie",
    "ties": "tie", "lies": "lie", "aircraft": "aircraft", "personnel": "personnel", "police": "police", "cattle": "cattle",
    "headquarters": "headquarters", "dead": "dead", "axes": "axe",
    "heroes": "hero", "potatoes": "potato", "torpedoes": "torpedo", "volcanoes": "volcano", "echoes": "echo", "vetoes": "veto",
    "embargoes": "embargo", "mosquitoes": "mosquito",
    "houses": "house", "cases": "case", "nurses": "nurse", "horses": "horse", "causes": "cause", "courses": "course",
    "purposes": "purpose", "responses": "response", "licenses": "license",
    "licences": "licence", "offices": "office", "caches": "cache", "barracks": "barracks", "corpses": "corpse",
    "warehouses": "warehouse", "hovercraft": "hovercraft", "spacecraft": "spacecraft",
}
# Nouns that stand for several without a plural ending.
_PLURAL = frozenset(
    ["people", "men", "women", "children", "police", "personnel", "troops", "staff", "aircraft", "cattle", "infantry", "feet", "dead", "wounded", "injured", "missing", "sheep", "fish", "livestock", "helicopters", "crew", "spacecraft", "hovercraft", "watercraft"]
)
_NOT_PLURAL = frozenset(["was", "is", "has", "does", "says", "goes", "its", "his", "this", "thus", "plus", "us", "as", "yes", "news",
    "always", "perhaps", "across", "toward", "towards", "less", "various", "previous", "serious", "besides", "overseas"])
_NEVER_COUNTED = frozenset(["says", "said", "has", "is", "was", "does", "goes", "remains", "remained", "includes", "included", "shows",
    "showed", "makes", "comes", "becomes", "takes", "gives", "gets", "seems", "appears", "expects", "believes", "wants", "means"])
_SKIPPED = frozenset(["of", "the", "its", "his", "her", "their", "our", "these", "those", "all", "more", "other", "additional",
    "further", "new", "extra", "another", "such", "separate", "different", "fresh", "remaining", "same"])
_STOP_TAGS = frozenset(["IN", "CC", "MD", "TO", "VBZ", "VBP", "PRP", "WDT", "WP", "WRB", "DT", "EX", "WP$", "UH"])
_CALENDAR = re.compile(r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|June|July|August|September|October|November|December)s?$")
_WORD = re.compile(r"(?P<gap>\s{1,2}|\s?[-\u2011]|\s?[“\"‘'])(?P<word>[^\W_]+(?:[-\u2011’'.&][^\W_]+)*)")
_POSSESSIVE = ("'s", "’s", "s'", "s’")


def _rows(name: str) -> list[list[str]]:
    """The rows of a table beside this module, without comments; every row has as many fields as its first line of comment names."""
    rows = []
    for number, line in enumerate((_GAZETTEER / name).read_text(encoding="utf-8").splitlines(), 1):
        if line and not line.startswith("#"):
            rows.append(line.split("\t"))
            if len(rows[-1]) != len(rows[0]):
                raise ValueError(f"gazetteer/{name}:{number}: {len(rows[-1])} fields, {len(rows[0])} expected; separate them with tabs.")
    return rows


def _alternatives(words: list[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s") for word in sorted(words, key=len, reverse=True))


UNIT_OF: dict[str, str] = {word: unit for unit, words in _rows("units.tsv") for word in words.split("|")}
CURRENCY_OF_SIGN: dict[str, str] = {sign: code for code, signs, _ in _rows("currencies.tsv") for sign in signs.split("|")}
CURRENCY_OF_WORD: dict[str, str] = {word: code for code, _, words in _rows("currencies.tsv") for word in words.split("|")}
GROUP_OF: dict[str, str] = {word: group for group, words in _rows("people.tsv") for word in words.split("|")}
_TOLL_ROWS = _rows("tolls.tsv")
TOLL_NOUN: dict[str, str] = {word: unit for unit, place, words in _TOLL_ROWS if place == "noun" for word in words.split("|")}


def _toll_words(place: str) -> dict[str, str]:
    return {word: unit for unit, where, words in _TOLL_ROWS if where == place for word in words.split("|")}


_BEFORE, _AFTER, _COUNT = _toll_words("before"), _toll_words("after"), _toll_words("count")
_MEASURE_AT = re.compile(r"(?:\s|[-\u2011])?(?P<word>" + _alternatives(list(UNIT_OF)) + r")(?![^\W_])", re.I)
_MONEY_AT = re.compile(r"[\s-](?P<word>" + _alternatives(list(CURRENCY_OF_WORD)) + r")(?![^\W_])", re.I)
SIGN_BEFORE = re.compile(r"(?<![A-Za-z])(?:" + _alternatives(list(CURRENCY_OF_SIGN)) + r")\s?$")
_HIT_BEFORE = re.compile(
    r"(?<![^\W_])(?P<word>" + _alternatives(list(_BEFORE)) + r")(?:,)?(?:\s(?:of|a total of|another|a further|an additional|an estimated|as well as|the|some|in all|on \w+|\w+ly))*\s*$", re.I
)
_TOLL_BEFORE = re.compile(
    r"(?<![^\W_])(?P<word>" + _alternatives(list(_COUNT)) + r")(?![^\W_])(?P<between>[^.;!?]{0,90}?)(?<![^\W_])(?:to|at|of|is|are|was|were|reached|reaches|reaching|hit|hits|passed|passes|exceeded|exceeds|surpassed"
    r"|surpasses|topped|tops|stands|stood|totalled|totaled|:|as)(?:\s(?:a|the|total|of|now|at|already|least))*\s*$",
    re.I,
)
_TRIGGER = re.compile(r"(?<![^\W_])(?:" + _alternatives([*_BEFORE, *_COUNT]) + r")", re.I)
_HELD = (
    r"were|was|are|is|have|has|had|been|being|be|reportedly|also|confirmed|reported|believed|feared|presumed|said|thought|known|estimated|to|either|may|might|could|would|likely|probably|possibly|now"
    r"|already|allegedly|apparently|still|remain|remained|later|instantly|immediately|so|far|left|listed|declared|found|pronounced|got|went|go|who|that|tragically|officially"
)
_HIT_AFTER = re.compile(
    r"(?:,?\s(?:including|among them|most of them|mostly|many of them|some of them|at least)[^.;!?]{1,80}?,)?(?:\s(?:in|from|at|near|on|across|aboard|inside|around|of)(?:\s(?!and\b|or\b)[\w’'-]+){1,5}?)?,?\s?"
    rf"(?:(?:{_HELD})\s){{0,7}}(?P<word>" + _alternatives(list(_AFTER)) + r")(?![^\W_])(?P<both>(?:\s(?:or|and)|\sand/or)\s(?:injured|wounded|hurt)(?![^\W_]))?",
    re.I,
)
_DIRECT = re.compile(
    r",?\s(?:(?:others|more|people|persons|other people|more people)\s)?" + rf"(?:(?:{_HELD})\s){{0,6}}(?P<word>" + _alternatives(list(_AFTER))
    + r")(?![^\W_])(?P<both>(?:\s(?:or|and)|\sand/or)\s(?:injured|wounded|hurt)(?![^\W_]))?", re.I
)
_SUBSET = re.compile(r"(?:including|among them|of whom|of them|amongst them|among the dead|among those killed)(?:\s(?:were|are|at least|about|some))*\s*$", re.I)


# Nouns for persons that are labelled rather than counted.
_LABELLED = frozenset(
    "buyer bidder investor customer smuggler spy killer thief trafficker extremist jihadist arsonist bomber hacker kidnapper robber murderer burglar dealer mastermind ringleader "
    "accomplice collaborator informer informant operative agent poacher pirate assassin sniper shooter donor witness offender rapist abuser gangster mobster conspirator plotter "
    "separatist guerrilla supporter sympathiser sympathizer voter candidate contender challenger rival recruit partner client tenant supplier fraudster scammer stalker culprit "
    "vandal looter rioter dissident deserter drug-dealer boss lender sponsor applicant employer assailant gunmen".split()
)


def is_person(noun: str) -> bool:
    """Whether a noun in lower case names a person or persons."""
    one = singular(noun)
    return one in _LABELLED or GROUP_OF.get(one, "animal") != "animal"


@lru_cache(maxsize=4096)
def singular(noun: str) -> str:
    """The singular of a noun in lower case: "schoolchildren" → "schoolchild", "batteries" → "battery"."""
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    for ending, one in (("women", "woman"), ("men", "man"), ("children", "child"), ("people", "person")):
        if noun.endswith(ending) and len(noun) > len(ending) + 1 and noun not in ("specimen", "regimen", "abdomen"):
            return noun[: -len(ending)] + one
    if noun.endswith(("ss", "us", "is")) or not noun.endswith("s") or len(noun) < 3:
        return noun
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return noun[:-2]
    return noun[:-1]


def is_plural(word: str) -> bool:
    """Whether *word* (as written) is a plural noun, by the word list, else by its ending."""
    low = word.lower()
    if low in _PLURAL or low in _IRREGULAR or (low.endswith(("men", "women", "children")) and len(low) > 4 and low not in ("specimen", "regimen", "women")):
        return low not in ("data", "media")
    if not low.endswith("s") or low in _NOT_PLURAL or low in _NEVER_COUNTED or len(low) < 3:
        return False
    tag = known_tag(low) or known_tag(word)
    if tag in ("NNS", "NNPS", "VBZ"):
        return True
    return tag in (None, "NNP", "NN") and not low.endswith(("ss", "us", "is", "ous"))


def measure_at(text: str, at: int) -> tuple[str, int] | None:
    """The measure that stands at *at* ("km", "percent", "metric tons"), with its end."""
    match = _MEASURE_AT.match(text, at)
    return (UNIT_OF[_flat(match.group("word"))], match.end()) if match else None


def money_at(text: str, at: int) -> tuple[str, int] | None:
    """The currency word that stands at *at* ("dollars"), with its end. "pounds of explosive" are no money."""
    match = _MONEY_AT.match(text, at)
    if match is None:
        return None
    word = _flat(match.group("word"))
    if word in ("pound", "pounds") and text.startswith(" of", match.end()):
        return "pound", match.end()
    return CURRENCY_OF_WORD[word], match.end()


def _flat(word: str) -> str:
    return re.sub(r"\s", " ", word.lower())


def noun_after(text: str, at: int, low: Decimal | None, high: Decimal | None) -> tuple[str, int, int] | None:
    """The counted noun after a number that ends at *at*: (singular, start, end), skipping adjectives; None if the number stands alone."""
    lone: tuple[str, int, int] | None = None
    found: tuple[str, int, int] | None = None
    one = low == high == 1
    position = at
    for step in range(8):
        match = _WORD.match(text, position, position + 60)
        if match is None:
            break
        word, gap = match.group("word"), match.group("gap")
        lower = word.lower()
        start, end = match.span("word")
        if gap.endswith(("-", "\u2011")) and step == 0:
            head = re.split(r"[-\u2011]", lower)[0]
            if head in ("year", "month") and lower.endswith("-old"):
                return None
            return (singular(head), start, start + len(head)) if head.isalpha() and len(head) > 1 else None
        if gap.endswith(("-", "\u2011")):
            break
        position = end
        if found is not None and not (is_plural(word) and word[0].islower() and known_tag(lower) == "NNS"):
            break
        if lower in _SKIPPED:
            if lower == "same":
                continue
            continue
        if any(letter.isdecimal() for letter in word):
            if word[0].isdecimal() and not any(letter.isalpha() for letter in word) and _MEASURE_AT.match(text, end) is None:
                break
            calibre = _MEASURE_AT.match(text, end)
            if word[0].isdecimal() and calibre:
                position = calibre.end()
            continue
        if _CALENDAR.match(word):
            break
        if lower.endswith(_POSSESSIVE):
            continue
        if word[0].isupper() and not is_plural(word) and text[at : at + 1] and known_tag(lower) not in ("MD", "CC", "DT"):
            lone = lower, start, end
            continue
        tag = known_tag(lower)
        if tag == "CD" and gap.isspace() and not lower.endswith("s"):
            break
        if is_plural(word) and not (one and not lower.endswith("people")):
            if tag == "VBZ" and (lone is not None or lower in _NEVER_COUNTED):
                break
            found = singular(lower), start, end
            if lower in ("dead", "wounded", "injured", "missing"):
                return found if step else None
            continue
        if tag in _STOP_TAGS or lower in _NEVER_COUNTED or (tag in ("VBD",) and not lower.endswith("ed")):
            break
        if tag == "VBD" or tag == "VBN":
            following = _WORD.match(text, end, end + 60)
            if following is None or known_tag(following.group("word").lower()) in (_STOP_TAGS | {"VBD"}):
                break
        if tag in ("NN", None, "NNP", "VB") or tag == "VBG":
            lone = lower, start, end
            continue
        if tag == "RB" and not lower.endswith("ly") and lower not in ("very", "badly", "nearly", "anti"):
            break
    if found is not None:
        return found
    return lone if one else None


@lru_cache(maxsize=8)
def _triggers(text: str) -> tuple[int, ...]:
    """Where *text* has a word that makes a toll of the number behind it ("killed", "the toll")."""
    return tuple(match.start() for match in _TRIGGER.finditer(text))


def _triggered(text: str, start: int) -> bool:
    """Whether such a word stands near enough before *start* for a closer look to be worth it."""
    places = _triggers(text)
    k = bisect_left(places, start)
    return k > 0 and places[k - 1] >= start - 131


def hit(text: str, start: int, end: int, noun: str | None) -> str | None:
    """"death", "injury" or "missing person" if the number at [start, end) counts those, else None.

    *end* is where the noun ends. A group named beside the whole (children, journalists) keeps its own noun, so that "including 12 children" is not taken for the toll.
    """
    if noun is not None and (unit := TOLL_NOUN.get(noun)) is not None:
        return unit
    group = GROUP_OF.get(noun or "", "")
    before = text[max(0, start - 130) : start]
    if group in ("part", "animal") or ("m" in before[-40:] and _SUBSET.search(before[-40:])):
        return None
    triggered = _triggered(text, start)
    direct = _HIT_BEFORE.search(before[-60:]) if triggered else None
    verb = _flat(direct.group("word")) if direct else ""
    if verb and not verb.endswith("toll") and (not verb.startswith("claim") or noun in (None, "person", "victim")):
        return _BEFORE[verb]
    after = (_HIT_AFTER if noun else _DIRECT).match(text, end, end + 220)
    if after is not None and (noun is None or group == "whole" or _adjacent(text, end, after)):
        unit = _AFTER[_flat(after.group("word"))]
        return "casualty" if after.group("both") and unit == "death" else unit
    if verb.endswith("toll"):
        return _BEFORE[verb]
    if triggered and (noun is None or group == "whole"):
        counted = _TOLL_BEFORE.search(before)
        while counted is not None and (nearer := _TOLL_BEFORE.search(before, counted.end("word"))) is not None:
            counted = nearer  # "died of their injuries, taking the death toll to 25": the word next to the number says what it counts
        if counted is not None:
            inner = re.search(r"injur|wound|hurt|missing", counted.group("between"), re.I)
            if inner is None or "toll" not in counted.group("word").lower():
                return _COUNT[_flat(counted.group("word"))]
    return None


def _adjacent(text: str, end: int, after: re.Match[str]) -> bool:
    """Whether only auxiliaries stand between the noun and the verb; a longer way is trusted only after a noun for people."""
    return re.fullmatch(rf",?\s?(?:(?:{_HELD})\s){{0,7}}", text[end : after.start("word")], re.I) is not None
