"""An SK Perubahan in its pages: begun from the decree that stays, its rows changed, what it leaves alone."""

from __future__ import annotations

import pytest

from portal import clock
from portal.agencies import queries
from portal.decrees import roster
from portal.decrees.tables import Appointment, Decree
from tests.decrees.page_world import Client, agencies, draft, in_force, post, read, row, seat, shown
from tests.support.visits import account, sign_in

LIAISON, OPERATOR, SECOND = "Sekretaris Contoh", "Operator Lama Contoh", "Operator Kedua Contoh"


class Office:
    """The decree in force, the address of its amendment, and the rows at one agency by name."""

    base: Decree
    amendment: str
    rows: dict[str, int]

    @property
    def page(self) -> str:
        """Where Kominfo changes the agency's rows."""
        return f"{self.amendment}/agencies/DPUPR"


@pytest.fixture
async def office(client: Client) -> Office:
    await agencies()
    await sign_in(client, await account("admin"))
    made = Office()
    made.base = await draft(clock.today().year)
    agency = await queries.find("DPUPR")
    assert agency is not None
    made.rows = {
        LIAISON: await seat(made.base, "Pejabat Penghubung", agency.id, LIAISON),
        OPERATOR: await seat(made.base, "Admin Operator", agency.id, OPERATOR),
        SECOND: await seat(made.base, "Admin Operator", agency.id, SECOND),
    }
    await in_force(made.base)
    begun = await post(client, "/decrees", {"kind": "amendment"}, of="/decrees/new")
    assert begun.status_code == 303
    made.amendment = begun.headers["location"]
    return made


def changed(office: Office, whose: str, choice: str, /, **fields: str) -> dict[str, str]:
    """What is chosen for a row, with the fields below the choice."""
    p = f"r{office.rows[whose]}_"
    part = {"replace": "new_", "end": "end_", "fix": "fix_"}[choice]
    return {f"{p}change": choice, **{f"{p}{part}{key}": value for key, value in fields.items()}}


async def written(office: Office) -> dict[str, str]:
    """The rows of the amendment: who stands there, and what it does."""
    found = await roster.rows_of(await _key(office))
    return {each.name: each.change for each in found}


async def test_only_what_changes_becomes_a_row_of_the_amendment(client: Client, office: Office) -> None:
    first = await client.get(office.page)
    for name in office.rows:
        assert name in read(first)
    assert await written(office) == {}
    fields = shown(first)
    fields |= changed(office, OPERATOR, "replace", name="Operator Baru Contoh", post="Staf")
    fields |= changed(office, SECOND, "end")
    wrong = await post(client, office.page, fields)
    assert wrong.status_code == 422
    assert read(wrong).count("Pilih alasan.") >= 2
    assert await written(office) == {}
    fields |= changed(office, OPERATOR, "replace", why="Mutasi") | changed(
        office, SECOND, "end", why="Pensiun"
    )
    assert (await post(client, office.page, fields)).status_code == 303
    assert await written(office) == {"Operator Baru Contoh": "replace", SECOND: "end"}
    assert (await row(office.rows[OPERATOR])).name == OPERATOR
    listed = read(await client.get(office.amendment))
    assert "Operator Baru Contoh" in listed
    assert LIAISON not in listed
    assert "tanpa penghubung" not in listed
    assert OPERATOR in read(await client.get("/team"))


async def test_a_row_of_the_amendment_is_changed_again_and_taken_back(client: Client, office: Office) -> None:
    fields = shown(await client.get(office.page))
    fields |= changed(office, LIAISON, "replace", name="Sekretaris Baru", post="Sekretaris", why="Mutasi")
    assert (await post(client, office.page, fields)).status_code == 303
    again = await client.get(office.page)
    assert "Sekretaris Baru, menggantikan Sekretaris Contoh" in read(again)
    [key] = await _keys(office)
    back = shown(again) | {f"r{key}_change": "restore"}
    assert (await post(client, office.page, back)).status_code == 303
    assert await written(office) == {LIAISON: "keep"}


async def test_whoever_amends_the_same_row_second_sees_both_versions(client: Client, office: Office) -> None:
    opened = shown(await client.get(office.page))
    mine = changed(office, OPERATOR, "replace", name="Pilihan Kedua", post="Staf", why="Mutasi")
    theirs = changed(office, OPERATOR, "replace", name="Pilihan Pertama", post="Staf", why="Mutasi")
    assert (await post(client, office.page, opened | theirs)).status_code == 303
    second = await post(client, office.page, opened | mine)
    assert second.status_code == 409
    assert "Pilihan Pertama" in read(second)
    assert "ganti dengan Pilihan Kedua" in read(second)
    assert await written(office) == {"Pilihan Pertama": "replace"}
    [key] = await _keys(office)
    assert (await post(client, office.page, shown(second) | {f"r{key}_new_why": "Mutasi"})).status_code == 303
    assert await written(office) == {"Pilihan Kedua": "replace"}


async def test_the_press_changes_the_team_and_nobody_else(client: Client, office: Office) -> None:
    fields = shown(await client.get(office.page))
    fields |= changed(office, OPERATOR, "replace", name="Operator Baru Contoh", post="Staf", why="Mutasi")
    assert (await post(client, office.page, fields)).status_code == 303
    amendment = await Decree.objects().get(Decree.id == await _key(office))
    assert amendment is not None
    await in_force(amendment)
    team = read(await client.get("/team"))
    assert OPERATOR not in team
    for name in ("Operator Baru Contoh", LIAISON, SECOND):
        assert name in team


async def _key(office: Office) -> int:
    found = await Decree.objects().get(Decree.public_id == office.amendment.rpartition("/")[2])
    assert found is not None
    return found.id


async def _keys(office: Office) -> list[int]:
    found = await Appointment.select(Appointment.id).where(Appointment.decree == await _key(office))
    return [each["id"] for each in found]
