"""The audit page."""

from datetime import UTC, datetime, time, timedelta

from litestar import Controller, get
from litestar.response import Template

from portal import clock, dates
from portal.audit import naming, queries, words
from portal.permissions import Permission
from portal.web import Request, keyset, page


class AuditController(Controller):
    """Log Aktivitas, for those who may read it."""

    path = "/audit"
    opt = {"permission": Permission.AUDIT_READ}

    @get("/", name="audit.index")
    async def index(self, request: Request) -> Template:
        """Lines by filters, newest first."""
        given = request.query_params
        filters = queries.Filters(
            action=given.get("action", ""),
            actor=given.get("actor", "").strip(),
            subject=_subject(given.get("subject", "").strip()),
            outcome=given.get("outcome", ""),
            since=_midnight(given.get("since", "")),
            until=_midnight(given.get("until", ""), days=1),
        )
        place = keyset.decode(given.get("after"))
        before = place[0] if place and isinstance(place[0], int) else None
        rows = await queries.listing(filters, before=before)
        return page(
            request,
            "audit/index.html",
            rows=rows,
            given=dict(given),
            actions=await queries.actions(),
            words=words,
            names=await naming.names(row.subject for row in rows),
            after=keyset.encode([rows[-1].id]) if len(rows) == queries.PAGE_SIZE else "",
        )


def _subject(text: str) -> str:
    """A complaint's number is enough to find its lines."""
    return f"complaint:{text.upper()}" if text.upper().startswith("ADU-") else text


def _midnight(text: str, days: int = 0) -> datetime | None:
    if not text:
        return None
    try:
        day = dates.parse_date(text)
    except ValueError:
        return None
    return datetime.combine(day + timedelta(days=days), time(), clock.WIB).astimezone(UTC)


ROUTES = [AuditController]
