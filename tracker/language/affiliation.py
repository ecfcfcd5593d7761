"""For which body a person or an unnamed official speaks, as far as the article says so. Who is meant by a name is settled in ``speakers``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from tracker.language.names import Name, find_names
from tracker.language.reading import Link, Statement
from tracker.language.spans import Span
from tracker.terms import SpeakerKind

ROLE = (
    r"(?:(?:chief|senior|top|deputy|vice|former|acting|national security|press|general|prime|presidential|regional|lead|principal|co-?|assistant|managing|executive)[\s-]+)*"
    r"(?:spokes(?:man|woman|person|people)|minister|secretary|director|head|chief|chairman|chairwoman|chair|president|administrator|commissioner|ambassador|envoy|prosecutor|adviser|advisor"
    r"|analyst|researcher|expert|fellow|professor|scientist|economist|officer|official|officials|commander|governor|mayor|inspector|lawyer|engineer|editor|coordinator|representative|executive"
    r"|geologist|seismologist|epidemiologist|doctor|physician|officers|spokesmen|aide|aides|employee|employees|investigator|investigators|sources?|diplomats?|member|members|managers?)"
)
BETWEEN = re.compile(rf"^(?P<body>.*?)(?:['’]s)?\s*,?\s*\b(?P<role>{ROLE})$", re.IGNORECASE)
BEFORE = re.compile(rf"(?P<body>(?:[^\s,.;:!?\"“”()]+\s+){{1,7}}?)(?P<role>{ROLE})\s+$", re.IGNORECASE)
AFTER = re.compile(
    rf"^\s*,\s+(?:who\s+is\s+)?(?:(?:a|an|the|its|one of the)\s+)?(?:[\w-]+\s+){{0,3}}?(?:{ROLE})\s*(?:of|for|at|with|from|in|to)\s+(?:the\s+)?(?P<body>[^,.;:!?\"“”()]{{2,80}}?)\s*(?:,|$|\s(?=said|told|says))",
    re.IGNORECASE,
)
AFTER_GENITIVE = re.compile(rf"^\s*,\s+(?:the\s+)?(?P<body>[^,.;:!?\"“”()]{{2,60}}?)(?:['’]s)?\s+(?P<role>{ROLE})\s*,", re.IGNORECASE)
PHRASE_OF = re.compile(rf"\b{ROLE}\s+(?:at|of|for|from|in|with|inside|within|close to|familiar with)\s+(?:the\s+)?(?P<body>[^,.;:!?\"“”()]{{2,80}})$", re.IGNORECASE)
PHRASE_BEFORE = re.compile(rf"^(?:(?:a|an|the|one|two|three|four|five|several|some|another|unnamed|anonymous|senior|top|former|high-ranking|\d+)\s+)*(?P<body>.*?)(?:['’]s)?\s+{ROLE}\b", re.IGNORECASE)
OPENING = re.compile(r"^(?:(?:the|a|an|its|his|her|their|our|former|senior|top|chief|deputy|acting|new|then|on|in|by|but|and|as|when|while|after|said|told)\b\s*)+", re.IGNORECASE)
NO_BODY = frozenset("matter case inquiry talks situation country area region city statement interview briefing senior top first local same unnamed anonymous public thing issue investigation discussions negotiations plan plans".split())
INSTITUTION = re.compile(
    r"\b(?:house|ministry|department|office|agency|service|services|military|army|navy|force|forces|police|council|union|commission|committee|court|university|institute|hospital|group|board|bureau|authority"
    r"|administration|organi[sz]ation|government|parliament|senate|congress|bank|company|corporation|party|centre|center|kremlin|pentagon|un|nato|eu|foundation|association|federation|command|staff|brigade|guard|embassy"
    r"|prosecutor['’]s office|city hall|school|college|laboratory|observatory|survey|team|airline|railway|port|intelligence|defen[cs]e|fire|cyber office|standards|canada|emergency|coast|border)\b",
    re.IGNORECASE,
)


def of_people(text: str, names: Sequence[Name]) -> dict[str, str]:
    """For each person named in *text* the body that the words around the name give, by the name as written. The first mention that says so counts."""
    found: dict[str, str] = {}
    for name in names:
        if name.kind == "person" and name.text not in found and (body := _around(text, name.span, names)):
            found[name.text] = body
    return found


def of_phrase(phrase: str) -> str:
    """The body in an unnamed official's description: "two officials at the fire service" → "fire service"; a bare "officials" → ""."""
    phrase = phrase.split(",")[0].strip()
    for pattern in (PHRASE_OF, PHRASE_BEFORE):
        match = pattern.search(phrase)
        if match and (body := _body(match["body"])):
            return body
    return ""


def _around(text: str, span: Span, names: Iterable[Name]) -> str:
    line = text.rfind("\n", 0, span.start) + 1
    before = text[max(line, span.start - 120) : span.start]
    if (match := BEFORE.search(before)) and (body := _named_or_institution(match["body"])):
        return body
    after = text[span.end : span.end + 160].split("\n")[0]
    for pattern in (AFTER, AFTER_GENITIVE):
        if (match := pattern.search(after)) and (body := _named_or_institution(match["body"])):
            return body
    return ""


def _named_or_institution(words: str) -> str:
    """The body at the end of *words*: from its last name on ("on Monday the White House" → "White House"), else an institution in lower case."""
    words = words.strip()
    stop = max(words.rfind(", "), words.rfind("; "), words.rfind('" '), words.rfind("” "))
    words = words[stop + 1 :].strip()
    inside = [name for name in find_names(words) if name.kind in ("body", "other", "place")]
    if inside and (inside[-1].span.end >= len(words.rstrip("'’s ")) or INSTITUTION.search(words[inside[0].span.start :])):
        return _body(words[inside[0].span.start :])
    match = INSTITUTION.search(words)
    return _body(words) if match and len(words.split()) <= 5 else ""


def _body(words: str) -> str:
    words = OPENING.sub("", words.strip()).strip()
    words = re.sub(r"['’]s$", "", words).strip()
    if not words or words.lower() in NO_BODY or words.split()[-1].lower() in NO_BODY or len(words.split()) > 9:
        return ""
    return words


def affiliated(statements: Iterable[Statement], text: str, names: Sequence[Name]) -> tuple[Statement, ...]:
    """*statements* with the affiliation of every person and unnamed official in their chains, as far as *text* gives it. *names* are those of the text."""
    statements = tuple(statements)
    people = {link.source for one in statements for link in one.chain if link.kind is SpeakerKind.NAMED_PERSON}
    bodies = of_people(text, [name for name in names if name.text in people]) if people else {}
    known: dict[Link, Link] = {}

    def with_body(link: Link) -> Link:
        if link not in known:
            body = bodies.get(link.source, "") if link.kind is SpeakerKind.NAMED_PERSON else of_phrase(link.source) if link.kind is SpeakerKind.UNNAMED_OFFICIAL else ""
            known[link] = replace(link, affiliation=body) if body and not link.affiliation else link
        return known[link]

    return tuple(replace(one, chain=tuple(with_body(link) for link in one.chain)) if one.chain else one for one in statements)
