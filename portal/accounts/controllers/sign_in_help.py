"""What an admin can do for somebody who cannot get in; the other admins hear of it."""

from litestar import Controller, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import clock
from portal.accounts import password_reset_codes, second_factor, second_factor_help, step_up
from portal.accounts.controllers._person import find_person
from portal.accounts.controllers._proof_forms import HelpForm
from portal.accounts.controllers.profile import me
from portal.accounts.people import AccountRow
from portal.accounts.second_factor_help import CHECKS, REASONS
from portal.errors import Refusal
from portal.permissions import Permission
from portal.settings import settings
from portal.web import Request, page, read_form, see_other


class SignInHelpController(Controller):
    """Bantuan masuk."""

    path = "/accounts/{public_id:str}/sign-in-help"
    opt = {"permission": Permission.ACCOUNT_MANAGE, **step_up.AGAIN}

    @get("/", name="accounts.help.show")
    async def show(self, request: Request, public_id: FromPath[str]) -> Template:
        """What there is to help with."""
        return await _show(request, await find_person(public_id), HelpForm.blank())

    @post("/second-factor", name="accounts.help.second_factor.create", status_code=200)
    async def reset_second_factor(self, request: Request, public_id: FromPath[str]) -> Template | Redirect:
        """Switch the person's second factor off."""
        person = await find_person(public_id)
        form = HelpForm.parse(await read_form(request))
        if form.errors:
            return await _show(request, person, form, status=422)
        try:
            await second_factor_help.reset(
                person.id, reason=form.reason, check_by=form.check_by, by=me(request), at=clock.now()
            )
        except Refusal as refusal:
            form.fail("reason", refusal.sentence)
            return await _show(request, person, form, status=422)
        sentence = (
            "Verifikasi dua langkah dimatikan, semua perangkat dikeluarkan, dan kode cetak yang lama tidak "
            "berlaku lagi. Admin Kominfo yang lain diberi tahu."
        )
        return see_other(request, f"/accounts/{public_id}/sign-in-help", sentence)

    @post("/codes", name="accounts.help.codes.create", status_code=200)
    async def print_code(self, request: Request, public_id: FromPath[str]) -> Template:
        """Make a code for a new password and show it this once."""
        person, at = await find_person(public_id), clock.now()
        form = HelpForm.parse(await read_form(request))
        if form.errors:
            return await _show(request, person, form, status=422)
        try:
            code = await password_reset_codes.make(
                person.id, reason=form.reason, check_by=form.check_by, by=me(request), at=at
            )
        except Refusal as refusal:
            form.fail("reason", refusal.sentence)
            return await _show(request, person, form, status=422)
        return page(
            request,
            "accounts/password_reset/printed.html",
            person=person,
            code=password_reset_codes.spoken(code),
            until=at + password_reset_codes.GOOD_FOR,
            address=f"{settings().base_url.rstrip('/')}/password-reset/code",
        )


async def _show(request: Request, person: AccountRow, form: HelpForm, *, status: int = 200) -> Template:
    return page(
        request,
        "accounts/second_factor/help.html",
        status=status,
        person=person,
        standing=await second_factor.standing_of(person.id),
        is_oneself=person.id == me(request).id,
        form=form,
        reasons=list(REASONS.items()),
        checks=list(CHECKS.items()),
    )
