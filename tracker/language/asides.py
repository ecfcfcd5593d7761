"""Attributions that stand behind or beside what was said: "…, X said", "it was reported that", "Minister: …". Those that lead are in attribution."""

from __future__ import annotations

from tracker.language import clauses
from tracker.language.clauses import clause_begins, has_finite, has_noun, phrase_start, strip_marks
from tracker.language.cues import Lexicon
from tracker.language.speech import (
    CLAIM_NOUNS,
    INVERTING,
    Candidate,
    Frame,
    Speech,
    adjunct_end,
    can_speak,
    cited_source,
    complement,
    introductory,
    speech,
    told_outlet,
    verb_at,
)
from tracker.language.words import BE, Word
from tracker.terms import Marker

UNNAMED = frozenset(("anonymity", "name", "named", "identified", "unidentified", "unnamed", "quoted"))  # "asking not to be named" is no news


def trailing(words: list[Word], c: Candidate, lexicon: Lexicon) -> Frame | None:
    if (c.verb.kind in ("order", "accuse", "deny", "strict") and not _behind_quotation(words, c)) or c.negated or c.passive:
        return None
    how, at = complement(words, c.end, c.verb)
    before = words[c.start - 1] if c.start else None
    if before is None:
        return None
    if before.text == "," and how == "clause" and not any(w.quote >= 0 for w in words[: c.start]):
        return None
    inverted = (before.text == "," or before.tag == '"') and c.verb.lemma in INVERTING and c.verb.lemma != "tell" and c.start == c.at  # who stands behind "told" hears it
    if inverted and c.end < len(words):
        left = strip_marks(words[: c.start])
        head = words[c.end]
        if head.tag in clauses.NOMINAL and (has_finite(left) or before.tag == '"' or any(w.quote >= 0 for w in left)) and (how in ("object", "none") or head.tag in ("NNP", "DT", "NN", "NNS", "JJ", "PRP")):
            end = _inverted_end(words, c.end)
            source = strip_marks(words[c.end : end])
            if source and has_noun(source):
                return _after(words, c, source, left, end, lexicon)
    if how not in ("none", "clause", "quote", "object", "infinitive"):
        return None
    place = phrase_start(words, c.start)
    if place is None or place[0] == 0:
        return None
    mark = words[place[0] - 1]
    if mark.text not in (",", "—", "–") and mark.tag not in ('"', "."):
        return None
    left = strip_marks(words[: place[0]])
    # "A, he said, and B" continues; "A," he told reporters. — but "A, and he said B" leads a clause of its own
    after_quote = mark.tag == '"' or (words[place[0] - 1].text == "," and any(w.quote >= 0 for w in left[-2:]))
    if how != "none" and (not after_quote or any(w.low == "that" for w in words[c.end : at])):
        return None
    if how == "quote" and not any(w.quote >= 0 for w in left):
        return None
    quoted = mark.tag == '"' or any(w.quote >= 0 for w in left[-3:])
    titled = quoted and left and left[0].quote < 0 and left[0].tag in ("IN", "TO") and not has_finite(left)
    if not left or titled or not (has_finite(left) or quoted) or (introductory(left) and not quoted and not _main_clause(left) and clause_begins(strip_marks(words[at:]), 0)):
        return None
    source = words[place[0] : place[1]]
    if not can_speak(source, c, quoted):
        return None
    return _after(words, c, source, left, at if how in ("none", "quote") else len(words), lexicon)


def _behind_quotation(words: list[Word], c: Candidate) -> bool:
    """Whether the verb, or the name before it, stands right behind a closing quotation mark."""
    if c.at and words[c.at - 1].tag == '"':
        return True
    place = phrase_start(words, c.start) if c.verb.lemma == "ask" else None
    return place is not None and place[0] > 0 and words[place[0] - 1].tag == '"'


def _main_clause(words: list[Word]) -> bool:
    """Whether a clause of its own follows the introductory one."""
    for i, word in enumerate(words):
        if word.text == "," and clause_begins(words, i + 1):
            return True
    return (words[0].tag == "IN" and words[0].low not in ("if", "because", "although", "while") and clause_begins(words, 1) is False) or (words[0].tag == "IN" and any(w.tag in ("DT", "NNP", "NNS", "PRP", "EX", "CD") for w in words[2:]))


