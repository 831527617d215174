"""A town in the middle of its work: the demo's three years, and beside them what only lives for moments.

A file waits for confirmation, another cannot be read, an invitation is open, messages have come to every end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from portal import clock, db
from portal.accounts import change_letters, creation, identity_changes, invitations, own_roles
from portal.accounts import editing as editing_people
from portal.accounts.assignments import Post
from portal.accounts.identities import person
from portal.accounts.own_roles import RoleValues
from portal.accounts.tables import Account
from portal.agencies import editing, merging
from portal.agencies import queries as agencies
from portal.agencies.editing import AgencyValues
from portal.complaints import dispositions
from portal.complaints.tables import Complaint
from portal.demo import people, seeding
from portal.demo.people import DemoAccount
from portal.lapor.batches import lifecycle
from portal.lapor.batches.lifecycle import Upload
from portal.lapor.tables import BatchKind
from portal.permissions import Actor, Permission
from tests.browser import decree_world, team_world
from tests.lapor.office import export, row

ROLES = ("admin", "operator", "liaison", "head", "leader", "inspector", "reviewer")
PASSWORD = people.PASSWORD
MERGED = "DISPASAR"
"""An agency that another took over."""

COMPLAINT = """
SELECT c.number AS number FROM complaint c LEFT JOIN agency a ON a.id = c.agency
LEFT JOIN follow_up f ON f.complaint = c.id AND f.status IN ('draft', 'submitted', 'returned')
WHERE {where} ORDER BY c.id DESC LIMIT 1
"""
SITUATIONS = {
    "received": "c.status = 'received'",
    "verified": "c.status = 'verified' AND c.returned_at IS NULL",
    "given back": "c.status = 'verified' AND c.returned_at IS NOT NULL",
    "disposed": "c.status = 'disposed' AND a.code = 'DPUPR' AND f.id IS NULL",
    "drafted": "f.status = 'draft'",
    "submitted": "f.status = 'submitted' AND a.code = 'DPUPR'",
    "returned": "f.status = 'returned' AND a.code = 'DPUPR'",
    "vacant": "f.status = 'submitted' AND a.code = 'DISKOPINDAG'",
    "answered": "c.status = 'answered' AND a.code = 'DPUPR'",
    "resolved": "c.status = 'resolved' AND a.code = 'DPUPR'",
    "archived": "c.status = 'archived'",
    "supervisory": "c.classification = 'supervisory' AND c.status <> 'resolved'",
    "asked": "EXISTS (SELECT 1 FROM inquiry q WHERE q.complaint = c.id AND q.answered_at IS NULL)",
    "not copied": "EXISTS (SELECT 1 FROM follow_up u WHERE u.complaint = c.id AND u.status = 'approved' "
    "AND u.copied_to_lapor_on IS NULL)",
}
KEYS = {
    "draft": """
SELECT f.id AS key FROM follow_up f JOIN complaint c ON c.id = f.complaint
WHERE c.number = {} ORDER BY f.id DESC LIMIT 1
""",
    "question": """
SELECT q.id AS key FROM inquiry q JOIN complaint c ON c.id = q.complaint
WHERE c.number = {} ORDER BY q.id DESC LIMIT 1
""",
}
MOVING = """
SELECT (SELECT count(*) FROM job WHERE state IN ('waiting', 'running')) + (SELECT count(*) FROM delivery
  WHERE state IN ('waiting', 'claimed', 'retry', 'accepted', 'sent') AND due_at < {}) AS n
"""


@dataclass
class World:
    """Who may sign in by role, a complaint's number by situation, and what else addresses are made of."""

    accounts: dict[str, DemoAccount] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)
    batches: dict[str, str] = field(default_factory=dict)
    deliveries: dict[str, str] = field(default_factory=dict)
    jobs: list[str] = field(default_factory=list)
    agency: int = 0
    invitation: str = ""
    invited: str = ""
    decrees: dict[str, str] = field(default_factory=dict)
    """Addresses around the decree, by what stands there."""
    team: dict[str, str] = field(default_factory=dict)
    role: str = ""
    assignment: int = 0
    change: str = ""

    @property
    def admin(self) -> Actor:
        return self.accounts["admin"].user


async def furnish(world: World, folder: Path) -> None:
    """Write everything that must stand before the processes start."""
    world.accounts = _by_role(await seeding.seed(clock.now()))
    await _upload(world, folder)
    await _invite(world)
    await _make_role(world)
    await _change_number(world)
    await _dispose_again(world)
    world.decrees = await decree_world.furnish(world.admin)
    world.team = await team_world.furnish(world.admin)
    await _merge(world)


