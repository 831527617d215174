"""Pages about messages, what an administrator does with them, and the way in for receipts."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import clock, numbers
from portal.errors import Refusal
from portal.notifications import crowds, desk, providers, queries, receipts, trial
from portal.notifications.life import Life, life_of
from portal.notifications.providers.base import Webhook
from portal.notifications.views import CAUSES, MAIN, VIEWS
from portal.notifications.words import PROVIDERS
from portal.permissions import Actor, Permission
from portal.settings import settings
from portal.web import Request, keyset, page, see_other
from portal.web.forms import read_form
from portal.web.pages import REGENCY

PAGE = keyset.PAGE_SIZE
STALE = "Daftar pesan sudah berubah. Muat ulang halaman, lalu ulangi."
LARGEST_WEBHOOK = 4 * 1024 * 1024
"""Bytes; Meta bundles up to 1,000 updates in one post."""


async def provide_message(request: Request, user: NamedDependency[Actor], public_id: FromPath[str]) -> Life:
    """The message, for those who hold the route's permission everywhere: it may concern any agency."""
    permission = Permission(request.route_handler.opt["permission"])
    message = await life_of(public_id, at=clock.now()) if user.holds(permission, None) else None
    if message is None:
        raise NotFoundException
    return message


class NotificationController(Controller):
    """For those who may read messages of all agencies."""

    path = "/notifications"
    opt = {"permission": Permission.NOTIFICATION_READ}

    @get("/", name="notifications.index")
    async def index(self, request: Request, user: NamedDependency[Actor]) -> Template:
        """Messages by how they stand, newest first."""
        if not user.holds(Permission.NOTIFICATION_READ, None):
            raise NotFoundException
        view = request.query_params.get("view", "attention")
        view = view if view in VIEWS else "attention"
        search, at = request.query_params.get("q", "").strip()[:60], clock.now()
        rows = await queries.listed(view, search, _place(request), PAGE + 1, at=at)
        may_act = user.holds(Permission.NOTIFICATION_MANAGE, None)
        midnight = clock.today().replace(hour=0, minute=0, second=0, microsecond=0)
        return page(
            request,
            "notifications/index.html",
            rows=rows[:PAGE],
            after=keyset.encode([rows[PAGE - 1].id]) if len(rows) > PAGE else "",
            view=view,
            search=search,
            views=MAIN,
            causes=CAUSES,
            name=VIEWS[view].name,
            counts=await queries.counts(at=at),
            crowd=await crowds.crowd(view, search, at=at) if may_act else None,
            today=await queries.since(midnight),
            **_sender(),
        )

    @get("/{public_id:str}", dependencies={"message": Provide(provide_message)}, name="notifications.show")
    async def show(self, request: Request, message: NamedDependency[Life]) -> Template:
        """The life of one message."""
        return page(request, "notifications/show.html", message=message, **_sender())


class ActController(Controller):
    """What may be done about one message."""

    path = "/notifications/{public_id:str}"
    opt = {"permission": Permission.NOTIFICATION_MANAGE}
    dependencies = {"message": Provide(provide_message)}

    @post("/resend", name="notifications.resend.create")
    async def resend(
        self, request: Request, user: NamedDependency[Actor], message: NamedDependency[Life]
    ) -> Redirect:
        """Once more, to the number the person has now."""
        await desk.resend(message.row.id, by=user, at=clock.now())
        return _back(request, message, "Pesan masuk antrean lagi.")

    @post("/manual", name="notifications.manual.create")
    async def manual(
        self, request: Request, user: NamedDependency[Actor], message: NamedDependency[Life]
    ) -> Redirect:
        """Somebody sent it from their own WhatsApp."""
        await desk.sent_by_hand(message.row.id, by=user, at=clock.now())
        return _back(request, message, "Dicatat sebagai dikirim manual.")

    @post("/cancellation", name="notifications.cancellation.create")
    async def cancel(
        self, request: Request, user: NamedDependency[Actor], message: NamedDependency[Life]
    ) -> Redirect:
        """It is not to be sent any more."""
        await desk.withdraw(message.row.id, by=user, at=clock.now())
        return _back(request, message, "Pesan dibatalkan.")

    @post("/release", name="notifications.release.create")
    async def release(
        self, request: Request, user: NamedDependency[Actor], message: NamedDependency[Life]
    ) -> Redirect:
        """Let go of everything that was held with it."""
        released = await desk.release(message.row.id, by=user, at=clock.now())
        return _back(request, message, f"{released} pesan dilepas dan masuk antrean.")


