"""The page behind an invitation's link. GET shows, POST consumes; nobody learns from where it was opened."""

from litestar import Controller, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import clock
from portal.accounts import accepting, cookies, phones
from portal.accounts.accepting import Invited
from portal.accounts.addresses import client_address
from portal.accounts.controllers._proof_forms import CodeForm
from portal.accounts.controllers.sign_in import ask_for_code, browser_of
from portal.accounts.delays import TooSoon
from portal.accounts.forms import NewPasswordForm
from portal.accounts.second_factor_door import CodeWanted
from portal.errors import Refusal
from portal.web import Request, page, read_form, see_other

# The token must not travel to another page in the Referer header.
QUIET = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


class InvitationController(Controller):
    """Undangan."""

    path = "/invitations/{token:str}"
    opt = {"public": True}

    @get("/", name="invitations.show")
    async def show(self, request: Request, token: FromPath[str]) -> Template:
        """The form for the first password, or why the link is of no use and what to do."""
        at = clock.now()
        invited = await accepting.find(token, at)
        if invited is None or not invited.is_open:
            return _closed(request, token, invited)
        await accepting.mark_opened(invited, at=at)
        return _show(request, token, invited, NewPasswordForm.blank())

    @post("/", name="invitations.accept", status_code=200)
    async def accept(self, request: Request, token: FromPath[str]) -> Template | Redirect:
        """Set the password; the number is proven and the person is in."""
        at = clock.now()
        invited = await accepting.find(token, at)
        if invited is None or not invited.is_open:
            return _closed(request, token, invited)
        form = NewPasswordForm.blank((await read_form(request)).fields)
        form.own = (invited.name, invited.email or "", invited.phone)
        form.check()
        if form.errors:
            return _show(request, token, invited, form, status=422)
        try:
            entered = await accepting.accept(invited, form.password, browser_of(request), at=at)
        except TooSoon as refusal:
            form.fail("password", refusal.sentence)
            return _show(request, token, invited, form, status=429)
        if isinstance(entered, CodeWanted):
            return ask_for_code(request, CodeForm.blank({"challenge": entered.token}), None)
        cookie = cookies.to_set(entered.token, is_trusted=False)
        return see_other(request, "/", "Selamat datang. Kata sandi Anda sudah disimpan.", cookies=[cookie])

    @post("/renewal", name="invitations.renewal", status_code=200)
    async def renew(self, request: Request, token: FromPath[str]) -> Template:
        """Send a new invitation to the same number."""
        at = clock.now()
        invited = await accepting.find(token, at)
        if invited is None:
            return _closed(request, token, None)
        origin = client_address(request.scope)
        try:
            await accepting.ask_again(invited, origin=origin, at=at)
        except Refusal as refusal:
            return _closed(request, token, invited, trouble=refusal.sentence, status=409)
        number = phones.masked(invited.phone)
        sentence = f"Undangan baru dikirim ke WhatsApp {number}. Buka pesan yang paling baru."
        return _closed(request, token, invited, sent=sentence, status=200)


def _show(
    request: Request, token: str, invited: Invited, form: NewPasswordForm, *, status: int = 200
) -> Template:
    return page(
        request,
        "accounts/invitation.html",
        status=status,
        headers=QUIET,
        token=token,
        invited=invited,
        number=phones.masked(invited.phone),
        form=form,
    )


def _closed(
    request: Request,
    token: str,
    invited: Invited | None,
    *,
    trouble: str = "",
    sent: str = "",
    status: int = 410,
) -> Template:
    return page(
        request,
        "accounts/invitation_closed.html",
        status=404 if invited is None else status,
        headers=QUIET,
        token=token,
        invited=invited,
        number=phones.masked(invited.phone) if invited else "",
        trouble=trouble,
        sent=sent,
    )
