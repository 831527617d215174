"""Making the file, in the worker: a chunk at a time, with what the asker may see at that moment."""

from __future__ import annotations

import asyncio
import errno
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from portal import clock
from portal.accounts import actors
from portal.accounts.current_user import CurrentUser
from portal.agencies import profile
from portal.complaints.exports import recap, sheet
from portal.complaints.exports.asking import Format
from portal.complaints.exports.papers import About, Writer
from portal.complaints.exports.rows import Export
from portal.complaints.filters import Filters, Moment
from portal.complaints.narrowed import in_words
from portal.errors import Refusal
from portal.files import storage
from portal.jobs import JobContext, reach
from portal.permissions import Permission
from portal.settings import settings
from portal.workdays import queries as workdays

NOT_YOURS = "Anda tidak lagi berhak mengunduh pengaduan."
DISK_FULL = "Penyimpanan penuh, sehingga berkas tidak dapat dibuat. Beri tahu Admin Kominfo."
MEDIA_TYPES = {Format.SHEET: sheet.MEDIA_TYPE, Format.RECAP: recap.MEDIA_TYPE}
REACHING = (Permission.COMPLAINT_READ, Permission.COMPLAINT_EXPORT, Permission.COMPLAINT_SUPERVISORY)
NAMES = {Format.SHEET: "pengaduan", Format.RECAP: "rekap-pengaduan"}


async def make(job: JobContext) -> Mapping[str, Any]:
    """Write the file and hand it over; what a killed worker left behind is begun anew."""
    actor = await actors.acting(job.owner_key, clock.now())
    if actor is None or not actor.holds_somewhere(Permission.COMPLAINT_EXPORT):
        raise Refusal(NOT_YOURS)
    folder = settings().storage_dir / "exports" / job.public_id
    await asyncio.to_thread(_clear, folder)
    try:
        return await _make(job, actor, folder)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise Refusal(DISK_FULL) from None
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


async def _make(job: JobContext, actor: CurrentUser, folder: Path) -> dict[str, Any]:
    form = Format(job.payload["format"])
    moment = Moment(clock.now(), await workdays.calendar())
    filters, sort = Filters.parse(job.payload["query"]), job.payload["query"].get("sort", "")
    reached = reach.of(actor, *REACHING)
    wanted = await Export.of(actor, filters, sort, moment)
    narrowed = await in_words(filters)
    about = About((await profile.regency()).name, actor.name, narrowed, wanted.order.words, moment.at)
    draft = folder / f"draf.{form}"
    done = await _write(job, wanted, draft, form, about)
    name = f"{NAMES[form]}-{moment.calendar.day_of(moment.at)}.{form}"
    made = await storage.take_over(draft, name, MEDIA_TYPES[form], by=actor, at=moment.at)
    job.result_file = made.id
    return {"rows": done, "reach": reached}


async def _write(job: JobContext, wanted: Export, draft: Path, form: Format, about: About) -> int:
    total, done = await wanted.count(), 0
    writer: Writer = await asyncio.to_thread(
        sheet.Sheet if form is Format.SHEET else recap.Recap, draft, about
    )
    try:
        async for rows in wanted.chunks():
            await asyncio.to_thread(writer.write, rows)
            done += len(rows)
            await job.progress(done, max(total, done), "pengaduan ditulis")
    finally:
        await asyncio.to_thread(writer.close)
    await job.progress(done, done, f"{done:,} pengaduan".replace(",", "."))
    return done


def _clear(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
