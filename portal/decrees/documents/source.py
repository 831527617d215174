"""From a decree's rows to what is printed."""

from __future__ import annotations

from portal.agencies import profile
from portal.decrees import roster
from portal.decrees.documents.content import DecreeText, Member
from portal.decrees.kinds import Capacity, DecreeState
from portal.decrees.roster import RosterRow
from portal.decrees.tables import Decree

UNSIGNED = (DecreeState.DRAFT, DecreeState.CONFIRMATION, DecreeState.READY)


async def text_of(decree: Decree) -> DecreeText:
    """The decree as it stands, with everybody it appoints in the order of the attachment."""
    regency = await profile.regency()
    head = f"{regency.head_title} {regency.short_name}"
    return DecreeText(
        number=decree.number,
        year=decree.year,
        dated=decree.dated_on,
        title=decree.title,
        regency=regency.name,
        place=regency.short_name,
        head_title=head,
        signer_name=decree.signer_name,
        signer_title=signer(decree.signer_title, decree.signer_capacity, head),
        starts_on=decree.effective_from,
        ends_on=decree.effective_until,
        weighing=_points(decree.weighing),
        recalling=_points(decree.recalling),
        deciding=_points(decree.deciding),
        members=tuple(_member(row) for row in await roster.rows_of(decree.id) if row.appoints),
        is_draft=decree.state in UNSIGNED,
    )


def signer(title: str, capacity: str, head: str) -> str:
    """How the signer signs: as themselves, Pj., Plt., or on behalf of the head of the regency."""
    if capacity == Capacity.ON_BEHALF:
        return f"a.n. {head}\n{title}"
    before = {Capacity.ACTING_HEAD: "Pj. ", Capacity.ACTING: "Plt. "}.get(Capacity(capacity), "")
    return title if title.startswith(before) else f"{before}{title}"


def _points(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _member(row: RosterRow) -> Member:
    return Member(row.name, row.nip, row.rank, _post(row), row.agency_name or "", row.position)


def _post(row: RosterRow) -> str:
    if row.is_acting and not row.post.casefold().startswith("plt"):
        return f"Plt. {row.post}"
    return row.post
