"""What goes wrong, as a page with a sentence and a way on; never a trace, never a secret."""

from __future__ import annotations

import errno
import secrets
import sqlite3
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import structlog
from litestar.exceptions import HTTPException
from litestar.response import Template

from portal import db
from portal.errors import Conflict, Overloaded, Refusal
from portal.web import csrf, limits
from portal.web.pages import page
from portal.web.requests import Request, is_local_path, path_and_query

log = structlog.get_logger()

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Trouble:
    """What a refusal page says."""

    status: int
    heading: str
    sentence: str


SENTENCES = {
    400: ("Permintaan tidak dapat dibaca", "Muat ulang halaman sebelumnya, lalu coba sekali lagi."),
    401: ("Anda perlu masuk dahulu", "Waktu masuk Anda sudah habis, atau Anda belum masuk."),
    403: (
        "Tindakan ini bukan untuk peran Anda",
        "Peran Anda tidak memberi hak untuk ini. Hubungi Admin Kominfo bila seharusnya boleh.",
    ),
    404: (
        "Halaman ini tidak ada, atau bukan untuk akun Anda",
        "Alamatnya mungkin salah ketik, atau hanya boleh dilihat perangkat daerah lain.",
    ),
    405: ("Cara membuka halaman ini keliru", "Kembali ke halaman sebelumnya dan gunakan tombol di sana."),
    408: ("Pengiriman terlalu lama", "Periksa sambungan internet Anda, lalu kirim sekali lagi."),
    413: ("Berkas terlalu besar", "Pilih berkas yang lebih kecil, paling besar 10 MB per berkas."),
    429: ("Terlalu sering dicoba", "Tunggu sebentar, lalu coba lagi."),
}
PASSING = ("locked", "busy", "unable to open")
"""What SQLite says where another try may succeed."""

STALE_FORM = Trouble(
    403, "Formulir ini sudah kedaluwarsa", "Muat ulang halaman sebelumnya, lalu kirim sekali lagi."
)
BUSY = Trouble(
    503,
    "Sistem sedang sibuk",
    "Belum ada yang tersimpan. Tunggu beberapa detik, lalu kirim sekali lagi.",
)
CROWDED = Trouble(
    503,
    "Terlalu banyak yang masuk bersamaan",
    "Belum ada yang tersimpan. Tunggu beberapa detik, lalu coba sekali lagi.",
)
DISK_FULL = Trouble(
    503,
    "Penyimpanan penuh",
    "Belum ada yang tersimpan. Beri tahu Admin Kominfo agar ruang penyimpanan ditambah.",
)
DISK_TROUBLE = Trouble(
    503,
    "Penyimpanan bermasalah",
    "Belum ada yang tersimpan. Beri tahu Admin Kominfo agar ruang dan cakram penyimpanan diperiksa.",
)
UNSAVED = "Belum ada yang tersimpan. "
AWAY = Trouble(
    503,
    "Basis data sedang tidak dapat dihubungi",
    "Halaman ini belum dapat dibuka. Tunggu beberapa detik, lalu coba lagi.",
)
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
BROKEN = Trouble(
    500,
    "Terjadi kesalahan di sistem",
    "Belum ada yang tersimpan. Sebutkan kode di bawah ini kepada Admin Kominfo.",
)


def show_refusal(request: Request, error: Refusal) -> Template:
    """A rule of ours said no."""
    status = 409 if isinstance(error, Conflict) else 422
    trouble = Trouble(status, "Belum dapat dilakukan", error.sentence)
    return _show(request, trouble, refusal=error.sentence)


def show_http_error(request: Request, error: HTTPException) -> Template:
    """The address, the rights or the form were not right."""
    if error.status_code == 403 and error.detail == "csrf":
        return _show(request, STALE_FORM)
    heading, sentence = SENTENCES.get(error.status_code, (BROKEN.heading, BROKEN.sentence))
    if error.status_code == 413:
        sentence = _limit_of(request) or sentence
    return _show(request, Trouble(error.status_code, heading, sentence))


def _limit_of(request: Request) -> str:
    """What the route itself says of its limit: `opt={"too_large": …}`."""
    said = str(request.route_handler.opt.get("too_large", ""))
    return said or (limits.TOO_LONG if limits.is_small(request.scope) else "")


def show_overload(request: Request, error: Overloaded) -> Template:
    """Too many at once: nothing broke, and nobody waits without end."""
    log.warning("overloaded", path=request.url.path)
    return _show(request, CROWDED, retry_after=error.seconds)


def show_failure(request: Request, error: Exception) -> Template:
    """Something broke: busy or full is said as such, everything else gets a code for the log."""
    trouble = trouble_of(error)
    if request.method in csrf.SAFE_METHODS:
        trouble = _as_read(trouble)
    code = _code()
    log.error("request failed", path=request.url.path, code=code, status=trouble.status, exc_info=error)
    return _show(request, trouble, code=code)


def trouble_of(error: BaseException) -> Trouble:
    """Which sentence fits a failure of database or disk."""
    text = str(error).lower()
    if "disk is full" in text or isinstance(error, asyncpg.DiskFullError) or _has_no_room(error):
        return DISK_FULL
    if isinstance(error, sqlite3.OperationalError) and "disk i/o error" in text:
        return DISK_TROUBLE
    if isinstance(error, sqlite3.OperationalError) and any(word in text for word in PASSING):
        return BUSY
    return BUSY if db.is_away(error) else BROKEN


def _as_read(trouble: Trouble) -> Trouble:
    """The same for somebody who only looks: nothing of theirs was to be saved."""
    return AWAY if trouble is BUSY else replace(trouble, sentence=trouble.sentence.removeprefix(UNSAVED))


def _has_no_room(error: BaseException) -> bool:
    return isinstance(error, OSError) and error.errno in NO_ROOM


def _show(request: Request, trouble: Trouble, *, retry_after: int = 5, **context: Any) -> Template:
    headers = {"Retry-After": str(retry_after)} if trouble.status == 503 else {}
    context.setdefault("code", "")
    context["back"] = way_back(request)
    is_read = request.method in csrf.SAFE_METHODS
    context["again"] = path_and_query(request) if trouble.status == 503 and is_read else ""
    return page(
        request, "errors/show.html", status=trouble.status, headers=headers, trouble=trouble, **context
    )


def way_back(request: Request) -> str:
    """The page the reader came from, when it is one of ours."""
    came_from = urlsplit(request.headers.get("referer", ""))
    is_ours = came_from.netloc == request.headers.get("host") and is_local_path(came_from.path)
    return came_from.path if is_ours and request.method == "POST" else ""


def _code() -> str:
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"
