"""The Jinja environment: strict about missing names, escaping by default, compiled once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.template import TemplateConfig
from markupsafe import Markup

from portal.settings import ROOT
from portal.web import static
from portal.web.menu import Menu

TEMPLATES = ROOT / "templates"


@lru_cache(maxsize=256)
def icon(name: str) -> Markup:
    """An icon of the sprite; decoration only, so hidden from readers of the screen."""
    sprite = static.address("icons.svg")
    return Markup('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>').format(sprite, name)


def environment(filters: Mapping[str, Callable[..., Any]]) -> Environment:
    """A new environment with our globals; the filters (dates as the office says them) come from above."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    made.globals.update(icon=icon, static=static.address, layout="layouts/base.html", menu=Menu(made))
    made.filters.update(filters)
    return made


def template_config(filters: Mapping[str, Callable[..., Any]]) -> TemplateConfig[JinjaTemplateEngine]:
    """Litestar's view of the environment."""
    return TemplateConfig(instance=JinjaTemplateEngine.from_environment(environment(filters)))
