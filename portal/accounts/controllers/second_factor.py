"""One's own second factor: switching it on with a phone, new paper codes, switching it off."""

from litestar import Controller, get, post
from litestar.response import Redirect, Template
from markupsafe import Markup

from portal import clock
from portal.accounts import people, qr, second_factor, second_factor_codes, second_factor_duty, step_up
from portal.accounts.controllers._proof_forms import NewPhoneForm
from portal.accounts.controllers.profile import me
from portal.accounts.current_user import CurrentUser
from portal.accounts.second_factor_duty import ENROLMENT, PAGE, EnrolmentDue
from portal.errors import Refusal
from portal.web import Request, page, read_form, see_other
from portal.web.pages import REGENCY

NEW_PHONE = f"{PAGE}/enrolment"


class SecondFactorController(Controller):
    """Verifikasi dua langkah."""

    path = PAGE
    opt = ENROLMENT

    @get("/", name="second_factor.show")
    async def show(self, request: Request) -> Template:
        """How it stands, and what can be done."""
        user = me(request)
        standing = await second_factor.standing_of(user.id)
        return page(
            request,
            "accounts/second_factor/show.html",
            standing=standing,
            left=await second_factor_codes.left(user.id) if standing.is_on else 0,
            is_obliged=second_factor_duty.is_obliged(user),
            is_due=await _is_due(user),
        )

    @post("/enrolment", name="second_factor.enrolment.create", opt=step_up.AGAIN)
    async def begin(self, request: Request) -> Redirect:
        """Make a secret for a new phone."""
        await second_factor.begin(me(request), at=clock.now())
        return see_other(request, NEW_PHONE)

    @get("/enrolment", name="second_factor.enrolment.show", opt=step_up.AGAIN)
    async def new_phone(self, request: Request) -> Template | Redirect:
        """The picture for the app, and the field for its first code."""
        return await _show_new_phone(request, NewPhoneForm.blank())

    @post("/confirmation", name="second_factor.confirmation.create", opt=step_up.AGAIN, status_code=200)
    async def confirm(self, request: Request) -> Template | Redirect:
        """Take the phone by its first code, and show the paper codes this once."""
        form = NewPhoneForm.parse(await read_form(request))
        if form.errors:
            return await _show_new_phone(request, form, status=422)
        try:
            codes = await second_factor.confirm(me(request), form.code, at=clock.now())
        except Refusal as refusal:
            form.fail("code", refusal.sentence)
            return await _show_new_phone(request, form, status=422)
        return _show_codes(request, codes, is_new=True)

    @post("/recovery-codes", name="second_factor.codes.create", opt=step_up.AGAIN, status_code=200)
    async def renew_codes(self, request: Request) -> Template | Redirect:
        """Fresh paper codes in place of the former ones."""
        user = me(request)
        if not (await second_factor.standing_of(user.id)).is_on:
            return see_other(request, PAGE)
        return _show_codes(request, await second_factor_codes.renew(user, at=clock.now()), is_new=False)

    @post("/removal", name="second_factor.removal.create", opt=step_up.AGAIN)
    async def remove(self, request: Request) -> Redirect:
        """Switch it off, where it is not a duty."""
        user = me(request)
        if second_factor_duty.is_obliged(user):
            raise Refusal(
                "Admin Kominfo wajib memakai verifikasi dua langkah. Anda dapat mengganti ponselnya."
            )
        await second_factor.remove(user, at=clock.now())
        return see_other(request, PAGE, "Verifikasi dua langkah dimatikan.")


def lead(request: Request, _: EnrolmentDue) -> Redirect:
    """The app's answer to EnrolmentDue."""
    return see_other(request, PAGE)


async def _is_due(user: CurrentUser) -> bool:
    """Whether nothing else is open to the person until a phone is confirmed."""
    at = clock.now()
    ends_at = await second_factor_duty.due_at(user, at)
    return ends_at is not None and ends_at <= at


async def _show_new_phone(request: Request, form: NewPhoneForm, *, status: int = 200) -> Template | Redirect:
    user = me(request)
    secret = await second_factor.pending_secret(user.id)
    if secret is None:
        return see_other(request, PAGE)
    is_due = await _is_due(user)
    person = await people.by_id(user.id)
    regency = request.scope["state"].get(REGENCY)
    address = second_factor.address(
        secret,
        person=(person.email or person.phone or person.name) if person else user.name,
        office=f"ASPAL {regency.name}" if regency else "ASPAL",
    )
    return page(
        request,
        "accounts/second_factor/new_phone.html",
        status=status,
        form=form,
        frame="layouts/gate.html" if is_due else "layouts/base.html",
        picture=Markup(qr.drawing(address)),  # noqa: S704 - made by segno from characters of our own
        secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
    )


def _show_codes(request: Request, codes: list[str], *, is_new: bool) -> Template:
    spoken = [second_factor_codes.spoken(code) for code in codes]
    return page(request, "accounts/second_factor/codes.html", codes=spoken, is_new=is_new)
