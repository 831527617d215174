"""Static files: read and compressed once, named by their content, cached for a year."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from portal.settings import ROOT
from portal.web.requests import Request

FOLDER = ROOT / "static"
COMPRESSED = {".css", ".js", ".svg", ".json", ".txt"}
A_YEAR = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, ready to send."""

    digest: str
    media_type: str
    plain: bytes
    packed: bytes | None


def asset(path: str) -> Asset | None:
    """Find a file below `static/` by its relative path; None where there is none."""
    return _read(path) if path in _paths() else None


@lru_cache
def _paths() -> frozenset[str]:
    """All there is, listed once: no name that a stranger makes up is asked of the disk or kept in a cache."""
    return frozenset(str(found.relative_to(FOLDER)) for found in FOLDER.rglob("*") if found.is_file())


@lru_cache(maxsize=256)
def _read(path: str) -> Asset:
    found = FOLDER / path
    plain = found.read_bytes()
    packed = gzip.compress(plain, 9, mtime=0) if found.suffix in COMPRESSED else None
    media_type = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
    return Asset(hashlib.sha256(plain).hexdigest()[:12], media_type, plain, packed)


@lru_cache(maxsize=256)
def address(path: str) -> str:
    """The URL of a static file with its content's hash; raises FileNotFoundError for a wrong name."""
    found = asset(path)
    if found is None:
        raise FileNotFoundError(path)
    return f"/static/{found.digest}/{path}"


@get("/static/{digest:str}/{path:path}", opt={"public": True}, name="static", sync_to_thread=False)
def serve(request: Request, digest: FromPath[str], path: FromPath[Path]) -> Response[bytes]:
    """Send a file; an old hash still finds the file, but is not cached."""
    found = asset(str(path).lstrip("/"))
    if found is None:
        raise NotFoundException
    wants_packed = found.packed is not None and "gzip" in request.headers.get("accept-encoding", "")
    headers = {
        "Cache-Control": A_YEAR if digest == found.digest else "no-cache",
        "Vary": "Accept-Encoding",
    }
    if wants_packed:
        headers["Content-Encoding"] = "gzip"
    body = found.packed if wants_packed and found.packed is not None else found.plain
    return Response(body, media_type=found.media_type, headers=headers)
