"""All invitations with how far they have come, for those who chase them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from piccolo.columns.combination import And, Where

from portal.accounts import phones
from portal.accounts.invitations import OPEN_STATES, InvitationState, state_of, still_open
from portal.accounts.labels import INVITATION_STATES
from portal.accounts.tables import Invitation
from portal.web import keyset

OPEN = "open"
VIEWS = {
    "": "Semua",
    OPEN: "Belum diterima",
    "expired": "Kedaluwarsa",
    "used": "Diterima",
    "revoked": "Dibatalkan",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One invitation and its person."""

    id: int
    public_id: str
    name: str
    phone: str
    state: InvitationState
    mark: tuple[str, str, str]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    is_open: bool
    may_resend: bool


async def listing(view: str, at: datetime, *, before: int | None = None) -> list[Row]:
    """Invitations of a view, newest first, one more than a page."""
    account = Invitation.account._
    query = Invitation.select(
        *Invitation.all_columns(),
        account.public_id.as_alias("public_id"),
        account.name.as_alias("name"),
        account.state.as_alias("account_state"),
    )
    for condition in _conditions(view, at):
        query = query.where(condition)
    if before:
        query = query.where(Invitation.id < before)
    rows = await query.order_by(Invitation.id, ascending=False).limit(keyset.PAGE_SIZE + 1)
    return [_row(row, at) for row in rows]


def _conditions(view: str, at: datetime) -> tuple[Where | And, ...]:
    unused = And(Invitation.used_at.is_null(), Invitation.revoked_at.is_null())
    return {
        OPEN: still_open(at),
        "expired": (unused, Invitation.expires_at <= at),
        "used": (Invitation.used_at.is_not_null(),),
        "revoked": (Invitation.used_at.is_null(), Invitation.revoked_at.is_not_null()),
    }.get(view, ())


def _row(row: dict[str, Any], at: datetime) -> Row:
    state = state_of(row, at)
    is_open = state in {InvitationState.WAITING, InvitationState.OPENED}
    # One that was replaced has a successor further up, which is the one to send again.
    unanswered = is_open or state in {InvitationState.EXPIRED, InvitationState.REVOKED}
    return Row(
        row["id"],
        row["public_id"],
        row["name"],
        phones.spoken(row["phone"]),
        state,
        INVITATION_STATES[state],
        row["created_at"],
        row["expires_at"],
        row["used_at"],
        is_open,
        unanswered and row["account_state"] in OPEN_STATES,
    )
