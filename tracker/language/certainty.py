"""How certain an event in a sentence is, as readers see it: from -3 (did not or will not happen) to 3 (did). A learned score beside the cues, never over them.

A regression through a logistic curve over what stands around the event's word: its auxiliaries and negations, the word that governs it, the conjunction of its clause,
its neighbours. Trained on the training and development events of UDS-IH2 (Universal Decompositional Semantics, It-Happened 2, web text; CC BY-SA 4.0) by ``make fit-reading``; the
coefficients stand in ``cues/certainty.tsv``. Statements keep the level that their cues give them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tracker.language.cues import FOLDER, Lexicon, LexiconError, default_lexicon, rows
from tracker.language.hedging import Hit, live_cues
from tracker.language.words import BE, DO, HAVE, MODALS, Word

TABLE = FOLDER / "certainty.tsv"
COLUMNS = ("feature", "weight")
LOWEST, HIGHEST = -3.0, 3.0
NEGATIONS = frozenset("not n't n’t never no nor neither cannot none nothing nobody without hardly barely nt".split())
AUXILIARIES = BE | HAVE | DO | MODALS | {"to"}
CONJUNCTIONS = frozenset("if unless when whenever while because since so that which who whether until before after although though as where what how why whom than once lest".split())
STOPS = frozenset(". ; : ? ! \" ( ) -- “ ” …".split())
#: what became of an infinitive or a clause under these words, if the word itself is so: it came about, it was only wanted, it did not, it was only talked of
OUTCOMES = {
    name: frozenset((*words.split(), *(word.removesuffix("e") for word in words.split())))
    for name, words in (
        ("came", "manage begin start continue proceed keep end come go happen get decide choose use help make let see watch hear feel find notice force cause allow remember know realize learn discover forget finish enjoy prove help lead love like hate able glad happy sorry proud surprised lucky pleased sad excited delighted please surprise delight"),
        ("wanted", "want hope wish plan intend expect need ask tell order urge advise recommend suggest request invite encourage try attempt seek aim look offer promise agree prepare ready willing eager unable likely plan attempt effort chance opportunity right ability decision way time place reason desire need"),
        ("not", "fail refuse decline neglect avoid stop prevent deny reject doubt hesitate afraid unable unwilling reluctant impossible too"),
        ("said", "say tell claim report think believe guess suppose hope assume imagine feel hear read write argue state announce suggest seem appear"),
    )
}
_REACH = 8


class Phrase:
    """A verb with what goes before it: auxiliaries (outermost first), whether negated, and the place before the first of them."""

    __slots__ = ("auxiliaries", "before", "negated")

    def __init__(self, words: Sequence[Word], at: int) -> None:
        chain: list[str] = []
        self.negated = False
        place = at - 1
        while place >= 0 and at - place < _REACH:
            word = words[place]
            if word.low in AUXILIARIES:
                chain.append(word.low)
            elif word.low in NEGATIONS:
                self.negated = True
            elif word.tag not in ("RB", "RBR") and not (word.tag == "PRP" and not chain and place and words[place - 1].low in AUXILIARIES):
                break
            place -= 1
            if word.low == "to":
                break
        self.before = place
        self.auxiliaries = " ".join(reversed(chain))

    @property
    def infinitive(self) -> bool:
        return self.auxiliaries.startswith("to")


def stem(word: Word) -> str:
    """The word without its ending, the same for "wants", "wanted" and "wanting"; a likeness, not a lemma."""
    low = word.low
    for ending, least in (("ies", 5), ("ied", 5), ("ing", 6), ("ed", 5), ("es", 5), ("s", 4), ("e", 4)):
        if low.endswith(ending) and len(low) >= least and word.tag[:1] in "VN":
            low = low[: -len(ending)]
            return low + "y" if ending in ("ies", "ied") else low
    return low


def tense(words: Sequence[Word], at: int, phrase: Phrase) -> str:
    """past, present, bare, ing, to, the modal, or none, of the word at *at*; "not" before it where it is negated."""
    first = phrase.auxiliaries.split(" ")[0]
    if first in ("was", "were", "had", "did"):
        form = "past"
    elif first == "to" or first in MODALS:
        form = first
    elif first:
        form = "present"
    else:
        form = {"VBD": "past", "VBN": "past", "VBG": "ing", "VB": "bare", "VBP": "present", "VBZ": "present"}.get(words[at].tag, "none")
    return f"not {form}" if phrase.negated else form


def governor(words: Sequence[Word], at: int, phrase: Phrase) -> int | None:
    """The place of the verb, or before an infinitive the adjective or noun, that the event hangs on; None where none stands near in its clause."""
    for place in range(phrase.before, max(-1, phrase.before - _REACH), -1):
        word = words[place]
        if word.low in STOPS:
            return None
        if word.tag[:1] == "V" and word.low not in AUXILIARIES:
            return place
        if phrase.infinitive and ((word.tag in ("JJ", "JJR") and place >= phrase.before - 1) or (word.tag == "NN" and place == phrase.before)):
            return place
        if phrase.infinitive and word.low in ("has", "have", "had", "having", "going", "is", "are", "was", "were", "be") and place == phrase.before:
            return place
    return None


def _of_cues(words: Sequence[Word], at: int, hits: Sequence[Hit]) -> list[str]:
    """The reader's own live cues: on the event, before or behind it, and those with no stop or comma between."""
    found = []
    for hit in hits:
        if hit.phrase.kind is None:
            continue
        name = f"{hit.phrase.kind.value} {int(hit.phrase.level)} {hit.phrase.marker.value if hit.phrase.marker else ''}".rstrip()
        if hit.first <= at < hit.last:
            found.append(f"cue on {name}")
            continue
        side = "<" if hit.last <= at else ">"
        between = words[hit.last : at] if side == "<" else words[at + 1 : hit.first]
        found.append(f"cue {side} {name}")
        if not any(w.low in STOPS or w.low == "," for w in between):
            found += [f"cue in {side} {name}", f"cue in {side} {name} {min(len(between), 6) // 2}"]
    return found


