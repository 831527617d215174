"""Forms about people of the team. Names of fields begin with the row that they belong to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Self, TypeVar

from portal import dates
from portal.accounts import identities, phones
from portal.decrees import nip
from portal.decrees.people import Contacts, Person
from portal.decrees.roster import RosterRow
from portal.errors import BadInput
from portal.web.forms import LONGEST_FIELD, Posted

T = TypeVar("T")

LENGTHS = {"name": 120, "post": 160, "rank": 80, "nip": 30, "lapor_account": 120, "lapor_role": 60}
WHY = ("Mutasi", "Pensiun", "Promosi", "Cuti panjang", "Meninggal dunia", "Lainnya")
REASONS = [(word, word) for word in WHY]


@dataclass(slots=True)
class TeamForm:
    """Fields by any name, with all errors at once; templates read it like every other form."""

    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, posted: Posted) -> Self:
        """What was posted, unjudged."""
        return cls({name: value[:LONGEST_FIELD] for name, value in posted.fields.items()})

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    def fail(self, name: str, sentence: str) -> None:
        """Put a sentence beside a field; the first one stands."""
        self.errors.setdefault(name, sentence)

    def require(self, name: str, sentence: str) -> None:
        """The field must not be empty."""
        if not self[name]:
            self.fail(name, sentence)

    def fill(self, values: Mapping[str, str]) -> None:
        """Show values in fields that nobody typed into."""
        self.values = {**values, **self.values}

    def day(self, name: str) -> date | None:
        """The date in a field; an empty one gives None."""
        return self._read(name, dates.parse_date)

    def person(self, prefix: str) -> Person | None:
        """Who is named in the fields of a row; None where something is wrong with it."""
        before = len(self.errors)
        self.require(f"{prefix}name", "Isi nama lengkap.")
        self.require(f"{prefix}post", "Isi jabatan.")
        for name, length in LENGTHS.items():
            self._check_length(f"{prefix}{name}", length)
        contacts = self.contacts(prefix)
        number = self._nip(f"{prefix}nip")
        if contacts is None or len(self.errors) > before:
            return None
        return Person(
            name=" ".join(self[f"{prefix}name"].split()),
            nip=number,
            rank=self[f"{prefix}rank"],
            post=self[f"{prefix}post"],
            is_acting=bool(self[f"{prefix}acting"]),
            **asdict(contacts),
        )

    def contacts(self, prefix: str) -> Contacts | None:
        """How the person of a row is reached; None where something is wrong with it."""
        before = len(self.errors)
        for name in ("lapor_account", "lapor_role"):
            self._check_length(f"{prefix}{name}", LENGTHS[name])
        found = Contacts(
            email=self._read(f"{prefix}email", identities.clean_email),
            phone=self._read(f"{prefix}phone", phones.parse),
            lapor_account=self[f"{prefix}lapor_account"],
            lapor_role=self[f"{prefix}lapor_role"],
            lapor_checked_on=self.day(f"{prefix}lapor_checked_on"),
        )
        return None if len(self.errors) > before else found

    def reason(self, prefix: str) -> str:
        """Why, in the words chosen and those added."""
        self.require(f"{prefix}why", "Pilih alasan.")
        return ". ".join(part for part in (self[f"{prefix}why"], self[f"{prefix}note"]) if part)

    def _nip(self, name: str) -> str:
        if nip.is_ruined(self[name]):
            self.fail(name, nip.RUINED.format(self[name]))
        return nip.clean(self[name])

    def _check_length(self, name: str, length: int) -> None:
        if len(self[name]) > length:
            self.fail(name, f"Terlalu panjang: {len(self[name])} huruf, paling banyak {length}.")

    def _read(self, name: str, read: Callable[[str], T]) -> T | None:
        if not self[name]:
            return None
        try:
            return read(self[name])
        except (BadInput, ValueError) as error:
            self.fail(name, str(error))
            return None


def fields_of(row: RosterRow, prefix: str) -> dict[str, str]:
    """The fields of a person, filled with what stands in a row."""
    return {
        f"{prefix}name": row.name,
        f"{prefix}post": row.post,
        f"{prefix}acting": "1" if row.is_acting else "",
        f"{prefix}phone": row.phone or "",
        f"{prefix}email": row.email or "",
        f"{prefix}nip": row.nip,
        f"{prefix}rank": row.rank,
        f"{prefix}lapor_account": row.lapor_account,
        f"{prefix}lapor_role": row.lapor_role,
        f"{prefix}lapor_checked_on": str(row.lapor_checked_on or ""),
    }
