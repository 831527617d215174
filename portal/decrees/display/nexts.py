"""The one act that a decree waits for, as the box on its page says it."""

from __future__ import annotations

from dataclasses import dataclass

from portal.decrees.states import Standing
from portal.decrees.tables import Decree


@dataclass(frozen=True, slots=True)
class Next:
    """What comes next, and where it is done."""

    heading: str
    sentence: str
    href: str
    link: str


_NEXT = {
    Standing.DRAFT: Next(
        "Minta perangkat daerah memeriksa",
        "Tiap perangkat daerah memeriksa susunannya sendiri lewat tautan WhatsApp.",
        "round",
        "Buka konfirmasi",
    ),
    Standing.CONFIRMATION: Next(
        "Jawaban perangkat daerah",
        "Lihat siapa yang belum menjawab dan putuskan jawaban yang masuk.",
        "board",
        "Lihat jawaban",
    ),
    Standing.READY: Next(
        "Catat SK yang ditandatangani",
        "Setelah ditandatangani, unggah berkasnya dengan nomor dan tanggal.",
        "signature",
        "Catat SK",
    ),
    Standing.SIGNED: Next(
        "Berlakukan SK",
        "Periksa dahulu siapa yang mendapat dan kehilangan hak. Pengunggah berkas tidak boleh menekannya.",
        "enactment",
        "Lihat yang akan berubah",
    ),
}


def after(decree: Decree, standing: Standing) -> Next | None:
    """What Kominfo does next; None where the decree waits for nothing."""
    found = _NEXT.get(standing)
    if found is None:
        return None
    return Next(found.heading, found.sentence, f"/decrees/{decree.public_id}/{found.href}", found.link)
