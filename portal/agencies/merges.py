"""Merges as the pages show them: what one would move, and those that stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal import clock
from portal.agencies import hooks
from portal.agencies.hooks import Holding
from portal.agencies.merging import REVERSIBLE
from portal.agencies.queries import AgencyRow, children_of
from portal.agencies.tables import AgencyMerge, Category


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merge would move. `there` is what the target holds already."""

    aliases: tuple[str, ...]
    units: tuple[str, ...]
    topics: int
    holdings: tuple[Holding, ...]
    there: tuple[Holding, ...]


@dataclass(frozen=True, slots=True)
class MergeRow:
    """A merge that stands, and until when it may be undone."""

    id: int
    source: int
    source_code: str
    source_name: str
    target: int
    target_code: str
    target_name: str
    reason: str
    merged_at: datetime
    merged_by_name: str

    @property
    def last_day(self) -> date:
        """The last day on which it may be undone."""
        return (self.merged_at + REVERSIBLE).astimezone(clock.WIB).date()

    def is_reversible(self, at: datetime) -> bool:
        """Whether it may still be undone."""
        return at <= self.merged_at + REVERSIBLE


async def preview(source: AgencyRow, target: AgencyRow, at: datetime) -> Preview:
    """Look at a merge without writing."""
    units = [unit.name for unit in await children_of(source.id) if unit.id != target.id]
    return Preview(
        tuple(alias.text for alias in source.aliases),
        tuple(units),
        await Category.count().where(Category.agency == source.id),
        tuple(await hooks.held_at(source.id, at)),
        tuple(await hooks.held_at(target.id, at)),
    )


async def of_source(agency_id: int) -> MergeRow | None:
    """The merge by which the agency ended, unless it was undone."""
    found = await _standing(AgencyMerge.source == agency_id)
    return found[0] if found else None


async def into(agency_id: int) -> list[MergeRow]:
    """The agencies that this one took over, the newest first."""
    return await _standing(AgencyMerge.target == agency_id)


async def _standing(condition: Any) -> list[MergeRow]:
    source, target = AgencyMerge.source._, AgencyMerge.target._
    rows = await (
        AgencyMerge.select(
            AgencyMerge.id,
            AgencyMerge.source,
            source.code.as_alias("source_code"),
            source.short_name.as_alias("source_name"),
            AgencyMerge.target,
            target.code.as_alias("target_code"),
            target.short_name.as_alias("target_name"),
            AgencyMerge.reason,
            AgencyMerge.merged_at,
            AgencyMerge.merged_by_name,
        )
        .where(condition, AgencyMerge.undone_at.is_null())
        .order_by(AgencyMerge.id, ascending=False)
    )
    return [MergeRow(**row) for row in rows]
