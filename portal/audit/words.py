"""The audit's codes as an office reads them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ACTIONS = {
    "complaint.recorded": "mencatat pengaduan",
    "complaint.imported": "mengimpor pengaduan",
    "complaint.verified": "memverifikasi pengaduan",
    "complaint.archived": "mengarsipkan pengaduan",
    "complaint.disposed": "mendisposisikan pengaduan",
    "complaint.redisposed": "mendisposisikan ulang pengaduan",
    "complaint.withdrawn": "membatalkan disposisi",
    "complaint.accepted": "menerima pengaduan",
    "complaint.returned": "mengembalikan pengaduan",
    "complaint.asked": "bertanya",
    "complaint.replied": "menjawab pertanyaan",
    "complaint.noted": "menulis catatan internal",
    "complaint.drafted": "menyusun konsep tindak lanjut",
    "complaint.revised": "mengubah konsep tindak lanjut",
    "complaint.submitted": "mengajukan tindak lanjut",
    "complaint.approved": "menyetujui tindak lanjut",
    "complaint.approved_in_place": "menyetujui tindak lanjut sebagai pengganti",
    "complaint.draft_returned": "mengembalikan tindak lanjut untuk diperbaiki",
    "complaint.resolved": "menyatakan selesai",
    "complaint.reopened": "membuka kembali pengaduan",
    "complaint.revealed": "membuka identitas pelapor",
    "complaint.copied": "menandai jawaban sudah disalin ke LAPOR!",
    "complaint.changed_in_lapor": "mencatat perubahan di SP4N-LAPOR!",
    "complaint.history_added": "menambah riwayat tindak lanjut",
    "complaint.deadline_moved": "mengubah tenggat",
    "lapor.uploaded": "mengunggah berkas SP4N-LAPOR!",
    "lapor.confirmed": "mengonfirmasi impor SP4N-LAPOR!",
    "lapor.imported": "menyelesaikan impor SP4N-LAPOR!",
    "lapor.withdrawn": "membatalkan impor SP4N-LAPOR!",
    "lapor.status_settled": "menentukan kelompok status LAPOR!",
    "notification.resent": "mengirim ulang pesan",
    "notification.sent_by_hand": "menandai pesan dikirim manual",
    "notification.cancelled": "membatalkan pesan",
    "notification.released": "melepas pesan yang ditahan",
    "backup.made": "membuat cadangan",
    "backup.restored": "mengembalikan cadangan",
    "job.file_taken": "mengunduh hasil pekerjaan",
    "session.started": "masuk",
    "session.refused": "gagal masuk",
    "session.ended": "keluar",
    "session.code_refused": "gagal masuk dengan kode",
    "second_factor.begun": "mulai memasang verifikasi dua langkah",
    "second_factor.enabled": "mengaktifkan verifikasi dua langkah",
    "second_factor.removed": "mematikan verifikasi dua langkah",
    "second_factor.reset": "mematikan verifikasi dua langkah orang lain",
    "second_factor.recovery_used": "memakai kode pemulihan",
    "second_factor.codes_renewed": "membuat kode pemulihan baru",
    "session.confirmed": "mengonfirmasi kata sandi",
    "session.not_confirmed": "gagal mengonfirmasi kata sandi",
    "session.revoked": "mengakhiri sesi di perangkat lain",
    "request.refused": "ditolak",
    "account.created": "menambah pengguna",
    "account.edited": "mengubah data pengguna",
    "account.invited": "mengirim undangan",
    "account.invitation_revoked": "membatalkan undangan",
    "account.invitation_accepted": "menerima undangan",
    "account.password_changed": "mengganti kata sandi",
    "account.suspended": "menangguhkan akun",
    "account.reactivated": "mengaktifkan kembali akun",
    "account.ended": "mengakhiri akun",
    "assignment.added": "memberi peran",
    "assignment.changed": "mengubah tanggal peran",
    "assignment.ended": "mengakhiri peran",
    "role.created": "membuat peran",
    "role.changed": "mengubah peran",
    "role.ended": "mengakhiri peran untuk semua pemegangnya",
    "agency.added": "menambah perangkat daerah",
    "agency.changed": "mengubah perangkat daerah",
    "agency.merged": "menggabungkan perangkat daerah",
    "agency.parted": "membatalkan penggabungan perangkat daerah",
    "agency.ended": "menonaktifkan perangkat daerah",
    "complaint.agency_merged": "memindahkan pengaduan karena penggabungan",
    "complaint.agency_parted": "mengembalikan pengaduan karena penggabungan dibatalkan",
    "agency.imported": "mengimpor perangkat daerah",
    "agency.alias_added": "menambah nama lain perangkat daerah",
    "agency.alias_removed": "menghapus nama lain perangkat daerah",
    "regency.changed": "mengubah profil daerah",
    "workday.holiday_added": "menambah hari libur",
    "workday.holiday_withdrawn": "menghapus hari libur",
    "workday.year_proposed": "mengisi hari libur dari kalender nasional",
    "workday.year_settled": "menandai hari libur lengkap",
    "workday.hours_changed": "mengubah jam kerja",
    "workday.exception_added": "menambah jam kerja khusus",
    "workday.exception_withdrawn": "menghapus jam kerja khusus",
}
THINGS = {
    "account": "Pengguna",
    "agency": "Perangkat daerah",
    "agencies": "Daftar perangkat daerah",
    "regency": "Profil daerah",
    "lapor_batch": "Berkas impor",
    "lapor_status": "Status LAPOR!",
    "job": "Pekerjaan latar",
    "role": "Peran",
    "backup": "Cadangan",
    "holiday": "Hari libur",
    "office-week": "Jam kerja",
}
NAMES = {
    "added": "ditambah",
    "removed": "dihapus",
    "alias": "nama lain",
    "bucket": "kelompok",
    "changed": "berubah",
    "channel": "kanal",
    "classification": "klasifikasi",
    "device": "perangkat",
    "fields": "isian",
    "files": "lampiran",
    "made_at": "dibuat",
    "size": "ukuran",
    "version": "versi",
    "first_day": "mulai",
    "into": "ke",
    "kind": "jenis",
    "last_day": "sampai",
    "messages": "pesan",
    "moved": "ikut pindah",
    "method": "cara",
    "name": "nama",
    "new": "baru",
    "notify": "petugas diberi tahu",
    "on": "tanggal",
    "path": "alamat",
    "permission": "hak",
    "province": "provinsi",
    "reason": "alasan",
    "check": "dipastikan dengan",
    "left": "sisa kode",
    "role": "peran",
    "sha256": "sidik berkas",
    "short_name": "nama singkat",
    "stage": "jenis",
    "trusted": "ponsel dipercaya",
}
VALUES = {
    "True": "ya",
    "False": "tidak",
    "first": "awal",
    "interim": "lanjutan",
    "final": "akhir",
    "export": "ekspor SP4N-LAPOR!",
    "history": "riwayat tindak lanjut",
    "lost": "ponsel hilang atau dicuri",
    "broken": "ponsel rusak",
    "replaced": "ponsel diganti",
    "forgotten": "lupa kata sandi",
    "met": "bertemu langsung",
    "called": "menelepon",
    "superior": "dipastikan atasan",
    "aspiration": "aspirasi",
    "information": "permintaan informasi",
    "complaint": "tidak berkadar pengawasan",
    "supervisory": "berkadar pengawasan",
    "admin": "Admin Kominfo",
    "liaison": "Pejabat Penghubung",
    "operator": "Admin Operator",
    "leader": "Pimpinan",
    "inspector": "Pengawas (Inspektorat)",
    "reviewer": "Peninjau",
}
OUTCOMES = {
    "done": ("circle-check", "done", "berhasil"),
    "refused": ("circle-x", "late", "ditolak"),
    "failed": ("alert-triangle", "todo", "gagal"),
}


def action_words(action: str) -> str:
    """The act in Indonesian; a code without words stays readable as it is."""
    return ACTIONS.get(action, action.replace(".", " · ").replace("_", " ").replace("-", " "))


def thing_words(subject: str) -> str:
    """What `account:7` is about; a complaint is its number."""
    kind, _, key = subject.partition(":")
    return f"{THINGS[kind]} {key}".strip() if kind in THINGS else key or subject


def detail_words(details: Mapping[str, Any]) -> str:
    """What was written beside an act, in one line; empty values are left out."""
    told = [(NAMES.get(name, name), _value(value)) for name, value in details.items()]
    return "; ".join(f"{name}: {value}" for name, value in told if value)


def _value(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return VALUES.get(str(value), str(value))
