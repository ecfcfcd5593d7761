"""How names find their sources: normal forms and look-ups by alias. No judgement on whom a name means beyond country and report."""

from __future__ import annotations

from tracker.language.names import canonical
from tracker.models.sources import Source, SourceAlias
from tracker.terms import SourceKind


def normal(name: str) -> str:
    """The form names are matched on: NFKC, casefold, no article, aliases of countries resolved."""
    return canonical(name)[:300]


def known(name: str, kinds: tuple[SourceKind, ...] = ()) -> list[Source]:
    """Standing sources that go by *name*, oldest first; the ones of *kinds* only, if given."""
    rows = SourceAlias.objects.filter(normalised=normal(name)).select_related("source__merged_into", "source__parent").order_by("source_id")
    found = dict.fromkeys(alias.source.survivor for alias in rows)
    return [source for source in found if not kinds or source.kind in kinds]


def known_outlet(name: str) -> Source | None:
    """The outlet that goes by *name*; a body of that name publishes too, if there is no outlet."""
    found = known(name)
    outlets = [source for source in found if source.kind in (SourceKind.OUTLET, SourceKind.AGENCY)]
    return (outlets or [source for source in found if source.kind == SourceKind.BODY] or [None])[0]


def new_outlet(name: str) -> Source:
    """A new outlet under its own name."""
    source = Source.objects.create(kind=SourceKind.OUTLET, name=name)
    add_alias(source, name)
    return source


def add_alias(source: Source, text: str) -> SourceAlias:
    """Let *source* go by *text* too; nothing happens if it does."""
    alias, _ = SourceAlias.objects.get_or_create(source=source, normalised=normal(text), defaults={"text": text[:300]})
    return alias
