"""The signed decree as it comes back: a scan or an electronically signed PDF, kept byte for byte."""

from __future__ import annotations

import asyncio
import hashlib
import io
from dataclasses import dataclass
from pathlib import PurePath

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from portal.errors import BadInput

LARGEST = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SignedFile:
    """What is known of a signed file before it is kept; `is_electronic` where it carries a TTE."""

    sha256: str
    size: int
    pages: int
    is_electronic: bool


async def check_signed_file(content: bytes, name: str) -> SignedFile:
    """Look at a signed file without changing it; raises BadInput with a sentence."""
    shown = PurePath(name.replace("\\", "/")).name[:200] or "berkas"
    if not content:
        raise BadInput(f"“{shown}” kosong.")
    if len(content) > LARGEST:
        raise BadInput(f"“{shown}” lebih besar dari 10 MB. Pindai ulang dengan resolusi lebih rendah.")
    if not content.startswith(b"%PDF-"):
        raise BadInput(f"“{shown}” bukan PDF. Pindai SK yang ditandatangani menjadi PDF.")
    pages = await asyncio.to_thread(_pages, content, shown)
    return SignedFile(hashlib.sha256(content).hexdigest(), len(content), pages, b"/ByteRange" in content)


def _pages(content: bytes, shown: str) -> int:
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise BadInput(f"“{shown}” terkunci kata sandi. Simpan ulang tanpa kata sandi.")
        pages = len(reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BadInput(f"“{shown}” rusak dan tidak dapat dibuka. Pindai ulang, lalu unggah lagi.") from None
    if not pages:
        raise BadInput(f"“{shown}” tidak berisi halaman.")
    return pages
