"""Pengaturan: the regency's profile, its logo, and what was changed when."""

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.response import File, Redirect, Template

from portal import clock, files
from portal.agencies import logo, profile, settings_history, words
from portal.agencies.lists.queries import counted
from portal.agencies.setting_forms import RegencyForm
from portal.errors import BadInput, Conflict
from portal.files.serving import as_download
from portal.permissions import Actor, Permission
from portal.settings import settings
from portal.web import Request, page, read_form, see_other

MANAGE = {"permission": Permission.SETTINGS_MANAGE}
LARGEST_LOGO = 3 * 1024 * 1024  # bytes, with what a form adds


class SettingsController(Controller):
    """Profil daerah."""

    path = "/settings"
    opt = MANAGE

    @get("/", name="settings.show")
    async def show(self, request: Request, user: NamedDependency[Actor]) -> Template:
        """What stands, and its history."""
        _ensure(user)
        return await _show(request)

    @get("/regency", name="settings.regency.edit")
    async def edit(self, request: Request, user: NamedDependency[Actor]) -> Template:
        """The form with what stands now."""
        _ensure(user)
        return _show_form(request, RegencyForm.showing(await profile.regency()))

    @post("/regency", name="settings.regency.update", status_code=200)
    async def update(self, request: Request, user: NamedDependency[Actor]) -> Template | Redirect:
        """Change it, unless somebody changed it since the form was opened."""
        _ensure(user)
        form = RegencyForm.parse(await read_form(request))
        if form.errors:
            return _show_form(request, form, status=422)
        standing = await profile.fresh()
        try:
            await profile.change(form.edited(standing), by=user, at=clock.now())
        except Conflict as conflict:
            form.fail("name", conflict.sentence)
            form.version = str(standing.version)
            return _show_form(request, form, status=422, differences=form.differences(standing))
        return see_other(request, "/settings", "Profil daerah disimpan.")

    @post("/logo", name="settings.logo.create", status_code=200, request_max_body_size=LARGEST_LOGO)
    async def replace_logo(self, request: Request, user: NamedDependency[Actor]) -> Template | Redirect:
        """Another logo."""
        _ensure(user)
        chosen = (await read_form(request)).files("logo")
        try:
            picture, name = (chosen[0].content, chosen[0].filename) if chosen else (b"", "")
            await logo.put(picture, name, by=user, at=clock.now())
        except BadInput as refusal:
            return await _show(request, logo_error=refusal.sentence, status=422)
        return see_other(request, "/settings", "Logo disimpan.")

    @get("/logo", name="settings.logo.show", opt={"signed_in": True, "permission": None})
    async def logo(self) -> File:
        """The picture, for whoever is signed in."""
        key = (await profile.regency()).logo
        kept = await files.find_many([key] if key else [])
        if not kept:
            raise NotFoundException
        return as_download(*kept.values(), inline=True)


def _ensure(user: Actor) -> None:
    """The regency belongs to no agency."""
    if not user.holds(Permission.SETTINGS_MANAGE, None):
        raise PermissionDeniedException


async def _show(request: Request, *, logo_error: str = "", status: int = 200) -> Template:
    standing = await profile.fresh()
    return page(
        request,
        "agencies/settings/show.html",
        status=status,
        profile=standing,
        labels=words.SETTINGS,
        zones=words.ZONES,
        logo_error=logo_error,
        lists=await counted(),
        history=await settings_history.newest(),
        provider=settings().whatsapp_provider,
        trial=len(settings().allowed_numbers),
    )


def _show_form(
    request: Request,
    form: RegencyForm,
    *,
    status: int = 200,
    differences: list[tuple[str, str, str]] | None = None,
) -> Template:
    return page(
        request,
        "agencies/settings/edit.html",
        status=status,
        form=form,
        zones=list(words.ZONES.items()),
        differences=differences or [],
    )
