"""Names of people, bodies and places in a text, and the one key under which their spellings meet. Who speaks is decided elsewhere."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from tracker.language.counted import _rows
from tracker.language.spans import Span
from tracker.language.words import known_tag

Kind = Literal["person", "body", "place", "other"]
Gender = Literal["m", "f", ""]


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a text: ``text`` without title and possessive "'s"; ``kind`` a guess from cue words, the gazetteer and the shape."""

    span: Span
    text: str
    kind: Kind


@lru_cache(maxsize=32768)
def _key(name: str) -> str:
    """Spelling that does not matter taken away: compatibility forms, case, dots of initials, quotes, hyphens between syllables, articles, possessives."""
    name = unicodedata.normalize("NFKC", name).replace("’", "'").replace("‘", "'")
    name = re.sub(r"['’]s?$", "", re.sub(r"\s+", " ", name).strip(" \t\n.,;:\"“”()[]"))
    name = re.sub(r"(?<![^\W_])(\w)\.(?=\w(?:\.|\b))|(?<=\b\w)\.(?=$|\s)", r"\1", name).casefold()
    name = name[4:] if name.startswith("the ") and len(name) > 4 else name
    return " ".join(re.sub(r"[-‐‑]", " ", name).split())


def _gazetteer() -> tuple[dict[str, str], dict[str, str], frozenset[str], frozenset[str]]:
    keys: dict[str, str] = {}
    kinds: dict[str, str] = {}
    gentilics: set[str] = set()
    capitals: set[str] = set()
    for key, aliases, people, capital in _rows("places.tsv"):
        for alias in [key, *_split(aliases), *_split(people), *_split(capital)]:
            keys.setdefault(_key(alias), key)
            kinds.setdefault(_key(alias), "place")
        gentilics.update(_key(word) for word in _split(people))
        capitals.update(_key(word) for word in _split(capital))
    for key, aliases in _rows("bodies.tsv"):
        for alias in [key, *_split(aliases)]:
            keys.setdefault(_key(alias), key)
            kinds.setdefault(_key(alias), "body")
    kinds["kremlin"] = "body"
    return keys, kinds, frozenset(gentilics), frozenset(capitals)


def _split(field: str) -> list[str]:
    return [part for part in field.split("|") if part]


_KEYS, _KINDS, _GENTILICS, _CAPITALS = _gazetteer()
_HEADS = frozenset(key.split(" ", 1)[0] for key in _KEYS if " " in key)
_ROLES: dict[str, frozenset[str]] = {role: frozenset(words.split("|")) for role, words in _rows("name_words.tsv")}
_TITLES, _MODIFIERS, _BODY, _PLACE, _EVENT = (_ROLES[role] for role in ("title", "modifier", "body", "place", "event"))
# Family names that are also what places are called: after a first name they are a person's ("Tom Hill"), unless that is a queen's, a saint's or a river's.
_SURNAMES = frozenset("hill hills lake field forest castle mill marsh bridge street church wells park banks camp street bay hall port rivers ford".split())
_GENDERS: dict[str, Gender] = {}
for _sex, _row in _rows("first_names.tsv"):
    for _first in _row.split("|"):
        _GENDERS[_first] = "" if _GENDERS.get(_first, _sex[0]) != _sex[0] else ("m" if _sex == "male" else "f")
_FIRST_NAMES = frozenset(_GENDERS) - frozenset("victoria jordan charlotte virginia christian george james elizabeth madison alexis logan austin jordan diana".split())
_WORDLIKE = frozenset(["mark", "bill", "frank", "grace", "jack", "ray", "dan", "rob", "pat", "tim", "ron", "don", "bob", "ted", "nick", "mike", "sue", "amber", "ruth", "jean", "dean", "gloria", "carol", "noor", "nour", "ion", "rosa", "diana", "roman", "milan", "florence", "paris", "chelsea", "julia", "luna"])
# Acronyms that are English words in lower case and name somebody only as capitals.
_CAPITALS_ONLY = frozenset(["us", "who", "it", "car", "nk", "sa", "ap", "au", "ft", "who", "ocha", "meta", "amnesty", "guardian",
    "congress", "america", "niger", "chad", "mali", "male"])
