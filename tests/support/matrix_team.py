"""What addresses of the team's papers, briefings and reviews name."""

from __future__ import annotations

import io
from datetime import timedelta

from PIL import Image

from portal import clock, files
from portal.accounts.current_user import CurrentUser
from portal.decrees.briefings import lesson, planning
from portal.decrees.briefings.lesson import PageValues
from portal.decrees.briefings.planning import BriefingValues
from portal.decrees.review import access
from tests.support.matrix_world import Thing, World, user


async def add(world: World) -> None:
    """One of each."""
    admin, at = await user(world, "admin"), clock.now()
    world.add("decree_template", Thing({"number": "0"}))
    kept = await _kept(admin)
    values = BriefingValues("Bimtek", at + timedelta(days=9), "Aula", material_file=kept)
    session = await planning.plan(values, by=admin, at=at)
    world.add("briefing", Thing({"public_id": session}))
    page = (await lesson.pages())[0]
    pictured = PageValues(page.title, page.body, kept, "Layar")
    await lesson.change(page.id, pictured, version=page.version, by=admin, at=at)
    world.add("lesson_page", Thing({"page_id": str(page.id)}))
    await access.begin(clock.today().year, by=admin, at=at)
    someone = (await user(world, "reviewer")).public_id
    world.add("access_review", Thing({"year": str(clock.today().year), "public_id": someone}))


async def _kept(admin: CurrentUser) -> int:
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8), "blue").save(drawn, "PNG")
    return (await files.store(drawn.getvalue(), "layar.png", by=admin, at=clock.now())).id
