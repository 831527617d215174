"""Make the Word template of the decree that comes with the portal: templates/decrees/documents/sk-tim.docx.

python scripts/decree_template.py [FILE]
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

TARGET = Path(__file__).resolve().parent.parent / "templates/decrees/documents/sk-tim.docx"
CENTRE = WD_ALIGN_PARAGRAPH.CENTER
HEADINGS = ("No", "Nama", "NIP", "Pangkat/Gol", "Jabatan", "Instansi", "Kedudukan dalam tim")
LINE = ("no", "nama", "nip", "pangkat", "jabatan", "instansi", "kedudukan")
WIDTHS = (1.0, 4.6, 4.2, 2.6, 4.4, 5.2, 3.8)
SIGNATURE = (
    "Ditetapkan di {{ tempat }}",
    "pada tanggal {{ tanggal }}",
    "{{ jabatan_penandatangan }},",
    "",
    "",
    "",
    "{{ penandatangan }}",
)


def build() -> Any:
    """The whole template."""
    document = Document()
    document.core_properties.title = "Keputusan tentang {{ tentang }}"
    document.core_properties.author = ""
    document.core_properties.comments = ""
    _set_page(document)
    _opening(document)
    for name in ("menimbang", "mengingat"):
        _points(document, name.capitalize(), name)
    _paragraph(document, "MEMUTUSKAN:", centred=True)
    _points(document, "Menetapkan", "memutuskan")
    _signature(document)
    _attachment(document)
    return document


def _set_page(document: Any) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Bookman Old Style", Pt(11)
    normal.paragraph_format.space_after = Pt(6)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.5), Cm(33)  # F4, on which decrees are printed
    section.left_margin = section.right_margin = Cm(2.5)


def _opening(document: Any) -> None:
    for text in (
        "{{ kepala_daerah }}",
        "KEPUTUSAN {{ kepala_daerah }}",
        "NOMOR {{ nomor }}",
        "TENTANG",
        "{{ tentang }}",
        "{{ kepala_daerah }},",
    ):
        _paragraph(document, text, centred=True, bold=text == "{{ tentang }}")


def _paragraph(document: Any, text: str, *, centred: bool = False, bold: bool = False) -> Any:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.bold = bold
    if centred:
        paragraph.alignment = CENTRE
    return paragraph


def _points(document: Any, label: str, name: str) -> None:
    """A row for each point; the rows that open and close the list are taken out when it is filled."""
    _paragraph(document, f"{label}:")
    table = document.add_table(rows=3, cols=2)
    table.rows[0].cells[0].text = f"{{%tr for butir in {name} %}}"
    table.rows[1].cells[0].text = "{{ butir.urutan }}"
    table.rows[1].cells[1].text = "{{ butir.isi }}"
    table.rows[2].cells[0].text = "{%tr endfor %}"
    for row in table.rows:
        row.cells[0].width, row.cells[1].width = Cm(3.2), Cm(13)
    document.add_paragraph()


def _signature(document: Any) -> None:
    for text in SIGNATURE:
        paragraph = _paragraph(document, text)
        paragraph.paragraph_format.left_indent = Cm(8.5)
        paragraph.paragraph_format.keep_with_next = text != SIGNATURE[-1]


def _attachment(document: Any) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    _paragraph(document, "LAMPIRAN KEPUTUSAN {{ kepala_daerah }}")
    _paragraph(document, "NOMOR {{ nomor }}, TANGGAL {{ tanggal }}")
    _paragraph(document, "SUSUNAN {{ tentang }}", centred=True, bold=True)
    _team(document)
    document.add_paragraph()
    _signature(document)


def _team(document: Any) -> None:
    table = document.add_table(rows=4, cols=len(LINE), style="Table Grid")
    table.autofit = False
    for place, (heading, name) in enumerate(zip(HEADINGS, LINE, strict=True)):
        table.rows[0].cells[place].paragraphs[0].add_run(heading).bold = True
        table.rows[2].cells[place].text = f"{{{{ orang.{name} }}}}"
        for row in table.rows:
            row.cells[place].width = Cm(WIDTHS[place])
    table.rows[1].cells[0].text = "{%tr for orang in tim %}"
    table.rows[3].cells[0].text = "{%tr endfor %}"
    _repeat(table.rows[0])


def _repeat(row: Any) -> None:
    """The headings stand on every page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


if __name__ == "__main__":
    build().save(sys.argv[1] if len(sys.argv) > 1 else str(TARGET))
