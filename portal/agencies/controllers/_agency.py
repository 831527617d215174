"""Finding the agency that an address names, and asking whether it may be changed."""

from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.response import Template

from portal import clock
from portal.agencies import merges, queries, words
from portal.agencies.forms import AliasForm
from portal.agencies.queries import AgencyRow
from portal.permissions import Actor, Permission
from portal.web import Request, page
from portal.workdays import queries as workdays

MANAGE = {"permission": Permission.AGENCY_MANAGE}


async def find_agency(code: str) -> AgencyRow:
    """The agency of that address; 404 where there is none."""
    found = await queries.find(code)
    if found is None:
        raise NotFoundException
    return found


async def find_for_change(user: Actor, code: str) -> AgencyRow:
    """The agency, where the person may change this one."""
    agency = await find_agency(code)
    ensure_manages(user, agency.id)
    return agency


def ensure_manages(user: Actor, agency_id: int | None) -> None:
    """403 unless the person manages that agency, or all of them."""
    if not user.holds(Permission.AGENCY_MANAGE, agency_id):
        raise PermissionDeniedException


async def others_of_today(agency: AgencyRow) -> list[tuple[int, str]]:
    """The other agencies that exist, for a select."""
    return [(choice.id, choice.name) for choice in await queries.choices() if choice.id != agency.id]


async def show_agency(request: Request, agency: AgencyRow, form: AliasForm, *, status: int = 200) -> Template:
    """An agency's page with the form for another name."""
    return page(
        request,
        "agencies/show.html",
        status=status,
        agency=agency,
        parent=await queries.by_id(agency.parent) if agency.parent else None,
        successor=await queries.by_id(agency.successor) if agency.successor else None,
        merge=await merges.of_source(agency.id),
        taken_over=await merges.into(agency.id),
        has_hours=any(week.is_usual for week in await workdays.weeks(agency.id)),
        now_is=clock.now(),
        children=await queries.children_of(agency.id),
        kinds=words.KINDS,
        today=clock.today().date(),
        form=form,
    )
