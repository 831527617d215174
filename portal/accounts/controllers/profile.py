"""One's own page: roles, sessions, password."""

from litestar import Controller, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import clock
from portal.accounts import (
    cookies,
    identity_changes,
    own_password,
    people,
    rights,
    session_control,
    sessions,
    step_up,
)
from portal.accounts.current_user import CurrentUser
from portal.accounts.forms import ChangePasswordForm
from portal.accounts.tables import AccountState
from portal.errors import Refusal
from portal.web import Request, page, read_form, see_other


class ProfileController(Controller):
    """Profil Saya."""

    path = "/profile"
    opt = {"signed_in": True}

    @get("/", name="profile.show")
    async def show(self, request: Request) -> Template:
        """Who I am here, what I may do, where I am signed in."""
        return await _show(request, ChangePasswordForm.blank())

    @post("/password", name="profile.password.create", status_code=200)
    async def change_password(self, request: Request) -> Template | Redirect:
        """Change the password; other browsers are signed out."""
        user = me(request)
        row = await people.by_id(user.id)
        form = ChangePasswordForm.blank((await read_form(request)).fields)
        form.own = (row.name, row.email or "", row.phone or "") if row else ()
        form.check()
        if form.errors:
            return await _show(request, form, status=422)
        token = cookies.token_of(request)
        try:
            fresh = await own_password.change(
                user, token=token, current=form.current_password, new=form.password, at=clock.now()
            )
        except Refusal as refusal:
            form.fail("current_password", refusal.sentence)
            return await _show(request, form, status=422)
        return see_other(
            request,
            "/profile",
            "Kata sandi diganti. Perangkat lain sudah dikeluarkan.",
            cookies=[cookies.to_set(fresh, is_trusted=await _is_trusted(user))] if fresh else [],
        )

    @post("/phone-proof", name="profile.phone_proof.create", opt=step_up.AGAIN)
    async def prove_phone(self, request: Request) -> Redirect:
        """Send a link to one's own number, which is proven by using it."""
        await identity_changes.ask_for_proof(me(request), at=clock.now())
        return see_other(request, "/profile", "Tautan pembuktian dikirim ke WhatsApp Anda.")

    @post("/sessions/{session_id:int}/end", name="profile.session.end")
    async def end_session(self, request: Request, session_id: FromPath[int]) -> Redirect:
        """Sign a browser out, for a phone that was lost or lent."""
        user = me(request)
        if not await session_control.is_of(user.id, session_id):
            raise NotFoundException
        await session_control.end_one(user.id, session_id, by=user, at=clock.now())
        return see_other(request, "/profile", "Perangkat itu sudah dikeluarkan.")

    @post("/sessions/end", name="profile.sessions.end_all")
    async def end_sessions(self, request: Request) -> Redirect:
        """Sign oneself out everywhere but here."""
        await session_control.end_others(me(request), at=clock.now())
        return see_other(request, "/profile", "Semua perangkat lain sudah dikeluarkan.")

    @get("/rights", name="profile.rights")
    async def show_rights(self, request: Request) -> Template:
        """What I may do, and why."""
        user = me(request)
        found = await rights.of(user.id, AccountState.ACTIVE, clock.now())
        person = await people.by_id(user.id)
        return page(request, "accounts/rights.html", person=person, rights=found, is_me=True)


def me(request: Request) -> CurrentUser:
    """The person behind the request."""
    user: CurrentUser = request.scope["user"]
    return user


async def _show(request: Request, form: ChangePasswordForm, *, status: int = 200) -> Template:
    user, at = me(request), clock.now()
    return page(
        request,
        "accounts/profile.html",
        status=status,
        form=form,
        person=await people.by_id(user.id),
        posts=(await people.posts_of([user.id]))[user.id],
        sessions=await sessions.open_for(user.id, at),
        waiting=await identity_changes.waiting(user.id, at),
        at=at,
    )


async def _is_trusted(user: CurrentUser) -> bool:
    open_ones = await sessions.open_for(user.id, clock.now())
    return any(row.id == user.session_id and row.is_trusted for row in open_ones)
