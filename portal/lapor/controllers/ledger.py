"""Selisih dengan LAPOR!: what is still to be typed there, and what differs."""

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.response import Template

from portal import clock
from portal.lapor import ledger
from portal.lapor.batches import queries
from portal.lapor.ledger import Difference
from portal.permissions import Actor, Permission
from portal.web import Request, keyset, page

PATH = "/lapor/ledger"
NAMES = {
    Difference.NOT_COPIED: "Belum disalin ke LAPOR!",
    Difference.NOT_IN_LAPOR: "Belum tercatat di LAPOR!",
    Difference.DIFFERS: "Berbeda status",
}


class LedgerController(Controller):
    """The three differences, each as a list."""

    path = PATH
    opt = {"permission": Permission.LAPOR_COPY}

    @get("/", name="lapor.ledger.index")
    async def index(self, request: Request, user: NamedDependency[Actor]) -> Template:
        """One difference at a time; the first that has anything unless the address names one."""
        totals = await ledger.totals(user, clock.now())
        asked = request.query_params.get("view", "")
        filled = [which for which in Difference if totals[which].value]
        view = Difference(asked) if asked in set(Difference) else (filled or list(Difference))[0]
        listed = await ledger.listing(user, view, keyset.decode(request.query_params.get("after")))
        return page(
            request,
            "lapor/ledger.html",
            view=view.value,
            names=NAMES,
            totals=totals,
            rows=listed.rows,
            next=keyset.encode(listed.after) if listed.after else "",
            last_seen=await queries.last_seen(),
            is_even=not filled,
        )
