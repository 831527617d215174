"""Puts the simulator together: Graph endpoint, steering, pages, static files."""

import contextlib
from collections.abc import AsyncIterator

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Litestar
from litestar.di import Provide
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.static_files import create_static_files_router
from litestar.template import TemplateConfig

from portal.simulator.cloud import Cloud
from portal.simulator.config import SimulatorConfig
from portal.simulator.control import ControlController
from portal.simulator.graph import send_message
from portal.simulator.pages import PageController

__all__ = ["SimulatorConfig", "create_app"]


def create_app(config: SimulatorConfig) -> Litestar:
    cloud = Cloud(config)

    @contextlib.asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        app.state.cloud = cloud
        async with cloud.running():
            yield

    return Litestar(
        route_handlers=[
            send_message,
            ControlController,
            PageController,
            create_static_files_router(path="/static", directories=[config.static_dir]),
        ],
        dependencies={"cloud": Provide(lambda: cloud, sync_to_thread=False, use_cache=True)},
        template_config=TemplateConfig(instance=JinjaTemplateEngine.from_environment(_environment(config))),
        lifespan=[lifespan],
        openapi_config=None,
        logging_config=None,
    )


def _environment(config: SimulatorConfig) -> Environment:
    return Environment(
        loader=FileSystemLoader(config.templates_dir),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
