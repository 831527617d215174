"""What our pages are measured against: Litestar and Jinja, 50 rows, the same size, no query, no rights."""

from __future__ import annotations

import os

from jinja2 import DictLoader, Environment
from litestar import Litestar, get
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.response import Template
from litestar.template import TemplateConfig

LINK = "<a href='/x/{{ row.number }}'>{{ row.title }}</a>"
ROW = "<tr><td>{{ row.number }}</td><td>" + LINK + "</td><td>{{ row.text }}</td></tr>"
PAGE = f"<html><body><table>{{% for row in rows %}}{ROW}{{% endfor %}}</table></body></html>"
ROWS = 50


@get("/")
async def show() -> Template:
    """Fifty rows filled up to the size that is asked for."""
    filler = "x" * max(1, int(os.environ.get("BARE_BYTES", "30000")) // ROWS - 120)
    rows = [{"number": f"ADU-2026-{n:06}", "title": f"Contoh {n}", "text": filler} for n in range(ROWS)]
    return Template("page.html", context={"rows": rows}, media_type="text/html")


def create_app() -> Litestar:
    """The bare application."""
    environment = Environment(loader=DictLoader({"page.html": PAGE}), autoescape=True)
    engine = JinjaTemplateEngine.from_environment(environment)
    return Litestar([show], template_config=TemplateConfig(instance=engine), openapi_config=None)
