"""What must be true of decrees and rights at any moment, read from the rows as they stand."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from portal import db
from portal.accounts.tables import AccountState
from portal.decrees import roster
from portal.decrees.kinds import DecreeKind, DecreeState
from portal.decrees.states import Period
from portal.decrees.tables import Decree, Term

MOST_PAST = 4
HELD = """
SELECT s.id, s.account, s.role, s.agency, s.appointment, s.source, s.starts_at, s.ends_at, c.name, c.state,
  p.role AS position_role, p.per_agency, a.agency AS seat_agency, a.decree
FROM assignment s JOIN account c ON c.id = s.account
LEFT JOIN appointment a ON a.id = s.appointment LEFT JOIN decree_position p ON p.id = a.position
"""


async def one_main_decree_and_none_lost() -> None:
    """For any date at most one main decree is in force, and where one ends another begins."""
    rows = await Term.select().where(Term.kind == DecreeKind.MAIN).order_by(Term.starts_at, Term.id)
    terms = [row for row in rows if not _period(row).is_empty]
    state = {row["id"]: row["state"] for row in await Decree.select(Decree.id, Decree.state)}
    begins = {row["starts_at"] for row in terms}
    for earlier, later in pairwise(terms):
        assert earlier["ends_at"] is not None, "two main decrees last"
        assert earlier["ends_at"] <= later["starts_at"], "two main decrees at once"
    for row in terms:
        if row["ends_at"] is None or row["ends_at"] in begins:
            continue
        # Only the withdrawal of the very first decree leaves nothing to go back to.
        assert state[row["decree"]] == DecreeState.WITHDRAWN, "a decree was lost between years"
        before = [each for each in terms if each["starts_at"] < row["starts_at"]]
        standing = [each for each in before if state[each["decree"]] != DecreeState.WITHDRAWN]
        assert not standing, "the predecessor did not come back"


async def rights_follow_from_rosters(now: datetime) -> None:
    """Every right by decree has its appointment and dates, and rosters give exactly these."""
    rows = await db.rows(HELD)
    by_decree = [row for row in rows if row["source"] == "appointment"]
    for row in rows:
        assert row["source"] in {"appointment", "hand"}
        assert (row["source"] == "appointment") == (row["appointment"] is not None)
        assert row["starts_at"] is not None
    for row in by_decree:
        assert row["role"] == row["position_role"]
        assert row["agency"] == (row["seat_agency"] if row["per_agency"] else None)
    _none_twice(by_decree)
    for moment in _moments(by_decree, now):
        await _same_at(moment, by_decree, now)


async def holdings(at: datetime) -> set[tuple[str, str, int | None]]:
    """Who holds what by decree at a moment, by name."""
    rows = [row for row in await db.rows(HELD) if row["appointment"] and _period(row).covers(at)]
    return {(row["name"], row["role"], row["agency"]) for row in rows}


async def _same_at(moment: datetime, by_decree: list[dict[str, Any]], now: datetime) -> None:
    held = {(row["appointment"], row["account"]) for row in by_decree if _period(row).covers(moment)}
    seats = await roster.in_force(moment)
    given = {(row.id, row.account_id) for row in seats if row.role and row.account_id}
    appointed = {row.id for row in seats}
    assert {appointment for appointment, _ in held} <= appointed, f"a right without a seat at {moment}"
    if moment >= now:
        open_ones = {(row.id, row.account_id) for row in seats if row.account_state != AccountState.ENDED}
        assert held == given & open_ones, f"a seat without its right at {moment}"


def _none_twice(by_decree: list[dict[str, Any]]) -> None:
    seen: dict[tuple[int, int], list[Period]] = {}
    for row in by_decree:
        period = _period(row)
        if period.is_empty:
            continue
        for other in seen.setdefault((row["appointment"], row["account"]), []):
            assert not other.covers(period.starts_at), "a right twice"
            assert not period.covers(other.starts_at), "a right twice"
        seen[row["appointment"], row["account"]].append(period)


def _moments(by_decree: list[dict[str, Any]], now: datetime) -> list[datetime]:
    edges = {row["starts_at"] for row in by_decree} | {row["ends_at"] for row in by_decree if row["ends_at"]}
    past = sorted(edge for edge in edges if edge < now)[-MOST_PAST:]
    ahead = sorted(edge for edge in edges if edge >= now)
    return [*past, now, *ahead, *(edge - timedelta(seconds=1) for edge in ahead if edge > now)]


def _period(row: dict[str, Any]) -> Period:
    return Period(row["starts_at"], row["ends_at"])
