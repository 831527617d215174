"""What the rapor measures, and how each figure is defined beside it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from portal.complaints.kinds import Bucket

FOUR = (Bucket.UNVERIFIED, Bucket.NOT_FOLLOWED_UP, Bucket.IN_PROGRESS, Bucket.RESOLVED)
"""The ministry's buckets."""

ASIDE = (Bucket.ARCHIVED, Bucket.POSTPONED)
"""Outside the four; whether the ministry counts them is not confirmed, so both figures are shown."""

FEWEST = 5
"""Below so many cases nothing is ranked."""

TOO_FEW = "terlalu sedikit untuk diperingkat"


class Truth(StrEnum):
    """By whose status a complaint is counted."""

    LAPOR = "lapor"
    ASPAL = "aspal"


HEADED_BY = Truth.LAPOR


class Measure(StrEnum):
    """Between which two days the mean is taken."""

    RECEIVED_TO_FIRST_FOLLOW_UP = "received_to_first_follow_up"
    DISPOSED_TO_FIRST_FOLLOW_UP = "disposed_to_first_follow_up"
    RECEIVED_TO_CLOSED = "received_to_closed"


@dataclass(frozen=True, slots=True)
class Definition:
    """How a measure is called and what exactly it counts; `buckets` are those whose complaints enter it."""

    name: str
    words: str
    buckets: tuple[Bucket, ...] = FOUR


DEFINITIONS = {
    Measure.RECEIVED_TO_FIRST_FOLLOW_UP: Definition(
        "Diterima sampai tindak lanjut pertama",
        "Dari tanggal pengaduan masuk sampai tanggal tindak lanjut pertama yang disetujui.",
    ),
    Measure.DISPOSED_TO_FIRST_FOLLOW_UP: Definition(
        "Disposisi sampai tindak lanjut pertama",
        "Dari tanggal disposisi pertama sampai tanggal tindak lanjut pertama yang disetujui. "
        "Waktu di Kominfo tidak dihitung.",
    ),
    Measure.RECEIVED_TO_CLOSED: Definition(
        "Diterima sampai selesai",
        "Dari tanggal pengaduan masuk sampai tanggal ditutup, hanya yang selesai.",
        (Bucket.RESOLVED,),
    ),
}
COMPLETED = (
    "Selesai dibagi jumlah keempat keadaan: belum terverifikasi, belum ditindaklanjuti, proses, dan selesai."
)
COMPLETED_WITH_ASIDE = (
    "Seperti di atas, tetapi yang diarsipkan dan ditunda ikut menjadi pembagi. "
    "Cara kementerian menghitung belum dipastikan."
)
WORKING = "Hari kerja: tanpa Sabtu, Minggu, hari libur, dan cuti bersama. Hari pertama dihitung nol."
