"""*Pemeriksaan data* lists what version 0.1 spoilt, and one press sets it right."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from litestar.testing import AsyncTestClient

from portal import audit, clock, db
from portal.accounts.current_user import CurrentUser
from portal.accounts.tables import Account, AccountState, Assignment
from portal.audit.tables import AuditEvent
from portal.audit.trail import Place
from portal.complaints import queries as complaints
from portal.complaints.kinds import Classification, Status
from portal.complaints.tables import Clock, Complaint
from portal.keeping.data_check import (
    checks,
    classes,
    closings,
    leavers,
    proofs,
    refusals,
    swapped_dates,
    twins,
)
from portal.keeping.data_check.kinds import Check
from portal.lapor import moments
from portal.lapor.date_order import DateOrder, numbers_of
from portal.lapor.tables import LaporBatch
from portal.permissions import JobActor, Permission
from portal.reports.figures import rapor
from tests.complaints import factories
from tests.complaints.factories import MONDAY
from tests.keeping import released
from tests.keeping.office import aspal, said
from tests.lapor.files import write_csv
from tests.lapor.office import export, row, standing, take
from tests.services import Cluster
from tests.support.visits import account, send, sign_in

Client = AsyncTestClient[Any]
BY = JobActor("job:check-data")
PATH = "/system/data-check"
ABSENT = (swapped_dates.CHECK, twins.CHECK)
"""Of these the database of 0.1.0 has none."""


async def left(role: str = "operator", days: int = 3) -> int:
    """Somebody whose only role ended some days ago."""
    key = await account(role)
    ended = {Assignment.starts_at: clock.now() - timedelta(days=90)}
    await Assignment.update({**ended, Assignment.ends_at: clock.now() - timedelta(days=days)}).where(
        Assignment.account == key
    )
    return key


async def falsely_refused() -> int:
    """A return that was permitted, with the refusal that 0.1 wrote beside it."""
    actor, at = CurrentUser(7, "", "Operator Uji", 0, ()), clock.now()
    place = Place("complaint:ADU-2026-000001")
    await audit.record("complaint.returned", by=actor, at=at, place=place)
    details = {"permission": "complaint:return", "method": "POST"}
    details["path"] = "/complaints/ADU-2026-000001/return"
    await audit.record(
        "request.refused", by=actor, at=at, place=Place(actor.key), outcome="refused", details=details
    )
    rows = await AuditEvent.select(AuditEvent.id).where(AuditEvent.action == "request.refused")
    return int(rows[-1]["id"])


async def state_of(key: int) -> str:
    row = await Account.select(Account.state).where(Account.id == key).first()
    assert row
    return str(row["state"])


async def mended(check: Check, *keys: str) -> int:
    return await checks.mend(check, keys, by=BY, at=clock.now())


async def test_a_leaver_is_found_and_suspended_and_nobody_else(database: str) -> None:
    gone, also_gone = await left(days=40), await left("liaison")
    stays, never = await account("admin"), await account("operator")
    await Assignment.delete().where(Assignment.account == never)
    begins = await left("liaison")
    await Assignment.insert(
        Assignment(
            account=begins,
            role="liaison",
            starts_at=clock.now() + timedelta(days=20),
            recorded_at=clock.now(),
            recorded_by="tests",
        )
    )
    assert [finding.key for finding in await leavers.CHECK.find()] == [str(gone), str(also_gone)]
    assert await mended(leavers.CHECK, str(gone), str(stays)) == 1
    assert await state_of(gone) == AccountState.SUSPENDED
    assert {await state_of(each) for each in (also_gone, stays, never, begins)} == {AccountState.ACTIVE}
    assert await mended(leavers.CHECK) == 1
    assert await leavers.CHECK.find() == []
    assert await mended(leavers.CHECK) == 0


SEEN_BY_HAND = "Jalan berlubang di depan pasar"


async def met_twice(folder: Path, title: str = SEEN_BY_HAND) -> tuple[Complaint, Complaint]:
    """A complaint recorded by hand, and the one that 0.1 made of its row in an export."""
    office = await factories.office()
    by_hand = await factories.recorded(office, title=title, district=await factories.district("Torjun"))
    columns = ["Tracking ID", "Tanggal Laporan Masuk", "Klasifikasi Laporan", "Judul Laporan"]
    columns += ["Isi Laporan Awal", "Kecamatan", "Status Laporan"]
    cells = ["6500001", "3 Nov 2026", "Pengaduan Tidak Berkadar Pengawasan", "Jalan berlubang depan pasar"]
    await take(
        write_csv(folder / "lagi.csv", [columns, [*cells, "Sangat dalam.", "Torjun", "Terverifikasi"]])
    )
    return by_hand, await standing("6500001")


async def test_what_was_met_twice_becomes_one_and_counts_once(database: str, tmp_path: Path) -> None:
    by_hand, twin = await met_twice(tmp_path)
    (found,) = await twins.CHECK.find()
    assert found.name == by_hand.number
    assert await mended(twins.CHECK) == 0  # never without having chosen it
    assert await mended(twins.CHECK, found.key) == 1
    kept = await standing("6500001")
    assert (kept.id, kept.lapor_status, kept.status) == (by_hand.id, "Terverifikasi", Status.RECEIVED)
    gone = await Complaint.objects().get(Complaint.id == twin.id)
    assert gone
    assert (gone.tracking_id, gone.lapor_bucket, gone.status) == ("", "", Status.ARCHIVED)
    told = await rapor(2026)
    assert (told.lapor.total, told.lapor.aside, told.differing) == (1, 0, 1)
    assert await db.rows("SELECT id FROM clock WHERE complaint = {} AND stopped_at IS NULL", twin.id) == []
    assert await mended(twins.CHECK, found.key) == 0


@pytest.mark.parametrize("how", ["acted", "other words", "other week"])
async def test_two_that_may_be_two_are_left_alone(database: str, tmp_path: Path, how: str) -> None:
    title = "Lampu penerangan mati" if how == "other words" else SEEN_BY_HAND
    by_hand, twin = await met_twice(tmp_path, title)
    if how == "acted":
        await Complaint.update({Complaint.acted_at: MONDAY}).where(Complaint.id == twin.id)
    if how == "other week":
        await Complaint.update({Complaint.received_at: MONDAY - timedelta(days=9)}).where(
            Complaint.id == by_hand.id
        )
    assert await twins.CHECK.find() == []
    assert await mended(twins.CHECK, f"{by_hand.id}-{twin.id}") == 0
    assert (await standing("6500001")).id == twin.id


async def months_first(folder: Path, *days: str) -> None:
    """Complaints of a file that writes the month first, dated as 0.1 read it."""
    rows = [row(6_600_000 + nth, day=day, status="Terverifikasi") for nth, day in enumerate(days)]
    await take(export(folder, *rows), date_order=DateOrder.MDY)
    await LaporBatch.update({LaporBatch.date_order: ""}, force=True)
    for nth, day in enumerate(days):
        if (numbers := numbers_of(day)) and numbers.is_ambiguous:
            read = moments.in_utc(numbers.day(DateOrder.DMY), None)
            await Complaint.update({Complaint.received_at: read}).where(
                Complaint.tracking_id == str(6_600_000 + nth)
            )


async def received_on(tracking_id: int) -> date:
    return (await standing(str(tracking_id))).received_at.astimezone(clock.WIB).date()


async def test_days_and_months_are_turned_round_where_the_file_shows_it(
    database: str, tmp_path: Path
) -> None:
    await months_first(tmp_path, "3/4/2026", "3/25/2026", "5/5/2026", "10 Mei 2026")
    (found,) = await swapped_dates.CHECK.find()
    assert "3 Apr 2026 menjadi 4 Mar 2026" in found.text
    assert await mended(swapped_dates.CHECK) == 1
    assert [await received_on(6_600_000 + nth) for nth in range(4)] == [
        date(2026, 3, 4), date(2026, 3, 25), date(2026, 5, 5), date(2026, 5, 10),
    ]  # fmt: skip
    for running in await Clock.objects().where(Clock.complaint == (await standing("6600000")).id):
        assert running.started_at == (await standing("6600000")).received_at
    assert await mended(swapped_dates.CHECK) == 0


async def test_without_an_impossible_month_no_date_is_touched(database: str, tmp_path: Path) -> None:
    await months_first(tmp_path, "3/4/2026", "5/6/2026")
    before = await Complaint.select(Complaint.received_at).order_by(Complaint.id)
    assert await swapped_dates.CHECK.find() == []
    assert await mended(swapped_dates.CHECK) == 0
    assert await Complaint.select(Complaint.received_at).order_by(Complaint.id) == before


async def test_a_date_somebody_mended_already_stays(database: str, tmp_path: Path) -> None:
    await months_first(tmp_path, "3/4/2026", "3/25/2026")
    await Complaint.update({Complaint.received_at: MONDAY}).where(Complaint.tracking_id == "6600000")
    assert await swapped_dates.CHECK.find() == []


async def test_a_number_nobody_answered_from_is_not_called_proven(database: str) -> None:
    wrong, right = await account("admin"), await account("operator")
    await Account.update({Account.phone_proven_at: clock.now()}).where(Account.id == wrong)
    await Account.update({Account.phone_proven_at: None}).where(Account.id == right)
    (found,) = await proofs.CHECK.find()
    assert found.key == str(wrong)
    row = await Account.select(Account.phone).where(Account.id == wrong).first()
    assert row
    assert row["phone"] not in f"{found.name} {found.text}"
    assert await mended(proofs.CHECK) == 1
    assert await Account.count().where(Account.phone_proven_at.is_not_null()) == 0
    assert await state_of(wrong) == AccountState.ACTIVE


async def test_a_false_refusal_gets_a_line_and_loses_none(database: str) -> None:
    wrong = await falsely_refused()
    lines = await AuditEvent.count()
    assert [finding.key for finding in await refusals.CHECK.find()] == [str(wrong)]
    assert await mended(refusals.CHECK, str(wrong)) == 1
    assert await AuditEvent.count() == lines + 1
    assert await refusals.CHECK.find() == []


async def accused(folder: Path, *spellings: str) -> tuple[int, list[str]]:
    """Complaints about Dishub as 0.1 stored them: without a class, and at Dishub."""
    dishub = await factories.agency("DISHUB")
    rows = [
        row(6_400_000 + nth, classification=text, agency="Dinas DISHUB", status="Terdisposisi")
        for nth, text in enumerate(spellings)
    ]
    await take(export(folder, *rows))
    # Every import of today holds them; 0.1 did not.
    as_of_old: dict[Any, Any] = {Complaint.classification: "", Complaint.class_text: ""}
    await Complaint.update(
        {**as_of_old, Complaint.agency: dishub, Complaint.status: Status.DISPOSED}, force=True
    )
    return dishub, [
        each["number"] for each in await Complaint.select(Complaint.number).order_by(Complaint.id)
    ]


async def test_what_0_1_handed_to_its_agency_leaves_its_sight(database: str, tmp_path: Path) -> None:
    dishub, numbers = await accused(
        tmp_path,
        "Pengaduan Berkadar Pengawasan (WBS)",
        "Pengaduan",
        "Pengaduan Berkadar Pengawasan",
        "Pengaduan Tdk Berkadar Pengawasan",
    )
    operator, inspector = await factories.person("operator", dishub), await factories.person("inspector")
    assert await seen_by(operator, numbers) == [True] * 4
    assert len(await classes.CHECK.find()) == 4
    assert await mended(classes.CHECK) == 4
    assert await seen_by(operator, numbers) == [False, False, False, True]
    assert await seen_by(inspector, numbers) == [True] * 4
    stand = await Complaint.select(Complaint.classification, Complaint.agency, Complaint.status).order_by(
        Complaint.id
    )
    assert [tuple(each.values()) for each in stand] == [
        (Classification.HELD, None, Status.RECEIVED),
        (Classification.HELD, None, Status.RECEIVED),
        (Classification.SUPERVISORY, None, Status.RECEIVED),
        (Classification.COMPLAINT, dishub, Status.DISPOSED),
    ]
    clocks = await db.rows("SELECT count(*) AS n FROM clock WHERE step = 'verify' AND stopped_at IS NULL")
    assert clocks[0]["n"] >= 2
    assert await db.rows("SELECT id FROM delivery") == []
    assert await mended(classes.CHECK) == 0


async def seen_by(person: CurrentUser, numbers: list[str]) -> list[bool]:
    read = Permission.COMPLAINT_READ
    return [await complaints.find_for(person, read, number) is not None for number in numbers]


async def test_an_open_complaint_loses_its_closing_date_and_a_closed_one_keeps_it(database: str) -> None:
    office = await factories.office()
    opened, closed = await factories.disposed(office), await factories.answered(office)
    await Complaint.update({Complaint.resolved_at: MONDAY}, force=True)
    await Complaint.update({Complaint.status: Status.RESOLVED}).where(Complaint.id == closed.id)
    assert [finding.key for finding in await closings.CHECK.find()] == [str(opened.id)]
    assert await mended(closings.CHECK, str(closed.id)) == 0
    assert await mended(closings.CHECK) == 1
    dates = await Complaint.select(Complaint.resolved_at).order_by(Complaint.id).output(as_list=True)
    assert dates == [None, MONDAY]
    (told,) = await db.rows("SELECT text FROM entry WHERE kind = 'corrected'")
    assert "2 Nov 2026" in told["text"]


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
async def test_a_database_of_0_1_0_is_mended_in_every_respect(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url = await old_database(engine, request, tmp_path)
    db.use(db.connect(url))
    await db.open_pool()
    try:
        await db.migrate()
        for check in checks.CHECKS:
            found = len(await check.find())
            assert found > 0 or check in ABSENT, check.code
            assert await mended(check) == (found if check.at_once else 0)
            assert check in ABSENT or await check.find() == []
    finally:
        await db.close()


async def old_database(engine: str, request: pytest.FixtureRequest, folder: Path) -> str:
    if engine == "sqlite":
        return released.put_sqlite("0.1.0", folder / "aspal.sqlite")
    cluster: Cluster = request.getfixturevalue("cluster")
    connection = await asyncpg.connect(cluster.dsn())
    await connection.execute("CREATE DATABASE data_check_of_0_1_0")
    await connection.close()
    url = cluster.dsn("data_check_of_0_1_0")
    await released.put_postgres("0.1.0", url)
    return url


def test_the_command_lists_what_the_page_lists(tmp_path: Path) -> None:
    url = released.put_sqlite("0.1.0", tmp_path / "aspal.sqlite")
    said(aspal(url, tmp_path, "migrate"))
    done = aspal(url, tmp_path, "check", "--data")
    assert done.returncode == 1
    assert "Tanggal selesai pada pengaduan yang terbuka: 1" in done.stdout
    assert "ADU-2026-" in done.stdout
    assert done.stderr == ""
    fresh = tmp_path / "baru"
    fresh.mkdir()
    said(aspal(f"sqlite:///{fresh / 'aspal.sqlite'}", fresh, "migrate"))
    assert "Klasifikasi yang tidak dipahami: tidak ditemukan" in said(
        aspal(f"sqlite:///{fresh / 'aspal.sqlite'}", fresh, "check", "--data")
    )


async def test_every_check_finds_nothing_in_a_fresh_database(database: str) -> None:
    assert [list(await check.find()) for check in checks.CHECKS] == [[] for _ in checks.CHECKS]
    assert len({check.code for check in checks.CHECKS}) == len(checks.CHECKS)


async def test_the_page_lists_and_one_press_mends(client: Client) -> None:
    gone, wrong = await left(), await falsely_refused()
    await sign_in(client, await account("admin"))
    shown = (await client.get(PATH)).text
    assert f'value="{gone}"' in shown
    assert f"Baris log {wrong}" in shown
    answer = await send(client, f"{PATH}/leavers", {"key": str(gone)}, of=PATH)
    assert answer.status_code == 303
    assert await state_of(gone) == AccountState.SUSPENDED
    assert (await send(client, f"{PATH}/leavers", of=PATH)).status_code == 303
    assert (await send(client, f"{PATH}/tidak-ada", of=PATH)).status_code == 404
    assert "Tidak ditemukan" in (await client.get(PATH)).text
    told = await db.rows("SELECT action FROM audit_event WHERE subject = {}", f"account:{gone}")
    assert [row["action"] for row in told].count("account.suspended") == 1


@pytest.mark.parametrize("role", ["liaison", "operator", "leader", "inspector", "reviewer"])
async def test_it_is_for_admins_alone(client: Client, role: str) -> None:
    gone = await left()
    await sign_in(client, await account(role))
    assert (await client.get(PATH)).status_code == 403
    assert (await send(client, f"{PATH}/leavers", {"key": str(gone)}, of="/profile")).status_code == 403
    assert await state_of(gone) == AccountState.ACTIVE
