"""When a word that can be a cue is one: "may" the month, permission or possibility; "could" read or could rain. Each condition looks at the words around a match."""

from __future__ import annotations

from collections.abc import Callable

from tracker.language.words import BE, Word

Condition = Callable[[list[Word], int, int], bool]

_ADVERBS = ("RB", "RBR", "RBS")
_PERMITTED = frozenset(
    "enter apply submit vote park appeal file register use choose request attend bring visit leave claim seek borrow carry wear "
    "keep withdraw cancel renew opt select order download participate join purchase buy smoke photograph swim camp fish hunt stay "
    "object elect transfer obtain collect contact call email access donate bid".split()
)
_ANYONE = frozenset(
    "visitors visitor passengers passenger residents resident voters voter applicants applicant students student members member "
    "employees employee customers customer candidates candidate parents readers players workers tenants citizens travellers "
    "travelers patients guests users owners holders pupils spectators drivers anyone everyone anybody everybody you nobody "
    "shoppers subscribers motorists taxpayers pensioners homeowners fans ticket-holders claimants defendants shareholders".split()
)
_ABLE = frozenset(
    "read write speak walk hear see feel smell understand remember afford swim count sense recognize recognise taste watch play "
    "sing type".split()
)
_CAPACITY = frozenset(
    "hold carry seat store accommodate fly house contain process handle hit strike travel lift generate reach sleep host cover "
    "transport produce fire launch withstand serve support detect deliver destroy cruise dive run last fit take power move see "
    "cost pack".split()
)
_MEASURES = frozenset(
    "km kilometers kilometres kilometer kilometre miles mile metres meters tonnes tons ton tonne kg kilograms pounds people "
    "passengers spectators rounds shells containers litres liters gallons barrels megawatts mw mph knots feet cars vehicles "
    "patients guests beds troops soldiers missiles warheads hours days fans worshippers inmates prisoners pupils students homes "
    "households visitors trucks aircraft planes vessels units gigabytes terabytes cubic square bushels pallets drones cattle "
    "animals mm cm nautical kph km/h".split()
)
_LIMITS = frozenset(
    "identify determine confirm verify say tell establish reach corroborate authenticate ascertain provide estimate comment "
    "elaborate specify explain".split()
)
_EVIDENCE = frozenset(
    "evidence findings results data images imagery footage video photos photographs analysis study survey tests signs intelligence "
    "clues traces debris report figures research investigation inquiry records documents everything examination marks wreckage "
    "pattern indications it all".split()
)
_OUTCOME = frozenset("cause culprit explanation reason origin scenario source motive outcome target result candidate impact effect".split())


def _next(words: list[Word], j: int, skip: tuple[str, ...] = _ADVERBS) -> Word | None:
    while j < len(words) and words[j].tag in skip:
        j += 1
    return words[j] if j < len(words) else None


def _before(words: list[Word], i: int, skip: tuple[str, ...] = _ADVERBS) -> Word | None:
    i -= 1
    while i >= 0 and words[i].tag in skip:
        i -= 1
    return words[i] if i >= 0 else None


def always(words: list[Word], i: int, j: int) -> bool:
    return True


def never(words: list[Word], i: int, j: int) -> bool:
    return False


def possible_may(words: list[Word], i: int, j: int) -> bool:
    """A modal, and not leave given to anyone who comes ("visitors may enter"); never the month or a name."""
    word = words[i]
    if word.tag != "MD" or (i == 0 and word.text == "May") or (i and word.text[0].isupper() and words[i - 1].text[:1].islower()):
        return False
    verb = _next(words, j)
    if verb is not None and verb.low == "not" and j + 1 < len(words):
        verb = _next(words, j + 1)
    subject = {w.low for w in words[max(0, i - 8) : i]}
    return not (verb is not None and verb.low in _PERMITTED and subject & _ANYONE and not subject & {"the", "these", "those"} - ({"the"} if "of" in subject else set()))


def possible_might(words: list[Word], i: int, j: int) -> bool:
    """A modal, not military might."""
    return words[i].tag == "MD"


def possible_could(words: list[Word], i: int, j: int) -> bool:
    """Not what somebody is able to do ("could read"), what a thing has room or reach for ("could hold 3 million rounds"), nor what could not be found out."""
    if words[i].tag != "MD":
        return False
    at = j
    while at < len(words) and words[at].tag in _ADVERBS and words[at].low not in ("not", "n't", "n’t"):
        if words[at].low == "only":
            return False
        at += 1
    if at >= len(words):
        return True
    if words[at].low in ("not", "n't", "n’t"):
        return False
    verb = words[at]
    if verb.low in _ABLE:
        return False
    rest = words[at + 1 : at + 9]
    if verb.low == "be" and rest and rest[0].low in ("seen", "heard", "felt", "smelled", "found", "read"):
        return False
    if verb.low in _CAPACITY and verb.low not in ("cost",):
        counted = any(w.tag == "CD" for w in rest)
        measured = any(w.low in _MEASURES for w in rest)
        if counted and (measured or verb.low in ("hold", "carry", "seat", "store", "accommodate", "house", "contain", "sleep", "fit")):
            return False
        if verb.low in ("see", "run") and not counted:
            return verb.low != "see"
    earlier = {w.low for w in words[max(0, i - 6) : i]}
    return not ("so" in earlier and "that" in earlier and verb.low not in ("be", "have"))


