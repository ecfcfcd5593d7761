"""Whether a statement is about the world and could be checked. Each rule is a function that says why not; none looks at truth or importance."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from tracker.language.clauses import FINITE, has_finite
from tracker.language.spans import Span
from tracker.language.words import BE, Word, known_tag

_LABEL = re.compile(
    r"(?:image|photo|photograph|picture|file image|file photo|video|credit|caption|source|sources|categories|category|tags?|related|related articles|see also|read more|read also|more on|further reading|"
    r"references|external links|watch|listen|follow us|subscribe|share|editing by|reporting by|additional reporting|writing by|by|byline|contact|copyright|©|advertisement|sponsored|topics|"
    r"newsletter|comments?|updated|published|last updated|correction|looking back)\b\s*(?::|$|by\b|at\b|on\b|us\b|for\b|to\b|[A-Z|©])",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"all rights reserved|sign up (?:for|to)|subscribe (?:to|now)|click here|cookie|terms of (?:use|service)|privacy policy|this (?:story|article|post|page) (?:was|has been|will be|is) (?:\w+ )?(?:updated|published|corrected|being|"
    r"originally|first|automatically|part|developing|produced|translated)|follow us on|getty images|(?:image|photo|picture|video)s?: |read more|share this|reporting by|editing by|more details soon|"
    r"this is a (?:developing|breaking) (?:news )?story|check back for|have your say|in the comments|support our|newsletter|for (?:more|further) (?:information|details),? (?:visit|contact|see|call)|file (?:photo|image) of",
    re.IGNORECASE,
)
_UNREACHED = re.compile(
    r"(?:could|can)(?:n[o'’]t| not) (?:immediately )?be (?:immediately )?reached|(?:did|does|has|have|had|would)(?: not|n['’]t) (?:immediately |yet )?(?:respond|responded|reply|replied|return|returned|answer|comment\b(?! on))|"
    r"(?:was|were)(?: not|n['’]t) (?:immediately )?available (?:for|to) comment|(?:declined|refused|declines|declining) (?:to|further) comment(?! on| about)",
    re.IGNORECASE,
)
_NOT = r"(?: not|n['’]t)"
_SILENCE = re.compile(
    rf"\b(?:did|does|do|would|has|have|had){_NOT} (?:\w+ly )?(?:(?:say|said|disclose|disclosed|specify|elaborate|answer|explain|identify|reveal)(?=$|[.,;]| (?:how|what|whether|who|when|where|which|why|if|on|the names?|"
    r"further|details)\b)|(?:give|given|provide|provided|offer|release) (?:any |further |more |other )*(?:details?|information|names?|reasons?)\b)|(?:declined|refused|declining) to (?:say|elaborate|answer|give details|be named)\b",
    re.IGNORECASE,
)
_WRITING = r"(?:report|statement|images?|pictures?|photos?|photographs?|videos?|footage|figures?|letter|documents?|announcement|account|claims?|findings|study|article|interview|message|recording|details|results)"
_PUBLISHED = re.compile(
    rf"(?:(?:the|a|an|its|his|her|their|these|those|this|both|that) (?:\w+ ){{0,2}}{_WRITING}|they|it|this|these) (?:(?:was|were|is|are|will be|has been|have been|had been) (?:first |later |also |later |only )?"
    rf"(?:published|released|announced|issued|posted|carried|discussed|leaked|shared|part of an? (?:statement|report|interview))|(?:could|can){_NOT} be (?:\w+ly )?(?:verified|confirmed|checked|authenticated)|"
    rf"(?:has|have|had){_NOT} been (?:\w+ly )?(?:verified|confirmed|authenticated))",
    re.IGNORECASE,
)
_NAMELESS = re.compile(r"\basked not to be (?:named|identified)\b|\bon condition of anonymity\b|\b(?:asking|requesting|insisting|wanted|wished) (?:not to be (?:named|identified|quoted)|(?:on )?anonymity)\b|\b(?:did not|didn't|does not) (?:want|wish) (?:his|her|their) names? (?:to be )?(?:published|used|printed|disclosed|made public)\b|\bnot authori[sz]ed to (?:speak|talk|comment)\b", re.IGNORECASE)
_CARRIED = re.compile(r"\b(?:carried|published|aired|broadcast|reprinted|quoted) (?:the|his|her|its|their|a|an|this) (?:\w+ )?(?:statement|report|interview|letter|remarks|comments|text|article|story)\b", re.IGNORECASE)
_UNKNOWN = re.compile(rf"\b(?:is|are|was|were|remains?|remained)(?:(?:{_NOT})(?: yet| immediately)? (?:known|clear)| (?:still )?(?:unknown|unclear))[.]?$", re.IGNORECASE)
_LINK = re.compile(r"https?://|www\.|^[\"“][^\"”]+[\"”]\s*[—–-]+\s|^\W*\w+(?:\.\w+)+/?\S*$")
_TASTE = frozenset(
    "beautiful ugly awful terrible wonderful great amazing excellent lovely stunning disgraceful shameful disappointing "
    "disappointed delicious brilliant magnificent horrible disgusting delighted thrilled proud saddened heartbroken sad happy "
    "sorry grateful thankful honoured honored pleased glad devastated alarmed concerned worried angry outraged affront outrage "
    "fantastic ridiculous absurd unacceptable unfair wrong crucial vital essential best worst perfect noteworthy remarkable "
    "tragedy disgrace shame nightmare disaster hero heroes cowardly heinous barbaric courageous simple simplest reasonable".split()
)
_DUTY = frozenset(["should", "must", "ought", "shall"])
_FUTURE_TIMES = re.compile(
    r"\b(?:tomorrow|tonight|next|later|by|in|on|within|until|before|from|at the end|this)\b.{0,30}?(?:\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|week|weeks|month|months|year|years|days?|hours|january|february|"
    r"march|april|may|june|july|august|september|october|november|december|summer|winter|spring|autumn|decade|quarter|morning|evening|night|weekend)\b|\d{4}\b)|\btomorrow\b|\btonight\b",
    re.IGNORECASE,
)
_ORDER_HEADS = frozenset(
    "let please note see read click watch listen call visit join send go stop do don't remember imagine consider take keep make "
    "sure stay avoid check contact follow subscribe".split()
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the rules look at: the words asserted, the sentence's whole text, what follows it, whether it stands in a title or a quotation, and whether it has figures or dates."""

    words: list[Word]
    shown: str
    line: str
    alone: bool
    title: bool
    quoted: bool
    figures: bool
    dated: bool
    conditional: bool
    attributed: bool


