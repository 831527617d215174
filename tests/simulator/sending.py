"""Sends as the portal makes them."""

from __future__ import annotations

from typing import Any

import httpx

from tests.simulator.process import SimulatorProcess

PATH = "/v26.0/100000000000001/messages"
TOKEN = {"authorization": "Bearer simulator-access-token"}
OPERATOR, LIAISON = "+6281200000002", "+6281200000001"
TEMPLATES = {
    "aspal_disposisi_v1": {
        "parameters": 2,
        "body": "Pengaduan *{{1}}* menunggu tindak lanjut sampai {{2}}. Buka http://127.0.0.1:8000/complaints/{{1}}.",
    },
    "aspal_undangan_v1": {
        "parameters": 1,
        "body": "Yth. Bapak/Ibu {{1}}, silakan buka undangan Anda.",
        "button_text": "Buka undangan",
        "button_url": "http://127.0.0.1:8000/invitations/{{1}}",
    },
    "aspal_dijeda_v1": {"parameters": 0, "status": "PAUSED"},
}


def template_body(
    to: str = OPERATOR,
    *values: str,
    name: str = "aspal_disposisi_v1",
    callback: str | None = "attempt-1",
    button: str = "",
) -> dict[str, Any]:
    components = [{"type": "body", "parameters": _texts(values or ("ADU-2026-000109", "Kamis"))}]
    if button:
        components.append(
            {"type": "button", "sub_type": "url", "index": "0", "parameters": _texts((button,))}
        )
    template = {"name": name, "language": {"code": "id", "policy": "deterministic"}, "components": components}
    return _body(to, callback) | {"type": "template", "template": template}


def text_body(to: str = OPERATOR, text: str = "Terima kasih.", callback: str | None = None) -> dict[str, Any]:
    return _body(to, callback) | {"type": "text", "text": {"preview_url": False, "body": text}}


def send(simulator: SimulatorProcess, body: dict[str, Any] | None = None, **extra: Any) -> httpx.Response:
    return simulator.client.post(PATH, headers=TOKEN, json=body or template_body(), **extra)


def wamid(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    return str(answer.json()["messages"][0]["id"])


def _texts(values: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"type": "text", "text": value} for value in values]


def _body(to: str, callback: str | None) -> dict[str, Any]:
    body = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": to}
    return body | ({"biz_opaque_callback_data": callback} if callback else {})
