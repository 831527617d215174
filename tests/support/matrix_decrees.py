"""Decrees for the permission matrix."""

from __future__ import annotations

from portal import clock
from portal.decrees import drafting
from portal.decrees.tables import Decree, Position
from tests.support.matrix_people import A
from tests.support.matrix_world import Thing, World, user


async def add(world: World) -> None:
    """A draft that is still Kominfo's alone."""
    kominfo = await user(world, "admin")
    key = await drafting.begin(clock.today().year + 1, by=kominfo, at=clock.now())
    decree = await Decree.select(Decree.public_id).where(Decree.id == key).first()
    position = await Position.select(Position.id).where(Position.decree == key).first()
    assert decree
    assert position
    world.add("draft", Thing({"decree": decree["public_id"], "code": A, "position": str(position["id"])}))
