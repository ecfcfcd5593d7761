"""What stands around a verb: negation, voice, plans, rejection. What the verb means is not decided here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from verification.comparing.lexicon import loose

if TYPE_CHECKING:
    from verification.comparing.clauses import Token

FAILING = frozenset(["fail", "refuse", "decline", "deny", "reject", "dispute", "avoid", "stop", "prevent", "refute", "rebut", "abandon", "drop", "cancel", "scrap", "block", "veto", "thwart", "foil"])
DROPPED = frozenset(["bomb", "shell", "grenade", "missile", "rocket", "explosive", "munition", "mine", "leaflet", "weapon", "aid", "food", "supply"])
LIGHT = frozenset(["happen", "occur", "strike", "hit", "take", "break", "make", "have", "do", "be", "get", "go", "come", "become", "remain", "stay", "keep", "leave", "result", "follow", "cause", "spark", "trigger", "rip", "shake", "rock", "jolt", "sweep", "tear", "stand", "reach", "begin", "start", "continue", "suffer", "see", "face"])


REASONS = frozenset(["because", "due", "owing", "amid", "over", "after", "before", "since", "following", "despite", "during", "thanks", "as"])  # what stands behind them is not called off


def negated_at(tokens: list[Token], i: int) -> bool:
    """Whether a word of negation reaches the verb or noun at *i* within its clause."""
    clause = tokens[i].clause
    steps = 0
    behind_reason = tokens[i].word.low in REASONS
    for j in range(i - 1, max(-1, i - 12), -1):
        token = tokens[j]
        behind_reason = behind_reason or token.word.low in REASONS
        if token.clause != clause or token.word.text in ",;:" or token.speech:
            break
        low = token.word.low
        if low in ("not", "n't", "n’t", "never", "cannot") and steps <= 4:
            return not (j + 1 < len(tokens) and tokens[j + 1].word.low in ("only", "just"))
        if low in ("no", "none", "nobody", "neither", "nothing") and low != "nor":
            after = tokens[j + 1].word.low if j + 1 < len(tokens) else ""
            return after not in ("longer", "fewer", "less", "more", "later", "doubt", "matter", "one's")
        if low == "without":
            return steps <= 3
        if token.lemma == "drop" and any(t.lemma in DROPPED for t in tokens[j + 1 : j + 5]):
            continue  # "dropped bombs" were not given up
        if token.lemma in FAILING and not behind_reason and (token.verb or token.word.tag[:1] == "N") and steps <= 5 and j != i:
            following = tokens[j + 1].word
            if token.word.tag == "VBN" and following.tag[:1] == "N" and (not j or tokens[j - 1].word.tag in ("DT", "PRP$", "JJ")):
                continue  # "a blocked drain flooded the street": what is blocked is no deed that failed
            if token.lemma in ("deny", "dispute", "refute", "rebut", "avoid", "prevent", "stop", "reject", "abandon", "drop", "cancel", "scrap", "block", "veto", "thwart", "foil") or following.low == "to":
                return not negated_at(tokens, j)
        if token.verb and token.lemma not in ("be", "have", "do") and steps and token.lemma not in LIGHT:
            steps += 2
        steps += 0 if token.word.tag in ("CD", "JJ") else 1
    return False


def is_predicative(tokens: list[Token], i: int) -> bool:
    """Whether the adjective is what is said of the subject: "the pilot was (not) drunk"."""
    j = i - 1
    while j >= 0 and tokens[j].word.tag == "RB":
        j -= 1
    return j >= 0 and tokens[j].lemma == "be" and (i + 1 >= len(tokens) or not tokens[i + 1].noun) and not tokens[i].figure and tokens[i].lemma not in loose()


def turned_down(tokens: list[Token], i: int) -> bool:
    """Whether the named happening is what the main verb rejects, denies or drops: "rejected a ceasefire", "denied any involvement in the attack"."""
    for j in range(i - 1, max(-1, i - 5), -1):
        if tokens[j].verb:
            return tokens[j].lemma in ("reject", "deny", "cancel", "scrap", "drop", "abandon", "refuse", "dispute", "avoid", "prevent", "block", "veto", "thwart", "foil") and not tokens[j].beside
        if tokens[j].word.text in ",;:" or (tokens[j].word.tag == "IN" and tokens[j].word.low not in ("of", "in")):
            return False
    return False


def is_reduced(tokens: list[Token], i: int) -> bool:
    """Whether a participle only describes the noun before it: "the containers shipped from Rajin could hold …"."""
    if tokens[i].word.tag not in ("VBN", "VBD") or not i or not (tokens[i - 1].noun or tokens[i - 1].word.tag == "RB"):
        return False
    if tokens[i].word.tag == "VBD" and i + 1 < len(tokens) and tokens[i + 1].word.tag not in ("IN", "TO"):
        return False
    for token in tokens[i + 1 : i + 16]:
        if token.word.text in ",;" or token.clause != tokens[i].clause or token.word.tag == "CC" or token.speech:
            return False
        if token.word.tag in ("MD", "VBZ", "VBP") or token.word.tag == "VBD":
            return True
    return False


def is_passive(tokens: list[Token], i: int, size: int, transitive: bool) -> bool:
    """Whether the subject is the one it was done to. Headlines leave out the auxiliary ("Minister arrested over …"); only verbs that need an object are taken so."""
    tag = tokens[i].word.tag
    if tag not in ("VBN", "VBD", "JJ"):
        return False
    for j in range(i - 1, max(-1, i - 6), -1):
        low = tokens[j].word.low
        if tokens[j].lemma in ("be", "get") and (tokens[j].verb or low in ("'s", "be")):
            return True
        if tokens[j].lemma == "have" or low in ("to",) or tokens[j].verb:
            return False
        if tokens[j].noun or tokens[j].word.text == ",":
            break
    after = tokens[i + size] if i + size < len(tokens) else None
    if size > 1 and tokens[i + size - 1].noun and not (after is not None and after.word.low == "by"):
        return False  # "imposed sanctions": the object is told already
    if after is not None and after.figure:
        return False
    if after is not None and after.word.low == "by":
        return True
    return transitive and i > 0 and (after is None or after.word.tag in ("IN", ".", ",", "TO", "CC"))


def is_planned(tokens: list[Token], i: int) -> bool:
    """Whether the happening lies ahead: "will send", "plans to send", "is to send"."""
    for j in range(i - 1, max(-1, i - 8), -1):
        token = tokens[j]
        if token.clause != tokens[i].clause or token.word.text in ",;":
            return False
        if token.word.low in ("will", "shall", "wo", "'ll", "would", "going"):
            return True
        if token.word.low == "to" and i - j <= 3:
            before = tokens[j - 1] if j else None
            return before is not None and (
                before.lemma in ("plan", "talk", "intend", "intention", "set", "agree", "pledge", "promise", "vow", "prepare", "expect", "be", "decide", "threaten", "offer", "want", "due", "aim", "seek", "ready", "poise", "schedule", "propose", "hope", "wish", "likely", "about", "determine", "commit", "undertake", "gear", "consider", "mean", "resolve", "opt", "elect", "forecast", "predict", "tip", "slate", "bind")
                or (before.word.tag in ("NNP", "NNS", "NNPS") and not any(t.verb for t in tokens[:j]))
            )
    return False


def is_past(tokens: list[Token], i: int) -> bool:
    """Whether the verb tells what was done: a past tense, or a participle behind "has", "was" or "been"."""
    tag = tokens[i].word.tag
    if tag == "VBD":
        return True
    if tag != "VBN":
        return False
    for j in range(i - 1, max(-1, i - 5), -1):
        if tokens[j].lemma in ("be", "have", "get") and tokens[j].verb:
            return not any(t.word.tag == "MD" for t in tokens[max(0, j - 3) : j])
        if tokens[j].word.tag not in ("RB", "VBN", "VBD"):
            return tokens[j].noun
    return False


def is_ahead(tokens: list[Token], i: int) -> bool:
    """Whether "may", "might" or "could" leaves the deed open for later: "may resign", "could be sacked"; never "may have resigned"."""
    for j in range(i - 1, max(-1, i - 5), -1):
        if tokens[j].word.low in ("may", "might", "could", "can", "should"):
            return not any(t.lemma == "have" for t in tokens[j + 1 : i]) and tokens[i].word.tag in ("VB", "VBN", "VBP")
        if tokens[j].word.tag != "RB" and tokens[j].word.low != "be":
            return False
    return False
