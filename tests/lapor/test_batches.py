"""A file's way through upload, preview, confirmation and import; stopped, killed, given up, pressed twice."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import subprocess
import sys
from io import FileIO
from pathlib import Path
from typing import Any

import pytest

from portal import clock, db
from portal.agencies import aliases
from portal.audit.tables import AuditEvent
from portal.complaints.kinds import Status
from portal.complaints.tables import Complaint, Entry
from portal.errors import BadInput, Conflict
from portal.jobs import JobContext, queue, worker
from portal.jobs.tables import Job
from portal.lapor import filling, sheets, status_rules
from portal.lapor.batches import applying, lifecycle, mending, previewing, queries, reading, undoing, uploads
from portal.lapor.batches.mending import Name
from portal.lapor.job_handlers import HANDLERS
from portal.lapor.statuses import Bucket
from portal.lapor.tables import BatchKind, BatchState, LaporBatch, LaporRow, Outcome
from portal.notifications.tables import Delivery
from portal.settings import ROOT
from tests.complaints import factories
from tests.lapor.files import write_csv, write_xlsx
from tests.lapor.office import (
    COLUMNS,
    COMMAND,
    HISTORY,
    NOON,
    batch,
    export,
    row,
    standing,
    upload,
    view,
    work,
)

MANY = 1_300


def many(folder: Path, count: int = MANY) -> Path:
    return export(folder, *(row(str(7_000_000 + n)) for n in range(count)))


async def previewed(path: Path, **how: Any) -> str:
    public_id = await upload(path, COMMAND, **how)
    await work()
    return public_id


async def confirm(public_id: str, *, notify: bool = False) -> None:
    await lifecycle.confirm(await batch(public_id), notify=notify, by=COMMAND, at=clock.now())


async def test_nothing_about_complaints_is_written_before_it_is_confirmed(
    database: str, tmp_path: Path
) -> None:
    path = export(tmp_path, row(), row("abc"), row("6300002"))
    public_id = await previewed(path)
    shown = await view(public_id)
    assert (shown.state, shown.total, shown.messages) == (BatchState.PREVIEW, 3, 0)
    assert (shown.counts[Outcome.NEW], shown.counts[Outcome.REFUSED]) == (2, 1)
    assert await Complaint.count() == 0
    await confirm(public_id)
    await work()
    shown = await view(public_id)
    assert (shown.state, shown.counts[Outcome.NEW], shown.waiting) == (BatchState.DONE, 2, 0)
    assert await Complaint.count() == 2
    assert await queries.last_seen() is not None


async def test_the_bytes_go_once_the_rows_are_kept(database: str, tmp_path: Path) -> None:
    public_id = await upload(export(tmp_path, row()), COMMAND)
    assert uploads.path_of(public_id).exists()
    await work()
    assert not uploads.path_of(public_id).exists()
    kept = await queries.kept_row(public_id, 2)
    assert kept is not None
    assert kept.cells["Judul Laporan"] == "Jalan berlubang"


async def test_a_second_file_shows_what_it_changes(database: str, tmp_path: Path) -> None:
    await confirm(await previewed(export(tmp_path, row(), row("6300002"), row("6300003"))))
    await work()
    newer = export(tmp_path, row(), row("6300002", status="Ditutup oleh Admin", rating="5"), row("6300004"))
    shown = await view(await previewed(newer))
    assert shown.counts.by_outcome == {"unchanged": 1, "changed": 1, "new": 1}
    changed = await previewing.rows(shown, outcome="changed")
    assert [each.tracking_id for each in changed] == ["6300002"]
    assert {"Status di LAPOR!", "Penilaian pelapor"} <= set(changed[0].changed)


async def test_the_office_s_dates_go_the_same_way(database: str, tmp_path: Path) -> None:
    await confirm(await previewed(export(tmp_path, row())))
    await work()
    dates = write_csv(tmp_path / "a.csv", [HISTORY, ["6300001", "", "4 Nov 2026", "9 Nov 2026", ""]])
    public_id = await previewed(dates, kind=BatchKind.HISTORY)
    assert (await view(public_id)).counts[Outcome.CHANGED] == 1
    await confirm(public_id)
    await work()
    assert (await standing()).answered_at is not None
    assert await Delivery.count() == 0


async def test_two_presses_are_one_upload_and_one_import(database: str, tmp_path: Path) -> None:
    path = export(tmp_path, row())
    ids = await asyncio.gather(*(upload(path, COMMAND, once="token") for _ in range(3)))
    assert len(set(ids)) == 1
    assert await LaporBatch.count() == 1
    await work()
    await asyncio.gather(*(confirm(ids[0]) for _ in range(3)))
    assert await work() == 1
    await confirm(ids[0])
    assert await work() == 0
    assert await Complaint.count() == 1


async def test_one_import_runs_at_a_time(database: str, tmp_path: Path) -> None:
    first = await previewed(export(tmp_path, row()))
    second = await previewed(export(tmp_path, row("6300002"), name="b.csv"))
    await confirm(first)
    with pytest.raises(Conflict, match="Impor lain sedang berjalan"):
        await confirm(second)
    assert (await batch(second)).state is BatchState.PREVIEW
    await work()
    await confirm(second)
    await work()
    assert await Complaint.count() == 2


async def test_a_stopped_import_keeps_what_it_did_and_goes_on_when_asked(
    database: str, tmp_path: Path
) -> None:
    public_id = await previewed(many(tmp_path))
    await confirm(public_id)
    await stop_after(2, public_id)
    shown = await view(public_id)
    assert (shown.was_stopped, shown.waiting) == (True, MANY - 2 * applying.CHUNK)
    assert await Complaint.count() == 2 * applying.CHUNK
    await confirm(public_id)
    await work()
    assert (await view(public_id)).state == BatchState.DONE
    assert await Complaint.count() == MANY
    assert await Entry.count() == MANY


async def stop_after(chunks: int, public_id: str) -> None:
    """Do the job, and press *Hentikan* after some of its chunks."""
    told = 0

    async def handler(job: JobContext) -> dict[str, Any]:
        async def report(done: int, total: int) -> None:
            nonlocal told
            if told == chunks:
                # As if somebody had pressed it just before this chunk: another connection, already committed.
                await Job.update({Job.lease_token: ""}).where(Job.id == job.id)
            told += 1
            await job.progress(done, total)

        await applying.apply(await batch(public_id), by=COMMAND, report=report)
        return {}

    assert await worker.do_one({lifecycle.IMPORT: handler})
    await queue.cancel((await batch(public_id)).job, at=clock.now())


async def test_a_worker_whose_lease_ran_out_is_replaced(database: str, tmp_path: Path) -> None:
    public_id = await previewed(many(tmp_path))
    await confirm(public_id)
    lost = await worker._claim()
    assert lost is not None
    rounds = 0

    async def die(done: int, total: int) -> None:
        nonlocal rounds
        rounds += 1
        await lost.progress(done, total)
        if rounds == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await applying.apply(await batch(public_id), by=COMMAND, report=die)
    assert await Complaint.count() == 2 * applying.CHUNK
    await db.rows("UPDATE job SET lease_until = 0")
    await work()
    assert await Complaint.count() == MANY
    assert (await view(public_id)).state == BatchState.DONE
    with pytest.raises(worker.Stopped):
        await lost.progress(MANY, MANY)


async def test_a_killed_preview_goes_on_where_it_was(database: str, tmp_path: Path) -> None:
    path = many(tmp_path)
    public_id = await upload(path, COMMAND)

    async def die(done: int, total: int) -> None:
        if done > reading.CHUNK:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await reading.read(await batch(public_id), uploads.path_of(public_id), at=NOON, report=die)
    assert await LaporRow.count() == reading.CHUNK
    await work()
    shown = await view(public_id)
    assert (shown.state, shown.counts.total) == (BatchState.PREVIEW, MANY)


async def test_a_real_worker_killed_midway_loses_and_doubles_nothing(database: str, tmp_path: Path) -> None:
    public_id = await previewed(many(tmp_path, 4_000))
    await confirm(public_id)
    with real_worker(database) as process:
        async with asyncio.timeout(60):
            while not 0 < (imported := await Complaint.count()) < 4_000:
                assert process.poll() is None
                await asyncio.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    assert imported % applying.CHUNK == 0
    async with asyncio.timeout(60):
        while (await view(public_id)).state != BatchState.DONE:
            await work()
            await asyncio.sleep(0.1)
    assert await Complaint.count() == await Entry.count() == 4_000
    assert (await view(public_id)).waiting == 0


async def test_a_real_worker_killed_while_undoing_leaves_nothing_half_taken_back(
    database: str, tmp_path: Path
) -> None:
    public_id = await previewed(many(tmp_path, 2_000))
    await confirm(public_id)
    await work()
    await lifecycle.undo(await batch(public_id), by=COMMAND, at=clock.now())
    with real_worker(database) as process:
        async with asyncio.timeout(60):
            while not 0 < (left := await Complaint.count()) < 2_000:
                assert process.poll() is None
                await asyncio.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    assert left % undoing.CHUNK == 0
    async with asyncio.timeout(60):
        while (await view(public_id)).state != BatchState.UNDONE:
            await work()
            await asyncio.sleep(0.1)
    assert await Complaint.count() == await Entry.count() == 0
    assert await LaporRow.count().where(LaporRow.undone == "undone") == 2_000


def real_worker(url: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "ASPAL_DATABASE_URL": url}
    return subprocess.Popen([sys.executable, "-m", "portal", "worker"], env=environment, cwd=ROOT)


async def test_a_file_given_up_leaves_only_its_trace(database: str, tmp_path: Path) -> None:
    public_id = await previewed(export(tmp_path, row()))
    await lifecycle.withdraw(await batch(public_id), by=COMMAND, at=NOON)
    assert (await view(public_id)).state == BatchState.WITHDRAWN
    kept = await queries.kept_row(public_id, 2)
    assert kept is not None
    assert kept.cells == {}
    with pytest.raises(Conflict, match="sudah dibatalkan"):
        await confirm(public_id)
    with pytest.raises(Conflict):
        await lifecycle.withdraw(await batch(public_id), by=COMMAND, at=NOON)


async def test_a_file_given_up_before_it_was_read_is_not_read(database: str, tmp_path: Path) -> None:
    public_id = await upload(export(tmp_path, row()), COMMAND)
    await lifecycle.withdraw(await batch(public_id), by=COMMAND, at=NOON)
    assert await work() == 0
    assert not uploads.path_of(public_id).exists()


async def test_it_cannot_be_confirmed_before_it_is_read(database: str, tmp_path: Path) -> None:
    public_id = await upload(export(tmp_path, row()), COMMAND)
    with pytest.raises(Conflict, match="Pratinjau belum selesai"):
        await confirm(public_id)


async def test_what_is_no_export_fails_with_its_sentence(database: str, tmp_path: Path) -> None:
    public_id = await upload(write_csv(tmp_path / "a.csv", [["nama", "umur"], ["x", "1"]]), COMMAND)
    await work()
    shown = await view(public_id)
    assert shown.state == BatchState.FAILED
    assert "Tracking ID" in shown.error
    assert not uploads.path_of(public_id).exists()


async def test_what_is_no_table_is_refused_at_once(database: str, tmp_path: Path) -> None:
    path = tmp_path / "foto.xlsx"
    path.write_bytes(b"\x89PNG\r\n")
    folder = uploads.path_of("x").parent
    before = set(folder.glob("*"))
    with pytest.raises(BadInput, match="bukan lembar kerja"):
        await upload(path, COMMAND)
    assert await LaporBatch.count() == 0
    assert set(folder.glob("*")) == before


async def test_too_large_a_file_is_refused_with_its_limit(database: str) -> None:
    content = b"x" * (uploads.LARGEST + 1)
    with pytest.raises(BadInput, match="20 MB"):
        await lifecycle.receive(lifecycle.Upload(BatchKind.EXPORT, "a.csv", content), by=COMMAND, at=NOON)


async def test_a_full_disk_leaves_neither_file_nor_batch(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        await upload(export(tmp_path, row()), COMMAND)
    assert await LaporBatch.count() == 0


async def test_a_disk_full_while_reading_can_be_tried_again(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public_id = await upload(write_xlsx(tmp_path / "a.xlsx", [COLUMNS, row()]), COMMAND)
    with monkeypatch.context() as patched:
        # A device that is always full stands in for the folder of temporary files.
        patched.setattr(sheets, "TemporaryFile", lambda: FileIO("/dev/full", "w"))
        await work()
    shown = await view(public_id)
    assert shown.was_stopped
    assert shown.job is not None
    assert "Penyimpanan penuh" in shown.job.error
    await lifecycle.read_again(await batch(public_id), by=COMMAND, at=NOON)
    await work()
    assert (await view(public_id)).state == BatchState.PREVIEW


async def test_a_name_known_later_attaches_what_was_imported(database: str, tmp_path: Path) -> None:
    office = await factories.office()
    public_id = await previewed(export(tmp_path, row(agency="Bina Marga", status="Terdisposisi")))
    assert [name.text for name in (await view(public_id)).decisions[0].rows] == ["Bina Marga"]
    await confirm(public_id)
    await work()
    await aliases.add(office.dpupr, "Bina Marga", by=office.admin, at=NOON)
    await mending.mend(await batch(public_id), Name.AGENCY, "Bina Marga", by=COMMAND, at=NOON)
    assert await work() == 1
    complaint = await standing()
    assert (complaint.agency, complaint.status) == (office.dpupr, Status.DISPOSED)
    assert (await view(public_id)).decisions == []
    await mending.mend(await batch(public_id), Name.AGENCY, "Bina Marga", by=COMMAND, at=NOON)
    assert await work() == 0


async def test_a_name_known_before_confirming_changes_the_preview(database: str, tmp_path: Path) -> None:
    office = await factories.office()
    public_id = await previewed(export(tmp_path, row(agency="Bina Marga", status="Terdisposisi")))
    assert (await view(public_id)).messages == 0
    await aliases.add(office.dpupr, "Bina Marga", by=office.admin, at=NOON)
    await mending.mend(await batch(public_id), Name.AGENCY, "Bina Marga", by=COMMAND, at=NOON)
    assert (await view(public_id)).messages == 2
    await confirm(public_id, notify=True)
    await work()
    assert await Delivery.count() == 2


async def test_only_the_newest_row_is_taken_in_again(database: str, tmp_path: Path) -> None:
    for status in ("Ditelaah", "Ditutup oleh Admin"):
        await confirm(public_id := await previewed(export(tmp_path, row(status=status))))
        await work()
    await status_rules.settle("Ditelaah", Bucket.IN_PROGRESS, by=COMMAND, at=NOON)
    await mending.mend(await batch(public_id), Name.STATUS, "Ditelaah", by=COMMAND, at=NOON)
    await work()
    assert (await standing()).lapor_status == "Ditutup oleh Admin"


async def test_a_status_sorted_later_counts_for_what_was_imported(database: str, tmp_path: Path) -> None:
    public_id = await previewed(export(tmp_path, row(status="Ditelaah")))
    await confirm(public_id)
    await work()
    assert (await standing()).lapor_bucket == ""
    await status_rules.settle("Ditelaah", Bucket.IN_PROGRESS, by=COMMAND, at=NOON)
    await mending.mend(await batch(public_id), Name.STATUS, "Ditelaah", by=COMMAND, at=NOON)
    await work()
    assert (await standing()).lapor_bucket == Bucket.IN_PROGRESS


async def test_every_step_stands_in_the_audit(database: str, tmp_path: Path) -> None:
    await confirm(await previewed(export(tmp_path, row())))
    await work()
    found = (
        await AuditEvent.select(AuditEvent.action)
        .where(AuditEvent.action.like("lapor.%"))
        .order_by(AuditEvent.id)
    )
    assert [each["action"] for each in found] == ["lapor.uploaded", "lapor.confirmed", "lapor.imported"]


def test_every_job_asked_for_has_its_handler() -> None:
    asked = {lifecycle.PREVIEW, lifecycle.IMPORT, lifecycle.UNDO, mending.RETAKE, filling.FILL}
    assert dict(HANDLERS).keys() == asked
