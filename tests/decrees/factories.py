"""A regency with its team, and decrees in every state; all made-up people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from portal.accounts import assignments, sessions
from portal.accounts.current_user import CurrentUser
from portal.accounts.tables import Account, AccountState
from portal.agencies.tables import Agency
from portal.decrees import drafting, enactment, roster, rows, signing
from portal.decrees.drafting import Particulars
from portal.decrees.people import Person
from portal.decrees.roster import RosterRow
from portal.decrees.signing import Signed
from portal.decrees.tables import Decree, Position
from tests.accounts.conftest import make_account, signed_in

START = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SCAN = 1
"""The key of a file; nothing here opens it."""

NIP = "19800101200501100{}"


@dataclass(slots=True)
class Regency:
    """Two admins who check each other, an agency with a liaison by hand, and numbers for newcomers."""

    first: CurrentUser
    second: CurrentUser
    agencies: list[int]
    numbers: int = field(default=0)

    def person(self, name: str, **more: object) -> Person:
        """Somebody with a number of their own."""
        self.numbers += 1
        values = {"post": "Staf", "phone": f"+6281234{self.numbers:06}"} | more
        return Person(name, **values)  # type: ignore[arg-type]


async def regency(agencies: int = 2, at: datetime = START) -> Regency:
    """The regency before its first decree."""
    first = await signed_in(await make_account("admin", at=at), at)
    second = await signed_in(await make_account("admin", at=at), at)
    keys = []
    for number in range(1, agencies + 1):
        row = Agency(code=f"OPD{number}", name=f"Dinas Nomor {number}", short_name=f"OPD {number}")
        keys.append(int((await Agency.insert(row))[0]["id"]))
    return Regency(first, second, keys)


async def decree(decree_id: int) -> dict[str, object]:
    """The row as it stands."""
    row = await Decree.select().where(Decree.id == decree_id).first()
    assert row is not None
    return row


async def version_of(decree_id: int) -> int:
    """The version that a page would show."""
    return int((await decree(decree_id))["version"])  # type: ignore[call-overload]


async def position(decree_id: int, name: str) -> int:
    """The key of a position."""
    row = await Position.select().where(Position.decree == decree_id, Position.name == name).first()
    assert row is not None
    return int(row["id"])


async def rows_named(decree_id: int, name: str) -> list[RosterRow]:
    """Every row of a person in a decree."""
    return [row for row in await roster.rows_of(decree_id) if row.name == name]


async def row_of(decree_id: int, name: str) -> RosterRow:
    """The row of a person in a decree."""
    [found] = [row for row in await roster.rows_of(decree_id) if row.name == name]
    return found


async def add(
    town: Regency, decree_id: int, seat: str, agency: int | None, person: Person, at: datetime = START
) -> int:
    """Write somebody into a draft."""
    return await rows.add(decree_id, await position(decree_id, seat), agency, person, by=town.first, at=at)


async def first_draft(town: Regency, year: int = 2026, at: datetime = START) -> int:
    """A draft with a liaison and an operator at each agency."""
    decree_id = await drafting.begin(year, by=town.first, at=at)
    for number, agency in enumerate(town.agencies, 1):
        await add(town, decree_id, "Pejabat Penghubung", agency, town.person(f"Penghubung {number}"), at)
        await add(town, decree_id, "Admin Operator", agency, town.person(f"Operator {number}"), at)
    return decree_id


async def date_it(
    town: Regency, decree_id: int, effective_from: date, *, at: datetime, until: date | None = None
) -> None:
    """Write a signer and the dates onto a draft."""
    row = await decree(decree_id)
    words = Particulars(
        year=effective_from.year,
        title=str(row["title"]),
        effective_from=effective_from,
        effective_until=until,
        signer_name="Bupati Uji",
        signer_title="Bupati",
    )
    await drafting.change(decree_id, words, version=await version_of(decree_id), by=town.first, at=at)


async def sign(town: Regency, decree_id: int, *, at: datetime) -> None:
    """Initials and signature; the first admin uploads."""
    await signing.ready(
        decree_id, [("Bagian Hukum", at.date())], version=await version_of(decree_id), by=town.first, at=at
    )
    what = Signed(f"188/{decree_id}/2026", at.date(), SCAN)
    await signing.sign(decree_id, what, version=await version_of(decree_id), by=town.first, at=at)


async def enact(
    town: Regency, decree_id: int, effective_from: date, *, at: datetime, until: date | None = None
) -> None:
    """From draft to force, signed by one and put in force by the other."""
    await date_it(town, decree_id, effective_from, at=at, until=until)
    await sign(town, decree_id, at=at)
    await enactment.enact(decree_id, by=town.second, at=at)


async def in_force_since(town: Regency, day: date, at: datetime = START) -> int:
    """The first decree of the regency, in force."""
    decree_id = await first_draft(town, day.year, at)
    await enact(town, decree_id, day, at=at)
    return decree_id


async def accept_invitations(at: datetime = START) -> None:
    """Everybody invited has set a password, which proves their number."""
    accepted = {Account.state: AccountState.ACTIVE, Account.phone_proven_at: at}
    await Account.update(accepted).where(Account.state == AccountState.INVITED)


async def account_of(name: str) -> int:
    """The account of a person by name."""
    row = await Account.select(Account.id).where(Account.name == name).first()
    assert row is not None, name
    return int(row["id"])


async def held(name: str, at: datetime) -> set[tuple[str, int | None]]:
    """What somebody holds at a moment."""
    return {(each.role, each.agency_id) for each in await assignments.held_by(await account_of(name), at)}


async def names_in_force(at: datetime) -> set[str]:
    """Everybody in the roster at a moment."""
    return {row.name for row in await roster.in_force(at)}


async def actor(name: str, at: datetime) -> CurrentUser:
    """Somebody signed in with what they hold at that moment."""
    key = await account_of(name)
    await Account.update({Account.state: AccountState.ACTIVE}).where(Account.id == key)
    user = await sessions.load(
        await sessions.open_session(key, sessions.Browser("203.0.113.9", "Chrome", False), at=at),
        origin="203.0.113.9",
        at=at,
    )
    assert user is not None
    return user
