"""Who says what: finds the attribution that governs a stretch of words and parts it into source, cue and content. Names are resolved in speakers."""

from __future__ import annotations

from tracker.language import clauses
from tracker.language.asides import colon_frame, passive_frame, trailing
from tracker.language.clauses import clause_begins, has_finite, has_noun, phrase_start, strip_marks
from tracker.language.cues import Lexicon
from tracker.language.speech import (
    ASKED,
    CLAIM_NOUNS,
    DOCUMENTS,
    FALSE,
    NO_DENIAL,
    OFFERED,
    SAYING,
    Candidate,
    Frame,
    Speech,
    can_speak,
    candidates,
    cited_source,
    complement,
    heard_by,
    introductory,
    seen_by,
    speech,
    told_outlet,
    verb_at,
)
from tracker.language.stances import NOUN_VERBS, nominal
from tracker.language.viewpoints import viewpoint_frame
from tracker.language.words import BE, Word

_ASIDE = frozenset(("after", "although", "though", "while", "whereas", "but"))  # behind a comma they open what the reporter says himself


def find_frame(words: list[Word], lexicon: Lexicon) -> Frame | None:
    """The attribution that governs *words*, the outermost first; None where nobody is said to say it."""
    frame = viewpoint_frame(words, lexicon)
    if frame is not None:
        return frame
    if not any(w.low in lexicon.verb_longest for w in words):
        return colon_frame(words) or nominal_frame(words, lexicon)
    found = candidates(words, lexicon)
    for candidate in reversed(found):
        frame = trailing(words, candidate, lexicon)
        if frame is not None:
            return frame
    opening = _asked_opening(words)
    for candidate in found:
        if candidate.at < opening:
            continue
        frame = passive_frame(words, candidate, lexicon) if candidate.passive else _leading(words, candidate, lexicon)
        if frame is not None:
            return frame
    return colon_frame(words) or nominal_frame(words, lexicon)


def _asked_opening(words: list[Word]) -> int:
    """Where a clause of asking at the head ends: "Asked whether he could rule out that …, | the minister replied"; 0 if there is none. Nobody asserts what is asked."""
    if not words or words[0].low not in ASKED or len(words) < 4:
        return 0
    return next((k for k in range(2, len(words) - 2) if words[k].text == "," and clause_begins(words, k + 1)), 0)


def nominal_frame(words: list[Word], lexicon: Lexicon) -> Frame | None:
    """"The strike followed a warning from the union that wages had fallen": the clause that hangs on a noun of saying is the union's, the rest the reporter's."""
    for i in range(2, len(words) - 2):
        noun = words[i].low if words[i].tag in ("NN", "NNS") or words[i].low == "finding" else ""
        verb = lexicon.verbs.get((NOUN_VERBS.get(noun, ""),))
        found = nominal(words, i) if verb is not None else None
        if verb is None or found is None or found.source is None or found.content is None or words[found.content[0]].low != "that":
            continue
        first, last = found.content
        before = words[: first]
        content = strip_marks(words[first + 1 : last])
        if not has_finite(words[: min(found.cue[0], found.source[0])]) or not has_finite(content):
            continue
        source = [_nominative(w) for w in strip_marks(words[slice(*found.source)])]
        said = Speech(source, words[i : i + 1], verb.level, verb.low, verb.high, verb.basis, verb.marker, verb.kind, verb.lemma)
        rest = strip_marks(words[last:])
        return Frame([said], [content], beside=[part for part in (before, rest) if has_finite(part)])
    return None


def _nominative(word: Word) -> Word:
    """"his" as "he", so that it is resolved like any speaker."""
    low = {"his": "he", "her": "she", "their": "they", "its": "it"}.get(word.low)
    return Word(word.start, word.end, word.text, low, "PRP", word.quote) if low and word.tag == "PRP$" else word


