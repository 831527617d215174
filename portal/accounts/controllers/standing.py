"""Invitations to a person, their browsers, a number that waits, and whether they may sign in at all."""

from litestar import Controller, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from portal import clock
from portal.accounts import identity_changes, invitations, people, session_control, standing, step_up
from portal.accounts.controllers._person import find_person
from portal.accounts.controllers.profile import me
from portal.permissions import Permission
from portal.web import Request, read_form, see_other
from portal.web.requests import is_local_path


class StandingController(Controller):
    """The acts on a person's page that concern the whole account."""

    path = "/accounts/{public_id:str}"
    opt = {"permission": Permission.ACCOUNT_MANAGE, **step_up.AGAIN}

    @post("/invitations", name="accounts.invitations.create")
    async def invite(self, request: Request, public_id: FromPath[str]) -> Redirect:
        """Send an invitation, in place of earlier ones."""
        person = await find_person(public_id)
        await invitations.send(person.id, by=me(request), at=clock.now())
        sentence = f"Undangan untuk {person.name} dikirim ke WhatsApp."
        return see_other(request, await _back(request, public_id), sentence)

    @post("/invitations/{invitation_id:int}/revocation", name="accounts.invitations.revocation")
    async def revoke(
        self, request: Request, public_id: FromPath[str], invitation_id: FromPath[int]
    ) -> Redirect:
        """Make an invitation worthless."""
        person, at = await find_person(public_id), clock.now()
        if all(row.id != invitation_id for row in await people.invitations_of(person.id, at)):
            raise NotFoundException
        await invitations.revoke(invitation_id, by=me(request), at=at)
        return see_other(request, await _back(request, public_id), f"Undangan {person.name} dibatalkan.")

    @post("/change/renewal", name="accounts.change.renewal")
    async def resend_change(self, request: Request, public_id: FromPath[str]) -> Redirect:
        """Send the link that proves a new number once more."""
        person = await find_person(public_id)
        await identity_changes.resend(person.id, by=me(request), at=clock.now())
        return see_other(request, f"/accounts/{public_id}", "Tautan pembuktian dikirim lagi.")

    @post("/change/withdrawal", name="accounts.change.withdrawal")
    async def withdraw_change(self, request: Request, public_id: FromPath[str]) -> Redirect:
        """Drop a number or e-mail that still waits."""
        person = await find_person(public_id)
        await identity_changes.withdraw(person.id, by=me(request), at=clock.now())
        return see_other(request, f"/accounts/{public_id}", "Perubahan dibatalkan; yang lama tetap berlaku.")

    @post("/sessions/end", name="accounts.sessions.end_all")
    async def end_sessions(self, request: Request, public_id: FromPath[str]) -> Redirect:
        """Sign the person out everywhere."""
        person = await find_person(public_id)
        await session_control.end_all(person.id, by=me(request), at=clock.now())
        return see_other(request, f"/accounts/{public_id}", "Semua perangkat dikeluarkan.")

    @post("/sessions/{session_id:int}/end", name="accounts.sessions.end")
    async def end_session(
        self, request: Request, public_id: FromPath[str], session_id: FromPath[int]
    ) -> Redirect:
        """Sign one browser of the person out."""
        person = await find_person(public_id)
        await session_control.end_one(person.id, session_id, by=me(request), at=clock.now())
        return see_other(request, f"/accounts/{public_id}", "Perangkat itu sudah dikeluarkan.")

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


async def _back(request: Request, public_id: str) -> str:
    """The list that the act was pressed in, else the person's page."""
    back = (await read_form(request)).fields.get("back", "")
    return back if is_local_path(back) else f"/accounts/{public_id}"
