"""Which Word template is used: the newest that Kominfo brought, else the one that comes with the portal."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any

from portal import audit, db, files
from portal.audit.trail import Place
from portal.decrees.documents import word
from portal.decrees.documents.tables import DecreeTemplate
from portal.errors import Refusal
from portal.files import storage
from portal.permissions import Actor, Permission
from portal.settings import settings

LOCK = "decree-template"
BUILT_IN = "Templat bawaan"


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A version as the page lists it; without a file it means the one that comes with the portal."""

    number: int
    stored_file: int | None
    name: str
    note: str
    uploaded_by_name: str
    uploaded_at: datetime


async def versions() -> list[TemplateRow]:
    """All of them, the newest first."""
    columns = [DecreeTemplate._meta.get_column_by_name(name) for name in TemplateRow.__dataclass_fields__]
    found = await DecreeTemplate.select(*columns).order_by(DecreeTemplate.number, ascending=False)
    return [TemplateRow(**row) for row in found]


async def content(number: int | None = None) -> bytes:
    """The bytes of a version, else of the one in use; raises Refusal where that version is not there."""
    found = await versions()
    wanted = found[:1] if number is None else [row for row in found if row.number == number]
    if number and not wanted:
        raise Refusal("Versi templat ini tidak ada.")
    key = wanted[0].stored_file if wanted else None
    if key is None:
        return await asyncio.to_thread(word.built_in)
    kept = (await files.find_many([key]))[key]
    return await asyncio.to_thread(kept.path.read_bytes)


async def bring(new: bytes, name: str, note: str, *, by: Actor, at: datetime) -> None:
    """Use another template from now on; raises BadInput naming what is wrong with it."""
    await asyncio.to_thread(word.ensure_template, new)
    shown = PurePath(name.replace("\\", "/")).name[:200] or "templat.docx"
    draft = await asyncio.to_thread(_draft, new)
    kept = await storage.take_over(draft, shown, word.MEDIA_TYPE, by=by, at=at)
    await _add({"stored_file": kept.id, "name": shown, "note": note}, by=by, at=at)


async def go_back(*, by: Actor, at: datetime) -> None:
    """Use the template that comes with the portal again; raises Refusal where it is used already."""
    found = await versions()
    if not found or found[0].stored_file is None:
        raise Refusal("Templat bawaan sedang dipakai.")
    await _add({"name": BUILT_IN}, by=by, at=at)


async def _add(values: dict[str, Any], *, by: Actor, at: datetime) -> None:
    async with db.lock(LOCK):
        number = len(await versions()) + 1
        row = DecreeTemplate(
            number=number, uploaded_by=by.key, uploaded_by_name=by.name, uploaded_at=at, **values
        )
        await DecreeTemplate.insert(row)
        place = Place("decree_template", permission=Permission.DECREE_MANAGE)
        await audit.record(
            "decree.template_uploaded", by=by, at=at, place=place, details={"name": values["name"]}
        )


def _draft(new: bytes) -> Path:
    # In the folder of the kept files, so that taking it over is a rename.
    settings().storage_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=settings().storage_dir, suffix=".docx", delete=False) as draft:
        draft.write(new)
    return Path(draft.name)