def continued(frame: Frame, lexicon: Lexicon) -> list[list[Word]]:
    """What the same source goes on to say by a verb without a subject of its own, with the source put before it: "…, adding that the road was closed"."""
    source = frame.links[-1].source
    comma = next((k for k, w in enumerate(source) if w.text == "," and k), None)
    if comma is not None:
        # an apposition that names, "the lawyer, Simon Obi", has to be closed again; any other is left out
        named = clauses.strip_marks(source[comma:])
        names = bool(named) and all(w.tag in ("NNP", "NNPS") for w in named) and not source[comma - 1].tag.startswith("NNP")
        source = [*source[: comma + 1], *named, source[comma]] if names else source[:comma]
    found = []
    for carried in frame.carried:
        head = carried[0]
        verb = next((k for k, w in enumerate(carried[:5]) if w.tag[0] == "V" and verb_at(carried, k, lexicon)), 0)
        said = carried[verb]
        finite = Word(said.start, said.end, said.text, said.low, "VBD", said.quote) if said.tag in ("VBG", "VBN") and head is said else said
        found.append([*source, *carried[:verb], finite, *carried[verb + 1 :]])
    return found


def _leading(words: list[Word], c: Candidate, lexicon: Lexicon) -> Frame | None:
    kind = c.verb.kind
    if c.negated and kind in ("say", "strict", "show", "order", "accuse", "deny"):
        return None
    place = phrase_start(words, c.start)
    how, at = complement(words, c.end, c.verb)
    explicit = how == "quote" or (how == "clause" and any(w.low == "that" for w in words[c.end:at]))
    if c.start > 1 and words[c.start - 1].tag == "CC" and explicit | (how == "clause") and has_finite(words[: c.start - 1]):
        # "described it as ominous, and said the panel": the subject of the first verb speaks
        speaker = clauses.subject_of(words[: c.start - 1])
        if speaker and (kind in ("say", "belief") or (explicit and kind in ("strict", "show"))) and not c.negated:
            frame = Frame([speech(c, speaker, words)], beside=[strip_marks(words[: c.start - 1])])
            _part(frame, words[at:], speaker, lexicon)
            return frame
    if place is None or (place[0] and words[place[0] - 1].tag in ("VB", "VBG")):
        # a noun that looks like a subject is the object of the verb before it: "confirm opposition claims that"
        return None
    source = words[place[0] : place[1]]
    if c.verb.lemma == "call" and how == "object" and len(source) > 1 and source[0].low in clauses.RELATIVES:
        source = source[1:]  # "…, which its operator calls false"
    if c.verb.lemma == "call" and how != "object":
        return None
    if how == "object" and kind == "strict" and c.verb.lemma in ("call", "describe") and has_noun(source) and any(w.low in FALSE for w in words[at:]):
        return Frame([speech(c, source, words)], [words], whole=True)
    if (len(source) > 1 and (source[0].low in clauses.RELATIVES or (source[0].low == "that" and source[0].tag == "WDT")) and how == "none") or (len(source) > 1 and source[0].low in ("which", "who", "whom")):
        return _relative(words, c, place[0], source[1:])
    if c.verb.lemma in ("cite", "quote") and not c.negated and not explicit:
        return _quoting(words, c, source)
    if not can_speak(source, c, explicit) or (kind == "strict" and not explicit and c.verb.lemma != "put"):
        return None
    said = speech(c, source, words)
    if kind == "order" and how != "quote":
        return None
    left = strip_marks(words[: place[0]])
    if how in ("clause", "quote"):
        content = words[at:]
        frame = Frame([said], denied=kind == "deny", doubted=c.negated)
        main = _main_behind(words, c, at)
        if main is not None:
            # "While she acknowledged that the post was vacant, the mayor …": the main clause is the reporter's
            content = words[at:main]
            frame.beside.append(strip_marks(words[main:]))
        cited = cited_source(words[c.end : at]) or cited_source(source)
        tail = next((k for k in range(len(content) - 1, 0, -1) if content[k].low in ("citing", "quoting") and content[k - 1].text == "," and content[k].quote < 0), None)
        if tail is not None and cited is None and not has_finite(strip_marks(content[tail:])):
            cited = cited_source(content[tail:])
            content = content[: tail - 1]
        if cited is None and left and left[0].low in ("citing", "quoting"):
            cited = cited_source(left)
        if cited is not None:
            frame.links.append(cited)
        if has_finite(left) and not introductory(left):
            if any(w.quote >= 0 for w in left) and words[place[0] - 1].tag in (",", '"', "."):
                frame.contents.append(left)
            else:
                frame.beside.append(left)
        _part(frame, content, source, lexicon)
        relay = told_outlet(words, c) or heard_by(left) or seen_by(source)
        if relay is not None:
            frame.links.insert(0, relay)
        return frame
    if how == "none":
        right = strip_marks(words[at:])
        opens = bool(left) and (not has_finite(left) or (introductory(left) and clause_begins(right, 0)))
        if opens and has_finite(left):
            # "Depending on the load, officers said, the trucks could carry …": the comma stays, the attribution goes
            return Frame([said], [words[: place[0]] + right])
        if opens and right and has_finite(right) and place[0] and words[place[0] - 1].text == "," and not clauses.is_time(left):
            return Frame([said], [strip_marks(words[: place[0] - 1]) + right])
        return None
    if c.negated:
        return None
    if has_finite(left) and not introductory(left):
        return None
    rest = words[at:]
    head = _object_nouns(rest)
    if kind == "deny":
        if how == "gerund":
            return _gerund(said, rest, source, lexicon, denied=True)
        if how != "object" or head & NO_DENIAL:
            return None
        if c.verb.lemma in ("deny", "refute", "debunk", "rule") or head & CLAIM_NOUNS:
            return _whole(said, words, c, lexicon, denied=True)
        return None
    if kind == "accuse":
        accused = next((k for k, w in enumerate(rest) if (w.low == "of" and k + 1 < len(rest) and rest[k + 1].tag == "VBG") or (w.low == "of" and k + 2 < len(rest) and rest[k + 1].tag == "RB" and rest[k + 2].tag == "VBG")), None)
        if accused and how == "object":
            return _gerund(said, rest[accused + 1 :], rest[:accused], lexicon)
        return _whole(said, words, c, lexicon) if how == "object" else None
    if kind == "show" and how == "object" and {w.low for w in source} & DOCUMENTS and c.verb.lemma in ("show", "indicate", "suggest", "reveal", "depict", "record", "appear", "seem"):
        return _whole(said, words, c, lexicon)
    if c.verb.lemma == "put":
        return _whole(said, words, c, lexicon) if how == "object" and head & {"toll", "number", "figure", "cost", "total", "count", "losses", "damage", "size", "strength", "magnitude", "damages", "death", "casualties", "dead", "injured", "price", "value", "chance", "chances", "probability", "likelihood", "odds", "risk", "share", "population", "bill", "turnout"} else None
    if how == "object" and c.verb.lemma in SAYING and len(strip_marks(rest)) > 3 and rest[0].low not in ("so", "nothing", "no", "yes", "it", "this", "something", "that"):
        # what follows "said" is what was said, also where its verb was not recognised
        frame = Frame([said])
        _part(frame, rest, source, lexicon)
        return frame
    if how == "object" and c.verb.complement == "object":
        return _whole(said, words, c, lexicon)
    if how == "infinitive" and kind in ("say", "belief") and c.verb.lemma not in ("hope", "tell", "ask"):
        return _whole(said, words, c, lexicon)
    return None


