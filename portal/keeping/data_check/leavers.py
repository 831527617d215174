"""Accounts that stayed open although the last role of their owner is over."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from portal import clock, db
from portal.accounts import standing
from portal.accounts.current_user import account_key
from portal.errors import Refusal
from portal.keeping.data_check.kinds import Check, Finding
from portal.permissions import Actor, Permission
from portal.workdays.words import stamp

SOON = timedelta(days=30)
"""Whoever begins within this time may prepare."""

# Without any role ever there is nothing that was left: an account just opened waits for its first one.
OPEN = """
SELECT a.id, a.public_id, a.name, s.ends_at FROM account a
JOIN assignment s ON s.account = a.id
WHERE a.state IN ('active', 'invited') AND NOT EXISTS (
  SELECT 1 FROM assignment h WHERE h.account = a.id AND h.starts_at <= {}
    AND (h.ends_at IS NULL OR (h.ends_at > {} AND h.ends_at > h.starts_at)))
ORDER BY s.ends_at, a.id
"""


async def find() -> list[Finding]:
    """People without a role now or within thirty days, who held one."""
    now = clock.now()
    # The last role of each stands last.
    rows = {row["id"]: row for row in await db.rows(OPEN, now + SOON, now)}
    return [
        Finding(
            str(row["id"]),
            row["name"],
            f"Peran terakhir berakhir {stamp(row['ends_at'])}",
            f"/accounts/{row['public_id']}",
        )
        for row in rows.values()
    ]


async def mend(keys: Collection[str], *, by: Actor, at: datetime) -> int:
    """Suspend those who still hold nothing; whoever was suspended meanwhile is passed over."""
    standing = {finding.key for finding in await find()}
    return sum([await _suspend(int(key), by=by, at=at) for key in keys if key in standing])


async def _suspend(account_id: int, *, by: Actor, at: datetime) -> bool:
    if by.key == account_key(account_id):
        return False
    try:
        await standing.suspend(account_id, by=by, at=at)
    except Refusal:
        return False
    return True


CHECK = Check(
    "leavers",
    "Akun orang yang sudah tidak bertugas",
    "Peran berakhir menurut tanggalnya, tetapi akunnya tetap terbuka dan masih dapat dipakai untuk masuk.",
    "Akun ditangguhkan: tidak dapat masuk lagi dan sesinya berakhir. Dapat diaktifkan lagi di Pengguna.",
    "Tangguhkan",
    Permission.ACCOUNT_MANAGE,
    find,
    mend,
)
