"""What else addresses name: an import, jobs, messages, people, days off, and what is open to everybody."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from portal import clock, jobs
from portal.accounts import (
    change_letters,
    creation,
    editing,
    identities,
    identity_changes,
    invitations,
    own_roles,
    sessions,
)
from portal.accounts.assignments import Post as Appointment
from portal.accounts.current_user import CurrentUser
from portal.accounts.own_roles import RoleValues
from portal.accounts.tables import Account, Assignment, Invitation, Session
from portal.audit.tables import AuditEvent
from portal.complaints import saved_views
from portal.complaints.tables import Complaint
from portal.files import storage
from portal.jobs.tables import Job
from portal.lapor import importing
from portal.lapor.tables import LaporBatch, LaporPair, LaporRow
from portal.notifications.tables import Delivery
from portal.permissions import Permission
from portal.web import static
from portal.workdays import hours
from portal.workdays.tables import Holiday
from tests.lapor.files import HEADER, write_csv
from tests.lapor.files import complaint as lapor_row
from tests.support.matrix_people import B
from tests.support.matrix_world import Thing, World, agency_id, user


async def add(world: World, folder: Path) -> None:
    """One of each."""
    admin = await user(world, "admin")
    await _papers(world, admin, folder)
    await _accounts(world, admin)
    await _days(world, admin)
    await _role(world, admin)
    await _change(world, admin)
    _public(world)


async def _papers(world: World, admin: CurrentUser, folder: Path) -> None:
    """An import, a job, a message, and what stands open to everybody."""
    at = clock.now()
    export = write_csv(folder / "ekspor.csv", [HEADER, lapor_row("6300001", "3 Nov 2026")])
    await importing.import_file(export, by=admin, at=at)
    batch = await LaporBatch.select(LaporBatch.public_id).first()
    message = await Delivery.select(Delivery.public_id).order_by(Delivery.id).first()
    assert batch
    assert message
    world.add("batch", Thing({"public_id": batch["public_id"], "number": "2"}))
    row = await LaporRow.select(LaporRow.tracking_id).where(LaporRow.tracking_id != "").first()
    complaint = await Complaint.select(Complaint.id).order_by(Complaint.id).first()
    assert row
    assert complaint
    pair = LaporPair(tracking_id=row["tracking_id"], complaint=complaint["id"], found_at=clock.now())
    await pair.save()
    world.add("pair", Thing({"public_id": batch["public_id"], "pair": str(pair.id)}))
    world.add("message", Thing({"public_id": message["public_id"]}))
    view = await saved_views.save("Uji", {"status": "resolved"}, is_shared=False, by=admin, at=at)
    world.add("view", Thing({"public_id": view}))
    line = await AuditEvent.select(AuditEvent.id).order_by(AuditEvent.id).first()
    assert line
    world.add("line", Thing({"key": str(line["id"])}))
    for who in ("admin", "liaison of A"):
        owner = await user(world, who)
        job = await jobs.enqueue("lapor.import", {"batch": "-"}, by=owner, at=at, title="Impor")
        draft = folder / f"{job}.csv"
        draft.write_text("1\n")
        made = await storage.take_over(draft, "hasil.csv", "text/csv", by=owner, at=at)
        await Job.update({Job.result_file: made.id}).where(Job.public_id == job)
        world.add("job", Thing({"public_id": job}, owner=who))


def _public(world: World) -> None:
    digest, path = static.address("css/portal.css").removeprefix("/static/").split("/", 1)
    world.add("asset", Thing({"digest": digest, "path": path}))
    world.add("year", Thing({"year": str(clock.today().year), "number": str(clock.today().year)}))
    world.add("provider", Thing({"provider": "meta_cloud"}))
    world.add("data check", Thing({"code": "leavers"}))
    world.add("nowhere", Thing({"path": "tidak/ada"}))
    world.add("nothing", Thing({}))


async def _accounts(world: World, admin: CurrentUser) -> None:
    """Somebody invited, to be acted upon; and a session that is not the visitor's."""
    at = clock.now()
    whom = identities.person("Petugas Undangan", "undangan@contoh.example", "081299999999")
    key = await creation.add_person(whom, Appointment("operator", await agency_id(B), at), by=admin, at=at)
    person = await Account.select(Account.public_id).where(Account.id == key).first()
    post = await Assignment.select(Assignment.id).where(Assignment.account == key).first()
    invited = await Invitation.select(Invitation.id).where(Invitation.account == key).first()
    assert person
    assert post
    assert invited
    link = await invitations.mint_link(f"invitation:{invited['id']}", at)
    world.add("invitation", Thing({"token": link.rsplit("/", 1)[1]}))
    named = {"assignment_id": str(post["id"]), "invitation_id": str(invited["id"]), "session_id": "999999"}
    world.add("account", Thing({"public_id": person["public_id"], **named}))
    await sessions.open_session(world.accounts["reviewer"], sessions.Browser(), at=at)
    session = await Session.select(Session.id).first()
    assert session
    world.add("session", Thing({"session_id": str(session["id"])}, owner="reviewer"))


async def _change(world: World, admin: CurrentUser) -> None:
    """A number that waits for its owner's word."""
    key, at = world.accounts["reviewer"], clock.now()
    row = await Account.select().where(Account.id == key).first()
    assert row
    to = identities.person(row["name"], row["email"], "081299999998")
    await editing.change(key, to, version=row["version"], by=admin, at=at)
    waiting = await identity_changes.waiting(key, at)
    assert waiting
    link = await change_letters.mint_link(f"identity-change:{waiting.id}", at)
    world.add("change", Thing({"token": link.rsplit("/", 1)[1]}))


async def _role(world: World, admin: CurrentUser) -> None:
    """A role of the office's own."""
    values = RoleValues("Petugas Loket", "Mencatat pengaduan.", frozenset({Permission.COMPLAINT_CREATE}))
    code = await own_roles.create(values, by=admin, at=clock.now())
    world.add("role", Thing({"code": code}))


async def _days(world: World, admin: CurrentUser) -> None:
    holiday = await Holiday.select(Holiday.id).order_by(Holiday.id, ascending=False).first()
    assert holiday
    world.add("holiday", Thing({"holiday_id": str(holiday["id"])}))
    days = (date(2027, 2, 8), date(2027, 2, 12))
    week = await hours.add_exception("Ramadan", days, {}, by=admin, at=clock.now())
    world.add("week", Thing({"week_id": str(week)}))
