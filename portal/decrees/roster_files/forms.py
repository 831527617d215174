"""The workbook that is to be imported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from portal.web import Form, Posted


@dataclass(slots=True)
class RosterFileForm(Form):
    """One file."""

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
            form.fail("file", "Pilih berkas Excel (.xlsx).")
        return form
