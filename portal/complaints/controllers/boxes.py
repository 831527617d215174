"""The one box of a page in which somebody acts, and how its answer is made."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from litestar.exceptions import NotFoundException
from litestar.response import Redirect, Template

from portal.complaints import acting, queries, words
from portal.complaints.acts import Act
from portal.complaints.controllers.scene import Here, Scene, scene_of
from portal.complaints.display.told import Told
from portal.complaints.kinds import Status
from portal.errors import Conflict, Refusal
from portal.permissions import Permission
from portal.web import Form, Request, page, see_other


@dataclass(frozen=True, slots=True)
class Box:
    """A form with what must be known before it is sent; `told` None: the act tells nobody."""

    title: str
    template: str = ""
    url: str = ""
    button: str = ""
    form: Form = field(default_factory=Form)
    told: list[Told] | None = None
    more: dict[str, Any] = field(default_factory=dict)
    sentence: str = ""


Builder = Callable[[Scene, Form | None], Awaitable[Box]]


@dataclass(frozen=True, slots=True)
class ActPage:
    """The page of an act: what it is called, when it is open, how its box is made."""

    title: str
    acts: frozenset[Act]
    build: Builder


async def show(
    here: Here, act: ActPage, form: Form | None = None, *, status: int = 200, refusal: str = ""
) -> Template:
    """The page of one act; where the act is closed it says so and keeps what was typed in sight."""
    scene = await scene_of(here)
    is_open = bool(act.acts & scene.acts)
    box = await act.build(scene, form) if is_open else _closed(scene, act, form, refusal)
    return page(
        here.request,
        "complaints/act.html",
        status=status,
        headers=address_shown(here.request),
        case=scene.case,
        box=box,
        form=box.form,
        refusal=refusal,
        others=[],
    )


def address_shown(request: Request) -> dict[str, str]:
    """The address that htmx shows: a refused form's without its token, none for a preview inside the page."""
    if request.method == "POST":
        return {"HX-Push-Url": request.url.path}
    is_part = "hx-request" in request.headers and "hx-boosted" not in request.headers
    return {"HX-Push-Url": "false"} if is_part else {}


def _closed(scene: Scene, act: ActPage, form: Form | None, refusal: str) -> Box:
    where = words.NOW[Status(scene.here.complaint.status)]
    closed = f"Tindakan ini tidak terbuka: pengaduan {where}."
    sentence = "Tindakan ini tidak terbuka lagi." if refusal else closed
    typed = [getattr(form, name, "") for name in ("text", "reason", "note")]
    return Box(act.title, sentence=sentence, more={"typed": [text for text in typed if text]})


async def carry_out(
    here: Here, act: ActPage, form: Form, deed: Callable[[], Awaitable[object]], done: str
) -> Template | Redirect:
    """Do it and go on, or show the same page again with what was typed and why it could not be."""
    if form.errors:
        return await show(here, act, form, status=422)
    try:
        await refuse_stale(here, getattr(form, "version", ""))
        await deed()
    except Refusal as refusal:
        status = 409 if isinstance(refusal, Conflict) else 422
        return await show(await fresh(here), act, form, status=status, refusal=refusal.sentence)
    return await go_on(here, done)


async def refuse_stale(here: Here, version: str) -> None:
    """Raise Conflict where the page showed an earlier state than the one that stands."""
    if version and version != str(here.complaint.version):
        raise await acting.conflict(here.complaint)


async def fresh(here: Here) -> Here:
    """The complaint as it stands after an act that failed; 404 where it left the reader's sight."""
    again = await queries.find_for(here.user, Permission.COMPLAINT_READ, here.complaint.number)
    if again is None:
        raise NotFoundException
    return Here(here.request, here.user, again, here.at)


async def go_on(here: Here, done: str) -> Redirect:
    """Back to the complaint, or to the list where the act took it out of the reader's sight."""
    number = here.complaint.number
    stays = await queries.find_for(here.user, Permission.COMPLAINT_READ, number)
    return see_other(here.request, here.url if stays else "/complaints", done)
