"""Whom and what the sentences of a text speak of, as noun phrases with sort, number and gender. What a pronoun means is decided in anaphora."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tracker.language import clauses
from tracker.language.names import Gender, Name, canonical, gender_of
from tracker.language.speakers import BODIES, UNNAMED
from tracker.language.words import Word

Sort = Literal["person", "body", "place", "thing", "name"]

_MALE = frozenset("mr sir lord king prince sheikh sultan emir father brother son husband man boy spokesman chairman policeman gunman fisherman congressman businessman grandfather uncle nephew salesman imam bishop pope".split())
_FEMALE = frozenset("mrs ms miss lady dame queen princess mother sister daughter wife widow woman girl spokeswoman chairwoman policewoman congresswoman businesswoman grandmother aunt niece actress".split())
_PEOPLE = (UNNAMED - BODIES - frozenset(["source", "sources", "family", "chief", "head", "others", "some", "many", "they", "staff", "general"])) | frozenset(
    "boy boys girl girls child children baby suspect suspects gunman gunmen attacker attackers driver drivers passenger passengers "
    "victim victims patient patients prisoner prisoners hostage hostages protester protesters demonstrators migrants migrant refugee "
    "refugees men women miner miners sailor sailors fighter fighters militant militants rebels rebel civilians civilian candidate "
    "candidates voter voters player players striker goalkeeper defender midfielder winner champion singer actor actress thief thieves "
    "assailant assailants perpetrator perpetrators arsonist shooter bomber bombers terrorist terrorists hacker hackers customer "
    "customers couple pair policeman policemen policewoman businessman businesswoman journalist journalists reporter reporters "
    "photographer widow tourist tourists hiker hikers climber climbers teenager teenagers boyfriend girlfriend counterpart "
    "predecessor successor rival colleague colleagues troops crew members member citizens".split()
)
INSTITUTIONS = BODIES - frozenset(["crown", "port", "airport", "site", "state", "house", "label", "chain", "channel", "network", "fund", "press", "defence"])
_COLLECTIVE = frozenset(["police", "troops", "people", "rebels", "militia", "crew", "staff"])
_FORMS = frozenset(["mr", "mrs", "ms", "miss", "dr", "prof", "professor", "sir", "lord", "lady", "dame", "judge", "justice", "sheikh", "captain", "colonel", "general"])
_PARTITIVE = frozenset(["some", "several", "many", "few", "most", "all", "both", "each", "any", "no", "these", "those", "this", "that", "another"])
_INSIDE = frozenset("DT PDT JJ JJR JJS NN NNS NNP NNPS CD POS PRP$ VBN $ # RBS".split())
_HEADS = frozenset(["NN", "NNS", "NNP", "NNPS"])
_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Mention:
    """A noun phrase: ``shown`` is what stands for it elsewhere ("a 34-year-old man" → "the 34-year-old man", a person by the fullest name given).

    ``subject``: of the main clause; ``governed``: behind a preposition; ``bare``: without an article or anything like it ("made landfall"), which no pronoun takes up. ``start``, ``end`` in the text.
    """

    start: int
    end: int
    shown: str
    head: str
    sort: Sort
    plural: bool
    gender: Gender = ""
    subject: bool = False
    governed: bool = False
    named: bool = False
    bare: bool = False

    @property
    def key(self) -> str:
        """What tells this one from others: names by their spelling-independent key."""
        return canonical(self.shown, actor=False) if self.named else self.shown.lower()


def asserts(word: Word) -> bool:
    """Whether a word may be the finite verb: the tagger takes "resigned" for a participle more often than not."""
    return word.tag in clauses.FINITE or (word.tag == "VBN" and word.low.endswith("ed"))


def _subject(words: list[Word]) -> list[Word]:
    """The words that the subject of the main clause lies among: a noun phrase that opens the sentence, else the one before the verb."""
    first = next((k for k, w in enumerate(words) if w.tag not in ("RB", "CC", ",", '"')), len(words))
    if first < len(words) and words[first].tag in _INSIDE and words[first].tag != "VBN" and words[first].low not in clauses.TIMES:
        end = _phrase_end(words, first)
        verb = next((k for k in range(end, len(words)) if asserts(words[k])), None)
        if verb is not None and any(w.tag in _HEADS and w.low not in clauses.TIMES for w in words[first:end]):
            plain = not any(w.text in (",", "(") or w.tag in ("WP", "WDT") for w in words[end:verb])
            return words[first : verb if plain else end]
    if clauses.has_finite(words):
        return clauses.subject_of(words)
    verb = next((k for k, w in enumerate(words) if k and asserts(w)), None)
    found = clauses.phrase_start(words, verb) if verb else None
    return words[found[0] : found[1]] if found else []


def mentions_in(text: str, words: list[Word], names: Sequence[Name], full: dict[str, str]) -> list[Mention]:
    """The noun phrases of a sentence in order, the one that names in an apposition pair only. *full*: surname → fullest name given so far."""
    subject = _subject(words)
    found: list[Mention] = []
    place = 0
    while place < len(words):
        if words[place].tag not in _INSIDE or words[place].low in clauses.TIMES or words[place].tag in ("POS", "VBN"):
            place += 1
            continue
        if words[place].low in ("least", "most") and place and words[place - 1].low == "at":
            place += 1  # "at least one missile" is the missile, and nothing governs it
            continue
        end = _phrase_end(words, place)
        mention = _mention(text, words, place, end, names, full)
        if mention is not None:
            is_subject = bool(subject) and subject[0].start <= mention.start < subject[-1].end and not any(m.subject for m in found)
            if is_subject:
                mention = _coordinated(text, mention, subject, names) or mention
                end = max(end, next((k for k in range(len(words)) if words[k].start >= mention.end), len(words)))
                mention = Mention(mention.start, mention.end, mention.shown, mention.head, mention.sort, mention.plural, mention.gender, True, False, mention.named)
            if found and _apposed(words, found[-1], mention):
                # "the minister, Anna Berg, …": one person
                best = mention if mention.named and not found[-1].named else found[-1]
                found[-1] = Mention(found[-1].start, mention.end, best.shown, best.head, best.sort, best.plural, found[-1].gender or mention.gender, found[-1].subject, found[-1].governed, best.named)
            else:
                found.append(mention)
        place = max(end, place + 1)
    return found


def _phrase_end(words: list[Word], place: int) -> int:
    end = place + 1
    while end < len(words) and end - place < _LENGTH:
        word = words[end]
        if word.tag == "DT" or (word.tag == "PRP$"):
            break
        if word.text in ("-", "‐", "‑") and end + 1 < len(words) and words[end - 1].end == word.start and words[end + 1].start == word.end:
            end += 1
            continue
        if word.tag not in _INSIDE or word.low in clauses.TIMES:
            break
        if word.tag == "VBN" and not (end + 1 < len(words) and words[end + 1].tag in ("NN", "NNS", "NNP", "JJ")):
            break
        end += 1
    return end


def _mention(text: str, words: list[Word], place: int, end: int, names: Sequence[Name], full: dict[str, str]) -> Mention | None:
    phrase = words[place:end]
    if phrase[-1].tag == "POS":
        phrase = phrase[:-1]
    heads = [w for w in phrase if w.tag in _HEADS]
    if not heads or phrase[-1].tag not in (*_HEADS, "CD") or (place and words[place - 1].low == "as"):
        return None  # "as a guard" names nobody new
    head = heads[-1]
    governed = place > 0 and words[place - 1].tag in ("IN", "TO") and words[place - 1].low != "than"
    start, stop = phrase[0].start, phrase[-1].end
    inside = [n for n in names if n.span.start < stop and n.span.end > start]
    titled = phrase[0].low.rstrip(".") in _FORMS
    person = next((n for n in reversed(inside) if (n.kind == "person" or titled) and n.span.end >= head.start), None)
    if person is not None:
        name = full.get(person.text.split()[-1].lower(), person.text) if " " not in person.text else person.text
        gender: Gender = next((g for w in phrase if (g := _sex_of(w.low.rstrip(".")))), "") or gender_of(name)
        return Mention(start, stop, name, head.low, "person", False, gender, governed=governed, named=True)
    last = next((n for n in reversed(inside) if n.span.end >= head.end), None)
    if last is not None:
        sort: Sort = "body" if last.kind == "body" else "place" if last.kind == "place" else "name"
        before = next((w for w in reversed(phrase) if w.end <= last.span.start), None)
        leading = before is not None and before.tag not in ("DT", "NN", "NNS")  # "Japan's Coast Guard", "North Korean Workers' Party"
        shown = _flat(text[start:stop]) if leading else ("the " if before is not None and before.low == "the" else "") + _flat(text[last.span.start : stop])
        return Mention(start, stop, shown, head.low, sort, False, governed=governed, named=True)
    sort = "person" if head.low in _PEOPLE else "body" if head.low in INSTITUTIONS or head.low.rstrip("s") in INSTITUTIONS else "thing"
    plural = head.tag == "NNS" or head.low in _COLLECTIVE
    following = words[end : end + _LENGTH]
    tail = ""
    if following and following[0].low == "of" and len(following) > 1:
        tail_end = _phrase_end(words, end + 1) if words[end + 1].tag in _INSIDE else end + 1
        if tail_end > end + 1:
            tail = " " + _flat(text[words[end].start : words[tail_end - 1].end])
    return Mention(start, stop, _definite(text, phrase) + tail, head.low, sort, plural, _sex_of(head.low), governed=governed, bare=not plural and not any(w.tag in ("DT", "PRP$", "CD", "POS") for w in phrase))


def _sex_of(low: str) -> Gender:
    return "m" if low in _MALE else "f" if low in _FEMALE else ""


def _flat(shown: str) -> str:
    return " ".join(shown.split())


def _definite(text: str, phrase: list[Word]) -> str:
    """The phrase as a second mention: "a man" → "the man", "three ships" → "the three ships"; possessives and names stay."""
    first = phrase[0]
    whole = _flat(text[first.start : phrase[-1].end])
    if (first.low in ("a", "an") or first.low in _PARTITIVE) and len(phrase) > 1:
        return "the " + _flat(text[phrase[1].start : phrase[-1].end])
    if first.low == "the" or first.tag == "PRP$":
        return first.low + whole[len(first.text) :]
    if first.tag.startswith("NNP") or any(w.tag == "POS" for w in phrase):
        return whole
    return "the " + whole[:1].lower() + whole[1:]


def _coordinated(text: str, mention: Mention, subject: list[Word], names: Sequence[Name]) -> Mention | None:
    """ "Anna Berg and Tom Hill" as one plural mention; None where the subject is no simple pair."""
    both = next((k for k, w in enumerate(subject) if w.low == "and"), 0)
    if not both or len(subject) > _LENGTH or any(w.text == "," or w.tag in clauses.FINITE for w in subject):
        return None
    if not any(w.tag in _HEADS for w in subject[:both]) or not any(w.tag in _HEADS for w in subject[both:]) or (subject[both + 1 : both + 2] and subject[both + 1].tag == "JJ"):
        return None
    if any(n.span.start < subject[both].start < n.span.end for n in names):
        return None
    shown = _flat(text[subject[0].start : subject[-1].end])
    return Mention(subject[0].start, subject[-1].end, shown[:1].lower() + shown[1:] if subject[0].tag == "DT" else shown, mention.head, mention.sort, True, named=mention.named)


def _apposed(words: list[Word], first: Mention, second: Mention) -> bool:
    """Whether a comma alone parts two persons of whom one names the other: "the minister, Anna Berg," or "Anna Berg, the minister,"."""
    if first.sort != "person" or second.sort != "person" or first.plural or second.plural or first.named == second.named:
        return False
    between = [w for w in words if first.end <= w.start < second.start]
    return len(between) == 1 and between[0].text == ","
