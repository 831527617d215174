"""What other slices ask about people: whom to tell, and who is where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from piccolo.columns.combination import And, Or, Where

from portal.accounts.assignments import in_force
from portal.accounts.current_user import account_key
from portal.accounts.roles import ROLES, RoleCode
from portal.accounts.tables import Account, AccountState, Assignment
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


async def whereabouts(key: str, at: datetime) -> Recipient | None:
    """The sender's hook: a person as they are now, None if they are to be told nothing any more."""
    number = key.removeprefix("account:")
    if not number.isdecimal():
        return None
    row = await Account.select(*_CONTACT).where(Account.id == int(number)).first()
    if row is None or row["state"] not in REACHABLE or not await _has_post(int(number), at):
        return None
    return _recipient(row)


async def people_at(agency_id: int, at: datetime) -> list[AgencyPerson]:
    """Everybody with a role at the agency itself, liaisons first."""
    rows = await _holding(at, Assignment.agency == agency_id)
    order = list(ROLES)
    rows.sort(key=lambda row: (order.index(row["role"]), row["name"]))
    return [
        AgencyPerson(
            row["id"],
            row["public_id"],
            row["name"],
            row["role"],
            ROLES[row["role"]].name_for(agency_id),
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


_CONTACT = (Account.id, Account.name, Account.phone, Account.phone_proven_at, Account.state)


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


async def _has_post(account_id: int, at: datetime) -> bool:
    """Whether any role is in force or still to come."""
    still_to_run = Or(Assignment.ends_at.is_null(), Assignment.ends_at > at)
    return await Assignment.exists().where(Assignment.account == account_id, still_to_run)


def _at_agency(agency_id: int | None) -> Where:
    return Assignment.agency.is_null() if agency_id is None else Assignment.agency == agency_id


def _recipients(rows: list[dict[str, Any]]) -> list[Recipient]:
    return list({row["id"]: _recipient(row) for row in rows}.values())


def _recipient(row: dict[str, Any]) -> Recipient:
    return Recipient(account_key(row["id"]), row["name"], row["phone"], row["phone_proven_at"] is not None)
