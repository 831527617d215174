"""Invitations to a person, and whether they may sign in at all."""

from litestar import Controller, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from portal import clock
from portal.accounts import invitations, people, standing
from portal.accounts.controllers._person import find_person
from portal.accounts.controllers.profile import me
from portal.permissions import Permission
from portal.web import Request, see_other


class StandingController(Controller):
    """The acts on a person's page that concern the whole account."""

    path = "/accounts/{public_id:str}"
    opt = {"permission": Permission.ACCOUNT_MANAGE}

    @post("/invitations", name="accounts.invitations.create")
    async def invite(self, request: Request, public_id: FromPath[str]) -> Redirect:
        """Send an invitation, in place of earlier ones."""
        person = await find_person(public_id)
        await invitations.send(person.id, by=me(request), at=clock.now())
        return see_other(request, f"/accounts/{public_id}", "Undangan dikirim ke WhatsApp.")

    @post("/invitations/{invitation_id:int}/revocation", name="accounts.invitations.revocation")
    async def revoke(
        self, request: Request, public_id: FromPath[str], invitation_id: FromPath[int]
    ) -> Redirect:
        """Make an invitation worthless."""
        person, at = await find_person(public_id), clock.now()
        if all(row.id != invitation_id for row in await people.invitations_of(person.id, at)):
            raise NotFoundException
        await invitations.revoke(invitation_id, by=me(request), at=at)
        return see_other(request, f"/accounts/{public_id}", "Undangan dibatalkan.")

    @post("/suspension", name="accounts.suspension.create")
    async def suspend(self, request: Request, public_id: FromPath[str]) -> Redirect:
        """Lock the person out for now."""
        person = await find_person(public_id)
        await standing.suspend(person.id, by=me(request), at=clock.now())
        return see_other(request, f"/accounts/{public_id}", "Akun ditangguhkan.")

    @post("/suspension/withdrawal", name="accounts.suspension.withdrawal")
    async def reactivate(self, request: Request, public_id: FromPath[str]) -> Redirect:
        """Let the person in again."""
        person = await find_person(public_id)
        await standing.reactivate(person.id, by=me(request), at=clock.now())
        return see_other(request, f"/accounts/{public_id}", "Akun diaktifkan kembali.")

    @post("/end", name="accounts.end")
    async def end(self, request: Request, public_id: FromPath[str]) -> Redirect:
        """Close the account for good."""
        person = await find_person(public_id)
        await standing.end(person.id, by=me(request), at=clock.now())
        return see_other(request, f"/accounts/{public_id}", "Akun diakhiri.")
