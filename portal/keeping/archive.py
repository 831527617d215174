"""What a backup looks like on disk: a folder with the database, the attachments and a manifest of both.

The manifest is written last, so a folder without one is no backup.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from portal.errors import BadInput

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "aspal.sqlite"
DUMP = "aspal.dump"
FILES = "files"

NO_BACKUP = "Folder “{}” bukan cadangan ASPAL, atau pencadangannya tidak selesai."
DAMAGED = "Cadangan ini rusak: {}. Gunakan cadangan yang lain."
NEWER = "Cadangan ini dibuat oleh ASPAL yang lebih baru ({}). Pasang versi itu dahulu, lalu ulangi."


@dataclass(frozen=True, slots=True)
class Kept:
    """How one kept file is known again."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. `counts` are rows by table; paths of `files` are relative to their folder."""

    format: int
    made_at: datetime
    version: str
    engine: str
    migrations: tuple[str, ...]
    counts: Mapping[str, int]
    database: Kept
    files: Mapping[str, Kept]

    @property
    def database_name(self) -> str:
        """The database's file in the folder."""
        return DATABASE if self.engine == "sqlite" else DUMP

    @property
    def size(self) -> int:
        """Bytes of everything kept."""
        return self.database.size + sum(kept.size for kept in self.files.values())


def is_in_use(place: Path) -> bool:
    """Whether something is there already: a file, or a folder that holds anything."""
    return any(place.iterdir()) if place.is_dir() else place.exists()


def measure(path: Path) -> Kept:
    """Size and hash of a file."""
    with path.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    return Kept(path.stat().st_size, digest)


def write(folder: Path, manifest: Manifest) -> None:
    """Seal a backup; a power cut leaves it sealed or not."""
    told = json.dumps({**asdict(manifest), "made_at": manifest.made_at.isoformat()}, indent=1)
    draft = folder / f"{MANIFEST}.part"
    draft.write_text(told, encoding="utf-8")
    draft.replace(folder / MANIFEST)


def read(folder: Path) -> Manifest:
    """The manifest of a backup; raises BadInput where there is none, or none that can be read."""
    path = folder / MANIFEST
    if not path.is_file():
        raise BadInput(NO_BACKUP.format(folder))
    try:
        return _manifest(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadInput(DAMAGED.format(f"{MANIFEST} tidak dapat dibaca")) from None


def verify(folder: Path, manifest: Manifest) -> None:
    """Compare every file with the manifest; raises BadInput naming the first that is not as it was."""
    for path, kept in _everything(folder, manifest):
        if not path.is_file():
            raise BadInput(DAMAGED.format(f"{path.relative_to(folder)} tidak ada"))
        if measure(path) != kept:
            raise BadInput(DAMAGED.format(f"isi {path.relative_to(folder)} berubah"))


def insist_on_known(manifest: Manifest, known: frozenset[str]) -> None:
    """Raises BadInput for a backup whose database has a shape that this program does not know."""
    if manifest.format > FORMAT or not known.issuperset(manifest.migrations):
        raise BadInput(NEWER.format(manifest.version))


def newest_below(folder: Path) -> Path | None:
    """The newest sealed backup in a folder of backups."""
    sealed = [path.parent for path in folder.glob(f"*/{MANIFEST}")]
    return max(sealed, key=lambda path: (path / MANIFEST).stat().st_mtime, default=None)


def _everything(folder: Path, manifest: Manifest) -> Iterator[tuple[Path, Kept]]:
    yield folder / manifest.database_name, manifest.database
    for name, kept in manifest.files.items():
        path = (folder / FILES / name).resolve()
        if not path.is_relative_to((folder / FILES).resolve()):
            raise BadInput(DAMAGED.format(f"{name} menunjuk ke luar cadangan"))
        yield folder / FILES / name, kept


def _manifest(told: dict[str, Any]) -> Manifest:
    return Manifest(
        format=int(told["format"]),
        made_at=datetime.fromisoformat(told["made_at"]),
        version=str(told["version"]),
        engine=str(told["engine"]),
        migrations=tuple(told["migrations"]),
        counts={str(name): int(count) for name, count in told["counts"].items()},
        database=Kept(**told["database"]),
        files={str(name): Kept(**kept) for name, kept in told["files"].items()},
    )
