"""What somebody typed while their session ran out: carried through signing in, then sent by their press."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from litestar.datastructures import UploadFile
from litestar.exceptions import HTTPException
from litestar.handlers.base import BaseRouteHandler

from portal.web import Posted, Request, csrf, limits
from portal.web.requests import is_local_path, path_and_query

LARGEST = 200_000
PATH_FIELD = "kept_path"
PREFIX = "kept:"
FILES_FIELD = "kept_files"


@dataclass(frozen=True, slots=True)
class Kept:
    """An interrupted post: where it went, and its text fields in order; files are not kept."""

    path: str
    fields: tuple[tuple[str, str], ...]
    had_files: bool

    def hidden(self) -> list[tuple[str, str]]:
        """The fields that carry it through the sign-in form."""
        marked = [(f"{PREFIX}{name}", value) for name, value in self.fields]
        return [(PATH_FIELD, self.path), (FILES_FIELD, "1" if self.had_files else ""), *marked]

    def readable(self) -> list[str]:
        """What the person will recognise as their own words."""
        return [value for name, value in self.fields if len(value) > 1 and name != "once"]


async def rescue(request: Request, handler: BaseRouteHandler, *, bare: bool = False) -> Kept | None:
    """The text of a post that came from a page of ours; None where there is none, or too much.

    `bare`: a button that was pressed without any text is kept as well.
    """
    try:
        await csrf.guard(request, handler)
        form = await request.form()
    except HTTPException:
        return None
    items = [(name, value) for name, value in form.multi_items() if not _is_secret(name)]
    await form.close()
    # A stranger carries it through a public form; who only proves the password sends it where it was going.
    if request.scope.get("user") is None and _is_too_much(items):
        return None
    texts = tuple((name, str(value)) for name, value in items if not isinstance(value, UploadFile))
    had_files = any(isinstance(value, UploadFile) and value.filename for _, value in items)
    if not (texts or bare) or sum(len(name) + len(value) for name, value in texts) > LARGEST:
        return None
    return Kept(path_and_query(request), texts, had_files)


def from_form(posted: Posted) -> Kept | None:
    """What came through the sign-in form."""
    path = posted.fields.get(PATH_FIELD, "")
    if not is_local_path(path):
        return None
    texts = tuple(_unmarked(posted.lists))
    return Kept(path, texts, bool(posted.fields.get(FILES_FIELD))) if texts else None


def _unmarked(lists: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    marked = [
        (name.removeprefix(PREFIX), values) for name, values in lists.items() if name.startswith(PREFIX)
    ]
    return [(name, value) for name, values in marked for value in values if not _is_secret(name)]


def _is_too_much(items: list[tuple[str, object]]) -> bool:
    """What the sign-in form could not carry: it is public, and its own fields come on top."""
    sent = urlencode([(f"{PREFIX}{name}", value) for name, value in items if isinstance(value, str)])
    return len(items) > limits.MOST_FIELDS - 20 or len(sent) > limits.LARGEST_BODY - 4096


def _is_secret(name: str) -> bool:
    return "password" in name.casefold() or "csrf" in name.casefold()
