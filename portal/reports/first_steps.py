"""Langkah awal: what a new office does first; each step is done when the facts say so."""

from __future__ import annotations

from dataclasses import dataclass

from portal import db
from portal.agencies import profile
from portal.permissions import Actor, Permission
from portal.settings import settings

NEUTRAL = "Kabupaten"
"""The name that a fresh database has."""

FACTS = """
SELECT (SELECT count(*) FROM agency) AS agencies,
  (SELECT count(*) FROM (SELECT 1 FROM assignment s JOIN account a ON a.id = s.account
    WHERE s.agency IS NOT NULL AND s.role IN ('liaison', 'operator') AND a.state IN ('invited', 'active')
    LIMIT 1) found) AS people,
  (SELECT count(*) FROM (SELECT 1 FROM category LIMIT 1) found) AS categories,
  (SELECT count(*) FROM (SELECT 1 FROM district LIMIT 1) found) AS districts,
  (SELECT count(*) FROM (SELECT 1 FROM complaint LIMIT 1) found) AS complaints,
  (SELECT count(*) FROM (SELECT 1 FROM delivery WHERE state IN ('delivered', 'read') LIMIT 1) found)
    AS arrived
"""
TRIAL = "/notifications/trial"
STEPS = (
    (
        "Isi profil daerah",
        "Nama daerah, dinas, dan nomor pengirim tampil di halaman, surat, dan pesan.",
        "/settings/regency",
        "Isi profil",
    ),
    (
        "Masukkan perangkat daerah",
        "Kepada merekalah pengaduan didisposisikan. Impor dari CSV, atau tambah satu per satu.",
        "/agencies/imports",
        "Impor daftar",
    ),
    (
        "Masukkan kategori pengaduan",
        "Formulir, saringan, dan impor memakainya. Tempel daftar kategori SP4N-LAPOR! yang dipakai kantor.",
        "/settings/lists/categories/imports",
        "Masukkan kategori",
    ),
    (
        "Masukkan kecamatan",
        "Agar pengaduan dapat disaring dan dihitung menurut tempatnya.",
        "/settings/lists/districts/imports",
        "Masukkan kecamatan",
    ),
    (
        "Undang petugas",
        "Pejabat penghubung dan operator menerima pemberitahuan dan menjawab pengaduan.",
        "/accounts/new",
        "Tambah petugas",
    ),
    (
        "Sambungkan WhatsApp",
        "Petugas TI mengisi ASPAL_WHATSAPP_PROVIDER dan kuncinya di server. Tanpa ini pesan hanya dicatat.",
        "/notifications",
        "Lihat keadaan",
    ),
    (
        "Kirim pesan uji ke ponsel Anda",
        "Buktikan dahulu nomor Anda di Profil Saya. Selesai begitu satu pesan benar-benar sampai.",
        TRIAL,
        "Kirim pesan uji",
    ),
    (
        "Impor pengaduan yang pertama",
        "Unggah ekspor dari SP4N-LAPOR!, atau catat satu pengaduan.",
        "/lapor/imports",
        "Impor pengaduan",
    ),
)
"""Name, why, where and the word on the button of each."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what, why, where, and whether the facts say it is done."""

    name: str
    why: str
    href: str
    label: str
    is_done: bool

    @property
    def acts(self) -> bool:
        """Whether pressing does it, instead of leading to a page."""
        return self.href == TRIAL


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """All of them, in their order."""

    steps: tuple[Step, ...]

    @property
    def left(self) -> int:
        """How many are still to do."""
        return sum(not step.is_done for step in self.steps)

    @property
    def next(self) -> Step | None:
        """The first that is still to do."""
        return next((step for step in self.steps if not step.is_done), None)


async def first_steps() -> FirstSteps:
    """The steps as the facts stand."""
    regency, facts = await profile.regency(), (await db.rows(FACTS))[0]
    done = (
        regency.name not in {"", NEUTRAL},
        facts["agencies"] > 0,
        facts["categories"] > 0,
        facts["districts"] > 0,
        facts["people"] > 0,
        settings().whatsapp_provider != "log",
        facts["arrived"] > 0,
        facts["complaints"] > 0,
    )
    return FirstSteps(tuple(Step(*told, is_done) for told, is_done in zip(STEPS, done, strict=True)))


def may_lead(user: Actor) -> bool:
    """Whether the steps concern the reader: whoever sets up the regency."""
    return user.holds(Permission.SETTINGS_MANAGE, None)
