"""The written table, walked by chance: no sequence of acts by anyone reaches what it forbids."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from portal import db
from portal.accounts.current_user import CurrentUser
from portal.complaints import (
    approval,
    buckets,
    correction,
    dispositions,
    follow_ups,
    identity,
    inquiries,
    notes,
    queries,
    resolution,
    tracking,
    verification,
)
from portal.complaints.acts import Act
from portal.complaints.correction import Findings
from portal.complaints.kinds import WITH_AGENCY, Classification, Stage, Status
from portal.complaints.states import TABLE, line
from portal.complaints.states import Standing as Place
from portal.complaints.tables import Complaint, FollowUp, Inquiry
from portal.complaints.verification import Assessment
from portal.errors import Refusal
from portal.permissions import Permission
from tests.complaints import factories
from tests.complaints.factories import MONDAY, Office
from tests.support.found_by import out_of_step

S = Status
PEOPLE = ("admin", "second_admin", "liaison", "operator", "head", "leader", "stranger", "inspector", "nobody")
STEPS_ALLOWED = {
    (S.RECEIVED, S.VERIFIED), (S.RECEIVED, S.ARCHIVED),
    (S.VERIFIED, S.DISPOSED), (S.VERIFIED, S.ARCHIVED),
    (S.DISPOSED, S.ACCEPTED), (S.DISPOSED, S.VERIFIED), (S.DISPOSED, S.DISPOSED),
    (S.ACCEPTED, S.ANSWERED), (S.ACCEPTED, S.VERIFIED), (S.ACCEPTED, S.DISPOSED),
    (S.ANSWERED, S.RESOLVED), (S.ANSWERED, S.DISPOSED), (S.ANSWERED, S.VERIFIED),
    (S.RESOLVED, S.DISPOSED), (S.ARCHIVED, S.VERIFIED),
}  # fmt: skip
"""From DOMAIN's sentence on states, not from the table."""

KOMINFO_ALONE = {
    Act.VERIFY, Act.ARCHIVE, Act.DISPOSE, Act.REDISPOSE, Act.WITHDRAW, Act.RESOLVE, Act.REOPEN,
    Act.CORRECT, Act.NUMBER, Act.UNNUMBER,
}  # fmt: skip
Doing = Callable[[Complaint, CurrentUser, datetime, Office], Awaitable[Any]]


async def _verify(complaint: Complaint, by: CurrentUser, at: datetime, office: Office) -> None:
    await verification.verify(complaint, found=Assessment(Classification.COMPLAINT), by=by, at=at)


async def _dispose(complaint: Complaint, by: CurrentUser, at: datetime, office: Office) -> None:
    await dispositions.dispose(complaint, to=office.dpupr, by=by, at=at)


async def _redispose(complaint: Complaint, by: CurrentUser, at: datetime, office: Office) -> None:
    to = office.dlh if complaint.agency == office.dpupr else office.dpupr
    await dispositions.redispose(complaint, to=to, by=by, at=at)


async def _draft(complaint: Complaint, by: CurrentUser, at: datetime, office: Office) -> None:
    content = follow_ups.Content(Stage.FINAL, "Sudah dikerjakan.")
    await follow_ups.draft(complaint, content=content, by=by, at=at)


async def _revise(complaint: Complaint, by: CurrentUser, at: datetime, office: Office) -> None:
    content = follow_ups.Content(Stage.FINAL, "Sudah selesai dikerjakan.")
    await follow_ups.revise(complaint, await _latest(complaint), content=content, by=by, at=at)


async def _latest(complaint: Complaint) -> FollowUp:
    own = FollowUp.objects().where(FollowUp.complaint == complaint.id)
    found = await own.order_by(FollowUp.id, ascending=False).first()
    if found is None:
        raise Refusal("-")
    return found


async def _reply(complaint: Complaint, by: CurrentUser, at: datetime, office: Office) -> None:
    inquiry = await Inquiry.objects().where(Inquiry.complaint == complaint.id).order_by(Inquiry.id).first()
    if inquiry is None:
        raise Refusal("-")
    await inquiries.reply(complaint, inquiry, answer="Ya.", by=by, at=at)


