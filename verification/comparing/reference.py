"""Denials and support that point at what was said instead of saying it again, and words that take no position. What they hang on is the caller's to find."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from tracker.language.spans import Span
from tracker.terms import Relation
from verification.comparing.finding import Finding
from verification.comparing.shapes import Frame

_THING = (
    r"(?:allegations?|accusations?|claims?|reports?|rumou?rs?|assertions?|charges?|criticisms?|insinuations?|stor(?:y|ies)|speculations?|suggestions?|accounts?|statements?|information|media reports?|press reports?"
    r"|news|it|this|that|them|these|findings?|report's findings|conclusions?|theory|theories)"
)
_POINTING = rf"(?:(?:the|these|those|such|this|that|all|any|its|their|his|her|recent|media|press|western|earlier|latest|online|circulating|social media|of)\s+)*(?:[\w'’-]+\s+){{0,3}}?{_THING}"
_BASELESS = (
    r"(?:groundless|baseless|unfounded|unsubstantiated|without (?:any )?(?:foundation|basis|merit|evidence|proof)|unproven|not (?:supported|backed) by (?:any )?(?:evidence|facts?)|devoid of (?:any )?(?:evidence|substance|merit)|ungrounded"
    r"|lack(?:s|ed|ing)? (?:any )?(?:evidence|foundation|substance|proof|merit))"
)
_FALSE = (
    r"(?:false|untrue|a lie|lies|fake(?: news)?|fabricated|a fabrication|fabrications|fiction|nonsense|wrong|incorrect|inaccurate|absurd|ridiculous|a hoax|rubbish|not true|not correct|not accurate|invented|slander(?:ous)?|misleading"
    r"|an? (?:fairy tale|fantasy|myth|smear|invention|concoction|provocation|delusion|wild theory|conspiracy theory)|far-fetched|made[ -]up|pure invention|disinformation|propaganda|ludicrous|preposterous|laughable|an? [\w ]{0,20}paradox)"
)
_NO_EVIDENCE = re.compile(
    r"\b(?:(?:there (?:is|was|has been)|found|find|have|has|had|seen?|saw|provid\w+|offer\w*|present\w*|produc\w+|with|gave|given|show\w*) no (?:\w+ ){0,2}(?:evidence|proof|indications?|signs?|sign)"
    r"|no (?:\w+ ){0,2}(?:evidence|proof) (?:of|that|for|to|has|was|is|whatever|whatsoever)|(?:did|do|does|has|have|had) not (?:provid\w+|present\w*|offer\w*|produc\w+|show\w*|seen?) any (?:evidence|proof)|without (?:providing |any )?(?:evidence|proof)"
    r"|(?:spread(?:s|ing)?|circulat\w+|seems? to be spreading) (?:of )?(?:false|wrong|fake|misleading) (?:\w+ )?(?:information|news|claims?)|(?:never|nor) (?:\w+ )?(?:provid\w+|present\w*|offer\w*|produc\w+|show\w*|gave|given?|brought) (?:any |a shred of |a single )?(?:evidence|proof)|nothing (?:was|were|has been|had been|is) (?:shown|presented|offered|provided|produced|put forward) to (?:support|back|prove|substantiate)"
    r"|failed to (?:provide|present|offer|produce) (?:\w+ )?(?:evidence|proof))\b",
    re.I,
)
_GROUNDLESS = re.compile(rf"\b{_BASELESS}\b", re.I)
_FALSEHOOD = re.compile(rf"(?:\b{_POINTING}\s+(?:\w+\s+){{0,3}}?(?:is|are|was|were|as|to be|been)\s+(?:\w+\s+){{0,2}}?{_FALSE}\b|\b(?:call|dismiss|reject|describ|denounc|brand|label|slamm?)\w*\s+{_POINTING}\s+(?:as\s+|to be\s+)?(?:\w+\s+){{0,2}}?{_FALSE}\b)", re.I)
_REJECTED = re.compile(
    rf"\b(?:den(?:y|ies|ied|ying)|reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|refut(?:e|es|ed|ing)|rebut(?:s|ted|ting)?|disput(?:e|es|ed|ing)|rebuff(?:s|ed)?|repudiat\w+|denial of)\s+(?:\w+ly\s+)?{_POINTING}\b(?!\s+(?:that|of|about)\s+\w+\s+\w+\s+\w+\s+\w+)",
    re.I,
)
_PASSIVE_REJECTED = re.compile(rf"\b{_POINTING}\s+(?:\w+\s+){{0,2}}?(?:was|were|has been|have been|had been)\s+(?:\w+ly\s+)?(?:denied|rejected|dismissed|refuted)\b", re.I)
_DENYING_VERB = re.compile(r"\b(?:den(?:y|ies|ied|ying)|reject|dismiss|refut|rebut|disput|rebuff|repudiat|call|describ|denounc|brand|label|slam)\w*", re.I)
_CONFIRMED = re.compile(r"\b(?:confirm(?:s|ed|ing)?|corroborat(?:e|es|ed|ing)|verif(?:y|ies|ied)|acknowledg\w+|bears? out|bore out)\s+(?:that\s+)?(?:the|these|those|such|its|their|his|her|earlier|media)\s+(?:[\w'’-]+\s+){0,3}?(?:allegations?|claims?|reports?|rumou?rs?|account|news|findings?|it)\b|\b(?:the|these|such) (?:\w+ ){0,2}(?:reports?|claims?|allegations?) (?:is|are|was|were) (?:true|correct|accurate|right)\b", re.I)
_NO_POSITION = re.compile(
    r"\b(?:(?:do|does|did|would|will|could|can)(?: not|n['’]t|not) (?:\w+ )?(?:comment|respond|reply|speculate)|(?:decline[sd]?|refuse[sd]?|declining|refusing) to (?:\w+ )?(?:comment|confirm|speculate|say|discuss|elaborate|be drawn|answer)|no comment"
    r"|(?:can|could)(?:not|n['’]t| not) (?:\w+ )?(?:confirm|identify|determine|verify|establish|say|tell|rule out|corroborate|comment|ascertain)|(?:unable|not able) to (?:\w+ )?(?:confirm|identify|determine|verify|establish|say|corroborate|comment)"
    r"|(?:did|does|do|has|have|had|was|were)(?: not|n['’]t)(?: yet| been)? (?:\w+ )?(?:confirm(?:ed)?|verified|verify|identif(?:y|ied)|corroborate[sd]?|determined|establish(?:ed)?) (?:\w+ )?(?:\w+)|(?:neither|nor) confirm\w* (?:n?or|and) den\w+|neither confirmed nor denied"
    r"|(?:do|does|did)(?: not|n['’]t) (?:show|say|reveal|specify|indicate|explain|establish|make clear|disclose|tell) (?:when|how|who|whom|where|whether|why|what|which|if)"
    r"|too early to (?:say|tell|confirm|determine)|it (?:is|was|remains|remained) (?:not (?:immediately |yet )?clear|unclear|unknown)|(?:did|has|have) not (?:immediately )?(?:respond|replied|reply|responded|commented|comment)"
    r"|(?:has|have) (?:neither|not) (?:yet )?(?:been )?(?:independently )?(?:confirmed|verified)|not (?:yet )?in a position to)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A word on what somebody else said. ``kind``: fact (it is false), evidence (it is not shown), support (it is so), no_position. ``bare``: it does not itself say what it is about."""

    kind: str
    span: Span
    bare: bool


