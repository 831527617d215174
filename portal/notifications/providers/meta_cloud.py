"""WhatsApp Cloud API of Meta: templates out, one answer back (graph.facebook.com, v26.0)."""

from __future__ import annotations

import asyncio
import json
import re
import ssl
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
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

TO_NOBODY = {"messaging_product": "whatsapp"}
NOT_REACHED = Remedy(Failure.LATER, "WhatsApp tidak dapat dihubungi.", tries=None)
TURNED_AWAY = Remedy(Failure.LATER, "WhatsApp sedang tidak menerima pesan.", tries=None)
EDGE = frozenset({429, 503})
"""Answers of what stands before WhatsApp, which by them has passed nothing on."""

LONGEST_RETRY_AFTER = 3600.0
"""Seconds: most messages are worth sending for a day only, so nobody's "tomorrow" is taken at its word."""

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
        return await self._post(body_of(call))

    async def probe(self) -> bool:
        """Post a message to nobody: that WhatsApp refuses it (100) proves that it can be reached."""
        answer = await self._post(TO_NOBODY)
        return isinstance(answer, Rejected) and answer.is_vendors

    async def _post(self, body: Mapping[str, Any]) -> Answer:
        client = self._idle.pop() if self._idle else self._connected()
        try:
            async with asyncio.timeout(self._deadline):
                response = await client.post(self._url, json=body)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            return Rejected("connect", NOT_REACHED, type(error).__name__)
        except (httpx.HTTPError, TimeoutError) as error:
            return Unknown("WhatsApp tidak menjawab.", type(error).__name__)
        finally:
            self._idle.append(client)
        return read_answer(response.status_code, response.content, response.headers.get("retry-after", ""))

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


def read_answer(status: int, content: bytes, retry_after: str = "") -> Answer:
    """What an HTTP answer says. Without a whole Graph body only the edge's 429 and 503 say it: later."""
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return _without_graph(status, "Jawaban WhatsApp tidak dapat dibaca.", f"HTTP {status}", retry_after)
    raw = redacted(status, body)
    match body:
        case {"messages": [{"id": str(ref)}, *_]} if status == 200:
            return Accepted(ref, raw)
        case {"error": {"code": int(code)}}:
            return Rejected(str(code), patient(remedy_for(code), retry_after), raw, is_vendors=True)
    return _without_graph(status, "Jawaban WhatsApp tidak dikenal.", raw, retry_after)


def _without_graph(status: int, words: str, raw: str, retry_after: str) -> Answer:
    if status in EDGE:
        return Rejected(f"http-{status}", patient(TURNED_AWAY, retry_after), raw)
    return Unknown(words, raw)


def patient(remedy: Remedy, retry_after: str) -> Remedy:
    """The remedy, waiting at least as long as the answer asks for."""
    asked = seconds_of(retry_after)
    if asked is None or remedy.failure is not Failure.LATER:
        return remedy
    return replace(remedy, wait=max(remedy.wait or 0.0, asked))


def seconds_of(retry_after: str) -> float | None:
    """`Retry-After` in seconds, which may also be a date (RFC 9110, 10.2.3); None where it is neither."""
    if retry_after.isascii() and retry_after.isdigit():
        return min(float(retry_after[:9]), LONGEST_RETRY_AFTER)
    try:
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    # The header's date is of the real clock, whatever the portal's own is moved to.
    left = (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return min(max(0.0, left), LONGEST_RETRY_AFTER)


def redacted(status: int, body: Any) -> str:
    """The answer without numbers, links and names, for the page and for whoever asks Meta."""
    kept: dict[str, Any] = {"status": status}
    if isinstance(body, Mapping):
        kept |= {key: body[key] for key in ("messages", "error") if key in body}
    return PRIVATE.sub("…", json.dumps(kept, ensure_ascii=False))[:2000]
