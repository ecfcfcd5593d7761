"""When a word that can be a cue is one: the "suspect" or what is suspected, an appearance in court or a seeming. Each condition looks at the words around a match.

The modal verbs have a module of their own, ``modals``."""

from __future__ import annotations

from collections.abc import Callable

from tracker.language.modals import (
    conditional_would,
    expected_should,
    inferred_must,
    inferred_must_be,
    inverted_had,
    inverted_should,
    possible_could,
    possible_may,
    possible_might,
    were_to,
)
from tracker.language.nearby import following, preceding
from tracker.language.words import BE, HAVE, Word

Condition = Callable[[list[Word], int, int], bool]

_EVIDENCE = frozenset(
    "evidence findings results data images imagery footage video photos photographs analysis study survey tests signs intelligence "
    "clues traces debris report figures research investigation inquiry records documents everything examination marks wreckage "
    "pattern indications it all".split()
)
_OUTCOME = frozenset("cause culprit explanation reason origin scenario source motive outcome target result candidate impact effect".split())


def always(words: list[Word], i: int, j: int) -> bool:
    return True


def never(words: list[Word], i: int, j: int) -> bool:
    return False


def superlative_not(words: list[Word], i: int, j: int) -> bool:
    """ "most likely", not "the most likely to win" of a comparison."""
    after = following(words, j, ())
    return not (words[i].low == "quite" and after is not None and after.low == "the")


def little_doubt(words: list[Word], i: int, j: int) -> bool:
    return words[i].low in ("little", "few") or words[j - 1].low.startswith("doubt")


def clausal(words: list[Word], i: int, j: int) -> bool:
    """Before a clause, or as a comment on one: "is convinced that", "are confident the"."""
    after = following(words, j, ())
    return after is not None and (after.low == "that" or after.tag in ("PRP", "DT", "NNP", "EX", "NNS"))


def preliminary(words: list[Word], i: int, j: int) -> bool:
    """Findings that are called early ("a preliminary examination confirms") and that say something."""
    for word in words[j : j + 6]:
        if word.low in ("suggest", "suggests", "suggested", "indicate", "indicates", "indicated", "point", "points", "pointed"):
            return False
        if word.low in ("show", "shows", "showed", "confirm", "confirms", "confirmed", "found", "find", "finds", "established", "reveal", "revealed", "shown", "prove", "proved", "put", "from"):
            return True
    return False


def likely_word(words: list[Word], i: int, j: int) -> bool:
    """Not in a comparison of equals ("twice as likely", "more likely to smoke than")."""
    before = words[i - 1].low if i else ""
    made = any(w.low in ("make", "makes", "made", "making") for w in words[max(0, i - 9) : i])
    return not (before in ("as", "times", "less") or (before == "more" and (made or any(w.low == "than" for w in words[j : j + 14]))))


def likely_noun(words: list[Word], i: int, j: int) -> bool:
    return words[j - 1].low in _OUTCOME


def supposed(words: list[Word], i: int, j: int) -> bool:
    return words[i].low == "supposedly"


def appearance(words: list[Word], i: int, j: int) -> bool:
    """ "appears to", "seems that", "appeared unharmed"; not an appearance in court or on stage."""
    after = following(words, j)
    if after is None or after.tag in (".", ",", ":"):
        before = preceding(words, i)
        return before is not None and before.low == "it"
    if after.low in ("to", "that", "as", "like", "likely", "unlikely") or (after.tag in ("JJ", "JJR", "VBN", "VBG", "DT") and after.low not in ("this", "these")):
        return not (after.low == "to" and j + 1 < len(words) and words[j + 1].tag in ("DT", "NNP", "PRP", "NNS"))
    return False


def impersonal(words: list[Word], i: int, j: int) -> bool:
    after = following(words, j)
    return after is not None and (after.low == "that" or after.tag in ("DT", "NNP", "PRP", "NNS", "CD", "EX"))


def indication(words: list[Word], i: int, j: int) -> bool:
    """ "signs that the fire", "indications of a struggle"; not "a sign of the times", and not where they are denied."""
    earlier = {w.low for w in words[max(0, i - 4) : i]}
    if earlier & {"no", "not", "n't", "without"}:
        return False
    return words[j - 1].low == "that" or words[i].low.startswith("indication")


