"""The life of one call: written before it is made, closed with what it came to."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from portal import db
from portal.notifications.hooks import Parcel
from portal.notifications.providers.base import Accepted, Answer, Failure, Rejected
from portal.notifications.retries import Next, after_refusal
from portal.notifications.tables import DeliveryState, Outcome
from portal.settings import settings

_log = structlog.get_logger()

# Only who still holds the claim may call. The row lock makes a sweeper wait and then see the attempt.
BEGIN = """
INSERT INTO attempt (delivery, token, provider, started_at, outcome, code, provider_ref, answer)
SELECT d.id, {}, {}, {}, 'open', '', '', '' FROM delivery d
WHERE d.id = {} AND d.lease_token = {} AND d.state = 'claimed' {lock}
RETURNING id
"""
END = """
UPDATE attempt SET ended_at = {}, outcome = {}, code = {}, failure = {}, is_answer = {}, provider_ref = {},
  answer = {}
WHERE token = {}
"""
# Of one kind, and since somebody last sent it off: neither an outage nor an earlier life uses up its tries.
REFUSED_ALIKE = """
SELECT count(*) AS n FROM attempt a JOIN delivery d ON d.id = a.delivery
WHERE a.delivery = {} AND a.failure = {} AND a.started_at >= d.first_due_at
"""
FAILED_LATER = "UPDATE attempt SET failure = {} WHERE id = {}"

# A receipt that was quicker than the answer has already said more than the answer can.
FINISH = """
UPDATE delivery SET state = {}, state_at = {}, reason = {}, failure = {}, due_at = {}, provider = {},
  provider_ref = {},
  attempts = (SELECT count(*) FROM attempt a WHERE a.delivery = delivery.id), lease_token = ''
WHERE id = {} AND lease_token = {} AND receipt_rank = 0 AND state IN ('claimed', 'unknown', 'dead', 'waiting')
RETURNING id
"""
OVERTAKEN = """
UPDATE delivery SET provider = {}, provider_ref = {},
  attempts = (SELECT count(*) FROM attempt a WHERE a.delivery = delivery.id), lease_token = ''
WHERE id = {} AND lease_token = {} RETURNING id
"""
# The values are all texts, because PostgreSQL cannot tell from a bare parameter what else it might be. The
# keys stand there twice, because without statistics it would look through every delivery for each of them.
END_ACCEPTED = """
UPDATE attempt SET ended_at = {}, outcome = 'accepted', is_answer = TRUE, provider_ref = v.column2,
  answer = v.column3
FROM (VALUES {values}) AS v WHERE attempt.token = v.column1
"""
FINISH_ACCEPTED = """
UPDATE delivery SET state = 'accepted', state_at = {}, reason = '', failure = '', due_at = {},
  provider = v.column4, provider_ref = v.column2, lease_token = '',
  attempts = (SELECT count(*) FROM attempt a WHERE a.delivery = delivery.id)
FROM (VALUES {values}) AS v
WHERE delivery.id IN ({ids}) AND delivery.id = CAST(v.column5 AS BIGINT) AND lease_token = v.column6
  AND receipt_rank = 0 AND state IN ('claimed', 'unknown', 'dead', 'waiting')
RETURNING delivery.id
"""
PAUSE = """
INSERT INTO pair_rate (recipient, next_at) VALUES ({}, {})
ON CONFLICT (recipient) DO UPDATE SET next_at = excluded.next_at
"""


@dataclass(frozen=True, slots=True)
class Result:
    """One finished call."""

    parcel: Parcel
    token: str
    provider: str
    answer: Answer
    at: datetime


@dataclass(frozen=True, slots=True)
class _Verdict:
    outcome: Outcome
    code: str = ""
    reason: str = ""
    failure: str = ""
    ref: str = ""
    is_answer: bool = False


async def begin(parcel: Parcel, provider: str, *, at: datetime) -> str | None:
    """Commit the attempt and return its token; None if the claim is no longer ours."""
    token = secrets.token_urlsafe(18)
    sql = BEGIN.replace("{lock}", "FOR UPDATE" if db.is_postgres() else "")
    values = (token, provider, at, parcel.id, parcel.lease_token)
    pace = settings().whatsapp_pair_seconds
    if not pace:
        return token if await db.rows(sql, *values) else None
    async with db.transaction():
        begun = await db.rows(sql, *values)
        if begun:
            await pause(parcel.address, pace)
    return token if begun else None


class Finisher:
    """Writes results down, as many in one commit as have come in while the last one was written."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Result, asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None

    async def finish(self, result: Result) -> None:
        """Return when the result is committed."""
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((result, written))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._write())
        await written

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                async with db.transaction():
                    await close_all([result for result, _ in batch])
            except Exception as error:
                _tell(batch, error)
            else:
                _tell(batch, None)