CREDIT = re.compile(r"(?:image|photo|photograph|picture|credit|video|file photo|map|graphic)s?(?: credit| by)?\s*:", re.IGNORECASE)
Rule = Callable[[Candidate], bool]


def question(c: Candidate) -> bool:
    return c.line.rstrip("\"'”’) ").endswith("?") or (bool(c.words) and c.words[-1].text == "?")


@lru_cache(maxsize=256)
def _printed_matter(line: str) -> bool:
    return bool(_BOILERPLATE.search(line))


def boilerplate(c: Candidate) -> bool:
    return _printed_matter(c.line) or (c.alone and (c.line.endswith((" |", "»", ">>")) or (bool(_LABEL.match(c.line)) and (len(c.line) < 160 and not _sentence(c)))))


def _sentence(c: Candidate) -> bool:
    return has_finite(c.words) and c.line.rstrip("\"'”’)").endswith((".", "!")) and not re.match(r"\w[\w ]{0,20}:", c.line)


def link_list(c: Candidate) -> bool:
    return c.alone and bool(_LINK.search(c.line)) and (not _sentence(c) or bool(_LINK.match(c.line)))


def unreached(c: Candidate) -> bool:
    return bool(_UNREACHED.search(c.shown))


def about_the_saying(c: Candidate) -> bool:
    """About what was published, carried, answered or left unsaid; not about the world."""
    return bool(_SILENCE.search(c.shown) or _PUBLISHED.match(c.shown) or _NAMELESS.search(c.shown) or _CARRIED.search(c.shown))


def no_proposition(c: Candidate) -> bool:
    """ "The cause is not known": nothing is put forward that could be so or not."""
    return bool(_UNKNOWN.search(c.shown))


def heading(c: Candidate) -> bool:
    """A line of its own without a verb that asserts."""
    if c.title:
        return len(c.words) < 3
    if has_finite(c.words):
        return c.alone and len(c.words) <= 3 and not c.line.endswith(".") and not c.attributed
    if c.attributed and len(c.words) > 4:
        return False
    return (c.alone and not c.line.rstrip("\"'”’)").endswith(".")) or not any(w.tag in ("VBN", "VBG", "VB") for w in c.words)


def fragment(c: Candidate) -> bool:
    """Too little to be checked: no verb, or nothing but pronouns around it."""
    if c.title:
        return False
    nouns = [w for w in c.words if w.tag in ("NN", "NNS", "NNP", "NNPS", "CD")]
    return (not has_finite(c.words) and not c.attributed and not any(w.tag == "VBN" for w in c.words)) or len(c.words) < 3 or (not nouns and len(c.words) < 7)


