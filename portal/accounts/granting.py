"""Nobody raises rights: who may give, change or take which role, and for how long."""

from __future__ import annotations

from datetime import datetime

from portal import db
from portal.accounts.current_user import CurrentUser
from portal.accounts.roles import BUILT_IN_ONLY, Role
from portal.errors import Forbidden
from portal.permissions import Actor, Permission

NOT_HELD = "Anda tidak dapat memberi atau mencabut peran yang haknya tidak Anda pegang sendiri."
TO_ONESELF = "Peran untuk diri sendiri diberikan oleh Admin Kominfo yang lain."
BY_DECREE_TO_ONESELF = (
    "Dengan tindakan ini Anda sendiri mendapat peran {} yang belum Anda pegang di sana. "
    "Minta Admin Kominfo yang lain melakukannya, atau memberi peran itu lebih dahulu."
)
TOO_LONG = "Peran Anda sendiri berakhir lebih dahulu. Beri peran ini paling lama sampai tanggal yang sama."
HELD_UNTIL = """
SELECT ends_at FROM assignment
WHERE account = {} AND role = {} AND starts_at <= {} AND (ends_at IS NULL OR ends_at > {})
"""


def ensure_may_grant(by: Actor, role: Role, agency_id: int | None) -> None:
    """Nobody gives or takes what they do not hold themselves, where they hold it."""
    needed = role.permissions_for(agency_id) | {Permission.ACCOUNT_MANAGE}
    if not all(by.holds(permission, agency_id) for permission in needed):
        raise Forbidden(NOT_HELD)


def ensure_for_another(by: Actor, account_id: int) -> None:
    """Nobody gives themselves a role: one held at an agency allows what one held everywhere does not."""
    if isinstance(by, CurrentUser) and by.id == account_id:
        raise Forbidden(TO_ONESELF)


def ensure_held_oneself(by: Actor, account_id: int, role: Role, agency_id: int | None) -> None:
    """Nobody gives themselves a role through the team either; whoever holds it there may stand in the SK."""
    if not isinstance(by, CurrentUser) or by.id != account_id:
        return
    if (role.code, agency_id) not in {(held.role, held.agency_id) for held in by.held}:
        raise Forbidden(BY_DECREE_TO_ONESELF.format(role.name_for(agency_id)))


async def ensure_not_outlasting(by: Actor, role: Role, ends_at: datetime | None, *, at: datetime) -> None:
    """A deputy for a time makes no lasting admin: what only built-in roles give ends with the giver's own."""
    if not isinstance(by, CurrentUser) or not role.permissions & BUILT_IN_ONLY:
        return
    held = [row["ends_at"] for row in await db.quick(HELD_UNTIL, by.id, role.code, at, at)]
    if not any(until is None or (ends_at is not None and ends_at <= until) for until in held):
        raise Forbidden(TOO_LONG)
