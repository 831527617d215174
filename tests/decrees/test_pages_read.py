"""What the pages read, on both engines: statements of their own are spelt once for both."""

from __future__ import annotations

from datetime import timedelta

from portal import clock
from portal.accounts.current_user import CurrentUser, Held
from portal.agencies import queries
from portal.decrees import mutations, roster, rounds
from portal.decrees.display import asking, board, finding, frame, listing, team
from portal.decrees.people import Person
from portal.decrees.states import Standing
from portal.decrees.turnover import Occasion
from portal.workdays import queries as workdays
from tests.decrees.page_world import MAKER, agencies, draft, in_force, seat
from tests.support.visits import account


async def test_lists_board_and_team_are_read(database: str) -> None:
    await agencies()
    await account("admin")
    agency = await queries.find("DPUPR")
    assert agency is not None
    liaison = CurrentUser(1, "", "Penghubung Contoh", 0, (Held("liaison", agency.id),))
    now = await draft(clock.today().year)
    key = await seat(now, "Admin Operator", agency.id, "Operator Contoh", lapor_account="dpupr")
    await in_force(now)
    when = Occasion(clock.now(), "Mutasi")
    await mutations.replace(key, Person("Pengganti Contoh", post="Staf"), when, by=MAKER, at=clock.now())
    later = await draft(clock.today().year + 1)
    at = clock.now()
    rows = await roster.rows_of(later.id)
    assert {each.person for each in await asking.asking(rows, at)} == {"belum ada penghubung"}
    await rounds.open_round(later.id, deadline=at + timedelta(days=3), by=MAKER, at=at)

    assert [line.state.word for line in await listing.lines(MAKER, at)] == [
        "Konfirmasi perangkat daerah",
        "Berlaku",
    ]
    assert [line.state.word for line in await listing.lines(liaison, at)] == ["Berlaku"]
    [asked] = await listing.asked(liaison)
    assert asked.is_open
    shown = await board.board_of(later.id, rows, await workdays.calendar(), at=at)
    assert shown is not None
    assert shown.answered == 0
    assert shown.silent == shown.total == len(shown.rows)
    head = await frame.frame_of(later, Standing.CONFIRMATION, "board", manages=True)
    assert [tab.count for tab in head.tabs if tab.is_current] == [f"0 dari {shown.total}"]
    assert (await team.tasks(at))[0].what.startswith("Akun dpupr di SP4N-LAPOR!")
    assert [each.what for each in await team.by_hand(at)] == ["Admin Kominfo · semua perangkat daerah"]
    standing = await finding.current(at)
    assert standing is not None
    assert standing.id == now.id
