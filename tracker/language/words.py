"""Words of a sentence with their parts of speech (Penn tags). What a word means for hedging or attribution is not decided here.

The word list is the one of Brill's tagger as TextBlob ships it; it is read from the wheel as a file, because importing TextBlob costs a second.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path


class Word:
    """One token: ``text[start:end]``, its lower case and its tag. ``quote`` is the number of the quotation it stands in, -1 for none."""

    __slots__ = ("end", "low", "quote", "start", "tag", "text")

    def __init__(self, start: int, end: int, text: str, low: str, tag: str = "", quote: int = -1) -> None:
        self.start, self.end, self.text, self.low, self.tag, self.quote = start, end, text, low, tag, quote

    def __repr__(self) -> str:
        return f"{self.text}/{self.tag}"


TOKEN = re.compile(
    r"(?:[A-Z]-)?(?:[A-Za-z]\.){2,}"
    r"|(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Sen|Rep|Gov|St|Jr|Sr|Capt|Sgt|Maj|Adm|Cmdr|Rev|Hon|Inc|Corp|Co|Ltd|Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec|[A-Z](?=\. [A-Z]))\.(?=[\s,])"
    r"|[A-Z][A-Za-z-]{1,6}\.(?=[,)])"
    r"|[$€£¥]?\d+(?:[.,:]\d+)*(?:[A-Za-z%]{1,3}(?!\w))?"
    r"|[^\W_]+(?:[-–][^\W_]+)*(?:['’`][^\W\d_]+)*(?:-[^\W_]+)*"
    r"|``|''|['’](?:s|re|ve|ll|d|m)\b|\.{2,}|--+|\S"
)
BE = frozenset("am is are was were be been being 's 're 'm ’s ’re ’m".split())
HAVE = frozenset(["have", "has", "had", "having", "'ve", "’ve", "'d", "’d"])
DO = frozenset(["do", "does", "did"])
MODALS = frozenset("may might could can would will shall should must cannot ca wo 'll ’ll 'd ’d ought".split())
CLOSED = {
    "to": "TO", "not": "RB", "n't": "RB", "n’t": "RB", "and": "CC", "or": "CC", "but": "CC", "nor": "CC", "the": "DT", "a": "DT", "an": "DT", "no": "DT", "this": "DT",
    "these": "DT", "those": "DT", "there": "EX", "who": "WP", "which": "WDT", "whose": "WP$", "whom": "WP", "what": "WP", "if": "IN", "whether": "IN",
    "because": "IN", "although": "IN", "though": "IN", "while": "IN", "whereas": "IN", "it": "PRP", "he": "PRP", "she": "PRP", "they": "PRP", "we": "PRP", "i": "PRP",
    "you": "PRP", "him": "PRP", "them": "PRP", "us": "PRP", "me": "PRP", "his": "PRP$", "their": "PRP$", "its": "PRP$", "our": "PRP$", "my": "PRP$", "your": "PRP$",
    "is": "VBZ", "are": "VBP", "was": "VBD", "were": "VBD", "am": "VBP", "be": "VB", "been": "VBN", "being": "VBG", "has": "VBZ", "have": "VBP", "had": "VBD",
    "do": "VBP", "does": "VBZ", "did": "VBD", "cannot": "MD", "ca": "MD", "wo": "MD", "'ll": "MD", "’ll": "MD", "'re": "VBP", "’re": "VBP", "'ve": "VBP", "’ve": "VBP",
    "'m": "VBP", "’m": "VBP", "when": "WRB", "where": "WRB", "why": "WRB", "how": "WRB", "than": "IN", "as": "IN", "like": "IN", "by": "IN", "may": "MD", "might": "MD",
    "could": "MD", "would": "MD", "will": "MD", "can": "MD", "should": "MD", "must": "MD", "shall": "MD", "likely": "JJ", "unlikely": "JJ", "said": "VBD", "says": "VBZ",
    "told": "VBD", "according": "VBG", "citing": "VBG", "including": "VBG", "near": "IN", "earlier": "RBR", "later": "RB", "ago": "RB", "also": "RB", "still": "RB",
    "more": "JJR", "so": "RB", "all": "DT", "both": "DT", "each": "DT", "every": "DT", "some": "DT", "any": "DT", "another": "DT", "that": "IN", "her": "PRP$",
    "u.s.": "NNP", "u.n.": "NNP", "uk": "NNP", "us.": "NNP", "online": "RB", "unveiled": "VBN", "spokesperson": "NN", "spokeswoman": "NN", "spokesman": "NN",
    "mayor": "NN", "minister": "NN", "believe": "VBP", "say": "VBP", "think": "VBP", "left": "VBD", "found": "VBD", "set": "VBD", "hit": "VBD", "cut": "VBD", "put": "VBD",
    "shut": "VBD", "read": "VBD", "spread": "VBD", "led": "VBD", "met": "VBD", "held": "VBD", "sent": "VBD", "lost": "VBD", "paid": "VBD", "made": "VBD", "sold": "VBD",
    "built": "VBD", "brought": "VBD", "caught": "VBD", "bought": "VBD", "won": "VBD", "shot": "VBD", "struck": "VBD", "fled": "VBD", "caused": "VBD", "died": "VBD",
    "images": "NNS", "rebels": "NNS", "officials": "NNS", "police": "NNS", "sources": "NNS", "reports": "NNS", "claims": "NNS", "rumors": "NNS", "rumours": "NNS",
    "plans": "NNS", "talks": "NNS", "shells": "NNS", "strikes": "NNS", "attacks": "NNS", "injured": "VBN", "wounded": "VBN", "deployed": "VBN", "downed": "VBD",
    "scrapped": "VBD", "resigned": "VBD", "collapsed": "VBD", "ammunition": "NN", "military": "JJ", "killed": "VBN", "staff": "NN", "chief": "NN", "head": "NN",
    "most": "JJS", "many": "JJ", "few": "JJ", "several": "JJ", "born": "VBN", "burst": "VBD", "cost": "VBD", "hurt": "VBN", "split": "VBD", "beat": "VBD", "quit": "VBD", "second": "JJ", "first": "JJ", "last": "JJ", "next": "JJ", "close": "VB", "per": "IN", "amid": "IN", "onto": "IN", "via": "IN", "despite": "IN",
}
_SUFFIXES = (
    ("ly", "RB"), ("ing", "VBG"), ("ed", "VBN"), ("ness", "NN"), ("ment", "NN"), ("tion", "NN"), ("sion", "NN"), ("ity", "NN"), ("ship", "NN"), ("ism", "NN"),
    ("ist", "NN"), ("able", "JJ"), ("ible", "JJ"), ("ful", "JJ"), ("ous", "JJ"), ("ive", "JJ"), ("less", "JJ"), ("ic", "JJ"), ("al", "JJ"), ("ish", "JJ"),
    ("ss", "NN"), ("us", "NN"), ("is", "NN"), ("s", "NNS"),
)
_SPOKEN = frozenset("fear doubt hope claim estimate report plan suspect blame hint fears doubts hopes claims estimates reports plans suspects blames hints".split())
_ONLY_PARTICIPLES = frozenset("taken given seen written shown known done drawn grown thrown flown driven risen fallen broken spoken chosen stolen hidden forgotten eaten beaten worn torn sworn shaken frozen".split())
_BARE = frozenset("burst hit cut put set shut read spread cost hurt split cast bet bid beat quit".split())
_NOMINAL = frozenset(["DT", "PRP$", "POS", "JJ", "JJR", "JJS", "CD"])
_VERBAL = frozenset(["VB", "VBP", "VBD", "VBN", "VBZ", "NN"])
_STOPS = frozenset([".", ";", ":", "?", "!", '"', "“", "”", "(", ")", "—", "–", "--", "-"])


@lru_cache(maxsize=1)
def _lexicon() -> dict[str, str]:
    spec = find_spec("textblob")
    tags: dict[str, str] = {}
    if spec is None or not spec.submodule_search_locations:
        return tags
    path = Path(spec.submodule_search_locations[0], "en", "en-lexicon.txt")
    for line in path.read_text(encoding="utf-8").splitlines():
        word, _, tag = line.partition(" ")
        if tag and not word.startswith(";"):
            tags[word] = tag
    return tags


def known_tag(word: str) -> str | None:
    """The most frequent tag of *word* as spelled, None for a word that the list does not hold."""
    return CLOSED.get(word) or _lexicon().get(word)


def _split(piece: str, start: int) -> list[Word]:
    """One whitespace-free piece into words; "didn't" → "did", "n't", "minister's" → "minister", "'s"."""
    low = piece.lower()
    cut = 0
    if len(piece) > 2 and ("'" in piece or "’" in piece):
        if low.endswith(("n't", "n’t")) and len(piece) > 3:
            cut = len(piece) - 3
        elif low.endswith(("'s", "’s", "'d", "’d", "'m", "’m")):
            cut = len(piece) - 2
        elif low.endswith(("'re", "’re", "'ve", "’ve", "'ll", "’ll")):
            cut = len(piece) - 3
    if cut > 0:
        return [Word(start, start + cut, piece[:cut], low[:cut]), Word(start + cut, start + len(piece), piece[cut:], low[cut:])]
    return [Word(start, start + len(piece), piece, low)]


def words_of(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words and marks of ``text[start:end]``, in order and tagged; offsets count from the beginning of *text*."""
    found: list[Word] = []
    for match in TOKEN.finditer(text, start, len(text) if end is None else end):
        piece = match.group()
        if ("'" in piece or "’" in piece) and len(piece) > 2:
            found.extend(_split(piece, match.start()))
        else:
            found.append(Word(match.start(), match.end(), piece, piece.lower()))
    tag(found)
    return found


