"""What higher slices lend to the sender: is it still wanted, who is the person now, what is the secret link.

`app.py` registers them; every hook is looked up by the beginning of the kind, recipient key or reference.
What is asked before every message is asked for all that were claimed together, in one query.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
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


Wanted = Callable[[Sequence[Parcel], datetime], Awaitable[Mapping[int, str]]]
"""Gives, by delivery, the Indonesian reason why a message is no longer wanted; the others are."""

Whereabouts = Callable[[Collection[str], datetime], Awaitable[Mapping[str, Recipient]]]
"""Gives the people behind recipient keys as they are now, without those who are told nothing any more."""

Minter = Callable[[str, datetime], Awaitable[str]]
"""Makes the secret link behind a reference and gives its full address; only a hash of it may be stored."""

wanted: dict[str, Wanted] = {}
whereabouts: dict[str, Whereabouts] = {}
secrets: dict[str, Minter] = {}

Hook = TypeVar("Hook")


def matching(registry: Mapping[str, Hook], name: str) -> list[Hook]:
    """The hooks whose prefix the name begins with; the prefix "" means every name."""
    return [hook for prefix, hook in registry.items() if name.startswith(prefix)]
