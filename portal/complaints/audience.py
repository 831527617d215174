"""Who is told: the people of an agency, those who approve there, Kominfo."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from portal.accounts import queries as accounts
from portal.accounts.roles import RoleCode
from portal.complaints import policies
from portal.complaints.policies import Clause
from portal.notifications.message import Recipient

TEAM = (RoleCode.LIAISON, RoleCode.OPERATOR, RoleCode.INSPECTOR)
APPROVERS = (RoleCode.LIAISON, RoleCode.INSPECTOR)


async def team(agency_id: int, at: datetime) -> list[Recipient]:
    """Liaison and operators of the agency; at the Inspektorat its inspectors too."""
    return await _holding(TEAM, agency_id, at)


async def inspectorate(at: datetime) -> list[Recipient]:
    """The inspectors, and the team of each Inspektorat."""
    found = await _holding((RoleCode.INSPECTOR,), None, at)
    for agency in sorted(await policies.inspectorates()):
        found += await team(agency, at)
    return list({person.key: person for person in found}.values())


async def kominfo(at: datetime) -> list[Recipient]:
    """The admins who answer for all agencies."""
    return await _holding((RoleCode.ADMIN,), None, at)


async def approvers(agency_id: int, at: datetime, *, author: str) -> list[Recipient]:
    """Whoever may approve what the author wrote; where nobody sits, the agency's head and Kominfo."""
    seated = await seated_approvers(agency_id, at, author=author)
    return seated or [*await _holding((RoleCode.LEADER,), agency_id, at), *await kominfo(at)]


async def seated_approvers(agency_id: int, at: datetime, *, author: str) -> list[Recipient]:
    """The agency's own approvers apart from the author."""
    return without(author, await _holding(APPROVERS, agency_id, at))


# As `seated_approvers`, over `complaint c` and its `follow_up f`, where many are asked about at once.
SEAT_TAKEN = """
SELECT 1 FROM assignment s JOIN account a ON a.id = s.account
WHERE s.agency = c.agency AND s.role IN ({roles}) AND s.starts_at <= {}
  AND (s.ends_at IS NULL OR s.ends_at > {})
  AND a.state IN ('active', 'invited') AND 'account:' || a.id <> f.author_key
"""


def seat_taken(at: datetime) -> Clause:
    """Whether anybody but the author may approve at the agency that holds the complaint."""
    listed = ", ".join(f"'{role}'" for role in APPROVERS)
    return Clause(SEAT_TAKEN.replace("{roles}", listed), (at, at))


def without(key: str, people: Iterable[Recipient]) -> list[Recipient]:
    """Everybody but one: nobody is told of their own act."""
    return [person for person in people if person.key != key]


async def _holding(roles: Iterable[RoleCode], agency_id: int | None, at: datetime) -> list[Recipient]:
    found: dict[str, Recipient] = {}
    for role in roles:
        for person in await accounts.recipients(role, agency_id, at):
            found.setdefault(person.key, person)
    return list(found.values())
