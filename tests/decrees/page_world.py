"""What the page tests of the decree share: agencies, Kominfo, and a browser that fills in rows."""

from __future__ import annotations

import io
import re
from html import unescape
from pathlib import Path
from typing import Any

from httpx import Response
from litestar.testing import AsyncTestClient
from pypdf import PdfWriter

from portal import clock, files
from portal.agencies import imports
from portal.decrees import drafting, enactment, roster, rows, signing
from portal.decrees.drafting import Particulars
from portal.decrees.people import Person
from portal.decrees.roster import RosterRow
from portal.decrees.signing import Signed
from portal.decrees.tables import Decree, Position
from portal.permissions import JobActor
from tests.support.visits import send

Client = AsyncTestClient[Any]
AGENCIES = Path(__file__).parents[1] / "fixtures/agencies.csv"
MAKER = JobActor("job:decree-tests", "Uji coba")
UPLOADER = JobActor("job:decree-uploader", "Pengunggah uji coba")


async def agencies() -> None:
    """The agencies of the fixture."""
    await imports.apply_file(AGENCIES, by=MAKER, at=clock.now())


async def draft(year: int = 2027) -> Decree:
    """A new draft."""
    key = await drafting.begin(year, by=MAKER, at=clock.now())
    return await decree(key)


async def decree(key: int) -> Decree:
    """The decree as it stands."""
    found = await Decree.objects().get(Decree.id == key)
    assert found is not None
    return found


async def seat(of: Decree, position: str, agency_id: int | None, name: str, **more: Any) -> int:
    """Somebody in a position of a draft."""
    found = await Position.objects().get((Position.decree == of.id) & (Position.name == position))
    assert found is not None
    person = Person(name, post=more.pop("post", "Staf Contoh"), **more)
    return await rows.add(of.id, found.id, agency_id, person, by=MAKER, at=clock.now())


async def row(key: int) -> RosterRow:
    """A row as it stands."""
    found = await roster.by_id(key)
    assert found is not None
    return found


async def post(client: Client, path: str, fields: dict[str, Any], *, of: str = "", **more: Any) -> Response:
    """Post a form from its own page."""
    return await send(client, path, fields, of=of or path, **more)


def read(answer: Response) -> str:
    """A page as it is read."""
    inside = re.sub(r"<(script|style)\b.*?</\1>", " ", answer.text, flags=re.S)
    plain = " ".join(unescape(re.sub(r"<[^>]+>", " ", inside)).split())
    return re.sub(r" (?=[.,:])", "", plain)


def shown(answer: Response) -> dict[str, str]:
    """What the fields of a page hold, as its form would send them."""
    fields = {}
    for tag in re.findall(r"<input[^>]*>", answer.text):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        chosen = 'type="radio"' not in tag and 'type="checkbox"' not in tag
        if name and value and (chosen or " checked" in tag):
            fields[name[1]] = unescape(value[1])
    return {name: value for name, value in fields.items() if name not in {"_csrf_token", "q"}}


def pdf(*, password: str = "") -> bytes:
    """A signed decree as it is scanned."""
    made, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(width=595, height=842)
    if password:
        writer.encrypt(password)
    writer.write(made)
    return made.getvalue()


async def in_force(of: Decree) -> None:
    """Everything from the draft to the press, by the verbs."""
    at, today = clock.now(), clock.today().date()
    words = Particulars(of.year, "Tim Contoh", today, None, "Penanda Tangan Contoh", "Bupati")
    await drafting.change(of.id, words, version=(await decree(of.id)).version, by=MAKER, at=at)
    version = (await decree(of.id)).version
    await signing.ready(of.id, [("Kepala Bagian Hukum", today)], version=version, by=MAKER, at=at)
    kept = await files.store(pdf(), "sk.pdf", by=UPLOADER, at=at)
    signed = Signed(f"188.45/{of.id}/{of.year}", today, kept.id)
    await signing.sign(of.id, signed, version=version + 1, by=UPLOADER, at=at)
    await enactment.enact(of.id, by=MAKER, at=at)