def evidence_points(words: list[Word], i: int, j: int) -> bool:
    return any(w.low in _EVIDENCE for w in words[max(0, i - 8) : i])


def no_ground(words: list[Word], i: int, j: int) -> bool:
    """Suspicion that somebody has; "arrested on suspicion of theft" tells the ground of an arrest that did take place."""
    return not (i and words[i - 1].low == "on")


def told_of(words: list[Word], i: int, j: int) -> bool:
    """ "was reported to have fled"; "was reported to the police" tells who heard of it."""
    return j < len(words) and words[j].tag not in ("DT", "NNS", "NNP", "PRP", "PRP$", "CD", "NNPS")


def adjective(words: list[Word], i: int, j: int) -> bool:
    """Before a noun ("a potential leak"), not the noun itself."""
    after = following(words, j, ())
    before = words[i - 1] if i else None
    return after is not None and after.tag in ("NN", "NNS", "JJ", "NNP", "VBG") and not (before is not None and before.tag in ("PRP$", "POS"))


def possible(words: list[Word], i: int, j: int) -> bool:
    """What may be so ("it is possible that", "a possible leak"); not what can be done ("made it possible to", "the fastest possible")."""
    before = words[i - 1] if i else None
    after = following(words, j, ())
    if before is not None and (before.tag in ("JJS", "RBS") or (before.low in ("all", "every", "the", "as", "only", "any", "where", "if") and before.low != "the")):
        return False
    if after is not None and after.low == "to":
        return False
    earlier = {w.low for w in words[max(0, i - 4) : i]}
    return not (earlier & {"not", "n't", "longer"} and not (after is not None and after.low == "that"))


def chance(words: list[Word], i: int, j: int) -> bool:
    """ "the possibility that"; "a chance of rain"; not "a chance to speak", nor a chance that the text already puts a number or size to."""
    if words[i].low == "chance" and words[j - 1].low == "of":
        return any(w.low in ("a", "some", "any", "the") for w in words[max(0, i - 2) : i]) and not any(w.tag == "CD" for w in words[max(0, i - 4) : i])
    return not any(w.low in ("no", "little", "slim", "remote", "strong", "good") or w.tag == "CD" for w in words[max(0, i - 4) : i])


def suspected(words: list[Word], i: int, j: int) -> bool:
    """An adjective before what is suspected ("the suspected gunman"), or "is suspected"."""
    after = following(words, j, ())
    before = words[i - 1] if i else None
    if (before is not None and before.low in BE) or suspected_here(words, i):
        return True
    return after is not None and after.tag in ("NN", "NNS", "JJ", "NNP", "VBG", "NNPS") and not (before is not None and before.tag in ("PRP", "WP", "NNS"))


def looks(words: list[Word], i: int, j: int) -> bool:
    """ "looks set to", "it looks like the deal is dead", "looks as if"; not "looks like his father"."""
    if words[j - 1].low != "like":
        return True
    before = words[i - 1] if i else None
    return before is not None and before.low == "it"


def suspected_here(words: list[Word], i: int) -> bool:
    """A headline's passive: "Arson suspected in school fire"."""
    after = words[i + 1] if i + 1 < len(words) else None
    return bool(i) and words[i - 1].tag in ("NN", "NNP", "NNS") and (after is None or after.low in ("in", "after", "at", "as", "over", "behind")) and not any(w.tag in ("VBD", "VBZ", "VBP", "MD") for w in words if w is not words[i])


def existing(words: list[Word], i: int, j: int) -> bool:
    """ "there is a risk that", "poses a danger of"; not a risk that fell or is to be reduced."""
    earlier = [w.low for w in words[max(0, i - 6) : i]]
    return "there" in earlier and not {"no", "not", "n't", "n’t", "little"} & set(earlier) and any(low in BE for low in earlier)


def of_chances(words: list[Word], i: int, j: int) -> bool:
    """The predicate of chances: "the odds are slim", "prospects of a deal this week are remote"."""
    before = preceding(words, i)
    if before is None or not (before.low in BE or before.low in ("look", "looked", "looks", "remain", "remains", "remained", "seem", "seemed")):
        return False
    return any(w.low in ("odds", "chances", "chance", "prospects", "prospect", "likelihood", "probability", "hopes", "possibility") for w in words[max(0, i - 12) : i])


