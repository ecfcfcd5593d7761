"""Attributions as spans: source, cue and content in the convention of the PARC and PolNeAR guidelines. The frames are those by which the reader builds its chains."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tracker.language import clauses
from tracker.language.attribution import continued, find_frame
from tracker.language.cues import Lexicon, default_lexicon
from tracker.language.quoting import mark_quotations, quoted, wholly_quoted
from tracker.language.sentences import Quotation, blocks, quotations, sentences
from tracker.language.spans import Span
from tracker.language.speech import Frame, Speech
from tracker.language.stances import SPEAKING, extent, stance_at
from tracker.language.words import Word, words_of

_LONGEST = 120
_DEEPEST = 6
_DEGREE = frozenset("too very so almost nearly only even just not about quite".split())


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who (``source``, None where nobody is named) says, thinks or wants (``cue``) what (``content``). All spans count from the beginning of the text.

    The source holds its titles and appositions, the cue its auxiliaries, adverbs and particles, the content its "that" and its quotation marks but no closing full
    stop outside of them. A quotation that goes on with the last speaker has neither source nor cue. ``nested`` is True inside the content of another attribution.
    """

    source: Span | None
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    nested: bool = False


def attributions(text: str, lexicon: Lexicon | None = None, *, nested: bool = False) -> tuple[Attribution, ...]:
    """The attributions of *text* in order, by where they begin; those inside the content of others only where *nested* is asked for.

    Total: any string gives an answer. Linear in the text.
    """
    known = lexicon or default_lexicon()
    found: list[Attribution] = []
    for block in blocks(text):
        found.extend(_in_block(text, block, known, nested))
    return tuple(found)


def _in_block(text: str, block: Span, lexicon: Lexicon, nested: bool) -> list[Attribution]:
    quotes = quotations(text, block)
    found: list[Attribution] = []
    alone: list[int] = []  # quotations that hold whole sentences
    place = 0
    for span in sentences(text, block):
        words = words_of(text, span.start, span.end)
        place = mark_quotations(words, quotes, place)
        inside = wholly_quoted(words)
        if inside:
            alone.append(quoted(words))
        if inside and not nested:
            continue
        for at in range(0, len(words), _LONGEST):
            found.extend(Sentence(words[at : at + _LONGEST], quotes[max(0, place - 8) : place + 1], lexicon).attributions(nested, inside))
    said = {one.content[k].start for one in found if not one.nested for k in range(len(one.content))}
    ends = {span.end for one in found if not one.nested for span in one.content}
    for number in dict.fromkeys(k for k in alone if k >= 0):
        outer = quotes[number].outer
        if outer.start not in said and outer.end not in ends:
            # nobody is named beside it: it goes on with the last speaker
            found.append(Attribution(None, (), (outer,)))
    return sorted(found, key=_begins)


def _begins(one: Attribution) -> int:
    return min(span.start for span in (*one.cue, *one.content, *([one.source] if one.source else [])))


