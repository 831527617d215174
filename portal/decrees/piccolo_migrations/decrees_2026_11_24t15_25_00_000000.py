"""Indexes of templates, briefings and reviews, and the lesson as it comes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal import db
from portal.db import execute_each

ID = "2026-11-24T15:25:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "briefings: indexes and the first lesson"

STATEMENTS = [
    "CREATE UNIQUE INDEX decree_template_number ON decree_template (number)",
    "CREATE INDEX briefing_held ON briefing (held_at)",
    "CREATE UNIQUE INDEX briefing_guest_once ON briefing_guest (briefing, account)",
    "CREATE INDEX briefing_guest_account ON briefing_guest (account)",
    "CREATE UNIQUE INDEX access_decision_once ON access_decision (review, account)",
]

LESSON = (
    (
        "Satu pengaduan, dua tempat",
        "Warga mengadu lewat SP4N-LAPOR!, kanal nasional di lapor.go.id. LAPOR! tidak memberi tahu perangkat daerah "
        "ketika sebuah pengaduan diteruskan kepadanya.\n\nASPAL adalah penghubung: Dinas Kominfo meneruskan setiap "
        "pengaduan kepada perangkat daerah, dan WhatsApp sampai kepada orang yang harus bertindak. Status resmi tetap "
        "yang tercatat di LAPOR!.",
    ),
    (
        "Waktu yang dijanjikan kepada warga",
        "Paling lama 3 hari kerja sampai pengaduan diverifikasi dan diteruskan. Paling lama 5 hari kerja sampai tindak "
        "lanjut pertama. Pengaduan selesai bila sudah ditindaklanjuti dan 10 hari kerja berlalu tanpa tanggapan pelapor."
        "\n\nHitungannya hari kerja: Sabtu, Minggu, hari libur, dan cuti bersama tidak dihitung. Tenggat setiap pengaduan "
        "tertulis di halamannya.",
    ),
    (
        "Yang Anda lakukan di ASPAL",
        "1. Buka tautan di WhatsApp, lalu masuk.\n2. Tekan Terima. Bila bukan wewenang perangkat daerah Anda, tekan "
        "Kembalikan dan tulis alasannya, paling baik pada hari yang sama.\n3. Kerjakan, foto hasilnya, tulis tindak lanjut.\n"
        "4. Tekan Ajukan. Pejabat penghubung memeriksa dan menyetujui.\n\nBelum selesai? Tulis tindak lanjut lanjutan dengan "
        "tanggal yang dijanjikan. Warga lebih senang jawaban jujur daripada diam.",
    ),
    (
        "Jawaban yang baik",
        "Sapa pelapor, sebut apa yang sudah dilakukan, kapan, dan di mana. Sertakan foto atau surat. Bila perlu waktu, sebut "
        "tanggalnya. Hindari singkatan kantor.\n\nJangan menulis nama, alamat, atau nomor telepon siapa pun dalam jawaban: "
        "jawaban dapat dibaca umum di LAPOR!.",
    ),
    (
        "Di LAPOR! sendiri",
        "Jawaban yang disetujui disalin ke LAPOR!; di ASPAL terlihat mana yang belum disalin. Sampai jawaban tercatat di "
        "LAPOR!, bagi warga perangkat daerah Anda belum menjawab.\n\nBila perangkat daerah Anda memegang akun LAPOR!, masuklah "
        "sedikitnya sekali sebulan agar akun tetap hidup. Bila petugas berganti, ganti juga pemegang akun LAPOR!.",
    ),
    (
        "Rahasia tetap rahasia",
        "Pelapor anonim tidak dikenal namanya, dan laporan rahasia tidak diterbitkan. Jangan mencari tahu siapa pelapornya. "
        "Pengaduan tentang penyalahgunaan wewenang ditangani Inspektorat, bukan perangkat daerah yang diadukan.\n\nAda yang "
        "kurang jelas? Tulis pertanyaan di halaman pengaduannya; Dinas Kominfo menjawab di sana.",
    ),
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="decrees", description=DESCRIPTION)

    async def create() -> None:
        await execute_each(STATEMENTS)
        for place, (title, body) in enumerate(LESSON, 1):
            await db.rows(
                "INSERT INTO lesson_page (place, title, body) VALUES ({}, {}, {})", place, title, body
            )

    manager.add_raw(create)
    return manager
