"""A Word file from outside, looked at as a package before anything in it is opened."""

from __future__ import annotations

import io
import re
import zipfile

from portal.errors import BadInput

LARGEST = 2 * 1024 * 1024
MOST_UNPACKED = 30 * 1024 * 1024
MOST_PARTS = 500

NOT_WORD = "Ini bukan dokumen Word (.docx). Simpan templat dari Word sebagai “Dokumen Word (.docx)”."
LOCKED = (
    "Dokumen ini terkunci kata sandi atau berformat .doc lama. Simpan ulang sebagai .docx tanpa kata sandi."
)
TOO_LARGE = f"Templat lebih besar dari {LARGEST // 1024 // 1024} MB. Perkecil gambar di dalamnya."
MACROS = "Dokumen ini berisi makro. Simpan sebagai .docx biasa tanpa makro."
OUTSIDE = "Dokumen ini mengambil isi dari luar berkas ({}). Sisipkan gambar langsung ke dalam dokumen."

_EXTERNAL = re.compile(rb"<Relationship\b[^>]*TargetMode=[\"']External[\"'][^>]*>", re.IGNORECASE)
_HARMLESS = b"/hyperlink"


def ensure_plain(content: bytes) -> None:
    """Refuse with a sentence what is no plain Word file: locked, with macros, too big, reaching outside."""
    if len(content) > LARGEST:
        raise BadInput(TOO_LARGE)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadInput(LOCKED)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _ensure_size(package)
            _ensure_parts(package)
            _ensure_nothing_outside(package)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError):
        raise BadInput(NOT_WORD) from None


def _ensure_size(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise BadInput(TOO_LARGE)


def _ensure_parts(package: zipfile.ZipFile) -> None:
    names = package.namelist()
    if "word/document.xml" not in names or "[Content_Types].xml" not in names:
        raise BadInput(NOT_WORD)
    if any(name.lower().endswith(".bin") for name in names):
        raise BadInput(MACROS)


def _ensure_nothing_outside(package: zipfile.ZipFile) -> None:
    for name in package.namelist():
        if name.endswith(".rels"):
            for link in _EXTERNAL.findall(package.read(name)):
                if _HARMLESS not in link:
                    raise BadInput(OUTSIDE.format(name))
