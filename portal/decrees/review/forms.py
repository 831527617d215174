"""What is typed in a review."""

from __future__ import annotations

from dataclasses import dataclass

from portal.web import Form


@dataclass(slots=True)
class EndingForm(Form):
    """Why an account ends."""

    note: str = ""

    def check(self) -> None:
        self.require("note", "Tulis alasan mengakhiri akun ini.")
        self.at_most("note", 500)
