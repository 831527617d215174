"""What each permission lets a person do, in the office's words."""

from __future__ import annotations

from portal.permissions import Permission as P

WORDS: dict[P, str] = {
    P.COMPLAINT_READ: "Membaca pengaduan",
    P.COMPLAINT_CREATE: "Mencatat pengaduan",
    P.COMPLAINT_VERIFY: "Memverifikasi pengaduan",
    P.COMPLAINT_ARCHIVE: "Mengarsipkan pengaduan",
    P.COMPLAINT_DISPOSE: "Mendisposisikan pengaduan",
    P.COMPLAINT_RESOLVE: "Menyatakan pengaduan selesai",
    P.COMPLAINT_REOPEN: "Membuka kembali pengaduan",
    P.COMPLAINT_ACCEPT: "Menerima disposisi",
    P.COMPLAINT_RETURN: "Mengembalikan disposisi (bukan wewenang)",
    P.COMPLAINT_ASK: "Bertanya dan menjawab antara perangkat daerah dan Kominfo",
    P.COMPLAINT_NOTE: "Menulis catatan internal",
    P.COMPLAINT_SUPERVISORY: "Menangani pengaduan berkadar pengawasan",
    P.FOLLOW_UP_WRITE: "Menyusun konsep tindak lanjut",
    P.FOLLOW_UP_APPROVE: "Menyetujui tindak lanjut",
    P.FOLLOW_UP_STAND_IN: "Menyetujui sebagai pengganti",
    P.IDENTITY_REVEAL: "Membuka identitas pelapor",
    P.LAPOR_IMPORT: "Mengimpor dari SP4N-LAPOR!",
    P.LAPOR_COPY: "Menandai jawaban yang sudah disalin ke LAPOR!",
    P.NOTIFICATION_READ: "Melihat notifikasi WhatsApp",
    P.NOTIFICATION_MANAGE: "Mengirim ulang dan membatalkan notifikasi",
    P.JOB_READ: "Melihat pekerjaan latar",
    P.REPORT_READ: "Membaca rapor dan laporan",
    P.AGENCY_READ: "Melihat perangkat daerah",
    P.AGENCY_MANAGE: "Mengatur perangkat daerah",
    P.WORKDAY_MANAGE: "Mengatur hari kerja dan libur",
    P.ACCOUNT_READ: "Melihat pengguna",
    P.ACCOUNT_MANAGE: "Mengatur pengguna dan peran yang dipegangnya",
    P.ROLE_READ: "Melihat peran dan hak akses",
    P.AUDIT_READ: "Membaca log aktivitas",
}
