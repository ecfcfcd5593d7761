"""The file that a backup is: a tar of a manifest, the database and their SHA-256, for ``sha256sum -c SHA256SUMS`` too. Nothing here knows a database."""

from __future__ import annotations

import hashlib
import io
import json
import re
import tarfile
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from tracker.errors import Refused

FORMAT, VERSION = "claim-tracker backup", 1
MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
PAYLOADS = {"sqlite": "database.sqlite3.gz", "postgresql": "database.dump"}
LONGEST_MANIFEST = 1_000_000  # bytes
PIECE = 1 << 20
TABLE = re.compile(r"[a-z][a-z0-9_]{0,62}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself: when, by which program, from which kind of server, which migrations it has (``app.name``), how many rows stand
    in each table, and a mark by which the SECRET_KEY of then is known again, which does not tell the key.
    """

    made_at: datetime
    program: str
    vendor: str
    server: str
    migrations: tuple[str, ...]
    counts: dict[str, int]
    key: str

    @property
    def payload(self) -> str:
        return PAYLOADS[self.vendor]


def pack(manifest: Manifest, payload: Path, target: Path) -> None:
    """Write the file *target*, readable by its owner only: under its name there is a whole one or none. Raises ``OSError``."""
    written = json.dumps({"format": FORMAT, "version": VERSION, **asdict(manifest), "made_at": manifest.made_at.isoformat()}, indent=1)
    told = (written + "\n").encode()
    sums = f"{hashlib.sha256(told).hexdigest()}  {MANIFEST}\n{_hash_of(payload)}  {manifest.payload}\n".encode()
    draft = target.with_name(f"{target.name}.part")
    try:
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        with tarfile.open(draft, "w") as tar:
            for name, content in ((MANIFEST, told), (None, b""), (SUMS, sums)):
                if name is None:
                    with payload.open("rb") as source:
                        tar.addfile(_entry(manifest.payload, payload.stat().st_size, manifest.made_at), source)
                else:
                    tar.addfile(_entry(name, len(content), manifest.made_at), io.BytesIO(content))
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _entry(name: str, size: int, at: datetime) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, 0o600, int(at.timestamp())
    return entry


def unpack(source: Path, folder: Path) -> tuple[Manifest, Path]:
    """The manifest, and the database as a file in *folder*, both as they were written.

    Raises ``Refused``: ``no_backup`` for another kind of file, ``damaged`` for one that was cut short or changed, ``newer`` for one that a later
    program wrote; ``OSError`` where a file cannot be read or written.
    """
    try:
        with tarfile.open(source, "r:") as tar:
            first = tar.next()
            if first is None or first.name != MANIFEST or first.size > LONGEST_MANIFEST:
                raise Refused("no_backup", f"{source} is no backup of Claim Tracker: it does not begin with a manifest.")
            told = _content(tar, first).read()
            manifest = _manifest(told, source)
            second = tar.next()
            if second is None or second.name != manifest.payload:
                raise Refused("damaged", f"{source} is damaged: after the manifest comes no {manifest.payload}.")
            payload = folder / manifest.payload
            found = _write(_content(tar, second), payload)
            third = tar.next()
            if third is None or third.name != SUMS or third.size > LONGEST_MANIFEST:
                raise Refused("damaged", f"{source} is damaged: it ends before its {SUMS}; it was cut short.")
            sums = {name: hashed for hashed, name in (line.split("  ", 1) for line in _content(tar, third).read().decode().splitlines())}
    except (tarfile.TarError, EOFError) as wrong:
        kind = "damaged" if _begins_like_one(source) else "no_backup"
        says = "is damaged" if kind == "damaged" else "is no backup of Claim Tracker"
        raise Refused(kind, f"{source} {says}: {str(wrong)[:200] or 'it ends too early'}.") from None
    except (UnicodeDecodeError, ValueError):
        raise Refused("damaged", f"{source} is damaged: its {SUMS} cannot be read.") from None
    for name, hashed in ((MANIFEST, hashlib.sha256(told).hexdigest()), (manifest.payload, found)):
        if sums.get(name) != hashed:
            raise Refused("damaged", f"{source} is damaged: the SHA-256 of {name} is not the one that was written.")
    return manifest, payload


def _begins_like_one(source: Path) -> bool:
    with source.open("rb") as file:
        return file.read(len(MANIFEST)) == MANIFEST.encode()


def _content(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    content = tar.extractfile(entry)
    if content is None:
        raise tarfile.ReadError(f"{entry.name} is no file")
    return content


def _write(source: IO[bytes], target: Path) -> str:
    """Copy, and the SHA-256 of what was copied."""
    told = hashlib.sha256()
    with target.open("wb") as file:
        while piece := source.read(PIECE):
            told.update(piece)
            file.write(piece)
    return told.hexdigest()


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _manifest(told: bytes, source: Path) -> Manifest:
    try:
        given: dict[str, Any] = json.loads(told)
        name, version = given["format"], int(given["version"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Refused("damaged", f"{source} is damaged: its manifest cannot be read.") from None
    if name != FORMAT:
        raise Refused("no_backup", f"{source} is no backup of Claim Tracker but {str(name)[:60]!r}.")
    if version > VERSION:
        raise Refused(
            "newer", f"{source} was made by a newer program (backup version {version}; this one reads up to {VERSION}). Upgrade first."
        )
    try:
        made = Manifest(
            made_at=datetime.fromisoformat(given["made_at"]),
            program=str(given["program"]),
            vendor=str(given["vendor"]),
            server=str(given["server"]),
            migrations=tuple(str(one) for one in given["migrations"]),
            counts={str(table): int(count) for table, count in given["counts"].items()},
            key=str(given["key"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Refused("damaged", f"{source} is damaged: its manifest lacks what it must say.") from None
    if made.vendor not in PAYLOADS or not all(TABLE.fullmatch(table) for table in made.counts):
        raise Refused("damaged", f"{source} is damaged: its manifest names a database or a table that there cannot be.")
    return made