_COMPASS = frozenset("north south east west northern southern eastern western central new san los saint great united".split())


def _titled(words: list[Word]) -> bool:
    """Whether nearly every longer word has a capital, as in the headlines of some houses."""
    long = [w for w in words if len(w.text) > 3 and w.text[0].isalpha()]
    return len(long) >= 4 and sum(1 for w in long if w.text[0].isupper()) >= 0.8 * len(long)


def _first_tag(word: Word, opening: bool, titled: bool, lexicon: dict[str, str]) -> str:
    text, low = word.text, word.low
    head = text[0]
    if head.isdigit() or (head in "$€£¥" and len(text) > 1):
        return "CD"
    if text in "'‘’" or text in ("``", "''"):
        return '"'
    if not head.isalpha() and head not in "'’" and low not in CLOSED:
        return '"' if head in "\"“”„«»" else text if text in ",.:;()!?" else "."  if text[0] in "….?!" else ":"
    if text[-1] == "." and len(text) > 1 and head.isupper():
        return "NNP"
    if head.isupper():
        if text in ("WHO", "IT", "US", "IS", "MAY") and not titled and not (opening and text == "IT"):
            return "NNP"
        if titled or opening:
            tag = CLOSED.get(low) or lexicon.get(low)
            if tag and not (low == "may" and not titled):
                if opening and not titled and tag[0] in "NVJ" and lexicon.get(text, "") == "NNP":
                    return "NNP"
                return tag if not (titled and tag.startswith("JJ") and lexicon.get(text) == "NNP") else "NNP"
            return lexicon.get(text, "NNPS" if low.endswith("s") and not opening and low[:-1] in lexicon else "NNP")
        if low == "i":
            return "PRP"
        if len(text) == 1 and low == "a":
            return "DT"
        tag = lexicon.get(text)
        if tag is None or tag in ("NN", "NNS", "JJ", "VB", "MD", "FW", "IN", "RB", "VBP", "VBD", "VBN", "VBZ", "VBG"):
            return "JJ" if tag == "JJ" and low.endswith(("an", "ish", "ese", "ian")) else "NNP"
        return tag
    tag = CLOSED.get(low)
    if tag:
        return tag
    tag = lexicon.get(text)
    if tag:
        return tag
    if "-" in text:
        return "VBG" if low.endswith("ing") else "JJ"
    for suffix, tag in _SUFFIXES:
        if low.endswith(suffix):
            return tag
    return "NN"


