"""How pages speak of imported files and their rows."""

from __future__ import annotations

from portal.complaints.kinds import NAMED
from portal.complaints.words import BUCKET, CLASSIFICATION, Said
from portal.lapor.date_order import DateOrder
from portal.lapor.tables import BatchKind, BatchState, Outcome

KIND = {
    BatchKind.EXPORT: "Ekspor SP4N-LAPOR!",
    BatchKind.HISTORY: "Riwayat tindak lanjut",
}
STATE = {
    BatchState.READING: Said("Dibaca", "run", "progress"),
    BatchState.PREVIEW: Said("Menunggu konfirmasi", "todo", "circle-dot"),
    BatchState.CONFIRMED: Said("Diimpor", "run", "progress"),
    BatchState.DONE: Said("Selesai", "done", "circle-check"),
    BatchState.FAILED: Said("Tidak dapat dibaca", "late", "circle-x"),
    BatchState.WITHDRAWN: Said("Dibatalkan", "wait", "x"),
    BatchState.UNDOING: Said("Sedang dibatalkan", "run", "progress"),
    BatchState.UNDONE: Said("Dibatalkan", "wait", "x"),
}
STOPPED = Said("Terhenti", "todo", "player-pause")
OUTCOME = {
    Outcome.NEW: Said("Baru", "run", "plus"),
    Outcome.CHANGED: Said("Berubah", "todo", "arrows-exchange"),
    Outcome.UNCHANGED: Said("Tetap", "wait", "equal"),
    Outcome.DIFFERENT: Said("Berbeda", "todo", "alert-triangle"),
    Outcome.REFUSED: Said("Ditolak", "late", "alert-circle"),
}
DATE_ORDERS = {DateOrder.DMY: "hari/bulan/tahun", DateOrder.MDY: "bulan/hari/tahun"}
CLASSES = [(code.value, word) for code, word in CLASSIFICATION.items() if code in NAMED]
BUCKETS = [(bucket.value, said.word) for bucket, said in BUCKET.items()]