def inferred_must(words: list[Word], i: int, j: int) -> bool:
    """ "must have been", the conclusion; a duty that ends in a noun ("must have a permit") is none."""
    verb = _next(words, j)
    return verb is not None and (verb.tag in ("VBN", "VBD") or verb.low == "been") and not (verb.tag == "VBN" and verb.low not in ("been", "known") and j + 1 < len(words) and words[j + 1].tag == "NN" and verb.low.endswith("ed") and words[j].tag == "DT")


def superlative_not(words: list[Word], i: int, j: int) -> bool:
    """ "most likely", not "the most likely to win" of a comparison."""
    after = _next(words, j, ())
    return not (words[i].low == "quite" and after is not None and after.low == "the")


def little_doubt(words: list[Word], i: int, j: int) -> bool:
    return words[i].low in ("little", "few") or words[j - 1].low.startswith("doubt")


def clausal(words: list[Word], i: int, j: int) -> bool:
    """Before a clause, or as a comment on one: "is convinced that", "are confident the"."""
    after = _next(words, j, ())
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
    return not (before in ("as", "times", "less") or (before == "more" and any(w.low == "than" for w in words[j : j + 14])))


def likely_noun(words: list[Word], i: int, j: int) -> bool:
    return words[j - 1].low in _OUTCOME


def supposed(words: list[Word], i: int, j: int) -> bool:
    return words[i].low == "supposedly"


def appearance(words: list[Word], i: int, j: int) -> bool:
    """ "appears to", "seems that", "appeared unharmed"; not an appearance in court or on stage."""
    after = _next(words, j)
    if after is None or after.tag in (".", ",", ":"):
        before = _before(words, i)
        return before is not None and before.low == "it"
    if after.low in ("to", "that", "as", "like", "likely", "unlikely") or (after.tag in ("JJ", "JJR", "VBN", "VBG", "DT") and after.low not in ("this", "these")):
        return not (after.low == "to" and j + 1 < len(words) and words[j + 1].tag in ("DT", "NNP", "PRP", "NNS"))
    return False


def impersonal(words: list[Word], i: int, j: int) -> bool:
    after = _next(words, j)
    return after is not None and (after.low == "that" or after.tag in ("DT", "NNP", "PRP", "NNS", "CD", "EX"))


def indication(words: list[Word], i: int, j: int) -> bool:
    """ "signs that the fire", "indications of a struggle"; not "a sign of the times", and not where they are denied."""
    earlier = {w.low for w in words[max(0, i - 4) : i]}
    if earlier & {"no", "not", "n't", "without"}:
        return False
    return words[j - 1].low == "that" or words[i].low.startswith("indication")


def evidence_points(words: list[Word], i: int, j: int) -> bool:
    return any(w.low in _EVIDENCE for w in words[max(0, i - 8) : i])


def adjective(words: list[Word], i: int, j: int) -> bool:
    """Before a noun ("a potential leak"), not the noun itself."""
    after = _next(words, j, ())
    before = words[i - 1] if i else None
    return after is not None and after.tag in ("NN", "NNS", "JJ", "NNP", "VBG") and not (before is not None and before.tag in ("PRP$", "POS"))


def possible(words: list[Word], i: int, j: int) -> bool:
    """What may be so ("it is possible that", "a possible leak"); not what can be done ("made it possible to", "the fastest possible")."""
    before = words[i - 1] if i else None
    after = _next(words, j, ())
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
    after = _next(words, j, ())
    before = words[i - 1] if i else None
    if before is not None and before.low in BE:
        return True
    return after is not None and after.tag in ("NN", "NNS", "JJ", "NNP", "VBG", "NNPS") and not (before is not None and before.tag in ("PRP", "WP", "NNS"))


def fears(words: list[Word], i: int, j: int) -> bool:
    return words[i].low == "fears"


def chance_of(words: list[Word], i: int, j: int) -> bool:
    """ "a one in five chance": a likelihood; "one in five households": a count."""
    return any(w.low in ("chance", "chances", "probability", "likelihood", "odds", "risk") for w in words[j : j + 3])