def tag(words: list[Word]) -> None:
    """Sets the tags, first by the word list, then by what stands around."""
    lexicon = _lexicon()
    titled = _titled(words)
    opening = True
    for i, word in enumerate(words):
        word.tag = _first_tag(word, opening, titled, lexicon)
        if opening and word.low in _COMPASS and i + 1 < len(words) and words[i + 1].text[0].isupper():
            word.tag = "NNP"
        opening = word.text in "\"“”‘(:—–-•*." or (opening and not word.text[0].isalnum())
    _correct(words)


def _verb_base(low: str) -> bool:
    tag = known_tag(low)
    return tag in ("VB", "VBP", "NN", "VBD", "VBN", "JJ", "IN", "NNP", None)


_PAST_ONLY = frozenset(  # whose participle is another word: "came", never "has came"
    "arose ate awoke became began blew bore broke came chose did drew drank drove fell flew forbade foresaw forgave forgot froze gave grew knew mistook overcame overtook "
    "rang ran rode rose sang sank saw shook shrank spoke sprang stole swam swore threw took tore undertook underwent went were was withdrew woke wore wrote".split()
)


def _correct(words: list[Word]) -> None:
    size = len(words)
    before = ""          # tag of the word before
    aux = ""             # the auxiliary that still waits for its verb: TO, MD, HAVE, BE, DO
    for i, word in enumerate(words):
        tag, low = word.tag, word.low
        after = words[i + 1] if i + 1 < size else None
        if low in ("'s", "’s"):
            previous = words[i - 1] if i else None
            verbal = previous is not None and (previous.tag in ("PRP", "EX", "WP", "WRB", "DT") or previous.low in ("that", "here"))
            tag = "VBZ" if verbal else "POS"
        elif low == "that":
            if after is not None and before not in ("NN", "NNS", "NNP") and after.tag in ("NN", "JJ") and before in ("IN", "", "VB", "CC", "TO"):
                tag = "DT"
            elif before in ("NN", "NNS") and after is not None and after.tag in ("MD", "VBZ", "VBD", "VBP"):
                tag = "WDT"
            elif before == "JJ" and i > 1 and words[i - 2].tag in ("DT", "PRP$", "JJ", "JJR") and after is not None and after.tag == "MD":
                tag = "WDT"  # "its smaller rival that could": the adjective stands for a noun
            elif after is not None and (after.tag in ("MD", "VBZ", "VBD") and before in ("", "CC", ",", ".", '"', ":")):
                tag = "DT"
        elif low == "her" and after is not None and after.tag not in ("NN", "NNS", "JJ", "NNP", "CD", "VBG", "VBN"):
            tag = "PRP"
        elif low == "so" and after is not None and before in (",", "") and after.tag in ("NNP", "PRP", "DT", "NNS", "NN", "EX"):
            tag = "CC"
        elif low in ("might", "will", "can", "must") and before in _NOMINAL and not (before == "CD" and words[i - 1].low == "one"):
            tag = "NN"
        elif low == "may" and word.text == "May" and tag == "MD" and i and not (after is not None and after.tag in ("VB", "RB", "VBP", "NN", "VBD", "VBN")):
            tag = "NNP"
        elif tag in _VERBAL or tag in ("NNS", "VBG", "JJ", "VBZ"):
            tag = _verb_tag(words, i, tag, low, before, aux, after)
        if tag == "VBN" and low in _PAST_ONLY:
            tag = "VBD"
        word.tag = tag
        if low in HAVE and tag[0] == "V":
            aux = "HAVE"
        elif low in BE and tag[0] == "V":
            aux = "BE"
        elif low in DO and tag[0] == "V":
            aux = "DO"
        elif tag in ("TO", "MD"):
            aux = tag
        elif tag not in ("RB", "RBR", "PRP", "EX") or (tag in ("PRP", "EX") and i and aux not in ("DO", "HAVE", "BE", "MD")):
            aux = ""
        before = tag


