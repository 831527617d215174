"""Count a year's rapor anew from a database, by plain Python that shares no line with the portal.

    python scripts/recount.py aspal.sqlite 2026
    python scripts/recount.py postgresql://aspal@127.0.0.1/aspal 2026

prints every figure of the rapor as JSON: what an auditor would get with a list and a pencil. It reads whole
rows and adds them up one by one. Tests compare it with the portal's own.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

FOUR = ("unverified", "not_followed_up", "in_progress", "resolved")
ASIDE = ("archived", "postponed")
WIB = timedelta(hours=7)  # no daylight saving time
SPANS = {
    "received_to_first_follow_up": ("received_at", "answered_at"),
    "disposed_to_first_follow_up": ("disposed_at", "answered_at"),
    "received_to_closed": ("received_at", "resolved_at"),
}
COMPLAINTS = (
    "SELECT id, number, tracking_id, status, agency, received_at, disposed_at, answered_at, resolved_at, "
    "lapor_bucket, lapor_seen_at FROM complaint"
)
DAYS_OFF = "SELECT day FROM holiday WHERE withdrawn_at IS NULL"

Row = dict[str, Any]


def recount(complaints: Iterable[Row], days_off: Iterable[Any], year: int) -> dict[str, Any]:
    """Every figure of the year's rapor; `days_off` are the standing days off."""
    closed = {date.fromisoformat(str(day)[:10]) for day in days_off}
    of_year = [row for row in complaints if _wib(row["received_at"]).year == year]
    for row in of_year:
        row["in_lapor"] = bool(row["tracking_id"]) and row["lapor_seen_at"] is not None
        row["lapor"], row["aspal"] = row["lapor_bucket"], _own_bucket(row)
    differing = [row for row in of_year if row["in_lapor"] and row["lapor"] != row["aspal"]]
    differing.sort(key=lambda row: (_wib(row["received_at"]), row["id"]))
    return {
        "year": year,
        "differing": len(differing),
        "differing_numbers": [row["number"] for row in differing[:200]],
        "not_in_lapor": sum(not row["in_lapor"] for row in of_year),
        "unknown_status": sum(row["in_lapor"] and not row["lapor"] for row in of_year),
        **{truth: _by_one_truth(of_year, truth, closed) for truth in ("lapor", "aspal")},
    }


def _own_bucket(row: Row) -> str:
    if row["status"] in ("resolved", *ASIDE):
        return str(row["status"])
    if row["status"] == "received":
        return "unverified"
    answered = row["status"] == "answered" or row["answered_at"] is not None
    return "in_progress" if answered else "not_followed_up"


def _by_one_truth(rows: list[Row], truth: str, closed: set[date]) -> dict[str, Any]:
    counted = [row for row in rows if row[truth] in FOUR]
    counts = Counter(row[truth] for row in rows)
    everything = sum(counts[bucket] for bucket in (*FOUR, *ASIDE))
    return {
        "total": len(counted),
        **{bucket: counts[bucket] for bucket in (*FOUR, *ASIDE)},
        "completed_percent": _one_decimal(counts["resolved"] * 100, len(counted)),
        "completed_percent_with_aside": _one_decimal(counts["resolved"] * 100, everything),
        "mean_days": {name: _mean(name, counted, truth, closed) for name in SPANS},
        "months": [_month(counted, truth, month) for month in range(1, 13)],
        "agencies": {
            str(agency): _agency([row for row in counted if row["agency"] == agency], truth, closed)
            for agency in {row["agency"] for row in counted}
        },
    }


def _month(counted: list[Row], truth: str, month: int) -> list[int]:
    inside = [row for row in counted if _wib(row["received_at"]).month == month]
    return [len(inside), sum(row[truth] == "resolved" for row in inside)]


def _agency(own: list[Row], truth: str, closed: set[date]) -> dict[str, Any]:
    mean = _mean("disposed_to_first_follow_up", own, truth, closed)
    return {"total": len(own), "resolved": sum(row[truth] == "resolved" for row in own), "mean": mean}


def _mean(name: str, rows: list[Row], truth: str, closed: set[date]) -> dict[str, Any]:
    first, last = SPANS[name]
    spans = [
        (_wib(row[first]).date(), _wib(row[last]).date())
        for row in rows
        if row[first] is not None
        and row[last] is not None
        and (name != "received_to_closed" or row[truth] == "resolved")
    ]
    calendar = sum((end - start).days for start, end in spans)
    working = sum(_worked(start, end, closed) for start, end in spans)
    return {
        "calendar": _one_decimal(calendar, len(spans)),
        "working": _one_decimal(working, len(spans)),
        "n": len(spans),
    }


def _worked(start: date, end: date, closed: set[date]) -> int:
    """Working days after the first day up to the last one; negative where the last comes first."""
    if end < start:
        return -_worked(end, start, closed)
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(day.weekday() < 5 and day not in closed for day in days)


def _one_decimal(amount: int, n: int) -> float | None:
    """Halves go up, as people round."""
    return None if n == 0 else float((Fraction(amount * 10, n) + Fraction(1, 2)).__floor__()) / 10


def _wib(moment: str | datetime) -> datetime:
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return at.replace(tzinfo=None) - (at.utcoffset() or timedelta()) + WIB


async def read(where: str) -> tuple[list[Row], list[Any]]:
    """Complaints and days off of a SQLite file or a PostgreSQL address; nothing is written."""
    if where.startswith("postgresql:"):
        import asyncpg  # noqa: PLC0415 - a file of SQLite needs no package

        connection = await asyncpg.connect(where)
        try:
            rows = [dict(row) for row in await connection.fetch(COMPLAINTS)]
            return rows, [row["day"] for row in await connection.fetch(DAYS_OFF)]
        finally:
            await connection.close()
    with sqlite3.connect(f"file:{where}?mode=ro", uri=True) as file:
        file.row_factory = sqlite3.Row
        rows = [dict(row) for row in file.execute(COMPLAINTS)]
        return rows, [row["day"] for row in file.execute(DAYS_OFF)]


if __name__ == "__main__":
    print(json.dumps(recount(*asyncio.run(read(sys.argv[1])), int(sys.argv[2])), indent=2))
