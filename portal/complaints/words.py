"""The office's words for states, channels, classes, steps and timeline lines, with icon and tone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portal.complaints.kinds import (
    Bucket,
    Channel,
    Classification,
    DraftStatus,
    EntryKind,
    Stage,
    Status,
    Step,
)


@dataclass(frozen=True, slots=True)
class Said:
    """A state as pages show it: word, tone of `.st` and icon of the sprite."""

    word: str
    tone: str
    icon: str


STATUS: Mapping[str, Said] = {
    Status.RECEIVED: Said("Belum terverifikasi", "wait", "circle-dashed"),
    Status.VERIFIED: Said("Terverifikasi", "todo", "circle"),
    Status.DISPOSED: Said("Terdisposisi", "todo", "circle"),
    Status.ACCEPTED: Said("Diterima perangkat daerah", "todo", "circle-dot"),
    Status.ANSWERED: Said("Ditindaklanjuti", "run", "progress"),
    Status.RESOLVED: Said("Selesai", "done", "circle-check"),
    Status.ARCHIVED: Said("Diarsipkan", "", "archive"),
    Status.POSTPONED: Said("Ditunda", "wait", "player-pause"),
}
RETURNED = Said("Dikembalikan ke Kominfo", "todo", "arrow-back-up")

BUCKET = {
    Bucket.UNVERIFIED: Said("Belum terverifikasi", "wait", "circle-dashed"),
    Bucket.NOT_FOLLOWED_UP: Said("Belum ditindaklanjuti", "todo", "circle"),
    Bucket.IN_PROGRESS: Said("Proses", "run", "progress"),
    Bucket.RESOLVED: Said("Selesai", "done", "circle-check"),
    Bucket.ARCHIVED: Said("Diarsipkan", "", "archive"),
    Bucket.POSTPONED: Said("Ditunda", "wait", "player-pause"),
}

CHANNEL: Mapping[str, str] = {
    Channel.LAPOR: "SP4N-LAPOR!",
    Channel.WHATSAPP: "WhatsApp",
    Channel.FACEBOOK: "Facebook",
    Channel.INSTAGRAM: "Instagram",
    Channel.X: "X",
    Channel.TIKTOK: "TikTok",
    Channel.SUKMA: "SuKMa-e Jatim",
    Channel.LETTER: "Surat atau tatap muka",
    Channel.PHONE: "Telepon",
    Channel.OTHER: "Lainnya",
}

CLASSIFICATION = {
    Classification.NONE: "Belum diklasifikasikan",
    Classification.ASPIRATION: "Aspirasi",
    Classification.INFORMATION: "Permintaan Informasi",
    Classification.COMPLAINT: "Pengaduan Tidak Berkadar Pengawasan",
    Classification.SUPERVISORY: "Pengaduan Berkadar Pengawasan",
    Classification.HELD: "Klasifikasi belum jelas",
}
LOCK = {
    Classification.SUPERVISORY: "berkadar pengawasan",
    Classification.HELD: "klasifikasi belum jelas",
}
"""Beside the title of what few may see."""

STEP = {
    Step.VERIFY: "Verifikasi",
    Step.FOLLOW_UP: "Tindak lanjut pertama",
    Step.FINISH: "Selesai",
}

STAGE = {
    Stage.FIRST: "Awal",
    Stage.INTERIM: "Lanjutan",
    Stage.FINAL: "Akhir",
}

DRAFT = {
    DraftStatus.DRAFT: Said("Konsep", "wait", "pencil"),
    DraftStatus.SUBMITTED: Said("Menunggu persetujuan", "run", "hourglass"),
    DraftStatus.APPROVED: Said("Disetujui", "done", "check"),
    DraftStatus.RETURNED: Said("Perlu diperbaiki", "todo", "arrow-back-up"),
    DraftStatus.DROPPED: Said("Tidak dilanjutkan", "", "circle-x"),
}

ENTRY = {
    EntryKind.RECORDED: Said("mencatat pengaduan", "", "inbox"),
    EntryKind.IMPORTED: Said("mengimpor pengaduan dari SP4N-LAPOR!", "", "file-import"),
    EntryKind.VERIFIED: Said("memverifikasi", "", "check"),
    EntryKind.ARCHIVED: Said("mengarsipkan", "", "archive"),
    EntryKind.DISPOSED: Said("mendisposisikan ke {agency}", "key", "send"),
    EntryKind.REDISPOSED: Said("mendisposisikan ulang ke {agency}", "key", "send"),
    EntryKind.WITHDRAWN: Said("membatalkan disposisi ke {agency}", "", "x"),
    EntryKind.ACCEPTED: Said("menerima untuk {agency}", "", "user-check"),
    EntryKind.RETURNED: Said("mengembalikan ke Kominfo: bukan wewenang {agency}", "key", "arrow-back-up"),
    EntryKind.ASKED: Said("bertanya", "", "message-question"),
    EntryKind.REPLIED: Said("menjawab pertanyaan", "", "message-reply"),
    EntryKind.NOTED: Said("menulis catatan internal", "", "note"),
    EntryKind.DRAFTED: Said("mulai menyusun tindak lanjut", "", "pencil"),
    EntryKind.REVISED: Said("menyimpan konsep tindak lanjut", "", "pencil"),
    EntryKind.SUBMITTED: Said("mengajukan tindak lanjut", "", "hourglass"),
    EntryKind.APPROVED: Said("menyetujui tindak lanjut", "key", "checks"),
    EntryKind.APPROVED_IN_PLACE: Said("menyetujui tindak lanjut sebagai pengganti", "key", "checks"),
    EntryKind.DRAFT_RETURNED: Said("mengembalikan konsep untuk diperbaiki", "", "arrow-back-up"),
    EntryKind.RESOLVED: Said("menyatakan selesai", "key", "circle-check"),
    EntryKind.REOPENED: Said("membuka kembali", "key", "refresh"),
    EntryKind.REVEALED: Said("membuka identitas pelapor", "", "eye"),
    EntryKind.COPIED: Said("menyalin jawaban ke SP4N-LAPOR!", "", "copy"),
    EntryKind.CHANGED_IN_LAPOR: Said("mencatat perubahan di SP4N-LAPOR!", "", "arrows-exchange"),
    EntryKind.HISTORY_ADDED: Said("menambahkan catatan kantor", "", "history"),
    EntryKind.IMPORT_UNDONE: Said("membatalkan impor", "", "arrow-back-up"),
    EntryKind.DEADLINE_MOVED: Said("menghitung ulang batas waktu", "", "calendar-event"),
    EntryKind.AGENCY_MERGED: Said("menyerahkan ke {agency}", "key", "git-merge"),
    EntryKind.AGENCY_PARTED: Said("mengembalikan ke {agency}", "key", "git-merge"),
    EntryKind.CORRECTED: Said("memperbaiki data", "key", "pencil"),
    EntryKind.LAPOR_NUMBERED: Said("mencatat nomor LAPOR!", "", "copy"),
    EntryKind.LAPOR_UNNUMBERED: Said("membatalkan nomor LAPOR!", "", "x"),
    EntryKind.CLASSED: Said("menetapkan klasifikasi", "key", "shield-lock"),
}
"""What the actor did, after their name; `tone` is `key` for a line that stands out."""

LAPOR_FIELD = {
    "lapor_status": "Status di LAPOR!",
    "lapor_bucket": "Kelompok status di LAPOR!",
    "lapor_agency": "Instansi di LAPOR!",
    "lapor_rating": "Penilaian pelapor",
    "body_final": "Isi laporan akhir",
    "is_anonymous": "Anonim",
    "is_secret": "Rahasia",
    "body": "Isi laporan",
    "title": "Judul",
    "classification": "Klasifikasi",
    "class_text": "Klasifikasi di LAPOR!",
    "category": "Kategori",
    "district": "Kecamatan",
    "village": "Kelurahan/desa",
    "place": "Tempat",
    "received_at": "Waktu masuk",
    "status": "Status di ASPAL",
    "agency": "Perangkat daerah",
}
"""Fields that an import or a correction can change."""

NOW = {
    Status.RECEIVED: "belum diverifikasi",
    Status.VERIFIED: "sudah diverifikasi dan belum berada di perangkat daerah",
    Status.DISPOSED: "sudah didisposisikan",
    Status.ACCEPTED: "sudah diterima perangkat daerah",
    Status.ANSWERED: "sudah ditindaklanjuti",
    Status.RESOLVED: "sudah dinyatakan selesai",
    Status.ARCHIVED: "sudah diarsipkan",
    Status.POSTPONED: "sedang ditunda di SP4N-LAPOR!",
}
"""How a refusal says where the complaint stands: *Pengaduan ini …*."""


def status_said(status: str, *, is_returned: bool) -> Said:
    """The word for where a complaint stands; one that came back says so until it is disposed again."""
    return RETURNED if is_returned and status == Status.VERIFIED else STATUS[status]


def masked(name: str) -> str:
    """A name of which only the first letters remain: `P•••••• U•••`."""
    return " ".join(f"{part[0]}{'•' * max(len(part) - 1, 3)}" for part in name.split())