def order(c: Candidate) -> bool:
    if not c.words:
        return False
    head = c.words[0]
    if any(w.tag in FINITE for w in c.words[:12]) and head.low not in ("let", "please", "do", "don't"):
        return False
    return not c.title and (head.low in _ORDER_HEADS or (head.tag == "VB" and known_tag(head.low) in ("VB",))) and not (len(c.words) > 1 and c.words[1].tag in ("NN", "NNS", "VBD", "VBZ"))


def duty(c: Candidate) -> bool:
    """What ought to be is not what is."""
    for i, word in enumerate(c.words):
        if word.tag in FINITE:
            return word.low in _DUTY and not (word.low == "must" and i + 1 < len(c.words) and c.words[i + 1].low == "have") and not c.figures
    return False


def taste(c: Candidate) -> bool:
    """A feeling or a judgement of taste: "It was a wonderful evening", "I am deeply disappointed"."""
    for i, word in enumerate(c.words):
        if word.tag not in FINITE:
            continue
        if word.low not in BE and word.low not in ("feel", "feels", "felt", "remain", "remains"):
            return word.low in ("love", "loves", "hate", "hates", "want", "hope", "thank", "welcome", "deserve", "deserves", "condemn", "applaud", "regret", "urge", "wish") and (i == 0 or c.words[i - 1].low in ("we", "i"))
        rest = c.words[i + 1 : i + 9]
        for w in rest:
            if w.low in _TASTE and not (w.low in ("disaster", "hero") and any(x.low in ("area", "zone", "relief") for x in rest)):
                return True
            if w.tag in FINITE or w.text == "," or (w.tag == "IN" and w.low in ("that", "because", "after")):
                break
        return False
    return False


def bare_condition(c: Candidate) -> bool:
    """Only what would be if something else were: an if-clause and a main verb that waits for it."""
    waits = any(w.low in ("would", "could", "will", "may", "might", "can", "'ll", "wo") for w in c.words)
    return c.conditional and (waits or not any(w.tag in ("VBD", "VBZ", "VBP") for w in c.words))


def undated_prediction(c: Candidate) -> bool:
    """A forecast that no day can settle. Plans and decisions of who can carry them out ("will be sent to") count as facts when attributed or dated."""
    for word in c.words:
        if word.tag in FINITE:
            if word.low not in ("will", "'ll", "’ll", "wo", "shall"):
                return False
            return not c.dated and not _FUTURE_TIMES.search(c.shown) and not c.figures
    return False


def first_person(c: Candidate) -> bool:
    """Thanks, wishes and feelings of the one who speaks."""
    lows = [w.low for w in c.words[:4]]
    return c.quoted and bool(lows) and lows[0] in ("i", "we") and any(low in ("hope", "want", "love", "thank", "feel", "wish", "pray", "need", "welcome", "like", "regret", "condemn") for low in lows[1:])


RULES: tuple[Rule, ...] = (question, boilerplate, link_list, unreached, about_the_saying, no_proposition, heading, order, fragment, duty, taste, first_person, bare_condition, undated_prediction)


def unworthy_because(candidate: Candidate) -> str:
    """The name of the first rule that says no; "" for a check-worthy statement."""
    return next((rule.__name__ for rule in RULES if rule(candidate)), "")


_DATELINE = re.compile(
    r"(?:[A-Z][A-Z.'’-]+(?:[ ,/]+(?:[A-Z][A-Za-z.'’-]+|and|de|of))*"
    r"(?:[,.]? +(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.? \d{1,2}|\d{1,2} [A-Z][a-z]+)(?:,? \d{4})?)?(?: *\([^()\n]{2,40}\))?"
    r"|[A-Z][A-Z.'’-]{2,}[^.\n()]{0,60}?(?:\([^()\n]{2,40}\)|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.? \d{1,2})"
    r"|[A-Z][A-Za-z.'’-]+(?:[ ,]+[A-Z][A-Za-z.'’-]+){0,5}(?:,? +(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.? \d{1,2}|\d{1,2} [A-Z][a-z]+)(?:,? \d{4})?(?: *\([^()\n]{2,40}\))?| *\([^()\n]{2,40}\)))"
    r" *(?:—|–|--| -) *(?=\S)"
)
_BULLET = re.compile(r"(?:[-*•·–—▪►>]+|\(?\d{1,2}[.)])\s+")


def asserted_from(text: str, block: Span) -> int:
    """Where the first sentence of a block begins behind a dateline ("SEOUL, Nov 2 (Wire) —") and a bullet."""
    start = block.start
    match = _BULLET.match(text, start, block.end)
    if match:
        start = match.end()
    match = _DATELINE.match(text, start, min(block.end, start + 90))
    if match and match.end() < block.end:
        start = match.end()
    return start
