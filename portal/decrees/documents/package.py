"""A Word file from outside, looked at as a package before anything in it is opened."""

from __future__ import annotations

import io
import zipfile

from portal.decrees.documents import outside
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

CARRIED = "Dokumen ini menyematkan isi selain teks dan gambar ({}). Sisakan teks dan gambar saja."


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
    # Of two parts with one name Word may read the other than we do.
    if len({name.casefold() for name in names}) < len(names) or any(_is_odd(name) for name in names):
        raise BadInput(NOT_WORD)


def _is_odd(name: str) -> bool:
    return "\\" in name or name.startswith("/") or ".." in name.split("/")


def _ensure_nothing_outside(package: zipfile.ZipFile) -> None:
    for name in package.namelist():
        folded = name.casefold()
        if folded.endswith(".rels"):
            found, sentence = outside.reaching_out(outside.parsed(package.read(name)), _owner(name)), OUTSIDE
        elif folded == "[content_types].xml":
            found, sentence = outside.foreign_type(outside.parsed(package.read(name))), CARRIED
        elif folded.endswith(".xml") and folded.startswith("word/"):
            found, sentence = outside.acting(outside.parsed(package.read(name))), CARRIED
        else:
            continue
        if found is not None:
            raise BadInput(sentence.format(found or name))


def _owner(relationships: str) -> str:
    """`word/document.xml` for `word/_rels/document.xml.rels`."""
    folder, _, name = relationships.rpartition("/")
    return f"{folder.rpartition('/')[0]}/{name.removesuffix('.rels')}"
