"""Who and which role the audit's lines are about, by name."""

from __future__ import annotations

from collections.abc import Collection

from portal.accounts import role_book
from portal.accounts.current_user import account_key, account_of
from portal.accounts.roles import ROLES
from portal.accounts.tables import Account


async def people(subjects: Collection[str]) -> dict[str, str]:
    """The names behind `account:7`, as people are called now."""
    ids = [key for subject in subjects if (key := account_of(subject)) is not None]
    rows = await Account.select(Account.id, Account.name).where(Account.id.is_in(ids)) if ids else []
    return {account_key(row["id"]): row["name"] for row in rows}


async def roles(subjects: Collection[str]) -> dict[str, str]:
    """The names behind `role:own-…`, also of roles that have ended."""
    codes = {subject: subject.partition(":")[2] for subject in subjects}
    own = await role_book.names(codes.values())
    named = {code: role.name for code, role in ROLES.items()} | own
    return {subject: f"Peran {named[code]}" for subject, code in codes.items() if code in named}
