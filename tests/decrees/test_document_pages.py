"""Printing a decree, changing its template and filling its roster from a file, in the browser."""

from __future__ import annotations

import html
import io
import re
from typing import Any

import pytest
from docx import Document
from litestar.testing import AsyncTestClient
from pypdf import PdfReader

from portal.audit.tables import AuditEvent
from portal.decrees import roster
from portal.decrees.documents import word
from portal.decrees.documents.source import signer
from portal.decrees.kinds import Capacity, Change, DecreeState
from portal.decrees.tables import Decree
from tests.decrees.staff import agency, appointed, decree, position
from tests.decrees.test_roster_files import book, line
from tests.support.visits import account, send, sign_in

Client = AsyncTestClient[Any]
TEMPLATES = "/decree-templates"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
async def admin(client: Client) -> Client:
    await sign_in(client, await account("admin"))
    return client


async def draft() -> tuple[int, str]:
    """A draft with two operators and one who ends; its key and its address."""
    key = await decree(2027, starts_at=None)
    await Decree.update(
        {
            Decree.weighing: "bahwa satu;\nbahwa dua;",
            Decree.deciding: "Menetapkan tim.",
            Decree.signer_name: "Penanda Tangan Uji",
            Decree.signer_title: "Bupati Contoh",
            Decree.signer_capacity: Capacity.ACTING.value,
        }
    ).where(Decree.id == key)
    of, place = await position(key), await agency("DINAS-A")
    await appointed(of, place, "Orang <A> & Uji", nip="198503122010012011", phone="+6281299990000")
    await appointed(of, place, "Orang B, S.T.", post="Sekretaris", is_acting=True)
    await appointed(of, place, "Orang Selesai", change=Change.END)
    row = await Decree.select(Decree.public_id).where(Decree.id == key).first()
    assert row
    return key, f"/decrees/{row['public_id']}"


def words_of(content: bytes) -> str:
    opened = Document(io.BytesIO(content))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in opened.paragraphs), *cells])


async def test_the_word_file_names_everybody_and_no_number(admin: Client) -> None:
    _, base = await draft()
    shown = await admin.get(f"{base}/documents")
    assert "Unduh Word" in shown.text
    answer = await admin.get(f"{base}/documents/word")
    assert answer.headers["content-type"] == DOCX
    assert "attachment" in answer.headers["content-disposition"]
    told = words_of(answer.content)
    for said in ("Orang <A> & Uji", "Orang B, S.T.", "Plt. Sekretaris", "Plt. Bupati Contoh", "bahwa dua;"):
        assert said in told
    assert "Orang Selesai" not in told
    assert "99990000" not in told.replace("-", "").replace(" ", "")
    assert await AuditEvent.count().where(AuditEvent.action == "decree.printed") == 1


async def test_the_pdf_is_marked_until_the_decree_is_signed(admin: Client) -> None:
    key, base = await draft()
    answer = await admin.get(f"{base}/documents/preview")
    assert answer.headers["content-type"] == "application/pdf"
    first = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert "KONSEP" in first
    await Decree.update({Decree.state: DecreeState.SIGNED}).where(Decree.id == key)
    signed = await admin.get(f"{base}/documents/preview")
    assert "KONSEP" not in PdfReader(io.BytesIO(signed.content)).pages[0].extract_text()


def test_a_signer_signs_in_their_capacity() -> None:
    assert signer("Bupati X", Capacity.DEFINITIVE, "Bupati X") == "Bupati X"
    assert signer("Bupati X", Capacity.ACTING_HEAD, "Bupati X") == "Pj. Bupati X"
    assert signer("Plt. Bupati X", Capacity.ACTING, "Bupati X") == "Plt. Bupati X"
    assert signer("Sekretaris Daerah", Capacity.ON_BEHALF, "Bupati X") == "a.n. Bupati X\nSekretaris Daerah"


def changed(text: str) -> bytes:
    opened = Document(io.BytesIO(word.built_in()))
    opened.add_paragraph(text)
    kept = io.BytesIO()
    opened.save(kept)
    return kept.getvalue()


async def upload(client: Client, content: bytes, name: str = "kop baru.docx") -> Any:
    files = {"file": (name, content, DOCX)}
    return await send(client, TEMPLATES, {"note": "Kop 2027"}, files=files, of=TEMPLATES)


