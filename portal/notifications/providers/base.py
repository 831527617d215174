"""What a way of sending offers, and the three things a call can come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Failure(StrEnum):
    """What kind of thing went wrong, which decides what happens next."""

    LATER = "later"
    DOUBTFUL = "doubtful"
    CHANNEL = "channel"
    RECIPIENT = "recipient"
    CONTENT = "content"
    WINDOW = "window"
    UNLISTED = "unlisted"


@dataclass(frozen=True, slots=True)
class Remedy:
    """What a refusal means, in Indonesian, and whether to try again.

    `tries` is how many further tries are worth it (None: until it expires), `wait` the seconds between them
    (None: growing and jittered). `paces` slows down everything for that recipient (131056).
    """

    failure: Failure
    words: str
    tries: int | None = 0
    wait: float | None = None
    paces: bool = False


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took it; nothing says yet that it arrives."""

    ref: str
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """The provider did not take it, for certain. `is_vendors`: it said so itself, so it can be reached."""

    code: str
    remedy: Remedy
    raw: str = ""
    is_vendors: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have been taken; only a receipt can tell."""

    reason: str
    raw: str = ""


Answer = Accepted | Rejected | Unknown


@dataclass(frozen=True, slots=True)
class Call:
    """One message as a provider needs it; `token` should come back in its receipts."""

    token: str
    to: str
    template: str
    parameters: Sequence[str] = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """`delivers`: messages reach phones. `carries_secrets`: official enough for links that open accounts."""

    delivers: bool = False
    carries_secrets: bool = False
    receipts: bool = False
    callback_ref: bool = False
    signed_webhook: bool = False


class Provider(Protocol):
    """A way of sending. `send` never raises for what the network does; it says what is known."""

    name: str
    capabilities: Capabilities

    async def send(self, call: Call) -> Answer:
        """Hand one message over."""
        ...

    async def probe(self) -> bool:
        """Whether the vendor answers a call that sends nothing, by the same way that messages take."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


@dataclass(frozen=True, slots=True)
class Status:
    """One receipt: `status` is sent, delivered, read, failed or a word of the provider's own."""

    ref: str
    status: str
    happened_at: datetime
    callback: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a webhook's body holds; `problem` says what in it was refused."""

    statuses: Sequence[Status] = ()
    problem: str = ""


class Webhook(Protocol):
    """The way back from a provider."""

    def challenge(self, query: Mapping[str, str]) -> str | None:
        """The text to answer a handshake with, or None to refuse it."""
        ...

    def is_signed(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether these bytes are the provider's; compared in constant time, before anything is parsed."""
        ...

    def read(self, body: str) -> Reading:
        """The receipts in a stored body; what cannot be read is a problem, never an exception."""
        ...

    def remedy(self, code: str) -> Remedy:
        """What a receipt's error code means."""
        ...
