"""The modal verbs: "may" the month, permission or possibility; "could" read or could rain; "must" of duty or of inference; "would" of a condition. Other cues live in conditions."""

from __future__ import annotations

from tracker.language.nearby import following, subject_before
from tracker.language.words import BE, Word

_PERMITTED = frozenset(
    "enter apply submit vote park appeal file register use choose request attend bring visit leave claim seek borrow carry wear "
    "keep withdraw cancel renew opt select order download participate join purchase buy smoke photograph swim camp fish hunt stay "
    "object elect transfer obtain collect contact call email access donate bid present delete gather march assemble protest travel "
    "marry adopt drive cross dive inspect copy share post reuse return exchange serve".split()
)
_UNDERGONE = frozenset(
    "be have become face lose suffer need experience find feel get die fall see hear notice struggle fail receive develop think believe "
    "want know remember forget miss recognise recognize benefit contain cause lead result reject".split()
)
_ANYONE = frozenset(
    "visitors visitor passengers passenger residents resident voters voter applicants applicant students student members member "
    "employees employee customers customer candidates candidate parents readers players workers tenants citizens travellers "
    "travelers patients guests users owners holders pupils spectators drivers anyone everyone anybody everybody you nobody "
    "shoppers subscribers motorists taxpayers pensioners homeowners fans ticket-holders claimants defendants shareholders farmers "
    "protesters demonstrators journalists reporters teachers doctors foreigners couples clubs firms companies shops restaurants "
    "businesses landlords buyers sellers cyclists anglers hunters fishermen refugees migrants soldiers officers inmates prisoners "
    "children adults women men people households vessels ships boats trucks lorries cars vehicles".split()
)
_NOBODY = frozenset(("nobody", "no-one", "none"))
_RULES = frozenset(
    "law laws rule rules regulation regulations restrictions act statute licence license permit ordinance curfew ban decree scheme order guidelines constitution code ruling ruled rules court by-law terms".split()
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
_NEGATIONS = ("not", "n't", "n’t")
_DUTIES = frozenset(("wearing", "using", "carrying"))
_FINISHED = frozenset("ready complete completed finished available back over operational open restored done repaired delivered known enough able".split())


def possible_may(words: list[Word], i: int, j: int) -> bool:
    """A modal, and not leave given ("visitors may enter"); never the month or a name."""
    word = words[i]
    if word.tag != "MD" or (i == 0 and word.text == "May") or (i and word.text[0].isupper() and words[i - 1].text[:1].islower()):
        return False
    return not _gives_leave(words, i, j)


def _gives_leave(words: list[Word], i: int, j: int) -> bool:
    """Whether "may" at *i* gives or takes leave: somebody unnamed may do what needs leave, nobody may, or a rule stands beside."""
    verb = following(words, j)
    if verb is not None and verb.low in _NEGATIONS and j + 1 < len(words):
        verb = following(words, j + 1)
    if verb is None:
        return False
    subject = subject_before(words, i)
    lows = {w.low for w in subject}
    if lows & _NOBODY or [w.low for w in subject[:2]] == ["no", "one"]:
        return verb.low not in _UNDERGONE
    anyone = bool(lows & _ANYONE) and not (subject and subject[0].low in ("the", "these", "those", "his", "her", "their", "its", "some", "many", "most") and "of" not in lows)
    if not anyone:
        return False
    if verb.low in _PERMITTED:
        return True
    rest = [w.low for w in words[j:]]
    ruled = not _RULES.isdisjoint(w.low for w in words)
    bounded = "only" in rest[:12] or "without" in rest or any(rest[k : k + 3] == ["at", "any", "time"] for k in range(len(rest)))
    return (ruled or bounded) and verb.low not in _UNDERGONE - {"see"}


def possible_might(words: list[Word], i: int, j: int) -> bool:
    """A modal, not military might."""
    return words[i].tag == "MD"


def possible_could(words: list[Word], i: int, j: int) -> bool:
    """Not what somebody is able to do ("could read"), what a thing has room or reach for ("could hold 3 million rounds"), nor what could not be found out."""
    if words[i].tag != "MD":
        return False
    at = j
    while at < len(words) and words[at].tag in ("RB", "RBR", "RBS") and words[at].low not in _NEGATIONS:
        if words[at].low == "only":
            return False
        at += 1
    if at >= len(words):
        return True
    if words[at].low in _NEGATIONS:
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
    verb = following(words, j)
    return verb is not None and (verb.tag in ("VBN", "VBD") or verb.low == "been") and not (verb.tag == "VBN" and verb.low not in ("been", "known") and j + 1 < len(words) and words[j + 1].tag == "NN" and verb.low.endswith("ed") and words[j].tag == "DT")


def inferred_must_be(words: list[Word], i: int, j: int) -> bool:
    """ "must be hiding", the conclusion about what is going on; not the duty to be wearing a mask, nor to be 21."""
    verb = following(words, j)
    return verb is not None and ((verb.tag == "VBG" and verb.low not in _DUTIES) or verb.low in ("mistaken", "wrong", "true", "dead", "aware")) and not {w.low for w in subject_before(words, i)} & _ANYONE


def expected_should(words: list[Word], i: int, j: int) -> bool:
    """ "should be ready by Friday", an expectation; not the duty of "should be banned"."""
    state = following(words, j)
    return state is not None and state.low in _FINISHED and any(w.low in ("by", "within", "in", "before", "on", "soon") for w in words[j + 1 : j + 8])


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
    after = following(words, j)
    return not (after is not None and after.low in ("like", "n't"))


def were_to(words: list[Word], i: int, j: int) -> bool:
    return any(w.low == "if" for w in words[max(0, i - 8) : i]) or i == 0


def inverted_should(words: list[Word], i: int, j: int) -> bool:
    return i == 0 and any(w.low in ("will", "would", "could", "may", "might") for w in words[j:])


def inverted_had(words: list[Word], i: int, j: int) -> bool:
    """ "Had the loan been repaid, the firm would have lived": a condition without "if"."""
    return i == 0 and any(w.low in ("would", "could", "might") for w in words[j:]) and any(w.text == "," for w in words[j:])