async def close_all(results: Sequence[Result]) -> None:
    """Write results in the caller's transaction: all that was plainly accepted at once, the rest singly."""
    accepted = [(each, each.answer) for each in results if isinstance(each.answer, Accepted)]
    finished = await _close_accepted(accepted) if accepted else set()
    for result in results:
        if result.parcel.id not in finished:
            await close(result)


async def _close_accepted(results: Sequence[tuple[Result, Accepted]]) -> set[int]:
    values = ", ".join(["({}, {}, {}, {}, {}, {})"] * len(results))
    told: list[str] = []
    for result, answer in results:
        told += (result.token, answer.ref, answer.raw, result.provider)
        told += (str(result.parcel.id), result.parcel.lease_token)
    at = results[0][0].at
    await db.rows(END_ACCEPTED.replace("{values}", values), at, *told)
    keys = [result.parcel.id for result, _ in results]
    finish = FINISH_ACCEPTED.replace("{values}", values).replace("{ids}", db.places(keys))
    finished = await db.rows(finish, at, at, *told, *keys)
    return {row["id"] for row in finished}


async def close(result: Result) -> None:
    """Write one result in the caller's transaction; a claim that was lost keeps only the attempt's answer."""
    parcel, verdict = result.parcel, _judge(result.answer)
    ended = (result.at, verdict.outcome, verdict.code, verdict.failure, verdict.is_answer, verdict.ref)
    await db.rows(END, *ended, result.answer.raw, result.token)
    then = await _next(result)
    if then.pause:
        await pause(parcel.address, then.pause)
    told = (verdict.reason, verdict.failure, then.due_at)
    sent = (result.provider, verdict.ref, parcel.id, parcel.lease_token)
    if not await db.rows(FINISH, then.state, result.at, *told, *sent) and not await db.rows(OVERTAKEN, *sent):
        _log.warning("notifications.fenced", delivery=parcel.id, attempt=result.token)


def _judge(answer: Answer) -> _Verdict:
    match answer:
        case Accepted(ref):
            return _Verdict(Outcome.ACCEPTED, ref=ref, is_answer=True)
        case Rejected(code, remedy):
            return _Verdict(Outcome.REJECTED, code, remedy.words, remedy.failure, is_answer=answer.is_vendors)
        case unknown:
            return _Verdict(Outcome.UNKNOWN, reason=unknown.reason)


async def _next(result: Result) -> Next:
    match result.answer:
        case Accepted():
            return Next(DeliveryState.ACCEPTED, result.at)
        case Rejected(_, remedy):
            return after_refusal(remedy, await refused_alike(result.parcel.id, remedy.failure), result.at)
        case _:
            return Next(DeliveryState.UNKNOWN, result.at)


async def refused_alike(delivery: int, failure: Failure) -> int:
    """How often this message was refused so, an attempt that is already closed included."""
    found = await db.rows(REFUSED_ALIKE, delivery, failure)
    return int(found[0]["n"])


async def failed_later(delivery: int, attempt: int, failure: Failure) -> int:
    """A receipt took back what had been accepted: the attempt keeps the kind; returns how often so far."""
    await db.rows(FAILED_LATER, failure, attempt)
    return await refused_alike(delivery, failure)


async def pause(address: str, seconds: float) -> None:
    """Write nothing to that number for so many seconds."""
    await db.rows(PAUSE, address, await db.seconds_now() + seconds)


def _tell(batch: list[tuple[Result, asyncio.Future[None]]], error: Exception | None) -> None:
    for _, written in batch:
        if written.done():
            continue
        if error is None:
            written.set_result(None)
        else:
            written.set_exception(error)
