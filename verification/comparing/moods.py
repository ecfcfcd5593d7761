"""What a sentence only supposes or asks for: "if they agree", "urged them to agree", "demanded that he resign". Such a happening is named, not asserted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from verification.comparing.shapes import Mood

if TYPE_CHECKING:
    from verification.comparing.clauses import Token

CONDITIONS = (
    ("if",),
    ("unless",),
    ("in", "case"),
    ("in", "the", "event"),
    ("provided",),
    ("assuming",),
    ("should",),
    ("whether",),
    ("lest",),
)
OPEN_MODALS = frozenset(["would", "could", "might", "may", "will", "can", "shall", "'ll", "'d"])
# Verbs that ask for a deed, by what stands between them and the deed: "urged X to", "called for", "demanded that".
ASKING_TO = frozenset(
    [
        "urge",
        "ask",
        "call",
        "demand",
        "appeal",
        "press",
        "order",
        "instruct",
        "tell",
        "invite",
        "request",
        "beg",
        "encourage",
        "advise",
        "recommend",
        "pressure",
        "push",
        "implore",
        "command",
        "pressurise",
        "beseech",
        "exhort",
        "petition",
        "want",
        "require",
        "challenge",
        "implore",
        "summon",
        "plead",
        "lobby",
    ]
)
ASKING_THAT = frozenset(
    ["demand", "recommend", "propose", "suggest", "urge", "insist", "request", "ask", "hope", "wish", "pray", "require", "order"]
)
ASKING_FOR = frozenset(
    [
        "call",
        "appeal",
        "push",
        "press",
        "plead",
        "ask",
        "campaign",
        "lobby",
        "petition",
        "hope",
        "vote",
        "argue",
        "demonstrate",
        "protest",
        "rally",
        "bid",
        "apply",
    ]
)
WANTING = frozenset(
    [
        "demand",
        "seek",
        "request",
        "want",
        "urge",
        "recommend",
        "propose",
        "suggest",
        "consider",
        "contemplate",
        "discuss",
        "debate",
        "mull",
        "weigh",
        "advocate",
        "expect",
        "fear",
        "favour",
        "favor",
        "envisage",
        "threaten",
    ]
)
REACH = 14  # tokens between the verb that asks and the deed
MARKS = ",;:.—–"


def supposed_ranges(tokens: list[Token]) -> list[tuple[int, int]]:
    """Where the text supposes, as token ranges: from "if" to the next mark. "Should" supposes only where it opens a clause ("should talks fail")."""
    found = []
    for i, token in enumerate(tokens):
        low = token.word.low
        for words in CONDITIONS:
            if low != words[0] or tuple(t.word.low for t in tokens[i : i + len(words)]) != words:
                continue
            opens = i == 0 or tokens[i - 1].word.text in MARKS or tokens[i - 1].word.tag == "CC"
            if low in ("should", "provided", "assuming") and not opens:
                continue
            if low == "should" and not any(t.noun or t.word.tag == "PRP" for t in tokens[i + 1 : i + 4]):
                continue
            end = next((j for j in range(i + 1, len(tokens)) if tokens[j].word.text in MARKS), len(tokens))
            found.append((i, end))
            break
    return found


def mood_at(tokens: list[Token], i: int, supposed: list[tuple[int, int]]) -> Mood:
    """Whether the happening at *i* is asserted, supposed or asked for. What hangs on a condition by "would" or "could" is supposed with it."""
    if any(a < i < b for a, b in supposed):
        return Mood.SUPPOSED
    if _hangs_on_it(tokens, i, supposed):
        return Mood.SUPPOSED
    return Mood.WANTED if _asked_for(tokens, i) else Mood.ASSERTED


def _hangs_on_it(tokens: list[Token], i: int, supposed: list[tuple[int, int]]) -> bool:
    """Whether "would", "could" or "will" makes the verb at *i* the consequence of a condition told beside it; "whether" sets none."""
    if not tokens[i].verb or not any(tokens[a].word.low not in ("whether", "lest") for a, _ in supposed):
        return False
    for j in range(i - 1, max(-1, i - 7), -1):
        if tokens[j].word.text in MARKS or any(a <= j < b for a, b in supposed):
            return False
        if tokens[j].word.low in OPEN_MODALS:
            return True
        if tokens[j].word.tag in ("VBD", "VBZ", "VBP") and tokens[j].lemma not in ("be", "have"):
            return False
    return False


def _asked_for(tokens: list[Token], i: int) -> bool:
    """Whether a verb of asking, urging or demanding before *i* has the happening as what it asks for."""
    to = i - 1
    while to >= 0 and (tokens[to].word.tag == "RB" or tokens[to].lemma == "be"):
        to -= 1
    infinitive = to >= 0 and tokens[to].word.low == "to" and tokens[i].verb
    for j in range(i - 1, max(-1, i - REACH), -1):
        token = tokens[j]
        if token.word.text in ";:.—–" or (token.word.text == "," and not infinitive):
            return False
        if not (token.verb or token.word.low in ("calls", "call", "demands", "demand", "appeals", "appeal")):
            continue
        if token.lemma in ("be", "have", "do") or (infinitive and j > to):
            continue
        between = [t.word.low for t in tokens[j + 1 : i]]
        if infinitive and token.lemma in ASKING_TO and (between[:1] != ["to"] or token.lemma in ("ask", "demand")):
            return token.lemma != "want" or between[:1] != ["to"]
        if "that" in between and token.lemma in ASKING_THAT and _bare(tokens, i):
            return True
        if (
            token.lemma in ASKING_THAT
            and tokens[i].word.tag == "VB"
            and not infinitive
            and not any(t.word.tag == "MD" or t.lemma == "do" for t in tokens[j + 1 : i])
            and any(t.noun for t in tokens[j + 1 : i])
        ):
            return True
        if not tokens[i].verb or tokens[i].word.tag == "VBG":
            if token.lemma in ASKING_FOR and "for" in between[:2]:
                return True
            if token.lemma in WANTING and not any(t.verb for t in tokens[j + 1 : i]):
                return not any(t.word.tag in ("IN", "TO") and t.word.low not in ("of", "for") for t in tokens[j + 1 : i])
        if token.word.tag in ("VBD", "VBZ", "VBP", "MD"):
            return False
    return False


def _bare(tokens: list[Token], i: int) -> bool:
    """Whether the verb stands without tense behind its subject, as after "demanded that": "that the minister resign". Taggers take it for a noun."""
    token = tokens[i]
    if token.word.tag == "VB":
        return not any(t.word.tag == "MD" or t.lemma == "do" for t in tokens[max(0, i - 3) : i])
    behind_noun = i > 0 and (tokens[i - 1].noun or tokens[i - 1].word.tag in ("PRP", "RB"))
    return (
        behind_noun and token.word.low == token.lemma and not any(t.word.tag in ("VBD", "VBZ", "VBP", "MD") for t in tokens[i + 1 : i + 7])
    )
