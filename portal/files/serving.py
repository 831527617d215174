"""Sending an attachment: always as a download, photos also inside a page."""

from __future__ import annotations

from typing import Literal

from litestar.response import File

from portal.files.storage import StoredFileRow


def as_download(stored: StoredFileRow, *, inline: bool = False) -> File:
    """The file with headers that keep a browser from running it; inline is for photos only."""
    kind: Literal["inline", "attachment"] = "inline" if inline and stored.is_photo else "attachment"
    return File(
        path=stored.path,
        filename=stored.name,
        media_type=stored.media_type,
        content_disposition_type=kind,
        headers={
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, max-age=3600",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
