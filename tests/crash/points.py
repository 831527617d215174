"""The moments at which a process is killed, one function each (WHATSAPP §7).

Each writes the messages of a round, waits for its moment, kills with SIGKILL, shows by what it then found in
tables and ledger that the moment was that one, and lets go of whatever held the others.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from tests.crash import locks
from tests.crash.stage import Stage, View, watched
from tests.simulator.process import wait_until

Act = Callable[[], Awaitable[None]]
Faults = list[dict[str, Any]]

LOST: Faults = [{"fault": "lost"}]
LATE: Faults = [{"fault": "delayed", "seconds": 0.6}]
NEVER_TAKEN = {"fault": "timeout", "accepted": False, "seconds": 5}
TAKEN_LATER = {"fault": "hold", "accepted": False}
TAKEN = {"fault": "hold"}


@dataclass(frozen=True, slots=True)
class Round:
    """`second` is the harder way to die at this point; `messages` is how many the act brings."""

    stage: Stage
    act: Act
    messages: int
    second: bool

    @property
    def faults(self) -> Faults:
        """In the second way the phones' receipts never come, so that doubts stay doubts."""
        return LOST if self.second else []

    def on_phones(self) -> int:
        return len(self.stage.simulator.ledger())


async def before_claim(one: Round) -> View:
    """The messages wait, the worker is on its way to them."""
    stage = one.stage
    stage.simulator.control("faults", one.faults)
    await stage.pause_worker()
    await one.act()
    async with locks.held(stage.url, "delivery"):
        stage.worker.resume()
        await locks.someone_waits(stage.url)
        view = await stage.view()
        stage.worker.kill()
    assert (view.waiting, view.claimed) == (one.messages, 0)
    return view


async def after_claim(one: Round) -> View:
    """Claimed, and for some no attempt is written yet."""
    stage = one.stage
    stage.simulator.control("faults", one.faults)
    await one.act()

    async def is_claimed() -> bool:
        return (await stage.view()).claimed > 0

    await watched(is_claimed)
    stage.worker.kill()
    view = await stage.view()
    assert view.uncalled
    return view


async def after_attempt(one: Round) -> View:
    """Attempts are committed, nothing is taken: for good, or the second way after the caller's death."""
    stage, before = one.stage, one.on_phones()
    stage.simulator.control("faults", [TAKEN_LATER, *LOST] if one.second else [NEVER_TAKEN])
    await one.act()

    async def is_calling() -> bool:
        return (await stage.view()).calling >= one.messages // 2

    await watched(is_calling)
    stage.worker.kill()
    view = await stage.view()
    assert view.calling
    assert one.on_phones() == before
    _let_go(stage)
    return view


async def after_accept(one: Round) -> View:
    """Phones have it, the answer is on its way."""
    stage, before = one.stage, one.on_phones()
    stage.simulator.control("faults", [TAKEN, *one.faults])
    await one.act()
    stage.simulator.wait_for_hold(one.messages // 2)
    stage.worker.kill()
    view = await stage.view()
    assert one.on_phones() - before >= one.messages // 2
    assert view.calling >= one.messages // 2
    _let_go(stage)
    return view


async def before_finish(one: Round) -> View:
    """The answers are there, and cannot be written down."""
    stage, before = one.stage, one.on_phones()
    stage.simulator.control("faults", [TAKEN, *one.faults])
    await one.act()
    stage.simulator.wait_for_hold(one.messages)
    async with locks.held(stage.url, "attempt"):
        _let_go(stage)
        await locks.someone_waits(stage.url)
        stage.worker.kill()
        view = await stage.view()
    assert one.on_phones() - before == one.messages
    assert view.calling == one.messages
    return view


async def during_receipt(one: Round) -> View:
    """Receipts come in: the web process dies while it keeps one; the second way the worker, reading them."""
    one.stage.simulator.control("faults", LATE)
    view = await (_while_reading(one) if one.second else _while_keeping(one))
    _let_go(one.stage)
    return view


async def _while_keeping(one: Round) -> View:
    stage = one.stage
    await one.act()
    await _all_accepted(one)
    told = _told(stage)
    async with locks.held(stage.url, "webhook_post"):
        await asyncio.to_thread(wait_until, lambda: _told(stage)["posted"] > told["posted"])
        await locks.someone_waits(stage.url)
        stage.web.kill()
        view = await stage.view()
    after = _told(stage)
    assert after["posted"] > after.get("accepted", 0)
    stage.web.start()
    stage.web.wait()
    return view


async def _while_reading(one: Round) -> View:
    stage, read = one.stage, (await one.stage.view()).read
    await one.act()
    await _all_accepted(one)
    await stage.pause_worker()

    async def is_kept() -> bool:
        return (await stage.view()).unread >= one.messages

    await watched(is_kept)
    stage.worker.resume()

    async def is_reading() -> bool:
        return (await stage.view()).read > read

    await watched(is_reading)
    stage.worker.kill()
    view = await stage.view()
    assert view.unread
    return view


async def _all_accepted(one: Round) -> None:
    async def is_answered() -> bool:
        view = await one.stage.view()
        return not (view.due or view.claimed)

    await watched(is_answered)


def _told(stage: Stage) -> dict[str, int]:
    return dict(stage.simulator.look("stats")["webhooks"])


def _let_go(stage: Stage) -> None:
    stage.simulator.control("faults", [])
    stage.simulator.control("holds/release")


POINTS = (before_claim, after_claim, after_attempt, after_accept, before_finish, during_receipt)
