"""Answers that wait while the liaison's seat is empty or silent: the agency's head or Kominfo may step in."""

from __future__ import annotations

from portal import db
from portal.complaints import approval, policies
from portal.complaints.acting import known
from portal.complaints.filters import Moment
from portal.complaints.policies import TRUE
from portal.complaints.tables import Complaint, FollowUp
from portal.permissions import Actor, Permission
from portal.reports.home.tasks import Task, task
from portal.reports.scopes import held_by
from portal.workdays.words import stamp

MOST = 20
# The words of the index over what is open, then the one that is meant.
SUBMITTED = """
SELECT f.id FROM follow_up f JOIN complaint c ON c.id = f.complaint
WHERE f.status IN ('draft', 'submitted', 'returned') AND f.status = 'submitted'
  AND c.status IN ('accepted', 'answered') AND f.author_key <> {}
"""
REASON = "pejabat penghubung kosong atau belum menjawab"


async def tasks(user: Actor, moment: Moment) -> list[Task]:
    """The answers the reader may approve in the liaison's place by now, the longest waiting first."""
    return [
        _task(complaint, follow_up, moment)
        for complaint, follow_up in await _submitted(user)
        if await approval.stand_in_opens(complaint, follow_up, moment.at) is None
    ]


async def _submitted(user: Actor) -> list[tuple[Complaint, FollowUp]]:
    places = user.agencies_for(Permission.FOLLOW_UP_STAND_IN)
    if places is not None and not places:
        return []
    seen = policies.visible(await policies.reach(user))
    seen = seen.also(TRUE if places is None else held_by(frozenset(places)))
    found = await db.rows(
        f"{SUBMITTED} AND ({seen.sql}) ORDER BY f.submitted_at, f.id LIMIT {MOST}", user.key, *seen.values
    )
    if not found:
        return []
    waiting = (
        await FollowUp.objects()
        .where(FollowUp.id.is_in([row["id"] for row in found]))
        .order_by(FollowUp.submitted_at, FollowUp.id)
    )
    complaints = await Complaint.objects().where(Complaint.id.is_in([each.complaint for each in waiting]))
    by_id = {complaint.id: complaint for complaint in complaints}
    return [(by_id[each.complaint], each) for each in waiting]


def _task(complaint: Complaint, follow_up: FollowUp, moment: Moment) -> Task:
    submitted = known(follow_up.submitted_at)
    since = f" sejak {stamp(submitted)}" if submitted else ""
    why = f"Menunggu persetujuan{since}, {REASON}."
    title = f"Setujui sebagai pengganti “{complaint.title}”"
    row = {"number": complaint.number, "due_at": known(complaint.due_at)}
    return task(title, why, row, "Periksa", moment)
