"""What the page tests share: an office whose story ends just now, and the sentences a page shows."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any

from httpx import Response
from litestar.testing import AsyncTestClient
from PIL import Image

from portal import clock
from portal.complaints.tables import Complaint, FollowUp
from tests.support.visits import send, sign_in

Client = AsyncTestClient[Any]
AGO = timedelta(days=2)
"""The stories of the factories take five hours, so they are over by now."""


def began() -> Any:
    """When the made-up stories begin."""
    return clock.now() - AGO


def words(answer: Response) -> str:
    """A page as it is read: without tags, entities and runs of blanks."""
    inside = re.sub(r"<(script|style)\b.*?</\1>", " ", answer.text, flags=re.S)
    read = " ".join(unescape(re.sub(r"<[^>]+>", " ", inside)).split())
    return re.sub(r" (?=[.,:])", "", read)


def alerts(answer: Response) -> str:
    """What the page says in its error boxes."""
    found = re.findall(r'<div class="errors" role="alert".*?</div>', answer.text, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", " ".join(found))).split())


async def act(
    client: Client, number: str, noun: str, fields: dict[str, Any] | None = None, **more: Any
) -> Response:
    """Post an act's form from its own page."""
    path = f"/complaints/{number}/{noun}"
    return await send(client, path, fields, of=path, **more)


async def as_(client: Client, person: Any) -> Client:
    """The client, signed in as this person."""
    await sign_in(client, person.id)
    return client


async def now_of(complaint: Complaint) -> Complaint:
    """The row as it stands."""
    found = await Complaint.objects().get(Complaint.id == complaint.id)
    assert found is not None
    return found


async def follow_up_of(complaint: Complaint) -> FollowUp:
    """The newest follow-up of a complaint."""
    found = (
        await FollowUp.objects()
        .where(FollowUp.complaint == complaint.id)
        .order_by(FollowUp.id, ascending=False)
    )
    return found[0]


def photo(color: str = "#7fa3ad") -> bytes:
    """A small JPEG."""
    made = BytesIO()
    Image.new("RGB", (40, 30), color).save(made, "JPEG")
    return made.getvalue()
