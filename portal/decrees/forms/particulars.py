"""What the decree says about itself, its positions, and the acts that move it on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Self

from portal import clock, dates
from portal.accounts import phones
from portal.decrees.drafting import Particulars
from portal.decrees.kinds import Capacity, DecreeKind
from portal.decrees.positions import PositionValues
from portal.decrees.tables import Decree, Position
from portal.errors import BadInput
from portal.numbers import whole
from portal.web import Form
from portal.workdays.calendar import END_OF_DAY

CAPACITIES = [
    (Capacity.DEFINITIVE, "Pejabat definitif"),
    (Capacity.ACTING_HEAD, "Penjabat (Pj.)"),
    (Capacity.ACTING, "Pelaksana tugas (Plt.)"),
    (Capacity.ON_BEHALF, "Atas nama (a.n.)"),
]
KINDS = [
    (DecreeKind.MAIN, "SK tahunan, susunan baru"),
    (DecreeKind.AMENDMENT, "SK Perubahan atas SK yang berlaku"),
]
SCOPES = [("agency", "Tiap perangkat daerah"), ("regency", "Seluruh kabupaten, satu orang")]
LONGEST_TEXT = 10_000
YEARS = range(2015, 2100)


@dataclass(slots=True)
class DatedForm(Form):
    """A form with dates as people write them."""

    def day(self, name: str) -> date | None:
        """The date in a field; what cannot be read gets its sentence, an empty field gives None."""
        text = getattr(self, name)
        try:
            return dates.parse_date(text) if text else None
        except ValueError as error:
            self.fail(name, str(error))
            return None

    def end_of_day(self, name: str) -> datetime | None:
        """The last second of the day in a field."""
        day = self.day(name)
        return datetime.combine(day, END_OF_DAY, clock.WIB) if day else None


@dataclass(slots=True)
class NewDecreeForm(Form):
    """A year's decree, or one that changes it."""

    kind: str = DecreeKind.MAIN
    year: str = ""

    def check(self) -> None:
        if self.kind not in set(DecreeKind):
            self.fail("kind", "Pilih jenis SK.")
        if self.kind == DecreeKind.MAIN:
            check_year(self)


@dataclass(slots=True)
class ParticularsForm(DatedForm):
    """Title, dates, signer and the text of the decree; `values` is set where all is well."""

    version: str = ""
    title: str = ""
    year: str = ""
    effective_from: str = ""
    effective_until: str = ""
    signer_name: str = ""
    signer_title: str = ""
    signer_capacity: str = Capacity.DEFINITIVE
    weighing: str = ""
    recalling: str = ""
    deciding: str = ""
    values: Particulars | None = field(default=None, init=False)

    @classmethod
    def showing(cls, decree: Decree) -> Self:
        """The form filled with what stands now."""
        names = ("title", "year", "signer_name", "signer_title", "signer_capacity", "weighing", "recalling")
        shown = {name: str(getattr(decree, name)) for name in (*names, "deciding", "version")}
        days = {name: str(getattr(decree, name) or "") for name in ("effective_from", "effective_until")}
        return cls.blank(shown | days)

    def check(self) -> None:
        self.require("title", "Isi tentang apa SK ini.")
        self.at_most("title", 300)
        check_year(self)
        for name in ("signer_name", "signer_title"):
            self.at_most(name, 120)
        for name in ("weighing", "recalling", "deciding"):
            self.at_most(name, LONGEST_TEXT)
        if self.signer_capacity not in set(Capacity):
            self.fail("signer_capacity", "Pilih kapasitas penanda tangan.")
        begins, ends = self.day("effective_from"), self.day("effective_until")
        if begins and ends and ends < begins:
            self.fail("effective_until", "Tanggal akhir tidak boleh sebelum tanggal mulai.")
        if not self.errors:
            self.values = self._values(begins, ends)

    def _values(self, begins: date | None, ends: date | None) -> Particulars:
        return Particulars(
            title=self.title,
            year=int(self.year),
            effective_from=begins,
            effective_until=ends,
            signer_name=self.signer_name,
            signer_title=self.signer_title,
            signer_capacity=Capacity(self.signer_capacity),
            weighing=self.weighing,
            recalling=self.recalling,
            deciding=self.deciding,
        )


