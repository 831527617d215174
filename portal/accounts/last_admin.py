"""There is always an admin who can let others in; the rule runs under a lock that its callers take first."""

from __future__ import annotations

from datetime import datetime

from portal.accounts.roles import RoleCode
from portal.accounts.tables import AccountState, Assignment
from portal.errors import Refusal

LOCK = "last-admin"


async def ensure_one_stays(at: datetime) -> None:
    """Raise Refusal where no active account holds the admin role everywhere and without an end."""
    lasting = await Assignment.exists().where(
        Assignment.role == RoleCode.ADMIN,
        Assignment.agency.is_null(),
        Assignment.starts_at <= at,
        Assignment.ends_at.is_null(),
        Assignment.account._.state == AccountState.ACTIVE,
    )
    if not lasting:
        raise Refusal(
            "Harus selalu ada satu Admin Kominfo yang aktif tanpa batas waktu. Tunjuk penggantinya dahulu."
        )
