"""What each permission lets a person do, in the office's words."""

from __future__ import annotations

from portal.permissions import Permission

WORDS: dict[Permission, str] = {
    Permission.COMPLAINT_READ: "Membaca pengaduan",
    Permission.COMPLAINT_CREATE: "Mencatat pengaduan",
    Permission.COMPLAINT_VERIFY: "Memverifikasi pengaduan",
    Permission.COMPLAINT_ARCHIVE: "Mengarsipkan pengaduan",
    Permission.COMPLAINT_DISPOSE: "Mendisposisikan pengaduan",
    Permission.COMPLAINT_RESOLVE: "Menyatakan pengaduan selesai",
    Permission.COMPLAINT_REOPEN: "Membuka kembali pengaduan",
    Permission.COMPLAINT_ACCEPT: "Menerima disposisi",
    Permission.COMPLAINT_RETURN: "Mengembalikan disposisi (bukan wewenang)",
    Permission.COMPLAINT_ASK: "Bertanya dan menjawab antara perangkat daerah dan Kominfo",
    Permission.COMPLAINT_NOTE: "Menulis catatan internal",
    Permission.COMPLAINT_SUPERVISORY: "Menangani pengaduan berkadar pengawasan",
    Permission.FOLLOW_UP_WRITE: "Menyusun konsep tindak lanjut",
    Permission.FOLLOW_UP_APPROVE: "Menyetujui tindak lanjut",
    Permission.FOLLOW_UP_STAND_IN: "Menyetujui sebagai pengganti",
    Permission.IDENTITY_REVEAL: "Membuka identitas pelapor",
    Permission.LAPOR_IMPORT: "Mengimpor dari SP4N-LAPOR!",
    Permission.LAPOR_COPY: "Menandai jawaban yang sudah disalin ke LAPOR!",
    Permission.NOTIFICATION_READ: "Melihat notifikasi WhatsApp",
    Permission.NOTIFICATION_MANAGE: "Mengirim ulang dan membatalkan notifikasi",
    Permission.JOB_READ: "Melihat pekerjaan latar",
    Permission.REPORT_READ: "Membaca rapor dan laporan",
    Permission.AGENCY_READ: "Melihat perangkat daerah",
    Permission.AGENCY_MANAGE: "Mengatur perangkat daerah",
    Permission.WORKDAY_MANAGE: "Mengatur hari kerja dan libur",
    Permission.ACCOUNT_READ: "Melihat pengguna",
    Permission.ACCOUNT_MANAGE: "Mengatur pengguna dan peran yang dipegangnya",
    Permission.ROLE_READ: "Melihat peran dan hak akses",
    Permission.AUDIT_READ: "Membaca log aktivitas",
}
