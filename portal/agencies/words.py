"""Agencies as the office says them."""

from __future__ import annotations

from portal.agencies.import_plan import Outcome
from portal.agencies.tables import Kind

KINDS: dict[str, str] = {
    Kind.DINAS: "Dinas",
    Kind.BADAN: "Badan",
    Kind.SEKRETARIAT: "Sekretariat",
    Kind.BAGIAN: "Bagian",
    Kind.INSPEKTORAT: "Inspektorat",
    Kind.SATUAN: "Satuan",
    Kind.KECAMATAN: "Kecamatan",
    Kind.KELURAHAN: "Kelurahan",
    Kind.RSUD: "Rumah sakit umum daerah",
    Kind.UPT: "Unit pelaksana teknis",
    Kind.BUMD: "Badan usaha milik daerah",
    Kind.OTHER: "Lainnya",
}
"""Each kind in the order in which the list groups them."""

OUTCOMES: dict[str, tuple[str, str, str]] = {
    Outcome.NEW: ("plus", "run", "Baru"),
    Outcome.CHANGED: ("pencil", "todo", "Berubah"),
    Outcome.UNCHANGED: ("equal", "wait", "Tetap"),
    Outcome.REFUSED: ("circle-x", "late", "Ditolak"),
}
"""Icon, tone and word for what an import does with a row."""

SETTINGS: dict[str, str] = {
    "name": "Nama daerah",
    "short_name": "Nama singkat",
    "province": "Provinsi",
    "head_title": "Sebutan kepala daerah",
    "office_name": "Dinas pengelola",
    "office_short": "Singkatan dinas",
    "phone": "Telepon dinas",
    "sender_number": "Nomor WhatsApp pengirim",
    "zone": "Zona waktu",
    "letterhead": "Kop surat",
    "logo": "Logo",
    "districts": "Kecamatan",
    "categories": "Kategori",
}
"""Fields of *Profil daerah*, in the order of its form."""

ZONES: dict[str, str] = {
    "Asia/Jakarta": "WIB (Waktu Indonesia Barat)",
    "Asia/Makassar": "WITA (Waktu Indonesia Tengah)",
    "Asia/Jayapura": "WIT (Waktu Indonesia Timur)",
}
"""The three zones of the country."""