@dataclass(frozen=True, slots=True)
class Shared:
    """What every event of one sentence shares: the features of the whole and its live cues."""

    features: tuple[str, ...]
    hits: tuple[Hit, ...]


def of_sentence(words: Sequence[Word], lexicon: Lexicon | None = None) -> Shared:
    """What is looked at once, whatever the number of events asked for."""
    return Shared(tuple(_whole(words)), tuple(live_cues(list(words), lexicon or default_lexicon())))


def _whole(words: Sequence[Word]) -> list[str]:
    if not words:
        return []
    past = min(2, sum(word.tag == "VBD" for word in words))
    present = min(2, sum(word.tag in ("VBZ", "VBP") for word in words))
    return [*(f"in {low}" for low in sorted({word.low for word in words})), f"ends {words[-1].low}", f"opens {words[0].low}", f"opens {words[0].tag}", f"tenses {past}{present}"]


def features(words: Sequence[Word], at: int, shared: Shared | None = None) -> list[str]:
    """The names of what is so of the event at ``words[at]``, each once. *shared* is ``of_sentence(words)``, for whoever asks for several events."""
    size, word = len(words), words[at]
    tag, low, base = word.tag, word.low, stem(word)
    phrase = Phrase(words, at)
    chain, form = phrase.auxiliaries, tense(words, at, phrase)
    held = f"{chain} {'not' if phrase.negated else ''}"
    subject = words[phrase.before].low if phrase.before >= 0 else "<s>"
    subject_tag = words[phrase.before].tag if phrase.before >= 0 else "S"

    def low_at(k: int) -> str:
        return words[k].low if 0 <= k < size else "<s>"

    def tag_at(k: int) -> str:
        return words[k].tag if 0 <= k < size else "S"

    found = [
        f"word {low}", f"stem {base}", f"tag {tag}", f"ending {low[-3:]}", f"chain {chain}", f"held {held}", f"held {held} {tag}", f"form {form} {tag}", f"form {form}",
        f"stem {base} {form}", f"before {subject}", f"before {subject_tag} {tag}", f"before {subject} {chain}", f"before {subject} {tag}", f"before {subject_tag} {form} {tag}",
        f"pair {low_at(at - 1)} {low}", f"pair {low} {low_at(at + 1)}", f"ahead {low_at(at - 2)} {low_at(at - 1)}", f"behind {low_at(at + 1)} {low_at(at + 2)}",
        f"tags {tag_at(at - 1)} {tag} {tag_at(at + 1)}", f"tags {tag_at(at - 2)} {tag_at(at - 1)} {tag}", f"ahead {low_at(at - 3)} {low_at(at - 2)} {low_at(at - 1)}",
        f"place {5 * at // size}", f"place {min(at, 3)} {tag}", f"first {min(at, 6)}", f"length {min(size // 8, 6)}",
        f"verbs {min(4, sum(w.tag[:1] == 'V' for w in words[:at]))} {tag}", *(f"aux {part}" for part in chain.split()),
    ]
    found += [f"{d:+d} {low_at(at + d)}" for d in (-3, -2, -1, 1, 2, 3)]
    found += [f"{d:+d}/{tag_at(at + d)}" for d in (-3, -2, -1, 1, 2, 3)]
    found += [f"near {'-' if k < at else '+'} {words[k].low}" for k in range(max(0, at - _REACH), min(size, at + _REACH + 1)) if abs(k - at) > 1]
    found += _of_governor(words, at, phrase, tag, form)
    found += _of_clause(words, at, tag, form, size)
    found += [f"{name} {form}" for name in (f"ends {low_at(size - 1)}", f"opens {low_at(0)}")]
    found += _of_subject(words, phrase, tag, form)
    shared = of_sentence(words) if shared is None else shared
    found += _of_cues(words, at, shared.hits)
    found += shared.features
    return list(dict.fromkeys(name.rstrip() for name in found))


