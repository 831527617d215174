"""Days off and hours as rows: what is seeded, what a change does, and who sees it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime, time

import pytest

from portal import db
from portal.errors import Conflict, Refusal
from portal.permissions import Actor, JobActor
from portal.workdays import holidays, hooks, hours, queries
from portal.workdays.calendar import Holiday, HolidayKind
from portal.workdays.hooks import Change
from portal.workdays.office_hours import DEFAULT_WEEK, Hours

pytestmark = pytest.mark.usefixtures("database")
NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
CLERK = JobActor("job:test")
ELECTION = Holiday(date(2026, 12, 9), "Pemilihan kepala daerah", HolidayKind.PUBLIC)


@pytest.fixture
def changes() -> Iterator[list[Change]]:
    """What listeners were told."""
    told: list[Change] = []

    async def listen(change: Change, by: Actor, at: datetime) -> None:
        assert (by, at) == (CLERK, NOON)
        told.append(change)

    hooks.on_change.append(listen)
    yield told
    hooks.on_change.remove(listen)


async def test_a_new_database_knows_six_years_and_the_usual_week() -> None:
    calendar, office = await queries.calendar(), await queries.office_hours()
    assert calendar.years == frozenset(range(2022, 2028))
    assert calendar.days_off[date(2026, 12, 24)] == "Cuti Bersama Hari Raya Natal"
    assert dict(office.week) == dict(DEFAULT_WEEK)
    assert office.exceptions == ()


async def test_an_added_day_off_is_no_working_day_any_more(changes: list[Change]) -> None:
    await holidays.add(ELECTION, by=CLERK, at=NOON)
    assert not (await queries.calendar()).is_working(ELECTION.date)
    assert [(change.action, change.days) for change in changes] == [
        ("workday.holiday_added", (ELECTION.date,))
    ]


async def test_a_withdrawn_day_off_is_a_working_day_and_stays_as_a_trace(changes: list[Change]) -> None:
    holiday_id = await holidays.add(ELECTION, by=CLERK, at=NOON)
    assert await holidays.withdraw(holiday_id, by=CLERK, at=NOON) == ELECTION
    assert (await queries.calendar()).is_working(ELECTION.date)
    assert changes[-1].action == "workday.holiday_withdrawn"
    with pytest.raises(Conflict):
        await holidays.withdraw(holiday_id, by=CLERK, at=NOON)
    assert await holidays.add(ELECTION, by=CLERK, at=NOON) != holiday_id


async def test_one_day_is_one_holiday() -> None:
    christmas = Holiday(date(2026, 12, 25), "Natal", HolidayKind.PUBLIC)
    with pytest.raises(Refusal, match="Jumat, 25 Desember 2026 sudah tercatat sebagai Hari Raya Natal"):
        await holidays.add(christmas, by=CLERK, at=NOON)


async def test_of_two_who_add_one_day_one_reads_a_sentence() -> None:
    told = await asyncio.gather(
        *(holidays.add(ELECTION, by=CLERK, at=NOON) for _ in range(2)), return_exceptions=True
    )
    assert sum(isinstance(answer, Refusal) for answer in told) == 1


async def test_a_year_out_of_reach_is_refused() -> None:
    for year in (1999, 2101):
        with pytest.raises(Refusal, match="Tahun harus"):
            await holidays.add(Holiday(date(year, 1, 1), "X", HolidayKind.PUBLIC), by=CLERK, at=NOON)


async def test_a_failing_listener_undoes_the_change() -> None:
    async def fail(_: Change, __: Actor, ___: datetime) -> None:
        raise Refusal("Tidak bisa.")

    hooks.on_change.append(fail)
    try:
        with pytest.raises(Refusal, match="Tidak bisa"):
            await holidays.add(ELECTION, by=CLERK, at=NOON)
    finally:
        hooks.on_change.remove(fail)
    assert (await queries.calendar()).is_working(ELECTION.date)


async def test_what_was_read_inside_an_undone_change_is_not_kept() -> None:
    seen: list[bool] = []

    async def look_and_fail(_: Change, __: Actor, ___: datetime) -> None:
        seen.append((await queries.calendar()).is_working(ELECTION.date))
        raise Refusal("Tidak bisa.")

    hooks.on_change.append(look_and_fail)
    try:
        with pytest.raises(Refusal):
            await holidays.add(ELECTION, by=CLERK, at=NOON)
    finally:
        hooks.on_change.remove(look_and_fail)
    other = Holiday(date(2026, 12, 10), "Hari lain", HolidayKind.PUBLIC)
    await holidays.add(other, by=CLERK, at=NOON)
    assert seen == [False]
    assert (await queries.calendar()).is_working(ELECTION.date)


async def test_the_calendar_is_read_again_only_after_a_change() -> None:
    before = await queries.calendar()
    assert await queries.calendar() is before
    await holidays.add(ELECTION, by=CLERK, at=NOON)
    assert await queries.calendar() is not before


async def test_a_change_by_another_process_is_seen_at_once() -> None:
    assert (await queries.calendar()).is_working(ELECTION.date)
    await db.rows(
        "INSERT INTO holiday (day, name, kind, source) VALUES ({}, 'X', 'public', '')", ELECTION.date
    )
    await db.rows("UPDATE workday_version SET token = 'other'")
    assert not (await queries.calendar()).is_working(ELECTION.date)


async def test_the_almanac_fills_the_days_that_are_free(changes: list[Change]) -> None:
    new_year = Holiday(date(2028, 1, 1), "Tahun Baru", HolidayKind.PUBLIC)
    await holidays.add(new_year, by=CLERK, at=NOON)
    count = await holidays.propose(2028, by=CLERK, at=NOON)
    listed = await queries.holidays_in(2028)
    assert len(listed) == count + 1
    assert listed[0].name == "Tahun Baru"
    assert len(changes[-1].days) == count
    with pytest.raises(Refusal, match="Tidak ada usulan"):
        await holidays.propose(2028, by=CLERK, at=NOON)


async def test_a_year_is_an_estimate_until_it_is_settled() -> None:
    assert (await queries.calendar()).is_estimate(date(2028, 5, 1))
    await holidays.settle(2028, by=CLERK, at=NOON)
    assert not (await queries.calendar()).is_estimate(date(2028, 5, 1))
    with pytest.raises(Conflict):
        await holidays.settle(2028, by=CLERK, at=NOON)


async def test_the_usual_week_changes_as_a_whole(changes: list[Change]) -> None:
    week = {0: Hours(time(8), time(15)), 5: Hours(time(8), time(12))}
    await hours.set_usual(week, by=CLERK, at=NOON)
    assert dict((await queries.office_hours()).week) == week
    assert changes[-1].details == {"0": "08.00–15.00", "5": "08.00–12.00"}


async def test_an_office_that_never_opens_is_refused() -> None:
    with pytest.raises(Refusal, match="sedikitnya satu hari"):
        await hours.set_usual({}, by=CLERK, at=NOON)


async def test_an_exception_holds_between_its_days_until_it_is_withdrawn() -> None:
    ramadan = (date(2027, 2, 8), date(2027, 3, 7))
    short = {0: Hours(time(8), time(14))}
    week_id = await hours.add_exception("Ramadan", ramadan, short, by=CLERK, at=NOON)
    office = await queries.office_hours()
    assert office.on(date(2027, 2, 15)) == short[0]
    assert office.on(date(2027, 2, 16)) is None
    assert office.on(date(2027, 2, 1)) == DEFAULT_WEEK[0]
    await hours.withdraw_exception(week_id, by=CLERK, at=NOON)
    assert (await queries.office_hours()).on(date(2027, 2, 15)) == DEFAULT_WEEK[0]
    with pytest.raises(Conflict):
        await hours.withdraw_exception(week_id, by=CLERK, at=NOON)


async def test_an_exception_does_not_end_before_it_begins() -> None:
    with pytest.raises(Refusal, match="sebelum tanggal mulai"):
        await hours.add_exception("X", (date(2027, 2, 2), date(2027, 2, 1)), {}, by=CLERK, at=NOON)


async def test_the_usual_week_cannot_be_withdrawn() -> None:
    usual = (await queries.weeks())[0]
    with pytest.raises(Conflict):
        await hours.withdraw_exception(usual.id, by=CLERK, at=NOON)


async def test_a_day_off_is_corrected_and_the_second_editor_is_told(changes: list[Change]) -> None:
    key = await holidays.add(ELECTION, by=CLERK, at=NOON)
    row = await queries.holiday(key)
    assert row
    moved = Holiday(date(2026, 12, 10), "Pilkada", HolidayKind.JOINT_LEAVE)
    await holidays.change(row, moved, version=1, by=CLERK, at=NOON)
    assert await queries.holiday(key) == queries.HolidayRow(
        key, moved.date, "Pilkada", "joint_leave", holidays.BY_HAND, 2
    )
    assert changes[-1].days == (ELECTION.date, moved.date)
    with pytest.raises(Conflict):
        await holidays.change(row, ELECTION, version=1, by=CLERK, at=NOON)


async def test_a_day_off_is_not_moved_onto_another(changes: list[Change]) -> None:
    key = await holidays.add(ELECTION, by=CLERK, at=NOON)
    row = await queries.holiday(key)
    assert row
    christmas = Holiday(date(2026, 12, 25), "Lain", HolidayKind.PUBLIC)
    with pytest.raises(Refusal, match="sudah tercatat"):
        await holidays.change(row, christmas, version=1, by=CLERK, at=NOON)
    assert len(changes) == 1


SATURDAY = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)
HOSPITAL, OTHER = 7, 8
ALL_WEEK = dict.fromkeys(range(7), Hours(time(7), time(21)))


async def test_an_agency_with_hours_of_its_own_keeps_them_and_others_follow_the_office() -> None:
    await hours.set_usual(ALL_WEEK, by=CLERK, at=NOON, agency=HOSPITAL)
    assert (await queries.office_hours(HOSPITAL)).is_open(SATURDAY)
    assert not (await queries.office_hours(OTHER)).is_open(SATURDAY)
    opening = await queries.opening(SATURDAY)
    assert (opening.office, opening.is_open(HOSPITAL), opening.is_open(OTHER)) == (False, True, False)
    await hours.drop_own(HOSPITAL, by=CLERK, at=NOON)
    assert not (await queries.office_hours(HOSPITAL)).is_open(SATURDAY)
    with pytest.raises(Conflict):
        await hours.drop_own(HOSPITAL, by=CLERK, at=NOON)


async def test_exceptions_of_the_office_hold_for_whoever_follows_it() -> None:
    week = (date(2026, 11, 23), date(2026, 11, 27))
    await hours.add_exception("Tutup", week, {}, by=CLERK, at=NOON)
    await hours.set_usual(ALL_WEEK, by=CLERK, at=NOON, agency=HOSPITAL)
    own = await hours.add_exception("Buka", week, DEFAULT_WEEK, by=CLERK, at=NOON, agency=OTHER)
    assert not (await queries.office_hours()).is_open(NOON)
    assert (await queries.office_hours(HOSPITAL)).is_open(NOON)
    assert (await queries.office_hours(OTHER)).is_open(NOON)
    with pytest.raises(Conflict):
        await hours.withdraw_exception(own, by=CLERK, at=NOON)
    await hours.withdraw_exception(own, by=CLERK, at=NOON, agency=OTHER)
    assert not (await queries.office_hours(OTHER)).is_open(NOON)