async def look_up(world: World) -> None:
    """Learn what the addresses are made of, once nothing moves any more."""
    other = await agencies.find("DISHUB")
    assert other is not None
    world.agency = other.id
    for name, where in SITUATIONS.items():
        world.numbers[name] = (await db.rows(COMPLAINT.replace("{where}", where)))[0]["number"]
    for name, key in (
        ("drafted", "draft"),
        ("submitted", "draft"),
        ("returned", "draft"),
        ("vacant", "draft"),
    ):
        world.keys[name] = (await db.rows(KEYS[key], world.numbers[name]))[0]["key"]
    world.keys["asked"] = (await db.rows(KEYS["question"], world.numbers["asked"]))[0]["key"]
    world.keys["not copied"] = (await db.rows(KEYS["draft"], world.numbers["not copied"]))[0]["key"]
    world.deliveries = await _one_of_each("SELECT state, public_id FROM delivery ORDER BY id")
    world.jobs = [each["public_id"] for each in await db.rows("SELECT public_id FROM job ORDER BY id")]


async def is_settled() -> bool:
    """Whether every job is done and every message has come to its end."""
    moving = await db.rows(MOVING, clock.now() + timedelta(minutes=1))
    return int(moving[0]["n"]) == 0


def _by_role(accounts: list[DemoAccount]) -> dict[str, DemoAccount]:
    main = {each.role: each for each in accounts if each.is_main and each.role != "leader"}
    heads = {bool(each.agency): each for each in accounts if each.role == "leader" and each.is_main}
    return main | {"leader": heads[False], "head": heads[True]}


async def _upload(world: World, folder: Path) -> None:
    rows = [
        row("6300001", agency="Dinas Yang Belum Dikenal"),
        row("6300002", status="Sedang Dirapatkan"),
        row("6300003", day="31 Feb 2026"),
        row("6300004", title="x" * 280),
    ]
    good = export(folder, *rows, name="ekspor-minggu-ini.csv")
    empty = folder / "bukan-ekspor.csv"
    empty.write_text("nama,alamat\nsatu,dua\n", encoding="utf-8")
    for name, file in {"preview": good, "failed": empty}.items():
        sent = Upload(BatchKind.EXPORT, file.name, file.read_bytes())
        world.batches[name] = await lifecycle.receive(sent, by=world.admin, at=clock.now())


async def _invite(world: World) -> None:
    at = clock.now()
    post = Post("operator", (await agencies.find("DLH")).id, at)  # type: ignore[union-attr]
    whom = person("Operator Undangan", "undangan@demo.example", "081200009999")
    account = await creation.add_person(whom, post, by=world.admin, at=at, invite=False)
    invitation = await invitations.send(account, by=world.admin, at=at)
    link = await invitations.mint_link(f"{invitations.PREFIX}{invitation}", at)
    world.invitation = link.rpartition("/")[2]
    world.invited = (await db.rows("SELECT public_id FROM account WHERE id = {}", account))[0]["public_id"]
    held = await db.rows("SELECT id FROM assignment WHERE account = {}", account)
    world.assignment = held[0]["id"]


async def _change_number(world: World) -> None:
    at, key = clock.now(), world.accounts["reviewer"].user.id
    row = await Account.select().where(Account.id == key).first()
    assert row is not None
    to = person(row["name"], row["email"], "081200008888")
    await editing_people.change(key, to, version=row["version"], by=world.admin, at=at)
    waiting = await identity_changes.waiting(key, at)
    assert waiting is not None
    world.change = (await change_letters.mint_link(f"identity-change:{waiting.id}", at)).rpartition("/")[2]


async def _make_role(world: World) -> None:
    permissions = frozenset({Permission.COMPLAINT_CREATE})
    values = RoleValues("Petugas Loket", "Mencatat pengaduan di loket.", permissions)
    world.role = await own_roles.create(values, by=world.admin, at=clock.now())


async def _dispose_again(world: World) -> None:
    """Fresh messages, so that phones, delivery pages and timelines have something to tell."""
    verified = await db.rows(COMPLAINT.replace("{where}", SITUATIONS["verified"]))
    complaint = await Complaint.objects().get(Complaint.number == verified[0]["number"])
    agency = await agencies.find("DPUPR")
    assert complaint is not None
    assert agency is not None
    await dispositions.dispose(complaint, to=agency.id, by=world.admin, at=clock.now(), note="Mohon segera.")


async def _merge(world: World) -> None:
    at, values = clock.now(), AgencyValues("Dinas Pasar", "Dispasar", "dinas")
    await editing.add(MERGED, values, by=world.admin, at=at)
    old, new = await agencies.find(MERGED), await agencies.find("DISKOPINDAG")
    assert old is not None
    assert new is not None
    seen = merging.Versions(old.version, new.version)
    await merging.merge(old, new, reason="Perda susunan baru", seen=seen, by=world.admin, at=at)


async def _one_of_each(sql: str) -> dict[str, str]:
    return {each["state"]: each["public_id"] for each in await db.rows(sql)}
