"""What people type and choose while importing."""

from __future__ import annotations

from dataclasses import dataclass

from portal.lapor.statuses import Bucket
from portal.lapor.tables import TEXT_OF_AGENCY, TEXT_OF_STATUS, BatchKind
from portal.numbers import whole
from portal.web import Form


@dataclass(slots=True)
class UploadForm(Form):
    """Which file; `once` tells a repeated press."""

    once: str = ""
    kind: str = BatchKind.EXPORT.value
    file: str = ""

    def check(self) -> None:
        if self.kind not in set(BatchKind):
            self.fail("kind", "Pilih isi berkas.")


@dataclass(slots=True)
class ConfirmationForm(Form):
    """Whether officers are told; not ticked unless somebody ticks it."""

    notify: str = ""


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