ACTS: dict[Act, Doing] = {
    Act.VERIFY: _verify,
    Act.ARCHIVE: lambda c, by, at, _: verification.archive(c, reason="Ganda.", by=by, at=at),
    Act.DISPOSE: _dispose,
    Act.REDISPOSE: _redispose,
    Act.WITHDRAW: lambda c, by, at, _: dispositions.withdraw(c, reason="Salah.", by=by, at=at),
    Act.ACCEPT: lambda c, by, at, _: dispositions.accept(c, by=by, at=at),
    Act.RETURN: lambda c, by, at, _: dispositions.give_back(c, reason="Bukan.", by=by, at=at),
    Act.ASK: lambda c, by, at, _: inquiries.ask(c, question="Di mana?", by=by, at=at),
    Act.REPLY: _reply,
    Act.NOTE: lambda c, by, at, _: notes.write(c, text="Catatan.", by=by, at=at),
    Act.DRAFT: _draft,
    Act.REVISE: _revise,
    Act.RESOLVE: lambda c, by, at, _: resolution.resolve(c, by=by, at=at),
    Act.REOPEN: lambda c, by, at, _: resolution.reopen(c, reason="Belum.", by=by, at=at),
    Act.REVEAL: lambda c, by, at, _: identity.reveal(c, reason="Klarifikasi.", by=by, at=at),
}


async def _submit(complaint: Complaint, by: CurrentUser, at: datetime, office: Office) -> None:
    await follow_ups.submit(complaint, await _latest(complaint), by=by, at=at)


async def _approve(complaint: Complaint, by: CurrentUser, at: datetime, office: Office) -> None:
    await approval.approve(complaint, await _latest(complaint), by=by, at=at)


async def _stand_in(complaint: Complaint, by: CurrentUser, at: datetime, office: Office) -> None:
    await approval.approve_in_place(complaint, await _latest(complaint), reason="Kosong.", by=by, at=at)


async def _return_draft(complaint: Complaint, by: CurrentUser, at: datetime, office: Office) -> None:
    await approval.return_draft(complaint, await _latest(complaint), note="Foto.", by=by, at=at)


async def _copy(complaint: Complaint, by: CurrentUser, at: datetime, office: Office) -> None:
    await follow_ups.mark_copied(complaint, await _latest(complaint), on=at.date(), by=by, at=at)


async def _correct(complaint: Complaint, by: CurrentUser, at: datetime, office: Office) -> None:
    is_ordinary = complaint.classification == Classification.COMPLAINT
    found = Findings(Classification.SUPERVISORY if is_ordinary else Classification.COMPLAINT)
    await correction.correct(complaint, to=found, reason="Ternyata lain isinya.", by=by, at=at)


ACTS |= {
    Act.CORRECT: _correct,
    Act.NUMBER: lambda c, by, at, _: tracking.note(c, "#7 012 345", by=by, at=at),
    Act.UNNUMBER: lambda c, by, at, _: tracking.forget(c, by=by, at=at),
    Act.SUBMIT: _submit,
    Act.APPROVE: _approve,
    Act.APPROVE_IN_PLACE: _stand_in,
    Act.RETURN_DRAFT: _return_draft,
    Act.COPY: _copy,
}

# Each step is a dozen commits: shrinking would take minutes and shorten a sequence that is short already.
NO_SHRINKING = (Phase.explicit, Phase.generate)

moves = st.tuples(st.sampled_from(sorted(ACTS)), st.sampled_from(PEOPLE), st.integers(1, 60))
# Chance alone seldom gets far: each run begins with a stretch of the straight way.
STRAIGHT = (
    (Act.VERIFY, "admin", 1), (Act.DISPOSE, "admin", 1), (Act.DRAFT, "operator", 1),
    (Act.SUBMIT, "operator", 1), (Act.APPROVE, "liaison", 1), (Act.RESOLVE, "admin", 1),
    (Act.REOPEN, "second_admin", 1),
)  # fmt: skip


@settings(max_examples=25, derandomize=True, phases=NO_SHRINKING)
@given(st.integers(0, len(STRAIGHT)), st.lists(moves, min_size=4, max_size=14))
async def test_no_sequence_reaches_what_is_forbidden(
    sqlite_office: Office, ahead: int, by_chance: list[tuple[Act, str, int]]
) -> None:
    await _walk(sqlite_office, [*STRAIGHT[:ahead], *by_chance])


@settings(max_examples=6, derandomize=True, phases=NO_SHRINKING)
@given(st.integers(3, len(STRAIGHT)), st.lists(moves, min_size=4, max_size=10))
async def test_no_sequence_reaches_what_is_forbidden_on_postgres(
    postgres_office: Office, ahead: int, by_chance: list[tuple[Act, str, int]]
) -> None:
    await _walk(postgres_office, [*STRAIGHT[:ahead], *by_chance])


