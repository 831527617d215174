"""What people type about categories and kecamatan."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from portal.agencies.lists import editing, reading
from portal.agencies.lists.kinds import NewTerm, Term
from portal.agencies.naming import clean
from portal.errors import BadInput
from portal.numbers import whole
from portal.web import Form, Posted

LOST = "Isi daftar tidak terbawa. Tempel atau unggah sekali lagi."


@dataclass(slots=True)
class TermForm(Form):
    """One entry; `agency` is the key of the one that it suggests."""

    version: str = ""
    group: str = ""
    name: str = ""
    agency: str = ""
    lapor_id: str = ""

    @classmethod
    def showing(cls, term: Term) -> Self:
        """The form filled with what stands now."""
        values = {"group": term.group, "name": term.name, "lapor_id": term.lapor_id}
        return cls.blank({**values, "agency": str(term.agency or ""), "version": str(term.version)})

    def check(self) -> None:
        self.group, self.name, self.lapor_id = map(clean, (self.group, self.name, self.lapor_id))
        self.require("group", "Isian ini belum diisi.")
        self.require("name", "Isian ini belum diisi.")
        for name in ("group", "name"):
            self.at_most(name, editing.LONGEST)
        self.at_most("lapor_id", editing.CODE)
        if self.agency and whole(self.agency) is None:
            self.fail("agency", "Pilih dari daftar.")

    @property
    def new(self) -> NewTerm:
        """What was typed."""
        return NewTerm(self.group, self.name, whole(self.agency) if self.agency else None, self.lapor_id)


@dataclass(slots=True)
class OtherNameForm(Form):
    """Another name of an entry."""

    text: str = ""

    def check(self) -> None:
        self.require("text", "Tulis nama lainnya.")
        self.at_most("text", editing.LONGEST)


@dataclass(slots=True)
class ListForm(Form):
    """A whole list, pasted or as a file."""

    text: str = ""
    file: str = ""

    @classmethod
    def parse(cls, posted: Posted | Mapping[str, str]) -> Self:
        """Take the file where one was chosen, else what was pasted."""
        form = cls.blank()
        fields = posted.fields if isinstance(posted, Posted) else posted
        form.text = fields.get("text", "")
        chosen = posted.files("file") if isinstance(posted, Posted) else []
        try:
            form.text = reading.decoded(chosen[0].content) if chosen else form.text
        except BadInput as refusal:
            form.fail("file", refusal.sentence)
        return form


def packed(text: str) -> str:
    """A list as it travels with the page."""
    return base64.urlsafe_b64encode(text.encode()).decode()


def unpacked(text: str) -> str:
    """The list again; raises BadInput where it was lost on the way."""
    try:
        return base64.urlsafe_b64decode(text).decode()
    except (binascii.Error, ValueError):
        raise BadInput(LOST) from None