def _main_behind(words: list[Word], c: Candidate, at: int) -> int | None:
    """The comma behind which the main clause begins, where the reporting verb stands in a subordinate clause at the head of the sentence."""
    head = next((k for k, w in enumerate(words) if w.text[0].isalnum()), 0)
    if words[head].low not in clauses.SUBORDINATORS or words[head].tag not in ("IN", "WRB", "RB") or any(w.text == "," for w in words[head : c.start]):
        return None
    for k in range(at + 2, len(words) - 2):
        if words[k].text == "," and words[k].quote < 0 and clause_begins(words, k + 1) and has_finite(words[at:k]) and words[k + 1].low not in clauses.RELATIVES:
            return k
    return None


def _quoting(words: list[Word], c: Candidate, source: list[Word]) -> Frame | None:
    """"The Ledger quoted an aide as saying that …", "the site cited the mayor as confirming …": the outlet is the relay of the one who spoke."""
    rest = words[c.end :]
    cut = next((k for k, w in enumerate(rest) if w.low == "as" and k and k + 1 < len(rest) and rest[k + 1].tag == "VBG"), None)
    if cut is None or has_finite(rest[:cut]):
        return None
    content = rest[cut + 2 :]
    if content and content[0].low == "that":
        content = content[1:]
    return Frame([speech(c, source, words), Speech(strip_marks(rest[:cut]), rest[cut + 1 : cut + 2])], [strip_marks(content)]) if strip_marks(content) else None


