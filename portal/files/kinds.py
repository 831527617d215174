"""What a file is by its content, never by its name; photos are drawn anew so that nothing hides in them."""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from portal.errors import BadInput

MOST_PIXELS = 50_000_000
LONGEST_SIDE = 1_600
JPEG_QUALITY = 82
PHOTO_FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
PDF = "application/pdf"


def recognise(content: bytes, name: str) -> tuple[str, bytes]:
    """The true media type and the bytes to keep; raises BadInput for anything but photos and PDF."""
    if content.startswith(b"%PDF-"):
        return PDF, _checked_pdf(content, name)
    return _redrawn(content, name)


def _redrawn(content: bytes, name: str) -> tuple[str, bytes]:
    try:
        with Image.open(io.BytesIO(content), formats=list(PHOTO_FORMATS)) as image:
            if image.width * image.height > MOST_PIXELS:
                raise BadInput(f"“{name}” terlalu besar untuk dibuka. Perkecil fotonya, lalu pilih lagi.")
            kind = image.format or "JPEG"
            return PHOTO_FORMATS[kind], _draw(image, kind)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise BadInput(f"“{name}” bukan foto atau PDF. Pilih JPEG, PNG, WebP, atau PDF.") from None


def _draw(image: Image.Image, kind: str) -> bytes:
    # Turning the photo upright and saving it anew drops EXIF, and with it the place it was taken.
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
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
