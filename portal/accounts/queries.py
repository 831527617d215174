"""What is asked about people: whom to tell, who is where, and the lists behind the pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from piccolo.columns.combination import And, Or, Where, WhereRaw

from portal.accounts import identities, phones
from portal.accounts.assignments import in_force
from portal.accounts.current_user import account_key
from portal.accounts.invitations import InvitationState, state_of
from portal.accounts.roles import ROLES, RoleCode
from portal.accounts.tables import Account, AccountState, Assignment, Invitation
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


@dataclass(frozen=True, slots=True)
class PostRow:
    """A role of one person on the pages; `agency` is the short name, empty for all of them."""

    id: int
    role: str
    role_name: str
    agency_id: int | None
    agency: str
    starts_at: datetime
    ends_at: datetime | None

    def is_in_force(self, at: datetime) -> bool:
        """Whether it holds at that moment."""
        return self.starts_at <= at and not self.is_over(at)

    def is_over(self, at: datetime) -> bool:
        """Whether it has ended by that moment."""
        return self.ends_at is not None and self.ends_at <= at


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A person on the pages."""

    id: int
    public_id: str
    name: str
    email: str | None
    phone: str | None
    phone_proven_at: datetime | None
    state: str
    created_at: datetime
    folded: str

    @property
    def spoken_phone(self) -> str:
        """The number as people write it."""
        return phones.spoken(self.phone) if self.phone else "tanpa nomor WhatsApp"

    @property
    def is_open(self) -> bool:
        """Whether the person may be invited and given roles."""
        return self.state in REACHABLE


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation on a person's page."""

    id: int
    state: InvitationState
    created_at: datetime
    expires_at: datetime
    opened_at: datetime | None
    used_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether it can still be accepted or revoked."""
        return self.state in {InvitationState.WAITING, InvitationState.OPENED}


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


async def listing(
    *, search: str = "", state: str = "", after: list[Any] | None = None, limit: int = 50
) -> list[AccountRow]:
    """People by name, one more than a page so that the page knows whether there is a next."""
    wanted = Account.select(*_ROW).order_by(Account.folded, Account.id).limit(limit + 1)
    if state:
        wanted = wanted.where(Account.state == state)
    if search:
        wanted = wanted.where(_found_by(search))
    if after and len(after) == 2:
        wanted = wanted.where(
            WhereRaw("(account.folded, account.id) > ({}, {})", str(after[0]), int(after[1]))
        )
    return [AccountRow(**row) for row in await wanted]


async def by_public_id(public_id: str) -> AccountRow | None:
    """One person."""
    row = await Account.select(*_ROW).where(Account.public_id == public_id).first()
    return AccountRow(**row) if row else None


async def by_id(account_id: int) -> AccountRow | None:
    """One person, by key."""
    row = await Account.select(*_ROW).where(Account.id == account_id).first()
    return AccountRow(**row) if row else None


async def posts_of(account_ids: Iterable[int]) -> dict[int, list[PostRow]]:
    """The roles of each person, present, past and to come, the newest first."""
    ids = list(account_ids)
    found: dict[int, list[PostRow]] = defaultdict(list)
    if not ids:
        return found
    rows = await (
        Assignment.select(
            Assignment.id,
            Assignment.account,
            Assignment.role,
            Assignment.agency,
            Assignment.agency._.short_name.as_alias("agency_name"),
            Assignment.starts_at,
            Assignment.ends_at,
        )
        .where(Assignment.account.is_in(ids))
        .order_by(Assignment.starts_at, Assignment.id, ascending=False)
    )
    for row in rows:
        found[row["account"]].append(_post(row))
    return found


async def invitations_of(account_id: int, at: datetime) -> list[InvitationRow]:
    """A person's invitations with their state in the moment, the newest first."""
    rows = await (
        Invitation.select()
        .where(Invitation.account == account_id)
        .order_by(Invitation.id, ascending=False)
        .limit(20)
    )
    return [
        InvitationRow(
            row["id"],
            state_of(row, at),
            row["created_at"],
            row["expires_at"],
            row["opened_at"],
            row["used_at"],
        )
        for row in rows
    ]


_CONTACT = (Account.id, Account.name, Account.phone, Account.phone_proven_at, Account.state)
_ROW = (
    Account.id,
    Account.public_id,
    Account.name,
    Account.email,
    Account.phone,
    Account.phone_proven_at,
    Account.state,
    Account.created_at,
    Account.folded,
)


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


def _found_by(search: str) -> WhereRaw:
    pattern = identities.like_pattern(search)
    return WhereRaw("account.folded LIKE {} ESCAPE '!'", pattern)


def _post(row: dict[str, Any]) -> PostRow:
    role = ROLES.get(row["role"])
    return PostRow(
        row["id"],
        row["role"],
        role.name_for(row["agency"]) if role else row["role"],
        row["agency"],
        row["agency_name"] or "",
        row["starts_at"],
        row["ends_at"],
    )