async def test_another_template_is_used_from_now_on_and_may_be_left_again(admin: Client) -> None:
    _, base = await draft()
    assert (await upload(admin, changed("Tembusan {{ daerah }}"))).status_code == 303
    shown = html.unescape((await admin.get(TEMPLATES)).text)
    assert "Versi 1: kop baru.docx" in shown
    assert "Kop 2027" in shown
    assert "Tembusan" in words_of((await admin.get(f"{base}/documents/word")).content)
    assert "kop baru.docx" in (await admin.get(f"{base}/documents")).text
    assert "Tembusan {{ daerah }}" in words_of((await admin.get(f"{TEMPLATES}/1")).content)
    assert (await admin.get(f"{TEMPLATES}/7")).status_code == 404
    assert (await send(admin, f"{TEMPLATES}/withdrawal", of=TEMPLATES)).status_code == 303
    assert "Tembusan" not in words_of((await admin.get(f"{base}/documents/word")).content)
    assert (await send(admin, f"{TEMPLATES}/withdrawal", of=TEMPLATES)).status_code == 422


async def test_what_is_wrong_with_a_template_is_named_beside_the_file(admin: Client) -> None:
    for content, words in (
        (changed("{{ nomer }}"), "Isian tidak dikenal: nomer."),
        (changed("{{ cycler.__init__.__globals__ }}"), "Isian tidak dikenal: "),
        (b"bukan", "bukan dokumen Word"),
    ):
        answer = await upload(admin, content)
        assert answer.status_code == 422
        assert words in html.unescape(answer.text)
        assert "Kop 2027" in answer.text
    none = await send(admin, TEMPLATES, files={"file": ("", b"", DOCX)}, of=TEMPLATES)
    assert "Pilih dokumen Word" in none.text


async def test_the_built_in_template_can_be_taken_home(admin: Client) -> None:
    assert (await admin.get(f"{TEMPLATES}/0")).content == word.built_in()


async def test_a_roster_comes_from_a_file_once_it_was_looked_at(admin: Client) -> None:
    key, base = await draft()
    page = f"{base}/roster-file/import"
    content = book(line("Orang C", phone="0812 3456 7890", nip="19850312201001201"))
    files = {"file": ("susunan.xlsx", content, "application/octet-stream")}
    seen = await send(admin, page, files=files, of=page)
    shown = html.unescape(seen.text)
    assert "0 baru, 1 diganti, 0 diperbaiki, 0 tetap, 0 ditolak" in shown
    assert "NIP terdiri dari 18 angka, yang ini 17." in shown
    assert {row.name for row in await roster.rows_of(key)} == {
        "Orang <A> & Uji",
        "Orang B, S.T.",
        "Orang Selesai",
    }
    fields = dict(re.findall(r'name="(content|seal)" value="([^"]*)"', seen.text))
    answer = await send(admin, f"{page}/confirmation", fields, of=page)
    assert answer.headers["location"] == base
    assert "Orang C" in {row.name for row in await roster.rows_of(key)}
    late = await send(admin, f"{page}/confirmation", fields, of=page)
    assert late.status_code == 409
    assert "berubah sejak pratinjau" in late.text


async def test_a_roster_file_that_is_none_is_refused_beside_its_field(admin: Client) -> None:
    _, base = await draft()
    page = f"{base}/roster-file/import"
    files = {"file": ("x.xlsx", b"bukan", "application/octet-stream")}
    answer = await send(admin, page, files=files, of=page)
    assert answer.status_code == 422
    assert "bukan berkas Excel" in answer.text
    assert (await send(admin, f"{page}/confirmation", {"content": "%"}, of=page)).status_code == 422


async def test_roster_and_template_are_downloads_and_the_roster_is_in_the_audit(admin: Client) -> None:
    _, base = await draft()
    for path in ("roster-file", "roster-file/template"):
        answer = await admin.get(f"{base}/{path}")
        assert answer.content.startswith(b"PK")
        assert "attachment" in answer.headers["content-disposition"]
    assert await AuditEvent.count().where(AuditEvent.action == "decree.roster_exported") == 1


async def test_agencies_have_nothing_to_do_with_the_papers(client: Client) -> None:
    _, base = await draft()
    await sign_in(client, await account("liaison", "DINAS-A"))
    for path in (f"{base}/documents", f"{base}/roster-file", f"{base}/documents/word", TEMPLATES):
        assert (await client.get(path)).status_code == 403
