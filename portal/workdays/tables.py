"""Days off, the years for which they are settled, and the hours of the office."""

from piccolo.columns import BigInt, BigSerial, Date, ForeignKey, Integer, SmallInt, Time, Timestamptz, Varchar
from piccolo.table import Table

from portal.workdays.calendar import HolidayKind


class Holiday(Table, tablename="holiday"):
    """A public holiday or a day of joint leave, at most one a day; a withdrawn one stays as a trace."""

    id: BigSerial = BigSerial(primary_key=True)
    day = Date(default=None)
    name = Varchar(length=120)
    kind = Varchar(length=12, choices=HolidayKind)
    source = Varchar(length=60)
    withdrawn_at = Timestamptz(null=True, default=None)
    version = Integer(default=1)


class SettledYear(Table, tablename="settled_year"):
    """A year whose days off are decreed; deadlines that reach beyond the settled years are estimates."""

    id: BigSerial = BigSerial(primary_key=True)
    year = Integer(default=0, unique=True)


class OfficeWeek(Table, tablename="office_week"):
    """A week of office hours: the usual one has no dates, an exception (Ramadan) holds between two days.

    `agency` is the key of the agency whose own hours these are; null holds for all without.
    """

    id: BigSerial = BigSerial(primary_key=True)
    name = Varchar(length=120)
    first_day = Date(null=True, default=None)
    last_day = Date(null=True, default=None)
    agency = BigInt(null=True, default=None)
    withdrawn_at = Timestamptz(null=True, default=None)


class OfficeDay(Table, tablename="office_day"):
    """The hours of one weekday (Monday is 0) in a week; a weekday without a row is closed."""

    id: BigSerial = BigSerial(primary_key=True)
    week = ForeignKey(OfficeWeek, null=False)
    weekday = SmallInt(default=0)
    opens = Time(default=None)
    closes = Time(default=None)


class WorkdayVersion(Table, tablename="workday_version"):
    """One row that changes with every change here, so that processes know when to read again."""

    id: BigSerial = BigSerial(primary_key=True)
    token = Varchar(length=32)
