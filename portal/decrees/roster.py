"""Rows of a roster as they are read: those of one decree, and those in force at a moment.

In force is a row whose decree has a term covering the moment, whose own dates cover it, and in whose place no
row of an amendment in force stands. Nothing has to run for that to change.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from portal import db
from portal.accounts.roles import ROLES
from portal.decrees import nip
from portal.decrees.kinds import Change


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One row: position, agency, person as written, what it does to the roster before it, and the account."""

    id: int
    public_id: str
    decree_id: int
    position_id: int
    position: str
    place: int
    role: str
    per_agency: bool
    is_required: bool
    agency_id: int | None
    agency: str | None
    agency_name: str | None
    change: str
    reason: str
    name: str
    nip: str
    rank: str
    post: str
    is_acting: bool
    is_stand_in: bool
    email: str | None
    phone: str | None
    lapor_account: str
    lapor_role: str
    lapor_checked_on: date | None
    account_id: int | None
    account_state: str | None
    account_phone: str | None
    account_proven_at: datetime | None
    predecessor_id: int | None
    was_name: str | None
    was_nip: str | None
    was_post: str | None
    was_account_id: int | None
    starts_at: datetime | None
    ends_at: datetime | None
    version: int
    changed_by: str
    changed_at: datetime

    @property
    def appoints(self) -> bool:
        """Whether the row names somebody who holds the position."""
        return self.change != Change.END

    @property
    def is_proven(self) -> bool:
        """Whether the person has answered from this very number."""
        return bool(self.phone) and self.account_phone == self.phone and self.account_proven_at is not None

    @property
    def role_agency_id(self) -> int | None:
        """Where the role is held; None for all agencies."""
        return self.agency_id if self.per_agency else None

    @property
    def role_name(self) -> str:
        """The role that the position gives, "" for none."""
        role = ROLES.get(self.role)
        return role.name_for(self.role_agency_id) if role else ""

    @property
    def masked_nip(self) -> str:
        """The last four figures only: a NIP tells birth date and sex."""
        return nip.masked(self.nip)


COLUMNS = """
SELECT a.id, a.public_id, a.decree AS decree_id, a.position AS position_id, p.name AS position, p.place,
  p.role, p.per_agency, p.is_required, a.agency AS agency_id, g.short_name AS agency, g.name AS agency_name,
  a.change, a.reason, a.name, a.nip, a.rank, a.post, a.is_acting, a.is_stand_in, a.email, a.phone,
  a.lapor_account, a.lapor_role, a.lapor_checked_on, a.account AS account_id, c.state AS account_state,
  c.phone AS account_phone, c.phone_proven_at AS account_proven_at, a.predecessor AS predecessor_id,
  w.name AS was_name, w.nip AS was_nip, w.post AS was_post, w.account AS was_account_id,
  a.starts_at, a.ends_at, a.version, a.changed_by, a.changed_at
FROM appointment a
JOIN decree_position p ON p.id = a.position
LEFT JOIN agency g ON g.id = a.agency
LEFT JOIN account c ON c.id = a.account
LEFT JOIN appointment w ON w.id = a.predecessor
"""
ORDER = " ORDER BY p.per_agency, g.name, p.place, a.id"
HELD = """
JOIN decree_term t ON t.decree = a.decree AND t.starts_at <= {} AND (t.ends_at IS NULL OR t.ends_at > {})
WHERE a.change <> 'end' AND (a.starts_at IS NULL OR a.starts_at <= {})
  AND (a.ends_at IS NULL OR a.ends_at > {})
  AND NOT EXISTS (
    SELECT 1 FROM appointment o JOIN decree_term s ON s.decree = o.decree AND s.kind = 'amendment'
      AND s.starts_at <= {} AND (s.ends_at IS NULL OR s.ends_at > {})
    WHERE o.predecessor = a.id AND o.decree <> a.decree)
"""


async def rows_of(decree_id: int, *, agency_id: int | None = None) -> list[RosterRow]:
    """The rows written in one decree, also those that end somebody; of one agency where it is named."""
    wanted, args = " WHERE a.decree = {}", [decree_id]
    if agency_id is not None:
        wanted, args = wanted + " AND a.agency = {}", [*args, agency_id]
    return _read(await db.rows(COLUMNS + wanted + ORDER, *args))


async def in_force(at: datetime, *, agency_id: int | None = None) -> list[RosterRow]:
    """The roster at a moment, of one agency where it is named: past, present or to come."""
    wanted, args = HELD, [at] * 6
    if agency_id is not None:
        return _read(await db.rows(COLUMNS + wanted + " AND a.agency = {}" + ORDER, *args, agency_id))
    return _read(await db.rows(COLUMNS + wanted + ORDER, *args))


async def by_id(row_id: int) -> RosterRow | None:
    """One row by its key."""
    found = _read(await db.rows(COLUMNS + " WHERE a.id = {}", row_id))
    return found[0] if found else None


async def by_public_id(public_id: str) -> RosterRow | None:
    """One row by the name it has in addresses."""
    found = _read(await db.rows(COLUMNS + " WHERE a.public_id = {}", public_id))
    return found[0] if found else None


_BOOLEANS = ("per_agency", "is_required", "is_acting", "is_stand_in")
_NAMES = [field.name for field in fields(RosterRow)]


def _read(rows: list[dict[str, Any]]) -> list[RosterRow]:
    return [RosterRow(**{name: row[name] for name in _NAMES}) for row in rows]
