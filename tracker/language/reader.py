"""The one verb: a text into statements. Puts the modules beside together, part by part, block by block, sentence by sentence, in time linear in the text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tracker.language import clauses
from tracker.language.affiliation import affiliated
from tracker.language.anaphora import Discourse
from tracker.language.assertions import Piece, split
from tracker.language.attribution import continued, find_frame
from tracker.language.check_worthy import CREDIT, Candidate, asserted_from, unworthy_because
from tracker.language.cues import Lexicon, default_lexicon
from tracker.language.dates import find_dates
from tracker.language.display import base_of, denied_words, past_of, render, trimmed
from tracker.language.hedging import cue_of, markers_of, weakest
from tracker.language.limits import limits_what_was_said, mark_unverified
from tracker.language.names import find_names
from tracker.language.polarity import called_false, polarity_of, turned
from tracker.language.quantities import find_quantities
from tracker.language.quoting import mark_quotations, quoted, wholly_quoted
from tracker.language.reading import Cue, Link, Quantity, Reading, Statement, When
from tracker.language.sentences import blocks, quotations, sentences
from tracker.language.spans import Span
from tracker.language.speakers import Memory, Speaker
from tracker.language.speech import Frame, Speech, candidates, verb_at
from tracker.language.tongue import language_of
from tracker.language.words import Word, words_of
from tracker.terms import CueKind, Level, Marker, Part, Polarity, SpeakerKind

ENGINE = "rules-1"
DEFAULT: Lexicon | None = None
_LISTINGS = frozenset(("sources", "references", "see also", "related", "related news", "related articles", "external links", "further reading", "categories", "sister links", "read more", "more on this story"))
_LONGEST = 120
_DEEPEST = 6


def read(text: str, *, title: str | None = None, published: datetime | None = None, lexicon: Lexicon | None = DEFAULT) -> Reading:
    """The statements of *title* and *text* in order, offsets into each as given. ``lexicon`` None is the one that ships.

    Total: any string gives an answer. A text in another language gives no statements and its language code.
    """
    known = lexicon or default_lexicon()
    language = language_of(f"{title}\n{text}" if title else text)
    if language != "en":
        return Reading(title, published, language, (), ENGINE, known.version)
    body = PartReader(text, Part.BODY, published, known)
    headline = " ".join(title.split()).casefold() if title else ""
    found = body.statements(skip=headline)
    if title and headline:
        found = PartReader(title, Part.TITLE, published, known, after=body).statements() + found
    return Reading(title, published, language, affiliated(found, text, body.memory.names), ENGINE, known.version)


@dataclass(slots=True)
class Draft:
    """An assertion on its way to a statement. ``links`` run from the outermost speaker inwards."""

    piece: Piece
    links: list[Speech]
    denied: bool = False
    doubted: bool = False
    settled: bool = False
    alone: bool = False
    line: str = ""
    ahead: list[Link] = field(default_factory=list)


class PartReader:
    """Reads one part (title or body) of one text."""

    def __init__(self, text: str, part: Part, published: datetime | None, lexicon: Lexicon, after: PartReader | None = None) -> None:
        self.text, self.part, self.lexicon = text, part, lexicon
        self.memory = Memory(text, find_names(text))
        self.discourse = Discourse(self.memory)
        if after is not None:
            self.memory.people, self.memory.acronyms, self.memory.bodies = after.memory.people, after.memory.acronyms, after.memory.bodies
        self.quantities: Sequence[Quantity] = find_quantities(text)
        self.dates: Sequence[When] = find_dates(text, published)
        self._quantity_starts = [q.span.start for q in self.quantities]
        self._date_starts = [d.span.start for d in self.dates]
        self._resolved: dict[int, tuple[Speaker, Speech]] = {}
        self._learned = 0
        self._introduced: Speaker | None = None

    def statements(self, skip: str = "") -> list[Statement]:
        """All statements of the part. A block whose text is *skip* (the headline once more) is passed over."""
        found: list[Statement] = []
        listing = False
        for block in blocks(self.text):
            if len(block) < 30 and block.of(self.text).strip(" :").lower() in _LISTINGS:
                listing = True
            if skip and len(block) < len(skip) + 40 and " ".join(block.of(self.text).split()).casefold().rstrip(".") == skip.rstrip("."):
                continue
            first = len(found)
            self._block(block, found)
            if listing:
                found[first:] = [replace(s, check_worthy=False, unworthy_because=s.unworthy_because or "link_list") for s in found[first:]]
        return found

    # --- one block ----------------------------------------------------------------------------------------------------------------------------------------------

    def _block(self, block: Span, found: list[Statement]) -> None:
        block = Span(min(asserted_from(self.text, block), block.end), block.end)
        quotes = quotations(self.text, block)
        spans = sentences(self.text, block)
        drafted: list[tuple[Span, list[Word], list[Draft]]] = []
        speakers: dict[int, list[Speech]] = {}
        place = 0
        for span in spans:
            words = words_of(self.text, span.start, span.end)
            place = mark_quotations(words, quotes, place)
            for at in range(0, len(words), _LONGEST):
                # a sentence without end is read in stretches, so that time stays linear
                stretch = words[at : at + _LONGEST]
                span = Span(stretch[0].start, max(stretch[-1].end, span.end if at + _LONGEST >= len(words) else 0))
                drafts = self._expand(stretch, [], False, 0)
                for draft in drafts:
                    number = quoted(draft.piece.words)
                    if number >= 0 and draft.links:
                        speakers.setdefault(number, [draft.links[0]] if not wholly_quoted(stretch) else draft.links)
                drafted.append((span, stretch, drafts))
        alone = len(spans) == 1
        self._introduced = None
        captioned = len(spans) > 1 and bool(CREDIT.match(spans[-1].of(self.text)))
        first = len(found)
        for span, words, drafts in drafted:
            self._sentence(span, words, drafts, speakers, alone, found)
        if captioned:
            found[first:] = [replace(s, check_worthy=False, unworthy_because=s.unworthy_because or "caption") for s in found[first:]]

    def _sentence(self, span: Span, words: list[Word], drafts: list[Draft], speakers: dict[int, list[Speech]], alone: bool, found: list[Statement]) -> None:
        relay = self._relay(words)
        if relay is not None and found:
            self._attach(relay, found)
            return
        inside = wholly_quoted(words)
        number = quoted(words) if inside else -1
        line = span.of(self.text)
        for draft in drafts:
            if inside and number >= 0:
                if number in speakers:
                    if not (draft.links and draft.links[0] is speakers[number][0]):
                        draft.links = [*speakers[number][:1], *draft.links]
                elif self._introduced is not None or self.memory.last is not None:
                    last = self._introduced or self.memory.last
                    assert last is not None
                    draft.ahead = [Link(last.name, last.kind, "", Level.STATED_AS_FACT, None, None)]
            draft.alone, draft.line = alone, line
        self.memory.learn(span.start, self._learned)
        self._learned = span.start
        self.discourse.take_in(words)
        for draft in sorted(drafts, key=lambda d: (d.piece.words[0].start, -d.piece.words[-1].end)):
            statement = self._statement(draft, inside)
            if statement is None:
                continue
            if limits_what_was_said(statement, draft.piece.words) and mark_unverified(found, self.part):
                statement = replace(statement, check_worthy=False, unworthy_because=statement.unworthy_because or "about_the_saying")
            found.append(statement)
        if not inside:
            self._introduced = None if any(d.links for d in drafts) else self._person_at(words)
            if self._introduced is not None:
                self.memory.last = self.memory.last_person = self._introduced
        self.memory.learn(span.end, span.start)
        self._learned = span.end

    def _person_at(self, words: list[Word]) -> Speaker | None:
        """The person whom a sentence that says nothing of anybody's words begins with; a quotation behind it is theirs."""
        if len(words) < 3:
            return None
        opening = Span(words[0].start, words[min(len(words), 6) - 1].end)
        named = next((n for n in self.memory.names_in(opening) if n.kind == "person"), None)
        if named is None or not any(w.tag in clauses.FINITE and w.start > named.span.start for w in words):
            return None
        return Speaker(self.memory.full_name(named.text), SpeakerKind.NAMED_PERSON, named.span, True)

    # --- attribution, outermost first ---------------------------------------------------------------------------------------------------------------------------

    def _expand(self, words: list[Word], links: list[Speech], denied: bool, depth: int, doubted: bool = False) -> list[Draft]:
        words = clauses.drop_conjunction(words)
        if not words:
            return []
        frame = find_frame(words, self.lexicon) if depth < _DEEPEST else None
        if frame is None:
            return self._plain(words, links, denied, depth, doubted)
        inner = [*links, *frame.links]
        drafts: list[Draft] = []
        for content in frame.contents:
            if frame.gerund:
                drafts.extend(self._gerund(frame, content, inner, denied))
            elif frame.whole:
                pieces = split(content, self.lexicon)
                for number, piece in enumerate(pieces):
                    drafts.append(Draft(piece, inner, denied != (frame.denied and number == 0), frame.doubted, settled=frame.denied and number == 0))
            else:
                drafts.extend(self._expand(content, inner, denied != frame.denied, depth + 1, doubted or frame.doubted))
        for elided, subject, governed in frame.elided:
            drafts.extend(Draft(piece, inner if governed else links, denied) for piece in split(elided, self.lexicon, subject))
        for carried in continued(frame, self.lexicon):
            drafts.extend(self._expand(carried, links, denied, depth + 1))
        for beside in frame.beside:
            drafts.extend(self._expand(beside, links, denied, depth + 1))
        return drafts

    def _plain(self, words: list[Word], links: list[Speech], denied: bool, depth: int, doubted: bool) -> list[Draft]:
        """Words that nobody (further) is said to say."""
        for i in range(1, len(words) - 1):
            if words[i].tag == "VBG" and words[i - 1].text == "," and depth < _DEEPEST and clauses.has_finite(words[:i]):
                match = verb_at(words, i, self.lexicon)
                if match and match[0].kind in ("say", "belief") and (words[match[1] : match[1] + 1] and (words[match[1]].low == "that" or clauses.clause_begins(words, match[1]))):
                    subject = clauses.subject_of(words[:i])
                    if subject:
                        said = Word(words[i].start, words[i].end, words[i].text, words[i].low, "VBD", words[i].quote)
                        return [*self._plain(words[: i - 1], links, denied, depth + 1, doubted), *self._expand([*subject, said, *words[i + 1 :]], links, denied, depth + 1)]
        called = called_false(words)
        if called is not None:
            return self._expand(called, links, not denied, depth + 1)
        drafts = []
        for piece in split(words, self.lexicon, doubted=denied or doubted or any(said.level < Level.STATED_AS_FACT for said in links)):
            if piece.apart:
                drafts.append(Draft(piece, [said for said in links if said.level == Level.STATED_AS_FACT and said.kind != "deny"]))
                continue
            if depth < _DEEPEST and piece.words is not words and len(piece.words) < len(words):
                frame = find_frame(piece.words, self.lexicon)
                if frame is not None and frame.contents:
                    drafts.extend(self._expand(piece.words, links, denied, depth + 1))
                    continue
            drafts.append(Draft(piece, links, denied, doubted))
        return drafts

    def _gerund(self, frame: Frame, content: list[Word], links: list[Speech], denied: bool) -> list[Draft]:
        """"accused Russia of trying to buy" → "Russia tried to buy"; "denied shelling the town" → "it did not shell the town"."""
        content = clauses.strip_marks(content)
        at = next((k for k, w in enumerate(content) if w.tag == "VBG"), 0)
        verb = content[at]
        lead = frame.lead
        rest = content[at + 1 :]
        participle = rest and verb.low in ("having", "being") and rest[0].tag in ("VBN", "VBD", "JJ")
        past = "was" if verb.low == "being" else "had" if participle else past_of(verb.text)
        if verb.low == "being" and lead and lead[-1].tag in ("NNS", "NNPS"):
            past = "were"
        if frame.denied:
            base = base_of(past) or verb.low[:-3]
            form = [past, "not"] if past in ("was", "were", "had") and (participle or past != "had") else ["did not", base]
        else:
            form = [past]
        drafts = []
        for number, piece in enumerate(split(content, self.lexicon)):
            if number == 0 and piece.words and piece.words[0] is content[0]:
                tail = [w for w in piece.words if w not in content[: at + 1]]
                piece.shown = [*lead, *content[:at], *form, *tail]
            drafts.append(Draft(piece, links, denied != frame.denied, settled=number == 0 and frame.denied))
        return drafts

    # --- relays --------------------------------------------------------------------------------------------------------------------------------------------------

    def _relay(self, words: list[Word]) -> Speech | None:
        """"Yonhap reports this." and "This was reported by Yonhap.": a link for what stands before, and no statement."""
        bare = clauses.strip_marks(words)
        if not 3 <= len(bare) <= 16:
            return None
        for c in candidates(bare, self.lexicon):
            rest = [w.low for w in bare[c.end :]]
            subject = bare[: c.start]
            if c.passive and subject and subject[0].low in ("this", "that", "it") and len(subject) <= 2 and rest[:1] == ["by"]:
                return Speech(bare[c.end + 1 :], bare[c.at : c.end], past=True)
            trimmed = [low for low in rest if low not in clauses.TIMES and low not in ("on", "also", "earlier", "late")]
            if not c.passive and not c.negated and c.verb.kind in ("say", "strict") and subject and subject[0].low not in ("it", "this", "he", "she", "they", "we", "i") and trimmed in (["this"], ["it"], ["that"], ["the", "same"], ["this", "news"], ["the", "news"]):
                return Speech(subject, bare[c.at : c.end], past=True)
        return None

    def _attach(self, relay: Speech, found: list[Statement]) -> None:
        speaker = self._speaker(relay, remember=False)
        link = Link(speaker.name, speaker.kind, " ".join(w.text for w in relay.cue), relay.level, speaker.span, _span(relay.cue))
        sentence = found[-1]
        line_start = self.text.rfind("\n", 0, sentence.span.start) + 1
        for index in range(len(found) - 1, -1, -1):
            earlier = found[index]
            if earlier.part is not self.part or earlier.span.start < line_start or self._apart(earlier.span, sentence.span):
                break
            found[index] = _with_link(earlier, link)

    def _apart(self, first: Span, second: Span) -> bool:
        """Whether a sentence ends between two spans."""
        between = self.text[first.end : second.start] if first.end < second.start else ""
        return any(mark in between for mark in ".!?")

    # --- one statement ---------------------------------------------------------------------------------------------------------------------------------------------

    def _speaker(self, said: Speech, remember: bool = True) -> Speaker:
        known = self._resolved.get(id(said))
        if known is None:
            # the Speech is kept beside its speaker: an id alone could be given out again
            known = self._resolved[id(said)] = (self.memory.speaker(said.source, remember=remember), said)
        return known[0]

    def _statement(self, draft: Draft, inside_quote: bool) -> Statement | None:
        piece = draft.piece
        bare = clauses.strip_marks(piece.words)
        if not any(w.text[0].isalnum() for w in bare):
            return None
        span = self._balanced(Span(bare[0].start, bare[-1].end))
        past = any(said.past for said in draft.links)
        conditional = any(h.phrase.marker is Marker.CONDITIONAL and piece.searched[h.first].low in ("if", "unless") and h.last == h.first + 1 for h in piece.hits)
        hits = [h for h in piece.hits if not (past and not any(h.phrase.marker is Marker.CONDITIONAL and piece.searched[h.first].low != "would" for h in piece.hits) and piece.searched[h.first].low == "would")]
        own = [cue_of(h, piece.searched, self.text) for h in hits if piece.searched[h.first].start not in piece.inner]
        own += [cue_of(h, searched, self.text) for h, searched in piece.over]
        links: list[Link] = []
        said_cues: list[Cue] = []
        for said in draft.links:
            # the outermost who is not a mere relay is who "they" will be; of those inside, only whoever speaks first-hand
            speaker = self._speaker(said, remember=not said.relay and all(other.relay for other in draft.links[: draft.links.index(said)]))
            level, low, high = said.level, said.low, said.high
            if draft.doubted and said is draft.links[-1]:
                level, low, high = Level.DOUBTFUL, 0.1, 0.3
            place = _span(said.cue)
            cue = Cue(place, place.of(self.text), CueKind.ATTRIBUTION, level, low, high, said.basis, said.marker)
            if not any(c.span.overlap(place) and c.kind is not CueKind.ATTRIBUTION for c in own):
                said_cues.append(cue)
            else:
                own = [c for c in own if not c.span.overlap(place) or c.level < level]
                if not any(c.span.overlap(place) for c in own):
                    said_cues.append(cue)
            links.insert(0, Link(speaker.name, speaker.kind if said.source else SpeakerKind.NONE, place.of(self.text), level, speaker.span, place))
        links.extend(draft.ahead)
        for k in range(len(links) - 2, -1, -1):
            if links[k].source and links[k].source == links[k + 1].source:
                # "the office said it believes": one speaker, as firm as the weaker word
                del links[k + 1 if links[k].level <= links[k + 1].level else k]
        cues = sorted({(c.span.start, c.span.end): c for c in [*own, *said_cues]}.values(), key=lambda c: c.span)
        labels = {piece.searched[h.first].start for h in hits if h.label}
        level, low, high = weakest([c for c in cues if c.span.start not in labels])
        polarity = polarity_of(piece.searched, hits, piece.inner)
        shown = trimmed(piece.shown)
        if draft.settled:
            polarity = Polarity.DENIED if draft.denied else Polarity.AFFIRMED
        elif draft.denied:
            polarity = turned(polarity, True)
            shown = denied_words(shown)
        markers = markers_of(cues)
        if draft.settled and draft.denied:
            # the hearsay is somebody else's: it is what is being denied
            markers = tuple(m for m in markers if m is not Marker.HEARSAY)
        quantities = self._within(self.quantities, self._quantity_starts, span)
        dates = self._within(self.dates, self._date_starts, span)
        display = self._display(shown, links, inside_quote)
        shown_words = [w if isinstance(w, Word) else Word(span.start, span.start, w, w.lower(), "VBD") for w in shown]
        reason = unworthy_because(
            Candidate(
                clauses.strip_marks(shown_words), display, draft.line, draft.alone, self.part is Part.TITLE, inside_quote, bool(quantities), bool(dates),
                conditional, bool(draft.links),
            )
        )
        return Statement(
            self.part, span, span.of(self.text), display, level, low, high, polarity, markers, tuple(cues), tuple(links), quantities, dates, not reason, reason,
        )

    def _balanced(self, span: Span) -> Span:
        """With the quotation mark that closes one opened inside the span."""
        inside = span.of(self.text)
        if inside.count('"') % 2 or inside.count("“") > inside.count("”"):
            for at in range(span.end, min(len(self.text), span.end + 3)):
                if self.text[at] in '"”':
                    return Span(span.start, at + 1)
                if self.text[at].isspace():
                    break
        return span

    def _within(self, found: Sequence[Any], starts: list[int], span: Span) -> tuple[Any, ...]:
        first = bisect_left(starts, span.start)
        inside = []
        for index in range(first, len(found)):
            if found[index].span.end > span.end:
                break
            inside.append(found[index])
        return tuple(inside)

    def _display(self, shown: list[Word | str], links: list[Link], inside_quote: bool) -> str:
        if not inside_quote:
            said = next((k for k in links if k.source_span is not None), None)
            place = -1
            if said and said.source_span:
                first = next((w.start for w in shown if isinstance(w, Word)), 0)
                # what the sentence names before the cue is no part of what is said: "kept its rate but signalled that it could …"
                place = said.cue_span.start if said.cue_span and said.source_span.start < said.cue_span.start < first else said.source_span.start
            shown = self.discourse.standing(shown, speaker=(said.source, said.kind, place) if said and said.source_span else None)
        return render(shown, self.text)


def _span(words: list[Word]) -> Span:
    return Span(words[0].start, words[-1].end)


def _with_link(statement: Statement, link: Link) -> Statement:
    return replace(statement, chain=(*statement.chain, link))
