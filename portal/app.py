"""The portal put together: routes, hooks, job handlers, duties. The one place that knows every slice."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from litestar import Litestar, get, post
from litestar.config.compression import CompressionConfig
from litestar.connection import ASGIConnection
from litestar.di import Provide
from litestar.exceptions import HTTPException, NotFoundException
from litestar.handlers.base import BaseRouteHandler
from litestar.params import FromPath
from litestar.types import ASGIApp, Receive, Scope, Send

from portal import clock, db
from portal.accounts import guards, second_factor_duty, step_up
from portal.accounts.controllers import second_factor as second_factor_pages
from portal.accounts.controllers import step_up as step_up_pages
from portal.accounts.middleware import with_session
from portal.accounts.second_factor_duty import EnrolmentDue
from portal.accounts.step_up import StepUpNeeded
from portal.agencies import profile
from portal.errors import Overloaded, Refusal
from portal.files import storage
from portal.jobs import Duty, Handler
from portal.permissions import Actor
from portal.settings import settings
from portal.web import addresses, csrf, headers, logs, pages, refusals, static
from portal.web.bodies import with_bodies_read
from portal.web.environment import template_config
from portal.web.limits import with_limits
from portal.web.patience import with_patience
from portal.web.requests import Request
from portal.workdays import words

SLICES = (
    "workdays",
    "audit",
    "files",
    "jobs",
    "notifications",
    "agencies",
    "accounts",
    "decrees",
    "decrees.gaps",
    "decrees.briefings",
    "decrees.review",
    "complaints",
    "lapor",
    "keeping",
    "reports",
)
ORDINARY_BODY = 1024 * 1024
FILTERS = {
    name: getattr(words, name)
    for name in ("long_date", "short_date", "dated", "clock_time", "stamp", "seen", "relative_day")
}


def offered(module: str, name: str) -> Iterator[Any]:
    """What the slices offer under one name: `controllers.ROUTES`, `duties.DUTIES`, `hooks` to register."""
    for each in SLICES:
        if find_spec(f"portal.{each}.{module}"):
            yield from getattr(import_module(f"portal.{each}.{module}"), name)


def handlers() -> dict[str, Handler]:
    """The job handlers of all slices by kind."""
    return dict(offered("job_handlers", "HANDLERS"))


def duties() -> list[Duty]:
    """The duties of all slices."""
    return list(offered("duties", "DUTIES"))


def assemble() -> None:
    """Register what lower slices need to hear from higher ones; safe to call again."""
    for register in offered("registration", "REGISTER"):
        register()


def create_app() -> Litestar:
    """The web application of one process."""
    logs.configure(as_json=settings().log_json)
    assemble()
    app = Litestar(
        route_handlers=[static.serve, *offered("controllers", "ROUTES"), missing, missing_post],
        dependencies={"user": Provide(provide_user)},
        middleware=[
            *(with_moment, with_session, with_patience, with_bodies_read, with_limits),
            guards.with_refusals_audited,
        ],
        guards=[door],
        exception_handlers={
            Refusal: refusals.show_refusal,
            StepUpNeeded: step_up_pages.show,
            EnrolmentDue: second_factor_pages.lead,
            Overloaded: refusals.show_overload,
            HTTPException: refusals.show_http_error,
            Exception: refusals.show_failure,
        },
        template_config=template_config(FILTERS),
        compression_config=CompressionConfig(
            backend="gzip", gzip_compress_level=4, minimum_size=1000, exclude=["^/static/"]
        ),
        request_max_body_size=ORDINARY_BODY,
        openapi_config=None,
        lifespan=[_database],
    )
    # Around everything, so that answers given before any route was found carry the headers too.
    app.asgi_handler = headers.with_headers(addresses.with_own_addresses(app.asgi_handler))
    return app


async def provide_user(request: Request) -> Actor:
    """Whoever is signed in; the guard has refused strangers before this is asked."""
    user: Actor = request.scope["user"]
    return user


async def door(connection: ASGIConnection, handler: BaseRouteHandler) -> None:  # type: ignore[type-arg]
    """Every guard in turn; as one, since Litestar copies each of them for every request."""
    for guard in (guards.require, csrf.guard, second_factor_duty.require, step_up.require):
        await guard(connection, handler)


def with_moment(app: ASGIApp) -> ASGIApp:
    """Read the clock's offset (demo, tests) and the regency's names before the page is made."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        await clock.refresh()
        scope["state"][pages.REGENCY] = await profile.regency()
        await app(scope, receive, send)

    return wrapped


@get("/{path:path}", opt={"public": True}, name="missing")
async def missing(path: FromPath[str]) -> None:  # noqa: ARG001
    """Every other address: the same 404 as for what one may not see."""
    raise NotFoundException


@post("/{path:path}", opt={"public": True, "csrf": False}, name="missing.post")
async def missing_post(path: FromPath[str]) -> None:  # noqa: ARG001
    """As `missing`; nothing of the body is read."""
    raise NotFoundException


@asynccontextmanager
async def _database(_: Litestar) -> AsyncIterator[None]:
    clock.allow_moving(settings().demo)
    storage.keep_private()
    await db.open_pool()
    try:
        yield
    finally:
        await db.close()
