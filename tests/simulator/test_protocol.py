"""What the messages endpoint takes and refuses, in Graph's own shapes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pywa.errors import WhatsAppError

from portal.simulator.codes import CODES
from tests.simulator.process import SimulatorProcess
from tests.simulator.sending import OPERATOR, PATH, TOKEN, send, template_body, text_body, wamid

REFUSED: list[tuple[str, dict[str, Any], int, int]] = [
    ("no product", {"messaging_product": None}, 400, 100),
    ("no recipient", {"to": ""}, 400, 100),
    ("recipient is a word", {"to": "operator"}, 400, 131009),
    ("recipient too short", {"to": "+6281"}, 400, 131009),
    ("our own number", {"to": "+6280000000000"}, 400, 131021),
    ("unknown type", {"type": "hologram"}, 400, 131051),
    ("no template", {"template": None}, 400, 131008),
    ("callback too long", {"biz_opaque_callback_data": "x" * 513}, 400, 100),
]
REFUSED_TEMPLATES: list[tuple[str, dict[str, Any], int, int]] = [
    ("too few values", template_body(OPERATOR, "satu"), 400, 132000),
    ("too many values", template_body(OPERATOR, "satu", "dua", "tiga"), 400, 132000),
    ("empty value", template_body(OPERATOR, "satu", ""), 400, 131008),
    ("line break in a value", template_body(OPERATOR, "satu", "dua\ntiga"), 400, 132018),
    ("text too long", template_body(OPERATOR, "satu", "x" * 1100), 400, 132005),
    ("unknown template", template_body(name="aspal_lain_v9"), 404, 132001),
    ("paused template", template_body(name="aspal_dijeda_v1"), 400, 132015),
    ("button value missing", template_body(OPERATOR, "Operator", name="aspal_undangan_v1"), 400, 131008),
]


def test_accepted_template_is_answered_with_number_and_id(simulator: SimulatorProcess):
    answer = send(simulator, template_body("+62 812-0000-0002"))
    assert answer.status_code == 200
    body = answer.json()
    assert body["contacts"] == [{"input": "+62 812-0000-0002", "wa_id": "6281200000002"}]
    assert body["messages"][0]["message_status"] == "accepted"
    assert re.fullmatch(r"wamid\.HBg[A-Za-z0-9+/=]+", body["messages"][0]["id"])


def test_text_is_accepted_without_message_status(simulator: SimulatorProcess):
    assert send(simulator, text_body()).json()["messages"][0].keys() == {"id"}


def test_any_version_of_the_api_is_taken(simulator: SimulatorProcess):
    for version in ("v23.0", "v26.0"):
        path = f"/{version}/100000000000001/messages"
        assert simulator.client.post(path, headers=TOKEN, json=template_body()).status_code == 200


def test_same_body_twice_is_two_messages(simulator: SimulatorProcess):
    first, second = wamid(send(simulator)), wamid(send(simulator))
    assert first != second
    assert [message["wamid"] for message in simulator.look("messages")] == [first, second]


def test_number_without_plus_gets_the_business_country_code(simulator: SimulatorProcess):
    answer = send(simulator, template_body("6281200000002"))
    assert answer.json()["contacts"][0]["wa_id"] == "626281200000002"


@pytest.mark.parametrize(("why", "change", "status", "code"), REFUSED, ids=[row[0] for row in REFUSED])
def test_wrong_body_is_refused(
    simulator: SimulatorProcess, why: str, change: dict[str, Any], status: int, code: int
):
    body = {key: value for key, value in (template_body() | change).items() if value is not None}
    _refused(simulator, body, status, code)


@pytest.mark.parametrize(
    ("why", "body", "status", "code"), REFUSED_TEMPLATES, ids=[row[0] for row in REFUSED_TEMPLATES]
)
def test_wrong_template_is_refused(
    simulator: SimulatorProcess, why: str, body: dict[str, Any], status: int, code: int
):
    _refused(simulator, body, status, code)


def test_text_too_long_or_empty_is_refused(simulator: SimulatorProcess):
    _refused(simulator, text_body(text="x" * 4097), 400, 100)
    _refused(simulator, text_body(text=" "), 400, 131008)


def test_broken_json_is_refused(simulator: SimulatorProcess):
    answer = simulator.client.post(PATH, headers=TOKEN, content=b"{")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 100)


@pytest.mark.parametrize("token", ["", "Bearer wrong", "simulator-access-token"])
def test_wrong_token_is_401_and_190(simulator: SimulatorProcess, token: str):
    answer = simulator.client.post(PATH, headers={"authorization": token}, json=template_body())
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, 190)


def test_foreign_business_number_is_refused_with_subcode_33(simulator: SimulatorProcess):
    answer = simulator.client.post("/v26.0/1/messages", headers=TOKEN, json=template_body())
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["error_subcode"]) == (400, 100, 33)


def test_every_code_reads_as_the_same_error_in_an_independent_client(simulator: SimulatorProcess):
    strangers = set()
    for code, (status, title) in CODES.items():
        simulator.control("faults", [{"fault": "reject", "code": code}])
        answer = send(simulator)
        error = answer.json()["error"]
        assert answer.status_code == status
        assert error.keys() >= {"message", "type", "code", "error_data", "fbtrace_id"}
        assert title in error["message"]
        read = WhatsAppError.from_dict(error)
        assert read.code == code
        if type(read) is WhatsAppError:
            strangers.add(code)
    # Codes which Meta documents and that client does not know.
    assert strangers <= {1, 2, 33, 100, 130403, 132018, 134101, 2494100} | set(range(133000, 134000))


def _refused(simulator: SimulatorProcess, body: dict[str, Any], status: int, code: int) -> None:
    answer = send(simulator, body)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (status, code)
    assert error["error_data"]["details"]
    assert simulator.look("messages") == []
