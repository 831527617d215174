"""What comes with a new template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from portal.web import Form, Posted


@dataclass(slots=True)
class TemplateForm(Form):
    """A Word file, and what is new about it."""

    note: str = ""
    content: bytes = field(default=b"", init=False)
    filename: str = field(default="", init=False)

    @classmethod
    def parse(cls, posted: Posted | Mapping[str, str]) -> Self:
        """Take the first file that was chosen."""
        form = cls.blank(posted.fields if isinstance(posted, Posted) else posted)
        chosen = posted.files("file") if isinstance(posted, Posted) else []
        form.at_most("note", 300)
        if chosen:
            form.content, form.filename = chosen[0].content, chosen[0].filename
        else:
            form.fail("file", "Pilih dokumen Word (.docx).")
        return form