_TOKEN = re.compile(r"(?<![^\W_])(?:(?:[^\W\d_a-z]\.){2,}|[^\W\d_a-z][^\W_]*(?:[-‐‑’'&][^\W_]+)*|\d[^\W_]*-?[^\W\d_]+[^\W_]*)")
_CALENDAR = frozenset(
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"]
)
_NEVER = frozenset(
    ["i", "the", "a", "an", "it", "its", "he", "she", "they", "we", "you", "his", "her", "their", "our", "my", "your", "this", "that", "these", "those", "there", "here", "and", "or", "but", "so", "yet", "if", "as", "at", "by", "for", "from", "in", "into", "of", "on", "to", "with", "without", "within", "after", "before", "since", "until", "while", "when", "where", "who", "what", "which", "whose", "why", "how", "not", "no", "yes", "also", "however", "meanwhile", "according", "mr", "mrs", "ms", "dr", "photo", "image", "video", "updated", "update", "read", "breaking", "exclusive", "watch", "live", "opinion", "analysis", "editorial", "gmt", "utc", "est", "pst", "cet", "am", "pm", "covid", "ok", "tv", "url", "http", "https", "www", "html", "pdf", "faq", "ceo", "id"]
)
_PARTICLES = frozenset([" de ", " la ", " von ", " van ", " bin ", " al ", " el ", " der ", " den ", " du ", " da ", " dos ", " ibn ",
    " bint ", " ul ", " de la ", " van der ", " zu ", " al-", " el-", " ut-", " ur-", " ad-", " as-", " van den ", " ben ", " y ",
    " e ", " d'", " d’"])
_OF = frozenset([" of ", " of the ", " for ", " for the ", " on ", " of all "])
_OPENING = re.compile(r"(?:^|[.!?:;\n•—–|]|[.!?][”\"’')]+)\s*[\"“‘'(\[*-]*\s*$")
_INITIAL = re.compile(r"\.\s")
_LOCATIVE = re.compile(r"\b(?:in|at|near|outside|around|across|toward|towards|into|from|to|over|north of|south of|east of|west of|city of|town of|village of|port of)\s(?:the\s)?$")
_APPOSED = re.compile(r",\s(?:said|says|told|tells|added|wrote|noted|warned|explained)\b")  # "the chief executive, Mona Field, told": a person, whatever the name looks like
_CALLED = re.compile(r"\b(?:company|firm|group|agency|bank|airline|utility|carmaker|drugmaker|supermarket|retailer|charity|party|newspaper|website|broadcaster|club|gang|manufacturer|operator|insurer)\s$")  # "the power company Orlo"
_SPEAKS = re.compile(r"(?:,\s(?:a|an|the|who|head|director|chief|spokes\w+|an expert)\b|\s(?:said|says|told|added|wrote|noted|believes|argued|claimed|stated|explained|warned|tweeted)\b)")


def gender_of(name: str) -> Gender:
    """What the first name tells: "m", "f" or "" where it does not."""
    return _GENDERS.get(name.split()[0].lower(), "") if name.split() else ""


@lru_cache(maxsize=16384)
def canonical(name: str, *, actor: bool = True) -> str:
    """The one key under which the spellings of a name meet: "DPRK", "North Korean",
    "Pyongyang" → "north korea"; unknown names are only normalised.

    With ``actor=False`` a capital stays the city it is. "us" in lower case stays a pronoun.
    """
    key = _key(name)
    if key in _CAPITALS_ONLY and not any(letter.isupper() for letter in name):
        return key
    if not actor and key in _CAPITALS:
        return key
    return _KEYS.get(key, key)


def find_names(text: str) -> tuple[Name, ...]:
    """The names in *text*, in order, never overlapping: the longest runs of capitalised words with inner particles, without titles and possessives.

    A gentilic before a name or noun ("North Korean") is a name of kind "place". Total: any string gives an answer; nothing is raised.
    """
    found: list[Name] = []
    for run in _runs(text):
        found.extend(_names_of(text, run))
    return tuple(_settled(text, found))


