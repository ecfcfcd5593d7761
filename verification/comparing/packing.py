"""Packs a frame into few bytes and makes the same frame of them again. What a frame is made of is read off its shapes; where it is kept is not known here."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from tracker import language
from verification.comparing.relation import COMPARER
from verification.comparing.shapes import Frame

PLAIN = (str, int, float, bool)
SIGN = 12  # bytes of a fingerprint: two different ones do not meet by chance
LEVEL = 6  # of zlib
SOURCES = (".py", ".tsv")
MADE_OF = (Path(language.__file__).parent, Path(__file__).parent)  # the code and the tables that a frame comes of

Seen = dict[Any, int]
Table = list[Any]


class Codec(NamedTuple):
    """How values of one kind are written as JSON holds them and read back. ``as_is``: JSON holds them as they are.

    A part that comes again in the same frame is written as its number, so both ways know what came before.
    """

    write: Callable[[Any, Seen], Any]
    read: Callable[[Any, Table], Any]
    as_is: bool = False


def pack(frame: Frame) -> bytes:
    """*frame* as bytes, a few hundred for a sentence."""
    written = codec(Frame).write(frame, {})
    return zlib.compress(json.dumps(written, separators=(",", ":")).encode("ascii"), LEVEL)


def unpack(packed: bytes) -> Frame:
    """The frame that was packed, equal to it in every field. Only for bytes that ``pack`` of the same ``fingerprint`` made."""
    return codec(Frame).read(json.loads(zlib.decompress(packed)), [])  # type: ignore[no-any-return]


@lru_cache(maxsize=1)
def fingerprint() -> bytes:
    """What says whether a packed frame is still what the comparer would make: its version, the shapes, and the code and tables of which frames come."""
    told = blake2b(f"{COMPARER}\n{shape_of(Frame)}".encode(), digest_size=SIGN)
    for directory in MADE_OF:
        for path in sorted(directory.rglob("*")):
            if path.suffix in SOURCES:
                told.update(f"\n{path.relative_to(directory).as_posix()}\n".encode())
                told.update(path.read_bytes())
    return told.digest()


def sign(*made_of: object) -> bytes:
    """A short sign of what a frame is made of, by this version: the same for the same words, times and names, another for any other."""
    return blake2b(repr(made_of).encode("utf-8", "surrogatepass"), digest_size=SIGN, key=fingerprint()).digest()


def shape_of(kind: type) -> str:
    """The fields of a dataclass, and of those inside it, with their types."""
    told: dict[str, str] = {}

    def look(kind: Any) -> None:
        for inner in get_args(kind):
            look(inner)
        if isinstance(kind, type) and is_dataclass(kind) and kind.__name__ not in told:
            hints = get_type_hints(kind)
            told[kind.__name__] = ", ".join(f"{field.name}: {hints[field.name]}" for field in fields(kind))
            for hint in hints.values():
                look(hint)

    look(kind)
    return "\n".join(f"{name}({inside})" for name, inside in told.items())


@lru_cache(maxsize=64)
def codec(kind: Any) -> Codec:
    """How values of *kind* are packed: plain values, numbers and times, words of ``terms``, dataclasses, tuples and sets of them, or None.

    TypeError for any other kind.
    """
    origin, inner = get_origin(kind), get_args(kind)
    if kind in PLAIN:
        return Codec(_same, _same, as_is=True)
    if origin in (UnionType, Union) and len(inner) == 2 and NoneType in inner:
        return _or_none(codec(next(one for one in inner if one is not NoneType)))
    if origin in (tuple, frozenset):
        return _many(kind, origin, inner)
    if isinstance(kind, type):
        if issubclass(kind, Enum):
            return Codec(lambda value, seen: value.value, lambda held, table: kind(held))
        if issubclass(kind, Decimal):
            return Codec(lambda value, seen: str(value), lambda held, table: Decimal(held))
        if issubclass(kind, datetime):
            return Codec(lambda value, seen: value.isoformat(), lambda held, table: datetime.fromisoformat(held))
        if is_dataclass(kind):
            return _parts(kind)
    raise TypeError(f"a frame with a {kind!r} in it cannot be packed; add the kind to verification/comparing/packing.py.")


def _same(value: Any, _: Any) -> Any:
    return value


def _or_none(one: Codec) -> Codec:
    if one.as_is:
        return one
    return Codec(
        lambda value, seen: None if value is None else one.write(value, seen),
        lambda held, table: None if held is None else one.read(held, table),
    )


def _many(kind: Any, origin: type, inner: tuple[Any, ...]) -> Codec:
    """A tuple or a set of one kind, or a tuple of several; sets in an order of their own, so that the same frame is packed alike."""
    if origin is tuple and inner[-1] is not Ellipsis:
        each = [codec(one) for one in inner]
        return Codec(
            lambda value, seen: [one.write(part, seen) for one, part in zip(each, value, strict=True)],
            lambda held, table: tuple([one.read(part, table) for one, part in zip(each, held, strict=True)]),
        )
    one = codec(inner[0])
    write, read, ordered = one.write, one.read, sorted if origin is frozenset else list
    if one.as_is:
        return Codec(lambda value, seen: ordered(value), lambda held, table: origin(held))
    return Codec(
        lambda value, seen: [write(part, seen) for part in ordered(value)],
        lambda held, table: origin([read(part, table) for part in held]),
    )


def _parts(kind: type) -> Codec:
    """A dataclass as the list of its fields in order; one that came before as its number."""
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    each = [codec(hints[name]) for name in names]
    writers = [(name, one.write) for name, one in zip(names, each, strict=True)]
    readers = [(at, one.read) for at, one in enumerate(each) if not one.as_is]

    def write(value: Any, seen: Seen) -> Any:
        if (number := seen.get(value)) is not None:
            return number
        written = [put(getattr(value, name), seen) for name, put in writers]
        seen[value] = len(seen)
        return written

    def read(held: Any, table: Table) -> Any:
        if type(held) is int:
            return table[held]
        for at, take in readers:
            held[at] = take(held[at], table)
        made = kind(*held)
        table.append(made)
        return made

    return Codec(write, read)


__all__ = ["codec", "fingerprint", "pack", "shape_of", "sign", "unpack"]
