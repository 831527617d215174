"""What other slices ask about people: whom to tell, and who is where."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from piccolo.columns.combination import And, Where

from portal import db
from portal.accounts import role_book
from portal.accounts.assignments import in_force
from portal.accounts.current_user import account_key, account_of
from portal.accounts.roles import RoleCode
from portal.accounts.tables import AccountState, Assignment
from portal.notifications.message import Recipient

REACHABLE = (AccountState.ACTIVE, AccountState.INVITED)
"""A person who has not accepted yet is told all the same where their number allows it."""


@dataclass(frozen=True, slots=True)
class AgencyPerson:
    """Somebody with a role at an agency."""

    account_id: int
    public_id: str
    name: str
    role: str
    role_name: str
    phone: str | None
    is_proven: bool
    state: str
    ends_at: datetime | None


async def recipients(role: str, agency_id: int | None, at: datetime) -> list[Recipient]:
    """People holding the role at that agency; without an agency those who hold it everywhere."""
    rows = await _holding(at, Assignment.role == role, _at_agency(agency_id))
    return _recipients(rows)


# By hand, because it is asked before every single message. A role still to come counts as well.
WHEREABOUTS = """
SELECT a.id, a.name, a.phone, a.phone_proven_at FROM account a
WHERE a.id IN ({ids}) AND a.state IN ('active', 'invited')
  AND EXISTS (SELECT 1 FROM assignment s WHERE s.account = a.id AND (s.ends_at IS NULL OR s.ends_at > {}))
"""
POSTS = """
SELECT account, role, agency FROM assignment
WHERE account IN ({ids}) AND starts_at <= {} AND (ends_at IS NULL OR ends_at > {})
"""


async def whereabouts(keys: Collection[str], at: datetime) -> dict[str, Recipient]:
    """The sender's hook: people as they are now, without those who are to be told nothing any more."""
    found = [_recipient(row) for row in await _of_people(WHEREABOUTS, keys, at)]
    return {person.key: person for person in found}


async def posts(keys: Collection[str], at: datetime) -> dict[str, set[tuple[str, int | None]]]:
    """The roles that people hold at that moment, and where, by recipient key."""
    held: dict[str, set[tuple[str, int | None]]] = {key: set() for key in keys}
    for row in await _of_people(POSTS, keys, at, at):
        held[account_key(row["account"])].add((row["role"], row["agency"]))
    return held


async def _of_people(sql: str, keys: Collection[str], *moments: datetime) -> list[dict[str, Any]]:
    ids = [account_id for key in keys if (account_id := account_of(key))]
    if not ids:
        return []
    return await db.quick(sql.replace("{ids}", db.places(ids)), *ids, *moments)


async def people_at(agency_id: int, at: datetime) -> list[AgencyPerson]:
    """Everybody with a role at the agency itself, liaisons first."""
    rows = await _holding(at, Assignment.agency == agency_id)
    book = await role_book.everything()
    rows = [row for row in rows if row["role"] in book]
    order = list(book)
    rows.sort(key=lambda row: (order.index(row["role"]), row["name"]))
    return [
        AgencyPerson(
            row["id"],
            row["public_id"],
            row["name"],
            row["role"],
            book[row["role"]].name_for(agency_id),
            row["phone"],
            row["phone_proven_at"] is not None,
            row["state"],
            row["ends_at"],
        )
        for row in rows
    ]


async def has_liaison(agency_id: int, at: datetime) -> bool:
    """Whether somebody holds the liaison's seat at the agency."""
    return bool(await _holding(at, Assignment.role == RoleCode.LIAISON, Assignment.agency == agency_id))


async def _holding(at: datetime, *which: Where | And) -> list[dict[str, Any]]:
    account = Assignment.account._
    return await (
        Assignment.select(
            account.id.as_alias("id"),
            account.public_id.as_alias("public_id"),
            account.name.as_alias("name"),
            account.phone.as_alias("phone"),
            account.phone_proven_at.as_alias("phone_proven_at"),
            account.state.as_alias("state"),
            Assignment.role,
            Assignment.ends_at,
        )
        .where(*which, in_force(at), account.state.is_in(list(REACHABLE)))
        .order_by(account.name, account.id)
    )


def _at_agency(agency_id: int | None) -> Where:
    return Assignment.agency.is_null() if agency_id is None else Assignment.agency == agency_id


def _recipients(rows: list[dict[str, Any]]) -> list[Recipient]:
    return list({row["id"]: _recipient(row) for row in rows}.values())


def _recipient(row: dict[str, Any]) -> Recipient:
    return Recipient(account_key(row["id"]), row["name"], row["phone"], row["phone_proven_at"] is not None)
