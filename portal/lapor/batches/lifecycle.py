"""A batch from upload to the end: what people do with it, and what its jobs report."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath
from typing import Any

from portal import audit, db, jobs
from portal.audit.trail import Place
from portal.complaints.looks import Look
from portal.errors import BadInput, Conflict
from portal.jobs import queue
from portal.lapor import filetypes
from portal.lapor.batches import uploads
from portal.lapor.batches.uploads import Measured
from portal.lapor.date_order import DateOrder
from portal.lapor.tables import BatchKind, BatchState, LaporBatch, LaporRow
from portal.permissions import Actor, Permission

PREVIEW, IMPORT, UNDO = "lapor.preview", "lapor.import", "lapor.undo"
ONE_IMPORT = "lapor.import"
TITLES = {BatchKind.EXPORT: "Impor SP4N-LAPOR!", BatchKind.HISTORY: "Impor riwayat tindak lanjut"}
ANOTHER_RUNS = "Impor lain sedang berjalan. Tunggu sampai selesai, lalu tekan Impor lagi."
NOT_DONE = "Hanya impor yang sudah selesai yang dapat dibatalkan."
NOT_READ = "Pratinjau belum selesai. Tunggu sebentar, lalu muat ulang halaman ini."
TOO_LARGE = "Berkas lebih besar dari 20 MB. Bagi menjadi beberapa berkas, misalnya per bulan."


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as its verbs and jobs need it."""

    id: int
    public_id: str
    kind: BatchKind
    state: BatchState
    notify: bool
    total: int
    job: str
    uploaded_at: datetime
    generated_at: datetime | None = None
    take_differences: bool = False
    date_order: DateOrder | None = None

    @property
    def look(self) -> Look:
        """When LAPOR! was looked at for this file."""
        return Look.of_file(self.generated_at, self.uploaded_at)

    @property
    def subject(self) -> str:
        """How the audit names it."""
        return f"lapor_batch:{self.public_id}"


async def find(public_id: str) -> Batch | None:
    """The batch with that public id."""
    columns = [LaporBatch._meta.get_column_by_name(name) for name in Batch.__dataclass_fields__]
    row = await LaporBatch.select(*columns).where(LaporBatch.public_id == public_id).first()
    if row is None:
        return None
    order = DateOrder(row["date_order"]) if row["date_order"] else None
    told = {"kind": BatchKind(row["kind"]), "state": BatchState(row["state"]), "date_order": order}
    return Batch(**{**row, **told})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as a person sends it, with its date where they give one; `once` is the form's one-time token."""

    kind: BatchKind
    name: str
    content: bytes
    once: str | None = None
    generated_at: datetime | None = None


async def receive(upload: Upload, *, by: Actor, at: datetime) -> str:
    """Keep the file and ask for its preview; the public id of the batch.

    Raises BadInput for what is too large or no table, OSError where it cannot be stored.
    """
    if len(upload.content) > uploads.LARGEST:
        raise BadInput(TOO_LARGE)
    if standing := await _received_with(upload.once):
        return standing
    public_id = secrets.token_urlsafe(12)
    measured = await uploads.keep(public_id, upload.content)
    try:
        filetypes.type_of(uploads.path_of(public_id))
        return await _open_with_job(upload, public_id, measured, by=by, at=at)
    except BaseException:
        uploads.drop(public_id)
        raise


@dataclass(frozen=True, slots=True)
class Opening:
    """What a new batch is written down with."""

    kind: BatchKind
    name: str
    measured: Measured
    generated_at: datetime | None = None
    date_order: DateOrder | None = None


