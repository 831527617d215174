"""Meta's webhooks: the handshake, the signature over the raw bytes, and the receipts inside."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from portal.notifications.providers.base import Reading, Remedy, Status
from portal.notifications.providers.meta_errors import remedy_for
from portal.settings import Settings

FOREIGN = "Kabar untuk nomor pengirim lain diabaikan."
UNREADABLE = "Isi kabar tidak dapat dibaca."
SIGNATURE = "x-hub-signature-256"
MALFORMED = (
    *(ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, OSError),
    RecursionError,  # a thousand brackets in brackets
)
LONGEST = {"ref": 200, "status": 20, "callback": 64, "code": 20}
"""Characters, as wide as the columns of `receipt`."""

# Neither database keeps NUL, nor half of a pair of surrogates; no word of Meta's has a control character.
UNKEEPABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
YEARS = range(2015, 2100)


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
        reader = _Reader(self._number)
        try:
            # A number of thousands of digits is refused by Python: as a text it spoils its own status alone.
            reader.read(json.loads(body, parse_int=_number))
        except MALFORMED:
            reader.problems.add(UNREADABLE)
        return Reading(reader.statuses, " ".join(sorted(reader.problems)))

    def remedy(self, code: str) -> Remedy:
        """What a `failed` status means."""
        return remedy_for(int(code) if code.isascii() and code.isdigit() else -1)


class _Reader:
    """Goes through one post; whatever is odd is passed over, and what stands beside it is read."""

    def __init__(self, number: str) -> None:
        self.number = number
        self.statuses: list[Status] = []
        self.problems: set[str] = set()

    def read(self, body: Any) -> None:
        for entry in self._each(body, "entry"):
            for change in self._each(entry, "changes"):
                try:
                    self._read_change(change)
                except MALFORMED:
                    self.problems.add(UNREADABLE)

    def _read_change(self, change: Any) -> None:
        # Account and template news carry no number of ours to be checked against.
        if change["field"] != "messages":
            return
        value = change["value"]
        if value["metadata"]["phone_number_id"] != self.number:
            self.problems.add(FOREIGN)
        elif "statuses" in value:
            for item in self._each(value, "statuses"):
                self._read_status(item)

    def _read_status(self, item: Any) -> None:
        try:
            self.statuses.append(_status(item))
        except MALFORMED:
            self.problems.add(UNREADABLE)

    def _each(self, holder: Any, name: str) -> Iterator[Any]:
        items = holder.get(name) if isinstance(holder, dict) else None
        if isinstance(items, list):
            yield from items
        else:
            self.problems.add(UNREADABLE)


def _status(item: Any) -> Status:
    errors = item.get("errors") or [{}]
    happened_at = datetime.fromtimestamp(int(item["timestamp"]), UTC)
    if happened_at.year not in YEARS:
        raise ValueError("timestamp")
    if not item["id"] or not item["status"]:
        raise ValueError("id")
    return Status(
        ref=_kept("ref", item["id"]),
        status=_kept("status", item["status"]),
        happened_at=happened_at,
        callback=_kept("callback", item.get("biz_opaque_callback_data") or ""),
        code=_kept("code", errors[0].get("code", "")),
    )


def _kept(name: str, value: Any) -> str:
    """The value as its column takes it; raises ValueError for what no column keeps."""
    text = str(value)
    if not isinstance(value, str | int) or len(text) > LONGEST[name] or UNKEEPABLE.search(text):
        raise ValueError(name)
    return text


def _number(digits: str) -> int | str:
    return int(digits) if len(digits) <= LONGEST["code"] else digits