class CrowdController(Controller):
    """What may be done about a whole list."""

    path = "/notifications"
    opt = {"permission": Permission.NOTIFICATION_MANAGE}

    @post("/resends", name="notifications.resends.create")
    async def resend(self, request: Request, user: NamedDependency[Actor]) -> Redirect:
        """Everything in the list once more, as far as the page showed it."""
        chosen = await _chosen(request, user)
        n = await crowds.resend(chosen.view, chosen.search, newest=chosen.newest, by=user, at=clock.now())
        said = f"{n} pesan masuk antrean lagi." if n else "Pesan-pesan itu sudah masuk antrean."
        return see_other(request, chosen.href, said)

    @post("/releases", name="notifications.releases.create")
    async def release(self, request: Request, user: NamedDependency[Actor]) -> Redirect:
        """Everything that is held, as far as the page showed it."""
        chosen = await _chosen(request, user)
        n = await crowds.release(chosen.search, newest=chosen.newest, by=user, at=clock.now())
        said = f"{n} pesan dilepas dan masuk antrean." if n else "Pesan-pesan itu sudah dilepas."
        return see_other(request, chosen.href, said)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A list as the page showed it, up to its newest message."""

    view: str
    search: str
    newest: int

    @property
    def href(self) -> str:
        """The list again."""
        return f"/notifications?{urlencode({'view': self.view, 'q': self.search})}"


async def _chosen(request: Request, user: Actor) -> Chosen:
    # The lists hold messages of every agency, so the right must hold everywhere.
    if not user.holds(Permission.NOTIFICATION_MANAGE, None):
        raise NotFoundException
    fields = (await read_form(request)).fields
    newest, view = numbers.whole(fields.get("newest", "")), fields.get("view", "")
    if newest is None or view not in VIEWS:
        raise Refusal(STALE)
    return Chosen(view, fields.get("q", "").strip()[:60], newest)


class TrialController(Controller):
    """A message to oneself."""

    path = "/notifications/trial"
    opt = {"permission": Permission.NOTIFICATION_MANAGE}

    @post("/", name="notifications.trial.create")
    async def create(self, request: Request, user: NamedDependency[Actor]) -> Redirect:
        """To the number of whoever presses, so that they see it ring."""
        await trial.send(request.scope["state"][REGENCY].name, by=user, at=clock.now())
        to = "/first-steps" if user.holds(Permission.SETTINGS_MANAGE, None) else "/notifications"
        return see_other(request, to, "Pesan uji masuk antrean. Lihat ponsel Anda.")


class WebhookController(Controller):
    """What providers tell us: kept at once, understood later by the worker."""

    path = "/webhooks/whatsapp/{provider:str}"
    opt = {"public": True, "csrf": False}

    @get("/", name="webhooks.whatsapp.handshake")
    async def handshake(self, request: Request, provider: FromPath[str]) -> Response[str]:
        """The provider asks whether this address is ours."""
        answer = _webhook(provider).challenge(request.query_params)
        if answer is None:
            raise PermissionDeniedException("webhook")
        return Response(answer, media_type="text/plain")

    @post("/", status_code=200, request_max_body_size=LARGEST_WEBHOOK, name="webhooks.whatsapp.receive")
    async def receive(self, request: Request, provider: FromPath[str]) -> Response[str]:
        """Signature over the raw bytes first; nothing is parsed before the answer."""
        way_back = _webhook(provider)
        body = await request.body()
        if not way_back.is_signed(request.headers, body):
            return Response("", status_code=401, media_type="text/plain")
        await receipts.keep(provider, body, at=clock.now())
        return Response("", media_type="text/plain")


def _webhook(provider: str) -> Webhook:
    way_back = providers.webhook(provider)
    if way_back is None:
        raise NotFoundException
    return way_back


def _back(request: Request, message: Life, sentence: str) -> Redirect:
    return see_other(request, f"/notifications/{message.row.public_id}", sentence)


def _place(request: Request) -> int | None:
    match keyset.decode(request.query_params.get("after")):
        case [int(before)]:
            return before
    return None


def _sender() -> dict[str, Any]:
    chosen = settings()
    return {
        "sender": PROVIDERS[chosen.whatsapp_provider],
        "delivers": providers.capabilities().delivers,
        "trial": sorted(chosen.allowed_numbers),
    }


ROUTES = [NotificationController, ActController, CrowdController, TrialController, WebhookController]
