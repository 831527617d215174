"""Every account with what it may do and why, its last sign-in, and what was decided about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import db
from portal.accounts import role_book
from portal.accounts.current_user import account_of
from portal.accounts.roles import Role
from portal.accounts.tables import Account
from portal.workdays.words import dated

PAGE = 50


@dataclass(frozen=True, slots=True)
class Right:
    """A role in force: where, what it allows in a sentence, and where it comes from."""

    role: str
    where: str
    allows: str
    why: str


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """An account in the review; `rights` as they stand, `kept_rights` as they stood when it was decided."""

    id: int
    public_id: str
    name: str
    state: str
    folded: str
    last_seen: datetime | None
    decision: str
    note: str
    kept_rights: str
    decided_by: str
    decided_at: datetime | None
    rights: tuple[Right, ...]


@dataclass(frozen=True, slots=True)
class ReviewState:
    """A year's review: how far it is."""

    id: int
    year: int
    opened_at: datetime
    closed_at: datetime | None
    left: int
    kept: int
    ended: int


# A closed review is what it was: whoever came after it is not asked about there any more.
STATES = """
SELECT r.id, r.year, r.opened_at, r.closed_at,
  CASE WHEN r.closed_at IS NULL THEN (SELECT count(*) FROM account a WHERE a.state <> 'ended' AND NOT EXISTS
     (SELECT 1 FROM access_decision d WHERE d.review = r.id AND d.account = a.id)) ELSE 0 END AS "left",
  (SELECT count(*) FROM access_decision d WHERE d.review = r.id AND d.decision = 'keep') AS kept,
  (SELECT count(*) FROM access_decision d WHERE d.review = r.id AND d.decision = 'end') AS ended
FROM access_review r ORDER BY r.year DESC
"""
UNDECIDED = """
SELECT a.id FROM account a WHERE a.state <> 'ended'
  AND NOT EXISTS (SELECT 1 FROM access_decision d WHERE d.review = {} AND d.account = a.id)
"""
ROWS = """
SELECT a.id, a.public_id, a.name, a.state, a.folded, d.decision, d.note, d.rights AS kept_rights,
  d.decided_by_name AS decided_by, d.decided_at
FROM account a LEFT JOIN access_decision d ON d.account = a.id AND d.review = {}
WHERE {which} AND (a.folded, a.id) > ({}, {})
ORDER BY a.folded, a.id LIMIT {}
"""
WHICH = {"open": "d.id IS NULL AND a.state <> 'ended'", "decided": "d.id IS NOT NULL"}
SEEN = (
    "SELECT account, max(created_at) AS seen FROM account_session WHERE account IN ({ids}) GROUP BY account"
)
RIGHTS = """
SELECT s.account, s.role, s.agency, g.short_name AS agency_name, s.recorded_by, s.recorded_at, d.number
FROM assignment s LEFT JOIN agency g ON g.id = s.agency
LEFT JOIN appointment p ON p.id = s.appointment LEFT JOIN decree d ON d.id = p.decree
WHERE s.account IN ({ids}) AND s.starts_at <= {} AND (s.ends_at IS NULL OR s.ends_at > {})
ORDER BY s.id
"""


async def reviews() -> list[ReviewState]:
    """All years, the newest first."""
    return [ReviewState(**row) for row in await db.rows(STATES)]


async def undecided(review_id: int, among: Collection[int] | None = None) -> list[int]:
    """Accounts that nothing was decided about yet, all or those named."""
    found = {row["id"] for row in await db.rows(UNDECIDED, review_id)}
    return sorted(found if among is None else found & set(among))


async def rows(
    review_id: int, show: str, at: datetime, *, after: tuple[str, int] = ("", 0), limit: int = PAGE
) -> list[ReviewRow]:
    """A page of accounts by name: `show` is open or decided."""
    sql = ROWS.replace("{which}", WHICH[show])
    found = await db.rows(sql, review_id, *after, limit)
    ids = [row["id"] for row in found]
    held, seen = await _rights(ids, at), await _seen(ids)
    return [_row(row, held.get(row["id"], []), seen.get(row["id"])) for row in found]


async def rights_in_words(account_ids: Collection[int], at: datetime) -> dict[int, str]:
    """What each may do and why, in one text, to be kept with the decision."""
    held = await _rights(account_ids, at)
    return {key: in_words(tuple(rights)) for key, rights in held.items()}


def in_words(rights: tuple[Right, ...]) -> str:
    """Rights in one text."""
    return "; ".join(f"{right.role}, {right.where} ({right.why})" for right in rights)


async def _rights(ids: Collection[int], at: datetime) -> dict[int, list[Right]]:
    if not ids:
        return {}
    found = await db.rows(RIGHTS.replace("{ids}", db.places(list(ids))), *ids, at, at)
    roles, givers = await role_book.everything(), await _givers(found)
    held: dict[int, list[Right]] = defaultdict(list)
    for row in found:
        held[row["account"]].append(_right(row, roles.get(row["role"]), givers))
    return dict(held)


def _right(row: Mapping[str, Any], role: Role | None, givers: Mapping[str, str]) -> Right:
    name = role.name_for(row["agency"]) if role else row["role"]
    given = f"diberikan {givers.get(row['recorded_by'], 'sistem')} pada {dated(row['recorded_at'])}"
    why = f"SK Nomor {row['number']}" if row["number"] else given
    return Right(name, row["agency_name"] or "semua perangkat daerah", role.summary if role else "", why)


async def _givers(found: Collection[Mapping[str, Any]]) -> dict[str, str]:
    keys = {row["recorded_by"]: key for row in found if (key := account_of(row["recorded_by"]))}
    if not keys:
        return {}
    named = await Account.select(Account.id, Account.name).where(Account.id.is_in(list(keys.values())))
    names = {row["id"]: row["name"] for row in named}
    return {by: names[key] for by, key in keys.items() if key in names}


async def _seen(ids: Collection[int]) -> dict[int, datetime]:
    if not ids:
        return {}
    found = await db.rows(SEEN.replace("{ids}", db.places(list(ids))), *ids)
    return {row["account"]: _moment(row["seen"]) for row in found}


def _moment(told: datetime | str) -> datetime:
    # What SQLite works out itself comes back as the text in which it is kept.
    return told if isinstance(told, datetime) else datetime.fromisoformat(told)


def _row(row: Mapping[str, Any], rights: list[Right], seen: datetime | None) -> ReviewRow:
    texts = {name: row[name] or "" for name in ("decision", "note", "kept_rights", "decided_by")}
    return ReviewRow(
        id=row["id"],
        public_id=row["public_id"],
        name=row["name"],
        state=row["state"],
        folded=row["folded"],
        last_seen=seen,
        decided_at=row["decided_at"],
        rights=tuple(rights),
        **texts,
    )
