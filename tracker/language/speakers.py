"""Who a source phrase means: pronouns, surnames, acronyms and roles resolved within one text, and what kind of speaker it is. Nothing outside the text is known."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Protocol

from tracker.language import clauses
from tracker.language.names import Name, gender_of
from tracker.language.outlets import is_outlet
from tracker.language.spans import Span
from tracker.language.speech import DOCUMENTS
from tracker.language.words import Word
from tracker.terms import SpeakerKind

UNNAMED = frozenset(
    "official officials source sources spokesman spokeswoman spokesperson spokespeople spokesmen diplomat diplomats lawmaker "
    "lawmakers aide aides adviser advisers advisor advisors expert experts analyst analysts researcher researchers scientist "
    "scientists witness witnesses resident residents lawyer lawyers investigator investigators doctor doctors medic medics rescuer "
    "rescuers villager villagers activist activists people person man woman prosecutor prosecutors engineer engineers observer "
    "observers critic critics commander commanders officer officers soldier soldiers survivor survivors relative relatives "
    "neighbour neighbours neighbor neighbors family worker workers employee employees executive executives trader traders "
    "economist economists historian historians author authors firefighters detectives leaders minister president mayor governor "
    "chief head director chairman executives general senator they others some many student students teacher teachers pilot pilots "
    "captain fisherman fishermen farmers locals volunteers organisers organizers campaigners scholars shareholders investors voters passengers eyewitness eyewitnesses bystanders miners nurse nurses paramedics coroner judge regulators "
    "representative representatives delegate delegates negotiator negotiators envoy ambassador secretary premier chancellor king "
    "prince owner manager coach insider insiders individuals friends parents mother father brother sister wife husband son "
    "daughter attorney attorneys plaintiffs defendant leader inspectors inspector geologist seismologists meteorologists "
    "forecasters epidemiologists virologists staff".split()
)
BODIES = frozenset(
    "police ministry government army navy military agency company firm court council parliament committee commission department "
    "office party group union bank university institute hospital authority authorities service administration force forces kremlin "
    "embassy church airline operator manufacturer regulator board cabinet coalition association foundation organisation "
    "organization organizations charity ngo watchdog team body bureau prosecution defence crown state district city council region "
    "newspaper broadcaster network site website channel outlet daily magazine federation league club consortium utility carmaker "
    "maker brigade command headquarters staff senate congress house rebels militia media press newspapers insurer lender retailer "
    "supplier miner producer refiner developer publisher startup giant museum school college exchange fund brewer builder shipper "
    "drugmaker chipmaker automaker planemaker broker chain label studio laboratory lab airport port embassy consulate mission "
    "secretariat inquiry tribunal jury prosecution federation alliance bloc opposition campaign movement administration "
    "government's whitehouse faction union's guard palace radio television station watchdog ombudsman coastguard gang cartel syndicate unit junta orchestra presidency judiciary tv".split()
)
SOCIAL = frozenset("telegram twitter facebook tweet tweets users bloggers blogger social tiktok weibo instagram netizens x.com reddit vk youtube".split())
_ROLES = frozenset(
    "minister president mayor governor spokesman spokeswoman spokesperson chief director chairman secretary premier chancellor "
    "senator judge ambassador general commander coach head officer professor leader official".split()
)
_TITLES = _ROLES | frozenset(
    "administrator commissioner deputy vice acting interim prosecutor superintendent inspector sheriff chairwoman chairperson "
    "analyst executive coordinator founder manager editor".split()
)
_FORMS = frozenset(
    "mr mrs ms miss dr prof professor gen general col colonel capt captain lt sgt sergeant maj major sen senator rep gov judge "
    "justice sir lord lady dame sheikh king queen prince princess pope".split()
)
_OCCASIONS = frozenset("statement interview briefing speech post tweet letter message conference telegram address remarks broadcast call hearing".split())
_ARTICLES = frozenset(("the", "der", "die", "das", "le", "la", "el", "il", "de"))
_ACRONYM = re.compile(r"\b((?:[A-Z][\w&'’.-]*|of|the|for|and|on|in|de)(?: (?:[A-Z][\w&'’.-]*|of|the|for|and|on|in|de)){1,9}) \(([A-Z][A-Za-z&.-]{1,9})\)")


@dataclass(slots=True)
class Speaker:
    name: str
    kind: SpeakerKind
    span: Span | None
    person: bool = False
    plural: bool = False


class Discourse(Protocol):
    """What went before, asked for whom a pronoun or a bare "the ministry" means; None where that does not tell."""

    def speaking(self, word: Word) -> Speaker | None: ...

    def body_meant(self, head: str) -> str | None: ...


@dataclass(slots=True)
class Memory:
    """What a reader of the text up to here remembers. One per text; the names and acronyms are those of the whole text."""

    text: str
    names: Sequence[Name]
    starts: list[int] = field(default_factory=list)
    people: dict[str, str] = field(default_factory=dict)
    acronyms: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    last: Speaker | None = None
    last_person: Speaker | None = None
    discourse: Discourse | None = None

    def __post_init__(self) -> None:
        self.starts = [n.span.start for n in self.names]
        for match in _ACRONYM.finditer(self.text):
            full, short = match.group(1), match.group(2).replace(".", "")
            initials = _initials(full, short)
            if initials:
                self.acronyms.setdefault(short, initials)

    def names_in(self, span: Span) -> list[Name]:
        found = []
        for k in range(bisect_left(self.starts, span.start), len(self.names)):
            if self.names[k].span.start >= span.end:
                break
            found.append(self.names[k])
        return found

    def only_person_before(self, place: int) -> str | None:
        """The person named before *place* if no other was named near; a pronoun could mean no one else."""
        near = {self.full_name(n.text) for n in self.names_in(Span(max(0, place - 500), place)) if n.kind == "person"}
        return near.pop() if len(near) == 1 else None

    def person_before(self, place: int) -> str | None:
        """The person named last before *place*, by the fullest name given so far."""
        for k in range(bisect_right(self.starts, place) - 1, max(-1, bisect_right(self.starts, place) - 12), -1):
            name = self.names[k]
            if name.kind == "person" and name.span.end <= place:
                return self.full_name(name.text)
        return None

    def full_name(self, name: str) -> str:
        name = _without_calling(name)
        surname = name.split()[-1].lower() if name.split() else name
        if len(name.split()) == 1 and surname in self.people:
            return self.people[surname]
        if len(name.split()) > 1:
            self.people.setdefault(surname, name)
            self.people.setdefault(name.split()[0].lower(), name)
        return name

    def learn(self, upto: int, since: int) -> None:
        """Takes in the people named in [since, upto)."""
        for name in self.names_in(Span(since, max(since, upto))):
            if name.kind == "person":
                self.full_name(name.text)

    def speaker(self, words: list[Word], *, remember: bool = True) -> Speaker:
        """The speaker that a source phrase means; remembered for the pronouns to come unless only the occasion speaks through it."""
        found = self._speaker(clauses.strip_marks(words))
        if found.kind is not SpeakerKind.NONE and remember:
            self.last = found
            if found.person:
                self.last_person = found
        return found

    def _speaker(self, words: list[Word]) -> Speaker:
        if not words:
            return Speaker("", SpeakerKind.NONE, None)
        span = Span(words[0].start, words[-1].end)
        head = _core(words)
        low = head[0].low if len(head) == 1 else ""
        if low in ("he", "she", "him", "her", "i"):
            meant = self.discourse.speaking(head[0]) if self.discourse and low in ("he", "she") else None
            if meant is not None:
                return replace(meant, span=span)
            known = self.last_person
            if known is not None and gender_of(known.name) == {"he": "f", "him": "f", "she": "m", "her": "m"}.get(low, "-"):
                known = None
            if low == "i" and self.last is not None:
                known = self.last
            named = None if known else self.person_before(span.start)
            if known:
                return Speaker(known.name, known.kind, span, known.person)
            return Speaker(named or head[0].text, SpeakerKind.NAMED_PERSON, span, True) if named else Speaker(head[0].text, SpeakerKind.UNNAMED_OFFICIAL, span, True)
        if low in ("they", "it", "them", "we", "who", "this", "that", "which"):
            meant = self.discourse.speaking(head[0]) if self.discourse and low in ("they", "it") else None
            if meant is not None:
                return replace(meant, span=span)
            known = self.last if self.last is None or low not in ("they", "it") or not self.last.person else None
            return Speaker(known.name, known.kind, span, known.person, known.plural) if known else Speaker(head[0].text, SpeakerKind.NONE if low != "they" else SpeakerKind.UNNAMED_OFFICIAL, span)
        core = Span(head[0].start, head[-1].end)
        shown = " ".join(core.of(self.text).split())
        lows = {w.low for w in head}
        if "'s" in lows or "’s" in lows:
            cut = max(k for k, w in enumerate(head) if w.low in ("'s", "’s"))
            tail = {w.low for w in head[cut + 1 :]}
        else:
            tail = lows
        people = [n for n in self.names_in(Span(span.start, core.end)) if n.kind == "person"]
        bodies = [n for n in self.names_in(core) if n.kind in ("body", "place", "other")]
        apposed = words[len(head) + 1 :] if not people and not bodies and len(words) > len(head) + 1 and words[len(head)].text == "," else []
        if apposed and head[-1].low in BODIES and head[0].tag in ("DT", "PRP$") and all(w.tag in ("NNP", "NNPS") or w.text in "&," for w in apposed):
            # "its maker, Corvin Foods, said": the name says who
            beside_it = clauses.strip_marks(apposed)
            return Speaker(" ".join(w.text for w in beside_it), SpeakerKind.NAMED_BODY, Span(beside_it[0].start, beside_it[-1].end))
        nouns = [w for w in head if w.tag in ("NN", "NNS", "NNP", "NNPS")]
        before_of = next((k for k, w in enumerate(head) if k and (w.low in ("of", "for", "in", "at", "from", "with", "on", "by", "close", "familiar") or (w.tag in ("VBN", "VBD") and k > 1))), len(head))
        heads = [w for w in head[:before_of] if w.tag in ("NN", "NNS", "NNP", "NNPS")]
        last = heads[-1].low if heads else (nouns[-1].low if nouns else "")
        opens = before_of < len(head) and not (head[before_of].low in ("of", "at", "in") and last in _ROLES)
        fence = head[before_of].start if opens else core.end
        # the last one: "Environment Canada spokeswoman Jane Roe"
        inside = [n for n in people if n.span.end > core.start and n.span.start < fence and not self._possessive(n, words)][-1:]
        if not inside:
            # an apposition that names: "the ministry's spokesman, John Smith"
            later = [n for n in self.names_in(span) if n.kind == "person" and not self._possessive(n, words)]
            beside = len(words) > len(head) + 1 and words[len(head)].text == ","
            told_by_role = last in _ROLES or last in UNNAMED or (beside and last not in BODIES and bool(later) and words[len(head)].end <= later[0].span.start <= words[len(head) + 1].end)
            if later and heads and beside and told_by_role:
                inside = later[:1]
        if inside and " " not in inside[0].text and _is_body(words[len(head) :]):
            inside = []  # "Norvex, the Danish pump maker": what stands beside the name says what it is
        if head[0].low in _ARTICLES and is_outlet(head) and len(head) > (2 if head[0].low == "the" else 1) and inside and inside[0].span.end == head[-1].end:
            inside = []  # "the Daily Ledger" has the shape of a first name and a surname
        if not inside and head[0].low.rstrip(".") in _FORMS and len(head) > 1 and head[1].text[0].isupper():
            name = self.full_name(" ".join(w.text for w in head[1:4] if w.text[0].isupper()))
            return Speaker(name, SpeakerKind.NAMED_PERSON, span, True)
        if inside:
            name = self.full_name(_bare_name(inside[0].text))
            for role in lows & _ROLES:
                self.roles[role] = name
            return Speaker(name, SpeakerKind.NAMED_PERSON, span, True)
        if last in SOCIAL or (lows & {"telegram", "twitter", "facebook"} and not lows & BODIES):
            return Speaker(shown, SpeakerKind.SOCIAL_MEDIA, core)
        if any(n.kind == "body" and heads and n.span.start <= heads[-1].start < n.span.end and heads[-1].text[0].isupper() for n in self.names_in(core)) and not (last in UNNAMED and last not in ("chiefs", "chief", "staff", "leaders")):
            pass
        elif last in UNNAMED or (last.rstrip("s") in UNNAMED and last not in BODIES):
            bare = [w.low for w in head if w.tag != "DT"]
            if len(bare) == 1 and head[0].low == "the" and bare[0] in self.roles:
                return Speaker(self.roles[bare[0]], SpeakerKind.NAMED_PERSON, span, True)
            return Speaker(shown, SpeakerKind.UNNAMED_OFFICIAL, core, plural=last.endswith("s"), person=not last.endswith("s"))
        capital = [w for w in head if w.text[0].isupper() and w.tag.startswith("NNP")]
        if (last in DOCUMENTS and not (heads and heads[-1].text[0].isupper() and len(capital) > 1)) or (tail & {"images", "footage", "video", "imagery", "report", "study"} and last not in BODIES):
            return Speaker(shown, SpeakerKind.DOCUMENT, core)
        short = next((w.text.rstrip(".") for w in head if w.text.replace(".", "") in self.acronyms and len(head) <= 3), None)
        if short:
            return Speaker(self.acronyms[short.replace(".", "")], SpeakerKind.NAMED_BODY, core)
        if last in BODIES or capital or bodies:
            short_name = len([w for w in head if w.tag != "DT"]) == 1 and head[0].low == "the" and not capital
            body = (self.bodies.get(last) or (self.discourse.body_meant(last) if self.discourse else None)) if short_name else None
            if body:
                return Speaker(body, SpeakerKind.NAMED_BODY, core)
            if capital and last in BODIES:
                self.bodies[last] = shown
            return Speaker(shown, SpeakerKind.NAMED_BODY, core)
        plural = bool(heads) and heads[-1].tag == "NNS"
        return Speaker(shown, SpeakerKind.UNNAMED_OFFICIAL, core, plural=plural)

    def _possessive(self, name: Name, words: list[Word]) -> bool:
        return any(a.end == name.span.end and b.low in ("'s", "’s", "'", "’") for a, b in pairwise(words))


def _is_body(apposed: list[Word]) -> bool:
    """Whether an apposition, from its comma on, calls what it stands beside a body: ", the Danish pump maker"."""
    if len(apposed) < 2 or apposed[0].text != "," or apposed[1].tag != "DT":
        return False
    phrase: list[Word] = []
    for word in apposed[2:]:
        if word.tag not in clauses.NOMINAL or word.text == ",":
            break
        phrase.append(word)
    return bool(phrase) and phrase[-1].low in BODIES


def _without_calling(name: str) -> str:
    """Without what somebody does before the name and where they do it behind it: "Nurse Kim Adler", "Hana Sato of Kyoto University"."""
    pieces = name.split()
    if "of" in pieces[2:]:
        pieces = pieces[: pieces.index("of")]
    while len(pieces) > 2 and pieces[0].lower() in UNNAMED:
        pieces = pieces[1:]
    return " ".join(pieces)


def _bare_name(name: str) -> str:
    """Without a title that stuck to it: "Administrator Charles Bolden" → "Charles Bolden"."""
    pieces = name.split()
    for k in range(len(pieces) - 2, 0, -1):
        if pieces[k - 1].lower() in _TITLES:
            return " ".join(pieces[k:])
    return name


def _initials(full: str, short: str) -> str | None:
    """The tail of *full* whose capitals spell *short*, with a leading "the" in its own case kept; None if they do not."""
    pieces = full.split(" ")
    letters = [c for c in short if c.isupper()]
    for start in range(len(pieces)):
        capitals = [p[0] for p in pieces[start:] if p[0].isupper() and p != "The"]
        if capitals == letters or (capitals[: len(letters)] == letters and len(capitals) <= len(letters) + 1):
            tail = " ".join(pieces[start:])
            return tail if tail.startswith(("The ", "the ")) else ("The " + tail if start and pieces[start - 1] in ("The", "the") else tail)
    return None


def _named_time(word: Word) -> bool:
    """A word of time as part of a name: "the Sydney Morning Herald"."""
    return word.text[0].isupper() and word.low in ("morning", "evening", "today", "night", "week", "year", "month", "afternoon", "may", "march", "sun", "day")


def _core(words: list[Word]) -> list[Word]:
    """The phrase without appositions and relative clauses: "Oleksandr Kraiev, an expert at …" → "Oleksandr Kraiev"."""
    for i, word in enumerate(words):
        if i and (word.text in (",", "—", "–", "(") or word.low in ("who", "which", "whose") or (word.tag in ("VBG",) and word.low not in ("leading", "ruling", "governing") and i > 1)):
            return words[:i]
        if i and word.tag in clauses.FINITE:
            return words[:i]
        following = words[i + 1 : i + 4]
        if i > 1 and word.tag in ("VBN", "VBD") and following and following[0].low == "by":
            return words[:i]
        if (i and word.tag in ("IN", "TO") and (any(w.low in clauses.TIMES and not _named_time(w) for w in following[:2]) or (word.low in ("in", "during", "at", "via") and any(w.low in _OCCASIONS for w in following)))) or (i and word.low in clauses.TIMES and not _named_time(word)):
            return words[:i]
    return words
