"""One stretch of words into the assertions that a careful editor would list. Attributions are off by then; levels are set from what each piece holds."""

from __future__ import annotations

from dataclasses import dataclass, field

from tracker.language import clauses
from tracker.language.clauses import NOMINAL, RELATIVES, clause_begins, drop_conjunction, has_finite, strip_marks
from tracker.language.cues import Lexicon
from tracker.language.hedging import Hit, live_cues
from tracker.language.words import BE, DO, HAVE, Word
from tracker.terms import CueKind, Marker

Shown = list[Word | str]
_SPLITTING = frozenset(["while", "whereas", "although", "though"])
_SOFT = frozenset(
    "possibly probably likely apparently perhaps maybe reportedly allegedly presumably potentially supposedly purportedly "
    "seemingly conceivably".split()
)
_ACCOUNTS = frozenset("claim claims report reports account figure figures statement allegation allegations video footage number toll assertion".split())
_REDUCED = frozenset("believed thought suspected presumed understood alleged estimated said reported rumoured rumored".split())
_TOLL = frozenset("feared killed dead injured missing hurt trapped wounded presumed arrested evacuated rescued displaced".split())
_INTRANSITIVE = frozenset(
    "reopened died resigned collapsed returned arrived left began ended rose fell fled escaped crashed sank burst remained became went came won vanished disappeared landed".split()
)
_OPEN = frozenset("clear unclear known unknown know say tell sure certain decided determined established disclosed explain ask asked".split())
_WEIGHTY = (CueKind.HEDGE, CueKind.MARKER, CueKind.NEGATION)


@dataclass(slots=True)
class Piece:
    """An assertion: the words it covers, what shows it standing alone, its live cues, and the places of clauses inside that carry their own hedges.

    ``apart`` marks what the writer adds in his own voice (", which was built in 1960"): no belief or denial that governs the sentence reaches it.
    """

    words: list[Word]
    shown: Shown
    hits: list[Hit]
    searched: list[Word]
    inner: set[int] = field(default_factory=set)
    over: list[tuple[Hit, list[Word]]] = field(default_factory=list)
    apart: bool = False


def split(words: list[Word], lexicon: Lexicon, subject: list[Word] | None = None, depth: int = 0, *, doubted: bool = False) -> list[Piece]:
    """The assertions of *words* in order, nested ones behind the one they stand in. *doubted*: somebody only believes them, or denies them."""
    words = drop_conjunction(words)
    if not words:
        return []
    if depth < 12:
        parts = _coordinated(words, lexicon)
        if parts:
            pieces: list[Piece] = []
            for part, lead in parts:
                found = split(part, lexicon, lead or (subject if part is parts[0][0] else None), depth + 1, doubted=doubted)
                if part is not parts[0][0] and _conceded(words, part):
                    for piece in found:
                        piece.apart = True
                pieces.extend(found)
            return pieces
    return _nested(words, lexicon, subject, doubted)


def _conceded(words: list[Word], part: list[Word]) -> bool:
    """Whether *part* follows ", although" or ", while": the writer sets it against what somebody believes or denies."""
    at = next((k for k, w in enumerate(words) if w is part[0]), 0)
    return at > 1 and words[at - 1].low in _SPLITTING and words[at - 2].text == ","


def _weight(words: list[Word], lexicon: Lexicon) -> tuple[object, ...]:
    hits = [h for h in live_cues(words, lexicon) if h.phrase.kind in _WEIGHTY and not h.label]
    return (min((int(h.phrase.level) for h in hits), default=5), tuple(sorted({h.phrase.kind.value for h in hits if h.phrase.kind})), tuple(sorted({h.phrase.marker.value for h in hits if h.phrase.marker})))