def neg_raising(words: list[Word], i: int, j: int) -> bool:
    """ "do not believe that", not "do not believe in" or "do not think tanks"."""
    after = _next(words, j, ())
    before = words[i - 1] if i else None
    return before is not None and before.low in ("do", "does", "did", "don", "doesn", "didn") and after is not None and (after.low in ("that", "so") or after.tag in ("DT", "NNP", "PRP", "NNS", "EX", "PRP$", "NN", "JJ", "CD"))


def alleged(words: list[Word], i: int, j: int) -> bool:
    """The adjective ("the alleged attack"); the verb is a reporting verb."""
    after = _next(words, j, ())
    before = words[i - 1] if i else None
    if before is not None and before.low in BE:
        return True
    return after is not None and after.tag in ("NN", "NNS", "JJ", "NNP", "VBG") and (before is None or before.tag in ("DT", "PRP$", "POS", "IN", "JJ", "CD", ",", "CC", "VBG", "VBD", "VBN"))


def claimed(words: list[Word], i: int, j: int) -> bool:
    """The verb before a clause or an infinitive, or the noun before one: "claims that", "claimed to have"."""
    word = words[i]
    after = _next(words, j, ())
    if after is None:
        return False
    if word.tag in ("NN", "NNS"):
        follows = words[j + 1].tag if j + 1 < len(words) else ""
        return (after.low in ("of", "about", "by", "made") and word.tag == "NNS") or (after.low == "that" and follows not in ("MD", "VBZ", "VBD", "VBP"))
    if after.low in ("that", "to"):
        return True
    return word.tag.startswith("VB") and after.tag in ("PRP", "NNP", "DT", "EX", "NNS", "CD", ",", '"', ":")


def allegation(words: list[Word], i: int, j: int) -> bool:
    after = _next(words, j, ())
    return after is not None and after.low in ("that", "of")


def rumour(words: list[Word], i: int, j: int) -> bool:
    """What rumour has; not rumours that somebody talks about."""
    before = words[i - 1] if i else None
    if before is not None and before.low in ("on", "about", "these", "such", "those", "to"):
        return False
    after = _next(words, j, ())
    return after is not None and (after.low in ("that", "of", "about", "has", "have", "surfaced", "spread", "emerged", "circulated", "swirled", "grew", "persist", "persisted") or after.tag in ("VBD", "VBZ", "VBP", "VBG"))


def predicate(words: list[Word], i: int, j: int) -> bool:
    before = _before(words, i)
    return before is not None and (before.low in BE or before.low in ("remain", "remains", "remained"))


def real_if(words: list[Word], i: int, j: int) -> bool:
    """A condition; not "whether" ("asked if", "unclear if"), not "as if"."""
    before = _before(words, i)
    if before is None:
        return True
    return before.low not in (
        "as", "even", "what", "ask", "asks", "asked", "unclear", "know", "known", "see", "wonder", "wondered", "say", "determine", "clear", "sure", "certain", "asking", "check", "uncertain", "unsure",
        "decide", "investigating", "examining", "doubt", "learn", "me", "him", "them", "reporters", "knows", "tell", "if",
    )


def conditional_would(words: list[Word], i: int, j: int) -> bool:
    """ "would" of a condition; as the future of what was said in the past ("said it would open") it is none."""
    from_past = False
    for k in range(i - 1, -1, -1):
        word = words[k]
        if word.low in ("if", "unless", "were"):
            return True
        if word.tag in ("VBD", "VBN") and word.low not in BE:
            from_past = True
        if word.text in (";",):
            break
    if from_past:
        return False
    for word in words[j:]:
        if word.low in ("if", "unless"):
            return True
        if word.low in ("said", "added", "announced", "told", "warned", "wrote") and word.tag == "VBD":
            return False
    after = _next(words, j)
    return not (after is not None and after.low in ("like", "n't"))


def were_to(words: list[Word], i: int, j: int) -> bool:
    return any(w.low == "if" for w in words[max(0, i - 8) : i]) or i == 0


def inverted_should(words: list[Word], i: int, j: int) -> bool:
    return i == 0 and any(w.low in ("will", "would", "could", "may", "might") for w in words[j:])


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
    "supposed": supposed, "appearance": appearance, "looks": always, "passive": always, "impersonal": impersonal, "indication": indication,
    "evidence": evidence_points, "adjective": adjective, "possible": possible, "chance": chance, "suspected": suspected, "fears": fears, "chance_of": chance_of,
    "negraise": neg_raising, "alleged": alleged, "claimed": claimed, "allegation": allegation, "reports_say": always, "rumour": rumour, "limit": always, "predicate": predicate,
    "if": real_if, "would": conditional_would, "were_to": were_to, "should_inverted": inverted_should, "verbal": always, "no": negating_no,
    "subject_or_object": subject_or_object, "neither": always, "false_predicate": called_false, "zero": counted_zero, "booster": always,
}
