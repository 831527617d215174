"""Briefings, the lesson and an access review as the town has them, for the walk through every page."""

from __future__ import annotations

import io
from datetime import timedelta

from PIL import Image

from portal import clock, files
from portal.accounts.tables import Account
from portal.decrees.briefings import guests, lesson, planning, queries
from portal.decrees.briefings.lesson import PageValues
from portal.decrees.briefings.planning import BriefingValues
from portal.decrees.briefings.tables import Briefing
from portal.decrees.review import access
from portal.permissions import Actor


async def furnish(admin: Actor) -> dict[str, str]:
    """Addresses by what stands there."""
    at = clock.now()
    ahead = await planning.plan(
        BriefingValues("Bimtek operator baru", at + timedelta(days=9), "Aula"), by=admin, at=at
    )
    page = await _picture(admin)
    await access.begin(clock.today().year, by=admin, at=at)
    someone = (
        await Account.select(Account.public_id, Account.id).order_by(Account.id, ascending=False).first()
    )
    assert someone is not None
    review = f"/access-reviews/{clock.today().year}"
    return {
        "ahead": f"/briefings/{ahead}",
        "over": f"/briefings/{await _over(admin, someone['id'])}",
        "page": f"/briefings/lesson/pages/{page}",
        "review": review,
        "ending": f"{review}/endings/{someone['public_id']}",
    }


async def _over(admin: Actor, guest: int) -> str:
    """A session whose list is still to be taken."""
    at = clock.now()
    values = BriefingValues(
        "Bimtek pejabat penghubung", at + timedelta(days=1), "Ruang rapat", "Bawa ponsel."
    )
    public_id = await planning.plan(values, by=admin, at=at)
    row = await queries.find(public_id)
    assert row is not None
    await guests.invite(row.id, [guest], write=False, by=admin, at=at)
    await Briefing.update({Briefing.held_at: at - timedelta(days=1)}).where(Briefing.id == row.id)
    return public_id


async def _picture(admin: Actor) -> int:
    drawn = io.BytesIO()
    Image.new("RGB", (320, 120), "steelblue").save(drawn, "PNG")
    at = clock.now()
    kept = await files.store(drawn.getvalue(), "layar.png", by=admin, at=at)
    page = (await lesson.pages())[0]
    values = PageValues(page.title, page.body, kept.id, "Contoh layar pengaduan")
    await lesson.change(page.id, values, version=page.version, by=admin, at=at)
    return page.id
