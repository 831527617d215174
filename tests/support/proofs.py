"""Numbers whose owners have answered, where a test begins after that."""

from __future__ import annotations

from datetime import datetime

from portal.accounts.tables import Account


async def answered(account_id: int, at: datetime) -> int:
    """The account, from whose number a link was used at that moment."""
    await Account.update({Account.phone_proven_at: at}).where(
        Account.id == account_id, Account.phone.is_not_null()
    )
    return account_id
