"""Keeping and finding attachments."""

from __future__ import annotations

import asyncio
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from portal.db import private
from portal.errors import BadInput
from portal.files import kinds, names
from portal.files.tables import StoredFile
from portal.permissions import Actor
from portal.settings import settings

LARGEST = 10 * 1024 * 1024
SENT_AGAIN = timedelta(hours=1)
PHOTOS = frozenset(kinds.PHOTO_FORMATS.values())
DOCUMENTS = PHOTOS | {kinds.PDF}


@dataclass(frozen=True, slots=True)
class StoredFileRow:
    """A kept file as pages link to it."""

    id: int
    public_id: str
    name: str
    media_type: str
    size: int
    sha256: str

    @property
    def is_photo(self) -> bool:
        """Whether it can be shown in the page."""
        return self.media_type in PHOTOS

    @property
    def path(self) -> Path:
        """Where its bytes lie."""
        return _place(self.sha256)


async def store(
    content: bytes, name: str, *, by: Actor, at: datetime, allow: frozenset[str] = DOCUMENTS
) -> StoredFileRow:
    """Check, clean and keep a file; call it before the transaction that links it.

    Raises BadInput with a sentence when it is too large, empty, or not what is allowed.
    """
    shown = names.spoken(name)
    if len(content) > LARGEST:
        raise BadInput(f"“{shown}” lebih besar dari 10 MB. Pilih berkas yang lebih kecil.")
    if not content:
        raise BadInput(f"“{shown}” kosong.")
    media_type, kept = await kinds.recognised(content, shown)
    if media_type not in allow:
        raise BadInput(f"“{shown}” bukan foto. Pilih JPEG, PNG, atau WebP.")
    shown = names.fitting(name, media_type)
    digest = await asyncio.to_thread(_write, kept)
    if again := await _sent_again(digest, shown, by, at):
        return again
    row = StoredFile(
        public_id=secrets.token_urlsafe(16),
        name=shown,
        media_type=media_type,
        size=len(kept),
        sha256=digest,
        stored_by=by.key,
        stored_at=at,
    )
    await row.save()
    return StoredFileRow(row.id, row.public_id, shown, media_type, len(kept), digest)


async def take_over(draft: Path, name: str, media_type: str, *, by: Actor, at: datetime) -> StoredFileRow:
    """Keep a file that the portal itself made (an export, a letter); the draft is moved, not copied."""
    size, digest = await asyncio.to_thread(_move, draft)
    row = StoredFile(
        public_id=secrets.token_urlsafe(16),
        name=name,
        media_type=media_type,
        size=size,
        sha256=digest,
        stored_by=by.key,
        stored_at=at,
    )
    await row.save()
    return StoredFileRow(row.id, row.public_id, name, media_type, size, digest)


async def find(public_id: str, *, of: Actor | None = None) -> StoredFileRow | None:
    """One file by its public id; `of` asks only for what that person stored."""
    wanted = _select().where(StoredFile.public_id == public_id)
    row = await (wanted.where(StoredFile.stored_by == of.key) if of else wanted).first()
    return StoredFileRow(**row) if row else None


async def find_many(ids: Iterable[int]) -> dict[int, StoredFileRow]:
    """Files by their keys, in one query."""
    wanted = list(ids)
    if not wanted:
        return {}
    return {row["id"]: StoredFileRow(**row) for row in await _select().where(StoredFile.id.is_in(wanted))}


async def _sent_again(digest: str, name: str, by: Actor, at: datetime) -> StoredFileRow | None:
    """The same file from the same person: its answer was lost on the way, so it was sent once more."""
    row = await (
        _select()
        .where(StoredFile.sha256 == digest, StoredFile.stored_by == by.key, StoredFile.name == name)
        .where(StoredFile.stored_at > at - SENT_AGAIN)
        .first()
    )
    return StoredFileRow(**row) if row else None


def _select() -> Any:
    return StoredFile.select(
        StoredFile.id,
        StoredFile.public_id,
        StoredFile.name,
        StoredFile.media_type,
        StoredFile.size,
        StoredFile.sha256,
    )


def keep_private() -> None:
    """Attachments are for the account that runs the portal; a folder that 0.1 made open is closed."""
    settings().storage_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    private.close(settings().storage_dir)


def _place(digest: str) -> Path:
    return settings().storage_dir / digest[:2] / digest


def _move(draft: Path) -> tuple[int, str]:
    with draft.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
        os.fsync(handle.fileno())
    size = draft.stat().st_size
    target = _place(digest)
    target.parent.mkdir(parents=True, exist_ok=True)
    # The draft may lie on another disk, from which nothing can be renamed.
    aside = target.with_name(f"{digest}.{secrets.token_hex(4)}")
    shutil.move(draft, aside)
    aside.chmod(0o600)
    aside.replace(target)
    return size, digest


def _write(content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()
    target = _place(digest)
    if target.exists():
        return digest
    target.parent.mkdir(parents=True, exist_ok=True)
    # Written aside and renamed: a power cut leaves the whole file or none.
    draft = target.with_name(f"{digest}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    draft.replace(target)
    return digest
