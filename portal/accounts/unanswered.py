"""Numbers that are called proven although nobody ever answered from them.

Version 0.1 held a number as proven where the account was opened on the server, and read letters as keys of a
telephone: such a number could be a stranger's, and links for a new password went to it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from portal import audit, db
from portal.accounts import identities
from portal.accounts.current_user import account_key
from portal.accounts.tables import Account
from portal.audit.trail import Place
from portal.permissions import Actor, Permission

# Whoever used a link that went to the number has answered from it: an invitation, a proof, a new password.
FIND = """
SELECT a.id, a.public_id, a.name, a.phone, a.phone_proven_at AS called_at FROM account a
WHERE a.phone IS NOT NULL AND a.phone_proven_at IS NOT NULL AND a.state <> 'ended'
  AND NOT EXISTS (SELECT 1 FROM invitation i
    WHERE i.account = a.id AND i.phone = a.phone AND i.used_at IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM identity_change c
    WHERE c.account = a.id AND c.sent_to = a.phone AND c.used_at IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM password_reset r
    WHERE r.account = a.id AND r.phone = a.phone AND r.used_at IS NOT NULL)
ORDER BY a.folded, a.id
"""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Somebody whose number is called proven, and since when."""

    id: int
    public_id: str
    name: str
    phone: str
    called_at: datetime


async def find() -> list[Unanswered]:
    """Everybody whose number nobody answered from, by name."""
    return [Unanswered(**row) for row in await db.rows(FIND)]


async def call_unproven(account_ids: Collection[int], *, by: Actor, at: datetime) -> int:
    """Say of these, as far as it is still so, that they are not proven; how many.

    They sign in as before; messages and links for a new password wait until the owner has answered.
    """
    async with db.lock(identities.LOCK):
        found = [each for each in await find() if each.id in account_ids]
        for each in found:
            await Account.update({Account.phone_proven_at: None}).where(Account.id == each.id)
            place = Place(account_key(each.id), permission=Permission.ACCOUNT_MANAGE)
            await audit.record("account.called_unproven", by=by, at=at, place=place)
    return len(found)