class Sentence:
    """The attributions of one sentence. Places are indices of its words, half-open."""

    def __init__(self, words: list[Word], quotes: list[Quotation], lexicon: Lexicon) -> None:
        self.words, self.quotes, self.lexicon = words, quotes, lexicon
        self.index = {w.start: i for i, w in enumerate(words)}

    def attributions(self, nested: bool, quoted: bool = False) -> list[Attribution]:
        found: list[Attribution] = []
        for frame, inside in self._frames(self.words, 0, nested, quoted):
            contents = self._contents(frame)
            spoken = [said for said in frame.links if not said.relay]
            for number, said in enumerate(spoken):
                source, cue = self._source(said), self._cue(said)
                spans = contents if number == len(spoken) - 1 else ()
                found.append(Attribution(source, (cue,), spans, inside or number > 0))
        self._beyond(found, quoted)
        return found

    def _beyond(self, found: list[Attribution], quoted: bool) -> None:
        """Adds what is no statement but still somebody's thought, wish or judgement, where nothing was found yet."""
        words = self.words
        taken = [False] * len(words)

        def take(spans: Iterable[Span]) -> None:
            for span in spans:
                for k, word in enumerate(words):
                    if span.start <= word.start < span.end:
                        taken[k] = True

        for one in found:
            take([*one.cue, *one.content, *([one.source] if one.source else [])])
        for i in range(len(words)):
            if taken[i]:
                continue
            stance = stance_at(words, i)
            if stance is None or any(taken[slice(*stance.cue)]) or (stance.content and taken[stance.content[0]]):
                continue
            cue = self._cued(*stance.cue)
            content = self._spread(*stance.content) if stance.content else None
            found.append(Attribution(self._named(*stance.source) if stance.source else None, (cue,), (content,) if content else (), quoted))
            take([cue, *found[-1].content])

    def _frames(self, words: list[Word], depth: int, nested: bool, inside: bool = False) -> Iterator[tuple[Frame, bool]]:
        words = clauses.drop_conjunction(words)
        frame = find_frame(words, self.lexicon) if words and depth < _DEEPEST else None
        if frame is None:
            return
        yield frame, inside
        if nested and not frame.whole:
            for content in frame.contents:
                yield from self._frames(content, depth + 1, nested, True)
        for carried in continued(frame, self.lexicon):
            yield from self._frames(carried, depth + 1, nested, inside)
        for beside in frame.beside:
            yield from self._frames(beside, depth + 1, nested, inside)

    def _source(self, said: Speech) -> Span | None:
        if not said.source:
            return None
        return self._named(self.index[said.source[0].start], self.index[said.source[-1].start] + 1)

    def _named(self, first: int, last: int) -> Span:
        """The source [first, last), with the comma that closes its apposition before the cue."""
        words = self.words
        while last > first + 1 and words[last - 1].text == ",":
            last -= 1
        while last > first + 1 and (words[last - 1].tag in ("RB", "RBR") or words[last - 1].low == "further"):
            last -= 1
        if (
            last < len(words)
            and words[last].text == ","
            and any(w.text == "," for w in words[first:last])
            and last + 1 < len(words)
            and words[last + 1].tag[0] in "VMR"
        ):
            last += 1
        return Span(words[first].start, words[last - 1].end)

    def _cue(self, said: Speech) -> Span:
        first, last = self.index[said.cue[0].start], self.index[said.cue[-1].start]
        if self.words[first].tag[0] == "V":
            first = clauses.group_start(self.words, first)
        return self._cued(first, last + 1)

    def _cued(self, first: int, last: int) -> Span:
        """The cue [first, last) with the colon behind it and an adverb before it that the tagger took for something else."""
        words = self.words
        if first and words[first - 1].low in ("further", "now", "then", "later", "also"):
            first -= 1
        if last < len(words) and words[last].text == ":":
            last += 1
        return Span(words[first].start, words[last - 1].end)

    def _contents(self, frame: Frame) -> tuple[Span, ...]:
        if frame.whole:
            return self._whole(frame)
        places = sorted({self.index[w.start] for content in frame.contents for w in content if w.start in self.index})
        runs: list[list[int]] = []
        for place in places:
            if runs and all(self.words[k].tag in (",", '"', ".", ":") or self.words[k].tag == "CC" for k in range(runs[-1][1], place)):
                runs[-1][1] = place + 1
            else:
                runs.append([place, place + 1])
        cue = self.index.get(frame.links[-1].cue[-1].start, 0)
        return tuple(self._spread(a, self._own_end(a, b, cue) if a > cue else b) for a, b in runs)

    def _own_end(self, first: int, last: int, cue: int) -> int:
        """Where something else than what was said begins, outside of quotation marks: ", but" with a clause, "and urged", ", and he urged"; *last* if nowhere."""
        words = self.words
        for k in range(first + 2, last - 2):
            word = words[k]
            if word.quote >= 0:
                continue
            if word.text == "," and words[k + 1].low == "but" and clauses.clause_begins(words[:last], k + 2):
                return k
            if word.tag != "CC" or words[cue].tag not in clauses.FINITE:
                continue
            verb = k + 1
            while verb < last - 1 and words[verb].tag == "RB":
                verb += 1
            pronoun = words[verb].low in clauses.NOMINATIVE and words[k - 1].text == ","
            verb += pronoun
            if verb < last and words[verb].tag == words[cue].tag and words[verb].low in SPEAKING and not any(w.tag == words[cue].tag and w.low in SPEAKING for w in words[first:k]):
                return k
        return last

    def _whole(self, frame: Frame) -> tuple[Span, ...]:
        cue = self.index[frame.links[-1].cue[-1].start] + 1
        last = max(self.index[w.start] for w in frame.contents[0]) + 1
        return (self._spread(cue, extent(self.words[:last], cue, light=True)),) if cue < last else ()

    def _spread(self, first: int, last: int) -> Span:
        """The words [first, last) with the "that" before them and the quotation marks around them, without a full stop at their end."""
        words = self.words
        while last > first + 1 and words[last - 1].tag in (".", ",", ":") and not (words[last - 1].quote >= 0):
            last -= 1
        while first and words[first - 1].low in _DEGREE:
            first -= 1
        if (first and words[first - 1].low == "that") or (
            first and words[first - 1].tag == "CC" and all(not w.text[0].isalnum() for w in words[: first - 1])
        ):
            first -= 1
        while (
            first
            and words[first - 1].quote >= 0
            and not words[first - 1].text[0].isalnum()
            and words[first].quote == words[first - 1].quote
        ):
            first -= 1
        start, end = words[first].start, words[last - 1].end
        for quotation in self.quotes:
            if quotation.span.start <= words[first].start < quotation.span.end and (first == 0 or words[first - 1].quote < 0):
                start = min(start, quotation.outer.start)
            closes = quotation.span.start < words[last - 1].end <= quotation.span.end
            if closes and all(w.quote < 0 or not w.text[0].isalnum() for w in words[last : last + 2]):
                end = max(end, quotation.outer.end)
        return Span(start, end)
