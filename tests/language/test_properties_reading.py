"""What holds of the reader for any text: spans, no overlaps within a kind, no word lost by what follows, one pass however many cues there are."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.language import cues, hedging
from tracker.language.chances import numbered_chances
from tracker.language.dates import find_dates
from tracker.language.hedging import live_cues
from tracker.language.quantities import find_quantities
from tracker.language.reader import read
from tracker.language.words import words_of
from tracker.terms import Level

PUBLISHED = datetime(2024, 3, 14, 15, 30, tzinfo=UTC)
WHO = [
    "The harbour board",
    "Two officials",
    "Jane Orchard, who heads the board,",
    "The army",
    "Rescuers",
    "A spokesman",
    "Visitors",
    "The suspected gunman",
    "It",
]
HOW = [
    "said",
    "believes that",
    "denied that",
    "could not confirm that",
    "told Harbour Wire that",
    "fears",
    "may have",
    "is thought to have",
    "did not",
    "will",
    "must have",
    "reportedly",
]
WHAT = [
    "the crane fell",
    "12 tanks, 30 guns and possibly mortars",
    "at least 40 people were killed",
    "sunk on 3 March",
    "between 5 and 9 boats left",
    "a 30 percent chance of rain",
    "the mortar that landed near the school",
]
TAIL = [
    ".",
    ", police said.",
    ", which was built in 1960.",
    ", although the wind was weak.",
    " because a cable may have snapped.",
    "; nobody was hurt.",
    ", a claim that could not be verified.",
    " unless it rains.",
    '," she added.',
    "?",
    "\n",
    ": it was empty.",
]
SENTENCES = st.builds(
    lambda *parts: " ".join(parts[:3]) + parts[3], st.sampled_from(WHO), st.sampled_from(HOW), st.sampled_from(WHAT), st.sampled_from(TAIL)
)
NEWS = st.lists(SENTENCES, min_size=1, max_size=6).map(" ".join)
ANYTHING = st.one_of(st.text(max_size=400), NEWS, st.tuples(NEWS, st.text(max_size=60)).map("".join))


def apart(spans):
    return all(a.end <= b.start for a, b in pairwise(spans))


@given(ANYTHING)
@settings(max_examples=300, deadline=None)
def test_every_span_lies_in_the_text_and_holds_its_quote(text):
    for one in read(text, published=PUBLISHED).statements:
        assert one.span.of(text) == one.quote
        assert all(cue.span.of(text) == cue.text for cue in one.cues)
        assert all(link.cue_span is None or link.cue_span.end <= len(text) for link in one.chain)
        assert 0 <= one.low <= one.high <= 1
        assert one.level in set(Level)


@given(ANYTHING)
@settings(max_examples=300, deadline=None)
def test_cues_figures_and_dates_never_overlap_within_their_kind(text):
    assert apart([q.span for q in find_quantities(text)])
    assert apart([d.span for d in find_dates(text, PUBLISHED)])
    for one in read(text, published=PUBLISHED).statements:
        assert apart([cue.span for cue in one.cues])
        assert apart([q.span for q in one.quantities])
        assert apart([d.span for d in one.dates])


@given(
    st.lists(SENTENCES.filter(lambda s: s.endswith(".")), min_size=1, max_size=4).map(" ".join), SENTENCES.filter(lambda s: s.endswith("."))
)
@settings(max_examples=150, deadline=None)
def test_a_new_paragraph_leaves_level_polarity_markers_figures_and_dates_of_what_stands_before(text, more):
    """Names may be resolved by what follows (an acronym that is spelled out later), and a relay may add a link; what was said and how firmly may not change."""

    def said(statements):
        return [
            (s.quote, s.level, s.low, s.high, s.polarity, s.markers, s.quantities, s.dates) for s in statements if s.span.end <= len(text)
        ]

    assert said(read(f"{text}\n\n{more}", published=PUBLISHED).statements) == said(read(text, published=PUBLISHED).statements)


@given(NEWS)
@settings(max_examples=100, deadline=None)
def test_reading_twice_gives_the_same(text):
    assert read(text, published=PUBLISHED) == read(text, published=PUBLISHED)


@given(st.text(alphabet=st.sampled_from(list("0123456789 %in-oneatchofper.,")), max_size=120).map(lambda s: f"a {s} chance of {s} percent"))
@settings(max_examples=200, deadline=None)
def test_a_numbered_chance_is_a_range_within_nought_and_one(text):
    for chance in numbered_chances(words_of(text, 0, len(text))):
        assert 0 <= chance.low <= chance.high <= 1
        assert chance.first < chance.last


class Counted(dict):
    """A table of cues that counts how often it is asked."""

    asked = 0

    def get(self, key, default=None):
        self.asked += 1
        return super().get(key, default)


def asked_of(text, lexicon):
    longest = Counted(lexicon.longest)
    words = words_of(text, 0, len(text))
    hits = live_cues(words, replace(lexicon, longest=longest))
    return longest.asked, len(words), hits


def test_each_word_is_looked_up_once_however_many_cues_there_are():
    text = "The board said the crane may have fallen because a cable probably snapped, but it could not confirm the report. " * 20
    lexicon = cues.default_lexicon()
    few = replace(lexicon, phrases=dict(list(lexicon.phrases.items())[:50]))
    for table in (lexicon, few):
        asked, words, _ = asked_of(text, table)
        assert asked <= words


def test_twice_the_text_is_twice_the_look_ups():
    text = "The board said the crane may have fallen because a cable probably snapped. "
    lexicon = cues.default_lexicon()
    once, twice = asked_of(text * 40, lexicon)[0], asked_of(text * 80, lexicon)[0]
    assert abs(twice - 2 * once) <= 8


@pytest.mark.parametrize(
    "unit", ['"', "(", "“”", "$1", "one ", "may ", "😀", "a\u0301", "12, ", "who may be ", "chance of 5 percent at ", "\n"]
)
def test_twice_the_junk_is_at_most_about_twice_the_words_searched(unit, monkeypatch):
    seen = []
    found = hedging.live_cues

    def counting(words, lexicon):
        seen.append(len(words))
        return found(words, lexicon)

    monkeypatch.setattr("tracker.language.assertions.live_cues", counting)
    costs = []
    for times in (1500, 3000):
        seen.clear()
        read(unit * times)
        costs.append(sum(seen))
    assert costs[1] <= 2.4 * costs[0] + 500
