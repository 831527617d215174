"""Which file is made of a list."""

from dataclasses import dataclass

from portal.complaints.exports.asking import Format
from portal.web import Form


@dataclass(slots=True)
class ExportForm(Form):
    """The kind of file; `query` is the list's, as its address writes it."""

    format: str = ""
    query: str = ""

    def check(self) -> None:
        if self.format not in set(Format):
            self.fail("format", "Pilih jenis berkas.")
