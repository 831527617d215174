"""A decree printed: as Word to be edited, as PDF to be looked at. Each Word file is in the audit."""

from __future__ import annotations

import asyncio
from datetime import datetime

from portal.decrees import events
from portal.decrees.documents import preview, templates, word
from portal.decrees.documents.source import text_of
from portal.decrees.kinds import DecreeKind
from portal.decrees.tables import Decree
from portal.permissions import Actor


async def as_word(decree: Decree, *, by: Actor, at: datetime) -> bytes:
    """The Word file, from the template in use."""
    text, template = await text_of(decree), await templates.content()
    made = await asyncio.to_thread(word.fill, template, text)
    await events.record("printed", decree.id, by=by, at=at, kind="Word")
    return made


async def as_pdf(decree: Decree) -> bytes:
    """The PDF, marked KONSEP until the decree is signed."""
    text = await text_of(decree)
    return await asyncio.to_thread(preview.pdf, text)


def filename(decree: Decree, ending: str) -> str:
    """What the file is called on somebody's computer."""
    kind = "Perubahan-" if decree.kind == DecreeKind.AMENDMENT else ""
    return f"SK-{kind}Tim-Pengelola-Pengaduan-{decree.year}.{ending}"