def _coordinated(words: list[Word], lexicon: Lexicon) -> list[tuple[list[Word], list[Word]]]:
    """Two parts with the subject that the second one borrows (empty where it has its own); [] where nothing is coordinated."""
    size = len(words)
    low = words[0].low
    if low in _SPLITTING or (low == "even" and size > 1 and words[1].low == "though"):
        start = 2 if low == "even" else 1
        if clause_begins(words, start):
            for i in range(start + 2, size):
                if words[i].text == "," and clause_begins(words, i + 1) and has_finite(words[start:i]):
                    return [(words[start:i], []), (words[i + 1 :], [])]
    opened = words[0].tag in ("IN", "WRB") and low in clauses.SUBORDINATORS
    finite_left = False
    owed = 0
    for i in range(1, size - 2):
        word = words[i]
        if word.tag in clauses.FINITE:
            if owed:
                owed -= 1
            else:
                finite_left = True
        elif word.low in RELATIVES or (word.low == "that" and word.tag == "WDT"):
            owed += 1
        elif word.low == "that" and word.tag == "IN" and words[i - 1].tag not in ("CC",):
            # what follows must be a clause by itself before it can be parted
            finite_left = False
        if word.text == "," and finite_left and words[-1].tag != "." and _toll_follows(words, i + 1):
            # a headline's comma: "Ferry sinks off Marlow, dozens feared dead"
            return [(words[:i], []), (words[i + 1 :], [])]
        if word.text == "," and opened:
            opened, finite_left, owed = False, False, 0
        if word.text == ";" and not opened and clause_begins(words, i + 1) and sum(w.text == ";" for w in words) == 1:
            return [(words[:i], []), (words[i + 1 :], [])]
        if word.text == ":" and finite_left and not opened and clause_begins(words, i + 1):
            # "The boat was probably overloaded: it was licensed for 180"
            return [(words[:i], []), (words[i + 1 :], [])]
        if not finite_left or opened:
            continue
        if word.text in (";", "—", "–", "--", "-") and (word.text == ";" or (words[i - 1].end < word.start and word.end < words[i + 1].start)):
            if clause_begins(words, i + 1) and (word.text == ";" or not any(w.text == word.text for w in words[i + 1 :])):
                return [(words[:i], []), (words[i + 1 :], [])]
            if word.text == ";" and has_finite(words[i + 1 :]):
                return [(words[:i], []), (words[i + 1 :], clauses.subject_of(words[:i]) if words[i + 1].tag in clauses.FINITE else [])]
            continue
        splitting = word.low in _SPLITTING and word.tag != "NN"
        if word.tag != "CC" and not splitting:
            continue
        if word.low in ("or", "nor"):
            continue
        following = words[i + 1]
        since = next((k for k in range(i - 1, max(-1, i - 7), -1) if words[k].low in ("between", "both") or words[k].tag == "CC"), None)
        if since is not None and words[since].low in ("between", "both") and following.tag not in ("PRP", "EX"):
            # "between 1990 and 1994"
            continue
        if following.low == "that" and clause_begins(words, i + 2):
            return [(words[:i], []), (words[i + 2 :], [])]
        if clause_begins(words, i + 1) and following.tag not in ("WP", "WDT") and not _joins_nouns(words, i):
            return [(words[:i], []), (words[i + 1 :], [])]
        if splitting or following.low in RELATIVES or following.low == "that":
            continue
        if following.low in _INTRANSITIVE and following.tag in ("VBD", "VBN") and word.low == "and" and any(w.low in BE for w in words[:i]):
            # "was built in 1990 and reopened in May": two verbs that cannot share one auxiliary
            verb = Word(following.start, following.end, following.text, following.low, "VBD", following.quote)
            lead = clauses.subject_of(words[:i])
            if lead:
                return [(words[:i], []), ([verb, *words[i + 2 :]], lead)]
        j = i + 1
        while j < size and words[j].tag in ("RB", "RBR"):
            j += 1
        if j < size and (words[j].tag == "MD" or (words[j].tag in ("VBD", "VBZ", "VBP") and (words[j].low in BE or words[j].low in HAVE or words[j].low in ("did", "does", "do", "appears", "appear", "appeared", "seems") or j > i + 1 or (words[j].tag == "VBD" and words[i - 1].text == ",")))):
            right = words[i + 1 :]
            if _weight(words[:i], lexicon) != _weight(right, lexicon) and (words[j].tag != "VBD" or words[j].low in BE | HAVE | {"did"} or j > i + 1 or _simple_past(words[:i])):
                lead = clauses.subject_of(words[:i])
                if lead and has_finite(right):
                    return [(words[:i], []), (right, lead)]
    return []


def _simple_past(words: list[Word]) -> bool:
    """Whether the first verb is a past of its own ("found no proof …, and acquitted"): no auxiliary governs what follows "and"."""
    verb = next((w for w in words if w.tag in clauses.FINITE), None)
    return verb is not None and verb.tag == "VBD" and verb.low not in BE | HAVE


def _toll_follows(words: list[Word], at: int) -> bool:
    """Whether "dozens feared dead" or "12 injured" follows: a toll without an auxiliary, as headlines have it."""
    rest = words[at : at + 7]
    verb = next((k for k, w in enumerate(rest) if w.low in _TOLL), None)
    return verb is not None and verb > 0 and all(w.tag in NOMINAL or w.low in ("at", "least", "more", "than", "up", "to", "over", "of", "nearly", "about") for w in rest[:verb]) and any(w.tag in ("CD", "NNS") for w in rest[:verb])


