"""What a pronoun or a bare "the ministry" at the head of a statement means, from the sentences before it. Left as it stands where two candidates are equally good."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tracker.language import clauses
from tracker.language.clauses import FINITE
from tracker.language.display import base_of
from tracker.language.mentions import INSTITUTIONS, Mention, asserts, mentions_in
from tracker.language.names import gender_of
from tracker.language.spans import Span
from tracker.language.speakers import UNNAMED, Memory, Speaker
from tracker.language.speech import DOCUMENTS
from tracker.language.words import BE, HAVE, Word
from tracker.terms import SpeakerKind

SUBJECTS = frozenset(["he", "she", "it", "they"])
POSSESSIVES = {"his": "he", "her": "she", "its": "it", "their": "they"}
_REACH = 2  # sentences back that a pronoun may mean somebody of
_SHORT = {
    "agency": ("agency", "service", "administration", "bureau"),
    "company": ("company", "chemicals", "therapeutics", "pharmaceuticals", "pharma", "biotech", "steel", "mining", "petroleum", "foods", "lines", "shipping", "railways", "logistics", "engineering", "laboratories", "enterprises", "solutions", "electronics", "semiconductors", "software", "telecom", "corporation", "corp", "inc", "ltd", "plc", "group", "co", "motors", "airlines", "airways", "industries", "systems", "technologies", "energy", "holdings"),
    "group": ("group", "movement", "front"),
}
_SHORT["firm"] = _SHORT["company"]
_HEADS = INSTITUTIONS | {word for words in _SHORT.values() for word in words}
# Verbs whose subject acts on purpose: of "it" they tell a body from a thing.
_ACTS = frozenset(
    "lose earn own need reject analyse analyze collect compare conclude discover find know measure meet note study take win write "
    "accept accuse acquire add admit adopt agree aim announce appeal appoint approve arrest ask assess attack await ban base believe blame block boycott bring build buy call cancel cease "
    "charge claim condemn confirm consider cooperate count criticise criticize cut decide declare decline defend demand deny deploy detain discuss dismiss dispatch donate employ encourage enforce "
    "estimate evacuate examine expect expel export extradite fail fine fire forecast freeze fund give grant halt hire hope impose import inspect insist intend intercept interview introduce invest "
    "investigate invite issue jail join launch lay license lift lobby lower maintain make monitor negotiate notify offer operate oppose order organise organize outlaw oversee pay plan pledge "
    "pressure produce promise propose prosecute provide publish purchase raid recall receive recommend record recruit refuse register reject release rent repeat replace report request require rescue respond restrict "
    "review revoke rule run sanction say search seek seize sell send share shoot shut sign stage station store strip sue supply support suspect suspend target tell test threaten trade train transfer treat "
    "try turn urge use vaccinate veto visit vote vow want warn welcome withdraw".split()
)
_DISPOSED = frozenset(["aware", "ready", "prepared", "confident", "unable", "willing", "unwilling", "committed", "concerned", "able", "responsible"])
_HELD = frozenset("information evidence plan plans knowledge intention record records reason doubt doubts indication confidence interest comment".split())
_LINKING = frozenset("seem seems seemed appear appears appeared remain remains remained become becomes became take takes took mean means meant make makes made turn turns turned emerge emerges emerged".split())
_TALLIES = frozenset(["killed", "dead", "injured", "wounded", "missing", "rescued", "arrested", "detained", "hurt", "evacuated", "displaced"])
_EVENTS = frozenset(
    "explosion blast crash collision fire blaze attack shooting strike raid bombing earthquake quake flood floods landslide avalanche storm cyclone hurricane typhoon tornado eruption collapse stampede crush "
    "accident derailment sinking capsizing shipwreck ambush clash clashes shelling outbreak stabbing".split()
)


@dataclass(slots=True)
class Discourse:
    """What a reader remembers of one text: the sentences so far and the bodies they named in full."""

    memory: Memory
    lines: list[list[Word]] = field(default_factory=list)
    _seen: dict[int, list[Mention]] = field(default_factory=dict)
    _resolved: dict[int, Mention] = field(default_factory=dict)
    _bodies: dict[str, dict[str, tuple[str, int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.memory.discourse = self

    def take_in(self, words: list[Word]) -> None:
        """The next sentence. Headings and other lines without a verb are no part of the discourse."""
        if not any(asserts(w) for w in words):
            return
        self.lines.append(words)
        self._resolved.pop(len(self.lines) - 1 - _REACH, None)
        here = len(self.lines) - 1
        for at, word in enumerate(words):
            if at + 1 < len(words) and word.text[0].isupper() and words[at + 1].tag == "NNP" and words[at + 1].low in _HEADS:
                continue  # "Marlow Shipping | Company": the name goes on
            if at and word.low in _HEADS and words[at - 1].tag in ("NN", "NNP", "JJ", "NNPS", "NNS", "POS") and not (at + 1 < len(words) and words[at + 1].tag in ("NN", "NNS") and not (word.text[0].isupper() and words[at - 1].text[0].isupper() and words[at + 1].text[0].islower())):
                known = self._bodies.setdefault(word.low, {})
                shown = self._full_body(words, at)
                if shown and len(known) < 6:
                    known[shown.lower()] = (shown, here)

    def standing(self, shown: list[Word | str], *, speaker: tuple[str, SpeakerKind, int] | None) -> list[Word | str]:
        """*shown* with the pronoun or the short name at its head put in full. *speaker*: name, kind and place of who is said to say it."""
        at = _head_of(shown)
        if at is None:
            return shown
        word = shown[at]
        assert isinstance(word, Word)
        possessive = POSSESSIVES.get(word.low) if word.tag in ("PRP$", "PRP") and word.low not in SUBJECTS else None
        if word.low in SUBJECTS or possessive:
            following = [w for w in shown[at + 1 :] if isinstance(w, Word)]
            if word.low == "it" and not possessive and _expletive(following):
                return shown
            meant = self._meant(word, possessive or word.low, following, speaker, possessive=possessive is not None)
            if meant is None:
                return shown
            if meant.sort == "body" and meant.shown == f"the {meant.head}" and (full := self.body_meant(meant.head)):
                meant = replace(meant, shown=full, named=True)
            if not possessive:
                self._resolved[len(self.lines) - 1] = meant
            name = meant.shown
            if possessive:
                name += "'" if name.endswith("s") else "'s"
            return [*shown[:at], name, *shown[at + 1 :]]
        if word.low in ("the", "both"):
            return self._short(shown, at)
        return self._tally(shown, at)

    def speaking(self, word: Word) -> Speaker | None:
        """Whom a pronoun means that says something ("They noted"): sought in the sentences before its own. None where they do not tell."""
        meant = _choose(self.memory.text, word.low, self._earlier(word.low, True), True)
        if meant is None or (meant.sort == "thing" and meant.head not in DOCUMENTS):
            return None
        self._resolved[len(self.lines) - 1] = meant
        if meant.sort == "person":
            return Speaker(meant.shown, SpeakerKind.NAMED_PERSON if meant.named and not meant.plural else SpeakerKind.UNNAMED_OFFICIAL, None, not meant.plural, meant.plural)
        return Speaker(meant.shown, SpeakerKind.DOCUMENT if meant.sort == "thing" else SpeakerKind.NAMED_BODY, None, plural=meant.plural)

    # --- pronouns ---------------------------------------------------------------------------------------------------------------------------------------------

    def _meant(self, word: Word, pronoun: str, following: list[Word], speaker: tuple[str, SpeakerKind, int] | None, *, possessive: bool) -> Mention | None:
        acts = not possessive and _acts(following)
        here = [m for m in self._mentions(len(self.lines) - 1) if m.end <= word.start]
        if speaker is not None:
            # whoever is said to say it stands in the sentence, but outside of what is said
            here = [m for m in here if m.start > speaker[2]] if speaker[2] < word.start else []
        chosen = _choose(self.memory.text, pronoun, here, acts) if here else None
        if chosen is not None or (here and any(_fits(m, pronoun, acts) for m in here)):
            return chosen
        earlier = self._earlier(pronoun, acts)
        if speaker is not None:
            said = _speaker(speaker, pronoun)
            if said is not None and _fits(said, pronoun, acts):
                rival = next((m for m in earlier if m.subject and m.key != said.key), None)
                if rival is None or (speaker[2] < word.start and acts):
                    return said
                return None
            if said is None and speaker[1] is SpeakerKind.NAMED_BODY and pronoun == "they" and not earlier and not here:
                return Mention(0, 0, speaker[0], "", "body", True, "", True, named=True)  # "Sporting insisted that they had …": a club or firm in the plural
            if said is None and speaker[2] >= 0 and speaker[1] in (SpeakerKind.UNNAMED_OFFICIAL, SpeakerKind.NAMED_PERSON) and pronoun in ("he", "she") and not earlier:
                return None
        return _choose(self.memory.text, pronoun, earlier, acts)

    def _earlier(self, pronoun: str, acts: bool) -> list[Mention]:
        """The mentions of the nearest earlier sentence, at most two back, that has any that fit."""
        here = len(self.lines) - 1
        for back in range(1, _REACH + 1):
            if here - back < 0:
                break
            found = self._mentions(here - back)
            if here - back in self._resolved:
                again = self._resolved[here - back]
                found = [Mention(0, 0, again.shown, again.head, again.sort, again.plural, again.gender, True, False, again.named), *[m for m in found if not m.subject]]
            if any(_fits(m, pronoun, acts) for m in found):
                return found
            if pronoun in ("it", "they"):
                break  # things are not spoken of for long
        return []

    def _mentions(self, number: int) -> list[Mention]:
        if number < 0:
            return []
        if number not in self._seen:
            words = self.lines[number]
            names = self.memory.names_in(Span(words[0].start, words[-1].end)) if words else []
            self._seen[number] = mentions_in(self.memory.text, words, names, self.memory.people)
            self._seen.pop(number - 4, None)
        return self._seen[number]

    # --- "the ministry", "the two", "those killed" -------------------------------------------------------------------------------------------------------------

    def _short(self, shown: list[Word | str], at: int) -> list[Word | str]:
        word, following = shown[at], shown[at + 1 :]
        first = following[0] if following and isinstance(following[0], Word) else None
        if first is None or not isinstance(word, Word):
            return shown
        second = following[1] if len(following) > 1 and isinstance(following[1], Word) else None
        if word.low == "both" or first.low == "two":
            return self._pair(shown, at)
        ends = second is None or asserts(second) or second.tag in ("RB", "RBR") or second.text in (",", "'s", "’s")
        if first.text[0].islower() and first.tag in ("NN", "NNS", "JJ") and ends and first.low in _HEADS:
            full = self.body_meant(first.low)
            if full:
                return [*shown[:at], full, *shown[at + 2 :]]
        return shown

    def body_meant(self, head: str) -> str | None:
        """The one body that "the ministry" can mean: the only one of the text so far, else the only one of the last two sentences."""
        known = {low: found for word in _SHORT.get(head, (head,)) for low, found in self._bodies.get(word, {}).items()}
        here = len(self.lines) - 1
        near = {low: found for low, found in known.items() if found[1] >= here - _REACH}
        named = {low: found for low, found in known.items() if any(piece[0].isupper() for piece in found[0].split())}
        for some in (known, near, named if head in ("company", "firm") else {}):
            if len(some) == 1:
                return next(iter(some.values()))[0]
        return None

    def _full_body(self, words: list[Word], at: int) -> str:
        """ "the national seismological service" around its head; "" where nothing says which."""
        start = at
        while start and at - start < 6 and words[start - 1].tag in ("NN", "NNP", "NNPS", "JJ", "NNS", "POS") and words[start - 1].low not in clauses.TIMES:
            start -= 1
        if start == at or (start == at - 1 and words[start].low in ("same", "whole", "other", "new", "local", "own", "first", "last", "joint", "second", "third", "big", "small", "large", "rival", "another", "parent", "private", "foreign")):
            return ""
        if any(w.low in ("spokesman", "spokeswoman", "official", "officials") for w in words[start:at]):
            return ""
        opening = words[start - 1].low if start else ""
        named = words[at].text[0].isupper() and at + 1 < len(words) and words[at + 1].tag in ("NN", "NNS")  # "the Orlo Steel plant"
        article = "the " if opening in ("the", "a", "an") and not named and not any(w.tag == "POS" for w in words[start:at]) else ""
        following = words[at + 1 : at + 4]
        if following and following[0].tag == "NNP" and words[at].text[0].islower():
            # "the Indian company Surya Biologicals": the name says it
            return " ".join(w.text for w in itertools.takewhile(lambda w: w.tag.startswith("NNP"), following))
        if following and following[0].low == "of" and words[at].text[0].isupper():
            return ""
        return article + " ".join(w.text for w in words[start : at + 1]).replace(" 's", "'s").replace(" ’s", "’s")

    def _pair(self, shown: list[Word | str], at: int) -> list[Word | str]:
        """ "The two", "both countries": the pair that the sentence before joined with "and", if there was one only."""
        skip = at + 1 if shown[at].low == "both" else at + 2  # type: ignore[union-attr]
        noun = shown[skip] if skip < len(shown) else None
        if not isinstance(noun, Word):
            return shown
        if noun.tag in ("NNS",) and noun.low in ("men", "women", "countries", "leaders", "sides", "companies", "ministers", "presidents", "governments", "nations", "states", "parties", "cities", "firms", "clubs", "teams"):
            skip += 1
            noun = shown[skip] if skip < len(shown) else None
            if not isinstance(noun, Word):
                return shown
        if not asserts(noun) and noun.tag != "RB" and noun.low not in clauses.NEGATORS:
            return shown
        here = len(self.lines) - 1
        pairs = [m for m in self._mentions(here - 1) if m.plural and " and " in m.shown and m.named] if here else []
        if len(pairs) != 1 or pairs[0].shown.count(" and ") != 1:
            return shown
        return [*shown[:at], pairs[0].shown, *shown[skip:]]

    def _tally(self, shown: list[Word | str], at: int) -> list[Word | str]:
        """ "Those killed were miners" → "Those killed in the explosion were miners", if the two sentences before tell of one event."""
        word, rest = shown[at], shown[at + 1 :]
        if not isinstance(word, Word) or word.low != "those" or len(rest) < 2 or not all(isinstance(w, Word) for w in rest[:2]):
            return shown
        first, second = rest[0], rest[1]
        assert isinstance(first, Word)
        assert isinstance(second, Word)
        if first.low not in _TALLIES or not asserts(second):
            return shown
        here = len(self.lines) - 1
        events = {w.low for line in self.lines[max(0, here - _REACH) : here] for w in line if w.low in _EVENTS and w.tag in ("NN", "NNS")}
        return [*shown[: at + 2], "in the " + events.pop(), *shown[at + 2 :]] if len(events) == 1 else shown


# --- who fits ----------------------------------------------------------------------------------------------------------------------------------------------------


def _choose(text: str, pronoun: str, candidates: Sequence[Mention], acts: bool) -> Mention | None:
    """The one candidate that fits; of several the subject, if the others cannot act or stand behind prepositions. None where two are equally good."""
    fitting = list({m.key: m for m in reversed(candidates) if _fits(m, pronoun, acts)}.values())[::-1]
    if not fitting:
        return None
    if len(fitting) == 1:
        only = fitting[0]
        if pronoun == "they" and not only.subject and text[only.end : only.end + 5].lstrip(",").startswith(" and "):
            return None  # one half of a pair
        return only if only.subject or not only.governed or pronoun in ("he", "she") else None
    subject = next((m for m in fitting if m.subject), None)
    if subject is None:
        return None
    others = [m for m in fitting if m.key != subject.key]
    if pronoun in ("he", "she"):
        sure = subject.gender != "" and all(m.gender and m.gender != subject.gender for m in others)
        return subject if sure or all(m.governed and not m.named for m in others) else None
    return subject if all(m.governed for m in others) else None


def _fits(mention: Mention, pronoun: str, acts: bool) -> bool:
    if mention.bare and not mention.subject:
        return False
    if pronoun in ("he", "she"):
        return mention.sort == "person" and not mention.plural and mention.gender in ("", "m" if pronoun == "he" else "f")
    if pronoun == "they":
        return mention.plural and mention.sort != "place" and not (acts and mention.sort == "thing")
    if mention.plural or mention.sort == "person":
        return False
    if acts:
        return mention.sort in ("body", "name") or (mention.sort == "place" and mention.subject)
    return mention.sort != "place" or mention.subject


def _speaker(speaker: tuple[str, SpeakerKind, int], pronoun: str) -> Mention | None:
    """The speaker as a candidate; None where "he" can hardly be them."""
    name, kind, _ = speaker
    if kind is SpeakerKind.NAMED_PERSON:
        return Mention(0, 0, name, name.split()[-1].lower(), "person", False, gender_of(name), True, named=True)
    if kind is SpeakerKind.NAMED_BODY:
        last = name.split()[-1].lower() if name.split() else ""
        plural = pronoun == "they" and (last in ("police", "chiefs", "forces", "authorities", "rebels", "troops") or "chiefs" in name.lower() or " and " in name)
        return Mention(0, 0, name, last, "body", plural, "", True, named=True)
    if kind is SpeakerKind.UNNAMED_OFFICIAL and pronoun == "they":
        head = next((word for word in name.lower().split() if word in UNNAMED), "")
        return Mention(0, 0, name, head, "person", True, "", True) if head.endswith("s") or head == "people" else None
    return None


def _head_of(shown: list[Word | str]) -> int | None:
    """The place of the word that the subject begins with, behind "On Monday" and "However,"; None where a name stands there already."""
    first = next((k for k, w in enumerate(shown) if not isinstance(w, Word) or w.text[0].isalnum()), None)
    if first is None or not isinstance(shown[first], Word):
        return None
    word = shown[first]
    assert isinstance(word, Word)
    if word.low in SUBJECTS or word.low in POSSESSIVES or word.low in ("the", "both", "those"):
        return first
    if word.tag not in ("IN", "RB", "CC", "RBR", "JJ", "DT", "NNP", "NN"):
        return None
    for k in range(first + 1, min(len(shown), first + 9)):
        here = shown[k]
        if not isinstance(here, Word) or here.tag in FINITE or here.tag in ("VB", "VBG", "VBN", "WP", "WDT"):
            return None
        if here.low in SUBJECTS and k + 1 < len(shown):
            following, before = shown[k + 1], shown[k - 1]
            timed = isinstance(before, Word) and (before.text == "," or before.low in clauses.TIMES or before.tag in ("CD", "RB", "CC"))
            return k if timed and isinstance(following, Word) and (asserts(following) or following.tag == "RB") else None
    return None


def _expletive(following: list[Word]) -> bool:
    """Whether "it" stands for nothing: "it is clear that", "it took two days", "it was raining", "it was he who"."""
    verbal = next((k for k, w in enumerate(following) if w.tag not in ("MD", "RB") and w.low not in clauses.NEGATORS), None)
    if verbal is None:
        return True
    verb = following[verbal]
    rest = following[verbal + 1 :]
    if verb.low in BE or verb.low in _LINKING or verb.low in HAVE or verb.low in ("be", "seem", "appear", "take", "been"):
        if verb.low in ("take", "takes", "took") or (verb.low in BE and any(w.low in ("raining", "snowing") for w in rest[:2])):
            return True
        window = rest[:9]
        if any(w.low in ("that", "whether", "who", "how", "why", "what", "if") or (w.tag == "TO" and k and window[k - 1].tag in ("JJ", "RB", "NN", "VBN")) for k, w in enumerate(window)):
            return not any(w.low in _DISPOSED for w in window[:3]) and not (verb.low in HAVE and rest and rest[0].tag in ("VBN", "VBD"))
        if any(w.low in ("time", "clear", "unclear", "known", "unknown", "possible", "likely", "unlikely", "too", "difficult", "hard", "important") for w in window[:3]):
            return True
        return any(w.low in ("first", "second", "third", "latest", "worst", "biggest", "largest", "deadliest") for w in window[:3])
    return False


def _acts(following: list[Word]) -> bool:
    """Whether the verb behind the pronoun is one that a person or body does on purpose, in the active voice."""
    passive = False
    if any(w.low in HAVE for w in following[:2]) and any(w.low in _HELD for w in following[1:5]) and not any(w.tag == "VBN" for w in following[1:3]):
        return True
    for word in following[:8]:
        if word.tag == "RB" or word.tag == "MD" or word.low in clauses.NEGATORS or word.low in HAVE or word.low in ("did", "does", "do"):
            if word.low in HAVE and word is following[-1]:
                return False
            continue
        if word.low in BE or word.low == "be":
            passive = True
            continue
        if passive and word.low in _DISPOSED:
            return True
        if not word.tag.startswith("V"):
            return False
        if passive and word.tag in ("VBN", "VBD"):
            return False
        return _lemma(word) in _ACTS
    return False


def _lemma(word: Word) -> str:
    low = word.low
    if low in _ACTS:
        return low
    for cut in ("ies", "es", "s", "ied", "ed", "d", "ing"):
        stem = low.removesuffix(cut) if low.endswith(cut) else ""
        for form in (stem, stem + "e", stem + "y", stem[:-1]):
            if form and form in _ACTS:
                return form
    return base_of(low) or low
