"""There is always an admin left, also when two are taken away in the same moment."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from portal.accounts import assignments, last_admin, standing
from portal.accounts.assignments import Post
from portal.accounts.tables import Account, AccountState, Assignment
from portal.errors import Conflict, Refusal
from tests.accounts.conftest import NOON, audited, make_account, signed_in

DAY = timedelta(days=1)


async def post_of(account_id: int) -> int:
    [row] = await Assignment.select(Assignment.id).where(Assignment.account == account_id)
    return int(row["id"])


async def test_the_last_admin_stays_whatever_is_tried(database: str) -> None:
    account = await make_account()
    admin = await signed_in(account)
    for act in (
        standing.suspend(account, by=admin, at=NOON),
        standing.end(account, by=admin, at=NOON),
        assignments.end(await post_of(account), by=admin, at=NOON),
    ):
        with pytest.raises(Refusal, match="Harus selalu ada"):
            await act
    await last_admin.ensure_one_stays(NOON)
    assert await audited("account.suspended") == []


async def test_an_admin_for_a_time_only_does_not_count_as_lasting(database: str) -> None:
    account, deputy = await make_account(), await make_account("reviewer")
    admin = await signed_in(account)
    await assignments.add(deputy, Post("admin", None, NOON, NOON + DAY), by=admin, at=NOON)
    with pytest.raises(Refusal, match="Harus selalu ada"):
        await standing.suspend(account, by=admin, at=NOON)


async def test_of_two_admins_taken_away_at_once_one_stays(database: str) -> None:
    first, second = await make_account(), await make_account()
    by_first, by_second = await signed_in(first), await signed_in(second)
    results = await asyncio.gather(
        standing.suspend(second, by=by_first, at=NOON),
        assignments.end(await post_of(first), by=by_second, at=NOON),
        return_exceptions=True,
    )
    assert [isinstance(result, Refusal) for result in results].count(True) == 1
    await last_admin.ensure_one_stays(NOON)


async def test_suspension_and_end_are_said_when_they_were_done_before(database: str) -> None:
    admin, account = await signed_in(await make_account()), await make_account("leader")
    await standing.suspend(account, by=admin, at=NOON)
    with pytest.raises(Conflict):
        await standing.suspend(account, by=admin, at=NOON)
    await standing.reactivate(account, by=admin, at=NOON)
    await standing.end(account, by=admin, at=NOON)
    with pytest.raises(Conflict):
        await standing.reactivate(account, by=admin, at=NOON)
    assert await assignments.held_by(account, NOON) == ()
    [row] = await Account.select(Account.state).where(Account.id == account)
    assert row["state"] == AccountState.ENDED


async def test_admins_may_take_turns_where_no_moment_is_without_one(database: str) -> None:
    first, second = await make_account(), await make_account("reviewer")
    admin = await signed_in(first)
    await assignments.add(second, Post("admin", None, NOON + DAY), by=admin, at=NOON)
    await Assignment.update({Assignment.ends_at: NOON + DAY}).where(Assignment.id == await post_of(first))
    await last_admin.ensure_one_stays(NOON)
    await Assignment.update({Assignment.ends_at: NOON + DAY / 2}).where(Assignment.id == await post_of(first))
    with pytest.raises(Refusal, match="Harus selalu ada"):
        await last_admin.ensure_one_stays(NOON)
