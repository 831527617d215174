"""Sending an attachment: always as a download, photos also inside a page."""

from __future__ import annotations

from typing import Literal

from litestar.response import File

from portal.files import names
from portal.files.storage import StoredFileRow


def as_download(stored: StoredFileRow, *, inline: bool = False) -> File:
    """The file with headers that keep a browser from running it; inline is for photos only.

    It is kept nowhere on the way: on a shared machine the next person would find it in the cache.
    """
    kind: Literal["inline", "attachment"] = "inline" if inline and stored.is_photo else "attachment"
    return File(
        path=stored.path,
        filename=names.fitting(stored.name, stored.media_type),
        media_type=stored.media_type,
        content_disposition_type=kind,
        headers={
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
