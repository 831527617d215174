"""What people type about agencies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from portal import dates
from portal.agencies.editing import AgencyValues
from portal.agencies.merging import Versions
from portal.agencies.naming import CODE, CODE_RULE
from portal.agencies.queries import AgencyRow
from portal.agencies.tables import Kind
from portal.numbers import whole
from portal.web import Form, Posted

LABELS = {
    "name": "Nama lengkap",
    "short_name": "Nama singkat",
    "kind": "Jenis",
    "parent": "Induk",
    "valid_from": "Berlaku mulai",
    "valid_until": "Berlaku sampai",
}


@dataclass(slots=True)
class AgencyForm(Form):
    """Everything about an agency but its code; `values` is set where all is well."""

    name: str = ""
    short_name: str = ""
    kind: str = ""
    parent: str = ""
    valid_from: str = ""
    valid_until: str = ""
    version: str = ""
    values: AgencyValues | None = field(default=None, init=False)

    @classmethod
    def showing(cls, row: AgencyRow) -> Self:
        """The form filled with what stands now."""
        return cls.blank(
            {
                "name": row.name,
                "short_name": row.short_name,
                "kind": row.kind,
                "parent": str(row.parent or ""),
                "valid_from": str(row.valid_from or ""),
                "valid_until": str(row.valid_until or ""),
                "version": str(row.version),
            }
        )

    def check(self) -> None:
        self.check_values()

    def differences(self, row: AgencyRow, spoken: Callable[[str, str], str]) -> list[tuple[str, str, str]]:
        """Label, what stands and what was typed, of each field in which they differ."""
        now = type(self).showing(row)
        return [
            (label, spoken(name, getattr(now, name)), spoken(name, getattr(self, name)))
            for name, label in LABELS.items()
            if getattr(now, name) != getattr(self, name)
        ]

    def check_values(self) -> None:
        """Names, kind, parent and dates; sets `values` where all is well."""
        self.require("name", "Isi nama lengkap perangkat daerah.")
        self.at_most("name", 200)
        self.require("short_name", "Isi nama singkat.")
        self.at_most("short_name", 80)
        if self.kind not in set(Kind):
            self.fail("kind", "Pilih jenis.")
        if self.parent and whole(self.parent) is None:
            self.fail("parent", "Pilih induk dari daftar.")
        begins, ends = self._day("valid_from"), self._day("valid_until")
        if begins and ends and ends < begins:
            self.fail("valid_until", "Tanggal berakhir tidak boleh sebelum tanggal mulai.")
        if not self.errors:
            parent = int(self.parent) if self.parent else None
            self.values = AgencyValues(self.name, self.short_name, self.kind, parent, begins, ends)

    def _day(self, name: str) -> date | None:
        text = getattr(self, name)
        try:
            return dates.parse_date(text) if text else None
        except ValueError as error:
            self.fail(name, str(error))
            return None


@dataclass(slots=True)
class NewAgencyForm(AgencyForm):
    """A new agency, which also gets its code."""

    code: str = ""

    def check(self) -> None:
        if not CODE.fullmatch(self.code.upper()):
            self.fail("code", CODE_RULE if self.code else "Isi kode, misalnya DISKOMINFO.")
        self.check_values()


@dataclass(slots=True)
class EndForm(Form):
    """The last day of an agency, and who answers for it afterwards; `day` is set where all is well."""

    last_day: str = ""
    successor: str = ""
    version: str = ""
    day: date | None = field(default=None, init=False)

    def check(self) -> None:
        if self.successor and whole(self.successor) is None:
            self.fail("successor", "Pilih pengganti dari daftar.")
        try:
            day = dates.parse_date(self.last_day)
        except ValueError as error:
            self.fail("last_day", str(error))
            return
        self.day = None if self.errors else day


@dataclass(slots=True)
class MergeForm(Form):
    """Which agency takes over and why; the versions are those of the preview."""

    into: str = ""
    reason: str = ""
    source_version: str = ""
    target_version: str = ""

    def check(self) -> None:
        self.at_least("reason", 5, "Tulis dasar penggabungan, misalnya nomor peraturan daerah.")
        self.at_most("reason", 300)

    @property
    def seen(self) -> Versions:
        """Both agencies as the preview showed them."""
        given = (self.source_version, self.target_version)
        source, target = (whole(text) or 0 for text in given)
        return Versions(source, target)


@dataclass(slots=True)
class AliasForm(Form):
    """Another name."""

    text: str = ""

    def check(self) -> None:
        self.require("text", "Tulis nama lain perangkat daerah ini.")
        self.at_most("text", 200)


@dataclass(slots=True)
class FileForm(Form):
    """The list that is to be imported."""

    file: str = ""
    content: bytes = field(default=b"", init=False)

    @classmethod
    def parse(cls, posted: Posted | Mapping[str, str]) -> Self:
        """Take the first file that was chosen."""
        form = cls.blank()
        chosen = posted.files("file") if isinstance(posted, Posted) else []
        if chosen:
            form.content = chosen[0].content
        else:
            form.fail("file", "Pilih berkas CSV.")
        return form
