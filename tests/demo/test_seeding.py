"""The demo's database: believable figures, something to do for everybody, and nobody told of the past."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from portal import db
from portal.accounts.assignments import in_force
from portal.accounts.tables import Assignment
from portal.complaints import duties
from portal.complaints.kinds import Status
from portal.complaints.tables import Complaint
from portal.decrees import handovers
from portal.decrees.tables import Decree
from portal.demo.people import DemoAccount
from portal.demo.seeding import seed
from portal.reports.figures import rapor
from portal.reports.home.page import home
from portal.reports.measures import Measure

AT = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
FIRST = Measure.RECEIVED_TO_FIRST_FOLLOW_UP


async def test_three_believable_years_with_work_for_every_role(sqlite_database: str):
    accounts = await seed(AT)
    await check_years()
    await check_states()
    await check_homes(accounts)
    await check_silence()
    assert len({account.email for account in accounts}) == len({account.phone for account in accounts})


async def check_years() -> None:
    years = [await rapor(year) for year in (2024, 2025, 2026)]
    for told in years:
        assert 41 <= told.head.total <= 150
        assert told.head.completed_percent is not None
        assert 60 <= told.head.completed_percent <= 95
    means = [told.head.means[FIRST].calendar or 0.0 for told in years]
    assert means == sorted(means, reverse=True)
    assert 4 < means[-1] < means[0] < 30
    assert years[2].differing
    assert years[2].not_in_lapor


async def check_states() -> None:
    found = Counter(row["status"] for row in await Complaint.select(Complaint.status))
    assert set(found) >= set(Status) - {Status.POSTPONED}
    late = await db.rows("SELECT count(*) AS n FROM complaint WHERE status = 'disposed' AND due_at < {}", AT)
    assert late[0]["n"]


async def check_homes(accounts: list[DemoAccount]) -> None:
    main = [account for account in accounts if account.is_main]
    assert {account.role for account in main} == {
        "admin", "liaison", "operator", "leader", "inspector", "reviewer",
    }  # fmt: skip
    for account in main:
        told = await home(account.user, AT)
        assert told.year
        if account.role in {"admin", "liaison", "operator"}:
            assert len(told.tasks) > 1


async def check_silence() -> None:
    await duties.remind(AT)
    told = await db.rows("SELECT count(*) AS n FROM delivery")
    assert told[0]["n"] == 0


async def test_the_officers_of_the_demo_have_their_roles_from_a_decree(sqlite_database: str):
    accounts = await seed(AT)
    [operator] = [each for each in accounts if (each.role, each.agency) == ("operator", "DPUPR")]
    given = await Assignment.select().where(Assignment.account == operator.user.id, in_force(AT))
    assert [(row["role"], row["source"]) for row in given] == [("operator", "appointment")]
    states = await Decree.select(Decree.year, Decree.state).order_by(Decree.id)
    assert [(row["year"], row["state"]) for row in states] == [(2026, "in_force"), (2027, "draft")]
    assert await handovers.waiting_for(operator.user.id, AT) == []
