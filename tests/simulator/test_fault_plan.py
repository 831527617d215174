"""Which sends a rule strikes."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.simulator.faults import FaultPlan, read_rules
from tests.simulator.process import SimulatorProcess
from tests.simulator.sending import LIAISON, OPERATOR

NUMBERS = {"liaison": "6281200000001", "operator": "6281200000002"}


def struck(plan: FaultPlan, *sends: str, at: float = 0) -> list[bool]:
    hits = [plan.strike(to=NUMBERS[to], template="aspal_disposisi_v1", at=at) for to in sends]
    return [hit.answer is not None for hit in hits]


def plan_of(*rules: dict[str, object], seed: int = 1) -> FaultPlan:
    return FaultPlan(read_rules(list(rules)), seed=seed, since=0)


def test_without_rules_nothing_fails():
    assert struck(plan_of(), "operator", "liaison") == [False, False]


def test_a_rule_can_name_the_recipient_in_any_spelling():
    plan = plan_of({"fault": "reset", "match": {"to": "+62 812-0000-0002"}})
    assert struck(plan, "operator", "liaison") == [True, False]


def test_a_rule_can_name_the_template():
    assert struck(plan_of({"fault": "reset", "match": {"template": "aspal_lain"}}), "operator") == [False]


def test_nth_counts_only_sends_that_meet_the_other_keys():
    plan = plan_of({"fault": "reset", "match": {"to": OPERATOR, "nth": [2, 3]}})
    assert struck(plan, "operator", "liaison", "operator", "operator", "operator") == [
        False, False, True, True, False,
    ]  # fmt: skip


def test_limit_ends_a_rule():
    assert struck(plan_of({"fault": "reset", "limit": 2}), *["operator"] * 3) == [True, True, False]


def test_after_and_until_are_counted_from_the_plan():
    plan = plan_of({"fault": "reset", "match": {"after": 10, "until": 20}})
    assert [struck(plan, "operator", at=at) for at in (9, 10, 19, 20)] == [[False], [True], [True], [False]]


def test_the_first_answer_rule_wins_and_receipt_rules_add_up():
    plan = plan_of({"fault": "lost"}, {"fault": "reset"}, {"fault": "timeout"}, {"fault": "duplicated"})
    hit = plan.strike(to=NUMBERS["operator"], template=None, at=0)
    assert hit.answer is not None
    assert hit.answer.fault.value == "reset"
    assert [rule.fault.value for rule in hit.rest] == ["lost", "duplicated"]


@given(st.integers(), st.lists(st.sampled_from(["operator", "liaison"]), max_size=40))
def test_the_same_seed_strikes_the_same_sends(seed: int, sends: list[str]):
    rule = {"fault": "reset", "match": {"chance": 0.5}}
    assert struck(plan_of(rule, seed=seed), *sends) == struck(plan_of(rule, seed=seed), *sends)


def test_chance_strikes_about_as_often_as_it_says():
    hits = struck(plan_of({"fault": "reset", "match": {"chance": 0.2}}), *["operator"] * 1000)
    assert 140 < sum(hits) < 260


@pytest.mark.parametrize(
    "plan",
    [[{"fault": "meteor"}], [{"fault": "reset", "mach": {}}], [{"fault": "reset", "match": {"nht": 1}}], {}],
)
def test_a_misspelt_plan_is_refused(plan: object):
    with pytest.raises(msgspec.ValidationError):
        read_rules(plan)


def test_a_misspelt_plan_leaves_the_one_before(simulator: SimulatorProcess):
    simulator.control("faults", [{"fault": "reset", "match": {"to": LIAISON}}])
    answer = simulator.client.post("/_control/faults", json=[{"fault": "meteor"}])
    assert answer.status_code == 422
    assert "meteor" in answer.json()["detail"]
    assert [each["rule"]["fault"] for each in simulator.look("faults")] == ["reset"]