def still_to(words: list[Word], i: int, j: int) -> bool:
    """ "has yet to deliver", "is yet to be paid"."""
    before = preceding(words, i)
    return before is not None and before.low in BE | HAVE and not (j < len(words) and words[j].low == "come")


def far_from_being(words: list[Word], i: int, j: int) -> bool:
    """ "far from full", "far from being settled"; not "far from the coast"."""
    before, after = preceding(words, i), following(words, j, ())
    return before is not None and before.low in BE | {"remains", "remained", "looks", "seems"} and after is not None and after.tag in ("JJ", "VBN", "VBG", "RB", "IN")


def open_question(words: list[Word], i: int, j: int) -> bool:
    """Before "that" or "whether": nobody vouches for what could not be confirmed."""
    return j < len(words) and words[j].low in ("that", "whether", "if")


def long_as(words: list[Word], i: int, j: int) -> bool:
    """ "as long as the truce holds"; not "twice as long as before"."""
    before = words[i - 1] if i else None
    return not (before is not None and (before.tag == "CD" or before.low in ("twice", "times", "half", "thrice"))) and following(words, j, ()) is not None and words[j].tag not in ("IN", "CD")


def predicate_in_doubt(words: list[Word], i: int, j: int) -> bool:
    before = preceding(words, i)
    return before is not None and (before.low in BE or before.low in ("remain", "remains", "remained"))


def fears(words: list[Word], i: int, j: int) -> bool:
    return words[i].low == "fears"


def chance_of(words: list[Word], i: int, j: int) -> bool:
    """ "a one in five chance": a likelihood; "one in five households": a count."""
    return any(w.low in ("chance", "chances", "probability", "likelihood", "odds", "risk") for w in words[j : j + 3])


def neg_raising(words: list[Word], i: int, j: int) -> bool:
    """ "do not believe that", not "do not believe in" or "do not think tanks"."""
    after = following(words, j, ())
    before = words[i - 1] if i else None
    return before is not None and before.low in ("do", "does", "did", "don", "doesn", "didn") and after is not None and (after.low in ("that", "so") or after.tag in ("DT", "NNP", "PRP", "NNS", "EX", "PRP$", "NN", "JJ", "CD"))


def alleged(words: list[Word], i: int, j: int) -> bool:
    """The adjective ("the alleged attack"); the verb is a reporting verb."""
    after = following(words, j, ())
    before = words[i - 1] if i else None
    if before is not None and before.low in BE:
        return True
    return after is not None and after.tag in ("NN", "NNS", "JJ", "NNP", "VBG") and (before is None or before.tag in ("DT", "PRP$", "POS", "IN", "JJ", "CD", ",", "CC", "VBG", "VBD", "VBN"))


def claimed(words: list[Word], i: int, j: int) -> bool:
    """The verb before a clause or an infinitive, or the noun before one: "claims that", "claimed to have"."""
    word = words[i]
    after = following(words, j, ())
    if after is None:
        return False
    if word.tag in ("NN", "NNS"):
        follows = words[j + 1].tag if j + 1 < len(words) else ""
        return (after.low in ("of", "about", "by", "made") and word.tag == "NNS") or (after.low == "that" and follows not in ("MD", "VBZ", "VBD", "VBP"))
    if after.low in ("that", "to"):
        return True
    return word.tag.startswith("VB") and after.tag in ("PRP", "NNP", "DT", "EX", "NNS", "CD", ",", '"', ":")


def allegation(words: list[Word], i: int, j: int) -> bool:
    after = following(words, j, ())
    return after is not None and after.low in ("that", "of")


def rumour(words: list[Word], i: int, j: int) -> bool:
    """What rumour has; not rumours that somebody talks about."""
    before = words[i - 1] if i else None
    if before is not None and before.low in ("on", "about", "these", "such", "those", "to"):
        return False
    after = following(words, j, ())
    return after is not None and (after.low in ("that", "of", "about", "has", "have", "surfaced", "spread", "emerged", "circulated", "swirled", "grew", "persist", "persisted") or after.tag in ("VBD", "VBZ", "VBP", "VBG"))