def refers_back(frame: Frame) -> Reference | None:
    """Whether a statement denies, supports or declines to judge what was said elsewhere, by pointing at it.

    "The allegations are groundless" → evidence; "rejected such reports as false" → fact; "we do not comment" → no_position; "confirmed the reports" → support; else None.
    ``bare`` False: it also says what it is about ("no evidence that containers were shipped") and can be compared by its own words.
    """
    return _refers(frame)


def tells_of_a_denial(frame: Frame) -> bool:
    """Whether a text that is not itself denied says that somebody denies what was said: "Moscow dismissed such reports"."""
    reference = _refers(frame)
    return frame.sign > 0 and reference is not None and reference.kind in ("fact", "evidence")


def no_position(text: str) -> Span | None:
    """Where the words decline to judge, None where they do not."""
    found = _NO_POSITION.search(text)
    return Span(*found.span()) if found else None


def _told(frame: Frame, span: Span, speaker_until: int = 0) -> bool:
    """Whether the statement says what it is about, beside the words that deny, confirm or decline, and beside who says so."""
    outside = [t for t in frame.terms if not span.overlap(t.span) and t.span.start >= speaker_until]
    happens = any(h.senses and not span.overlap(h.span) and not h.classes <= {"approve", "spread", "rise", "publish", "identify"} for h in frame.happenings)
    weight = sum(t.weight for t in outside)
    return weight >= 2.5 or (weight >= 1.0 and happens)


