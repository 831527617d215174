"""What can be typed where: the forms and links of every page, read as a browser reads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from tests.support.matrix_table import TABLE
from tests.support.matrix_visit import Visitor, address
from tests.support.matrix_world import World
from tests.test_permission_matrix import named

OK = 200
MOST_THINGS = 12
"""Of each kind, so that every person finds some that are theirs."""

SPARED = {"/sign-out", "/health", "/health/full"}
"""The one would end the visit, the other says 503 while no worker runs. Neither reads what is typed."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field with what a page offers for it."""

    name: str
    kind: str = "text"
    offered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """An address with its fields."""

    method: str
    path: str
    fields: tuple[Field, ...] = ()


@dataclass(slots=True)
class _Open:
    method: str
    path: str
    fields: dict[str, Field] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self, here: str) -> None:
        super().__init__()
        self._here, self._open, self._select = here, _Open("get", here), ""
        self.found: list[_Open] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urlsplit(given.get("action") or self._here).path
            self._open = _Open(given.get("method", "get").lower(), action)
            self.found.append(self._open)
        elif tag in {"input", "textarea", "select", "button"} and given.get("name"):
            self._offer(given["name"], given.get("type", "text"), given.get("value"))
            self._select = given["name"] if tag == "select" else ""
        elif tag == "option" and self._select:
            self._offer(self._select, "select", given.get("value", ""))

    def _offer(self, name: str, kind: str, value: str | None) -> None:
        before = self._open.fields.get(name, Field(name, kind))
        offered = before.offered if value is None else (*before.offered, value)
        self._open.fields[name] = Field(name, before.kind, offered)


@dataclass(slots=True, repr=False)
class Targets:
    """`open` is what the visitor is shown, `shut` what somebody forges."""

    open: list[Target] = field(default_factory=list)
    shut: list[Target] = field(default_factory=list)


async def targets(visitor: Visitor, world: World) -> Targets:
    """Every form that this visitor is shown, every page with all that lists are asked by, every bare post."""
    pages: dict[str, bool] = {}
    forms: dict[str, Target] = {}
    asked: dict[str, Field] = {}
    for path in _paths(world, "GET"):
        answer = await visitor.ask("GET", path)
        pages[path] = answer.status_code == OK
        for form in _forms(answer.text, path):
            if form.method == "get":
                asked |= form.fields
            elif form.path not in SPARED:
                forms[form.path] = Target("POST", form.path, tuple(form.fields.values()))
    lists = tuple(asked.values())
    found = Targets(list(forms.values()))
    for path, is_open in pages.items():
        (found.open if is_open else found.shut).append(Target("GET", path, lists))
    found.shut += [Target("POST", path, lists) for path in _paths(world, "POST") if path not in forms]
    return found


def _forms(page: str, here: str) -> list[_Open]:
    reader = _Reader(here)
    reader.feed(page)
    return reader.found


def _paths(world: World, method: str) -> Iterator[str]:
    for name, (asked, path) in named().items():
        if asked == method and path not in SPARED and name in TABLE:
            for thing in world.things[TABLE[name].about][:MOST_THINGS]:
                yield address(path, thing.values)
