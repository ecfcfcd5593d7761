"""Attributions that an adverbial makes: "according to the union", "in the regulator's view", "as the coach put it". Reporting verbs with a clause of their own are in attribution."""

from __future__ import annotations

from tracker.language import clauses
from tracker.language.clauses import FINITE, clause_begins, group_start, has_finite, has_noun, strip_marks
from tracker.language.cues import Lexicon
from tracker.language.speech import Frame, Speech, adjunct_end, seen_by, source_end, verb_at
from tracker.language.words import Word

# what a viewpoint is called: "in the … of", "in X's …", "by X's own …"
_VIEWS = frozenset("words view views opinion eyes estimation judgment judgement assessment telling account reading".split())
_RECKONINGS = frozenset("account accounts estimate estimates admission count reckoning calculation calculations measure tally".split())
_AS = frozenset("put puts said says have has had noted notes reported reports wrote writes explained explains told argued argues claimed claims acknowledged admitted warned warns confirmed stated recalled".split())


def viewpoint_frame(words: list[Word], lexicon: Lexicon) -> Frame | None:
    """The attribution that an adverbial makes over the clause that it stands in; None if there is none."""
    for i, word in enumerate(words):
        if word.quote >= 0 and any(w.quote < 0 and w.text[0].isalnum() for w in words):
            continue
        if word.low in ("according", "per"):
            frame = _according(words, i)
        elif word.low in ("in", "by") and word.tag == "IN":
            frame = _viewed(words, i)
        elif word.low == "as" and (i == 0 or words[i - 1].tag in (",", '"', "CC")):
            frame = _as_said(words, i, lexicon)
        else:
            continue
        if frame is not None:
            return frame
    return None


_ISSUED = frozenset(("released", "published", "issued", "compiled", "collected", "provided", "gathered"))
_TABLES = frozenset(("figures", "data", "statistics", "numbers", "estimates"))


def _according(words: list[Word], i: int) -> Frame | None:
    size = len(words)
    if words[i].low == "according" and i + 1 < size and words[i + 1].low == "to":
        cue, at = words[i : i + 2], i + 2
    elif words[i].low == "per" and i + 2 < size and words[i + 1].tag in ("NNP", "NNPS", "DT") and (i == 0 or words[i - 1].text == ","):
        cue, at = words[i : i + 1], i + 1
    else:
        return None
    end = source_end(words, at)
    source = strip_marks(words[at:end])
    if not source:
        return None
    left, right = words[:i], words[end:]
    if end < size and words[end].low in _ISSUED and words[end].tag in ("VBD", "VBN") and words[end - 1].tag in ("NN", "NNS"):
        # "according to figures released on Tuesday by the trade office": the office gives the figures
        stop = next((k for k in range(end, size) if words[k].text in ",;" or words[k].tag == "."), size)
        by = next((k for k in range(end, stop) if words[k].low == "by"), None)
        issuer = strip_marks(words[by + 1 : min(stop, adjunct_end(words, by, False))]) if by is not None else []
        if issuer and words[end - 1].low in _TABLES and clauses.has_noun(issuer):
            source = issuer
        right = words[stop:]
    comma = next((k for k in range(at, end) if words[k].text == ","), None)
    if comma is not None and not strip_marks(left) and not strip_marks(right):
        # "According to the union, the mine closed": nothing would be left to be said
        source, right = words[at:comma], words[comma:]
    if left and left[-1].text == "," and strip_marks(left) and clauses.is_time(strip_marks(left)):
        left = []
    said = [Speech(source, cue)]
    quoted = next((k for k in range(1, len(source) - 2) if source[k].low in ("quoted", "cited") and source[k + 1].low == "by"), None)
    relay = seen_by(source) if quoted is None else Speech(source[quoted + 2 :], source[quoted : quoted + 2], relay=True)
    if relay is not None:
        # "according to an official quoted by the Post": the Post is a relay
        said = [relay, Speech(source[: source.index(relay.cue[0])], cue)]
    return around(said, left, right)


