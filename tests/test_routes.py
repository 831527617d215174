"""Every route says who may enter, carries a name, and is covered by the permission matrix."""

from collections import Counter
from collections.abc import Iterator

from litestar.handlers import HTTPRouteHandler

from portal.app import create_app
from portal.permissions import Permission


def routes() -> Iterator[tuple[str, str, HTTPRouteHandler]]:
    """Path, method and handler of each route; Litestar's own OPTIONS answers are left out."""
    for route in create_app().routes:
        for method, (handler, _) in getattr(route, "route_handler_map", {}).items():
            if method != "OPTIONS":
                yield route.path, method, handler


def test_every_route_says_who_may_enter() -> None:
    silent = [
        f"{method} {path}"
        for path, method, handler in routes()
        if not (handler.opt.get("public") or handler.opt.get("signed_in") or handler.opt.get("permission"))
    ]
    assert silent == []


def test_what_a_route_names_is_a_permission() -> None:
    wrong = [
        path
        for path, _, handler in routes()
        if handler.opt.get("permission") and not isinstance(handler.opt["permission"], Permission)
    ]
    assert wrong == []


def test_every_route_has_a_name_of_its_own() -> None:
    names = Counter(handler.name for _, _, handler in routes())
    assert [name for name, times in names.items() if name is None or times > 1] == []


def test_only_webhooks_and_missing_pages_skip_the_forgery_check() -> None:
    skipping = {path for path, _, handler in routes() if handler.opt.get("csrf") is False}
    assert all(path.startswith("/webhooks/") or path == "/{path:path}" for path in skipping)
