"""Headlines: whether one retells a claim, sets itself against it, or only passes it on. Headlines leave out verbs, articles and the half of what happened."""

from __future__ import annotations

import re

from tracker.language.words import Word, words_of
from verification.comparing.alignment import Alignment
from verification.comparing.frames import DISMISSALS
from verification.comparing.reference import refers_back
from verification.comparing.shapes import Frame, Rank
from verification.comparing.wordwise import Sort, looked_at

LONGEST = 30  # words
REACH = 6  # words over which a "no" or a denial reaches
FALSE = re.compile(
    r"\b(?:rubbish|bogus|erroneous(?:ly)?|exaggerat\w+|overblown|doctored|photoshopped|staged|mis-?information|disinformation|retract(?:s|ed|ion)?|misidentified|mistaken(?:ly)?"
    r"|casts? doubts?|doubts? cast|nope|untrue|unfounded|baseless|groundless|fake news|false (?:alarms?|stor(?:y|ies)|\w+ (?:claims?|reports?|rumou?rs?))|setting the record straight|not a thing|too good to (?:be true|check)|duped|fooled)\b",
    re.I,
)
TAKEN_BACK = re.compile(
    r"\b(?:with|using|carrying|no|not|isn['’]t|wasn['’]t|den(?:y|ies|ied)|denying|reject\w*|dismiss\w*)\s+(?:an? |the |any |all )?(?:\w+ ){0,2}$",
    re.I,
)
FALSE_CLAIM_DENIED = re.compile(r"\bden(?:y|ies|ied|ying)\s+(?:\w+\s+){0,2}(?:hoax|fake|fraud|fabrication)\b", re.I)
WITHHELD = frozenset(
    (
        "entry",
        "visa",
        "visas",
        "access",
        "bail",
        "request",
        "requests",
        "permission",
        "boarding",
        "service",
        "asylum",
        "parole",
        "them",
        "him",
        "her",
    )
)
BE = frozenset(("is", "are", "was", "were", "be", "been"))
DENYING = re.compile(
    r"^(?:den(?:y|ies|ied|ying)|refut(?:e|es|ed|ing)|debunk(?:s|ed|ing)?|disprov(?:e|es|ed|ing)|disput(?:e|es|ed|ing)|rebut(?:s|ted)?|quash(?:es|ed)?)$",
    re.I,
)
ITS_OWN_WORDS = frozenset(
    ("claim", "claims", "rumor", "rumors", "rumour", "rumours", "report", "reports", "allegation", "allegations", "story", "stories")
)
NO = frozenset(("no", "not", "never", "n't", "n’t", "nobody", "none", "nor", "isn", "cannot"))
IN_A_CLAUSE = frozenset(("so", "unless", "if", "who", "because", "until", "before", "after", "that", "for", "lest"))
NO_MATTER = frozenset(
    ("only", "just", "sure", "idea", "doubt", "longer", "wonder", "clear", "yet", "one", "matter", "alone", "necessarily")
)
PASSED_ON = re.compile(
    r"\b(?:rumou?r(?:s|ed)?|claims?|claimed|claiming|alleg(?:e|es|ed|edly|ation|ations)|reportedly|reported to|said to|supposed(?:ly)?|purported(?:ly)?|unconfirmed|speculat\w+|suspected)\b"
    r"|\breports?(?=\s*(?:$|[:–—]|-{1,2}\s))|(?:[:–—]|--)\s*reports?\b|\breports (?:of|that|say|suggest|claim)\b",
    re.I,
)


def is_headline(text: str) -> bool:
    """Whether a text is written as a headline: one line without a full stop, and not long."""
    told = text.strip()
    return "\n" not in told and not told.rstrip("\"'”’)").endswith((".", "!", ";", ":", "*")) and 2 <= len(told.split()) <= LONGEST


def passes_on(text: str) -> tuple[str, ...]:
    """How a headline keeps away from what it tells: it asks, or names it a rumour, a claim or a report."""
    kept = {"question": "?" in text, "hearsay": bool(PASSED_ON.search(text))}
    return tuple(name for name, is_so in kept.items() if is_so)


def speaks_against(claim: Frame, later: Frame, alignment: Alignment) -> bool:
    """Whether a headline sets itself against the claim: by calling it false, by denying it, by a "no" before what they share, or by the opposite."""
    own = _called_false(later.text) or _denied(claim, later) or _opposite(alignment)
    refused = bool(claim.main) and all(h.negated for h in claim.main)
    return own != (_called_false(claim.text) or refused)


def _called_false(text: str) -> bool:
    for pattern in (DISMISSALS, FALSE):
        for found in pattern.finditer(text):
            if not TAKEN_BACK.search(text[: found.start()]):
                return True
    return False


def _denied(claim: Frame, later: Frame) -> bool:
    reference = refers_back(later)
    if reference is not None and reference.kind in ("fact", "evidence") and not FALSE_CLAIM_DENIED.search(later.text):
        return True
    words = words_of(later.text)
    shared = _words_of_the_claim(claim, later)
    refused = {w.word.low for w in (x.said for x in looked_at(claim.text))} & NO
    for i, word in enumerate(words):
        ahead = _ahead(words, i)
        true_after_all = _called_false(" ".join(w.text for w in ahead))  # "denies a hoax", "is no hoax"
        if true_after_all or not ahead:
            continue
        if (
            DENYING.match(word.low)
            and ahead[0].low not in WITHHELD
            and (_on_it(ahead, shared) or (word.tag[:1] == "V" and ahead[0].tag == "VBG"))
        ):
            return True
        if word.low not in NO or refused or ahead[0].low in NO_MATTER or any(w.low in IN_A_CLAUSE for w in words[max(0, i - 3) : i]):
            continue
        said_of_it = i and words[i - 1].low in BE and any(w.start in shared for w in words[max(0, i - 4) : i])
        if any(w.start in shared for w in ahead) or said_of_it or (i == 0 and len(words) > 1 and words[1].text == ","):
            return True
    return False


def _on_it(ahead: list[Word], shared: frozenset[int]) -> bool:
    """Whether what is denied is the claim: by its own words, or as a claim, rumour or report."""
    return any(w.start in shared or w.low in ITS_OWN_WORDS for w in ahead)


def _ahead(words: list[Word], at: int) -> list[Word]:
    """The words over which the one at *at* reaches: up to the next mark."""
    found = []
    for word in words[at + 1 : at + 1 + REACH]:
        if word.text in ",;:?!.–—":
            break
        found.append(word)
    return found


def _words_of_the_claim(claim: Frame, later: Frame) -> frozenset[int]:
    """Where in the later text the claim's telling words stand."""
    keys = frozenset(key for word in looked_at(claim.text) if word.telling or word.sort is Sort.NUMBER for key in word.keys)
    return frozenset(word.said.word.start for word in looked_at(later.text) if word.keys & keys and word.sort is not Sort.FUNCTION)


def _opposite(alignment: Alignment) -> bool:
    """Whether the opposite of what the claim says happened is told, and not also that it happened."""
    main = [p for p in alignment.pairs if p.claim.rank is Rank.MAIN and p.known]
    return any(p.turn < 0 for p in main) and not any(p.turn > 0 for p in main)
