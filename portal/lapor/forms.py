"""What people type and choose while importing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal import clock
from portal.complaints.kinds import NAMED
from portal.errors import BadInput
from portal.lapor import file_dates
from portal.lapor.date_order import DateOrder
from portal.lapor.statuses import Bucket
from portal.lapor.tables import TEXT_OF_AGENCY, TEXT_OF_CLASS, TEXT_OF_STATUS, BatchKind
from portal.numbers import whole
from portal.web import Form


@dataclass(slots=True)
class UploadForm(Form):
    """Which file; `once` tells a repeated press."""

    once: str = ""
    kind: str = BatchKind.EXPORT.value
    file: str = ""
    generated: str = ""

    def check(self) -> None:
        if self.kind not in set(BatchKind):
            self.fail("kind", "Pilih isi berkas.")
        try:
            self.generated_at(clock.now())
        except BadInput as refusal:
            self.fail("generated", refusal.sentence)

    def generated_at(self, at: datetime) -> datetime | None:
        """The file's date where one is typed; raises BadInput."""
        return file_dates.given(self.generated, at=at) if self.generated else None


@dataclass(slots=True)
class ConfirmationForm(Form):
    """Whether officers are told and other dates taken; not ticked unless somebody ticks it."""

    notify: str = ""
    take_differences: str = ""


@dataclass(slots=True)
class AliasForm(Form):
    """A name of the file and the agency it means."""

    text: str = ""
    agency: str = ""

    def check(self) -> None:
        self.require("text", "Nama perangkat daerah belum diisi.")
        self.at_most("text", TEXT_OF_AGENCY)
        if whole(self.agency) is None:
            self.fail("agency", "Pilih perangkat daerah yang dimaksud.")


@dataclass(slots=True)
class StatusForm(Form):
    """A status of LAPOR! and where it counts."""

    text: str = ""
    bucket: str = ""
    is_prefix: str = ""

    def check(self) -> None:
        self.require("text", "Tulis statusnya seperti di SP4N-LAPOR!.")
        self.at_most("text", TEXT_OF_STATUS)
        if self.bucket not in set(Bucket):
            self.fail("bucket", "Pilih kelompoknya.")


@dataclass(slots=True)
class ClassForm(Form):
    """What a file calls a class, empty where it says nothing, and the class that is meant."""

    text: str = ""
    classification: str = ""

    def check(self) -> None:
        self.at_most("text", TEXT_OF_CLASS)
        if self.classification not in NAMED:
            self.fail("classification", "Pilih klasifikasi yang dimaksud.")


@dataclass(slots=True)
class ClassWithdrawalForm(Form):
    """Which word is taken back."""

    text: str = ""

    def check(self) -> None:
        self.require("text", "Klasifikasi belum disebut.")


@dataclass(slots=True)
class DateOrderForm(Form):
    """What stands first in the dates of a file."""

    order: str = ""

    def check(self) -> None:
        if self.order not in set(DateOrder):
            self.fail("order", "Pilih urutan tanggal berkas ini.")
