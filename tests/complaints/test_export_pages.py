"""A file that was made is given only as far as the right of whoever asked still reaches."""

from __future__ import annotations

import pytest
from httpx import Response

from portal import clock
from portal.accounts.tables import Assignment
from portal.complaints import correction
from portal.complaints.correction import Findings
from portal.complaints.exports.asking import Format
from portal.complaints.kinds import Classification
from portal.jobs.tables import Job
from tests.complaints import factories
from tests.complaints.factories import Office
from tests.complaints.page_world import Client
from tests.complaints.test_exports import made
from tests.support.visits import sign_in


@pytest.fixture
async def office(sqlite_database: str) -> Office:
    """Kominfo and its agencies, on SQLite."""
    return await factories.office()


async def fetched(client: Client, public_id: str) -> Response:
    return await client.get(f"/jobs/{public_id}/file")


async def test_a_file_is_given_only_as_far_as_the_right_still_reaches(client: Client, office: Office) -> None:
    await factories.disposed(office)
    _, job = await made(office, Format.SHEET, office.operator)
    await sign_in(client, office.operator.id)
    answer = await fetched(client, job.public_id)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    # The same role at another agency: the right is held somewhere, but no longer there.
    elsewhere = {Assignment.agency: office.dlh}
    await Assignment.update(elsewhere).where(Assignment.account == office.operator.id)
    assert (await fetched(client, job.public_id)).status_code == 404


async def test_what_an_admin_took_is_not_given_to_them_as_an_operator(client: Client, office: Office) -> None:
    await factories.disposed(office)
    _, job = await made(office, Format.SHEET, office.admin)
    await sign_in(client, office.admin.id)
    assert (await fetched(client, job.public_id)).status_code == 200
    [mine] = await Assignment.select(Assignment.role).where(Assignment.account == office.operator.id)
    less = {Assignment.role: mine["role"], Assignment.agency: office.dpupr}
    await Assignment.update(less).where(Assignment.account == office.admin.id)
    assert (await fetched(client, job.public_id)).status_code == 404


async def test_a_file_of_before_the_reach_was_kept_needs_a_right_without_bounds(
    client: Client, office: Office
) -> None:
    for actor, status in ((office.admin, 200), (office.operator, 404)):
        _, job = await made(office, Format.SHEET, actor)
        await Job.update({Job.result: '{"rows": 1}'}).where(Job.public_id == job.public_id)
        await sign_in(client, actor.id)
        assert (await fetched(client, job.public_id)).status_code == status


async def test_a_prepared_file_is_not_given_once_something_in_it_is_berkadar_pengawasan(
    client: Client, office: Office
) -> None:
    complaint = await factories.disposed(office)
    _, of_operator = await made(office, Format.SHEET, office.operator)
    _, of_admin = await made(office, Format.SHEET, office.admin)
    to = Findings(Classification.SUPERVISORY)
    reason = "Ternyata tentang petugas dinas itu sendiri."
    await correction.correct(complaint, to=to, reason=reason, by=office.admin, at=clock.now())
    await sign_in(client, office.operator.id)
    answer = await fetched(client, of_operator.public_id)
    assert (answer.status_code, complaint.title in answer.text) == (422, False)
    assert "Siapkan unduhan yang baru" in answer.text
    _, anew = await made(office, Format.SHEET, office.operator)
    assert (await fetched(client, anew.public_id)).status_code == 200
    await sign_in(client, office.admin.id)
    assert (await fetched(client, of_admin.public_id)).status_code == 200
