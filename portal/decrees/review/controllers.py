"""Peninjauan Hak Akses, for those who manage accounts."""

from dataclasses import dataclass

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import clock
from portal.accounts import people, step_up
from portal.accounts.labels import ACCOUNT_STATES
from portal.accounts.people import AccountRow
from portal.decrees import workbooks
from portal.decrees.downloads import as_file
from portal.decrees.review import access, access_list, exporting
from portal.decrees.review.access_list import PAGE, ReviewState
from portal.decrees.review.forms import EndingForm
from portal.decrees.review.looking import ROUTES as LOOKING
from portal.numbers import whole
from portal.permissions import Actor, Permission
from portal.web import Request, keyset, page, read_form, see_other

PATH = "/access-reviews"
MANAGE = {"permission": Permission.ACCOUNT_MANAGE}
DECIDE = {**MANAGE, **step_up.AGAIN}
LONGEST_NOTE = 500
FIRST: tuple[str, int] = ("", 0)


@dataclass(frozen=True, slots=True)
class Scene:
    """One request about one year's review."""

    request: Request
    user: Actor
    review: ReviewState

    @property
    def path(self) -> str:
        """The review's page."""
        return f"{PATH}/{self.review.year}"


async def provide_scene(request: Request, user: NamedDependency[Actor], year: FromPath[int]) -> Scene:
    """The review of the address."""
    found = next((review for review in await access_list.reviews() if review.year == year), None)
    if found is None or not user.holds(Permission.ACCOUNT_MANAGE, None):
        raise NotFoundException
    return Scene(request, user, found)


class ReviewListController(Controller):
    """The years."""

    path = PATH
    opt = MANAGE

    @get("/", name="access_reviews.index")
    async def index(self, request: Request) -> Template:
        """Which years were reviewed, and the button for this one."""
        found = await access_list.reviews()
        year = clock.today().year
        is_open = all(review.year != year for review in found)
        return page(request, "decrees/review/index.html", reviews=found, year=year, may_begin=is_open)

    @post("/", name="access_reviews.create", opt=DECIDE)
    async def begin(self, request: Request, user: NamedDependency[Actor]) -> Redirect:
        """Open this year's."""
        year = clock.today().year
        await access.begin(year, by=user, at=clock.now())
        return see_other(request, f"{PATH}/{year}", f"Peninjauan {year} dimulai.")


class ReviewController(Controller):
    """One year: every account is kept or ended."""

    path = f"{PATH}/{{year:int}}"
    opt = MANAGE
    dependencies = {"scene": Provide(provide_scene)}

    @get("/", name="access_reviews.show")
    async def show(self, scene: NamedDependency[Scene]) -> Template:
        """Accounts still to be decided, or those that are."""
        return await _show(scene)

    @post("/keeps", name="access_reviews.keeps.create", opt=DECIDE)
    async def keep(self, scene: NamedDependency[Scene]) -> Redirect:
        """The ticked ones stay."""
        posted = await read_form(scene.request)
        chosen = {key for text in posted.many("account") if (key := whole(text)) is not None}
        note = posted.fields.get("note", "")[:LONGEST_NOTE]
        kept = await access.keep(scene.review.year, chosen, note=note, by=scene.user, at=clock.now())
        return see_other(scene.request, scene.path, f"{kept} akun dipertahankan.")

    @get("/endings/{public_id:str}", name="access_reviews.endings.new")
    async def ask(self, scene: NamedDependency[Scene], public_id: FromPath[str]) -> Template:
        """Why, and what ends with it."""
        return await _show_ending(scene, await _person(public_id), EndingForm.blank())

    @post(
        "/endings/{public_id:str}",
        name="access_reviews.endings.create",
        opt=DECIDE,
        status_code=200,
    )
    async def end(self, scene: NamedDependency[Scene], public_id: FromPath[str]) -> Template | Redirect:
        """Close the account."""
        person = await _person(public_id)
        form = EndingForm.parse(await read_form(scene.request))
        if form.errors:
            return await _show_ending(scene, person, form, status=422)
        await access.end(scene.review.year, person.id, note=form.note, by=scene.user, at=clock.now())
        return see_other(scene.request, scene.path, f"Akun {person.name} diakhiri.")

    @post("/closure", name="access_reviews.closure.create", opt=DECIDE)
    async def close(self, scene: NamedDependency[Scene]) -> Redirect:
        """Everybody is decided."""
        await access.close(scene.review.year, by=scene.user, at=clock.now())
        return see_other(scene.request, scene.path, f"Peninjauan {scene.review.year} ditutup.")

    @get("/export", name="access_reviews.export.show", opt=DECIDE)
    async def export(self, scene: NamedDependency[Scene]) -> Response[bytes]:
        """All of it as a workbook; in the audit."""
        at = clock.now()
        made = await exporting.workbook(scene.review, at)
        await access.note_export(scene.review.year, by=scene.user, at=at)
        return as_file(made, f"peninjauan-hak-akses-{scene.review.year}.xlsx", workbooks.MEDIA_TYPE)


async def _show(scene: Scene) -> Template:
    given = scene.request.query_params
    shown = "decided" if given.get("show") == "decided" or scene.review.closed_at else "open"
    after = keyset.decode(given.get("after"))
    found = await access_list.rows(scene.review.id, shown, clock.now(), after=_after(after), limit=PAGE + 1)
    rows = found[:PAGE]
    last = rows[-1] if len(found) > PAGE else None
    return page(
        scene.request,
        "decrees/review/show.html",
        review=scene.review,
        shown=shown,
        rows=rows,
        after=keyset.encode([last.folded, last.id]) if last else "",
        states=ACCOUNT_STATES,
        decisions=exporting.WORDS,
    )


async def _show_ending(scene: Scene, person: AccountRow, form: EndingForm, *, status: int = 200) -> Template:
    rights = await access_list.rights_in_words([person.id], clock.now())
    return page(
        scene.request,
        "decrees/review/ending.html",
        status=status,
        review=scene.review,
        person=person,
        rights=rights.get(person.id, ""),
        form=form,
    )


async def _person(public_id: str) -> AccountRow:
    if found := await people.by_public_id(public_id):
        return found
    raise NotFoundException


def _after(given: list[str | int | None] | None) -> tuple[str, int]:
    if given and len(given) == 2 and isinstance(given[0], str) and isinstance(given[1], int):
        return (given[0], given[1]) if abs(given[1]) < 2**62 else FIRST
    return FIRST


ROUTES = [ReviewListController, ReviewController, *LOOKING]
