"""Looking back: who was what when, two decrees compared, and the yearly access review."""

from __future__ import annotations

import asyncio
import io
from datetime import date, timedelta

import pytest
from python_calamine import CalamineWorkbook

from portal.accounts.tables import Account, Assignment
from portal.audit.tables import AuditEvent
from portal.decrees import roster
from portal.decrees.kinds import Change
from portal.decrees.review import access, access_list, comparison, exporting, history
from portal.decrees.review.access_list import ReviewState
from portal.decrees.review.comparison import Difference
from portal.decrees.review.history import BY_HAND
from portal.errors import Conflict, Refusal
from portal.permissions import JobActor
from tests.decrees.staff import (
    CLERK,
    DAY,
    LONG_AGO,
    NOON,
    agency,
    appointed,
    assigned,
    decree,
    named,
    person,
    position,
    seen,
)


async def only_review() -> ReviewState:
    (found,) = await access_list.reviews()
    return found


async def test_who_was_operator_on_a_day_and_by_which_decree(database: str) -> None:
    place = await agency("DINAS-A")
    old = await decree(2025, number="188/2025", starts_at=NOON - 400 * DAY, ends_at=NOON - 40 * DAY)
    new = await decree(2026, number="188/2026", starts_at=NOON - 40 * DAY)
    first, second = await person("reviewer"), await person("reviewer")
    for of, who, since, until in (
        (old, first, NOON - 400 * DAY, NOON - 40 * DAY),
        (new, second, NOON - 40 * DAY, None),
    ):
        row = await appointed(await position(of), place, (await named(who))["name"], account=who, post="Staf")
        await assigned(who, row, "operator", place)
        await Assignment.update({Assignment.starts_at: since, Assignment.ends_at: until}).where(
            Assignment.appointment == row
        )
    by_hand = await person("liaison", "DINAS-A")
    before = await history.held_on(place, NOON - 60 * DAY)
    now = await history.held_on(place, NOON)
    told = {row.name: (row.position, row.by_what) for row in before}
    assert told[(await named(first))["name"]] == ("Admin Operator", "SK Nomor 188/2025")
    assert (await named(second))["name"] not in told
    told = {row.name: (row.position, row.by_what) for row in now}
    assert told[(await named(second))["name"]] == ("Admin Operator", "SK Nomor 188/2026")
    assert told[(await named(by_hand))["name"]] == ("Pejabat Penghubung", BY_HAND)
    assert (await named(first))["name"] not in told
    assert await history.held_on(place, NOON - 500 * DAY) == []


async def test_somebody_of_the_roster_without_rights_is_named_as_such(database: str) -> None:
    place = await agency("DINAS-A")
    of = await position(await decree(number="188/2026"))
    await appointed(of, place, "Orang Uji")
    (row,) = await history.held_on(place, NOON)
    assert (row.name, row.when) == ("Orang Uji", "selama SK berlaku")
    assert "tanpa hak di portal (Nomor 188/2026)" in row.by_what


def test_a_past_day_is_asked_at_its_end_and_today_now() -> None:
    assert history.moment_of(date(2026, 11, 24), NOON) == NOON
    assert history.moment_of(date(2026, 11, 23), NOON).isoformat() == "2026-11-23T23:59:00+07:00"


async def test_two_decrees_are_compared_seat_by_seat(database: str) -> None:
    a, b = await agency("DINAS-A"), await agency("DINAS-B")
    old, new = await decree(2025, starts_at=None), await decree(2026, starts_at=None)
    before, after = await position(old), await position(new)
    await appointed(before, a, "Orang Tetap", nip="198503122010012011")
    await appointed(before, a, "Orang Pergi")
    await appointed(before, b, "Orang B")
    await appointed(after, a, "Orang Tetap, S.T.", nip="198503122010012011")
    await appointed(after, a, "Orang Datang")
    await appointed(after, b, "Orang B", change=Change.END)
    found = comparison.compare(await roster.rows_of(old), await roster.rows_of(new))
    assert found.differences == (
        Difference("Dinas Contoh DINAS-A", "Admin Operator", ("Orang Pergi",), ("Orang Datang",)),
        Difference("Dinas Contoh DINAS-B", "Admin Operator", ("Orang B",), ()),
    )
    assert (found.same, found.come, found.gone) == (1, 1, 2)


async def started() -> int:
    await access.begin(2026, by=CLERK, at=NOON)
    return (await only_review()).id


