"""Health for strangers, metrics for a monitor with the token, *Keadaan Sistem* for admins."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.response import Redirect, Template

from portal import clock
from portal.accounts import step_up
from portal.keeping import audit_export, health, history, looking, metrics, nightly
from portal.keeping.data_check import pages as data_check_pages
from portal.permissions import Actor, Permission
from portal.settings import settings
from portal.web import Request, page, see_other
from portal.web.forms import read_form

FRESH = {"Cache-Control": "no-store"}
LEVELS = {
    "good": ("circle-check", "done", "Baik"),
    "watch": ("alert-triangle", "todo", "Perhatikan"),
    "off": ("circle-dashed", "wait", "Tidak diatur"),
    "bad": ("circle-x", "late", "Bermasalah"),
}
WORST_FIRST = ("bad", "watch", "off", "good")
BACKUPS = {
    "running": ("progress", "run", "Sedang dibuat"),
    "done": ("circle-check", "done", "Selesai"),
    "failed": ("circle-x", "late", "Gagal"),
}


@get("/health", opt={"public": True}, name="health")
async def show_health() -> Response[dict[str, Any]]:
    """One word about this process and its database: 200 where people can work, else 503."""
    return _word(is_well=await health.is_well())


@get("/health/full", opt={"public": True}, name="health.full")
async def show_full_health(request: Request) -> Response[dict[str, Any]]:
    """One word about the whole portal; which part it is, is told to whoever brings the token."""
    whole = await health.whole(clock.now())
    details = {part: LEVELS[level][2].lower() for part, level in whole.parts.items()}
    return _word(is_well=whole.is_well, details={"parts": details} if _has_token(request) else {})


def _word(*, is_well: bool, details: Mapping[str, Any] | None = None) -> Response[dict[str, Any]]:
    body = {"status": "ok" if is_well else "unwell", **(details or {})}
    return Response(body, status_code=200 if is_well else 503, headers=FRESH)


@get("/metrics", opt={"public": True}, name="metrics")
async def show_metrics(request: Request) -> Response[bytes]:
    """Figures for whoever brings the token; for everybody else the page does not exist."""
    if not _has_token(request):
        raise NotFoundException
    return Response(await metrics.text(clock.now()), media_type="text/plain; version=0.0.4", headers=FRESH)


def _has_token(request: Request) -> bool:
    token = settings().metrics_token.get_secret_value()
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    return bool(token) and secrets.compare_digest(given.encode(), token.encode())


class SystemController(Controller):
    """How the portal stands, and what to do where it does not stand well."""

    path = "/system"
    opt = {"permission": Permission.SETTINGS_MANAGE}

    @get("/", name="system.index")
    async def index(self, request: Request) -> Template:
        """All readings, what needs attention first, and the newest backups."""
        readings = await looking.readings(clock.now())
        return page(
            request,
            "keeping/index.html",
            readings=sorted(readings, key=lambda reading: WORST_FIRST.index(reading.level)),
            backups=await history.recent(),
            can_back_up=settings().backup_dir is not None,
            levels=LEVELS,
            states=BACKUPS,
        )

    @post("/backups", name="system.backups.create")
    async def back_up(self, request: Request, user: NamedDependency[Actor]) -> Redirect:
        """Have a backup made now."""
        job = await nightly.ask_for_backup(by=user, at=clock.now())
        return see_other(request, f"/jobs/{job}", "Cadangan sedang dibuat.")


@post(
    "/audit/exports",
    opt={"permission": Permission.AUDIT_READ, **step_up.AGAIN},
    name="audit.exports.create",
)
async def export_audit(request: Request, user: NamedDependency[Actor]) -> Redirect:
    """Have the list that stands on the page of the audit made into a workbook."""
    posted = await read_form(request)
    job = await audit_export.ask(posted.fields, by=user, at=clock.now())
    return see_other(request, f"/jobs/{job}", "Berkas sedang disiapkan.")


ROUTES = [
    *data_check_pages.ROUTES,
    export_audit,
    show_full_health,
    show_health,
    show_metrics,
    SystemController,
]
