"""What stopped a command, as a sentence with a way on; what nobody foresaw stays a trace for its makers."""

from __future__ import annotations

import errno
import socket
import sqlite3

import asyncpg

from portal.web import refusals

BAD_INPUT, FAILURE = 2, 1

NO_ROOM = "Penyimpanan penuh atau bermasalah. Kosongkan ruang, lalu ketik perintah ini lagi."
BUSY = "Basis data sedang dipakai atau tidak dapat dibuka. Tunggu sebentar, lalu ketik perintah ini lagi."
READ_ONLY = (
    "Basis data hanya dapat dibaca, tidak dapat ditulisi. Periksa hak akses berkasnya, dan apakah cakramnya "
    "terpasang untuk dibaca saja."
)
DAMAGED = (
    "Berkas basis data rusak atau bukan basis data. Periksa ASPAL_DATABASE_URL, atau kembalikan sebuah "
    "cadangan dengan: aspal restore"
)
TURNED_AWAY = "PostgreSQL menolak nama, kata sandi atau hak akses dalam ASPAL_DATABASE_URL."
NOT_THERE = (
    "Basis data dalam ASPAL_DATABASE_URL belum ada di PostgreSQL. Buat dengan createdb, atau periksa namanya."
)
NO_ANSWER = (
    "PostgreSQL dalam ASPAL_DATABASE_URL tidak menjawab. Periksa alamatnya, dan apakah PostgreSQL berjalan."
)
NO_HOST = "Alamat mesin dalam ASPAL_DATABASE_URL tidak dikenal."
BAD_ADDRESS = "ASPAL_DATABASE_URL tidak dapat dibaca. Tulis seperti postgresql://nama:sandi@mesin/basisdata."
NO_FILE = "Berkas tidak ditemukan: {}"
A_FOLDER = "“{}” adalah folder, bukan berkas."
CLOSED = (
    "“{}” tidak dapat dibaca atau ditulisi. Periksa hak aksesnya, dan apakah cakramnya untuk dibaca saja."
)

OF_POSTGRES = (
    (asyncpg.ReadOnlySQLTransactionError, READ_ONLY),
    (asyncpg.InvalidCatalogNameError, NOT_THERE),
    (asyncpg.InvalidAuthorizationSpecificationError, TURNED_AWAY),
    (asyncpg.InsufficientPrivilegeError, TURNED_AWAY),
    (asyncpg.CannotConnectNowError, BUSY),
    (asyncpg.ClientConfigurationError, BAD_ADDRESS),
)
OF_SQLITE = (("readonly", READ_ONLY), ("not a database", DAMAGED), ("malformed", DAMAGED))
BLOCKED = {errno.EACCES, errno.EPERM, errno.EROFS}


def explained(error: Exception) -> tuple[str, int] | None:
    """The sentence and the exit status: 2 for what was asked wrongly, 1 where the machine does not go on."""
    if isinstance(error, FileNotFoundError) and error.filename:
        return NO_FILE.format(error.filename), BAD_INPUT
    if isinstance(error, IsADirectoryError):
        return A_FOLDER.format(error.filename), BAD_INPUT
    sentence = _of_machine(error)
    return (sentence, FAILURE) if sentence else None


def _of_machine(error: Exception) -> str | None:
    trouble = refusals.trouble_of(error)
    if trouble in (refusals.DISK_FULL, refusals.DISK_TROUBLE):
        return NO_ROOM
    if isinstance(error, sqlite3.Error):
        text = str(error).lower()
        return next((sentence for word, sentence in OF_SQLITE if word in text), _if_busy(trouble))
    if isinstance(error, asyncpg.PostgresError | asyncpg.InterfaceError):
        of_kind = (sentence for kind, sentence in OF_POSTGRES if isinstance(error, kind))
        return next(of_kind, _if_busy(trouble))
    if isinstance(error, socket.gaierror | ConnectionRefusedError):
        return NO_HOST if isinstance(error, socket.gaierror) else NO_ANSWER
    if isinstance(error, OSError) and error.errno in BLOCKED:
        return CLOSED.format(error.filename or "Penyimpanan")
    return _if_busy(trouble)


def _if_busy(trouble: refusals.Trouble) -> str | None:
    return BUSY if trouble.status == refusals.BUSY.status else None
