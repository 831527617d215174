"""Permissions by the thing they are about, as the pages of roles and people show them."""

from __future__ import annotations

from collections.abc import Collection

from portal.accounts.permission_words import WORDS
from portal.permissions import Permission

Group = tuple[str, list[tuple[Permission, str]]]

TITLES = {
    "complaint": "Pengaduan",
    "follow-up": "Tindak lanjut",
    "identity": "Identitas pelapor",
    "lapor": "SP4N-LAPOR!",
    "notification": "Notifikasi WhatsApp",
    "report": "Laporan",
    "decree": "SK Tim",
    "agency": "Perangkat daerah",
    "workday": "Hari kerja",
    "account": "Pengguna",
    "role": "Peran",
    "settings": "Pengaturan",
    "job": "Pekerjaan latar",
    "audit": "Log aktivitas",
}
OTHERS = "Lainnya"


def grouped(permissions: Collection[Permission]) -> list[Group]:
    """The permissions with their words under the thing they are about, in the order of the list."""
    found: dict[str, list[tuple[Permission, str]]] = {title: [] for title in [*TITLES.values(), OTHERS]}
    for permission in Permission:
        if permission in permissions:
            thing = permission.partition(":")[0]
            found[TITLES.get(thing, OTHERS)].append((permission, WORDS[permission]))
    return [(title, members) for title, members in found.items() if members]
