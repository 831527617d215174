"""An import is undone: what it brought is nowhere, what it changed is as it was, what people did stays."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import AsyncTestClient

from portal import clock, db
from portal.audit.tables import AuditEvent
from portal.complaints import verification
from portal.complaints.acting import known
from portal.complaints.kinds import Bucket, Classification, Status
from portal.complaints.tables import Clock, Complaint, ComplaintText, Disposition, Entry, FollowUp, Reporter
from portal.complaints.verification import Assessment
from portal.errors import Conflict
from portal.lapor.batches import lifecycle, queries, undoing
from portal.lapor.tables import BatchKind, BatchState, LaporRow
from portal.notifications.tables import Delivery, DeliveryState
from tests.complaints import factories
from tests.complaints.factories import Office
from tests.lapor.files import write_csv
from tests.lapor.office import COLUMNS, COMMAND, HISTORY, batch, row, standing, upload, view, work
from tests.support.visits import send, sign_in

Client = AsyncTestClient[Any]
DISPOSED = {"status": "Terdisposisi", "agency": "DPUPR"}
CLOSED = {"status": "Ditutup oleh Admin", "agency": "DPUPR"}
TABLES = (Complaint, ComplaintText, Entry, Disposition, Clock, Reporter)


def dated(folder: Path, day: str, *rows: list[object]) -> Path:
    return write_csv(folder / f"{day}.csv", [["Tanggal Generate", day], COLUMNS, *rows])


async def imported(path: Path, *, notify: bool = False, kind: BatchKind = BatchKind.EXPORT) -> str:
    public_id = await upload(path, COMMAND, kind=kind)
    await work()
    await lifecycle.confirm(await batch(public_id), notify=notify, by=COMMAND, at=clock.now())
    await work()
    return public_id


async def undo(public_id: str) -> None:
    await lifecycle.undo(await batch(public_id), by=COMMAND, at=clock.now())
    await work()


async def state_of_all() -> list[list[dict[str, Any]]]:
    """Everything about complaints but the lines, versions and words that only grow."""
    tables = (Complaint, ComplaintText, Disposition, Clock, FollowUp, Reporter)
    found = [await table.select().order_by(table._meta.primary_key) for table in tables]
    return [
        [{name: value for name, value in row.items() if name != "version"} for row in rows] for rows in found
    ]


@pytest.fixture
async def office(database: str) -> Office:
    return await factories.office()


async def test_what_an_import_brought_is_nowhere_any_more(office: Office, tmp_path: Path) -> None:
    rows = [row(**DISPOSED), row("6300002", reporter="Pelapor Uji"), row("6300003", **CLOSED)]
    public_id = await imported(dated(tmp_path, "1 Nov 2026 08:00", *rows))
    numbers = [each["number"] for each in await Complaint.select(Complaint.number)]
    await undo(public_id)
    assert [await table.count() for table in TABLES] == [0] * len(TABLES)
    assert (await db.rows("SELECT count(*) AS n FROM complaint_words"))[0]["n"] == 0
    assert await queries.last_seen() is None
    shown = await view(public_id)
    assert (shown.state, shown.counts["new"]) == (BatchState.UNDONE, 3)
    removed = await LaporRow.select(LaporRow.removed).order_by(LaporRow.id).output(load_json=True)
    assert [each["removed"]["complaint"]["number"] for each in removed] == numbers
    assert "Pelapor Uji" not in str(removed)
    assert await AuditEvent.count().where(AuditEvent.action == "lapor.undone") == 1


async def test_its_tracking_ids_come_again_under_new_numbers(office: Office, tmp_path: Path) -> None:
    path = dated(tmp_path, "1 Nov 2026 08:00", row(**DISPOSED))
    first = await imported(path)
    number = (await standing()).number
    await undo(first)
    await imported(path)
    again = await standing()
    assert (again.status, again.number != number) == (Status.DISPOSED, True)
    assert (await db.rows("SELECT count(*) AS n FROM complaint_words"))[0]["n"] == 1


async def test_what_changed_is_as_it_was(office: Office, tmp_path: Path) -> None:
    await imported(dated(tmp_path, "1 Nov 2026 08:00", row(**DISPOSED), row("6300002"), row("6300003")))
    before = await state_of_all()
    changed = [
        row(status="Ditutup oleh Admin", agency="DLH", title="Lain", body="Lain", rating="4"),
        row("6300002"),
        row("6300003", classification="Permintaan Informasi", **DISPOSED),
    ]
    public_id = await imported(dated(tmp_path, "2 Nov 2026 08:00", *changed))
    assert await state_of_all() != before
    await undo(public_id)
    assert await state_of_all() == before
    assert (await standing()).lapor_status == "Terdisposisi"
    lines = await Entry.select(Entry.kind).order_by(Entry.id)
    assert [each["kind"] for each in lines].count("import_undone") == 2
    await imported(dated(tmp_path, "1 Nov 2026 12:00", *changed))
    assert (await standing()).lapor_bucket == Bucket.RESOLVED


async def test_the_office_s_dates_go_back_too(office: Office, tmp_path: Path) -> None:
    await imported(dated(tmp_path, "1 Nov 2026 08:00", row(**DISPOSED), row("6300002", **CLOSED)))
    before = await state_of_all()
    dates = [[key, "", "4 Nov 2026", "9 Nov 2026", "10 Nov 2026"] for key in ("6300001", "6300002")]
    public_id = await imported(write_csv(tmp_path / "a.csv", [HISTORY, *dates]), kind=BatchKind.HISTORY)
    assert known((await standing()).resolved_at)
    await undo(public_id)
    assert await state_of_all() == before


async def test_rows_acted_on_keep_the_import_and_are_named(office: Office, tmp_path: Path) -> None:
    rows = [row(), row("6300002"), row("6300003")]
    public_id = await imported(dated(tmp_path, "1 Nov 2026 08:00", *rows))
    acted = await standing("6300002")
    at = clock.now()
    await verification.verify(acted, found=Assessment(Classification.COMPLAINT), by=office.admin, at=at)
    says = await undoing.statement(await batch(public_id))
    assert (says.leaving, says.returning, says.kept_count) == (2, 0, 1)
    assert [(each.number, each.reason) for each in says.kept] == [(acted.number, "acted")]
    await undo(public_id)
    assert [each["tracking_id"] for each in await Complaint.select(Complaint.tracking_id)] == ["6300002"]
    kept = await LaporRow.select(LaporRow.sentence).where(LaporRow.undone == "kept")
    assert kept == [{"sentence": "Tetap berlaku: sudah ditindaklanjuti di ASPAL."}]


async def test_a_row_that_a_later_file_has_seen_is_undone_with_that_one_first(
    office: Office, tmp_path: Path
) -> None:
    first = await imported(dated(tmp_path, "1 Nov 2026 08:00", row(**DISPOSED)))
    second = await imported(dated(tmp_path, "2 Nov 2026 08:00", row(**CLOSED)))
    says = await undoing.statement(await batch(first))
    assert ([each.reason for each in says.kept], says.does_anything) == (["later"], False)
    await undo(second)
    assert (await standing()).status == Status.DISPOSED
    assert (await undoing.statement(await batch(first))).leaving == 1


async def test_messages_not_sent_are_cancelled_and_others_named(office: Office, tmp_path: Path) -> None:
    public_id = await imported(dated(tmp_path, "1 Nov 2026 08:00", row(**DISPOSED)), notify=True)
    ids = [each["id"] for each in await Delivery.select(Delivery.id).order_by(Delivery.id)]
    assert len(ids) == 2
    sent = {Delivery.state: DeliveryState.DELIVERED, Delivery.recipient_name: "Operator Uji"}
    await Delivery.update(sent).where(Delivery.id == ids[0])
    says = await undoing.statement(await batch(public_id))
    assert (says.unsent, says.sent) == (1, ["Operator Uji"])
    await undo(public_id)
    states = await Delivery.select(Delivery.state).order_by(Delivery.id)
    assert [each["state"] for each in states] == [DeliveryState.DELIVERED, DeliveryState.CANCELLED]


async def test_two_presses_are_one_undoing(office: Office, tmp_path: Path) -> None:
    public_id = await imported(dated(tmp_path, "1 Nov 2026 08:00", row()))
    taken = await batch(public_id)
    await asyncio.gather(*(lifecycle.undo(taken, by=COMMAND, at=clock.now()) for _ in range(3)))
    assert await AuditEvent.count().where(AuditEvent.action == "lapor.undoing") == 1
    assert await work() == 1
    await lifecycle.undo(taken, by=COMMAND, at=clock.now())
    assert await work() == 0


async def test_only_what_is_done_is_undone(office: Office, tmp_path: Path) -> None:
    public_id = await upload(dated(tmp_path, "1 Nov 2026 08:00", row()), COMMAND)
    await work()
    with pytest.raises(Conflict):
        await lifecycle.undo(await batch(public_id), by=COMMAND, at=clock.now())


async def test_an_undoing_cut_short_goes_on_where_it_was(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undoing, "CHUNK", 2)
    public_id = await imported(
        dated(tmp_path, "1 Nov 2026 08:00", *(row(str(6_300_001 + n)) for n in range(5)))
    )
    taken = await batch(public_id)
    await lifecycle.undo(taken, by=COMMAND, at=clock.now())

    async def die(done: int, total: int) -> None:
        raise KeyboardInterrupt(f"{done} of {total}")

    with pytest.raises(KeyboardInterrupt, match="2 of 5"):
        await undoing.run(taken, by=COMMAND, report=die)
    assert (await Complaint.count(), (await view(public_id)).state) == (3, BatchState.UNDOING)
    await work()
    assert (await Complaint.count(), (await view(public_id)).state) == (0, BatchState.UNDONE)


async def test_the_page_says_what_will_happen_and_does_it(
    client: Client, sqlite_database: str, tmp_path: Path
) -> None:
    office = await factories.office()
    public_id = await imported(
        dated(tmp_path, "1 Nov 2026 08:00", row(), row("6300002", title="Lampu padam"))
    )
    acted = await standing()
    at = clock.now()
    await verification.verify(acted, found=Assessment(Classification.COMPLAINT), by=office.admin, at=at)
    await sign_in(client, office.admin.id)
    where = f"/lapor/imports/{public_id}"
    assert f'href="{where}/undoing"' in (await client.get(where)).text
    page = " ".join((await client.get(f"{where}/undoing")).text.split())
    assert "<b>1</b> pengaduan yang dibawa berkas ini keluar" in page
    assert "1 pengaduan tetap seperti sekarang" in page
    assert acted.number in page
    gone = await standing("6300002")
    assert "Lampu padam" in (await client.get("/complaints")).text
    await send(client, f"{where}/undoing", of=f"{where}/undoing")
    assert "Impor sedang dibatalkan" in (await client.get(where)).text
    await work()
    after = (await client.get(where)).text
    assert "Impor dibatalkan" in after
    for listed in ("/complaints", "/complaints?q=6300002", "/complaints?q=lampu", "/", "/reports/rapor/2026"):
        assert "Lampu padam" not in (await client.get(listed)).text, listed
    assert (await client.get(f"/complaints/{gone.number}")).status_code == 404
    assert (await client.get(f"/complaints/{acted.number}")).status_code == 200
    await sign_in(client, office.liaison.id)
    assert (await client.get(f"{where}/undoing")).status_code == 403


async def test_undoing_shows_no_agency_what_has_become_berkadar_pengawasan(
    office: Office, tmp_path: Path
) -> None:
    await imported(dated(tmp_path, "1 Nov 2026 08:00", row("6300001", **DISPOSED)))
    assert (await standing("6300001")).agency == office.dpupr
    supervisory = row("6300001", classification="Pengaduan Berkadar Pengawasan", **DISPOSED)
    public_id = await imported(dated(tmp_path, "2 Nov 2026 08:00", supervisory))
    says = await undoing.statement(await batch(public_id))
    assert [each.reason for each in says.kept] == ["restricted"]
    await undo(public_id)
    stands = await standing("6300001")
    assert (stands.classification, stands.agency) == (Classification.SUPERVISORY, None)