@dataclass(slots=True)
class PositionForm(Form):
    """A position in the team."""

    name: str = ""
    role: str = ""
    scope: str = "agency"
    is_required: str = ""
    values: PositionValues | None = field(default=None, init=False)

    @classmethod
    def showing(cls, position: Position) -> Self:
        """The form filled with what stands now."""
        scope = "agency" if position.per_agency else "regency"
        required = "1" if position.is_required else ""
        return cls.blank(
            {"name": position.name, "role": position.role, "scope": scope, "is_required": required}
        )

    def check(self) -> None:
        self.require("name", "Isi nama kedudukan.")
        self.at_most("name", 120)
        if self.scope not in dict(SCOPES):
            self.fail("scope", "Pilih untuk siapa kedudukan ini.")
        if not self.errors:
            self.values = PositionValues(
                self.name, self.role, per_agency=self.scope == "agency", is_required=bool(self.is_required)
            )


@dataclass(slots=True)
class RoundForm(DatedForm):
    """Until when agencies may answer."""

    version: str = ""
    deadline: str = ""
    until: datetime | None = field(default=None, init=False)

    def check(self) -> None:
        self.require("deadline", "Isi batas menjawab.")
        self.until = self.end_of_day("deadline")
        if self.until and self.until <= clock.now():
            self.fail("deadline", "Batas menjawab sudah lewat.")


@dataclass(slots=True)
class VersionForm(Form):
    """An act that only needs to know which state its page showed."""

    version: str = ""
    reason: str = ""
    name: str = ""
    phone: str = ""

    @property
    def number(self) -> int:
        """The version that the page showed; 0 fits none."""
        return whole(self.version) or 0


@dataclass(slots=True)
class ReasonForm(VersionForm):
    """An act that needs its reason."""

    def check(self) -> None:
        self.require("reason", "Tulis alasannya.")
        self.at_most("reason", 4_000)


@dataclass(slots=True)
class AddresseeForm(VersionForm):
    """Somebody who is in no SK yet."""

    def check(self) -> None:
        self.require("name", "Isi nama lengkap.")
        self.at_most("name", 120)
        self.require("phone", "Isi nomor WhatsApp.")
        try:
            self.phone = phones.parse(self.phone) if self.phone else ""
        except BadInput as error:
            self.fail("phone", error.sentence)


@dataclass(slots=True)
class SignatureForm(DatedForm):
    """Number and date of the signed decree; its file comes beside it."""

    version: str = ""
    number: str = ""
    signed_on: str = ""
    signed: str = ""
    day_signed: date | None = field(default=None, init=False)

    def check(self) -> None:
        self.require("number", "Isi nomor SK.")
        self.at_most("number", 120)
        self.require("signed_on", "Isi tanggal SK ditetapkan.")
        self.day_signed = self.day("signed_on")
        if self.day_signed and self.day_signed > clock.today().date():
            self.fail("signed_on", "Tanggal ini belum terjadi.")


@dataclass(slots=True)
class SureForm(Form):
    """The press that puts a decree in force."""

    version: str = ""
    sure: str = ""

    def check(self) -> None:
        self.require("sure", "Periksa dahulu yang akan berubah, lalu centang.")


def check_year(form: NewDecreeForm | ParticularsForm) -> None:
    """A year of four digits."""
    if whole(form.year) not in YEARS:
        form.fail("year", "Isi tahun dengan empat angka, misalnya 2027.")


def start_of(day: date) -> datetime:
    """When a day begins in WIB."""
    return datetime.combine(day, time(), clock.WIB)
