"""Whom a name in a report means: a known source by alias, within country and report; else a new one is proposed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracker.language.names import canonical, find_names
from tracker.language.reading import Link
from tracker.models import Source, SourceAlias
from tracker.models.naming import add_alias, known, known_outlet, normal
from tracker.terms import SourceKind, SpeakerKind

BODIES = (SourceKind.BODY, SourceKind.AGENCY, SourceKind.OUTLET)


def resolve_chain(links: Sequence[Link], *, publisher: Source | None, context: str) -> list[Source | None]:
    """The sources of a chain, origin first; None where the link names nobody. *context* is the report's text, for names that two bodies share.

    An unnamed official is one source per body and *vouching* outlet: the next outlet along the chain, else the publisher.
    """
    found: list[Source | None] = [None] * len(links)
    voucher = publisher
    for place in reversed(range(len(links))):
        found[place] = _resolve(links[place], voucher=voucher, context=context)
        if found[place] is not None and found[place].kind in (SourceKind.OUTLET, SourceKind.AGENCY):
            voucher = found[place]
    return found


def _resolve(link: Link, *, voucher: Source | None, context: str) -> Source | None:
    name = " ".join(link.source.split())[:300]
    if not name or link.kind is SpeakerKind.NONE:
        return None
    if link.kind is SpeakerKind.PUBLISHER:
        return known_outlet(name) or _propose(name, SourceKind.OUTLET)
    if link.kind is SpeakerKind.NAMED_PERSON:
        return _person(name, link.affiliation, context)
    if link.kind is SpeakerKind.NAMED_BODY:
        return _vouched(name, link, voucher) if _no_name(name) and not known(name) else _body(name, context)
    if found := known(name):
        return _nearest(found, context)
    return _vouched(name, link, voucher)


def _person(name: str, affiliation: str, context: str) -> Source:
    """A person by full name; by surname alone only if the body they speak for leaves one candidate."""
    body = _body(affiliation, context) if affiliation else None
    candidates = known(name, (SourceKind.PERSON,))
    if not candidates and (named_otherwise := known(name, BODIES)):
        return _nearest(named_otherwise, context)  # "Norvik Wire" may look like a first and a last name
    if not candidates and " " not in name and body is not None:
        rows = SourceAlias.objects.filter(normalised__endswith=" " + normal(name), source__kind=SourceKind.PERSON, source__parent=body)
        candidates = list(dict.fromkeys(alias.source for alias in rows.select_related("source")))
        candidates = candidates if len(candidates) == 1 else []
    if body is not None and len(candidates) > 1:
        candidates = [one for one in candidates if one.parent_id == body.pk] or candidates
    if not candidates:
        return _propose(name, SourceKind.PERSON, parent=body)
    person = _nearest(candidates, context)
    if person.parent_id is None and body is not None and body.pk != person.pk:
        person.parent = body
        person.save(update_fields=["parent"])
    return person


def _body(name: str, context: str) -> Source:
    found = known(name, BODIES) or known(name)
    return _nearest(found, context) if found else _propose(name, SourceKind.BODY)


def _vouched(name: str, link: Link, voucher: Source | None) -> Source:
    """An unnamed official, a document or an account: known only through the outlet that vouches for it."""
    kind = SourceKind.DOCUMENT if link.kind is SpeakerKind.DOCUMENT else SourceKind.UNNAMED
    about = normal(link.affiliation or name)
    key = f"{kind}:{voucher.pk if voucher else 'unknown'}:{about}"[:300]
    alias = SourceAlias.objects.filter(normalised=key).select_related("source__merged_into").first()
    if alias is not None:
        return alias.source.survivor
    source = Source.objects.create(kind=kind, name=name, parent=_spoken_for(link.affiliation) or _author(name))
    SourceAlias.objects.create(source=source, text=f"{name} (via {voucher or 'unnamed outlet'})"[:300], normalised=key)
    return source


def _spoken_for(affiliation: str) -> Source | None:
    """The body that an unnamed official answers for; a bare country ("US officials") is too many bodies to be one."""
    place = any(name.kind == "place" and len(name.text) >= len(affiliation) - 1 for name in find_names(affiliation))
    return None if not affiliation or place else _body(affiliation, "")


def _no_name(name: str) -> bool:
    """ "the agency", "the ministry": what many reports call bodies of their own."""
    return not any(letter.isupper() or letter.isdigit() for letter in re.sub(r"^(?:the|an?)\s+", "", name, flags=re.IGNORECASE))


def _author(document: str) -> Source | None:
    """The known body that a document is by: "an analysis by the US Defense Intelligence Agency"."""
    written = re.search(r"\b(?:by|of|from)\s+(?:the\s+)?(?P<body>[A-Z].*)$", document)
    return next(iter(known(written["body"], BODIES)), None) if written else None


def _nearest(candidates: list[Source], context: str) -> Source:
    """Of several sources with one name the one whose country the report speaks of most; the oldest, if none is."""
    if len(candidates) == 1:
        return candidates[0]
    text = canonical(context)
    return max(candidates, key=lambda one: (text.count(canonical(one.country)) if one.country else 0, -one.pk))


def _propose(name: str, kind: SourceKind, parent: Source | None = None) -> Source:
    source = Source.objects.create(kind=kind, name=name, parent=parent)
    add_alias(source, name)
    return source