def _relative(words: list[Word], c: Candidate, first: int, source: list[Word]) -> Frame | None:
    """"The blast, which officials say was caused by a leak, destroyed …": the relative clause is theirs, the rest is the reporter's."""
    end = first - 1 if first and words[first - 1].text == "," else first
    start = end
    while start > 0 and ((words[start - 1].tag in clauses.NOMINAL and words[start - 1].tag != "VBN") or words[start - 1].low == "of"):
        start -= 1
    stop = next((k for k in range(c.end, len(words)) if words[k].text == ","), len(words))
    inside = strip_marks(words[c.end : stop])
    if not source or not inside or not has_finite(inside) or start == end:
        return None
    rest = [*words[:end], *words[stop + 1 :]]
    frame = Frame([speech(c, source, words)], beside=[rest] if has_finite(rest) else [])
    frame.elided.append((inside, words[start:end], True))
    return frame


def _whole(said: Speech, words: list[Word], c: Candidate, lexicon: Lexicon, *, denied: bool = False) -> Frame:
    """Cue and content that cannot be parted, and what the same speaker adds: "rejected the charge, saying that …"."""
    on = _said_on(words, c.end + 1, lexicon)
    if on:
        return Frame([said], [words[: on - 1]], carried=[words[on:]], denied=denied, whole=True)
    return Frame([said], [words], denied=denied, whole=True)


def _said_on(words: list[Word], first: int, lexicon: Lexicon) -> int:
    """From *first* on, the verb by which the same speaker goes on: "rejected the charge, | saying that …", "accused the army of looting and | said …"; 0 if there is none."""
    for i in range(first, len(words) - 1):
        said_on = words[i].tag == "VBG" and words[i - 1].text == ","
        if said_on or (words[i].tag in ("VBD", "VBZ") and words[i - 1].tag == "CC"):
            match = verb_at(words, i, lexicon)
            if match and match[0].kind in ("say", "belief", "deny") and complement(words, match[1], match[0])[0] in ("clause", "quote"):
                return i
    return 0


def _gerund(said: Speech, content: list[Word], lead: list[Word], lexicon: Lexicon, *, denied: bool = False) -> Frame:
    """What somebody denies or is accused of doing, up to where the speaker goes on by another verb, or the reporter by a clause of his own: "denied paying them, | although …"."""
    frame = Frame([said], [content], lead=lead, gerund=True, denied=denied)
    on = _said_on(content, 1, lexicon)
    if on:
        frame.carried.append(content[on:])
        frame.contents = [content[: on - 1]]
    comma = next((k for k, w in enumerate(frame.contents[0]) if w.text == "," and frame.contents[0][k + 1 : k + 2] and frame.contents[0][k + 1].low in _ASIDE and (clause_begins(content, k + 2) or frame.contents[0][k + 1].low in ("although", "though", "whereas"))), None)
    if comma is not None:
        frame.beside.append(frame.contents[0][comma + 2 :])
        frame.contents = [frame.contents[0][:comma]]
    return frame


def _object_nouns(rest: list[Word]) -> set[str]:
    lows: set[str] = set()
    for word in rest[:12]:
        if word.tag in (".", ",", ":") or word.tag in clauses.FINITE or (word.tag == "IN" and word.low not in ("of",)):
            break
        lows.add(word.low)
    return lows


def _blames(before: list[Word], rest: list[Word], lexicon: Lexicon) -> bool:
    """Whether the speaker goes on by a verb of blame: "said the tank was inspected and | blamed a contractor". A tank blames nobody; who did something himself may."""
    match = verb_at(rest, 0, lexicon)
    first = next((w for w in before if w.tag in clauses.FINITE), None)
    return match is not None and match[0].kind == "accuse" and first is not None and first.low in BE and complement(rest, match[1], match[0])[0] == "object"


