"""The bytes of an uploaded file, kept only until its rows are read: where it is asked how, until confirmed.

An export names reporters who asked not to be named; its rows are kept without them (UU 27/2022).
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from portal.settings import settings

LARGEST = 20 * 1024 * 1024  # bytes
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Measured:
    """What a file is known by once its bytes are gone."""

    sha256: str
    size: int


def path_of(public_id: str) -> Path:
    """Where the bytes of a batch lie while they are needed."""
    return settings().storage_dir / "imports" / public_id


async def keep(public_id: str, content: bytes) -> Measured:
    """Write the bytes down for good; raises OSError on a full disk and leaves nothing behind."""
    return await asyncio.to_thread(_write, public_id, content)


def drop(public_id: str) -> None:
    """Forget the bytes."""
    path_of(public_id).unlink(missing_ok=True)


def measure(path: Path) -> Measured:
    """The hash and size of a file that lies elsewhere."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for chunk in iter(lambda: file.read(CHUNK), b""):
            digest.update(chunk)
    return Measured(digest.hexdigest(), path.stat().st_size)


def _write(public_id: str, content: bytes) -> Measured:
    target = path_of(public_id)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with target.open("xb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
    except OSError:
        drop(public_id)
        raise
    return Measured(hashlib.sha256(content).hexdigest(), len(content))
