"""Files that are made when they are asked for."""

from __future__ import annotations

from litestar import Response


def as_file(made: bytes, name: str, media_type: str, *, inline: bool = False) -> Response[bytes]:
    """Bytes that a browser keeps or shows, and never runs."""
    kind = "inline" if inline else "attachment"
    headers = {
        "Content-Disposition": f'{kind}; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Response(made, media_type=media_type, headers=headers)