def _of_subject(words: Sequence[Word], phrase: Phrase, tag: str, form: str) -> list[str]:
    """Who does it: the nearest noun or pronoun before the verb in its clause; none where the clause begins with the verb, as an order does."""
    place = phrase.before
    if place < 0 or words[place].low in STOPS or words[place].low in (",", "please", "just", "then"):
        return [f"subject none {tag}", f"subject none {form}"]
    for k in range(place, max(-1, place - 5), -1):
        word = words[k]
        if word.low in STOPS:
            break
        if word.tag in ("PRP", "NN", "NNS", "NNP", "NNPS", "EX", "WP", "WDT", "DT"):
            name = word.low if word.tag in ("PRP", "WP", "WDT", "EX", "DT") else word.tag
            return [f"subject {name}", f"subject {name} {form}", f"subject {name} {phrase.auxiliaries}"]
    return [f"subject far {form}"]


def _of_governor(words: Sequence[Word], at: int, phrase: Phrase, tag: str, form: str) -> list[str]:
    place = governor(words, at, phrase)
    if place is None:
        return [f"governor none {form}"]
    ruler = words[place]
    above = Phrase(words, place)
    link = "to" if phrase.infinitive else "that" if any(w.low == "that" for w in words[place + 1 : at]) else "ing" if tag == "VBG" else "-"
    name, ruled = stem(ruler), tense(words, place, above)
    found = [
        f"governor {name} {link}", f"governor {name} {link} {ruled}", f"governor {name} {link} {'not' if above.negated else ''}", f"governor far {min(phrase.before - place, 4)} {link}",
        f"governor held {above.auxiliaries} {'not' if above.negated else ''} {link}", f"governor {ruler.tag} {link} {tag}", f"governor {ruler.low} {link}", f"governor {ruled} {link}",
        f"governor {ruled} {link} {form}", f"governor {name} {form}",
    ]
    for outcome, members in OUTCOMES.items():
        if name in members or ruler.low in members:
            found += [f"outcome {outcome} {link}", f"outcome {outcome} {link} {ruled}", f"outcome {outcome} {ruled} {form}"]
    higher = governor(words, place, above)
    if higher is not None:
        upper = tense(words, higher, Phrase(words, higher))
        found += [f"higher {stem(words[higher])} {link}", f"higher {upper} {ruled} {link}"]
    return found


def _of_clause(words: Sequence[Word], at: int, tag: str, form: str, size: int) -> list[str]:
    found = []
    for place in range(at - 1, max(-1, at - 13), -1):
        if words[place].low in STOPS:
            break
        if words[place].low in CONJUNCTIONS:
            joint = words[place].low
            found += [f"clause {joint}", f"clause {joint} {min(at - place, 6) // 2}", f"clause {joint} {tag}", f"clause {joint} {form}"]
            break
    else:
        found.append("clause none")
    for joint in ("if", "unless", "whether"):
        if any(w.low == joint for w in words[:at]):
            found.append(f"after {joint} {form}")
    if any(w.low == "if" for w in words[at:]):
        found.append(f"if after {form}")
    if any(w.low == "?" for w in words[at:]):
        found += ["asked", f"asked {form}", f"asked {tag}"]
    modal = next((w.low for w in reversed(words[:at]) if w.tag == "MD"), "")
    if modal:
        found.append(f"modal {modal}")
    if (at and words[at - 1].tag == "CC") or (at > 1 and words[at - 2].tag == "CC"):
        twin = next((k for k in range(at - 2, max(-1, at - 16), -1) if words[k].tag[:1] == "V" and words[k].low not in AUXILIARIES and (words[k].tag == tag or (tag == "VB" and words[k].tag == "NN"))), None)
        if twin is not None:
            beside = Phrase(words, twin)
            shape = tense(words, twin, beside)
            found += [f"twin {shape}", f"twin {shape} {form}", f"twin {beside.auxiliaries}"]
            ruled = governor(words, twin, beside)
            if ruled is not None:
                found += [f"twin governor {stem(words[ruled])} {shape}"]
    return found


@lru_cache(maxsize=1)
def coefficients() -> dict[str, float]:
    """The fitted table; "(offset)" is a row of it."""
    return load_coefficients(TABLE)


def load_coefficients(path: Path) -> dict[str, float]:
    """The table in *path*. Raises LexiconError naming file, line and value."""
    table: dict[str, float] = {}
    for number, row in rows(path, COLUMNS):
        try:
            table[row["feature"]] = float(row["weight"])
        except ValueError:
            raise LexiconError(f"cues/{path.name}:{number}: weight {row['weight']!r} is not a number.") from None
    if "(offset)" not in table:
        raise LexiconError(f"cues/{path.name}: no row '(offset)'; fit the table anew.")
    return table


def certainty(words: Sequence[Word], at: int, shared: Shared | None = None) -> float:
    """How certain the event at ``words[at]`` (tagged words of one sentence) is held to be, -3..3. Raises IndexError where there is no such word."""
    if not 0 <= at < len(words):
        raise IndexError(f"no word {at} in a sentence of {len(words)}")
    table = coefficients()
    odds = table["(offset)"] + sum(table.get(name, 0.0) for name in features(words, at, shared))
    return LOWEST + (HIGHEST - LOWEST) / (1 + math.exp(-odds))