def _verb_tag(words: list[Word], i: int, tag: str, low: str, before: str, aux: str, after: Word | None) -> str:
    if tag in ("NN", "NNS") and low in _SPOKEN and before in ("NNP", "NNPS", "NNS", "NN") and after is not None and (after.tag in ("DT", "PRP", "EX", "CD") or after.low in ("that", "victory", "responsibility", "credit", "whether")):
        return "VBZ" if tag == "NNS" else "VBP"
    if tag == "NNS" and low == "reports" and before in ("NNP", "NNPS", "NN") and (after is None or after.text in (",", ".")) and _after_a_clause(words, i):
        return "VBZ"
    if tag == "NN" and low.endswith("ing") and len(low) > 5 and after is not None and after.tag in ("DT", "PRP$", "PRP") and before not in ("DT", "JJ", "PRP$"):
        return "VBG"
    if tag == "NNS" and low in _SPOKEN and before == "," and i > 2 and words[i - 2].tag == "NNP" and after is not None and after.low == "that" and not any(w.tag in ("VBD", "VBZ", "VBP", "MD") for w in words[:i]):
        return "VBZ"  # "Her rival, Ida Moss, claims that": the comma closes an apposition
    if tag in ("NN", "VB") and (low in _SPOKEN or low in ("show", "suggest", "indicate")) and before == "NNS" and (after is None or after.tag in (",", ".", "IN")) and _after_a_clause(words, i):
        return "VBP"
    if low == "lead" and tag in ("VB", "VBP") and not aux and before not in ("PRP", "NNS", "NNPS", "NNP", "NN", "RB", "TO", "MD") and after is not None and after.tag == "NN":
        return "JJ"  # "lead author Ida Moss said"
    if low == "close" and after is not None and after.low == "to" and before.startswith("NN"):
        return "JJ"
    if tag == "VB" and before == "NN" and aux == "" and (after is None or after.tag in (",", ".")):
        return "NN"
    if low in _BARE and before in _NOMINAL - {"CD"}:
        return "NN"
    if aux in ("TO", "MD", "DO"):
        if tag in ("VBP", "NN", "VB", "VBD", "VBN", "JJ") and not low.endswith(("ed", "ing")):
            if aux == "TO" and tag in ("NN", "JJ") and (_lexicon().get(low) in ("NN", "JJ") and (after is None or after.tag in ("NN", "NNS", "IN", ",", ".", "CC", "VBZ", "VBD"))):
                return "VB" if tag == "NN" and after is not None and after.tag == "DT" else tag
            return "VB" if tag != "JJ" or aux != "TO" else tag
        return tag
    if aux == "HAVE":
        return "VBN" if tag in ("VBD", "VBN", "VB", "VBP") and low not in BE - {"been"} and low not in ("to",) else tag
    if aux == "BE":
        return "VBN" if tag == "VBD" and low not in BE and low not in HAVE else tag
    if before == "DT" and words[i - 1].low in ("some", "all", "both") and after is not None and after.low == "that" and low in ("note", "say", "argue", "believe", "think", "fear", "claim", "warn"):
        return "VBP"
    if tag in ("VB", "VBP") and before in ("DT", "PRP$", "POS", "JJ") and low not in BE and low not in HAVE and low not in DO:
        return "NN"
    if tag == "VBZ" and before in ("PRP$", "POS", "JJ", "CD") and low not in BE and low not in HAVE:
        return "NNS"
    if tag == "NNS" and before in ("PRP", "NNP", "WP", "WDT", "NN", ",") and after is not None and low not in ("police",):
        base = known_tag(low[:-1]) or (known_tag(low[:-2]) if low.endswith("es") else None)
        starts_object = after.tag in ("DT", "PRP", "PRP$", "EX") or after.low in ("that", "to") or (after.tag == "NNP" and before in ("PRP", "NNP", "WP"))
        if base in ("VB", "VBP", "NN") and (before in ("PRP", "WP") or (starts_object and before != ",")):
            return "VBZ"
    if tag == "VB" and before in ("NNS", "PRP", "NNPS", "WP", "WDT") and not aux and _lexicon().get(low) in ("VB", "VBP"):
        return "VBP"
    if tag == "VB" and before == "RB" and not aux and i > 1 and words[i - 2].tag in ("NNS", "NNPS") and words[i - 1].low not in ("not", "n't", "n’t"):
        return "VBP"
    if tag in ("NN", "VB") and before in ("NNS", "PRP", "WP") and after is not None:
        takes_object = after.tag in ("DT", "PRP", "PRP$", "EX", "NNP", "TO", "CD") or after.low in ("that", "whether") or before == "PRP"
        if takes_object and (tag == "VB" or _lexicon().get(low) in ("VB", "VBP") or low in _SPOKEN or low in ("face", "back", "show")):
            return "VBP"
    if tag in ("VBN", "VBD") and low not in BE and low not in HAVE and low not in DO:
        return _past_or_participle(words, i, low, before, after)
    return tag


