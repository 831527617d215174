"""The audit's codes as an office reads them."""

from __future__ import annotations

ACTIONS = {
    "complaint.recorded": "mencatat pengaduan",
    "complaint.imported": "mengimpor pengaduan",
    "complaint.verified": "memverifikasi pengaduan",
    "complaint.archived": "mengarsipkan pengaduan",
    "complaint.disposed": "mendisposisikan pengaduan",
    "complaint.disposition_withdrawn": "membatalkan disposisi",
    "complaint.accepted": "menerima pengaduan",
    "complaint.returned": "mengembalikan pengaduan",
    "complaint.asked": "bertanya",
    "complaint.answered": "menjawab pertanyaan",
    "complaint.noted": "menulis catatan internal",
    "complaint.resolved": "menyatakan selesai",
    "complaint.reopened": "membuka kembali pengaduan",
    "identity.revealed": "membuka identitas pelapor",
    "session.started": "masuk",
    "session.refused": "gagal masuk",
    "session.ended": "keluar",
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
    "assignment.ended": "mengakhiri peran",
    "agency.added": "menambah perangkat daerah",
    "agency.changed": "mengubah perangkat daerah",
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
OUTCOMES = {
    "done": ("circle-check", "done", "berhasil"),
    "refused": ("circle-x", "late", "ditolak"),
    "failed": ("alert-triangle", "todo", "gagal"),
}


def action_words(action: str) -> str:
    """The act in Indonesian; a code without words stays readable as it is."""
    return ACTIONS.get(action, action.replace(".", " · ").replace("_", " ").replace("-", " "))
