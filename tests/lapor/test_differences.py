"""Dates of the office's papers that are not the recorded ones: said, and taken when Kominfo decides."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import AsyncTestClient

from portal import clock
from portal.agencies.tables import Agency
from portal.audit.tables import AuditEvent
from portal.complaints import resolution
from portal.complaints.acting import known
from portal.complaints.kinds import Status
from portal.complaints.tables import Complaint, Disposition, Entry, FollowUp
from portal.lapor import importing
from portal.lapor.batches import differences, lifecycle
from portal.lapor.tables import BatchKind, LaporRow
from tests.complaints import factories
from tests.complaints.factories import HOUR, MONDAY
from tests.lapor.files import FIXTURES, write_csv
from tests.lapor.office import COMMAND, HISTORY, NOON, batch, export, row, standing, take, upload, view, work
from tests.support.visits import send, sign_in

Client = AsyncTestClient[Any]
NASTY = FIXTURES / "nasty"
CASE = "7100001"
CLOSED_AGAIN = {"tracking_id": CASE, "field": "closed_on", "recorded": "2026-01-12", "file": "2026-11-20"}


@pytest.fixture
async def transport(database: str) -> None:
    """The agency of the files."""
    await Agency(code="DISHUB", name="Dinas Perhubungan", short_name="Dishub", kind="dinas").save()


async def history(name: str, **how: Any) -> importing.Summary:
    return await importing.import_history(NASTY / name, by=COMMAND, at=NOON, **how)


def day_of(complaint: Complaint, column: str = "resolved_at") -> date | None:
    moment = known(getattr(complaint, column))
    return moment.astimezone(clock.WIB).date() if moment else None


async def said() -> list[str]:
    found = await Entry.select(Entry.text).where(Entry.text != "").order_by(Entry.id)
    return [line["text"] for line in found]


async def test_closed_opened_and_closed_again_is_322_days(transport: None) -> None:
    await take(NASTY / "reclosed_export_1.xlsx")
    await history("reclosed_history_1.csv")
    assert day_of(await standing(CASE)) == date(2026, 1, 12)
    await take(NASTY / "reclosed_export_2.xlsx")
    opened = await standing(CASE)
    assert (opened.status, day_of(opened)) == (Status.DISPOSED, None)
    held = await Disposition.select(Disposition.outcome).order_by(Disposition.id)
    assert [each["outcome"] for each in held] == ["resolved", ""]
    assert any("tanggal selesai 12 Jan 2026 tidak berlaku lagi" in line for line in await said())
    await take(NASTY / "reclosed_export_3.xlsx")
    assert day_of(await standing(CASE)) is None
    done = await history("reclosed_history_2.csv")
    closed = await standing(CASE)
    assert (done.updated, done.different) == (1, [])
    assert (closed.status, day_of(closed)) == (Status.RESOLVED, date(2026, 11, 20))
    assert (date(2026, 11, 20) - closed.received_at.astimezone(clock.WIB).date()).days == 322


async def test_another_date_is_said_and_not_taken(transport: None) -> None:
    await take(NASTY / "reclosed_export_1.xlsx")
    await history("reclosed_history_1.csv")
    foretold, done = (
        await history("reclosed_history_2.csv", dry_run=True),
        await history("reclosed_history_2.csv"),
    )
    assert foretold.different == done.different == [CLOSED_AGAIN]
    assert (done.updated, done.unchanged, done.refused) == (0, 0, [])
    assert done.remarks[0][1] == "Berbeda: tanggal selesai tercatat 12 Jan 2026, berkas 20 Nov 2026."
    assert day_of(await standing(CASE)) == date(2026, 1, 12)


async def test_the_command_takes_them_with_a_line_and_an_audit(transport: None) -> None:
    await take(NASTY / "reclosed_export_1.xlsx")
    await history("reclosed_history_1.csv")
    done = await history("reclosed_history_3.csv", take_differences=True)
    complaint = await standing(CASE)
    assert (done.updated, done.different) == (1, [])
    assert (day_of(complaint), day_of(complaint, "answered_at")) == (date(2026, 11, 20), date(2026, 1, 6))
    days = "tindak lanjut 8 Jan 2026 → 6 Jan 2026, selesai 12 Jan 2026 → 20 Nov 2026"
    assert f"Tanggal diganti menurut catatan kantor: {days}." in await said()
    answer = await FollowUp.select(FollowUp.decided_at).where(FollowUp.complaint == complaint.id)
    assert answer == [{"decided_at": complaint.answered_at}]
    held = await Disposition.select(Disposition.ends_at).where(Disposition.complaint == complaint.id)
    assert held == [{"ends_at": complaint.resolved_at}]
    audited = (
        await AuditEvent.select().where(AuditEvent.action == "complaint.dates_taken").output(load_json=True)
    )
    assert audited[0]["details"]["resolved_at"] == ["2026-01-12", "2026-11-20"]
    again = await history("reclosed_history_3.csv", take_differences=True)
    assert (again.updated, again.unchanged) == (0, 1)


async def test_what_an_act_here_wrote_stands_against_the_papers(database: str, tmp_path: Path) -> None:
    office = await factories.office()
    await factories.answered(office, tracking_id="6300001")
    await resolution.resolve(await standing(), by=office.admin, at=MONDAY + 6 * HOUR)
    papers = write_csv(tmp_path / "a.csv", [HISTORY, ["6300001", "", "", "20 Nov 2026", "21 Nov 2026"]])
    done = await importing.import_history(papers, by=COMMAND, at=NOON, take_differences=True)
    assert {each["field"] for each in done.different} == {"followed_up_on", "closed_on"}
    assert "dari tindakan di ASPAL, yang berlaku" in done.remarks[0][1]
    assert day_of(await standing()) == MONDAY.astimezone(clock.WIB).date()


async def test_opening_again_by_hand_leaves_the_closing_date_as_a_line(database: str) -> None:
    office = await factories.office()
    await factories.answered(office, tracking_id="6300001")
    await resolution.resolve(await standing(), by=office.admin, at=MONDAY + 6 * HOUR)
    await resolution.reopen(await standing(), reason="Rusak lagi.", by=office.admin, at=MONDAY + 7 * HOUR)
    assert day_of(await standing()) is None
    assert "Rusak lagi. (Tanggal selesai 2 Nov 2026 tidak berlaku lagi.)" in await said()


async def test_dates_that_cannot_follow_each_other_are_refused(transport: None, tmp_path: Path) -> None:
    await take(NASTY / "reclosed_export_1.xlsx")
    await history("reclosed_history_1.csv")
    papers = write_csv(tmp_path / "a.csv", [HISTORY, [CASE, "", "10 Jan 2026", "", ""]])
    done = await importing.import_history(papers, by=COMMAND, at=NOON, take_differences=True)
    assert [sentence for _, sentence in done.refused] == [
        "Baris 2: Tanggal tindak lanjut 8 Jan 2026 mendahului tanggal disposisi, 10 Jan 2026."
    ]
    assert day_of(await standing(CASE), "disposed_at") == date(2026, 1, 5)


async def two_differing(folder: Path) -> str:
    """Two closed complaints with recorded days and a batch of papers that name others."""
    closed = {"status": "Ditutup oleh Admin", "agency": "DPUPR"}
    await take(export(folder, row(**closed), row("6300002", **closed)))
    old = [[key, "", "4 Nov 2026", "5 Nov 2026", "6 Nov 2026"] for key in ("6300001", "6300002")]
    await importing.import_history(write_csv(folder / "a.csv", [HISTORY, *old]), by=COMMAND, at=NOON)
    new = [[key, "", "4 Nov 2026", "5 Nov 2026", "9 Nov 2026"] for key in ("6300001", "6300002")]
    return await upload(write_csv(folder / "b.csv", [HISTORY, *new]), COMMAND, kind=BatchKind.HISTORY)


async def closed_on() -> list[date | None]:
    return [day_of(await standing(key)) for key in ("6300001", "6300002")]


async def test_one_or_all_are_taken_on_the_page(client: Client, sqlite_database: str, tmp_path: Path) -> None:
    office = await factories.office()
    public_id = await two_differing(tmp_path)
    await work()
    where = f"/lapor/imports/{public_id}"
    await sign_in(client, office.admin.id)
    preview = (await client.get(where)).text
    assert "Ambil juga 2 baris yang tanggalnya berbeda" in preview
    assert "Ambil semuanya" not in preview
    assert (await client.get(f"{where}?outcome=different")).text.count(
        "tercatat 6 Nov 2026, berkas 9 Nov 2026"
    ) == 2
    await send(client, f"{where}/confirmation", of=where)
    await work()
    assert await closed_on() == [date(2026, 11, 6)] * 2
    assert "2 baris bertanggal lain" in (await client.get(where)).text
    none = await send(client, f"{where}/differences", of=where)
    assert none.status_code == 303
    first = (await LaporRow.select(LaporRow.id).where(LaporRow.facts != "").order_by(LaporRow.id))[0]["id"]
    await send(client, f"{where}/differences", {"row": str(first)}, of=where)
    assert [day_of(await standing(key)) for key in ("6300001", "6300002")] == [
        date(2026, 11, 9),
        date(2026, 11, 6),
    ]
    await send(client, f"{where}/differences", {"all": "1"}, of=where)
    assert await closed_on() == [date(2026, 11, 9)] * 2
    assert "bertanggal lain" not in (await client.get(where)).text
    await sign_in(client, office.liaison.id)
    assert (await send(client, f"{where}/differences", {"all": "1"}, of="/")).status_code == 403


async def test_of_two_who_take_at_once_each_date_is_taken_once(database: str, tmp_path: Path) -> None:
    await factories.office()
    public_id = await two_differing(tmp_path)
    await work()
    taken = await batch(public_id)
    await lifecycle.confirm(taken, notify=False, by=COMMAND, at=clock.now())
    await work()
    both = await asyncio.gather(
        *(differences.take(taken, None, by=COMMAND, at=clock.now()) for _ in range(2))
    )
    assert sum(count for count, _ in both) == 2
    assert sum("Tanggal diganti" in line for line in await said()) == 2
    assert (await view(public_id)).counts.by_outcome == {"changed": 2}
