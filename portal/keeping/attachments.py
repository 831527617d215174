"""Copying attachments: whole, with their hashes, and without a second copy of what an earlier backup has."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from portal.keeping.archive import FILES, Kept, measure

UNFINISHED = re.compile(r"[0-9a-f]{64}\.[0-9a-f]{8}")
"""A file that is being written aside, see `files.storage`."""

CONTENT_NAMED = re.compile(r"[0-9a-f]{64}")


def copy_all(source: Path, folder: Path, earlier: tuple[Path, Mapping[str, Kept]] | None) -> dict[str, Kept]:
    """Copy a storage folder into a backup and return what is kept; `earlier` is the backup before."""
    kept: dict[str, Kept] = {}
    for path in _files(source):
        name = path.relative_to(source).as_posix()
        if found := _place(path, folder / FILES / name, name, earlier):
            kept[name] = found
    return kept


def restore_all(folder: Path, names: Mapping[str, Kept], target: Path) -> None:
    """Copy a backup's attachments to where the portal looks for them."""
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / FILES / name, target / name)


def missing(wanted: set[str], kept: Mapping[str, Kept]) -> list[str]:
    """Hashes that rows point at and no whole file has."""
    return sorted(wanted - {found.sha256 for found in kept.values()})


def _files(source: Path) -> Iterator[Path]:
    for path in sorted(source.rglob("*")):
        if path.is_file() and not UNFINISHED.fullmatch(path.name):
            yield path


def _place(
    path: Path, target: Path, name: str, earlier: tuple[Path, Mapping[str, Kept]] | None
) -> Kept | None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if earlier and CONTENT_NAMED.fullmatch(path.name) and name in earlier[1]:
        try:
            # Named by its content, it never changes, so thirty backups may share one copy.
            os.link(earlier[0] / FILES / name, target)
        except OSError:
            # The folder before is on another disk, gone, or its disk knows no links.
            pass
        else:
            return earlier[1][name]
    try:
        shutil.copyfile(path, target)
    except FileNotFoundError:
        # An upload is dropped once its rows are read; then the rows are in the database.
        return None
    return measure(target)
