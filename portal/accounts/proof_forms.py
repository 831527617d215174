"""What people type to prove who they are."""

from __future__ import annotations

from dataclasses import dataclass

from portal.web import Form


@dataclass(slots=True)
class StepUpForm(Form):
    """The password once more, and where to go on."""

    step_up_password: str = ""
    next: str = ""

    def check(self) -> None:
        self.require("step_up_password", "Isi kata sandi Anda.")
