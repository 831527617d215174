"""What every file of an export says of itself, and what each of its writers can do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from portal.complaints.exports.rows import Exported
from portal.workdays.words import stamp

# What XML cannot hold, whatever a file from elsewhere brought.
NO_TEXT = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class About:
    """Whose list it is, what it was narrowed by and when it was true."""

    regency: str
    asked_by: str
    narrowed_by: str
    order: str
    at: datetime

    @property
    def lines(self) -> list[str]:
        """The same for a reader."""
        narrowed = self.narrowed_by or "semua pengaduan"
        return [
            self.regency,
            f"Saringan: {narrowed}; {self.order}.",
            f"Keadaan {stamp(self.at)}, disiapkan untuk {self.asked_by}. Nama pelapor disamarkan.",
        ]


class Writer(Protocol):
    """Writes rows as they come; nothing of them stays in memory."""

    def write(self, rows: Sequence[Exported]) -> None:
        """Add rows."""

    def close(self) -> None:
        """Finish the file."""


def plain(text: str) -> str:
    """The text without what no file can hold."""
    return NO_TEXT.sub("", text)