def _refers(frame: Frame) -> Reference | None:
    found = _pointing(frame.text)
    if found is None:
        return None
    kind, span, speaker_until = found
    return Reference(kind, span, not _told(frame, span, speaker_until))


@lru_cache(maxsize=8192)
def _pointing(text: str) -> tuple[str, Span, int] | None:
    """How and where a text points at what was said, and up to where it names who does; asked again for every claim that it is set against."""
    position = _NO_POSITION.search(text)
    if position is not None and not _FALSEHOOD.search(text) and not _GROUNDLESS.search(text):
        return "no_position", Span(*position.span()), 0
    for kind, pattern in (("evidence", _NO_EVIDENCE), ("evidence", _GROUNDLESS), ("fact", _FALSEHOOD), ("fact", _PASSIVE_REJECTED), ("fact", _REJECTED), ("support", _CONFIRMED)):
        found = pattern.search(text)
        if found is not None:
            span = Span(*found.span())
            return kind, span, _speaker_until(text, span)
    return None


def _speaker_until(text: str, span: Span) -> int:
    """Up to where a text names who denies: "Judge Marsh rejected the allegations as groundless" up to its verb; 0 where no verb of denying opens the words."""
    verb = _DENYING_VERB.search(text)
    return verb.start() if verb and verb.start() <= span.start and not re.search(r"\bthat\b", text[: span.start]) else 0


def nearest_assertion(frames: Sequence[Frame], index: int) -> int | None:
    """Of the statements of one report in reading order, which one the pointing statement at *index* hangs on.

    The nearest one before it that itself says something, else the headline or the first that does; None where the report says nothing else.
    """
    def tells(frame: Frame) -> bool:
        reference = refers_back(frame)
        return reference is None or (not reference.bare and reference.kind != "no_position")

    before = [i for i in range(index - 1, -1, -1) if tells(frames[i])]
    if before:
        return before[0]
    return next((i for i, frame in enumerate(frames) if i != index and tells(frame)), None)


def deny_by_reference(claim: Frame, statement: Frame, reference: Reference) -> Finding:
    """What a pointing statement means for a claim that it hangs on. A denied claim is supported by its denial."""
    where = (reference.span,)
    if reference.kind == "no_position":
        return Finding(Relation.NONE, 0.9, "no_position", "Takes no position: it neither affirms nor denies.", later_spans=where)
    against = claim.sign > 0 and not tells_of_a_denial(claim)
    if reference.kind == "support":
        relation = Relation.CORROBORATES if claim.sign > 0 else Relation.CONTRADICTS
        return Finding(relation, 0.7, "support_by_reference", "Confirms what was reported, without saying it again.", later_spans=where)
    if reference.kind == "evidence":
        if not against:
            return Finding(Relation.CORROBORATES, 0.4, "denial_of_evidence", "Denies that there is evidence for what the claim denies too.", later_spans=where)
        return Finding(Relation.CONTRADICTS, 0.5, "denial_of_evidence", "Denies the evidence, not the fact itself.", later_spans=where)
    relation = Relation.CONTRADICTS if against else Relation.CORROBORATES
    return Finding(relation, 0.75, "denial_by_reference", "Denies what was reported, without saying it again.", later_spans=where)
