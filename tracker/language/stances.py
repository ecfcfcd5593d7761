"""Verbs and nouns that give somebody a thought, a wish or a judgement, wider than what the reader takes for a statement: "opposes the plan", "her call for a vote"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from tracker.language import clauses
from tracker.language.clauses import FINITE, NOMINAL, clause_begins, group_start, phrase_start
from tracker.language.cues import FOLDER, rows
from tracker.language.speech import adjunct_end, source_end
from tracker.language.words import BE, HAVE, Word

COLUMNS = ("verb", "past", "complement")
TWO_PAST = {
    "saw": "seen",
    "wrote": "written",
    "chose": "chosen",
    "forgot": "forgotten",
    "swore": "sworn",
    "foresaw": "foreseen",
    "spoke": "spoken",
    "knew": "known",
    "forbade": "forbidden",
}
QUESTIONS = frozenset("whether how why what who when where which".split())
NOUNS = frozenset(
    "claim claims statement statements allegation allegations accusation accusations assertion assertions argument arguments contention suggestion suggestions insistence announcement "
    "announcements declaration admission acknowledgment acknowledgement denial denials warning warnings complaint complaints concern concerns fear fears worry worries doubt doubts belief "
    "beliefs view views opinion opinions assessment conclusion conclusions finding findings judgment judgement verdict ruling decision decisions determination prediction predictions "
    "estimate estimates forecast forecasts expectation expectations assumption theory hypothesis suspicion suspicions hope hopes desire wish plan plans intention intentions proposal "
    "proposals promise promises pledge pledges vow vows commitment threat threats offer demand demands call calls request requests appeal appeals plea pleas recommendation "
    "recommendations advice order orders refusal criticism criticisms praise condemnation support opposition approval disapproval endorsement rejection defense defence explanation description "
    "account remark remarks comment comments observation question questions testimony confession revelation reminder assurance guarantee agreement disagreement".split()
)
NOUN_PREPOSITIONS = frozenset("of about for against on over with".split())
NOUN_VERBS = {  # the verb whose certainty a noun of saying or thinking carries
    "claim": "claim", "claims": "claim", "allegation": "allege", "allegations": "allege", "accusation": "allege", "accusations": "allege", "assertion": "assert", "assertions": "assert",
    "warning": "warn", "warnings": "warn", "statement": "state", "statements": "state", "announcement": "announce", "announcements": "announce", "admission": "admit", "complaint": "complain",
    "complaints": "complain", "finding": "find", "findings": "find", "conclusion": "conclude", "conclusions": "conclude", "belief": "believe", "beliefs": "believe", "fear": "fear", "fears": "fear",
    "suspicion": "suspect", "suspicions": "suspect", "prediction": "predict", "predictions": "predict", "forecast": "forecast", "estimate": "estimate", "estimates": "estimate", "hope": "hope",
    "hopes": "hope", "testimony": "testify", "assurance": "assure", "assurances": "assure", "suggestion": "suggest", "suggestions": "suggest", "insistence": "insist", "argument": "argue",
    "assessment": "assess", "expectation": "expect", "expectations": "expect", "report": "report", "reports": "report", "confirmation": "confirm", "reminder": "remind", "acknowledgement": "acknowledge",
}
CATENATIVE = frozenset(
    "continue continues continued continuing begin begins began begun beginning start starts started starting keep keeps kept go goes went come comes came tend tends rush rushed".split()
)
SPEAKING = frozenset(  # verbs that begin an attribution of their own behind "and"
    "said says added adds urged urges called calls warned warns denied denies accused accuses promised promises vowed vows pledged pledges asserted asserts insisted insists argued argues rejected rejects "
    "praised praises criticized criticizes criticised criticises condemned condemns demanded demands asked asks told tells announced announces encouraged encourages expressed expresses thanked thanks "
    "noted notes claimed claims alleged alleges suggested suggests proposed proposes predicted predicts questioned questions dismissed dismisses defended defends".split()
)
HEAVY = frozenset(("because", "although", "though", "whereas", "while", "unless", "until"))


@dataclass(frozen=True, slots=True)
class Stance:
    """A verb and what may follow it as content: o object, i infinitive, c clause, q question, r somebody who is to do something; prepositions belong to the cue."""

    verb: str
    complement: frozenset[str]


@dataclass(frozen=True, slots=True)
class Found:
    """One attribution as places of words, half-open; ``source`` None where nobody is named."""

    source: tuple[int, int] | None
    cue: tuple[int, int]
    content: tuple[int, int] | None


def _inflected(verb: str, past: str) -> tuple[str, ...]:
    soft = verb.endswith(("s", "sh", "ch", "x", "z"))
    third = verb + "es" if soft else verb[:-1] + "ies" if verb.endswith("y") and verb[-2] not in "aeiou" else verb + "s"
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
    regular = stem + "ed" if not past or past == "-" else past
    doubled = regular[:-2] if regular.endswith("ed") and len(regular) == len(verb) + 3 else stem
    return verb, third, regular, TWO_PAST.get(regular, regular), doubled + "ing"


@lru_cache(maxsize=1)
def stances() -> dict[str, Stance]:
    """Every form of the verbs in cues/stances.tsv. Raises LexiconError for a line that does not follow its columns."""
    found: dict[str, Stance] = {}
    for _number, row in rows(FOLDER / "stances.tsv", COLUMNS):
        stance = Stance(row["verb"], frozenset(row["complement"].split()))
        for form in _inflected(row["verb"], row["past"]):
            found.setdefault(form, stance)
    return found


def stance_at(words: list[Word], i: int) -> Found | None:
    """The attribution whose verb or noun is ``words[i]``; None if it is none."""
    word = words[i]
    if word.tag[0] == "V" or (word.low in stances() and i and words[i - 1].tag in ("MD", "TO")):
        stance = stances().get(word.low)
        if stance is not None:
            return _verbal(words, i, stance)
    if word.low in NOUNS and (word.tag in ("NN", "NNS", "NNP") or (word.low == "finding" and i and words[i - 1].tag in ("POS", "PRP$"))):
        return nominal(words, i)
    return None


def _verbal(words: list[Word], i: int, stance: Stance) -> Found | None:
    first = group_start(words, i)
    be = any(w.low in BE for w in words[first:i])
    if be and words[i].tag != "VBG":
        return _passive(words, i, first, stance)
    if words[i].tag == "VBN" and not any(w.low in HAVE for w in words[first:i]):
        return None
    if first and words[first - 1].tag == "TO":
        first -= 1
        if first and words[first - 1].low in CATENATIVE:
            first = group_start(words, first - 1)
        source = _controller(words, first)
    elif (words[i].tag == "VBG" and first == i) or words[i].tag == "VB":
        source = _controller(words, first) if words[i].tag == "VBG" and first and words[first - 1].text == "," else None
        if source is None:
            return None
    else:
        source = _subject(words, first)
    if source is None:
        return None
    content, last = _content(words, i + 1, stance)
    if content is None:
        before = source[0] - 1
        if last == i + 1 and before >= 0 and words[before].low in ("what", "which"):
            content = (before, before + 1)
        else:
            return None
    return Found(source, (first, last), content)


def _subject(words: list[Word], first: int) -> tuple[int, int] | None:
    """Who the verb group at *first* is said of: the phrase before it, a relative pronoun, or the subject of the verb that it is joined to."""
    if not first:
        return None
    before = words[first - 1]
    if before.low in clauses.RELATIVES or (before.low == "that" and before.tag == "WDT"):
        return (first - 1, first)
    if before.tag == "CC":
        return _controller(words, first - 1)
    place = phrase_start(words, first)
    return place if place and _can_think(words[place[0] : place[1]]) else None


def _can_think(source: list[Word]) -> bool:
    return (
        clauses.has_noun(source)
        and not (len(source) == 1 and source[0].low in ("there", "this", "that"))
        and source[0].tag not in ("WP", "WDT", "WRB")
    )


def _controller(words: list[Word], end: int) -> tuple[int, int] | None:
    """The subject of the last finite verb before *end*: who wants to do what the infinitive or the participle says."""
    for k in range(end - 1, 0, -1):
        if words[k].tag in FINITE:
            start = group_start(words, k)
            if start and words[start - 1].tag == "CC":
                continue
            place = _subject(words, start)
            if place is not None:
                return place
    return None


def _content(words: list[Word], at: int, stance: Stance) -> tuple[tuple[int, int] | None, int]:
    """The content behind a verb and where the cue ends; (None, end of the cue) where nothing fits."""
    size = len(words)
    allowed = stance.complement
    if at < size and words[at].tag in ("RP", "RB") and words[at].low in ("out", "off", "up", "down", "back"):
        at += 1
    if at >= size:
        return None, at
    word = words[at]
    if word.low in allowed and len(word.low) > 1 and at + 1 < size:
        end = extent(words, at + 1, light=True)
        return ((at + 1, end), at + 1) if end > at + 1 else (None, at + 1)
    if word.low == "that" and word.tag != "WDT" and "c" in allowed:
        return (at, extent(words, at + 1, light=False)), at
    if word.text == ":" and at + 1 < size:
        return (at + 1, extent(words, at + 1, light=False)), at
    if word.tag == '"':
        return (at, extent(words, at + 1, light=False)), at
    if word.low in QUESTIONS and allowed & {"q", "o", "c"}:
        return (at, extent(words, at + 1, light=True)), at
    if word.low == "if" and "q" in allowed:
        return (at, extent(words, at + 1, light=True)), at
    if word.tag == "TO":
        return (
            ((at, extent(words, at + 1, light=True)), at)
            if "i" in allowed and at + 1 < size and words[at + 1].tag[:2] in ("VB", "RB", "NN")
            else (None, at)
        )
    if word.tag == "VBG":
        return ((at, extent(words, at, light=True)), at) if "o" in allowed else (None, at)
    if "c" in allowed and clause_begins(words, at):
        return (at, extent(words, at, light=False)), at
    if (word.tag in NOMINAL or word.low in ("not", "both")) and allowed & {"o", "r"}:
        return (at, extent(words, at, light=True)), at
    return None, at


def extent(words: list[Word], at: int, *, light: bool) -> int:
    """Where the content that begins at *at* ends. What hangs on it by ", which", by a conjunction and a clause of its own, or (for the *light*, who hold no clause) by "because" or a time, is outside."""
    size = len(words)
    for i in range(at, size):
        word = words[i]
        after = words[i + 1] if i + 1 < size else None
        if word.text == ";" or (word.tag == "." and i == size - 1) or word.text in ("—", "--"):
            return i
        if word.quote >= 0:
            continue
        if word.text == "," and after is not None:
            if after.low in ("which", "who", "but", "while", "although", "though", "whereas", "as", "so", "even") or after.tag == "VBG":
                return i
            if after.tag == "CC" and i + 2 < size and (clause_begins(words, i + 2) or words[i + 2].tag in FINITE):
                return i
            if light and (after.tag in ("IN", "TO", "RB") or clause_begins(words, i + 1)):
                return i
        if word.tag == "CC" and after is not None and (light and (after.tag in FINITE or clause_begins(words, i + 1))):
            return i
        if (
            light
            and i > at
            and word.tag in ("IN", "WRB")
            and (word.low in HEAVY or (word.low in ("when", "after", "before", "as", "since") and clause_begins(words, i + 1)))
        ):
            return i
        if light and i > at + 1 and word.low == "on" and after is not None and after.low.endswith("day") and after.low in clauses.TIMES:
            return i
    return size


def _passive(words: list[Word], i: int, first: int, stance: Stance) -> Found | None:
    """ "The plan was opposed by the union", "is viewed as a risk"."""
    place = phrase_start(words, first)
    after = words[i + 1] if i + 1 < len(words) else None
    if after is None:
        return None
    if after.low == "by" and place is not None and stance.complement & {"o", "c"}:
        end = min(source_end(words, i + 2), max(adjunct_end(words, i + 2, True), i + 3))
        if end > i + 2:
            return Found((i + 2, end), (first, i + 1), place)
    return None


def nominal(words: list[Word], i: int) -> Found | None:
    """ "The union 's call for a strike", "his claim that …", "a warning from the agency that …"."""
    size = len(words)
    if i + 1 >= size:
        return None
    start = i
    while start and words[start - 1].tag in ("JJ", "JJR", "JJS", "NN", "VBN", "CD", "RB") and words[start - 1].low not in ("'s", "’s"):
        start -= 1
    before = words[start - 1] if start else None
    at, source = i + 1, None
    if before is not None and before.tag == "PRP$":
        source, cue = (start - 1, start), start
    elif before is not None and before.tag == "POS":
        place = phrase_start(words, start - 1)
        if place is None:
            return None
        source, cue = place, start - 1
    elif words[at].low in ("by", "from") and words[at].tag == "IN":
        end = adjunct_end(words, at, False)
        source, at = (at + 1, end), end
        cue = start - 1 if before is not None and before.tag == "DT" else start
        if at < size and words[at].low == "that":
            return Found(source, (cue, i + 1), (at, _clause_end(words, at + 1)))
        return None
    else:
        return None
    if at >= size:
        return None
    word = words[at]
    if word.low == "that" and (clause_begins(words, at + 1) or word.tag == "IN"):
        return Found(source, (cue, at), (at, _clause_end(words, at + 1)))
    if word.tag == "TO" and at + 1 < size and words[at + 1].tag == "VB":
        return Found(source, (cue, at), (at, _phrase_end(words, at + 1)))
    if word.low in NOUN_PREPOSITIONS and at + 1 < size:
        return Found(source, (cue, at + 1), (at + 1, _phrase_end(words, at + 1)))
    return None


def _clause_end(words: list[Word], at: int) -> int:
    """Where the clause that hangs on a noun ends: before a second verb, which is that of the noun ("the claim that the goal stood | was laughed at")."""
    end = extent(words, at, light=False)
    finite = [k for k in range(at, end) if words[k].tag in FINITE and words[k].quote < 0]
    if len(finite) < 2 or any(w.tag in FINITE for w in words[: at - 1]):
        return end
    start = group_start(words, finite[1], at)
    between = words[finite[0] + 1 : start]
    if start <= finite[0] + 1 or any(w.tag in ("CC", "IN", "WP", "WDT", "WRB", ",", "PRP") or w.low == "that" for w in between[-4:]):
        return end
    return start


def _phrase_end(words: list[Word], at: int) -> int:
    """Where the object of a noun ends: before the verb of the clause that the noun stands in."""
    end = extent(words, at, light=True)
    for k in range(at, end):
        if words[k].tag in FINITE and k > at:
            return group_start(words, k, at)
    return end
