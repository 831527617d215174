"""What follows a refusal: when the next try is, and when there is none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal.notifications.providers.base import Failure, Remedy
from portal.notifications.retries import BASE, CAP, Next, after_refusal
from portal.notifications.tables import DeliveryState

WORDS = "Ditolak."
AT = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


def longest(low: float, high: float) -> float:
    assert low == 0.0
    return high


def after(remedy: Remedy, attempts: int) -> Next:
    return after_refusal(remedy, attempts, AT, longest)


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 10.0), (2, 20.0), (3, 40.0), (7, 640.0), (8, 900.0), (50, 900.0)]
)
def test_each_wait_may_be_twice_as_long_up_to_a_quarter_of_an_hour(attempts: int, seconds: float) -> None:
    assert after(Remedy(Failure.LATER, WORDS, tries=None), attempts) == Next(
        DeliveryState.RETRY, AT + timedelta(seconds=seconds), 0.0
    )


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 1), (1, 1), (2, 4), (3, 16), (6, 1024), (9, 1024)])
def test_a_number_that_had_too_much_rests_four_times_as_long_each_time(attempts: int, seconds: int) -> None:
    paced = Remedy(Failure.LATER, WORDS, tries=None, paces=True)
    assert after(paced, attempts) == Next(DeliveryState.RETRY, AT + timedelta(seconds=seconds), seconds)


def test_a_wait_that_the_vendor_names_is_kept_and_rests_no_number() -> None:
    assert after(Remedy(Failure.LATER, WORDS, tries=None, wait=300.0), 4) == Next(
        DeliveryState.RETRY, AT + timedelta(minutes=5), 0.0
    )


def test_the_last_try_is_one_more_than_is_allowed() -> None:
    doubtful = Remedy(Failure.DOUBTFUL, WORDS, tries=3)
    assert after(doubtful, 3).state is DeliveryState.RETRY
    assert after(doubtful, 4) == Next(DeliveryState.DEAD, AT, 0.0)


def test_what_the_number_itself_refuses_has_failed_and_is_nobodys_task() -> None:
    assert after(Remedy(Failure.RECIPIENT, WORDS), 1) == Next(DeliveryState.FAILED, AT, 0.0)
    assert after(Remedy(Failure.CONTENT, WORDS), 1) == Next(DeliveryState.DEAD, AT, 0.0)


def test_waits_are_drawn_by_chance_so_that_not_all_come_back_at_once() -> None:
    due = {after_refusal(Remedy(Failure.LATER, WORDS, tries=None), 3, AT).due_at for _ in range(20)}
    assert len(due) > 1
    assert all(AT <= each <= AT + timedelta(seconds=min(CAP, BASE * 2.0**3)) for each in due)