def _after(words: list[Word], c: Candidate, source: list[Word], left: list[Word], at: int, lexicon: Lexicon) -> Frame:
    said = speech(c, source, words)
    frame = Frame([said], [left])
    cited = cited_source(words[at:])
    right = words[at:]
    relay = told_outlet(words, c)
    if relay is not None:
        frame.links.insert(0, relay)
    if cited is not None:
        frame.links.append(cited)
        return frame
    moved = _adjunct(right)
    right = right[moved:]
    bare = strip_marks(right)
    if not bare:
        return frame
    if bare[0].tag == "CC" and len(bare) > 2 and bare[1].low == "that" and clause_begins(bare, 2):
        frame.contents.append(bare[2:])  # "…, the agency said, but that the cause was not clear"
        return frame
    timed = moved or (at > c.end and source[0].start < words[c.at].start)  # "…, the owner said on Monday, but inspectors doubted it"
    if right[0].text == ";" or (timed and right[0].text == "," and bare[0].low == "but" and clause_begins(bare, 1) and bare[1].low not in clauses.NOMINATIVE):
        if has_finite(bare):
            frame.beside.append(bare)
        return frame
    if right[0].text == "," and bare[0].tag == "VBG":
        match = verb_at(bare, 0, lexicon)
        if match and not any(w.low in UNNAMED for w in bare):
            frame.carried.append(bare)
        return frame
    if bare[0].quote >= 0 or right[0].tag == '"' or (right[0].text == "," and bare[0].tag == "CC" and clause_begins(bare, 1)):
        frame.contents.append(bare)
    elif right[0].tag == "CC" or bare[0].tag == "CC":
        match = verb_at(bare, 1, lexicon) if len(bare) > 1 else None
        if not match and len(bare) > 2 and bare[1].tag in clauses.FINITE:
            # "…, the ministry said, and is expected to rise": what was said goes on
            governed = bare[1].tag == "MD" or bare[1].low in BE or bare[1].low in ("has", "have")
            frame.elided.append((bare[1:], clauses.subject_of(left) if governed else source, governed))
            return frame
        if match and bare[1].tag in ("VBD", "VBZ"):
            frame.carried.append(bare[1:])
        elif clause_begins(bare, 1) or (bare[0].low == "but" and len(bare) > 3 and has_finite(bare)):
            frame.beside.append(bare)
    elif right[0].text == "," and bare[0].low in ("if", "unless") and clause_begins(bare, 1):
        frame.contents[0] = [*left, *bare]  # "…, the bank said, if prices fell": the condition holds for all of it
    elif right[0].text == "," and bare[0].low in ("because", "since", "although", "though") and clause_begins(bare, 1):
        frame.contents.append(bare[1:])  # "…, the authors argue, because …": their reason
    elif right[0].text == "," and clause_begins(bare, 0) and bare[0].low not in ("who", "which"):
        frame.contents.append(bare)
    return frame


def _adjunct(right: list[Word]) -> int:
    """How many words say only when and where it was said, before a comma or semicolon behind which somebody goes on: "| on Tuesday in Bergen, but experts urged caution"."""
    mark = next((k for k, w in enumerate(right) if w.text in ",;" and w.quote < 0), 0)
    if not mark or right[0].tag not in ("IN", "TO", "RB", "NNP", "NN", "DT") or has_finite(right[:mark]) or any(w.tag in ("VBG", "CC", '"') for w in right[:mark]):
        return 0
    return mark


