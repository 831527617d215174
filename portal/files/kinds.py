"""What a file is by its content, never by its name; photos are drawn anew so that nothing hides in them."""

from __future__ import annotations

import asyncio
import ctypes
import io
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from functools import lru_cache

from PIL import Image, ImageOps, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from portal.errors import BadInput
from portal.files import sizes

AT_ONCE = 2
"""Files looked at in one process; of what can only be read as a whole one, since it needs up to 450 MB."""

MOST_PIXELS = 50_000_000
"""Of a JPEG, which can be read at an eighth of its size."""

MOST_PIXELS_WHOLE = 25_000_000
"""Of what can only be read as a whole: PNG, WebP, and a JPEG that was saved in passes."""

_one_whole = threading.Lock()
LONGEST_SIDE = 1_600
JPEG_QUALITY = 82
PHOTO_FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
PDF = "application/pdf"
TOO_BIG = "“{}” terlalu besar untuk dibuka: paling besar {} juta titik. Perkecil fotonya, lalu pilih lagi."


async def recognised(content: bytes, name: str) -> tuple[str, bytes]:
    """As `recognise`, off the loop and two at once in this process."""
    return await asyncio.get_running_loop().run_in_executor(_threads(), recognise, content, name)


def recognise(content: bytes, name: str) -> tuple[str, bytes]:
    """The true media type and the bytes to keep; raises BadInput for anything but photos and PDF."""
    if content.startswith(b"%PDF-"):
        return PDF, _checked_pdf(content, name)
    try:
        return _redrawn(content, name)
    finally:
        _give_memory_back()


def _redrawn(content: bytes, name: str) -> tuple[str, bytes]:
    # Pillow makes room for a whole WebP as soon as it is opened, so the size is read before.
    _ensure_size(sizes.pixels(content), MOST_PIXELS_WHOLE, name)
    try:
        with Image.open(io.BytesIO(content), formats=list(PHOTO_FORMATS)) as image:
            kind = image.format or "JPEG"
            in_parts = kind == "JPEG" and not image.info.get("progressive")
            most = MOST_PIXELS if in_parts else MOST_PIXELS_WHOLE
            _ensure_size(image.width * image.height, most, name)
            with nullcontext() if in_parts else _one_whole:
                return PHOTO_FORMATS[kind], _draw(image, kind)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise BadInput(f"“{name}” bukan foto atau PDF. Pilih JPEG, PNG, WebP, atau PDF.") from None


def _ensure_size(pixels: int, most: int, name: str) -> None:
    if pixels > most:
        raise BadInput(TOO_BIG.format(name, most // 1_000_000))


def _draw(image: Image.Image, kind: str) -> bytes:
    # Made small before anything else: each step before it would hold the whole photo once more.
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # Turning the photo upright and saving it anew drops EXIF, and with it the place it was taken.
    upright = ImageOps.exif_transpose(image)
    if kind == "JPEG" and upright.mode not in {"RGB", "L"}:
        upright = upright.convert("RGB")
    kept = io.BytesIO()
    upright.info = {}
    upright.save(kept, format=kind, quality=JPEG_QUALITY)
    return kept.getvalue()


def _checked_pdf(content: bytes, name: str) -> bytes:
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise BadInput(f"“{name}” terkunci kata sandi. Simpan ulang tanpa kata sandi.")
        if not reader.pages:
            raise BadInput(f"“{name}” tidak berisi halaman.")
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BadInput(
            f"“{name}” rusak dan tidak dapat dibuka. Simpan ulang berkasnya, lalu pilih lagi."
        ) from None
    return content


@lru_cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="photos")


def _give_memory_back() -> None:
    """glibc keeps what a thread let go of, gigabytes after a few photos; elsewhere there is no such call."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