def predicate(words: list[Word], i: int, j: int) -> bool:
    before = preceding(words, i)
    return before is not None and (before.low in BE or before.low in ("remain", "remains", "remained"))


def real_if(words: list[Word], i: int, j: int) -> bool:
    """A condition; not "whether" ("asked if", "unclear if"), not "as if"."""
    before = preceding(words, i)
    if before is None:
        return True
    return before.low not in (
        "as", "even", "what", "ask", "asks", "asked", "unclear", "know", "known", "see", "wonder", "wondered", "say", "determine", "clear", "sure", "certain", "asking", "check", "uncertain", "unsure",
        "decide", "investigating", "examining", "doubt", "learn", "me", "him", "them", "reporters", "knows", "tell", "if",
    )


def negating_no(words: list[Word], i: int, j: int) -> bool:
    """ "no containers were shipped"; not "No. 3", "no doubt", "no later than", "No 10", nor the answer "no,"."""
    after = words[j] if j < len(words) else None
    if after is None or after.tag in ("CD", ",", ".", ":", '"'):
        return False
    return after.low not in ("doubt", "question", "later", "less", "fewer", "matter", "wonder", "more", "sooner", "secret", "comment", "word", "immediate", "longer", "independent", "official", "one", "coincidence", "sign", "change") or after.low in ("sign", "change")


def subject_or_object(words: list[Word], i: int, j: int) -> bool:
    after = words[j] if j < len(words) else None
    return not (after is not None and after.low in ("but", "short", "less"))


def called_false(words: list[Word], i: int, j: int) -> bool:
    """The predicate ("is false", "called it groundless", "as a fabrication"), not an attribute of something else ("false teeth", "a fake passport")."""
    attribute = words[i].tag == "JJ" and j < len(words) and words[j].tag in ("NN", "NNS")
    for k in range(i - 1, max(-1, i - 7), -1):
        word = words[k]
        if attribute and word.tag == "IN" and word.low != "as":
            return False  # "was charged with fraud and false accounting"
        if word.low in BE or word.low in ("as", "called", "calls", "calling", "call", "branded", "labelled", "labeled", "deemed", "described", "proved", "proven", "considers", "considered", "termed"):
            return not (k + 1 < i and words[k + 1].low == "not")
        if word.tag not in ("RB", "DT", "JJ", "PRP", "NN", "NNS", "CC", "PRP$", "VBN", ",", "IN", "PDT"):
            return False
    return False


def counted_zero(words: list[Word], i: int, j: int) -> bool:
    return j < len(words) and words[j].tag in ("NNS", "JJ")


CONDITIONS: dict[str, Condition] = {
    "any": always, "never": never, "pseudo": never, "may": possible_may, "might": possible_might, "could": possible_could, "inference": inferred_must,
    "not_most_of": superlative_not, "little": little_doubt, "clausal": clausal, "preliminary": preliminary, "likely": likely_word, "likely_noun": likely_noun,
    "supposed": supposed, "appearance": appearance, "looks": looks, "passive": always, "impersonal": impersonal, "indication": indication,
    "evidence": evidence_points, "adjective": adjective, "no_ground": no_ground, "told_of": told_of, "possible": possible, "chance": chance, "suspected": suspected, "fears": fears, "chance_of": chance_of,
    "negraise": neg_raising, "alleged": alleged, "claimed": claimed, "allegation": allegation, "reports_say": always, "rumour": rumour, "limit": always, "predicate": predicate,
    "if": real_if, "would": conditional_would, "were_to": were_to, "should_inverted": inverted_should, "verbal": always, "no": negating_no,
    "subject_or_object": subject_or_object, "neither": always, "existing": existing, "of_chances": of_chances, "yet": still_to, "far_from": far_from_being,
    "open_question": open_question, "long_as": long_as, "in_doubt": predicate_in_doubt, "must_be": inferred_must_be, "should_expected": expected_should, "had_inverted": inverted_had, "false_predicate": called_false, "zero": counted_zero, "booster": always,
}
