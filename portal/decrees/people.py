"""A person as a roster writes them, and what may not stand twice in one roster."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from portal.decrees import nip
from portal.decrees.roster import RosterRow
from portal.errors import Refusal

LONGEST_NAME = 120
_TITLES = re.compile(r",.*$|\b(drs|dra|ir|dr|prof|h|hj|r|rr)\.\s*", re.IGNORECASE)
_LETTERS = re.compile(r"[^a-z]+")


@dataclass(frozen=True, slots=True)
class Contacts:
    """How a person is reached, the number in E.164, and their LAPOR! account; no part of the signed text."""

    email: str | None = None
    phone: str | None = None
    lapor_account: str = ""
    lapor_role: str = ""
    lapor_checked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to appoint, cleaned by the form that took it."""

    name: str
    nip: str = ""
    rank: str = ""
    post: str = ""
    is_acting: bool = False
    email: str | None = None
    phone: str | None = None
    lapor_account: str = ""
    lapor_role: str = ""
    lapor_checked_on: date | None = None

    @property
    def values(self) -> dict[str, Any]:
        """The columns of a row, the NIP without what people put between its figures."""
        return asdict(self) | {"name": " ".join(self.name.split()), "nip": nip.clean(self.nip)}


def check(person: Person, others: Iterable[RosterRow], seat: tuple[int, int | None]) -> None:
    """Raise Refusal for a name that is missing, somebody twice in one seat, or a number of two people.

    `seat` is position and agency; `others` are the rows of the same roster that appoint somebody.
    """
    if not person.name.strip() or len(person.name) > LONGEST_NAME:
        raise Refusal(f"Nama harus diisi, paling banyak {LONGEST_NAME} huruf.")
    if nip.is_ruined(person.nip):
        raise Refusal(nip.RUINED.format(person.nip.strip()))
    for other in others:
        same = is_same(person.name, person.nip, other.name, other.nip)
        if same and (other.position_id, other.agency_id) == seat:
            raise Refusal(f"{other.name} sudah memegang kedudukan ini di sana.")
        if not same and person.phone and person.phone == other.phone:
            raise Refusal(
                f"Nomor WhatsApp ini sudah ditulis untuk {other.name}. Satu nomor untuk satu orang."
            )
        if not same and person.email and person.email == other.email:
            raise Refusal(f"Surel ini sudah ditulis untuk {other.name}. Satu surel untuk satu orang.")


def is_same(name: str, number: str, other_name: str, other_number: str) -> bool:
    """Whether two entries mean one person: by NIP where both have one, else by name without titles."""
    if number and other_number:
        return nip.clean(number) == nip.clean(other_number)
    return folded(name) == folded(other_name)


def folded(name: str) -> str:
    """A name without titles, in small letters and nothing but letters."""
    return _LETTERS.sub("", _TITLES.sub("", name).casefold()) or name.casefold()
