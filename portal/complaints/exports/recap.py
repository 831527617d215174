"""The recap that offices pass on, for Word: a table across the page, as long as the list is.

The frame is made by python-docx, the rows are written into its XML one by one: as objects a long list would
take minutes and gigabytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as Frame
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.shared import Cm, Pt
from docx.table import Table

from portal.complaints.exports.papers import About, plain
from portal.complaints.exports.rows import Exported
from portal.workdays.words import dated

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BODY = "word/document.xml"
HEADINGS = (
    ("No", 1.1),
    ("Tanggal", 2.3),
    ("Tracking ID", 2.3),
    ("Pelapor", 3.0),
    ("Judul", 6.0),
    ("Perangkat Daerah", 3.2),
    ("Tanggapan", 6.0),
    ("Keterangan", 3.6),
)
"""Each with its width in centimetres; together they fill A4 across."""

LINE = '</w:t><w:br/><w:t xml:space="preserve">'


class Recap:
    """A document whose table grows row by row."""

    def __init__(self, path: Path, about: About) -> None:
        made = io.BytesIO()
        _frame(about).save(made)
        self._file = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
        with zipfile.ZipFile(made) as frame:
            body = frame.read(BODY).decode("utf-8")
            for name in frame.namelist():
                if name != BODY:
                    self._file.writestr(name, frame.read(name))
        head, self._row, self._tail = _taken_apart(body)
        self._body = self._file.open(BODY, "w", force_zip64=True)
        self._body.write(head.encode())
        self._next = 1

    def write(self, rows: Sequence[Exported]) -> None:
        """Add rows."""
        for row in rows:
            cells = (str(self._next), *_cells(row))
            self._body.write("".join(_woven(self._row, [_xml(cell) for cell in cells])).encode())
            self._next += 1

    def close(self) -> None:
        """Finish the file."""
        self._body.write(self._tail.encode())
        self._body.close()
        self._file.close()


def _cells(row: Exported) -> tuple[str, ...]:
    return (
        dated(row.received_at),
        row.tracking_id or row.number,
        row.reporter or "–",
        row.title,
        row.holder,
        row.answer or "–",
        _remark(row),
    )


def _remark(row: Exported) -> str:
    """Where it stands and since when."""
    since = row.resolved_at or row.answered_at
    told = f"{row.status}, {dated(since)}" if since else row.status
    return "\n".join(part for part in (told, row.marks) if part)


def _frame(about: About) -> Frame:
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(1.1)
    section.top_margin = section.bottom_margin = Cm(1.5)
    document.styles["Normal"].font.size = Pt(9)
    document.add_heading("Rekap Pengaduan", level=1)
    for line in about.lines:
        document.add_paragraph(plain(line))
    _table(document)
    return document


def _table(document: Frame) -> None:
    table: Table = document.add_table(rows=2, cols=len(HEADINGS), style="Table Grid")
    table.autofit = False
    for nth, (heading, width) in enumerate(HEADINGS):
        for cell, text in ((table.cell(0, nth), heading), (table.cell(1, nth), _slot(nth))):
            cell.width, cell.text = Cm(width), text
        table.cell(0, nth).paragraphs[0].runs[0].bold = True
    # The heading stands on every page, and no complaint is torn in two.
    for nth, name in enumerate(("w:tblHeader", "w:cantSplit")):
        table.rows[nth]._tr.get_or_add_trPr().append(OxmlElement(name))


def _slot(nth: int) -> str:
    return f"@@{nth}@@"


def _taken_apart(body: str) -> tuple[str, list[str], str]:
    """What stands before the rows, the pieces of one row between its texts, and what stands behind."""
    begin = body.rindex("<w:tr>", 0, body.index(_slot(0)))
    end = body.index("</w:tr>", begin) + len("</w:tr>")
    row, pieces = body[begin:end], []
    for nth in range(len(HEADINGS)):
        piece, _, row = row.partition(_slot(nth))
        pieces.append(piece)
    return body[:begin], [*pieces, row], body[end:]


def _woven(pieces: Sequence[str], texts: Sequence[str]) -> list[str]:
    woven = [part for pair in zip(pieces, texts, strict=False) for part in pair]
    return [*woven, pieces[-1]]


def _xml(text: str) -> str:
    return LINE.join(escape(plain(line)) for line in text.splitlines()) or ""
