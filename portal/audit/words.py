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
    "request.refused": "ditolak",
}
OUTCOMES = {
    "done": ("circle-check", "done", "berhasil"),
    "refused": ("circle-x", "late", "ditolak"),
    "failed": ("alert-triangle", "todo", "gagal"),
}


def action_words(action: str) -> str:
    """The act in Indonesian; a code without words stays readable as it is."""
    return ACTIONS.get(action, action.replace(".", " · ").replace("_", " ").replace("-", " "))
