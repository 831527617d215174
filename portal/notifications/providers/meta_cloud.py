"""WhatsApp Cloud API of Meta: templates out, one answer back (graph.facebook.com, v26.0)."""

from __future__ import annotations

import asyncio
import json
import re
import ssl
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import httpx

from portal.notifications.providers.base import (
    Accepted,
    Answer,
    Call,
    Capabilities,
    Failure,
    Rejected,
    Remedy,
    Unknown,
)
from portal.notifications.providers.meta_errors import remedy_for
from portal.settings import Settings

TIMEOUTS = httpx.Timeout(connect=3.0, write=5.0, read=15.0, pool=3.0)
DEADLINE = 25.0
"""Seconds for a whole call: httpx times each chunk, so a dribbling answer would never end."""

NOT_REACHED = Remedy(Failure.LATER, "WhatsApp tidak dapat dihubungi.", tries=None)
PRIVATE = re.compile(r"https?://\S+|\d{8,}")


class MetaCloud:
    """Sends through one phone number of one business account."""

    name = "meta_cloud"
    capabilities = Capabilities(
        delivers=True, carries_secrets=True, receipts=True, callback_ref=True, signed_webhook=True
    )

    def __init__(self, settings: Settings, deadline: float = DEADLINE) -> None:
        base = f"{settings.meta_cloud_url}/{settings.meta_cloud_version}"
        self._url = f"{base}/{settings.meta_cloud_phone_number_id}/messages"
        self._headers = {"Authorization": f"Bearer {settings.meta_cloud_token.get_secret_value()}"}
        self._deadline = deadline
        # A connection each: httpx looks at every connection of a pool for every call, which cost a third.
        self._idle: list[httpx.AsyncClient] = []

    async def send(self, call: Call) -> Answer:
        """Hand one template over; whatever cannot be told apart from "taken" is Unknown."""
        client = self._idle.pop() if self._idle else self._connected()
        try:
            async with asyncio.timeout(self._deadline):
                response = await client.post(self._url, json=body_of(call))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            return Rejected("connect", NOT_REACHED, type(error).__name__)
        except (httpx.HTTPError, TimeoutError) as error:
            return Unknown("WhatsApp tidak menjawab.", type(error).__name__)
        finally:
            self._idle.append(client)
        return read_answer(response.status_code, response.content)

    async def close(self) -> None:
        """Close the connections."""
        for client in self._idle:
            await client.aclose()

    def _connected(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(timeout=TIMEOUTS, verify=_trusted(), headers=self._headers)


@lru_cache
def _trusted() -> ssl.SSLContext:
    return httpx.create_ssl_context()


def body_of(call: Call) -> dict[str, Any]:
    """The request for a template with body parameters."""
    parameters = [{"type": "text", "text": text} for text in call.parameters]
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": call.to,
        "type": "template",
        "template": {
            "name": call.template,
            "language": {"code": "id", "policy": "deterministic"},
            "components": [{"type": "body", "parameters": parameters}],
        },
        "biz_opaque_callback_data": call.token,
    }


def read_answer(status: int, content: bytes) -> Answer:
    """What an HTTP answer says; without a whole Graph body it says nothing."""
    try:
        body = json.loads(content)
    except ValueError:
        return Unknown("Jawaban WhatsApp tidak dapat dibaca.", f"HTTP {status}")
    raw = redacted(status, body)
    match body:
        case {"messages": [{"id": str(ref)}, *_]} if status == 200:
            return Accepted(ref, raw)
        case {"error": {"code": int(code)}}:
            return Rejected(str(code), remedy_for(code), raw)
    return Unknown("Jawaban WhatsApp tidak dikenal.", raw)


def redacted(status: int, body: Any) -> str:
    """The answer without numbers, links and names, for the page and for whoever asks Meta."""
    kept: dict[str, Any] = {"status": status}
    if isinstance(body, Mapping):
        kept |= {key: body[key] for key in ("messages", "error") if key in body}
    return PRIVATE.sub("…", json.dumps(kept, ensure_ascii=False))[:2000]
