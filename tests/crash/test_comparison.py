"""The comparison sees what it is there for: each way to lose or double a message has its sentence."""

from __future__ import annotations

from typing import Any

import pytest

from tests.crash import comparison

DELIVERY = {
    "id": 1,
    "subject": "complaint:ADU-2026-000001",
    "recipient_key": "account:1",
    "address": "+6281270000001",
    "state": "delivered",
    "priority": 0,
    "is_repeat": False,
}
CALL = {"delivery": 1, "token": "first", "outcome": "accepted"}
DOUBT = {**CALL, "outcome": "unknown"}
AGAIN = {"delivery": 1, "token": "second", "outcome": "accepted"}
REPEATED = {**DELIVERY, "is_repeat": True}
NORMAL = {**DELIVERY, "priority": 1}


def line(call: str = "first", number: str = "ADU-2026-000001", to: str = "6281270000001") -> dict[str, Any]:
    return {"wamid": f"wamid.{call}", "callback": call, "to": to, "parameters": [number]}


MARKED = line("second", "ADU-2026-000001 (kirim ulang)")
LATER = [{**DELIVERY, "id": 2}, {"delivery": 2, "token": "later", "outcome": "accepted"}]


@pytest.mark.parametrize(
    ("ledger", "deliveries", "attempts"),
    [
        ([line()], [DELIVERY], [CALL]),
        ([line(), MARKED], [REPEATED], [DOUBT, AGAIN]),
        ([MARKED], [REPEATED], [DOUBT, AGAIN]),
        ([], [{**NORMAL, "state": "dead"}], [DOUBT]),
        ([line()], [{**NORMAL, "state": "dead"}], [DOUBT]),
        ([], [{**DELIVERY, "state": "cancelled"}], []),
    ],
)
def test_what_is_in_order_is_not_complained_of(ledger: Any, deliveries: Any, attempts: Any) -> None:
    assert comparison.problems(ledger, deliveries, attempts) == []


@pytest.mark.parametrize(
    ("words", "ledger", "deliveries", "attempts"),
    [
        ("no phone has it", [], [DELIVERY], [CALL]),
        ("no attempt knows", [line()], [], []),
        ("critical", [], [{**DELIVERY, "state": "dead"}], [DOUBT]),
        ("left at waiting", [], [{**NORMAL, "state": "waiting"}], []),
        ("left at unknown", [line()], [{**DELIVERY, "state": "unknown"}], [DOUBT]),
        ("without a doubt", [line()], [{**DELIVERY, "state": "dead"}], [CALL]),
        ("without a call", [], [{**NORMAL, "state": "dead"}], []),
        ("withdrawn", [], [{**DELIVERY, "state": "cancelled"}], [CALL]),
        ("twice by one call", [line(), line()], [DELIVERY], [CALL]),
        ("another number", [line(to="6281270000002")], [DELIVERY], [CALL]),
        ("marked", [line(), line("second")], [REPEATED], [DOUBT, AGAIN]),
        ("marked", [line(number="ADU-2026-000001 (kirim ulang)")], [DELIVERY], [CALL]),
        ("called twice", [line(), MARKED], [REPEATED], [CALL, AGAIN]),
        ("called twice", [line(), MARKED], [DELIVERY], [DOUBT, AGAIN]),
        ("3 times", [line()], [REPEATED], [DOUBT, AGAIN, {**AGAIN, "token": "third"}]),
        ("after a later one", [line("later"), line()], [DELIVERY, LATER[0]], [CALL, LATER[1]]),
    ],
)
def test_what_is_wrong_is_said(words: str, ledger: Any, deliveries: Any, attempts: Any) -> None:
    found = comparison.problems(ledger, deliveries, attempts)
    assert any(words in sentence for sentence in found), found
