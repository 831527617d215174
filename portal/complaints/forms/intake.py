"""A complaint as it is recorded by hand."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any

from portal import clock
from portal.accounts import phones
from portal.complaints import tracking
from portal.complaints.forms.dated import DatedForm, moment
from portal.complaints.intake import TITLE_LENGTH, NewComplaint, ReporterDetails
from portal.complaints.kinds import NAMED, Channel, Classification
from portal.errors import BadInput
from portal.files import StoredFileRow
from portal.numbers import whole

LONGEST_TEXT = 15_000
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
LENGTHS = {
    "title": TITLE_LENGTH,
    "text": LONGEST_TEXT,
    "village": 120,
    "place": 200,
    "reporter_name": 160,
    "reporter_email": 254,
    "reporter_address": 300,
}


@dataclass(slots=True)
class ComplaintForm(DatedForm):
    """Everything that is known when a complaint comes in; `attached` are the files that came with it."""

    once: str = ""
    office: str = ""
    channel: str = ""
    received_on: str = ""
    received_time: str = ""
    tracking_id: str = ""
    title: str = ""
    text: str = ""
    classification: str = ""
    category: str = ""
    district: str = ""
    village: str = ""
    place: str = ""
    happened_on: str = ""
    is_anonymous: str = ""
    is_secret: str = ""
    reporter_name: str = ""
    reporter_phone: str = ""
    reporter_email: str = ""
    reporter_address: str = ""
    files: str = ""
    attached: list[StoredFileRow] = field(default_factory=list, init=False)

    def check(self) -> None:
        self._check_words()
        self._check_choices()
        self._check_dates()
        self._check_reporter()

    def _check_words(self) -> None:
        self.require("title", "Tulis judulnya: apa yang terjadi dan di mana.")
        self.require("text", "Tulis isi pengaduan.")
        for name, length in LENGTHS.items():
            self.at_most(name, length)
        self.tracking_id = tracking.cleaned(self.tracking_id)
        if self.tracking_id and not tracking.is_valid(self.tracking_id):
            self.fail("tracking_id", tracking.MALFORMED)

    def _check_choices(self) -> None:
        if self.channel not in set(Channel):
            self.fail("channel", "Pilih kanalnya.")
        if self.classification not in {*NAMED, Classification.NONE}:
            self.fail("classification", "Pilih klasifikasinya, atau kosongkan.")
        for name in ("category", "district"):
            value = getattr(self, name)
            if value and whole(value) is None:
                self.fail(name, "Pilih dari daftar.")

    def _check_dates(self) -> None:
        self.require("received_on", "Tulis tanggal pengaduan masuk.")
        received, happened = self.past_day("received_on"), self.past_day("happened_on")
        at, now = self.clock_time("received_time"), clock.now()
        if received and "received_on" not in self.errors and moment(received, at, now=now) > now:
            self.fail("received_time", "Jam ini belum terjadi.")
        if received and happened and happened > received:
            self.fail("happened_on", "Kejadiannya tidak mungkin sesudah pengaduan masuk.")

    def _check_reporter(self) -> None:
        if self.reporter_email and not EMAIL.fullmatch(self.reporter_email):
            self.fail("reporter_email", "Surel ini tidak lengkap. Tulis seperti nama@contoh.id.")
        if not self.reporter_phone:
            return
        try:
            phones.parse(self.reporter_phone)
        except BadInput as refusal:
            self.fail("reporter_phone", f"{refusal.sentence} Boleh juga dikosongkan.")

    def complaint(self, office: int | None, now: datetime) -> NewComplaint:
        """What the checked form says."""
        return NewComplaint(
            **self._what(),
            happened_at=self._happened(),
            received_at=self._received(now),
            title=self.title,
            body=self.text,
            channel=Channel(self.channel),
            is_anonymous=bool(self.is_anonymous),
            is_secret=bool(self.is_secret),
            reporter=self._reporter(),
            office=office,
            files=[file.id for file in self.attached],
            once=self.once or None,
        )

    def _what(self) -> dict[str, Any]:
        return {
            "classification": Classification(self.classification),
            "category": int(self.category) if self.category else None,
            "district": int(self.district) if self.district else None,
            "village": self.village,
            "place": self.place,
            "tracking_id": self.tracking_id,
        }

    def _happened(self) -> datetime | None:
        day = self.day("happened_on")
        return datetime.combine(day, time(), clock.WIB).astimezone(UTC) if day else None

    def _received(self, now: datetime) -> datetime | None:
        day = self.day("received_on")
        return moment(day, self.clock_time("received_time"), now=now) if day else None

    def _reporter(self) -> ReporterDetails:
        phone = phones.find(self.reporter_phone) if self.reporter_phone else None
        return ReporterDetails(self.reporter_name, phone or "", self.reporter_email, self.reporter_address)