async def open_batch(opening: Opening, *, by: Actor, at: datetime, public_id: str = "") -> Batch:
    """Write a new batch down; the command calls this without a job."""
    opened, measured = public_id or secrets.token_urlsafe(12), opening.measured
    row = LaporBatch(
        public_id=opened,
        kind=opening.kind,
        file_name=shown_name(opening.name),
        sha256=measured.sha256,
        size=measured.size,
        uploaded_by_key=by.key,
        uploaded_by_name=by.name,
        uploaded_at=at,
        generated_at=opening.generated_at,
        date_order=opening.date_order or "",
    )
    added = await LaporBatch.insert(row).returning(LaporBatch.id)
    batch = Batch(
        added[0]["id"],
        opened,
        opening.kind,
        BatchState.READING,
        notify=False,
        total=0,
        job="",
        uploaded_at=at,
        generated_at=opening.generated_at,
        date_order=opening.date_order,
    )
    await note("lapor.uploaded", batch, by=by, at=at, kind=opening.kind.value, sha256=measured.sha256)
    return batch


async def read_again(batch: Batch, *, by: Actor, at: datetime) -> None:
    """Ask again for a preview whose job was stopped or broke."""
    async with db.transaction():
        await _refuse_unless(batch, BatchState.READING)
        job = await jobs.enqueue(
            PREVIEW,
            {"batch": batch.public_id},
            by=by,
            at=at,
            title=f"Pratinjau {TITLES[batch.kind]}",
            unique_key=f"{PREVIEW}:{batch.public_id}",
        )
        await _set(batch, {LaporBatch.job: job})


async def confirm(
    batch: Batch, *, notify: bool, take_differences: bool = False, by: Actor, at: datetime
) -> None:
    """Let the rows be imported; again while it runs is one act. Raises Conflict with a sentence."""
    async with db.lock(ONE_IMPORT):
        standing = await _standing(batch)
        if standing.state == BatchState.DONE:
            return
        if standing.state not in {BatchState.PREVIEW, BatchState.CONFIRMED}:
            raise Conflict(NOT_READ if standing.state == BatchState.READING else _ended(standing.state))
        if standing.state == BatchState.PREVIEW:
            wanted = replace(batch, notify=notify, take_differences=take_differences)
            await _note_confirmation(wanted, by=by, at=at)
        await _ask_for_work(batch, IMPORT, TITLES[batch.kind], by=by, at=at)
    uploads.drop(batch.public_id)


async def take_as_confirmed(batch: Batch, *, by: Actor, at: datetime) -> None:
    """What a command reads is confirmed by whoever typed it, as the batch says."""
    async with db.transaction():
        await _note_confirmation(batch, by=by, at=at)


async def withdraw(batch: Batch, *, by: Actor, at: datetime) -> None:
    """Give up a file before anything was imported; what its rows said is forgotten."""
    async with db.transaction():
        gone = await (
            LaporBatch.update({LaporBatch.state: BatchState.WITHDRAWN, LaporBatch.ended_at: at})
            .where(
                LaporBatch.id == batch.id,
                LaporBatch.state.is_in([BatchState.READING.value, BatchState.PREVIEW.value]),
            )
            .returning(LaporBatch.job)
        )
        if not gone:
            raise Conflict(_ended((await _standing(batch)).state))
        await queue.cancel(gone[0]["job"], at=at)
        await LaporRow.update({LaporRow.cells: "{}", LaporRow.facts: ""}).where(LaporRow.batch == batch.id)
        await note("lapor.withdrawn", batch, by=by, at=at)
    uploads.drop(batch.public_id)


async def undo(batch: Batch, *, by: Actor, at: datetime) -> None:
    """Let an import be undone; again while it runs is one act. Raises Conflict with a sentence."""
    async with db.lock(ONE_IMPORT):
        standing = await _standing(batch)
        if standing.state == BatchState.UNDONE:
            return
        if standing.state not in {BatchState.DONE, BatchState.UNDOING}:
            raise Conflict(NOT_DONE)
        if standing.state == BatchState.DONE:
            asked = {
                LaporBatch.state: BatchState.UNDOING,
                LaporBatch.undone_by_name: by.name,
                LaporBatch.undone_at: at,
            }
            await _set(batch, asked)
            await note("lapor.undoing", batch, by=by, at=at)
        title = f"Pembatalan {TITLES[batch.kind][0].lower()}{TITLES[batch.kind][1:]}"
        await _ask_for_work(batch, UNDO, title, by=by, at=at)


