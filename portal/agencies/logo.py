"""The regency's logo: a picture small enough for letters, drawn anew so that nothing hides in it."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime

from PIL import Image, UnidentifiedImageError

from portal import files
from portal.agencies import profile
from portal.errors import BadInput
from portal.permissions import Actor

LARGEST = 2 * 1024 * 1024  # bytes
SMALLEST_SIDE, LONGEST_SIDE = 64, 4_000
PICTURES = frozenset({"image/png", "image/jpeg"})
TOO_LARGE = "Logo lebih besar dari 2 MB. Perkecil gambarnya, lalu pilih lagi."
NO_PICTURE = "Ini bukan gambar PNG atau JPEG. Pilih berkas lain."


async def put(content: bytes, name: str, *, by: Actor, at: datetime) -> None:
    """Keep the picture and use it from now on; raises BadInput with a sentence."""
    _refuse(content)
    kept = await files.store(content, name, by=by, at=at, allow=PICTURES)
    await profile.change(replace(await profile.fresh(), logo=kept.id), by=by, at=at)


def _refuse(content: bytes) -> None:
    if not content:
        raise BadInput("Pilih berkas gambar.")
    if len(content) > LARGEST:
        raise BadInput(TOO_LARGE)
    try:
        with Image.open(io.BytesIO(content), formats=["PNG", "JPEG"]) as image:
            width, height = image.size
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise BadInput(NO_PICTURE) from None
    if min(width, height) < SMALLEST_SIDE or max(width, height) > LONGEST_SIDE:
        raise BadInput(f"Sisi logo harus di antara {SMALLEST_SIDE} dan {LONGEST_SIDE} piksel.")
