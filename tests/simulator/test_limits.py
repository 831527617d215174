"""Meta's limits, by the virtual clock."""

from __future__ import annotations

import pytest

from portal.simulator.limits import Limits
from tests.simulator.process import simulator_process
from tests.simulator.sending import OPERATOR, send, template_body, text_body


def limits(per_second: int = 80, portfolio: int = 250) -> Limits:
    return Limits(per_second=per_second, portfolio=portfolio)


def refusals(of: Limits, count: int, at: float, to: str = "6281200000002") -> list[int]:
    found = (of.refusal(to, at) for _ in range(count))
    return [code for code in found if code is not None]


def test_one_message_every_six_seconds_always_passes():
    of = limits()
    assert [of.refusal("6281200000002", at) for at in range(0, 600, 6)] == [None] * 100


def test_the_forty_sixth_message_of_a_burst_is_refused():
    assert refusals(limits(), 46, at=0) == [131056]


@pytest.mark.parametrize(("burst", "shut_for"), [(20, 120), (45, 270), (2, 12)])
def test_a_burst_borrows_from_the_future(burst: int, shut_for: int):
    of = limits()
    assert refusals(of, burst, at=0) == []
    assert refusals(of, 1, at=shut_for - 0.1) == [131056]
    assert refusals(of, 1, at=shut_for) == []


def test_pairs_do_not_hinder_each_other():
    of = limits()
    refusals(of, 45, at=0)
    assert of.refusal("6281200000001", 0) is None


def test_eighty_messages_a_second_pass_and_then_the_number_is_full():
    of = limits()
    codes = [of.refusal(f"62812{number:08}", 100) for number in range(81)]
    assert codes == [None] * 80 + [130429]
    assert of.refusal("6281299999999", 100.5) is None


def test_portfolio_counts_different_users_in_a_moving_day():
    of = limits(portfolio=2)
    assert [of.is_over_portfolio(user, 0) for user in ("a", "b", "c", "a")] == [False, False, True, False]
    assert not of.is_over_portfolio("c", 24 * 3600 + 1)


def test_limits_apply_only_when_asked_for():
    with simulator_process(rates=True, portfolio_limit=2) as simulator:
        codes = [_code(simulator, template_body()) for _ in range(46)]
        assert codes == [None] * 45 + [131056]
        simulator.control("clock", {"advance": 270})
        assert _code(simulator, template_body()) is None
        assert [_code(simulator, template_body(f"+62812000000{n}")) for n in (11, 12)] == [None, 131048]
        assert _code(simulator, text_body("+6281200000013")) is None


def test_silent_portfolio_limit_accepts_and_delivers_nothing():
    with simulator_process(rates=True, portfolio_limit=0, portfolio_silent=True) as simulator:
        assert send(simulator).status_code == 200
        assert simulator.ledger() == []


def test_without_rates_a_hundred_pass(simulator):
    assert [_code(simulator, template_body(OPERATOR)) for _ in range(100)] == [None] * 100


def _code(simulator, body) -> int | None:
    answer = send(simulator, body).json()
    return answer["error"]["code"] if "error" in answer else None