class _Token:
    __slots__ = ("end", "low", "start", "text")

    def __init__(self, start: int, end: int, text: str) -> None:
        self.start, self.end, self.text, self.low = start, end, text, text.lower()


def _runs(text: str) -> list[list[_Token]]:
    """Runs of capitalised words that may make one name."""
    runs: list[list[_Token]] = []
    run: list[_Token] = []
    line_end, titled, kept = -1, False, 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if end - start > 60:
            continue
        piece = match.group()
        if not (piece[0].isupper() or piece[0].isdecimal()):
            continue
        if piece[0].isdecimal() and not (any(letter.isupper() for letter in piece)):
            continue
        possessive = piece[-2:] in ("'s", "’s")
        if possessive:
            piece, end = piece[:-2], end - 2
        if start > line_end:
            line_end = text.find("\n", start)
            line_end = len(text) if line_end < 0 else line_end
            titled = _title_cased(text[text.rfind("\n", 0, start) + 1 : min(line_end, start + 300)]) if line_end - start < 300 else False
        token = _Token(start, end, piece)
        low = token.low
        if start >= kept and low in _NEVER and not (piece.isupper() and len(piece) > 1 and low in ("who", "it", "us")):
            if run:
                runs.append(run)
                run = []
            continue
        gap = text[run[-1].end : start] if run else ""
        inside = gap in _OF or (gap == " " and bool(run) and run[0].low in _BODY)
        opens = titled or _OPENING.search(text[max(0, start - 6) : start]) is not None
        if low in _CALENDAR or (start >= kept and not inside and opens and _common(token, text)):
            if run:
                runs.append(run)
            run = []
            continue
        if start >= kept:
            kept = _known_until(token, text)
        if run and len(run) < _LONGEST and _joins(text, run, token):
            run.append(token)
        else:
            if run:
                runs.append(run)
            run = [token]
        if possessive:
            runs.append(run)
            run = []
    if run:
        runs.append(run)
    return runs


@lru_cache(maxsize=8192)
def _is_word(text: str, low: str) -> bool:
    if _key(text) in _KEYS or (text.isupper() and len(text) > 1):
        return False
    tag, proper = known_tag(low), known_tag(text)
    if tag is None or tag.startswith("NNP"):
        return False
    return not (proper or "").startswith("NNP") or low in _BODY or tag in ("MD", "IN", "DT", "CC", "VBD", "RB", "PRP", "WRB", "CD")


# More capitalised words in a row than this are a headline or a list, not one name.
_LONGEST = 12
_TWO_MORE = re.compile(r"(\s[^\W\d_][\w'’-]*)(\s[^\W\d_][\w'’-]*)?")


def _common(token: _Token, text: str) -> bool:
    """Whether a capitalised word is rather an English word that opens a sentence or a headline than (part of) a name."""
    if not _is_word(token.text, token.low):
        return False
    following = _TWO_MORE.match(text, token.end, token.end + 50)
    if following is None:
        return True
    if token.low in _BODY and (following.group(1).strip() in ("of", "for") or following.group(1)[1].isupper()):
        return False
    return _known_until(token, text) == token.end


def _known_until(token: _Token, text: str) -> int:
    """Where a name of the gazetteer of two or three words that begins with *token* ends; the token's own end if none does."""
    if token.low not in _HEADS:
        return token.end
    following = _TWO_MORE.match(text, token.end, token.end + 50)
    if following is None:
        return token.end
    for piece in (following.group(), following.group(1)):
        if _key(token.text + piece) in _KEYS:
            return token.end + len(piece)
    return token.end


def _title_cased(line: str) -> bool:
    words = [word for word in line.split() if len(word) > 3 and word[0].isalpha()]
    return len(words) >= 4 and sum(word[0].isupper() for word in words) >= 0.8 * len(words)


