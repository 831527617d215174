"""The person behind a name that was written down, with what they may do at this moment."""

from __future__ import annotations

from datetime import datetime

from portal import db
from portal.accounts import assignments
from portal.accounts.current_user import CurrentUser, account_of

ACTIVE = "SELECT id, public_id, name FROM account WHERE id = {} AND state = 'active'"


async def acting(key: str, at: datetime) -> CurrentUser | None:
    """Whoever asked for a job, when it is done; None for somebody who may not sign in any more."""
    account = account_of(key)
    found = await db.rows(ACTIVE, account) if account else []
    if not found:
        return None
    row = found[0]
    return CurrentUser(row["id"], row["public_id"], row["name"], 0, await assignments.held_by(row["id"], at))
