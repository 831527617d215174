"""Reads a send as Meta does, and shapes the answers (facebook/openapi business-messaging-api v23)."""

import base64
import hashlib
import re
from typing import Any

import msgspec

from portal.simulator.codes import describe
from portal.simulator.config import SimulatorConfig
from portal.simulator.faults import digits

VERSION = re.compile(r"v\d{1,3}\.\d")
NUMBER = re.compile(r"\+?[\d\s().-]+")


class GraphError(Exception):
    """A refusal in Graph's shape."""

    def __init__(self, code: int, details: str = "", *, subcode: int | None = None) -> None:
        super().__init__(details)
        self.code = code
        self.details = details or describe(code).title
        self.subcode = subcode

    @property
    def status(self) -> int:
        return describe(self.code).status


class Language(msgspec.Struct, frozen=True):
    code: str
    policy: str = "deterministic"


class Parameter(msgspec.Struct, frozen=True):
    type: str
    text: str | None = None
    payload: str | None = None


class Component(msgspec.Struct, frozen=True):
    type: str
    sub_type: str | None = None
    index: int | str | None = None
    parameters: list[Parameter] = []


class TemplateBody(msgspec.Struct, frozen=True):
    name: str
    language: Language
    components: list[Component] = []

    def values(self, kind: str) -> list[str]:
        found = [part for part in self.components if part.type.lower() == kind]
        return [each.text or each.payload or "" for part in found for each in part.parameters]


class TextBody(msgspec.Struct, frozen=True):
    body: str
    preview_url: bool = False


class Send(msgspec.Struct, frozen=True):
    """The body of one POST; unknown keys are left alone."""

    messaging_product: str = ""
    to: str = ""
    type: str = "text"
    template: TemplateBody | None = None
    text: TextBody | None = None
    biz_opaque_callback_data: str | None = None

    @property
    def template_name(self) -> str | None:
        return self.template.name if self.template else None


_decoder = msgspec.json.Decoder(Send)


def read_send(body: bytes, config: SimulatorConfig) -> Send:
    """The send in this body. Raises GraphError."""
    try:
        send = _decoder.decode(body)
    except msgspec.MsgspecError as error:
        raise GraphError(100, str(error)) from error
    if send.messaging_product != "whatsapp":
        raise GraphError(100, "The parameter messaging_product is required.")
    _check_recipient(send, config)
    if send.biz_opaque_callback_data and len(send.biz_opaque_callback_data) > 512:
        raise GraphError(100, "Param biz_opaque_callback_data must be at most 512 characters long.")
    return send


def check_access(authorization: str, version: str, phone_number_id: str, config: SimulatorConfig) -> None:
    """Raises GraphError unless token, version and business number are ours."""
    if authorization != f"Bearer {config.access_token}":
        raise GraphError(190, "Invalid OAuth access token - Cannot parse access token")
    if not VERSION.fullmatch(version):
        raise GraphError(100, f"Unknown path components: /{version}")
    if phone_number_id != config.phone_number_id:
        raise GraphError(
            100, f"Unsupported post request. Object with ID '{phone_number_id}' does not exist", subcode=33
        )


def wa_id(number: str, country_code: str) -> str:
    """Digits as Meta reads them: without a plus sign the business's own country code is put in front."""
    return digits(number) if number.startswith("+") else country_code + digits(number)


def _check_recipient(send: Send, config: SimulatorConfig) -> None:
    if not send.to:
        raise GraphError(100, "The parameter to is required.")
    if not NUMBER.fullmatch(send.to) or not 8 <= len(digits(send.to)) <= 15:
        raise GraphError(131009, "Recipient phone number not valid.")
    if wa_id(send.to, config.country_code) == config.display_phone_number:
        raise GraphError(131021)


def wamid(seed: int, number: int, to: str) -> str:
    tail = hashlib.sha256(f"{seed}/{number}".encode()).hexdigest()[:18].upper()
    head = b"\x1c\x18" + bytes([len(to)]) + to.encode()
    return "wamid." + base64.b64encode(head + b"\x15\x02\x00\x11\x18\x12" + tail.encode() + b"\x00").decode()


def accepted_answer(send: Send, to: str, message_id: str) -> dict[str, Any]:
    message = {"id": message_id}
    if send.template:
        message["message_status"] = "accepted"
    return {
        "messaging_product": "whatsapp",
        "contacts": [{"input": send.to, "wa_id": to}],
        "messages": [message],
    }


def error_answer(error: GraphError, trace: int) -> dict[str, Any]:
    title = error.details if error.code in {190} or error.subcode else describe(error.code).title
    body: dict[str, Any] = {
        "message": title if error.subcode or error.code == 190 else f"(#{error.code}) {title}",
        "type": "GraphMethodException" if error.subcode else "OAuthException",
        "code": error.code,
        "error_data": {"messaging_product": "whatsapp", "details": error.details},
        "fbtrace_id": fbtrace_id(trace),
    }
    if error.subcode:
        body["error_subcode"] = error.subcode
    return {"error": body}


def fbtrace_id(trace: int) -> str:
    digest = hashlib.sha256(f"trace/{trace}".encode()).digest()
    return "A" + base64.urlsafe_b64encode(digest).decode()[:22]