def _joins(text: str, run: list[_Token], token: _Token) -> bool:
    last = run[-1]
    gap = text[last.end : token.start]
    if gap in (" ", "\u00a0", "-", " & "):
        return True
    if len(gap) > 12 or "\n" in gap:
        return False
    if gap == ". " or gap == ".":
        return len(last.text) == 1 or (last.low in _TITLES and len(last.text) < 5) or last.low in ("st", "mt", "ft")
    if gap in _PARTICLES:
        return True
    if gap in _OF:
        if gap.strip().startswith("of"):
            if last.low in _CALENDAR or _key(last.text) in _GENTILICS:
                return False
            if _like_a_person(run):
                return False
            return last.low in _BODY or last.low in _PLACE or last.low in _EVENT or last.low in _TITLES or last.low in _MODIFIERS or any(t.low in _BODY for t in run) or last.text.isalpha()
        return any(part.low in _BODY for part in run)
    if gap == " and ":
        return any(text[a.end : b.start] in _OF for a, b in pairwise(run)) and run[0].low in _BODY and _key(token.text) not in _KEYS and token.low not in _BODY and last.low not in _PLACE
    return False


def _like_a_person(run: list[_Token]) -> bool:
    """Whether two or three words are a first and a last name, so that "of the Marlow Institute" says whose they are and is no part of the name."""
    if not 2 <= len(run) <= 3 or any(token.low in _BODY or token.low in _EVENT or token.low in _MODIFIERS or token.low in _CALENDAR for token in run):
        return False
    if run[0].low in _FIRST_NAMES and run[-1].low not in _PLACE | _TITLES:
        return True
    return not any(_is_word(token.text, token.low) or token.low in _PLACE or token.low in _TITLES or token.text.isupper() or _key(token.text) in _KEYS for token in run)


def _names_of(text: str, run: list[_Token]) -> list[Name]:
    """A run cut at gentilics, titles, bodies and weapons: "Russian Defense Minister Sergei Shoigu" → "Russian", "Sergei Shoigu"."""
    out: list[Name] = []
    while run and _key(text[run[0].start : run[-1].end]) not in _KEYS:
        size = _leading_place(text, run)
        rest = run[size:]
        if size and rest and not (text[run[size - 1].end : rest[0].start] == " " and _is_institution(rest) and not _has_person(rest)):
            out.append(_name(text, run[:size], None))
            run = rest
            continue
        break
    if not run:
        return out
    cut = _last_title(text, run)
    if cut is not None:
        head, tail = run[: cut[0]], run[cut[1] :]
        while head and head[-1].low in _MODIFIERS | _TITLES:
            head = head[:-1]
        if head:
            out.extend(_names_of(text, head))
        if tail:
            kind: Kind = "person" if text[run[cut[1] - 1].end : tail[0].start] in (" ", ". ") else _kind(text, tail)
            if _key(text[tail[0].start : tail[-1].end]) in _KINDS:
                kind = _kind(text, tail)
            out.append(_name(text, tail, kind))
        return out
    models = [i for i, token in enumerate(run) if any(letter.isdecimal() for letter in token.text)]
    if models and len(run) > 1 and models[0] > 0 and _key(text[run[0].start : run[models[0] - 1].end]) in _KEYS:
        out.append(_name(text, run[: models[0]], None))
        run = run[models[0] :]
    out.append(_name(text, run, None))
    return out


def _leading_place(text: str, run: list[_Token]) -> int:
    """How many tokens at the head are a gentilic or a country, the longest first; 0 if none."""
    for size in range(min(4, len(run)), 0, -1):
        key = _key(text[run[0].start : run[size - 1].end])
        if key in _GENTILICS or (key in _KINDS and size < len(run) and text[run[size - 1].end : run[size].start] == " "):
            return size if size < len(run) or key in _GENTILICS else 0
    return 0


def _is_institution(run: list[_Token]) -> bool:
    return any(token.low in _BODY or token.low in _PLACE for token in run)


def _has_person(run: list[_Token]) -> bool:
    """Whether a title followed by more words stands in the run."""
    return any(token.low in _TITLES and token.low not in ("general", "chief", "chiefs", "private", "major") for token in run[:-1]) and run[-1].low not in _BODY


