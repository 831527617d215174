"""Meta's webhooks: the handshake, the signature over the raw bytes, and the receipts inside."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from portal.notifications.providers.base import Reading, Remedy, Status
from portal.notifications.providers.meta_errors import remedy_for
from portal.settings import Settings

FOREIGN = "Kabar untuk nomor pengirim lain diabaikan."
UNREADABLE = "Isi kabar tidak dapat dibaca."
SIGNATURE = "x-hub-signature-256"
MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, OSError)


class MetaWebhook:
    """The way back from the Cloud API for our one phone number."""

    def __init__(self, settings: Settings) -> None:
        self._secret = settings.meta_cloud_app_secret.get_secret_value().encode()
        self._verify_token = settings.meta_cloud_verify_token.get_secret_value()
        self._number = settings.meta_cloud_phone_number_id

    def challenge(self, query: Mapping[str, str]) -> str | None:
        """Meta's handshake: its challenge back if it knows our token."""
        given = query.get("hub.verify_token", "")
        known = bool(self._verify_token) and hmac.compare_digest(given.encode(), self._verify_token.encode())
        return query.get("hub.challenge") if known and query.get("hub.mode") == "subscribe" else None

    def is_signed(self, headers: Mapping[str, str], body: bytes) -> bool:
        """HMAC-SHA256 of the raw bytes; an unset secret verifies nothing."""
        wanted = "sha256=" + hmac.new(self._secret, body, hashlib.sha256).hexdigest()
        return bool(self._secret) and hmac.compare_digest(
            headers.get(SIGNATURE, "").encode(), wanted.encode()
        )

    def read(self, body: str) -> Reading:
        """The statuses of our number; messages and account news are left to their own readers."""
        statuses: list[Status] = []
        problems: set[str] = set()
        try:
            for value in _values(json.loads(body)):
                if value["metadata"]["phone_number_id"] == self._number:
                    problems |= _read_into(statuses, value.get("statuses", ()))
                else:
                    problems.add(FOREIGN)
        except MALFORMED:
            problems.add(UNREADABLE)
        return Reading(statuses, " ".join(sorted(problems)))

    def remedy(self, code: str) -> Remedy:
        """What a `failed` status means."""
        return remedy_for(int(code) if code.isdigit() else -1)


def _values(body: Any) -> Iterator[dict[str, Any]]:
    for entry in body["entry"]:
        for change in entry["changes"]:
            # Account and template news carry no number of ours to be checked against.
            if change["field"] == "messages":
                yield change["value"]


def _read_into(statuses: list[Status], items: Iterable[dict[str, Any]]) -> set[str]:
    problems = set()
    for item in items:
        try:
            statuses.append(_status(item))
        except MALFORMED:
            problems.add(UNREADABLE)
    return problems


def _status(item: dict[str, Any]) -> Status:
    errors = item.get("errors") or [{}]
    return Status(
        ref=str(item["id"]),
        status=str(item["status"]),
        happened_at=datetime.fromtimestamp(int(item["timestamp"]), UTC),
        callback=str(item.get("biz_opaque_callback_data") or ""),
        code=str(errors[0].get("code", "")),
    )