def _joins_nouns(words: list[Word], i: int) -> bool:
    """Whether "and" joins two objects of which the second only looks like a subject: "killed a man and wounded soldiers were taken" is not that."""
    before = words[i - 1]
    if before.text == ",":
        return False
    right = words[i + 1 : i + 12]
    verb = next((k for k, w in enumerate(right) if w.tag in clauses.FINITE), None)
    if verb is None:
        return True
    # a list with commas on the left and one noun on the right: the verb belongs to the whole list
    left = words[max(0, i - 8) : i]
    return any(w.text == "," for w in left) and not has_finite(left)


def _nested(words: list[Word], lexicon: Lexicon, subject: list[Word] | None, doubted: bool = False) -> list[Piece]:
    hits = live_cues(words, lexicon)
    lead: Shown = list(subject) if subject else []
    main = Piece(words, [*lead, *words], hits, words)
    extra: list[Piece] = []
    weighty = any(h.phrase.kind in _WEIGHTY and not h.label for h in hits)
    if not weighty and not doubted:
        return [main]
    denied = any(h.phrase.kind is CueKind.NEGATION for h in hits)
    size = len(words)
    i = _condition_end(main, words, hits)
    while i < size:
        word = words[i]
        if i and (word.low in RELATIVES or (word.low == "that" and word.tag == "WDT")) and i + 1 < size:
            stop = _relative_end(words, i)
            inside = words[i + 1 : stop]
            if any(w.tag in clauses.FINITE for w in inside):
                antecedent = _antecedent(words, i)
                if _weighs(inside, lexicon):
                    owned: Shown = [*antecedent, "’s"] if word.low == "whose" and antecedent else [] if word.low == "whom" else [*antecedent]
                    _set_aside(main, extra, words, i, stop, inside, owned, lexicon)
                elif not antecedent and words[i - 1].text != ",":
                    # "not clear who fired the mortar that landed there": a question, not a relative clause
                    i += 1
                    continue
                elif word.low not in ("whom", "whose") and words[i - 1].tag != "IN":
                    _state(extra, words[i - 1].text == "," or _definite(antecedent), inside, antecedent, lexicon)
                i = stop
                continue
        elif not (word.low == "as" and i and words[i - 1].tag in ("VBN", "RB", "VBD")) and (word.tag in ("IN", "WRB", "RB") or word.low == "because") and word.low in clauses.SUBORDINATORS and word.low not in ("if", "unless", "that", "so") and not _compares(words, i) and not _asks(words, i) and clause_begins(words, i + 1):
            stop = next((k for k in range(i + 2, size) if words[k].text == "," and (i == 0 or clause_begins(words, k + 1) or words[i - 1].text == ",")), size)
            if not (i == 0 and stop == size):
                inside = words[i + 1 : stop]
                if _weighs(inside, lexicon):
                    own = word.low in ("because", "although", "though", "while", "whereas", "as", "since", "after", "when", "where", "before")
                    _set_aside(main, extra, words, i, stop, inside, [] if own else None, lexicon)
                elif weighty or word.low in _SPLITTING or (word.low == "where" and words[i - 1].text == ","):
                    comma = i > 0 and words[i - 1].text == ","
                    reason = word.low in ("because", "as", "since")
                    if not reason or comma or denied:
                        _state(extra, comma and (word.low in _SPLITTING or word.low == "where"), inside, [], lexicon, past=not reason)
                i = stop
                continue
        elif i and (word.low in _SOFT or (word.low in _REDUCED and word.tag in ("VBN", "VBD") and i + 1 < size and words[i + 1].low in ("to", "of"))) and words[i - 1].text in (",", "—", "–", "(") and not (i > 1 and words[i - 1].low == "and"):
            stop = next((k for k in range(i + 1, size) if words[k].text in (",", "—", "–", ")")), size)
            inside = words[i:stop]
            if len(inside) > 1 and not clause_begins(inside, 1) and not (stop < size and len(inside) < 2):
                extra.extend(_parenthesis(main, words, i, stop, lexicon))
                i = stop
                continue
        elif i > 1 and weighty and word.tag in ("VBN", "VBD") and words[i - 1].text == "," and words[i - 2].tag in clauses.NOUNS:
            stop = next((k for k in range(i + 1, size) if words[k].text == ","), size)
            inside = words[i:stop]
            if stop < size and 3 < len(inside) < 25 and not has_finite(inside[1:]) and inside[1].tag in ("IN", "TO", "RB", "CD") and not _weighs(inside, lexicon):
                # "The signal, detected at noon, may be noise": that it was detected is a fact
                antecedent = _antecedent(words, i)
                if _definite(antecedent):
                    plural = antecedent[-1].tag in ("NNS", "NNPS")
                    extra.append(Piece(inside, [*antecedent, "were" if plural else "was", *inside], live_cues(inside, lexicon), inside, apart=True))
                i = stop
                continue
        elif i > 1 and word.tag == "CC" and i + 2 < size and (words[i + 1].low in _SOFT or (words[i + 1].low in ("most", "very", "almost") and words[i + 2].low in (*_SOFT, "certainly"))):
            item = _hedged_item(main, words, i, lexicon)
            if item is not None:
                extra.append(item)
                i = size if item.words[-1] is words[-1] else i + 1 + len(item.words)
                continue
        i += 1
    return [main, *extra]


