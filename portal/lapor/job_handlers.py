"""The long work of imports, for the worker."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from typing import Any

from portal import clock
from portal.errors import BadInput, Refusal
from portal.jobs import JobContext
from portal.lapor import filling
from portal.lapor.batches import applying, lifecycle, mending, ordering, reading, undoing, uploads
from portal.lapor.batches.lifecycle import IMPORT, PREVIEW, UNDO, Batch
from portal.lapor.batches.mending import RETAKE, Name
from portal.lapor.filling import FILL
from portal.permissions import JobActor

DISK_FULL = "Penyimpanan penuh. Beri tahu Admin Kominfo agar ruang ditambah, lalu tekan Baca lagi."


async def preview(job: JobContext) -> Mapping[str, Any]:
    """Read a file into its preview; a file that is no export fails with its sentence."""
    batch, at = await _batch(job), clock.now()
    try:
        await reading.read(batch, uploads.path_of(batch.public_id), at=at, report=job.progress)
    except BadInput as refusal:
        await lifecycle.fail(batch, refusal.sentence, at=at)
        raise
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise Refusal(DISK_FULL) from None
    if not batch.date_order and not await ordering.is_asked(batch.id):
        uploads.drop(batch.public_id)
    return _result(batch)


async def import_batch(job: JobContext) -> Mapping[str, Any]:
    """Import the confirmed rows that are left."""
    batch = await _batch(job)
    await applying.apply(batch, by=_actor(job), report=job.progress)
    return _result(batch)


async def undo(job: JobContext) -> Mapping[str, Any]:
    """Take back what is left of an import."""
    batch = await _batch(job)
    await undoing.run(batch, by=_actor(job), report=job.progress)
    return _result(batch)


async def retake(job: JobContext) -> Mapping[str, Any]:
    """Take in again what was imported before a name in it was known."""

    async def report(done: int) -> None:
        await job.progress(done, done)

    name, text = Name(job.payload["name"]), job.payload["text"]
    changed = await mending.retake(name, text, by=_actor(job), report=report)
    return {"changed": changed}


async def _batch(job: JobContext) -> Batch:
    batch = await lifecycle.find(job.payload["batch"])
    if batch is None:
        raise Refusal("Impor ini tidak ada lagi.")
    return batch


def _actor(job: JobContext) -> JobActor:
    """Whoever confirmed, as the timeline names them; the right was asked when they pressed."""
    return JobActor(job.owner_key, name=job.owner_name)


def _result(batch: Batch) -> dict[str, Any]:
    return {"link": f"/lapor/imports/{batch.public_id}"}


async def fill(job: JobContext) -> Mapping[str, Any]:
    """Fill what was blank because a name was not known."""

    async def report(done: int) -> None:
        await job.progress(done, done)

    return {"filled": await filling.fill(by=_actor(job), report=report)}


HANDLERS = ((PREVIEW, preview), (IMPORT, import_batch), (UNDO, undo), (RETAKE, retake), (FILL, fill))
