"""The decree as a Word file and as a PDF, and templates from outside."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader, PdfWriter

from portal.decrees.documents import package, placeholders, preview, signed, word
from portal.decrees.documents.content import DecreeText, Member
from portal.errors import BadInput

HOSTILE = "{{ cycler.__init__.__globals__.os.system('touch %s') }}"


def member(number: int, **changes: str) -> Member:
    usual = Member(
        f"Orang Uji {number}, S.T.",
        f"1985031220100120{number:02}",
        "Penata (III/c)",
        "Sekretaris",
        f"Dinas Contoh {number}",
        "Admin Operator",
    )
    return replace(usual, **changes)


TEXT = DecreeText(
    number="188.45/001/434.013/2027",
    year=2027,
    dated=date(2027, 1, 4),
    title="Tim Pengelola Pengaduan",
    regency="Kabupaten Contoh",
    place="Contoh",
    head_title="Bupati Contoh",
    signer_name="Penanda Tangan Uji",
    signer_title="Plt. Bupati Contoh",
    starts_on=date(2027, 1, 1),
    ends_on=date(2027, 12, 31),
    weighing=("bahwa pengaduan perlu dikelola;", "bahwa tim perlu ditetapkan;"),
    recalling=("Undang-Undang Contoh;",),
    deciding=("Membentuk tim.", "Tim bertugas setahun."),
    members=tuple(member(number) for number in range(1, 78)),
    is_draft=True,
)


def everything(content: bytes) -> str:
    opened = Document(io.BytesIO(content))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in opened.paragraphs), *cells])


def template(change: Callable[[Any], None]) -> bytes:
    """The built-in template, changed as somebody in Word would."""
    opened = Document(io.BytesIO(word.built_in()))
    change(opened)
    kept = io.BytesIO()
    opened.save(kept)
    return kept.getvalue()


def adding(text: str) -> bytes:
    return template(lambda opened: opened.add_paragraph(text))


def test_every_name_stands_in_the_word_file_once_and_in_order() -> None:
    opened = Document(io.BytesIO(word.fill(word.built_in(), TEXT)))
    team = opened.tables[-1]
    assert [cell.text for cell in team.rows[0].cells][-1] == "Kedudukan dalam tim"
    lines = [[cell.text for cell in row.cells] for row in team.rows[1:]]
    wanted = [
        [str(place), each.name, each.nip, each.rank, each.post, each.agency, each.position]
        for place, each in enumerate(TEXT.members, 1)
    ]
    assert lines == wanted


def test_the_decree_itself_is_said() -> None:
    shown = everything(word.fill(word.built_in(), TEXT))
    for said in (
        "NOMOR 188.45/001/434.013/2027",
        "4 Januari 2027",
        "Plt. Bupati Contoh",
        "KEPUTUSAN Bupati Contoh",
        "bahwa tim perlu ditetapkan;",
        "KEDUA",
        "Penanda Tangan Uji",
    ):
        assert said in shown
    assert "{{" not in shown
    assert "{%" not in shown


def test_signs_of_xml_in_a_name_are_kept_as_typed() -> None:
    odd = member(1, name='A & B <x> "C" {{ nomor }}', post="Baris\x07satu")
    shown = everything(word.fill(word.built_in(), replace(TEXT, members=(odd,))))
    assert 'A & B <x> "C" {{ nomor }}' in shown
    assert "Barissatu" in shown


def test_an_unsigned_decree_leaves_number_and_date_open() -> None:
    shown = everything(word.fill(word.built_in(), replace(TEXT, number="", dated=None)))
    assert "NOMOR …" in shown


def test_the_built_in_template_is_what_its_script_makes() -> None:
    import runpy  # noqa: PLC0415

    from portal.settings import ROOT  # noqa: PLC0415

    made = io.BytesIO()
    runpy.run_path(str(ROOT / "scripts" / "decree_template.py"))["build"]().save(made)
    word.ensure_template(word.built_in())
    with zipfile.ZipFile(made) as fresh, zipfile.ZipFile(word.BUILT_IN) as kept:
        assert fresh.read("word/document.xml") == kept.read("word/document.xml")


@pytest.mark.parametrize(
    "text",
    [
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ nomor.__class__ }}",
        "{{ self._TemplateReference__context }}",
        "{% for x in tim %}{{ x.__class__ }}{% endfor %}",
        "{% for x in range(99999999) %}{% endfor %}",
        "{{ nomor * 99999999 }}",
        "{{ nomor|upper }}",
        "{% set x = nomor %}",
        "{% include 'x' %}",
        "{% for x in tim %}{% for y in tim %}{% for z in tim %}{% endfor %}{% endfor %}{% endfor %}",
    ],
)
def test_a_template_that_acts_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        word.ensure_template(adding(text))
    assert refused.value.sentence.endswith(".")
    assert refused.value.sentence != package.NOT_WORD


def test_the_attack_runs_no_command_even_where_it_is_filled_unchecked(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    hostile = adding(HOSTILE % mark)
    with pytest.raises(BadInput):
        word.ensure_template(hostile)
    with pytest.raises(BadInput):
        word.fill(hostile, TEXT)
    assert not mark.exists()
    assert os.listdir(tmp_path) == []


def test_an_attack_in_header_or_properties_is_found() -> None:
    def in_header(opened: Any) -> None:
        opened.sections[0].header.paragraphs[0].text = "{{ lipsum.__globals__ }}"

    def in_title(opened: Any) -> None:
        opened.core_properties.title = "{{ joiner.__init__ }}"

    for change, name in ((in_header, "lipsum.__globals__"), (in_title, "joiner.__init__")):
        with pytest.raises(BadInput) as refused:
            word.ensure_template(template(change))
        assert name in refused.value.sentence


def test_unknown_and_missing_placeholders_are_named_together() -> None:
    def change(opened: Any) -> None:
        for paragraph in opened.paragraphs:
            if "penandatangan }}" in paragraph.text or "nomor" in paragraph.text:
                paragraph.text = "{{ nomer }}"

    with pytest.raises(BadInput) as refused:
        word.ensure_template(template(change))
    assert "Isian tidak dikenal: nomer." in refused.value.sentence
    assert "Isian wajib belum ada: nomor, penandatangan." in refused.value.sentence


def test_an_open_brace_is_said_to_be_one() -> None:
    with pytest.raises(BadInput) as refused:
        word.ensure_template(adding("{% for orang in tim %}"))
    assert refused.value.sentence == placeholders.BROKEN


def test_a_condition_is_allowed() -> None:
    word.ensure_template(adding("{% if tim and not mengingat %}Kosong{% endif %}"))


def packed(**parts: str) -> bytes:
    """The built-in template with parts added or replaced."""
    made = io.BytesIO()
    with zipfile.ZipFile(word.BUILT_IN) as kept, zipfile.ZipFile(made, "w") as target:
        for name in kept.namelist():
            target.writestr(name, parts.pop(name, None) or kept.read(name))
        for name, text in parts.items():
            target.writestr(name, text)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "bukan dokumen Word"),
        (b"bukan apa-apa", "bukan dokumen Word"),
        (b"PK\x03\x04rusak", "bukan dokumen Word"),
        (b"\xd0\xcf\x11\xe0lama", "kata sandi"),
        (b"x" * (package.LARGEST + 1), "lebih besar"),
        (packed(**{"word/vbaProject.bin": "x"}), "makro"),
        (packed(**{"word/bom.xml": "0" * (package.MOST_UNPACKED + 1)}), "lebih besar"),
        (
            packed(
                **{
                    "word/_rels/settings.xml.rels": '<Relationship Type="x/attachedTemplate" '
                    'Target="http://contoh.example/x.dotm" TargetMode="External"/>'
                }
            ),
            "dari luar berkas",
        ),
        (packed(**{"word/document.xml": "<rusak"}), "bukan dokumen Word"),
    ],
    ids=["empty", "text", "broken", "old", "large", "macro", "bomb", "outside", "xml"],
)
def test_what_is_no_plain_word_file_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(BadInput) as refused:
        word.ensure_template(content)
    assert words in refused.value.sentence


def test_the_pdf_shows_every_name_and_a_draft_is_marked() -> None:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(preview.pdf(TEXT))).pages]
    shown = " ".join("\n".join(pages).split())
    assert all(each.name in shown for each in TEXT.members)
    assert all("KONSEP" in page for page in pages)
    final = PdfReader(io.BytesIO(preview.pdf(replace(TEXT, is_draft=False))))
    assert "KONSEP" not in "".join(page.extract_text() for page in final.pages)


def test_what_people_type_is_no_code_of_typst() -> None:
    odd = member(1, name='#panic("x") *tebal* $x$ <y> & "z"')
    text = replace(TEXT, members=(odd,), title='#read("/etc/passwd")')
    shown = "".join(page.extract_text() for page in PdfReader(io.BytesIO(preview.pdf(text))).pages)
    assert "#panic(" in shown
    assert "*tebal*" in shown


def signed_pdf(*, password: str = "") -> bytes:
    made, kept = PdfWriter(), io.BytesIO()
    made.add_blank_page(100, 100)
    if password:
        made.encrypt(password)
    made.write(kept)
    return kept.getvalue()


async def test_a_signed_file_is_looked_at_and_hashed() -> None:
    content = signed_pdf()
    found = await signed.check_signed_file(content, "sk.pdf")
    assert (found.size, found.pages, found.is_electronic) == (len(content), 1, False)
    assert len(found.sha256) == 64


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "kosong"),
        (b"PK\x03\x04", "bukan PDF"),
        (b"%PDF-1.7 rusak", "rusak"),
        (signed_pdf(password="rahasia"), "terkunci kata sandi"),
        (b"%PDF-" + b"0" * signed.LARGEST, "lebih besar dari 10 MB"),
    ],
    ids=["empty", "no-pdf", "broken", "locked", "large"],
)
async def test_what_is_no_signed_file_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(BadInput) as refused:
        await signed.check_signed_file(content, "berkas/../sk.pdf")
    assert words in refused.value.sentence
    assert "sk.pdf" in refused.value.sentence
