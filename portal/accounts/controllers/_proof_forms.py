"""What people type to prove who they are."""

from __future__ import annotations

from dataclasses import dataclass

from portal.accounts import password_reset_codes, second_factor_codes
from portal.accounts.forms import NewPasswordForm
from portal.accounts.second_factor_help import CHECKS, REASONS
from portal.web import Form

PHONE_DIGITS = 6


@dataclass(slots=True)
class StepUpForm(Form):
    """The password once more, and where to go on."""

    step_up_password: str = ""
    next: str = ""

    def check(self) -> None:
        self.require("step_up_password", "Isi kata sandi Anda.")


@dataclass(slots=True)
class NewPhoneForm(Form):
    """The first code of a phone."""

    code: str = ""

    def check(self) -> None:
        self.code = digits_of(self.code)
        self.require("code", "Tulis enam angka yang tampil di aplikasi.")


@dataclass(slots=True)
class CodeForm(Form):
    """A code at the door, from the phone or from paper."""

    code: str = ""
    challenge: str = ""
    next: str = ""

    def check(self) -> None:
        self.code = digits_of(self.code)
        if len(self.code) not in {PHONE_DIGITS, second_factor_codes.DIGITS}:
            self.fail("code", "Tulis enam angka dari ponsel Anda, atau sepuluh angka dari kertas.")


@dataclass(slots=True)
class HelpForm(Form):
    """Why an admin helps somebody in, and how they made sure who it is."""

    reason: str = ""
    check_by: str = ""

    def check(self) -> None:
        if self.reason not in REASONS:
            self.fail("reason", "Pilih alasannya.")
        if self.check_by not in CHECKS:
            self.fail("check_by", "Pilih cara Anda memastikan orangnya.")


@dataclass(slots=True)
class ForgottenForm(Form):
    """Whose password is forgotten."""

    identifier: str = ""

    def check(self) -> None:
        self.require("identifier", "Isi surel atau nomor WhatsApp Anda.")


@dataclass(slots=True)
class ResetCodeForm(NewPasswordForm):
    """A code on paper, whose it is, and the new password."""

    identifier: str = ""
    code: str = ""

    def check(self) -> None:
        self.require("identifier", "Isi surel atau nomor WhatsApp Anda.")
        self.code = digits_of(self.code)
        if len(self.code) != password_reset_codes.DIGITS:
            self.fail("code", "Tulis dua belas angka dari kertas.")
        self.own = (self.identifier,)
        self.check_new()


def digits_of(text: str) -> str:
    """A code without the spaces and dashes that people type."""
    return "".join(char for char in text if char in "0123456789")
