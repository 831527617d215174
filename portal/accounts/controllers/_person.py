"""Finding the person that an address names, and showing their page again with what was wrong."""

from litestar.exceptions import NotFoundException
from litestar.response import Template

from portal import clock
from portal.accounts import identity_changes, labels, people, role_book, sessions
from portal.accounts.forms import PostForm
from portal.accounts.people import AccountRow
from portal.agencies import queries as agencies
from portal.web import Request, page


async def find_person(public_id: str) -> AccountRow:
    """The person of that address; 404 where there is none."""
    found = await people.by_public_id(public_id)
    if found is None:
        raise NotFoundException
    return found


async def agency_choices() -> list[tuple[int, str]]:
    """Agencies of today for a select."""
    return [(choice.id, choice.name) for choice in await agencies.choices()]


async def show_person(request: Request, person: AccountRow, form: PostForm, *, status: int = 200) -> Template:
    """A person's page with the form for another role."""
    at = clock.now()
    return page(
        request,
        "accounts/show.html",
        status=status,
        person=person,
        posts=(await people.posts_of([person.id]))[person.id],
        invitations=await people.invitations_of(person.id, at),
        waiting=await identity_changes.waiting(person.id, at),
        sessions=await sessions.open_for(person.id, at),
        form=form,
        roles=await role_book.choices(),
        agencies=await agency_choices(),
        at=at,
        account_states=labels.ACCOUNT_STATES,
        invitation_states=labels.INVITATION_STATES,
    )
