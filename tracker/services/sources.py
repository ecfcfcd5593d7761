"""Whom a name in a report means: a known source by alias, within country and report; else a new one is proposed. Each link says how sure it is, and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.changing import answered_by_another
from tracker.language.generic_names import SUBJECTS, is_generic
from tracker.language.names import canonical, find_names
from tracker.language.reading import Link
from tracker.language.scenes import Scene, scene_of, without_country
from tracker.models import Source, SourceAlias
from tracker.models.naming import add_alias, known, known_outlet, normal
from tracker.services.generic_bodies import of_scene
from tracker.terms import Linking, SourceKind, SpeakerKind, Surety

BODIES = (SourceKind.BODY, SourceKind.AGENCY, SourceKind.OUTLET)
_PRONOUNS = frozenset(
    ["he", "she", "it", "they", "we", "i", "you", "this", "that", "these", "those", "who", "which", "one", "others", "some"]
)


@dataclass(frozen=True, slots=True)
class Linked:
    """The source that a link of a chain was taken for (None: it names nobody), by what, and how sure that is."""

    source: Source | None
    by: Linking | str = ""
    surety: Surety | str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """What the rest of a report says about its names: its text, where it plays, and the outlet that vouches for what has no name."""

    text: str
    scene: Scene
    voucher: Source | None


def resolve_chain(links: Sequence[Link], *, publisher: Source | None, title: str, text: str) -> list[Linked]:
    """The sources of a chain, origin first. *title* and *text* are the report's, for names that several bodies share.

    An unnamed official is one source per body and *vouching* outlet: the next outlet along the chain, else the publisher.
    """
    found: list[Linked] = [Linked(None)] * len(links)
    scene = scene_of(title, text)
    voucher = publisher
    for place in reversed(range(len(links))):
        found[place] = _resolve(links[place], Setting(f"{title}\n{text}", scene, voucher))
        source = found[place].source
        if source is not None and source.kind in (SourceKind.OUTLET, SourceKind.AGENCY):
            voucher = source
    return found


def _resolve(link: Link, setting: Setting) -> Linked:
    name = " ".join(link.source.split())[:300]
    if not name or link.kind is SpeakerKind.NONE or name.casefold() in _PRONOUNS:
        return Linked(None)
    if link.kind is SpeakerKind.PUBLISHER:
        outlet = known_outlet(name)
        return Linked(outlet, Linking.ALIAS, Surety.SURE) if outlet else _propose(name, SourceKind.OUTLET)
    if link.kind is SpeakerKind.NAMED_PERSON:
        return _person(name, link.affiliation, setting)
    if link.kind is SpeakerKind.NAMED_BODY or is_generic(name):
        return _body(name, setting) or _vouched(name, link, setting)
    if found := known(name):
        return _nearest(found, setting)
    return _vouched(name, link, setting)


def _person(name: str, affiliation: str, setting: Setting) -> Linked:
    """A person by full name; by surname alone only if the body they speak for leaves one candidate."""
    body = _spoken_for(affiliation, setting)
    candidates = known(name, (SourceKind.PERSON,))
    if not candidates and (named_otherwise := known(name, BODIES)):
        return _nearest(named_otherwise, setting)  # "Norvik Wire" may look like a first and a last name
    by = Linking.ALIAS
    if not candidates and " " not in name and body is not None:
        rows = SourceAlias.objects.filter(normalised__endswith=" " + normal(name), source__kind=SourceKind.PERSON, source__parent=body)
        candidates = list(dict.fromkeys(alias.source for alias in rows.select_related("source")))
        candidates, by = (candidates if len(candidates) == 1 else []), Linking.AFFILIATION
    if body is not None and len(candidates) > 1:
        candidates, by = [one for one in candidates if one.parent_id == body.pk] or candidates, Linking.AFFILIATION
    if not candidates:
        return _propose(name, SourceKind.PERSON, parent=body)
    linked = _nearest(candidates, setting)
    person = linked.source
    assert person is not None
    if person.parent_id is None and body is not None and body.pk != person.pk:
        person.parent = body
        person.save(update_fields=["parent"])
        answered_by_another([person])
    return Linked(person, by, Surety.LIKELY) if by is Linking.AFFILIATION else linked


def _body(name: str, setting: Setting) -> Linked | None:
    """A body by alias; one that every country has by the scene of the report. None for one that has no name of its own and no scene."""
    if is_generic(name):
        return _generic(name, setting)
    found = known(name, BODIES) or known(name)
    if found:
        return _nearest(found, setting)
    country, rest = without_country(name)
    if country and rest and (same := _in_country(rest, country)):
        return Linked(same, Linking.COUNTRY, Surety.LIKELY)
    return None if _no_name(name) else _propose(name, SourceKind.BODY)


def _generic(name: str, setting: Setting) -> Linked | None:
    """A known body of that name whose country the report speaks of, else the one of its scene; None where the report does not tell."""
    scene = setting.scene
    found = [one for one in known(name, BODIES) if not one.country or not scene.countries or canonical(one.country) in scene.countries]
    if len(found) == 1 and (not found[0].country or canonical(found[0].country) == scene.country or not scene.country):
        return Linked(found[0], Linking.ALIAS, Surety.LIKELY if found[0].country and scene.countries else Surety.GUESS)
    if scene.country and (same := _in_country(name, scene.country)):
        return Linked(same, Linking.COUNTRY, Surety.LIKELY)
    source = of_scene(name, scene, setting.voucher)
    return Linked(source, Linking.SCENE, Surety.LIKELY if scene.country else Surety.GUESS) if source else None


def _in_country(rest: str, country: str) -> Source | None:
    """The one known body of a country that goes by the rest of a name: "defence ministry" of South Korea, however its aliases put the country."""
    wanted = _content(rest)
    if not wanted:
        return None
    here = set()
    for alias in SourceAlias.objects.filter(source__kind=SourceKind.BODY).exclude(source__country="").select_related("source__merged_into"):
        source = alias.source.survivor
        if canonical(source.country) != country:
            continue
        stripped = without_country(alias.text)[1] if alias.text else ""
        if _content(stripped) == wanted:
            here.add(source)
    return here.pop() if len(here) == 1 else None


def _content(name: str) -> frozenset[str]:
    words = re.findall(r"[\w-]+", name.casefold().replace("’", "'").replace("'s", ""))
    return frozenset(
        "defence" if word == "defense" else word for word in words if word not in ("the", "of", "a", "an", "national", "affairs", "and")
    )


def _vouched(name: str, link: Link, setting: Setting) -> Linked:
    """An unnamed official, a document or an account: known only through the outlet that vouches for it."""
    kind = SourceKind.DOCUMENT if link.kind is SpeakerKind.DOCUMENT else SourceKind.UNNAMED
    voucher = setting.voucher
    about = normal(link.affiliation or name)
    key = f"{kind}:{voucher.pk if voucher else 'unknown'}:{about}"[:300]
    alias = SourceAlias.objects.filter(normalised=key).select_related("source__merged_into").first()
    if alias is not None:
        return Linked(alias.source.survivor, Linking.OUTLET, Surety.GUESS)
    source = Source.objects.create(kind=kind, name=name, parent=_spoken_for(link.affiliation, setting) or _author(name))
    SourceAlias.objects.create(source=source, text=f"{name} (via {voucher or 'unnamed outlet'})"[:300], normalised=key)
    return Linked(source, Linking.NEW, Surety.GUESS)


def _spoken_for(affiliation: str, setting: Setting) -> Source | None:
    """The body that a person or an unnamed official answers for; a bare country ("US officials") is too many bodies to be one."""
    affiliation = re.split(r"\s[—–-]\s", affiliation)[-1].strip()
    if not affiliation or any(name.kind == "place" and len(name.text) >= len(affiliation) - 1 for name in find_names(affiliation)):
        return None
    if affiliation.split()[-1].casefold() in SUBJECTS:  # "Seoul's defence" of "Seoul's defence minister"
        affiliation += " ministry"
    linked = _body(affiliation, setting)
    return linked.source if linked else None


def _no_name(name: str) -> bool:
    """ "the agency", "the ministry": what many reports call bodies of their own."""
    return not any(letter.isupper() or letter.isdigit() for letter in re.sub(r"^(?:the|an?)\s+", "", name, flags=re.IGNORECASE))


def _author(document: str) -> Source | None:
    """The known body that a document is by: "an analysis by the US Defense Intelligence Agency"."""
    written = re.search(r"\b(?:by|of|from)\s+(?:the\s+)?(?P<body>[A-Z].*)$", document)
    return next(iter(known(written["body"], BODIES)), None) if written else None


def _nearest(candidates: list[Source], setting: Setting) -> Linked:
    """Of several sources with one name the one whose country the report speaks of most; the oldest, if none is."""
    if len(candidates) == 1:
        return Linked(candidates[0], Linking.ALIAS, Surety.SURE)
    text = canonical(setting.text)
    times = {one.pk: text.count(canonical(one.country)) if one.country else 0 for one in candidates}
    best = max(candidates, key=lambda one: (times[one.pk], -one.pk))
    told = times[best.pk] > max(times[one.pk] for one in candidates if one.pk != best.pk)
    return Linked(best, Linking.COUNTRY, Surety.LIKELY if told else Surety.GUESS)


def _propose(name: str, kind: SourceKind, parent: Source | None = None) -> Linked:
    source = Source.objects.create(kind=kind, name=name, parent=parent)
    add_alias(source, name)
    return Linked(source, Linking.NEW, Surety.SURE)
