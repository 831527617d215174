"""People as the pages show them: the list, one person, roles and invitations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from piccolo.columns.combination import WhereRaw

from portal.accounts import identities, periods, phones, role_book
from portal.accounts.invitations import OPEN_STATES, InvitationState, state_of
from portal.accounts.roles import ROLES
from portal.accounts.tables import Account, Assignment, AssignmentSource, Invitation
from portal.numbers import whole

EVERYWHERE = "0"
"""The agency in a filter that means all of them."""


@dataclass(frozen=True, slots=True)
class PostRow:
    """A role of one person on the pages; `agency` is the short name, empty for all of them."""

    id: int
    version: int
    source: str
    role: str
    role_name: str
    agency_id: int | None
    agency: str
    starts_at: datetime
    ends_at: datetime | None

    def is_in_force(self, at: datetime) -> bool:
        """Whether it holds at that moment."""
        return self.starts_at <= at and not self.is_over(at)

    def when(self, at: datetime) -> str:
        """Since when, until when, in words."""
        return periods.spoken(self.starts_at, self.ends_at, at)

    @property
    def is_by_hand(self) -> bool:
        """Whether an admin gave it, so that an admin may change it."""
        return self.source == AssignmentSource.HAND

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
    version: int

    @property
    def spoken_phone(self) -> str:
        """The number as people write it."""
        return phones.spoken(self.phone) if self.phone else "tanpa nomor WhatsApp"

    @property
    def is_open(self) -> bool:
        """Whether the person may be invited and given roles."""
        return self.state in OPEN_STATES


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


@dataclass(frozen=True, slots=True)
class Holding:
    """A role in force or to come at that moment, and where; empty means any, `0` for all agencies."""

    role: str
    agency: str
    at: datetime


async def listing(
    *,
    search: str = "",
    state: str = "",
    holding: Holding | None = None,
    after: list[Any] | None = None,
    limit: int = 50,
) -> list[AccountRow]:
    """People by name, one more than a page so that the page knows whether there is a next."""
    wanted = Account.select(*_ROW).order_by(Account.folded, Account.id).limit(limit + 1)
    if state:
        wanted = wanted.where(Account.state == state)
    if search:
        wanted = wanted.where(_found_by(search))
    if holding and (holding.role or holding.agency):
        wanted = wanted.where(_holding(holding))
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
            Assignment.version,
            Assignment.source,
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
    own = await role_book.names({row["role"] for row in rows})
    for row in rows:
        found[row["account"]].append(_post(row, own))
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
    Account.version,
)


def _holding(asked: Holding) -> WhereRaw:
    sql = (
        "EXISTS (SELECT 1 FROM assignment s WHERE s.account = account.id"
        " AND (s.ends_at IS NULL OR (s.ends_at > {} AND s.ends_at > s.starts_at))"
    )
    values: list[Any] = [asked.at]
    if asked.role:
        sql, values = f"{sql} AND s.role = {{}}", [*values, asked.role]
    if asked.agency == EVERYWHERE:
        sql = f"{sql} AND s.agency IS NULL"
    elif asked.agency:
        sql, values = f"{sql} AND s.agency = {{}}", [*values, whole(asked.agency) or 0]
    return WhereRaw(f"{sql})", *values)


def _found_by(search: str) -> WhereRaw:
    pattern = identities.like_pattern(search)
    return WhereRaw("account.folded LIKE {} ESCAPE '!'", pattern)


def _post(row: dict[str, Any], own: Mapping[str, str]) -> PostRow:
    return PostRow(
        row["id"],
        row["version"],
        row["source"],
        row["role"],
        role_name(row["role"], row["agency"], own),
        row["agency"],
        row["agency_name"] or "",
        row["starts_at"],
        row["ends_at"],
    )


def role_name(code: str, agency_id: int | None, own: Mapping[str, str]) -> str:
    """How the office calls a role where it is held; `own` are the names of its own roles by code."""
    return ROLES[code].name_for(agency_id) if code in ROLES else own.get(code, code)
