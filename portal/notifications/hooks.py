"""What higher slices lend to the sender: is it still wanted, who is the person now, what is the secret link.

`app.py` registers them; every hook is looked up by the beginning of the kind, recipient key or reference.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from portal.notifications.message import Recipient


@dataclass(frozen=True, slots=True)
class Parcel:
    """A claimed delivery as hooks and the sender see it."""

    id: int
    lease_token: str
    kind: str
    subject: str
    dedupe_key: str
    recipient_key: str
    recipient_name: str
    address: str
    fields: Mapping[str, str]
    link: str
    secret: str
    restricted: bool
    attempts: int
    is_repeat: bool
    expires_at: datetime


Wanted = Callable[[Parcel], Awaitable[str | None]]
"""Gives the Indonesian reason why the message is no longer wanted, or None."""

Whereabouts = Callable[[str, datetime], Awaitable[Recipient | None]]
"""Gives the person behind a recipient key as they are now, or None if nothing is told them any more."""

Minter = Callable[[str, datetime], Awaitable[str]]
"""Makes the secret link behind a reference and gives its full address; only a hash of it may be stored."""

wanted: dict[str, Wanted] = {}
whereabouts: dict[str, Whereabouts] = {}
secrets: dict[str, Minter] = {}

Hook = TypeVar("Hook")


def matching(registry: Mapping[str, Hook], name: str) -> list[Hook]:
    """The hooks whose prefix the name begins with; the prefix "" means every name."""
    return [hook for prefix, hook in registry.items() if name.startswith(prefix)]