async def fail(batch: Batch, sentence: str, *, at: datetime) -> None:
    """The file could not be read; nothing of it is kept."""
    changed: dict[Any, Any] = {
        LaporBatch.state: BatchState.FAILED,
        LaporBatch.error: sentence,
        LaporBatch.ended_at: at,
    }
    await LaporBatch.update(changed).where(LaporBatch.id == batch.id, LaporBatch.state == BatchState.READING)
    uploads.drop(batch.public_id)


async def note(action: str, batch: Batch, *, by: Actor, at: datetime, **details: Any) -> None:
    """One line of the audit about the batch."""
    place = Place(batch.subject, permission=Permission.LAPOR_IMPORT)
    await audit.record(action, by=by, at=at, place=place, details=details)


def shown_name(name: str) -> str:
    """The file's name without folders."""
    return PurePath(name.replace("\\", "/")).name[:200] or "berkas"


async def _received_with(once: str | None) -> str | None:
    if not once:
        return None
    row = await LaporBatch.select(LaporBatch.public_id).where(LaporBatch.once == once).first()
    return row["public_id"] if row else None


async def _open_with_job(
    upload: Upload, public_id: str, measured: Measured, *, by: Actor, at: datetime
) -> str:
    # Two presses at once: the lock lets the second see the first one's batch.
    async with db.lock(f"lapor.upload:{upload.once}"):
        if standing := await _received_with(upload.once):
            uploads.drop(public_id)
            return standing
        opening = Opening(upload.kind, upload.name, measured, upload.generated_at)
        batch = await open_batch(opening, by=by, at=at, public_id=public_id)
        await _set(batch, {LaporBatch.once: upload.once})
        await read_again(batch, by=by, at=at)
    return public_id


async def _note_confirmation(batch: Batch, *, by: Actor, at: datetime) -> None:
    confirmed = {
        LaporBatch.state: BatchState.CONFIRMED,
        LaporBatch.notify: batch.notify,
        LaporBatch.take_differences: batch.take_differences,
        LaporBatch.confirmed_by_key: by.key,
        LaporBatch.confirmed_by_name: by.name,
        LaporBatch.confirmed_at: at,
    }
    await _set(batch, confirmed)
    chosen = {"notify": batch.notify, "take_differences": batch.take_differences}
    await note("lapor.confirmed", batch, by=by, at=at, **chosen)


async def _ask_for_work(batch: Batch, kind: str, title: str, *, by: Actor, at: datetime) -> None:
    payload = {"batch": batch.public_id}
    job = await jobs.enqueue(kind, payload, by=by, at=at, title=title, unique_key=ONE_IMPORT)
    found = await queue.find(job)
    if found is not None and found.payload["batch"] != batch.public_id:
        raise Conflict(ANOTHER_RUNS)
    await _set(batch, {LaporBatch.job: job})


async def _standing(batch: Batch) -> Batch:
    standing = await find(batch.public_id)
    if standing is None:
        raise Conflict("Impor ini tidak ada lagi.")
    return standing


async def _refuse_unless(batch: Batch, state: BatchState) -> None:
    standing = await _standing(batch)
    if standing.state != state:
        raise Conflict(_ended(standing.state))


def _ended(state: BatchState) -> str:
    words = {
        BatchState.PREVIEW: "Pratinjau sudah selesai.",
        BatchState.CONFIRMED: "Impor ini sudah dikonfirmasi.",
        BatchState.DONE: "Impor ini sudah selesai.",
        BatchState.FAILED: "Berkas ini tidak dapat dibaca. Unggah berkas yang benar.",
        BatchState.UNDOING: "Impor ini sedang dibatalkan.",
        BatchState.UNDONE: "Impor ini sudah dibatalkan. Unggah lagi berkasnya bila tetap diperlukan.",
        BatchState.WITHDRAWN: "Impor ini sudah dibatalkan. Unggah lagi berkasnya bila tetap diperlukan.",
    }
    return words.get(state, NOT_READ)


async def _set(batch: Batch, values: dict[Any, Any]) -> None:
    await LaporBatch.update(values).where(LaporBatch.id == batch.id)
