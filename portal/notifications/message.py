"""What slices hand over to be told: who and what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person to tell. `key` stays (`account:12`), `address` is E.164, `proven` by answering a message."""

    key: str
    name: str
    address: str | None
    proven: bool


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to tell. Texts and the names of `values` stand in `kinds.KINDS`.

    `subject` reads `complaint:ADU-2026-000001` and orders what one person is told about it. `link` is a path
    of the portal. `restricted` (rahasia, berkadar pengawasan) tells number and link only. `may_wait` is sent
    in office hours only. `secret` refers to a link that is made at sending (`invitation:12`). Messages of one
    `act` are counted together before any leaves; without a name each `dedupe_key` is an act of its own.
    """

    kind: str
    dedupe_key: str
    subject: str
    values: Mapping[str, str] = field(default_factory=dict)
    link: str = ""
    critical: bool = False
    may_wait: bool = False
    expires_at: datetime | None = None
    secret: str = ""
    restricted: bool = False
    act: str = ""