def _weighs(words: list[Word], lexicon: Lexicon) -> bool:
    """Whether a hedge, a marker or a negation is live in *words*."""
    return any(h.phrase.kind in _WEIGHTY for h in live_cues(words, lexicon))


def _compares(words: list[Word], i: int) -> bool:
    """The "as" of "as many as 40", "twice as long as": it opens no clause."""
    return words[i].low == "as" and ((i + 2 < len(words) and words[i + 2].low == "as") or (i > 1 and words[i - 2].low == "as"))


def _asks(words: list[Word], i: int) -> bool:
    """The "where" and "when" of "not clear where the pilot was": a question, not a place or a time."""
    return words[i].low in ("where", "when") and i > 0 and words[i - 1].low in _OPEN


def _definite(phrase: list[Word]) -> bool:
    """A phrase that means somebody or something known: "the mortar", "its rival", "those 19 children", a name."""
    return bool(phrase) and (phrase[0].low in ("the", "this", "these", "those", "its", "his", "her", "their") or phrase[0].tag in ("NNP", "NNPS"))


def _condition_end(main: Piece, words: list[Word], hits: list[Hit]) -> int:
    """Where the main clause goes on behind a leading condition, whose own negations and hedges leave it alone; 0 where there is none."""
    first = hits[0] if hits else None
    if first is None or first.first or first.phrase.marker is not Marker.CONDITIONAL or words[0].low not in ("if", "unless", "had", "were", "should"):
        return 0
    comma = next((k for k in range(first.last, len(words)) if words[k].text == "," and (clause_begins(words, k + 1) or words[0].low == "had")), 0)
    main.inner.update(w.start for w in words[first.last : comma])
    return comma


def _state(extra: list[Piece], apart: bool, inside: list[Word], antecedent: list[Word], lexicon: Lexicon, *, past: bool = True) -> None:
    """Lists a clause inside a hedged sentence that is itself stated as fact: in the writer's own voice where it stands *apart*, else only what has happened."""
    bare = strip_marks(inside)
    verb = next((w for w in bare if w.tag in clauses.FINITE), None)
    if len(bare) < 4 or verb is None or verb.tag == "MD" or (past and not apart and verb.tag != "VBD") or any(w.quote >= 0 for w in bare):
        return
    if not antecedent and past and not apart and bare[0].tag == "PRP":
        return  # "before it rammed the bridge": who "it" is stands elsewhere, and so does the assertion
    if antecedent and not (apart and (_definite(antecedent) or antecedent[0].tag in ("DT", "CD", "NNS"))):
        return
    covered = [*antecedent, *bare]  # "the 19 children who left": the figure belongs to what is said of them
    extra.append(Piece(covered, [*covered], live_cues(bare, lexicon), bare, apart=apart))


