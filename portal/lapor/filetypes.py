"""What a file really is, told from its content: people rename files."""

from __future__ import annotations

import re
import zipfile
from enum import StrEnum
from mmap import ACCESS_READ, mmap
from pathlib import Path

from portal.lapor.refusals import NotAnExport

UNPACKED_LIMIT = 500_000_000  # bytes; 20,000 rows with long texts take some 75 million
EMPTY = "Berkas ini kosong. Simpan atau unduh ulang, lalu impor kembali."
NOT_A_TABLE = "Berkas ini bukan lembar kerja. Pilih berkas Excel (.xlsx, .xls), .ods, atau CSV."
WEB_PAGE = "Berkas ini halaman web, bukan lembar kerja. Simpan dari Excel sebagai .xlsx, lalu impor kembali."
BROKEN = "Berkas ini rusak atau terpotong. Simpan atau unduh ulang, lalu impor kembali."
LOCKED = "Berkas ini terkunci kata sandi. Simpan dari Excel tanpa kata sandi, lalu impor kembali."
BINARY = (
    "Berkas .xlsb (buku kerja biner) tidak dapat dibaca. Simpan dari Excel sebagai .xlsx, lalu impor kembali."
)
TOO_BIG = "Isi berkas ini terlalu besar untuk dibuka. Bagi menjadi beberapa berkas, lalu impor satu per satu."
MISSING = "Berkas tidak ditemukan. Periksa nama dan letaknya."

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
# A locked workbook: a package inside the old container, or the record FilePass (2F) behind the first one.
_LOCK = re.compile(
    re.escape("EncryptedPackage".encode("utf-16-le")) + rb"|\x09\x08\x10\x00.{16}\x2f\x00", re.DOTALL
)
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"{\\rtf")
_WEB_STARTS = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta", b"<style", b"mime-version")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class FileType(StrEnum):
    WORKBOOK = "workbook"
    TEXT = "text"


def type_of(path: Path) -> FileType:
    """Workbook or delimited text; raises NotAnExport for anything else."""
    if not path.is_file():
        raise NotAnExport(MISSING)
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(b"PK"):
        _check_zip(path)
        return FileType.WORKBOOK
    if start.startswith(_OLE):
        _check_lock(path)
        return FileType.WORKBOOK
    _check_text(start)
    return FileType.TEXT


def _check_text(start: bytes) -> None:
    words = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not words:
        raise NotAnExport(EMPTY)
    if words.lower().startswith(_WEB_STARTS):
        raise NotAnExport(WEB_PAGE)
    if words.startswith(_OTHERS) or (b"\0" in start and not start.startswith(_UTF_16)):
        raise NotAnExport(NOT_A_TABLE)


def _check_lock(path: Path) -> None:
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        if _LOCK.search(content):
            raise NotAnExport(LOCKED)


def _check_zip(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            is_locked = _is_locked(archive)
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise NotAnExport(BROKEN) from None
    if sum(member.file_size for member in members) > UNPACKED_LIMIT:
        raise NotAnExport(TOO_BIG)
    if is_locked:
        raise NotAnExport(LOCKED)
    names = {member.filename for member in members}
    if "xl/workbook.bin" in names:
        raise NotAnExport(BINARY)
    if "content.xml" not in names and not any(name.startswith("xl/") for name in names):
        raise NotAnExport(NOT_A_TABLE)


def _is_locked(archive: zipfile.ZipFile) -> bool:
    """OpenDocument says in its list of parts which of them are encrypted."""
    manifest = next((each for each in archive.infolist() if each.filename == "META-INF/manifest.xml"), None)
    return (
        manifest is not None and manifest.file_size < 1 << 20 and b"encryption-data" in archive.read(manifest)
    )