async def _walk(office: Office, moves: list[tuple[Act, str, int]]) -> None:
    at = MONDAY
    complaint = await factories.recorded(office, at)
    lines, acts = 1, 1
    for act, name, hours in moves:
        at += timedelta(hours=hours)
        before = await _read(complaint)
        actor: CurrentUser = getattr(office, name)
        open_draft = await follow_ups.unapproved(complaint.id)
        offered = queries.acts_open_to(actor, before, open_draft)
        try:
            await ACTS[act](await _read(complaint), actor, at, office)
        except Refusal:
            assert vars(await _read(complaint)) == vars(before)
        else:
            acts += 1
            lines += act is not Act.REVISE
            _allowed(act, name, before, await _read(complaint))
            assert act in offered or act is Act.REPLY
        await _holds_together(complaint, office, lines, acts)


def _allowed(act: Act, name: str, before: Complaint, after: Complaint) -> None:
    if before.status != after.status or act in {Act.REDISPOSE}:
        assert (before.status, after.status) in STEPS_ALLOWED
    assert name not in {"nobody", "leader"}
    if act in KOMINFO_ALONE:
        assert name in {"admin", "second_admin"}
    if act is Act.APPROVE:
        assert name == "liaison"


async def _holds_together(complaint: Complaint, office: Office, lines: int, acts: int) -> None:
    row = await _read(complaint)
    leads = await _count("disposition WHERE complaint = {} AND outcome = '' AND is_lead", complaint.id)
    # LAPOR! alone may answer without an agency; here every open one lies with exactly one.
    assert leads == (1 if row.status in WITH_AGENCY else 0)
    assert row.status not in WITH_AGENCY or row.agency is not None
    assert row.agency is None or row.status in WITH_AGENCY | {Status.RESOLVED}
    # What proves to be berkadar pengawasan is no agency's, also where it was closed before.
    hidden = row.classification == Classification.SUPERVISORY
    assert not hidden or row.agency in {None, office.inspectorate}
    running = await db.rows(
        "SELECT step, due_at FROM clock WHERE complaint = {} AND stopped_at IS NULL ORDER BY due_at",
        complaint.id,
    )
    assert len({clock["step"] for clock in running}) == len(running)
    assert row.due_at == (running[0]["due_at"] if running else None)
    assert await _count("entry WHERE complaint = {}", complaint.id) == lines
    assert await _count("audit_event WHERE subject = {}", f"complaint:{complaint.number}") == acts
    told = await db.rows(
        f"SELECT {buckets.ASPAL_SQL} AS bucket FROM complaint c WHERE c.id = {{}}",  # noqa: S608
        complaint.id,
    )
    assert told[0]["bucket"] == buckets.of(row.status, is_answered=row.answered_at is not None)
    own = await db.rows(
        "SELECT count(*) AS n FROM follow_up WHERE status = 'approved' AND author_key = decided_by_key"
    )
    assert own[0]["n"] == 0
    assert await out_of_step() == {}


async def _read(complaint: Complaint) -> Complaint:
    row = await Complaint.objects().get(Complaint.id == complaint.id)
    assert row is not None
    return row


async def _count(rest: str, value: Any) -> int:
    return int((await db.rows(f"SELECT count(*) AS n FROM {rest}", value))[0]["n"])  # noqa: S608


@pytest.fixture
async def sqlite_office(sqlite_database: str) -> Office:
    return await factories.office()


@pytest.fixture
async def postgres_office(postgres_database: str) -> Office:
    return await factories.office()


def test_every_act_has_a_verb_that_is_tried() -> None:
    assert {rule.act for rule in TABLE} == set(Act)
    assert set(ACTS) == set(Act) - {Act.RECORD}


def test_one_act_names_one_permission() -> None:
    for act in Act:
        assert len({rule.permission for rule in TABLE if rule.act is act}) == 1


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("agency", [None, 1])
def test_the_table_never_leaves_an_agency_without_a_holder(status: Status, agency: int | None) -> None:
    for act in Act:
        rule = line(act, Place(status, agency))
        needs_one = rule and rule.target in {Status.ACCEPTED, Status.ANSWERED}
        assert not needs_one or status in WITH_AGENCY


def test_only_kominfo_closes() -> None:
    closing = [rule for rule in TABLE if rule.target is Status.RESOLVED]
    assert {rule.permission for rule in closing} == {Permission.COMPLAINT_RESOLVE}
    assert {rule.who for rule in closing} == {"kominfo"}
