"""Coordination initials as they are written down, several at once."""

from __future__ import annotations

from datetime import date

from portal import clock
from portal.decrees.forms.people import TeamForm

LINES = (1, 2, 3, 4)
LONGEST = 120


class InitialsForm(TeamForm):
    """Up to four holders, each with a day."""

    def given(self) -> list[tuple[str, date]]:
        """The lines that are filled in; a half-filled one is wrong, and so is none at all."""
        found = [line for nth in LINES if (line := self._line(nth)) is not None]
        if not found and not self.errors:
            self.fail("holder_1", "Isi pemegang paraf, misalnya Kepala Bagian Hukum.")
        return found

    def _line(self, nth: int) -> tuple[str, date] | None:
        holder, on = f"holder_{nth}", f"on_{nth}"
        if not (self[holder] or self[on]):
            return None
        self.require(holder, "Isi pemegang paraf.")
        self.require(on, "Isi tanggal paraf.")
        if len(self[holder]) > LONGEST:
            self.fail(holder, f"Terlalu panjang, paling banyak {LONGEST} huruf.")
        day = self.day(on)
        if day and day > clock.today().date():
            self.fail(on, "Tanggal ini belum terjadi.")
        return (self[holder], day) if day else None
