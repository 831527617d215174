"""*Perlu saya* holds what the home page says waits for its reader, no more and no less."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
import time_machine

from portal import clock
from portal.complaints import approval, closing, counts, dispositions, inquiries, listing
from portal.complaints.filters import Filters
from portal.permissions import Actor
from portal.reports.home.page import home
from tests.complaints import factories
from tests.complaints.factories import DAY, HOUR, MONDAY, Office

EVERYBODY = ("admin", "liaison", "operator", "head", "leader", "stranger", "inspector", "nobody")
CLOSING = "/reports/closing"


async def behind(actor: Actor, href: str) -> set[str]:
    """The complaints that a task leads to: one, or those of a list."""
    parts = urlsplit(href)
    if parts.path == CLOSING:
        return {each.number for each in await closing.to_close(actor, clock.now())}
    if parts.path == "/complaints":
        return await listed(actor, Filters.parse(dict(parse_qsl(parts.query))))
    # A task may lead to the page of an act: /complaints/ADU-2026-000001/lapor-number.
    return {parts.path.split("/")[2]}


async def listed(actor: Actor, filters: Filters) -> set[str]:
    return {row.number for row in (await listing.listing(actor, filters)).rows}


async def work(office: Office) -> dict[str, str]:
    """A complaint in each situation in which somebody must do something, and some in which nobody must."""
    own = {"tracking_id": "7000001"}
    made = {
        "received": await factories.recorded(office),
        "verified": await factories.verified(office, tracking_id="7000002"),
        "disposed": await factories.disposed(office, tracking_id="7000003"),
        "drafted": (await factories.drafted(office, tracking_id="7000004"))[0],
        "submitted": (await factories.submitted(office, tracking_id="7000005"))[0],
        "answered": await factories.answered(office, **own),
        "asked of the agency": await factories.disposed(office, tracking_id="7000006"),
        "asked of Kominfo": await factories.disposed(office, tracking_id="7000007"),
    }
    at = MONDAY + 6 * HOUR
    of_agency, of_kominfo = made["asked of the agency"], made["asked of Kominfo"]
    await inquiries.ask(of_agency, question="Di mana?", by=office.admin, at=at)
    await inquiries.ask(of_kominfo, question="Siapa?", by=office.operator, at=at)
    returned = await factories.disposed(office, tracking_id="7000008")
    await dispositions.give_back(returned, reason="Bukan.", by=office.operator, at=at)
    mended, draft = await factories.submitted(office, tracking_id="7000009")
    await approval.return_draft(mended, draft, note="Kurang jelas.", by=office.liaison, at=at)
    made |= {"returned": returned, "to mend": mended}
    return {name: complaint.number for name, complaint in made.items()}


@pytest.mark.parametrize("later", [timedelta(hours=7), 2 * DAY, 30 * DAY])
@pytest.mark.parametrize("who", EVERYBODY)
async def test_perlu_saya_is_what_home_says(office: Office, who: str, later: timedelta) -> None:
    await work(office)
    actor, at = getattr(office, who), MONDAY + later
    with time_machine.travel(at, tick=False):
        tasks = (await home(actor, at)).tasks
        waiting = set().union(*[await behind(actor, task.href) for task in tasks])
        mine = await listed(actor, Filters(mine=True))
        counted = await counts.counts(actor, at, {"mine": Filters(mine=True)})
    assert mine == waiting
    assert counted["mine"].value == len(mine)


async def test_the_approver_has_what_was_submitted_and_the_author_has_not(office: Office) -> None:
    named = await work(office)
    assert named["submitted"] in await listed(office.liaison, Filters(mine=True))
    assert named["submitted"] not in await listed(office.operator, Filters(mine=True))
    assert named["to mend"] in await listed(office.operator, Filters(mine=True))


async def test_questions_wait_for_whom_they_were_put_to(office: Office) -> None:
    named = await work(office)
    assert named["asked of Kominfo"] in await listed(office.admin, Filters(mine=True))
    assert named["asked of the agency"] not in await listed(office.admin, Filters(mine=True))


async def test_the_head_steps_in_only_when_the_liaison_is_silent(office: Office) -> None:
    number = (await factories.submitted(office))[0].number
    for later, expected in ((timedelta(hours=7), set()), (DAY, set()), (2 * DAY, {number})):
        with time_machine.travel(MONDAY + later, tick=False):
            assert await listed(office.head, Filters(mine=True)) == expected