def _after_a_clause(words: list[Word], i: int) -> bool:
    """Whether the name before ``words[i]`` stands behind a whole clause and a comma: "the wing cracked, the Aero Daily | reports"."""
    start = i
    while start and words[start - 1].tag in ("NNP", "NNPS", "NN", "NNS", "JJ", "DT", "POS"):
        start -= 1
    return start > 1 and words[start - 1].text == "," and any(word.tag in ("VBD", "VBZ", "VBP", "MD") for word in words[: start - 1])


def _past_or_participle(words: list[Word], i: int, low: str, before: str, after: Word | None) -> str:
    """A bare "-ed" form is the verb of its clause unless a finite verb follows before the clause ends ("containers shipped from Rajin were seized")."""
    if low in _ONLY_PARTICIPLES:
        return "VBN"
    if low in ("appeared", "seemed") and not any(w.low in HAVE for w in words[max(0, i - 3) : i]):
        return "VBD"  # no passive: without "have" they are the verb of their clause
    if before in ("PRP", "WP", "WDT", "EX") or (after is not None and after.low == "that" and after.tag == "IN"):
        return "VBD"
    if low in ("said", "told") and before != "IN":
        return "VBD"
    if before in ("DT", "PRP$", "POS", "JJ") and after is not None and after.tag in ("NN", "NNS", "JJ", "NNP"):
        return "VBN"
    if before == "," and after is not None and after.tag == "TO" and sum(w.text == "," for w in words[:i]) == 2 and not any(w.tag in ("VBD", "VBZ", "VBP", "MD") for w in words[:i]):
        return "VBD"  # "The candidate, Marta Roe, refused to": the comma closes an apposition
    if after is not None and after.low == "by" and before in ("NN", "NNS", "NNP", ",", "CD", "CC"):
        return "VBN"
    for j in range(i + 1, min(i + 14, len(words))):
        word = words[j]
        if word.tag in _STOPS or word.tag in (",", "CC", "WP", "WDT", "WRB") or word.low in ("that", "because", "after", "as", "if", "when", "while", "before"):
            break
        if before.startswith("NN") and j <= i + 4 and word.tag in ("VBZ", "NNS") and j + 1 < len(words) and words[j + 1].low == "that" and word.low in ("shows", "suggests", "says", "reveals", "indicates", "claims") and not any(w.low in ("that", "which", "who") for w in words[max(0, i - 5) : i]):
            return "VBN"  # "video posted online shows that"
        if word.tag == "MD" or ((word.low in BE or word.low in HAVE or word.low in DO) and word.tag in ("VBZ", "VBD", "VBP")):
            # "officials said the ship was sunk": another subject between means another clause
            between = words[i + 1 : j]
            fresh = between and (between[0].tag in ("DT", "PRP", "PRP$", "EX", "NNP", "NNS", "CD", "JJ") and low not in ("based", "made", "held"))
            return "VBD" if fresh or not before.startswith(("NN", "CD")) else "VBN"
    if before == "JJ" and words[i - 1].low == "first" and i > 1 and words[i - 2].tag.startswith("NN") and after is not None and after.tag in ("DT", "NNP", "PRP$"):
        words[i - 1].tag = "RB"
        return "VBD"  # "The Ledger first reported the talks"
    if before in ("IN", "DT", "JJ", "TO") or before.startswith("VB"):
        return "VBN"
    if before == "," and not any(w.tag in ("VBD", "VBZ", "VBP", "MD") for w in words[:i]) and (after is None or after.tag in (",", ".")):
        return "VBD"
    if before in (",", "(", "", '"') and not low.startswith(("said", "told")):
        # ", hit by drones": after a comma a bare form more often describes than asserts
        return "VBN" if after is None or after.tag in ("IN", "TO", "RB", ",") else "VBD"
    return "VBD"
