from datetime import date

from portal.workdays.calendar import HolidayKind
from portal.workdays.seed import holidays

SEED = holidays(2022, 2027)
LEAVE = {day: name for day, name, kind in SEED if kind is HolidayKind.JOINT_LEAVE}
PUBLIC = {day: name for day, name, kind in SEED if kind is HolidayKind.PUBLIC}


def test_public_holidays_and_joint_leave_are_told_apart():
    assert PUBLIC[date(2026, 8, 17)] == "Hari Kemerdekaan Republik Indonesia"
    assert LEAVE[date(2026, 12, 24)] == "Cuti Bersama Hari Raya Natal"


def test_every_joint_leave_and_nothing_else_is_called_so():
    assert all(name.startswith("Cuti Bersama") for name in LEAVE.values())
    assert not any(name.startswith("Cuti Bersama") for name in PUBLIC.values())


def test_days_come_once_and_in_order():
    days = [holiday.date for holiday in SEED]
    assert days == sorted(set(days))


def test_every_year_has_both_kinds():
    years = set(range(2022, 2028))
    assert {day.year for day in LEAVE} == {day.year for day in PUBLIC} == years


def test_the_year_of_the_first_export_has_its_eleven_days_of_joint_leave():
    assert len([day for day in LEAVE if day.year == 2023]) == 11
