"""A joint decree's list against the year as it stands."""

from __future__ import annotations

from datetime import date

import pytest

from portal import db
from portal.errors import BadInput, Conflict
from portal.workdays import holidays, list_import, queries
from portal.workdays.calendar import Holiday, HolidayKind
from portal.workdays.list_import import Plan
from tests.workdays.test_days_and_hours import CLERK, NOON

pytestmark = pytest.mark.usefixtures("database")
LIST = """\
3 Januari 2028 Hari Jadi Kabupaten
4 Januari 2028 Cuti Bersama Hari Jadi
31 Februari 2028 Salah
1 Januari 2027 Tahun Lalu
4 Januari 2028 Dua Kali
"""


async def planned(*, replace: bool = False) -> Plan:
    return await list_import.plan(LIST, 2028, replace=replace)


async def apply(plan: Plan) -> Plan:
    return await list_import.apply(LIST, 2028, replace=plan.replace, seal=plan.seal, by=CLERK, at=NOON)


async def standing() -> dict[date, str]:
    return {row.day: row.name for row in await queries.holidays_in(2028)}


async def test_every_day_says_what_becomes_of_it() -> None:
    old = Holiday(date(2028, 1, 3), "Hari Jadi", HolidayKind.PUBLIC)
    gone = Holiday(date(2028, 1, 5), "Bukan Libur", HolidayKind.PUBLIC)
    for each in (old, gone):
        await holidays.add(each, by=CLERK, at=NOON)
    plan = await planned()
    assert {name: len(plan.of(name)) for name in ("new", "changed", "refused", "missing")} == {
        "new": 1,
        "changed": 1,
        "refused": 3,
        "missing": 1,
    }
    assert plan.days == (date(2028, 1, 4),)
    assert (await planned(replace=True)).days == (date(2028, 1, 4), date(2028, 1, 5))
    assert await standing() == {old.date: "Hari Jadi", gone.date: "Bukan Libur"}


async def test_what_was_shown_is_written_and_what_the_list_leaves_out_ends_only_if_asked() -> None:
    gone = Holiday(date(2028, 1, 5), "Bukan Libur", HolidayKind.PUBLIC)
    await holidays.add(gone, by=CLERK, at=NOON)
    await apply(await planned())
    assert gone.date in await standing()
    await apply(await planned(replace=True))
    assert await standing() == {
        date(2028, 1, 3): "Hari Jadi Kabupaten",
        date(2028, 1, 4): "Cuti Bersama Hari Jadi",
    }
    traces = await db.rows("SELECT id FROM holiday WHERE withdrawn_at IS NOT NULL")
    assert len(traces) == 1
    with pytest.raises(BadInput, match="Tidak ada yang perlu disimpan"):
        await apply(await planned(replace=True))


async def test_a_preview_that_has_grown_old_writes_nothing() -> None:
    plan = await planned()
    await holidays.add(Holiday(date(2028, 1, 4), "Lain", HolidayKind.PUBLIC), by=CLERK, at=NOON)
    with pytest.raises(Conflict):
        await apply(plan)
    assert await standing() == {date(2028, 1, 4): "Lain"}
