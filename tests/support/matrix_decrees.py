"""Decrees for the permission matrix."""

from __future__ import annotations

from portal import clock, files
from portal.decrees import drafting, enactment, mutations, roster, rounds, rows, signing
from portal.decrees.drafting import Particulars
from portal.decrees.people import Person
from portal.decrees.signing import Signed
from portal.decrees.tables import Confirmation, Decree, Handover, Mutation, Position
from portal.decrees.turnover import Occasion
from portal.permissions import Actor, JobActor
from tests.complaints.factories import DAY
from tests.decrees.page_world import pdf
from tests.support.matrix_people import A, B
from tests.support.matrix_world import Thing, World, agency_id, user

UPLOADER = JobActor("job:matrix", "Pengunggah Contoh")


async def add(world: World) -> None:
    """A decree in force that everybody may read, and a draft that is still Kominfo's alone."""
    kominfo = await user(world, "admin")
    await _in_force(world, kominfo)
    key = await drafting.begin(clock.today().year + 1, by=kominfo, at=clock.now())
    position = await Position.select(Position.id).where(Position.decree == key).first()
    assert position
    values = {"decree": await _public_id(key), "code": A, "position": str(position["id"])}
    world.add("draft", Thing(values))
    await _round(world, key, kominfo)


async def _round(world: World, key: int, kominfo: Actor) -> None:
    """A and B are asked, and have sent their letters; nobody has decided yet."""
    at = clock.now()
    both = [await agency_id(A), await agency_id(B)]
    await rounds.open_round(key, deadline=at + DAY, asked=both, by=kominfo, at=at)
    letter = await files.store(pdf(), "usulan.pdf", by=UPLOADER, at=at)
    await Confirmation.update({Confirmation.letter_file: letter.id}).where(Confirmation.decree == key)
    for place in (A, B):
        found = Confirmation.select(Confirmation.public_id).where(
            Confirmation.agency == await agency_id(place)
        )
        row = await found.first()
        assert row
        world.add("confirmation", Thing({"confirmation": row["public_id"]}, place))


async def _in_force(world: World, kominfo: Actor) -> None:
    at, today = clock.now(), clock.today().date()
    key = await drafting.begin(today.year, by=kominfo, at=at)
    words = Particulars(today.year, "Tim Contoh", today, None, "Penanda Tangan Contoh", "Bupati")
    await drafting.change(key, words, version=1, by=kominfo, at=at)
    seat = (
        await Position.select(Position.id).where(Position.decree == key, Position.role == "operator").first()
    )
    assert seat
    await rows.add(key, seat["id"], await agency_id(A), Person("Operator Contoh SK"), by=kominfo, at=at)
    await signing.ready(key, [("Kepala Bagian Hukum", today)], version=2, by=kominfo, at=at)
    kept = await files.store(pdf(), "sk.pdf", by=UPLOADER, at=at)
    await signing.sign(key, Signed("188.45/1", today, kept.id), version=3, by=UPLOADER, at=at)
    await enactment.enact(key, by=kominfo, at=at)
    world.add("decree", Thing({"decree": await _public_id(key)}))
    await _change(world, key, kominfo)


async def _change(world: World, key: int, kominfo: Actor) -> None:
    """Somebody takes the operator's seat, and a LAPOR! account waits for it."""
    at = clock.now()
    seated = (await roster.in_force(at))[0]
    await mutations.replace(seated.id, Person("Pengganti Contoh"), Occasion(at, "Mutasi"), by=kominfo, at=at)
    change = await Mutation.select(Mutation.public_id).first()
    assert change
    world.add("mutation", Thing({"change": change["public_id"]}))
    handover = await Handover.select(Handover.public_id).order_by(Handover.id, ascending=False).first()
    assert handover
    world.add("handover", Thing({"handover": handover["public_id"]}))
    world.add("seat", Thing({"row": (await roster.in_force(clock.now()))[0].public_id}))


async def _public_id(key: int) -> str:
    row = await Decree.select(Decree.public_id).where(Decree.id == key).first()
    assert row
    return str(row["public_id"])
