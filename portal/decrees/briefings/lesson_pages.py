"""The lesson in the browser: read and ticked by everybody, edited by Kominfo."""

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import File, Redirect, Template

from portal import clock, files
from portal.accounts.current_user import account_of
from portal.decrees.briefings import lesson
from portal.decrees.briefings.forms import PageForm
from portal.decrees.briefings.lesson import PageRow
from portal.errors import BadInput, Conflict
from portal.files import PHOTOS
from portal.numbers import whole
from portal.permissions import Actor, Permission
from portal.web import Posted, Request, page, read_form, see_other

PATH = "/briefings/lesson"
MANAGE = {"permission": Permission.DECREE_MANAGE}
BODY = files.LARGEST + 1024 * 1024


class LessonController(Controller):
    """Pelajaran lima menit."""

    path = PATH
    opt = {"signed_in": True}

    @get("/", name="briefings.lesson.show")
    async def show(self, request: Request, user: NamedDependency[Actor]) -> Template:
        """All of it on one page."""
        return page(
            request,
            "decrees/briefings/lesson.html",
            pages=await lesson.pages(),
            read_at=await lesson.read_at(account_of(user.key) or 0),
            manages=user.holds(Permission.DECREE_MANAGE, None),
        )

    @post("/reading", name="briefings.lesson.reading.create")
    async def tick(self, request: Request, user: NamedDependency[Actor]) -> Redirect:
        """The reader has gone through it."""
        await lesson.tick(account_of(user.key) or 0, by=user, at=clock.now())
        return see_other(request, PATH, "Terima kasih. Pelajaran ditandai sudah Anda pelajari.")

    @get("/pages/{page_id:int}/picture", name="briefings.lesson.picture.show")
    async def picture(self, page_id: FromPath[int]) -> File:
        """A page's picture."""
        stored = await lesson.picture(page_id)
        if stored is None:
            raise NotFoundException
        return files.as_download(stored, inline=True)


class LessonPageController(Controller):
    """The pages behind it, for Kominfo."""

    path = f"{PATH}/pages"
    opt = MANAGE

    @get("/new", name="briefings.lesson.pages.new")
    async def new(self, request: Request, user: NamedDependency[Actor]) -> Template:
        """The form for another page."""
        _ensure_manages(user)
        return _show_form(request, PageForm.blank(), None)

    @post("/", name="briefings.lesson.pages.create", status_code=200, request_max_body_size=BODY)
    async def create(self, request: Request, user: NamedDependency[Actor]) -> Template | Redirect:
        """Add it at the end."""
        _ensure_manages(user)
        posted = await read_form(request)
        form = PageForm.parse(posted)
        photo = await _photo(form, posted, user)
        if form.errors:
            return _show_form(request, form, None, status=422)
        await lesson.add(form.values(photo), by=user, at=clock.now())
        return see_other(request, PATH, "Bagian ditambahkan.")

    @get("/{page_id:int}", name="briefings.lesson.pages.edit")
    async def edit(self, request: Request, user: NamedDependency[Actor], page_id: FromPath[int]) -> Template:
        """The form with what stands."""
        _ensure_manages(user)
        found = await _find(page_id)
        return _show_form(request, PageForm.showing(found), found)

    @post("/{page_id:int}", name="briefings.lesson.pages.update", status_code=200, request_max_body_size=BODY)
    async def update(
        self, request: Request, user: NamedDependency[Actor], page_id: FromPath[int]
    ) -> Template | Redirect:
        """Change it; a stale form shows both versions."""
        _ensure_manages(user)
        found, posted = await _find(page_id), await read_form(request)
        form = PageForm.parse(posted)
        photo = await _photo(form, posted, user)
        if form.errors:
            return _show_form(request, form, found, status=422)
        version = whole(form.version) or 0
        try:
            await lesson.change(page_id, form.values(photo), version=version, by=user, at=clock.now())
        except Conflict as conflict:
            now = await _find(page_id)
            form.version = str(now.version)
            return _show_form(request, form, now, status=409, refusal=conflict.sentence, stood=now)
        return see_other(request, PATH, "Pelajaran disimpan.")

    @post("/{page_id:int}/removal", name="briefings.lesson.pages.removal.create")
    async def hide(self, request: Request, user: NamedDependency[Actor], page_id: FromPath[int]) -> Redirect:
        """Take it out of the lesson."""
        _ensure_manages(user)
        await _find(page_id)
        await lesson.hide(page_id, by=user, at=clock.now())
        return see_other(request, PATH, "Bagian dihapus dari pelajaran.")


async def _find(page_id: int) -> PageRow:
    if found := await lesson.page(page_id):
        return found
    raise NotFoundException


async def _photo(form: PageForm, posted: Posted, user: Actor) -> int | None:
    for upload in posted.files("picture")[:1]:
        try:
            kept = await files.store(upload.content, upload.filename, by=user, at=clock.now(), allow=PHOTOS)
        except BadInput as refusal:
            form.fail("picture", refusal.sentence)
        else:
            if not form.picture_words:
                form.fail(
                    "picture_words", "Tulis apa yang terlihat pada gambar, untuk yang tidak dapat melihatnya."
                )
            return kept.id
    return None


def _show_form(
    request: Request,
    form: PageForm,
    row: PageRow | None,
    *,
    status: int = 200,
    refusal: str = "",
    stood: PageRow | None = None,
) -> Template:
    return page(
        request,
        "decrees/briefings/lesson_edit.html",
        status=status,
        form=form,
        row=row,
        refusal=refusal,
        stood=stood,
    )


def _ensure_manages(user: Actor) -> None:
    if not user.holds(Permission.DECREE_MANAGE, None):
        raise NotFoundException


ROUTES = [LessonController, LessonPageController]