def _last_title(text: str, run: list[_Token]) -> tuple[int, int] | None:
    """First and beyond-last index of the title words in the run; None if nobody is titled."""
    for index in range(len(run) - 1, -1, -1):
        low = run[index].low.rstrip(".")
        if low not in _TITLES or (low in ("general", "private", "major", "justice", "head", "chief", "speaker", "leader") and _is_institution(run[index + 1 :])):
            continue
        after = index + 1
        if after < len(run) and text[run[index].end : run[after].start] in _OF:
            following = run[after].low
            if low == "secretary" and following in ("state", "defense", "defence", "war", "the"):
                after += 1
            elif low in ("general", "chief", "chiefs") and index and run[index - 1].low in _BODY:
                continue
        if after < len(run) and all(token.low in _BODY or token.low in _PLACE for token in run[after:]) and text[run[index].end : run[after].start] == " ":
            continue
        if any(token.low in _BODY for token in run[:index]) and text[run[index - 1].end : run[index].start] in _OF:
            continue
        return index, after
    return None


def _name(text: str, run: list[_Token], kind: Kind | None) -> Name:
    start, end = run[0].start, run[-1].end
    for particle in ("al-", "el-", "Al-"):
        if text.startswith(particle, max(0, start - 3)) and start >= 3 and (start == 3 or not text[start - 4].isalnum()):
            start -= 3
    return Name(Span(start, end), text[start:end], kind or _kind(text, run))


def _kind(text: str, run: list[_Token]) -> Kind:
    whole = text[run[0].start : run[-1].end]
    key = _key(whole)
    if key in _KINDS:
        return "body" if _KINDS[key] == "body" else "place"
    lows = [token.low for token in run]
    if 2 <= len(run) <= 3 and text[max(0, run[0].start - 2) : run[0].start] == ", " and _APPOSED.match(text, run[-1].end, run[-1].end + 14):
        return "person"
    if 2 <= len(run) <= 3 and lows[0] in _FIRST_NAMES and " of " not in whole and (lows[-1] in _SURNAMES or (lows[0] not in _WORDLIKE and not any(low in _BODY | _PLACE | _EVENT | _MODIFIERS for low in lows[1:]))):
        return "person"
    for low in reversed(lows[:1] if " of " in whole or " for " in whole else lows):
        if low in _PLACE and (low not in _BODY or len(lows) > 1):
            return "place"
        if low in _BODY:
            return "body"
        if low in _EVENT:
            return "other"
    if any(low in _BODY for low in lows):
        return "body"
    if any(letter.isdecimal() for letter in whole):
        return "other"
    if len(run) == 1:
        if _CALLED.search(text[max(0, run[0].start - 24) : run[0].start]):
            return "body"
        if whole.replace(".", "").isupper() and 2 <= len(whole.replace(".", "")) <= 7:
            return "body"
        if _LOCATIVE.search(text[max(0, run[0].start - 14) : run[0].start]):
            return "place"
        return "person" if _SPEAKS.match(text, run[0].end, run[0].end + 20) and not _is_word(run[0].text, run[0].low) else "other"
    if len(run) <= 4 and not any(_is_word(token.text, token.low) for token in run) and " of " not in whole:
        return "person"
    return "person" if len(run) <= 4 and _SPEAKS.match(text, run[-1].end, run[-1].end + 20) else "other"


def _settled(text: str, found: list[Name]) -> list[Name]:
    """A surname alone is the person named in full elsewhere in the text; an acronym in brackets is of the kind it stands for."""
    surnames: set[str] = set()
    bodies = {name.text for name in found if name.kind == "body" and " " not in name.text}
    for name in found:
        if name.kind == "person" and " " in name.text:
            parts = name.text.split()
            surnames.update((parts[-1], parts[0]))
    out: list[Name] = []
    for name in found:
        if name.kind in ("other", "body", "place") and name.text in surnames and _key(name.text) not in _KINDS:
            name = Name(name.span, name.text, "person")
        elif name.kind in ("other", "person") and name.text in bodies and name.text not in surnames:
            name = Name(name.span, name.text, "body")  # called a company once, it is one everywhere
        elif out and name.kind != out[-1].kind and text[out[-1].span.end : name.span.start] == " (" and text[name.span.end : name.span.end + 1] == ")" and name.text.isupper():
            name = Name(name.span, name.text, out[-1].kind)
        out.append(name)
    return out
