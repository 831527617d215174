"""What people type about the regency itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Self

from portal.agencies.profile import RegencyProfile
from portal.agencies.words import SETTINGS, ZONES
from portal.numbers import phone_trouble, whole
from portal.texts import visible
from portal.web import Form

NUMBER = re.compile(r"\+[1-9]\d{7,14}")
LONGEST = {
    "name": 120,
    "short_name": 80,
    "province": 80,
    "head_title": 80,
    "office_name": 120,
    "office_short": 40,
    "phone": 40,
    "letterhead": 600,
}
LETTERHEAD_LINES = 8
SHOWN = tuple(name for name in SETTINGS if name not in {"logo", "districts", "categories"})


@dataclass(slots=True)
class RegencyForm(Form):
    """*Profil daerah*; `edited` makes the profile of it where all is well."""

    name: str = ""
    short_name: str = ""
    province: str = ""
    head_title: str = ""
    office_name: str = ""
    office_short: str = ""
    phone: str = ""
    sender_number: str = ""
    zone: str = ""
    letterhead: str = ""
    version: str = ""

    @classmethod
    def showing(cls, profile: RegencyProfile) -> Self:
        """The form filled with what stands now."""
        values = {name: getattr(profile, name) for name in SHOWN}
        return cls.blank({**values, "version": str(profile.version)})

    def check(self) -> None:
        self.require("name", "Isi nama daerah, misalnya Kabupaten Contoh.")
        self.require("short_name", "Isi nama singkat, misalnya Contoh.")
        self.require("head_title", "Isi sebutan kepala daerah: Bupati atau Wali Kota.")
        self.require("office_name", "Isi nama dinas yang mengelola ASPAL.")
        self.require("office_short", "Isi singkatan dinas.")
        for name, longest in LONGEST.items():
            self.at_most(name, longest)
        if len(self.letterhead.splitlines()) > LETTERHEAD_LINES:
            self.fail("letterhead", f"Paling banyak {LETTERHEAD_LINES} baris.")
        if self.zone not in ZONES:
            self.fail("zone", "Pilih zona waktu.")
        self.sender_number, self.phone = visible(self.sender_number), visible(self.phone)
        self._check_sender()
        if trouble := phone_trouble(self.phone):
            self.fail("phone", trouble)

    def _check_sender(self) -> None:
        number = international(self.sender_number)
        if trouble := phone_trouble(self.sender_number):
            self.fail("sender_number", trouble)
        elif self.sender_number and not NUMBER.fullmatch(number):
            self.fail("sender_number", "Nomor ini tidak dapat dibaca. Tulis seperti +62812….")
        else:
            self.sender_number = number

    def edited(self, standing: RegencyProfile) -> RegencyProfile:
        """The profile with what was typed, of the version that was shown."""
        version = whole(self.version) or 0
        return replace(standing, **{name: getattr(self, name) for name in SHOWN}, version=version)

    def differences(self, standing: RegencyProfile) -> list[tuple[str, str, str]]:
        """Label, what stands and what was typed, of each field in which they differ."""
        pairs = [(SETTINGS[name], str(getattr(standing, name)), getattr(self, name)) for name in SHOWN]
        return [(label, now or "kosong", typed or "kosong") for label, now, typed in pairs if now != typed]


def international(text: str) -> str:
    """The number as +62…, where it is written as people do."""
    digits = re.sub(r"[^\d+]", "", text)
    if digits.startswith("0"):
        return f"+62{digits[1:]}"
    return f"+{digits}" if digits and not digits.startswith("+") else digits
