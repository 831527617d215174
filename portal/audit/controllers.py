"""The pages of the audit: its lines by filters, and one act with everything it wrote."""

from __future__ import annotations

from urllib.parse import urlencode

from litestar import Controller, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from portal.audit import context, corrections, filters, naming, queries, words
from portal.permissions import Permission
from portal.web import Request, keyset, page


class AuditController(Controller):
    """Log Aktivitas, for those who may read it."""

    path = "/audit"
    opt = {"permission": Permission.AUDIT_READ}

    @get("/", name="audit.index")
    async def index(self, request: Request) -> Template:
        """Lines by filters, newest first."""
        asked = filters.read(request.query_params)
        place = keyset.decode(request.query_params.get("after"))
        before = place[0] if place and isinstance(place[0], int) else None
        rows = await queries.listing(asked.filters, before=before)
        after = keyset.encode([rows[-1].id]) if len(rows) == queries.PAGE_SIZE else ""
        return page(
            request,
            "audit/index.html",
            rows=rows,
            asked=asked,
            actions=await queries.actions(),
            words=words,
            names=await naming.names(row.subject for row in rows),
            older=f"?{urlencode({**asked.query, 'after': after})}" if after else "",
        )

    @get("/{key:int}", name="audit.show")
    async def show(self, request: Request, key: FromPath[int]) -> Template:
        """One act: who, in which role, from where, and all that belongs to it."""
        row = await queries.find(key)
        if row is None:
            raise NotFoundException
        others = await context.same_act(row)
        return page(
            request,
            "audit/show.html",
            row=row,
            correction=await corrections.correction_of(key),
            others=others,
            names=await naming.names(line.subject for line in (row, *others)),
            parts=await context.around(row),
            words=words,
        )


ROUTES = [AuditController]
