"""The office's own table of LAPOR!'s statuses: read for every import, edited on its page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from portal import audit, db
from portal.agencies.cached import Cached
from portal.audit.trail import Place
from portal.errors import Refusal
from portal.lapor.columns import fold
from portal.lapor.statuses import Bucket, StatusRule, bucket_of
from portal.lapor.tables import TEXT_OF_STATUS, LaporStatus
from portal.permissions import Actor, Permission

BucketOf = Callable[[str], Bucket | None]


@dataclass(frozen=True, slots=True)
class StatusRow:
    """A rule as its page shows it."""

    id: int
    text: str
    bucket: str
    is_prefix: bool


async def every() -> list[StatusRow]:
    """All rules, in the order in which they were written."""
    found = await LaporStatus.select(
        LaporStatus.id, LaporStatus.text, LaporStatus.bucket, LaporStatus.is_prefix
    ).order_by(LaporStatus.id)
    return [StatusRow(**row) for row in found]


async def rules() -> list[StatusRule]:
    """The rules as `statuses.bucket_of` takes them, at most five seconds old."""
    return await _rules.get()


async def sorter() -> BucketOf:
    """A function that gives the bucket of a status, each spelling looked up once."""
    standing, known = await rules(), dict[str, Bucket | None]()

    def sort(raw: str) -> Bucket | None:
        if raw not in known:
            known[raw] = bucket_of(raw, standing)
        return known[raw]

    return sort


async def settle(text: str, bucket: Bucket, *, by: Actor, at: datetime, is_prefix: bool = False) -> None:
    """Let a status count in a bucket from the next import on; replaces what the same status counted in."""
    if len(text) > TEXT_OF_STATUS:
        raise Refusal(f"Status paling panjang {TEXT_OF_STATUS} huruf.")
    async with db.transaction():
        await LaporStatus.insert(
            LaporStatus(text=text, folded=fold(text), bucket=bucket, is_prefix=is_prefix)
        ).on_conflict(
            target=LaporStatus.folded,
            action="DO UPDATE",
            values=[LaporStatus.bucket, LaporStatus.is_prefix],
        )
        place = Place("lapor_status", permission=Permission.LAPOR_IMPORT)
        details = {"status": text, "bucket": bucket.value, "is_prefix": is_prefix}
        await audit.record("lapor.status_settled", by=by, at=at, place=place, details=details)
    _rules.forget()


async def _read_rules() -> list[StatusRule]:
    return [StatusRule(row.text, Bucket(row.bucket), row.is_prefix) for row in await every()]


_rules: Cached[list[StatusRule]] = Cached(_read_rules)
