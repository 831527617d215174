"""The holidays a new database starts with; afterwards the table is Kominfo's to edit."""

from __future__ import annotations

import holidays as almanac

from portal.workdays.calendar import Holiday, HolidayKind

# The package's "government" days are cuti bersama. It knows none beyond the years already decreed, and marks
# dates that wait for the moon with "(perkiraan)".
CATEGORIES = {"government": HolidayKind.JOINT_LEAVE, "public": HolidayKind.PUBLIC}


def holidays(first_year: int = 2022, last_year: int = 2027) -> list[Holiday]:
    """Public holidays and joint leave of both years and those between, in order, named in Indonesian."""
    by_day = {}
    for category, kind in CATEGORIES.items():
        for day, name in _named(category, range(first_year, last_year + 1)).items():
            by_day[day] = Holiday(day, name, kind)
    return [by_day[day] for day in sorted(by_day)]


def _named(category: str, years: range) -> almanac.HolidayBase:
    return almanac.country_holidays("ID", years=years, categories=(category,), language="id")