async def test_every_account_is_listed_with_what_it_may_do_and_why(database: str) -> None:
    place = await agency("DINAS-A")
    admin, operator = await person("admin"), await person("reviewer")
    row = await appointed(await position(await decree(number="188/2026")), place, "x", account=operator)
    await assigned(operator, row, "operator", place)
    await seen(operator, NOON - DAY)
    listed = {each.id: each for each in await access_list.rows(await started(), "open", NOON)}
    assert set(listed) == {admin, operator}
    assert access_list.in_words(listed[operator].rights) == (
        "Peninjau, semua perangkat daerah (diberikan sistem pada 8 Mei 2026); "
        "Admin Operator, Dinas DINAS-A (SK Nomor 188/2026)"
    )
    assert listed[operator].last_seen == NOON - DAY
    assert listed[admin].last_seen is None
    assert LONG_AGO.date() == date(2026, 5, 8)


async def test_accounts_are_kept_or_ended_and_the_review_closes_when_all_are(database: str) -> None:
    await agency("DINAS-A")
    admin, gone = await person("admin"), await person("operator", "DINAS-A")
    review_id = await started()
    with pytest.raises(Refusal, match="2 akun belum"):
        await access.close(2026, by=CLERK, at=NOON)
    assert await access.keep(2026, [admin, 999_999], note="Masih bertugas", by=CLERK, at=NOON) == 1
    await access.end(2026, gone, note="Pindah", by=CLERK, at=NOON)
    assert (await named(gone))["state"] == "ended"
    decided = {row.id: row for row in await access_list.rows(review_id, "decided", NOON)}
    assert (decided[admin].decision, decided[admin].note) == ("keep", "Masih bertugas")
    assert decided[gone].kept_rights.startswith("Admin Operator, Dinas DINAS-A")
    with pytest.raises(Refusal, match="belum diputuskan"):
        await access.keep(2026, [admin], note="", by=CLERK, at=NOON)
    with pytest.raises(Conflict):
        await access.end(2026, gone, note="Lagi", by=CLERK, at=NOON)
    await access.close(2026, by=CLERK, at=NOON)
    await person("operator", "DINAS-A")
    state = await only_review()
    assert (state.left, state.kept, state.ended) == (0, 1, 1)
    with pytest.raises(Conflict, match="ditutup"):
        await access.close(2026, by=CLERK, at=NOON)
    rows = await AuditEvent.select(AuditEvent.action).where(AuditEvent.subject == "access_review:2026")
    assert [row["action"].partition(".")[2] for row in rows] == ["opened", "decided", "decided", "closed"]


async def test_the_last_admin_and_oneself_stay(database: str) -> None:
    admin = await person("admin")
    await started()
    with pytest.raises(Refusal):
        await access.end(2026, admin, note="x", by=CLERK, at=NOON)
    assert (await named(admin))["state"] == "active"
    second = await person("admin")
    with pytest.raises(Refusal, match="sendiri"):
        await access.end(2026, second, note="x", by=JobActor(f"account:{second}"), at=NOON)
    assert (await only_review()).left == 2


async def test_a_year_is_reviewed_once(database: str) -> None:
    await started()
    with pytest.raises(Conflict, match="sudah dimulai"):
        await access.begin(2026, by=CLERK, at=NOON)
    with pytest.raises(Refusal, match="belum dimulai"):
        await access.keep(2027, [1], note="", by=CLERK, at=NOON)


async def test_two_who_decide_at_once_leave_one_decision(postgres_database: str) -> None:
    admin = await person("admin")
    await started()
    both = [access.keep(2026, [admin], note=str(n), by=CLERK, at=NOON) for n in range(2)]
    done = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(str(each) for each in done)[0] == "1"
    assert sum(isinstance(each, Refusal) for each in done) == 1


async def test_the_export_holds_everybody_and_no_formula(database: str) -> None:
    admin, other = await person("admin"), await person("leader")
    await Account.update({Account.name: "=SUM(A1)"}).where(Account.id == other)
    await started()
    await access.keep(2026, [admin], note="=1+1", by=CLERK, at=NOON + timedelta(hours=1))
    made = await exporting.workbook(await only_review(), NOON)
    head, *lines = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python()
    assert head[0] == "Nama"
    told = {line[0]: (line[4], line[5]) for line in lines}
    assert told == {
        (await named(admin))["name"]: ("dipertahankan", "=1+1"),
        "=SUM(A1)": ("belum diputuskan", ""),
    }


async def test_long_lists_go_on_after_the_last_name(database: str) -> None:
    for _ in range(3):
        await person("leader")
    review_id = await started()
    first = await access_list.rows(review_id, "open", NOON, limit=2)
    last = first[-1]
    rest = await access_list.rows(review_id, "open", NOON, after=(last.folded, last.id), limit=2)
    assert len({row.id for row in [*first, *rest]}) == 3
