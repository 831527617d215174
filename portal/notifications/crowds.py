"""What an administrator does about many messages at once: everything in a list is sent again, or let go.

Of so many none is looked at by a person, so the worker looks: whether the message is still wanted, its
recipient still there and their number proven is asked just before it leaves, as for any other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal import db
from portal.audit import record
from portal.audit.trail import Place
from portal.errors import Refusal
from portal.notifications import kinds, lateness, queries
from portal.permissions import Actor, Permission

CHUNK = 500
"""Rows of one transaction, so that sending goes on between two of them."""

AGAIN = frozenset({"dead", "doubtful", "expired-critical"})
HELD = "held"
NOT_THESE = "Daftar ini tidak dapat dikirim ulang sekaligus."

# As one by one (`desk.RESEND`): marked where an earlier call may have arrived.
MAY_HAVE_ARRIVED = """
(receipt_rank NOT IN (2, 3) AND EXISTS (SELECT 1 FROM attempt a WHERE a.delivery = {delivery}.id
  AND a.outcome IN ('unknown', 'accepted') AND a.provider <> 'log'))
"""
SEND_AGAIN = f"""
UPDATE delivery SET state = 'waiting', state_at = {{}}, due_at = {{}}, first_due_at = {{}}, expires_at = {{}},
  reason = '', failure = '', receipt_rank = 0, lease_token = '',
  is_repeat = {MAY_HAVE_ARRIVED.replace("{delivery}", "delivery")}
WHERE state IN ('dead', 'unknown', 'expired') AND id IN ({{keys}}) RETURNING id
"""  # noqa: S608 - only our own text
LET_GO = """
UPDATE delivery SET state = 'waiting', state_at = {}, due_at = {}, first_due_at = {}, reason = ''
WHERE state = 'held' AND id IN ({keys}) RETURNING id
"""
CHUNK_OF = """
SELECT d.id, n.kind FROM delivery d JOIN notification n ON n.id = d.notification
WHERE {where} AND d.id > {} AND d.id <= {} ORDER BY d.id LIMIT {}
"""
MARKED = f"""
SELECT count(*) AS n, max(d.id) AS newest,
  sum(CASE WHEN {MAY_HAVE_ARRIVED.replace("{delivery}", "d")} THEN 1 ELSE 0 END) AS marked,
  sum(CASE WHEN d.expires_at <= {{}} THEN 1 ELSE 0 END) AS too_late
FROM delivery d WHERE """  # noqa: S608


@dataclass(frozen=True, slots=True)
class Crowd:
    """What stands in a list, to be said before anybody presses; `newest` is the last of what is meant."""

    n: int
    newest: int
    marked: int
    too_late: int


async def crowd(view: str, search: str, *, at: datetime) -> Crowd | None:
    """How many would be acted on; None where nothing is, or nothing may be."""
    if view not in {*AGAIN, HELD}:
        return None
    where, args = await queries.condition(view, search, at=at)
    found = (await db.rows(MARKED + where, at, *args))[0]
    if not found["n"]:
        return None
    return Crowd(found["n"], found["newest"], int(found["marked"]), int(found["too_late"]))


async def resend(view: str, search: str, *, newest: int, by: Actor, at: datetime) -> int:
    """Send again what the list holds up to `newest`; returns how many, 0 where somebody else was quicker.

    Killed in the middle, what was done stays done and audited; the rest still stands in the list.
    """
    if view not in AGAIN:
        raise Refusal(NOT_THESE)
    return await _act(_Act("notification.resent_together", view, search, newest), by=by, at=at)


async def release(search: str, *, newest: int, by: Actor, at: datetime) -> int:
    """Let go of everything held up to `newest`, whatever act it came from; returns how many."""
    return await _act(_Act("notification.released_together", HELD, search, newest), by=by, at=at)


@dataclass(frozen=True, slots=True)
class _Act:
    action: str
    view: str
    search: str
    newest: int


async def _act(act: _Act, *, by: Actor, at: datetime) -> int:
    done, after = 0, 0
    while True:
        # One at a time: of two who press at once the second finds the rows moved on. Receipts and doubts
        # write to the same rows in an order of their own, so they wait as well.
        async with (
            db.lock("notifications.crowds"),
            db.lock("notifications.receipts"),
            db.lock("notifications.doubts"),
        ):
            rows = await _chunk(act, after, at)
            moved = await _move(act, rows, at)
            if moved:
                place = Place("notifications", permission=Permission.NOTIFICATION_MANAGE)
                details = {"list": act.view, "messages": moved}
                await record(act.action, by=by, at=at, place=place, details=details)
        if not rows:
            return done
        done, after = done + moved, rows[-1][0]


async def _chunk(act: _Act, after: int, at: datetime) -> list[tuple[int, str]]:
    where, args = await queries.condition(act.view, act.search, at=at)
    found = await db.rows(CHUNK_OF.replace("{where}", where), *args, after, act.newest, CHUNK)
    return [(row["id"], row["kind"]) for row in found]


async def _move(act: _Act, rows: Sequence[tuple[int, str]], at: datetime) -> int:
    if act.view == HELD:
        return await _moved(LET_GO, [key for key, _ in rows], at)
    by_kind: dict[str, list[int]] = defaultdict(list)
    for key, kind in rows:
        by_kind[kind].append(key)
    return sum(
        [await _moved(SEND_AGAIN, keys, at, at + kinds.find(kind).lifetime) for kind, keys in by_kind.items()]
    )


async def _moved(sql: str, keys: list[int], at: datetime, *until: datetime) -> int:
    if not keys:
        return 0
    moved = await db.rows(sql.replace("{keys}", db.places(keys)), at, at, at, *until, *keys)
    await lateness.postpone([row["id"] for row in moved], at)
    return len(moved)
