"""Finding one complaint together with the permission, and what may be done with it now."""

from __future__ import annotations

from portal import db
from portal.complaints import acting, policies
from portal.complaints.acts import Act
from portal.complaints.kinds import DraftStatus
from portal.complaints.states import TABLE, line
from portal.complaints.tables import Complaint, FollowUp
from portal.permissions import Actor, Permission


async def find_for(
    actor: Actor, permission: Permission, number: str, act: Act | None = None
) -> Complaint | None:
    """The complaint, if the actor sees it and holds the permission where the state table asks for it.

    `act` asks for the lines of one act only, where acts of one permission belong to different people.
    """
    found = await db.quick("SELECT * FROM complaint WHERE number = {}", number)
    if not found:
        return None
    # Every page of a complaint begins here, and Piccolo would build the forty columns anew each time.
    complaint = Complaint(_exists_in_db=True, **found[0])
    if not await acting.sees(actor, complaint):
        return None
    return complaint if may(actor, permission, complaint, act) else None


def may(actor: Actor, permission: Permission, complaint: Complaint, act: Act | None = None) -> bool:
    """Whether the permission is held where any line of the state table needs it; reading is seeing."""
    asked = [
        rule
        for rule in TABLE
        if rule.permission is permission and rule.act is not Act.RECORD and act in {None, rule.act}
    ]
    return permission is Permission.COMPLAINT_READ or any(
        policies.may_act(actor, rule, complaint.agency) for rule in asked
    )


def acts_open_to(actor: Actor, complaint: Complaint, draft: FollowUp | None = None) -> frozenset[Act]:
    """The acts the table allows now and the actor may do; `draft` is the follow-up not approved yet.

    Whether a stand-in may act already is asked of `approval.stand_in_opens`.
    """
    standing = acting.standing_of(complaint, DraftStatus(draft.status) if draft else None)
    lines = [found for act in Act if (found := line(act, standing))]
    acts = {rule.act for rule in lines if policies.may_act(actor, rule, complaint.agency)}
    if draft is not None and draft.author_key == actor.key:
        acts -= {Act.APPROVE, Act.APPROVE_IN_PLACE}
    return frozenset(acts)