def _set_aside(main: Piece, extra: list[Piece], words: list[Word], first: int, last: int, inside: list[Word], antecedent: Shown | None, lexicon: Lexicon) -> None:
    """Keeps the cues of a clause inside from the main assertion; where it is hedged, lists it as an assertion of its own."""
    own = live_cues(inside, lexicon)
    if not any(h.phrase.kind in _WEIGHTY for h in own):
        return
    keep = {w.start for h in own if words and h.phrase.marker is Marker.HEARSAY and inside[h.first].tag in ("NNS", "NN") for w in inside[h.first : h.last]}
    known = [w for w in antecedent or [] if isinstance(w, Word)]
    if first and any(h.phrase.marker is Marker.UNVERIFIED for h in own) and known and known[-1].low in _ACCOUNTS:
        # "…, a claim that could not be verified": the limit is on what was claimed
        return
    main.inner.update(w.start for w in words[first:last] if w.start not in keep)
    if antecedent is None or not has_finite(inside):
        return
    bare = strip_marks(inside)
    named = not antecedent or (bool(known) and (known[0].tag in ("DT", "CD", "PRP$", "NNP") or any(w.tag == "NNP" for w in known)))
    if any(h.phrase.kind in (CueKind.HEDGE, CueKind.MARKER) for h in own) and len(bare) > 2 and named:
        extra.append(Piece(bare, [*antecedent, *bare], live_cues(bare, lexicon), bare))


def _relative_end(words: list[Word], i: int) -> int:
    size = len(words)
    if words[i - 1].text == ",":
        return next((k for k in range(i + 1, size) if words[k].text == "," and has_finite(words[i:k])), size)
    seen = 0
    for k in range(i + 1, size):
        if words[k].text in (",", ";"):
            return k
        if words[k].tag in clauses.FINITE and not (words[k - 1].tag in clauses.FINITE and (words[k - 1].tag == "MD" or words[k - 1].low in BE | HAVE | DO)):
            seen += 1
            if seen > 1:
                return clauses.group_start(words, k, i + 1)
    return size


def _antecedent(words: list[Word], i: int) -> list[Word]:
    end = i - 1 if words[i - 1].text == "," else i
    start = end
    while start > 0 and ((words[start - 1].tag in NOMINAL and words[start - 1].tag not in ("VBN",)) or (words[start - 1].low in ("of", "for") and start > 1)):
        start -= 1
        if words[start].tag == "DT":
            break
    while start < end and words[start].tag in ("POS", "IN"):
        start += 1
    return words[start:end]


def _parenthesis(main: Piece, words: list[Word], first: int, last: int, lexicon: Lexicon) -> list[Piece]:
    """", possibly caused by a short circuit, ": the main assertion stands without it; with it, it is another one."""
    inside = words[first:last]
    main.inner.update(w.start for w in inside)
    bare = strip_marks(inside)
    verbal = next((w for w in bare if w.low not in _SOFT and w.tag != "RB"), None)
    if verbal is not None and verbal.tag in ("VBN", "VBD"):
        lead = clauses.subject_of(words[: first - 1]) or _antecedent(words, first)
        if not has_finite(words[: first - 1]):
            lead = strip_marks(words[: first - 1])
        plural = bool(lead) and lead[-1].tag in ("NNS", "NNPS")
        shown: Shown = [*lead, "were" if plural else "was", *bare]
    else:
        shown = [*words[: first - 1], *bare, *(words[last + 1 :] if last < len(words) and words[last].text == "," else words[last:])]
    piece = Piece(bare, shown, live_cues(bare, lexicon), bare)
    if verbal is None or verbal.tag not in ("VBN", "VBD"):
        piece.over = [(h, main.searched) for h in main.hits if main.searched[h.first].start not in main.inner]
    return [piece]


def _hedged_item(main: Piece, words: list[Word], conjunction: int, lexicon: Lexicon) -> Piece | None:
    """The last item of a list with a hedge of its own: "tanks, rifles and possibly missiles"."""
    first = conjunction + 1
    last = first + 1
    while last < len(words) and (words[last].tag in NOMINAL or words[last].low in ("of", "in", "for")):
        last += 1
    bare = words[first:last]
    if not any(w.tag in clauses.NOUNS for w in bare) or (last < len(words) and words[last].tag in clauses.FINITE):
        return None
    # the list begins behind the verb or the preposition that governs it
    start = conjunction
    while start > 0:
        word = words[start - 1]
        if (word.tag in NOMINAL and word.tag not in ("VBN", "PRP")) or word.text == "," or word.tag == "CC" or (word.low in ("for", "of") and start > 1) or (word.tag == "VBN" and words[start].tag in ("NN", "NNS")):
            start -= 1
        else:
            break
    while start < conjunction and words[start].text == ",":
        start += 1
    if words[start - 1].low in ("for", "of", "in"):
        return None
    main.inner.update(w.start for w in bare)
    piece = Piece(bare, [*words[:start], *bare, *words[last:]] if last < len(words) and words[last].tag in ("IN", "TO") else [*words[:start], *bare], live_cues(bare, lexicon), bare)
    piece.over = [(h, main.searched) for h in main.hits if main.searched[h.first].start not in main.inner]
    return piece