def _inverted_end(words: list[Word], at: int) -> int:
    size = len(words)
    i = at
    while i < size:
        word = words[i]
        if (word.tag in (".", '"', ":") and word.text != "'") or word.text in ";—":
            return i
        if word.text == ",":
            rest = words[i + 1 :]
            close = next((k for k, w in enumerate(rest) if w.text == ","), len(rest))
            piece = strip_marks(rest[:close])
            if (piece and piece[0].tag in ("DT", "NN", "NNS", "JJ", "NNP", "CD", "PRP$") and not has_finite(piece)) or (piece and piece[0].low in ("who", "which", "whose")):
                i += 1 + close
                continue
            return i
        if (word.tag in ("IN", "TO") and word.low not in ("of", "for", "in", "at", "from", "with")) or word.tag in ("CC", "VBG") or word.low in clauses.TIMES or word.low in ("late", "earlier"):
            if word.tag == "CC" and not clause_begins(words, i + 1):
                i += 1
                continue
            return i
        i += 1
    return size


def passive_frame(words: list[Word], c: Candidate, lexicon: Lexicon) -> Frame | None:
    place = phrase_start(words, c.start)
    subject = words[place[0] : place[1]] if place else []
    rest = words[c.end :]
    by = rest and rest[0].low == "by"
    if c.negated and c.verb.kind != "belief":
        return None
    if len(subject) == 1 and subject[0].low == "it" and c.verb.kind in ("say", "belief", "show"):
        how, at = complement(words, c.end, c.verb)
        if how == "clause":
            middle = words[c.end : at]
            source: list[Word] = []
            if middle and middle[0].low == "by":
                source = strip_marks([w for w in middle[1:] if w.low != "that"])
            said = speech(c, source, words)
            if not source and c.verb.lemma in ("report", "say", "claim", "allege"):
                said.marker = Marker.HEARSAY
            return Frame([said], [words[at:]], doubted=c.negated)
    if c.verb.lemma in ("quote", "cite") and rest and any(w.low == "saying" for w in rest[:8]):
        cut = next(k for k, w in enumerate(rest) if w.low == "saying")
        links = [Speech(subject, rest[max(0, cut - 1) : cut + 1])]
        if by:
            links.insert(0, Speech(strip_marks(rest[1 : max(1, cut - 1)]), [*words[c.at : c.end], rest[0]]))
        after = rest[cut + 1 :]
        if after and after[0].low == "by":
            end = adjunct_end(after, 0, False)
            links.insert(0, Speech(strip_marks(after[1:end]), after[:1]))
            after = after[end:]
        after = strip_marks(after)
        if after and after[0].low == "that":
            after = after[1:]
        left = strip_marks(words[: place[0]]) if place else []
        return Frame(links, [after or left]) if after or left else None
    if c.verb.lemma == "tell" and place:
        how, at = complement(words, c.end, c.verb)
        if how == "clause":
            return Frame([speech(c, subject, words)], [words[at:]])
    if by and c.verb.kind in ("deny", "say", "show", "belief", "strict") and place:
        end = adjunct_end(rest, 0, False)
        source = strip_marks(rest[1:end])
        if source and has_noun(source):
            said = speech(c, source, words)
            if c.verb.kind == "strict":
                return None
            denied = c.verb.kind == "deny"
            if denied and c.verb.lemma in ("dismiss", "reject", "dispute") and not ({w.low for w in subject} & CLAIM_NOUNS):
                return None
            return Frame([said], [words], denied=denied, whole=True)
    return None


def colon_frame(words: list[Word]) -> Frame | None:
    """"Minister: dam may have been mined" and "Dam may have been mined: minister", as headlines have it."""
    marks = [i for i, w in enumerate(words) if w.text == ":"]
    if len(marks) != 1:
        return None
    i = marks[0]
    left, right = words[:i], strip_marks(words[i + 1 :])
    if not left or not right:
        return None
    speaks = any(w.tag in ("NNP", "NNPS") for w in left) or left[-1].low in ("officials", "police", "report", "sources", "minister", "study", "army")
    named = speaks and len(left) <= 6 and left[-1].tag.startswith("NN") | (right[0].quote >= 0) and not any(w.tag in ("CD", "VBG", "IN") for w in left)
    if named and not has_finite(left) and has_finite(right):
        return Frame([Speech(left, words[i : i + 1])], [right])
    if len(right) <= 4 and has_finite(left) and not has_finite(right) and has_noun(right) and not any(w.tag == "CD" for w in right):
        return Frame([Speech(right, words[i : i + 1])], [left])
    return None
