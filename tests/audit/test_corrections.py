"""False refusals of version 0.1 are found by the act beside them, and set right by a line of their own."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

from portal import audit, clock
from portal.accounts.current_user import CurrentUser
from portal.audit import corrections
from portal.audit.tables import AuditEvent
from portal.audit.trail import Place
from portal.permissions import JobActor

BY = JobActor("job:check-data")
OPERATOR, OTHER = (CurrentUser(each, "", f"Operator {each}", 0, ()) for each in (7, 8))
SOON = timedelta(milliseconds=80)
RETURN = "/complaints/ADU-2026-000001/return"


async def did(action: str, at: datetime, subject: str = "complaint:ADU-2026-000001") -> None:
    await audit.record(action, by=OPERATOR, at=at, place=Place(subject))


async def refused(path: str, at: datetime, by: CurrentUser = OPERATOR, **more: Any) -> int:
    details = {"permission": "complaint:return", "method": "POST", "path": path, **more}
    await audit.record(
        "request.refused", by=by, at=at, place=Place(by.key), outcome="refused", details=details
    )
    return int((await AuditEvent.select(AuditEvent.id).order_by(AuditEvent.id, ascending=False))[0]["id"])


async def test_only_a_refusal_beside_its_own_act_is_false(database: str) -> None:
    at = clock.now()
    await did("complaint.returned", at)
    wrong = await refused(RETURN, at + SOON)
    await refused(RETURN, at + 2 * SOON)  # pressed twice: the second time it was refused indeed
    await refused("/complaints/ADU-2026-000002/return", at + SOON)
    await refused("/complaints/ADU-2026-000001/identity", at + SOON)
    await refused(RETURN, at + SOON, OTHER)
    await refused(RETURN, at - SOON)
    await refused(RETURN, at + timedelta(minutes=5))
    await did("complaint.recorded", at, "complaint:ADU-2026-000009")
    hidden = await refused("/complaints/new", at + SOON)
    assert [each.id for each in await corrections.find()] == [wrong, hidden]


async def test_what_this_version_wrote_is_never_false(database: str) -> None:
    at = clock.now()
    await did("complaint.returned", at)
    await refused(RETURN, at + SOON, status=404)
    assert await corrections.find() == []


async def test_a_correction_is_a_line_more_and_written_once(database: str) -> None:
    at = clock.now()
    await did("complaint.returned", at)
    wrong = await refused(RETURN, at + SOON)
    lines = await AuditEvent.count()
    done = await asyncio.gather(*(corrections.correct({wrong}, by=BY, at=at + SOON) for _ in range(2)))
    assert sorted(done) == [0, 1]
    assert await AuditEvent.count() == lines + 1
    written = await AuditEvent.objects().get(AuditEvent.action == "audit.corrected")
    assert written
    assert written.subject == f"audit:{wrong}"
    assert await corrections.correction_of(wrong) == written.id
    assert await corrections.find() == []
