"""What addresses of the team's papers, briefings and reviews name."""

from __future__ import annotations

from tests.support.matrix_world import Thing, World


async def add(world: World) -> None:
    """One of each."""
    world.add("decree_template", Thing({"number": "0"}))
