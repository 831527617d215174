"""Numbers that are called proven although nobody ever answered from them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from portal.accounts import unanswered
from portal.keeping.data_check.kinds import Check, Finding
from portal.permissions import Actor, Permission
from portal.workdays.words import stamp


async def find() -> list[Finding]:
    """Everybody with such a number; of the number its end, which tells them apart."""
    return [
        Finding(
            str(each.id),
            each.name,
            f"Nomor …{each.phone[-4:]}, disebut terbukti sejak {stamp(each.called_at)}",
            f"/accounts/{each.public_id}",
        )
        for each in await unanswered.find()
    ]


async def mend(keys: Collection[str], *, by: Actor, at: datetime) -> int:
    """Call them unproven."""
    return await unanswered.call_unproven([int(key) for key in keys], by=by, at=at)


CHECK = Check(
    "proofs",
    "Nomor yang disebut terbukti",
    "Versi 0.1 menyebut nomor terbukti saat akun dibuat di server, dan membaca huruf di antara angka sebagai "
    "tombol telepon. Nomor seperti itu bisa milik orang lain.",
    "Nomor menjadi belum terbukti: pesan dan tautan kata sandi menunggu sampai pemiliknya membuktikannya di "
    "Profil Saya. Cara masuk tidak berubah.",
    "Cabut",
    Permission.ACCOUNT_MANAGE,
    find,
    mend,
)
