"""What a backup says of itself, under a seal that shows every change."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings

from units.backups.exceptions import BackupError
from units.backups.facts import Facts, TableFacts


# Raised when what is written here changes its meaning.
FORMAT = 1


@dataclass(frozen=True, slots=True)
class DumpFile:
    """The database's part of a backup: which vendor and version it is from, and the file."""

    vendor: str
    version: str
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """One backup: the moment, the dump, what was in it, and the files that belong to it.

    `files` holds size in bytes by hash; `damaged` the reason by hash for files that the database
    names but that were already gone or changed in the store.
    """

    made_at: dt.datetime
    portal: str
    dump: DumpFile
    facts: Facts
    files: Mapping[str, int]
    damaged: Mapping[str, str]

    @property
    def size(self) -> int:
        """Bytes of everything the backup needs."""
        return self.dump.size + sum(self.files.values())


def portal_version() -> str:
    document = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text("utf-8"))
    return str(document["project"]["version"])


def to_text(manifest: Manifest) -> str:
    body = {
        "format": FORMAT,
        "dibuat": manifest.made_at.isoformat(),
        "portal": manifest.portal,
        "basis_data": asdict(manifest.dump),
        "migrasi": list(manifest.facts.migrations),
        "jejak": {"jumlah": manifest.facts.trail_length, "ujung": manifest.facts.trail_head},
        "tabel": {
            name: {"baris": one.rows, "sidik": one.fingerprint}
            for name, one in manifest.facts.tables.items()
        },
        "berkas": dict(manifest.files),
        "rusak": dict(manifest.damaged),
    }
    return json.dumps({"isi": body, "sha256": seal_of(body)}, indent=1, ensure_ascii=False) + "\n"


def from_text(text: str, name: str) -> Manifest:
    """Read a manifest; `name` is how the sentence of an error calls the backup."""
    try:
        document = json.loads(text)
        body = document["isi"]
        whole = document["sha256"] == seal_of(body)
        version = body["format"]
    except (ValueError, KeyError, TypeError) as error:
        raise BackupError(broken(name)) from error
    if not whole:
        raise BackupError(broken(name))
    if version != FORMAT:
        raise BackupError(
            f"Cadangan {name} berformat {version}, sedangkan portal ini hanya mengenal format"
            f" {FORMAT}. Pakai portal versi {body.get('portal', 'yang membuatnya')}."
        )
    return read_body(body)


def read_body(body: Mapping[str, Any]) -> Manifest:
    tables = {name: TableFacts(one["baris"], one["sidik"]) for name, one in body["tabel"].items()}
    trail = body["jejak"]
    return Manifest(
        made_at=dt.datetime.fromisoformat(body["dibuat"]),
        portal=body["portal"],
        dump=DumpFile(**body["basis_data"]),
        facts=Facts(tables, tuple(body["migrasi"]), trail["jumlah"], trail["ujung"]),
        files=body["berkas"],
        damaged=body["rusak"],
    )


def seal_of(body: Mapping[str, Any]) -> str:
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def broken(name: str) -> str:
    return (
        f"Daftar isi cadangan {name} rusak atau terpotong, jadi cadangan itu tidak dapat dipercaya."
        " Pakai cadangan lain (--cadangan), dan periksa disk tempatnya."
    )
