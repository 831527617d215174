"""The recap that goes round in a WhatsApp group: counts and numbers, no title, no reporter.

Nobody knows who reads in a group, so what is berkadar pengawasan is not in it, not even as a count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import db
from portal.agencies import profile
from portal.agencies import queries as agencies
from portal.complaints.buckets import ASPAL_SQL
from portal.complaints.filters import Moment, due, in_year
from portal.complaints.kinds import Bucket
from portal.complaints.policies import UNRESTRICTED, Clause
from portal.complaints.words import BUCKET
from portal.permissions import Actor
from portal.reports import scopes, years
from portal.reports.arithmetic import percent
from portal.reports.measures import FOUR
from portal.reports.wording import decimal, whole
from portal.workdays import queries as workdays
from portal.workdays.words import clock_time, deadline_words, long_date

LONGEST_SHOWN = 5
BY_BUCKET = "SELECT {bucket} AS bucket, count(*) AS n FROM complaint c WHERE {where} GROUP BY 1"
BY_AGENCY = "SELECT c.agency AS agency, count(*) AS n FROM complaint c WHERE {where} GROUP BY c.agency"
LONGEST = """
SELECT c.number, c.tracking_id, c.agency, c.due_at FROM complaint c
WHERE {where} ORDER BY c.due_at, c.id LIMIT {limit}
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the recap is written from."""

    year: int
    buckets: Mapping[str, int]
    overdue: Mapping[str, int]
    longest: tuple[str, ...]

    @property
    def total(self) -> int:
        """What is in the four buckets."""
        return sum(self.buckets.get(bucket, 0) for bucket in FOUR)


async def standing(user: Actor, at: datetime) -> Standing:
    """The year's counts and what is overdue, of all that the reader's figures are about."""
    moment = Moment(at, await workdays.calendar())
    scope = (await scopes.of(user)).seen.also(UNRESTRICTED)
    late = scope.also(due("overdue", moment))
    year, names = years.current(), await agencies.names()
    return Standing(
        year, await _buckets(scope, year), await _late(late, names), await _longest(late, names, moment)
    )


async def text(user: Actor, at: datetime) -> str:
    """The whole message, as WhatsApp shows it."""
    return written(await standing(user, at), (await profile.regency()).name, at)


def written(found: Standing, regency: str, at: datetime) -> str:
    """The recap in words; starred words are bold in WhatsApp."""
    share = percent(found.buckets.get(Bucket.RESOLVED, 0), found.total)
    lines = [
        f"*Rekap pengaduan {regency}*",
        f"{long_date(at)}, {clock_time(at)} WIB",
        "",
        f"Tahun {found.year}: *{whole(found.total)} pengaduan*, {decimal(share)} % selesai",
        *(f"- {BUCKET[bucket].word}: {whole(found.buckets.get(bucket, 0))}" for bucket in FOUR),
        "",
        *_about_overdue(found),
        "",
        "_Sumber: ASPAL. Tidak termasuk pengaduan berkadar pengawasan._",
    ]
    return "\n".join(lines)


def _about_overdue(found: Standing) -> list[str]:
    if not found.overdue:
        return ["Tidak ada yang lewat tenggat."]
    return [
        f"*Lewat tenggat: {whole(sum(found.overdue.values()))}*",
        *(f"- {name}: {whole(n)}" for name, n in found.overdue.items()),
        "Paling lama:",
        *found.longest,
    ]


async def _buckets(scope: Clause, year: int) -> dict[str, int]:
    wanted = scope.also(in_year(year))
    found = await db.rows(
        BY_BUCKET.replace("{bucket}", ASPAL_SQL).replace("{where}", wanted.sql), *wanted.values
    )
    return {row["bucket"]: int(row["n"]) for row in found}


async def _late(late: Clause, names: Mapping[int, str]) -> dict[str, int]:
    found = await db.rows(BY_AGENCY.replace("{where}", late.sql), *late.values)
    counted = {_holder(row, names): int(row["n"]) for row in found}
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


async def _longest(late: Clause, names: Mapping[int, str], moment: Moment) -> tuple[str, ...]:
    sql = LONGEST.replace("{where}", late.sql).replace("{limit}", str(LONGEST_SHOWN))
    return tuple(_case(row, names, moment) for row in await db.rows(sql, *late.values))


def _case(row: Mapping[str, Any], names: Mapping[int, str], moment: Moment) -> str:
    told = deadline_words(row["due_at"], moment.at, moment.calendar).sentence
    tracking = f" (LAPOR! {row['tracking_id']})" if row["tracking_id"] else ""
    return f"- {row['number']}{tracking}, {_holder(row, names)}: {told}"


def _holder(row: Mapping[str, Any], names: Mapping[int, str]) -> str:
    return names.get(row["agency"], "Kominfo") if row["agency"] else "Kominfo"
