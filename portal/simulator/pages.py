"""The phones beside the portal, and the page that makes trouble; both work without JavaScript."""

from typing import Any

from litestar import Controller, Request, get, post
from litestar.datastructures import ResponseHeader, State
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from portal.simulator.cloud import Cloud
from portal.simulator.control import act_on_phone
from portal.simulator.faults import digits
from portal.simulator.mishaps import OFFERED, TIMES, build, spoken_rules
from portal.simulator.screen import screen

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self' http://127.0.0.1:* http://localhost:*"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Vary": "HX-Request",
}


class PageController(Controller):
    path = "/"
    response_headers = [ResponseHeader(name=name, value=value) for name, value in HEADERS.items()]
    include_in_schema = False

    @get("/")
    async def show(self, request: Request[None, None, State], cloud: NamedDependency[Cloud]) -> Template:
        is_fragment = request.headers.get("hx-request") == "true"
        page = "simulator/_screen.html" if is_fragment else "simulator/show.html"
        return Template(page, context={"screen": screen(cloud)})

    @post("/phones/{number:str}/{act:str}")
    async def act(
        self,
        request: Request[None, None, State],
        cloud: NamedDependency[Cloud],
        number: FromPath[str],
        act: FromPath[str],
    ) -> Template | Redirect:
        act_on_phone(cloud, cloud.phones.find(digits(number), at=cloud.clock.now()), act)
        return await self._after(request, cloud)

    @post("/read")
    async def read(
        self, request: Request[None, None, State], cloud: NamedDependency[Cloud]
    ) -> Template | Redirect:
        for phone in cloud.phones:
            cloud.read_all(phone)
        return await self._after(request, cloud)

    @get("/faults")
    async def faults(self, cloud: NamedDependency[Cloud]) -> Template:
        return _faults(cloud)

    @post("/faults", status_code=200)
    async def add_fault(
        self, cloud: NamedDependency[Cloud], data: URLEncodedBody[dict[str, str]]
    ) -> Template | Redirect:
        rule = build(data.get("fault", ""), to=digits(data.get("to", "")), times=data.get("times", ""))
        if rule is None:
            return _faults(cloud, error="Pilih gangguan dari daftar.", status_code=422)
        cloud.faults.add(rule)
        cloud.note(f"gangguan dipasang: {OFFERED[data['fault']][0]}")
        return Redirect("/faults", status_code=303)

    @post("/faults/withdrawal")
    async def drop_faults(self, cloud: NamedDependency[Cloud]) -> Redirect:
        cloud.plan(())
        cloud.note("semua gangguan dilepas")
        return Redirect("/faults", status_code=303)

    async def _after(self, request: Request[Any, Any, State], cloud: Cloud) -> Template | Redirect:
        if request.headers.get("hx-request") == "true":
            return Template("simulator/_screen.html", context={"screen": screen(cloud)}, status_code=200)
        return Redirect("/", status_code=303)


def _faults(cloud: Cloud, *, error: str = "", status_code: int = 200) -> Template:
    context = {
        "offered": [(name, words) for name, (words, _) in OFFERED.items()],
        "times": TIMES,
        "phones": list(cloud.phones),
        "rules": spoken_rules(cloud.faults),
        "error": error,
    }
    return Template("simulator/faults.html", context=context, status_code=status_code)
