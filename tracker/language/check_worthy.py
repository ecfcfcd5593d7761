"""Whether a statement is about the world and could be checked. Each rule is a function that says why not; none looks at truth or importance."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from tracker.language.clauses import FINITE, has_finite
from tracker.language.spans import Span
from tracker.language.words import BE, HAVE, Word, known_tag

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
    rf"(?:(?:the|a|an|its|his|her|their|these|those|this|both|that) (?:\w+ ){{0,2}}{_WRITING}|(?:they|it)(?! (?:\w+ ){{1,3}}released)|this|these) (?:(?:was|were|is|are|will be|has been|have been|had been) (?:first |later |also |later |only )?"
    rf"(?:published|released|announced|issued|posted|carried|discussed|leaked|shared|part of an? (?:statement|report|interview))|(?:could|can){_NOT} be (?:\w+ly )?(?:verified|confirmed|checked|authenticated)|"
    rf"(?:has|have|had){_NOT} been (?:\w+ly )?(?:verified|confirmed|authenticated))",
    re.IGNORECASE,
)
_NAMELESS = re.compile(r"\basked not to be (?:named|identified)\b|\bon condition of anonymity\b|\b(?:asking|requesting|insisting|wanted|wished) (?:not to be (?:named|identified|quoted)|(?:on )?anonymity)\b|\b(?:did not|didn't|does not) (?:want|wish) (?:his|her|their) names? (?:to be )?(?:published|used|printed|disclosed|made public)\b|\bnot authori[sz]ed to (?:speak|talk|comment)\b", re.IGNORECASE)
_OPINION = re.compile(
    r"\brais(?:e|es|ed) (?:\w+ )?(?:questions|eyebrows|doubts about)\b|\bplay(?:s|ed)? an? (?:\w+ )?(?:critical|key|vital|important|major|crucial|central|leading) role\b|\bsen(?:d|ds|t) an? (?:\w+ )?(?:message|signal)\b|"
    r"\bspeaks? volumes\b|\bshould have been\b|\bso consumed\b|\bbest (?:opportunity|chance)\b|\ba (?:perfect|natural|great|good|bad) (?:fit|idea|start|sign|thing|day|moment)\b|\btime will tell\b|\bremains? to be seen\b|"
    r"\bwithout precedent in its|\b(?:tremendous|huge|enormous) (?:amount of )?(?:effort|honou?r)\b|\bnoteworthy\b|\bcommon sense\b|\bgood news\b|\bhas (?:its|their) merits\b", re.IGNORECASE)
_CARRIED = re.compile(r"\b(?:stated|said) as much$|\bissued an? (?:\w+ )?(?:statement|communiqu[eé]|press release)\b|\b(?:carried|published|aired|broadcast|reprinted|quoted) (?:the|his|her|its|their|a|an|this) (?:\w+ )?(?:statement|report|interview|letter|remarks|comments|text|article|story)\b", re.IGNORECASE)
_UNMENTIONED = re.compile(
    rf"^(?:neither\b.{{3,80}}?\b(?:mentioned|commented|replied|elaborated|named|addressed|has commented|have commented)\b|.{{2,80}}?\b(?:did{_NOT} (?:\w+ly )?(?:mention|name|address|comment|publish|discuss|elaborate|refer to|give|provide|set out)"
    rf"|(?:has|have|had){_NOT} (?:\w+ly )?(?:mentioned|commented|elaborated|published|named|replied)|(?:gave|offered|provided) no (?:\w+ )?(?:details?|reasons?|hint|figures?|comment|explanation|evidence|timetable|names?)"
    rf"|ma(?:de|kes?) no mention)\b)", re.IGNORECASE)
_MENTIONED = re.compile(
    r"^(?:\S+ ){1,6}?(?:cited|quoted from|referred to|pointed to|alluded to|declined to|spoke (?:\w+ )?(?:days?|hours?|weeks?|months?|minutes?|shortly|just|soon) (?:after|before|later)|spoke (?:to|at|in|on|during|after|before)|"
    r"(?:is|are|was|were|remain|remains|remained) divided (?:over|on|about)|disagree|gave (?:a|an) (?:\w+ )?(?:lower|higher|different|similar) (?:number|figure|toll|count|estimate|account|version))\b"
    r"|^the (?:reports?|claims?|accusations?|statements?|remarks|comments|assessment|announcement|news|allegations?|warning|call|revelations?) (?:came|comes|come|follows?|followed|emerged|surfaced|marks?)\b"
    r"|^(?:this|that|it) (?:follows|followed|(?:comes|came) (?:just |only |shortly |barely |\w+ )?(?:after|before|amid|as|when|days?|hours?|weeks?|months?|minutes?|in response|ahead of|on the eve))\b", re.IGNORECASE)
_COURTESY = re.compile(
    r"^(?:(?!was |were |is |are |not ).)*?^(?:[^\s,]+ ){1,7}?(?:also |later |publicly |warmly |formally )*(?:thank(?:s|ed)?|congratulate[sd]?|prais(?:e|es|ed)|hail(?:s|ed)?|applaud(?:s|ed)?|salute[sd]?|greet(?:s|ed)?|mourn(?:s|ed)?|apologi[sz]ed? for the|"
    r"shook hands|paid tribute|paid (?:his|her|their) respects|(?:express(?:es|ed)?|voiced?|convey(?:ed)?|offered|sent|reiterated) (?:(?:his|her|its|their|the|deep|sincere|great|serious|grave|strong) )*(?:hope|hopes|condolences|regret|gratitude|"
    r"thanks|sympath(?:y|ies)|solidarity|support|satisfaction|appreciation|sorrow)|welcomed (?:the|this|that|his|her|its|their)\b|condemned (?:the|this|that|his|her|its|their)\b|deplored)\b"
    r"|\b(?:thoughts|prayers|hearts|condolences) (?:and \w+ )?(?:are|go|is|were)\b", re.IGNORECASE)
_REQUEST = re.compile(
    r"^(?:[^\s,]+ ){1,8}?(?:(?:has|have|had) )?(?:call(?:s|ed)? (?:for|on)|urge[sd]?|appealed (?:to|for)|asked (?:for|the (?:media|public|press|people|residents|voters|reporters|journalists)\b)|begged|pleaded|invited (?:the )?(?:media|reporters|readers)|pressed for|demanded)\b", re.IGNORECASE)
_DEFINING = re.compile(
    r"^(?:an? )?(?!the |this |that |these |those |his |her |its |their |he |she |it |they )[A-Za-z][\w-]*(?: [\w-]+){0,2} (?:is|are) (?:a|an|the|one of the|any)? ?(?:\w+ ){0,2}?(?:forms?|types?|kinds?|sorts?|branch|disease|condition|illness|disorder|method|term|word|name|process|technique|practice|gas|metal|element|virus|bacterium|parasite|species|substance|"
    r"chemical|drug|mineral|currency|measure) (?:that|which|of|in which|used|caused|for)\b", re.IGNORECASE)
_RULES_SAY = re.compile(r"^under (?:the|its|their|this|current|existing|\w+) (?:\w+ )?(?:constitution|law|laws|rules|statutes?|electoral code|regulations|charter|convention)\b", re.IGNORECASE)
_COMING = re.compile(r"^(?:the |its |their |first |final |full |official |more |further |test |election |preliminary )*(?:results?|details|decision|verdict|ruling|announcement|statement|update|figures|report|hearing|talks|session|vote|count|findings) (?:is|are|was|were) (?:not )?(?:expected|due|scheduled|awaited|to follow|to be published)\b", re.IGNORECASE)
_UNKNOWN = re.compile(rf"\b(?:is|are|was|were|remains?|remained)(?:(?:{_NOT})(?: yet| immediately)? (?:known|clear)| (?:still )?(?:unknown|unclear))[.]?$", re.IGNORECASE)
_LINK = re.compile(r"https?://|www\.|^[\"“][^\"”]+[\"”]\s*[—–-]+\s|^\W*\w+(?:\.\w+)+/?\S*$")
_TASTE = frozenset(
    "beautiful ugly awful terrible wonderful great amazing excellent lovely stunning disgraceful shameful disappointing "
    "disappointed delicious brilliant magnificent horrible disgusting delighted thrilled proud saddened heartbroken sad happy "
    "sorry grateful thankful honoured honored pleased glad devastated alarmed concerned worried angry outraged affront outrage "
    "fantastic ridiculous absurd unacceptable unfair wrong crucial vital essential best worst perfect noteworthy remarkable "
    "tragedy disgrace shame nightmare disaster hero heroes cowardly heinous barbaric courageous simple simplest reasonable historic exciting lucky "
    "relieved cautious optimistic pessimistic bleak bright promising encouraging frustrating frustrated inspiring heartbreaking shocking shocked "
    "stunned thankful interesting fascinating unforgivable inexcusable pointless hopeless naive foolish stupid clever wise bizarre impressive "
    "impressed hopeful confident eager keen fun cool boring enjoyable tough politicised politicized reminiscent insulting hypocritical".split()
)
# What only somebody who judges can call a thing: "a slap in the face", "a true win", "a growing problem".
_VERDICTS = frozenset(
    "slap challenge treasure triumph betrayal insult farce mistake miracle honour honor milestone priority pity blessing win shame joke lesson wake-up inspiration "
    "privilege pleasure relief legend masterpiece icon outrage mockery provocation problem step success failure opportunity".split()
)
_SEEMING = frozenset("look looks looked sound sounds sounded seem seems seemed feel feels felt".split())
# What things do without anybody's plan; foretold without a day, nothing settles it.
_EFFECTS = frozenset(
    "rise fall grow increase decrease decline drop climb worsen improve continue strengthen weaken deepen deter help harm hurt damage lead cause mean bring make struggle benefit suffer change remain stay become "
    "be get face need affect threaten endanger destabilise destabilize undermine boost slow accelerate escalate spread raise lower reduce allow create shift bear pay take prove violate breach break".split()
)
_FORETOLD = frozenset(["likely", "unlikely", "expected", "set", "bound", "certain", "sure", "poised", "due"])
# Pasts that are no participles, whatever the tagger says.
_PASTS = frozenset("fell rose broke took gave went came ate saw drew flew grew knew threw wrote drove spoke stole wore began drank sang sank swam rang shrank chose froze hid shook sprang tore woke".split())
_PRONOUNS = frozenset(["he", "she", "it", "they", "his", "her", "its", "their", "both"])
_VAGUE_HEADS = frozenset("he she it they this that these those we i you there others some many one somebody someone anyone".split())
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
    patterns = (_SILENCE.search, _PUBLISHED.match, _NAMELESS.search, _CARRIED.search)
    return any(pattern(c.shown) for pattern in patterns) or (not c.figures and not c.dated and bool(_UNMENTIONED.match(c.shown) or _MENTIONED.match(c.shown)))


def reaction(c: Candidate) -> bool:
    """Thanks, praise, condolence, welcome and blame: "Kalo thanked neighbouring countries", "Washington condemned the deliveries"."""
    return not c.title and bool(_COURTESY.search(c.shown)) and not c.figures


def request(c: Candidate) -> bool:
    """What somebody asks others to do: "councillors have called for an inquiry". That they asked can hardly be doubted, what they ask for is no fact."""
    return not c.title and bool(_REQUEST.match(c.shown)) and not c.figures


def definition(c: Candidate) -> bool:
    """What an encyclopedia or a statute says, today as yesterday: "Malaria is a disease that…", "Under the constitution, the president appoints…"."""
    return not c.attributed and not c.figures and not c.dated and bool(_DEFINING.match(c.shown) or (_RULES_SAY.match(c.shown) and not any(w.tag == "VBD" for w in c.words)))


def procedure(c: Candidate) -> bool:
    """When more will be known: "Results are expected on Thursday"."""
    return bool(_COMING.match(c.shown))


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
    if cut_short(c.words):
        return True
    return (not has_finite(c.words) and not c.attributed and not any(w.tag == "VBN" for w in c.words)) or not any(w.tag in FINITE or w.tag in ("VBG", "VB") or (w.tag == "VBN" and w.low.endswith("ed")) or w.low in _PASTS for w in c.words) or len(c.words) < 3 or (not nouns and len(c.words) < 7 and not _put_in_full(c, c.words[0]))


def cut_short(words: list[Word]) -> bool:
    """Whether the words begin with a verb that lacks its subject, end where something must follow, or have a verb in relative clauses only."""
    if not words:
        return True
    if words[0].tag in ("VBD", "VBZ") and words[0].low in (*BE, "has", "had"):
        return True
    if words[-1].low in ("of", "the", "a", "an", "and", "because", "after", "before", "from", "to", "with", "than", "while") and words[-1].tag in ("IN", "DT", "CC", "TO"):
        return words[-1].low not in ("after", "before", "to", "with", "from", "of") or words[-1].low == "after"
    if words[0].tag == "VBG" and not any(w.text == "," for w in words) and all(words[k - 1].tag == "PRP" for k, w in enumerate(words) if k and w.tag in FINITE):
        return True
    owed, relatives, verbs = 0, 0, False
    for i, word in enumerate(words):
        if word.tag in FINITE or word.low in _PASTS or (word.tag == "VBN" and word.low.endswith("ed") and i and words[i - 1].low not in BE and words[i - 1].low not in HAVE):
            verbs = True
            if not owed:
                return False
            owed -= 1
        elif i and (word.low in ("who", "which", "whose", "whom") or (word.low == "that" and word.tag in ("WDT", "IN") and words[i - 1].tag in ("NN", "NNS", "NNP", "NNPS", "CD", "RB"))):
            owed += 1
            relatives += 1
    # the tagger may have missed the main verb: more verbs than relative clauses leave one for it
    plain = [w for i, w in enumerate(words) if w.tag in ("VB", "VBD", "VBN", "VBP", "VBZ") and not (i and (words[i - 1].tag in ("TO", "MD") or words[i - 1].low in BE))]
    return verbs and len(plain) <= relatives


def _put_in_full(c: Candidate, head: Word) -> bool:
    """Whether the pronoun at the head is shown as whom it means."""
    return head.low in _PRONOUNS and head.low not in {word.lower() for word in re.findall(r"[\w’']+", c.shown)[:3]}


def unclear(c: Candidate) -> bool:
    """Nobody and nothing in it can be found again: "It was slightly damaged", "The search goes on", "There is nothing left here"."""
    if c.title or c.figures or c.dated or any(w.tag in ("NNP", "NNPS", "CD") for w in c.words):
        return False
    head = next((w for w in c.words if w.tag not in ("RB", "CC", '"')), None)
    if head is None:
        return True
    if _put_in_full(c, head):
        return False
    if any(w.low in ("that", "whether") and w.tag == "IN" for w in c.words[2:]):
        return False
    following = c.words[c.words.index(head) + 1 :]
    if head.low in _VAGUE_HEADS and not (head.tag == "DT" and following and following[0].tag in ("NN", "NNS", "JJ", "CD", "IN")):
        return len(c.words) <= (14 if head.low in ("we", "i", "you", "this", "that", "these", "those") else 7)
    return len(c.words) <= 4 and not c.attributed and not any(w.low in BE for w in c.words)


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
            if word.low in ("have", "has", "need", "needs") and i + 1 < len(c.words) and c.words[i + 1].tag == "TO":
                return not c.figures
            return word.low in _DUTY and not (word.low == "must" and i + 1 < len(c.words) and c.words[i + 1].low == "have") and not c.figures
    return False


def taste(c: Candidate) -> bool:
    """A feeling or a judgement of taste: "It was a wonderful evening", "I am deeply disappointed"."""
    if not c.figures and _OPINION.search(c.shown):
        return True
    for i, word in enumerate(c.words):
        if word.tag not in FINITE:
            continue
        if word.low not in BE and word.low not in _SEEMING and word.low not in ("remain", "remains"):
            if word.low in ("call", "called", "calls") and any(w.tag[:2] in ("NN", "PR") for w in c.words[:i]) and any(w.low in _VERDICTS or w.low in _TASTE for w in c.words[i + 1 :]):
                return not c.figures and not c.dated
            return word.low in ("love", "loves", "hate", "hates", "want", "hope", "thank", "welcome", "deserve", "deserves", "condemn", "applaud", "regret", "urge", "wish") and (i == 0 or c.words[i - 1].low in ("we", "i"))
        rest = c.words[i + 1 : i + 9]
        if not c.figures and any(w.low in ("a", "an", "by") for w in rest[:2]) and any(w.low in _VERDICTS for w in rest[:5]):
            return True
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
    if c.dated or c.figures or _FUTURE_TIMES.search(c.shown):
        return False
    for i, word in enumerate(c.words):
        if word.tag in FINITE:
            if word.low in ("will", "'ll", "’ll", "wo", "shall"):
                return True
            following = [w for w in c.words[i + 1 : i + 6] if w.tag != "RB"]
            if word.low in ("would", "could", "may", "might") and following:
                return (word.low == "would" and following[0].low in _EFFECTS and not (following[0].low == "be" and len(following) > 1 and following[1].tag in ("VBN", "VBG")) and not _decided(c)) or following[0].low in ("struggle", "worsen", "rise", "deepen")
            if following and (word.low in BE or word.low in ("expect", "expects", "expected")):
                to = next((k for k, w in enumerate(following) if w.tag == "TO"), None)
                told = word.low not in BE or any(w.low in _FORETOLD for w in following[:2])
                return told and to is not None and to + 1 < len(following) and following[to + 1].low in ("rise", "fall", "grow", "increase", "worsen", "improve", "continue", "climb", "drop", "decline", "remain")
            return False
    return False


def _decided(c: Candidate) -> bool:
    """ "Russia would help to build satellites", said by who can do it: somebody named is to act, which is a plan and no forecast."""
    return bool(c.words) and any(w.tag in ("NNP", "NNPS") for w in c.words[:4]) and not any(w.low in ("be", "mean", "violate", "breach", "break") for w in c.words)


def first_person(c: Candidate) -> bool:
    """Thanks, wishes, feelings and promises of the one who speaks, without a name, a figure or a date."""
    if c.figures or c.dated or any(w.tag in ("NNP", "NNPS") for w in c.words[1:]):
        return False
    lows = [w.low for w in c.words[:4]]
    return c.quoted and bool(lows) and lows[0] in ("i", "we") and any(low in ("hope", "want", "love", "thank", "feel", "wish", "pray", "need", "welcome", "like", "regret", "condemn", "believe", "think", "know", "take", "did", "do", "must", "should", "can", "are", "were", "was", "am", "hear") for low in lows[1:3])


RULES: tuple[Rule, ...] = (question, boilerplate, link_list, unreached, about_the_saying, reaction, request, no_proposition, heading, order, fragment, duty, taste, first_person, definition, procedure, bare_condition, undated_prediction, unclear)


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
