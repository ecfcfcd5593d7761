"""Bodies that every country or every town has of its own, one source each by the scene of the report: the police of one story are not those of another."""

from __future__ import annotations

import re

from tracker.language.generic_names import bare, is_local
from tracker.language.scenes import Scene, country_name
from tracker.models import Source, SourceAlias
from tracker.terms import SourceKind


def of_scene(name: str, scene: Scene, voucher: Source | None) -> Source | None:
    """The one body of that name where the report plays; a new one, if none is known there. None where the report does not tell where that is.

    Towns are as good as a country for finding it: two reports of one fire may name different ones most. A report that names
    no place at all goes on with whom its outlet meant last.
    """
    about = bare(name)
    last = f"{SourceKind.BODY}@outlet {voucher.pk}:{about}"[:300] if voucher else ""
    if not scene.places and not scene.countries:
        alias = SourceAlias.objects.filter(normalised=last).select_related("source__merged_into").order_by("-pk").first() if last else None
        return alias.source.survivor if alias else None
    national = bool(scene.country) and not is_local(name)
    if not about or (not national and len(scene.countries) > 1 and not is_local(name) and about.split()[-1] != "police"):
        return None  # "the interior ministry" among several countries' is anybody's
    places = (scene.country,) if national else scene.places
    keys = [f"{SourceKind.BODY}@{place}:{about}"[:300] for place in places]
    if not keys:
        return None
    rows = list(SourceAlias.objects.filter(normalised__in=[*keys, last]).select_related("source__merged_into").order_by("-pk"))
    known = {alias.normalised: alias.source.survivor for alias in rows if alias.normalised in keys}
    found = next((known[key] for key in keys if key in known), None)
    where = country_name(scene.country) if national else scene.label
    if found is None:
        country = country_name(scene.country) if scene.country else ""
        found = Source.objects.create(kind=SourceKind.BODY, name=f"{_capital(name)} ({where})"[:300], country=country[:80])
    own = {alias.normalised for alias in rows if alias.source_id == found.pk}
    for key in [*keys, last]:
        if key and key not in known and key not in own:
            SourceAlias.objects.get_or_create(source=found, normalised=key, defaults={"text": f"{name} (in reports from {where})"[:300]})
    return found


def _capital(name: str) -> str:
    name = re.sub(r"^(?:the|an?)\s+", "", name, flags=re.IGNORECASE)
    return name[:1].upper() + name[1:]
