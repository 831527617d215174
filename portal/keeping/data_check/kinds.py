"""What a check is, and what it finds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from portal.permissions import Actor, Permission


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not right: `key` names it to the mend, `name` and `text` tell it to a reader."""

    key: str
    name: str
    text: str
    href: str = ""


class Mend(Protocol):
    """Set the findings of these keys right, as far as they still stand; how many it did."""

    async def __call__(self, keys: Collection[str], *, by: Actor, at: datetime) -> int: ...


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that an older version may have spoilt.

    `cause` says what the older version did, `promise` what the press does. `permission` is asked for reading
    and mending alike. Findings that have to be looked at one by one are not mended `at_once`.
    """

    code: str
    title: str
    cause: str
    promise: str
    button: str
    permission: Permission
    find: Callable[[], Awaitable[Sequence[Finding]]]
    mend: Mend
    at_once: bool = True