def _viewed(words: list[Word], i: int) -> Frame | None:
    """"in the view of the regulator", "in the regulator's view", "by the ministry's own account", "by one estimate"."""
    size = len(words)
    if i + 2 >= size or (i and words[i - 1].tag not in (",", '"', ".", ":", "CC", "VBZ", "VBD", "VBP", "RB", "WP") and i + 6 < size and not _closes(words, i)):
        return None
    if words[i].low == "in" and words[i + 1].low == "the" and i + 4 < size and words[i + 2].low in _VIEWS and words[i + 3].low == "of":
        end = next((k for k in range(i + 4, size) if words[k].tag == '"'), size)
        end = min(end, source_end(words, i + 4))
        source = strip_marks(words[i + 4 : end])
        if not source or not has_noun(source):
            return None
        cue = words[i : i + 4]
        left, right = words[:i], words[end:]
        mark = next((k for k in range(end, size) if words[k].tag == '"'), None)
        if mark is not None and has_finite(left):
            # "It was, in the words of one pilot, "a miracle"": only what is quoted is the pilot's
            return Frame([Speech(source, cue)], [strip_marks(words[mark:])], beside=[strip_marks(left)])
        return around([Speech(source, cue)], left, right)
    nouns = _VIEWS if words[i].low == "in" else _RECKONINGS
    at = next((k for k in range(i + 2, min(size, i + 9)) if words[k].low in nouns), None)
    if at is None or any(w.tag in (",", '"') or w.tag in FINITE for w in words[i + 1 : at]) or (at + 1 < size and words[at + 1].tag not in (",", ".", '"', ":")):
        return None
    possessor = at
    while possessor > i + 1 and words[possessor - 1].tag in ("JJ", "RB", "CD") and words[possessor - 1].low != "one":
        possessor -= 1
    owner = words[possessor - 1]
    if owner.tag == "POS" or (owner.text in ("'", "’")):
        source = words[i + 1 : possessor - 1]
    elif owner.tag == "PRP$" and words[i].low == "in" and possessor - 1 == i + 1:
        source = [owner]
    elif owner.low in ("one", "some", "many", "several") and words[i].low == "by":
        source, possessor = [], at
    else:
        return None
    if owner.low in ("my", "our", "your", "its"):
        return None
    return around([Speech(source, words[possessor : at + 1])], words[:i], words[at + 1 :])


def _closes(words: list[Word], i: int) -> bool:
    """Whether nothing but the adverbial follows ``words[i]``: "… were closed by the ministry's own account."."""
    return len(words) - i <= 8 and not any(w.tag in FINITE for w in words[i:])


def _as_said(words: list[Word], i: int, lexicon: Lexicon) -> Frame | None:
    """"…, as the coach put it" and "As the coroner said on Friday, …": the clause beside is theirs."""
    size = len(words)
    if i + 3 < size and words[i + 1].tag in ("VBN", "VBD") and words[i + 2].low == "by" and verb_at(words, i + 1, lexicon):
        # "…, as reported by the Harbour Post"
        end = source_end(words, i + 3)
        source = strip_marks(words[i + 3 : end])
        return around([Speech(source, words[i + 1 : i + 3], past=True)], words[:i], words[end:]) if has_noun(source) else None
    stop = next((k for k in range(i + 1, size) if words[k].tag in (".", ":", '"', ";") or (words[k].text == "," and k + 1 < size and not _apposed(words, k))), size)
    verb = next((k for k in range(i + 1, stop) if words[k].tag in FINITE and words[k].low in _AS and (verb_at(words, k, lexicon) or words[k].low in ("have", "has", "had"))), None)
    if verb is None:
        return None
    last = verb + 1
    if words[verb].low in ("have", "has", "had"):
        while last < stop and words[last].tag in ("RB",):
            last += 1
        if last >= stop or words[last].tag != "VBN" or not verb_at(words, last, lexicon):
            return None
        last += 1
    source = strip_marks(words[i + 1 : group_start(words, verb, i + 1)])
    if not source or not has_noun(source) or any(w.tag in FINITE for w in source):
        return None
    after = words[last:stop]
    if after and after[0].low == "it":
        after = after[1:]
    if words[verb].low in ("put", "puts") and last < stop and words[last].low != "it":
        return None
    if after and not (after[0].tag in ("IN", "RB", "TO") or after[0].low in clauses.TIMES):
        return None
    if any(w.low == "that" or w.tag in FINITE for w in after):
        return None
    left, right = words[:i], words[stop:]
    if not left and not (right and right[0].text == ","):
        return None
    cue = words[verb:last]
    if last < size and words[last].low == "it":
        cue = words[verb : last + 1]
    return around([Speech(source, cue, past=words[verb].tag == "VBD")], left, right)


def _apposed(words: list[Word], comma: int) -> bool:
    """Whether an apposition, closed by a comma before a reporting verb, begins behind the comma: "as Ana Ruiz, the mayor, put it"."""
    close = next((k for k in range(comma + 1, min(len(words), comma + 12)) if words[k].text == ","), None)
    return close is not None and close + 1 < len(words) and words[close + 1].low in _AS and not has_finite(words[comma:close])


def around(said: list[Speech], left: list[Word], right: list[Word]) -> Frame | None:
    """The frame of an adverbial between *left* and *right*: both are governed, but for a clause that "but" or "while" sets against it."""
    left_bare, right_bare = strip_marks(left), strip_marks(right)
    if left_bare and right_bare and has_finite(left_bare) and (clause_begins(right_bare, 0) or (right_bare[0].tag == "CC" and clause_begins(right_bare, 1))):
        if right_bare[0].low in ("but", "while", "although"):
            return Frame(said, [left_bare], beside=[right_bare])
        return Frame(said, [left_bare, right_bare])
    both = left_bare + right if right_bare and left_bare else left_bare or right_bare
    return Frame(said, [strip_marks(both)] if both else [])
