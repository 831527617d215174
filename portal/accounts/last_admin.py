"""There is always an admin who can let others in; the rule runs under a lock that its callers take first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from piccolo.columns.combination import Or

from portal.accounts.roles import RoleCode
from portal.accounts.tables import AccountState, Assignment
from portal.errors import Refusal

LOCK = "last-admin"


async def ensure_one_stays(at: datetime) -> None:
    """Raise Refusal where from now on a moment would come without an active account that is admin everywhere.

    One who holds the role for a time counts where somebody else takes over without a gap, as by a decree.
    """
    rows = await (
        Assignment.select(Assignment.starts_at, Assignment.ends_at)
        .where(
            Assignment.role == RoleCode.ADMIN,
            Assignment.agency.is_null(),
            Or(Assignment.ends_at.is_null(), Assignment.ends_at > at),
            Assignment.account._.state == AccountState.ACTIVE,
        )
        .order_by(Assignment.starts_at)
    )
    if not lasts([(row["starts_at"], row["ends_at"]) for row in rows], at):
        raise Refusal(
            "Harus selalu ada satu Admin Kominfo yang aktif tanpa batas waktu. Tunjuk penggantinya dahulu."
        )


def lasts(periods: Iterable[tuple[datetime, datetime | None]], at: datetime) -> bool:
    """Whether periods, by their beginning, follow each other from that moment on without a gap or an end."""
    reached = at
    for starts_at, ends_at in periods:
        if starts_at > reached:
            return False
        if ends_at is None:
            return True
        reached = max(reached, ends_at)
    return False
