"""What the first decree begins with; everything of it can be changed by the office."""

from __future__ import annotations

from dataclasses import dataclass

from portal.accounts.roles import RoleCode


@dataclass(frozen=True, slots=True)
class PositionSeed:
    """A position as the office usually has it."""

    name: str
    role: str = ""
    per_agency: bool = False
    is_required: bool = False


POSITIONS = (
    PositionSeed("Pembina", RoleCode.LEADER),
    PositionSeed("Penanggung Jawab", RoleCode.LEADER),
    PositionSeed("Ketua", RoleCode.LEADER),
    PositionSeed("Sekretaris"),
    PositionSeed("Koordinator/Admin Instansi", RoleCode.ADMIN, is_required=True),
    PositionSeed("Pengawas", RoleCode.INSPECTOR),
    PositionSeed("Pejabat Penghubung", RoleCode.LIAISON, per_agency=True, is_required=True),
    PositionSeed("Admin Operator", RoleCode.OPERATOR, per_agency=True, is_required=True),
)

WEIGHING = (
    "bahwa untuk menjamin setiap pengaduan masyarakat melalui SP4N-LAPOR! ditangani dengan cepat, tepat, dan "
    "tuntas, perlu ditetapkan tim yang mengelolanya di setiap perangkat daerah;\n"
    "bahwa susunan tim tahun sebelumnya perlu disesuaikan dengan perubahan pejabat dan pegawai;\n"
    "bahwa berdasarkan pertimbangan tersebut, perlu menetapkan Keputusan tentang Tim Pengelola Pengaduan "
    "Pelayanan Publik."
)
RECALLING = (
    "Undang-Undang Nomor 25 Tahun 2009 tentang Pelayanan Publik;\n"
    "Undang-Undang Nomor 23 Tahun 2014 tentang Pemerintahan Daerah;\n"
    "Peraturan Presiden Nomor 76 Tahun 2013 tentang Pengelolaan Pengaduan Pelayanan Publik."
)
DECIDING = (
    "Menetapkan Tim Pengelola Pengaduan Pelayanan Publik dengan susunan sebagaimana tercantum dalam "
    "Lampiran.\n"
    "Tim bertugas menerima, memverifikasi, menyalurkan, menindaklanjuti, dan menyampaikan jawaban atas "
    "pengaduan masyarakat sesuai dengan tenggatnya.\n"
    "Pejabat Penghubung memeriksa dan menyetujui tindak lanjut yang disusun Admin Operator di perangkat "
    "daerahnya.\n"
    "Biaya yang timbul akibat ditetapkannya Keputusan ini dibebankan pada anggaran perangkat daerah "
    "masing-masing.\n"
    "Keputusan ini mulai berlaku pada tanggal yang ditetapkan di dalamnya, dan tetap berlaku sampai "
    "keputusan penggantinya berlaku."
)
TITLE = "Tim Pengelola Pengaduan Pelayanan Publik {regency} Tahun {year}"
AMENDMENT_TITLE = "Perubahan atas Keputusan tentang {title}"