def _bare_source(source: list[Word]) -> list[Word]:
    comma = next((k for k, w in enumerate(source) if w.text == "," and k), None)
    return source if comma is None else source[:comma]


def _part(frame: Frame, content: list[Word], source: list[Word], lexicon: Lexicon) -> None:
    """Cuts the content where another attribution takes over: "…, and the army said", "… but denied that", "…, adding that"."""
    depth_quote = content[0].quote if content else -1
    for i in range(1, len(content)):
        word = content[i]
        if word.quote >= 0 and word.quote == depth_quote and any(w.quote != depth_quote for w in content):
            continue
        if word.tag == "VBG" and (content[i - 1].text == "," or content[i - 1].tag == '"' or content[i - 1].low == "and"):
            match = verb_at(content, i, lexicon)
            if match and match[0].kind in ("say", "belief", "deny", "strict"):
                how, _ = complement(content, match[1], match[0])
                if how in ("clause", "quote") or match[0].kind == "deny" or (match[0].lemma == "call" and any(w.low in FALSE for w in content[i:])):
                    frame.contents.append(content[: i - 1])
                    frame.carried.append(content[i:])
                    return
        if word.tag == "CC" or word.low in ("while", "whereas", "although", "though") or word.text == ";":
            rest = content[i + 1 :]
            if word.tag == "CC" and len(rest) > 2 and rest[0].low == "that" and clause_begins(rest, 1) and has_finite(content[:i]):
                nested = any(w.low == "that" and w.tag == "IN" for w in content[:i])
                if not nested or content[i - 1].text == ",":
                    # "said he believed it was safe and that …": the second clause is the outer speaker's alone
                    frame.contents.append(content[:i])
                    _part(frame, rest[1:], source, lexicon)
                    return
            if word.tag == "CC" and rest and rest[0].tag in ("VBD", "VBZ") and _blames(content[:i], rest, lexicon):
                frame.contents.append(content[:i])
                frame.beside.append([*_bare_source(source), *rest])
                return
            if word.tag == "CC" and rest and rest[0].low in OFFERED and has_finite(content[:i]):
                frame.contents.append(content[:i])
                frame.elided.append((rest, source, False))
                return
            if word.low == "but" and content[i - 1].text == "," and frame.links[-1].kind == "belief" and clause_begins(rest, 0) and has_finite(content[:i]):
                # "had feared that the river would rise, but the levees held": what came of it is told by the reporter
                frame.contents.append(content[:i])
                frame.beside.append(rest)
                return
            j = 0
            while (j < len(rest) and rest[j].tag in ("RB", "MD")) or (j < len(rest) and rest[j].low in ("has", "have", "had")):
                j += 1
            if j < len(rest) and rest[j].tag in ("VBD", "VBZ", "VBN", "VBP") and word.tag == "CC":
                match = verb_at(rest, j, lexicon)
                if match and match[0].kind in ("say", "belief", "deny", "strict") and has_finite(content[:i]):
                    how, _ = complement(rest, match[1], match[0])
                    if how in ("clause", "quote") or (match[0].kind == "deny" and how in ("gerund", "object")):
                        frame.contents.append(content[:i])
                        frame.carried.append(rest)
                        return
            if has_finite(content[:i]) and clause_begins(rest, 0):
                verb = next((k for k, w in enumerate(rest) if w.tag in clauses.FINITE), None)
                if verb is not None:
                    k = verb
                    while k < len(rest) and (rest[k].tag in ("RB", "MD", "VBP", "VBZ", "VBD", "VB") and rest[k].low not in lexicon.verb_longest):
                        k += 1
                    match = verb_at(rest, k, lexicon) if k < len(rest) and rest[k].tag[0] == "V" else None
                    if match and match[0].kind in ("say", "deny") and (match[0].kind == "deny" or complement(rest, match[1], match[0])[0] in ("clause", "quote", "gerund")) and rest[0].low not in ("it",):
                        frame.contents.append(content[:i])
                        frame.beside.append(rest)
                        return
        if word.text == "," and i + 2 < len(content) and content[i + 1].tag == '"' and content[i - 1].tag == '"':
            continue
    frame.contents.append(content)
