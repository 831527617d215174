"""The kinds of message: template at the provider, how long it is worth sending, its words.

The words stand in `templates/notifications/messages/<kind>.txt`; the names in braces, in the order of their
first appearance, are the template's parameters. Nothing that a text does not name is stored or sent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from portal.settings import ROOT

FOLDER = ROOT / "templates" / "notifications" / "messages"
LINK = "link"
NAME = re.compile(r"\{([a-z_]+)\}")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Kind:
    """`title` is its name on pages and in restricted messages; `lifetime` holds where no end is named."""

    code: str
    template: str
    title: str
    lifetime: timedelta = 3 * DAY

    @property
    def text(self) -> str:
        """The approved words, with names in braces."""
        return _read(self.code)

    @property
    def numbered_text(self) -> str:
        """The words as they are handed in for approval at Meta: `{{1}}` for the first name."""
        numbers = {name: number for number, name in enumerate(self.parameters, 1)}
        return NAME.sub(lambda found: f"{{{{{numbers[found[1]]}}}}}", self.text)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names in the text, in the order of the provider's parameters."""
        return tuple(dict.fromkeys(NAME.findall(self.text)))


KINDS = {
    kind.code: kind
    for kind in (
        Kind("disposed", "aspal_disposisi_v1", "Disposisi baru", DAY),
        Kind("supervisory", "aspal_pengawasan_v1", "Pengaduan untuk Inspektorat"),
        Kind("returned", "aspal_dikembalikan_v1", "Pengaduan dikembalikan"),
        Kind("asked", "aspal_pertanyaan_v1", "Pertanyaan baru"),
        Kind("answered", "aspal_jawaban_v1", "Jawaban atas pertanyaan"),
        Kind("draft_submitted", "aspal_konsep_menunggu_v1", "Konsep menunggu persetujuan"),
        Kind("draft_returned", "aspal_konsep_dikembalikan_v1", "Konsep perlu diperbaiki"),
        Kind("resolved", "aspal_selesai_v1", "Pengaduan selesai"),
        Kind("due_tomorrow", "aspal_pengingat_tenggat_v1", "Besok jatuh tempo", DAY),
        Kind("overdue", "aspal_lewat_tenggat_v1", "Lewat tenggat", DAY),
        Kind("changed_in_lapor", "aspal_berubah_di_lapor_v1", "Perubahan di SP4N-LAPOR!"),
        Kind("password_reset", "aspal_atur_ulang_v1", "Atur ulang kata sandi"),
        Kind("sign_in_helped", "aspal_bantuan_masuk_v1", "Bantuan masuk"),
        Kind("sign_in_reminder", "aspal_ingat_masuk_v1", "Pengingat masuk"),
        Kind("lesson", "aspal_pelajaran_v1", "Pelajaran lima menit"),
        Kind("briefing", "aspal_bimtek_v1", "Undangan bimtek"),
        Kind("briefing_cancelled", "aspal_bimtek_batal_v1", "Bimtek batal"),
        Kind("identity_change", "aspal_ganti_nomor_v1", "Pembuktian nomor"),
        Kind("number_changed", "aspal_nomor_diganti_v1", "Nomor akan diganti", DAY),
        Kind("decree_asked", "aspal_sk_konfirmasi_v1", "Konfirmasi susunan tim", 5 * DAY),
        Kind("decree_reminded", "aspal_sk_pengingat_v1", "Pengingat konfirmasi susunan tim"),
        Kind("decree_escalated", "aspal_sk_kepala_v1", "Keputusan kepala perangkat daerah"),
        Kind("handover", "aspal_serah_terima_v1", "Serah terima tugas"),
        Kind("decree_past_end", "aspal_sk_lewat_masa_v1", "Masa berlaku SK lewat", DAY),
        Kind("decree_returned", "aspal_sk_dikembalikan_v1", "Jawaban susunan tim dikembalikan"),
        Kind("trial", "aspal_uji_kirim_v1", "Uji kirim", DAY),
        Kind("invitation", "aspal_undangan_v1", "Undangan"),
        Kind("system_alarm", "aspal_keadaan_sistem_v1", "Keadaan sistem", DAY),
    )
}
RESTRICTED = Kind("restricted", "aspal_terbatas_v1", "Pemberitahuan terbatas")


def templates() -> dict[str, Kind]:
    """Every template that must be approved, by its name at the provider."""
    return {kind.template: kind for kind in (*KINDS.values(), RESTRICTED)}


def find(code: str) -> Kind:
    """The kind with that code; raises ValueError where there is none."""
    if code not in KINDS:
        raise ValueError(f"There is no message kind {code}; kinds are {', '.join(KINDS)}.")
    return KINDS[code]


def form_of(code: str, *, restricted: bool) -> Kind:
    """The kind whose text is sent: restricted messages share one."""
    return RESTRICTED if restricted else find(code)


def chosen_values(code: str, values: Mapping[str, str], *, restricted: bool) -> dict[str, str]:
    """The values that the text names, and no others; raises ValueError naming what is missing."""
    given = {**values, "title": find(code).title} if restricted else dict(values)
    wanted = [name for name in form_of(code, restricted=restricted).parameters if name != LINK]
    if missing := [name for name in wanted if name not in given]:
        raise ValueError(f"Message {code} needs values for: {', '.join(missing)}.")
    return {name: _one_line(given[name]) for name in wanted}


def _one_line(value: str) -> str:
    # WhatsApp refuses line breaks, tabs and empty text in a parameter (132018, 131008).
    return " ".join(str(value).split()) or "belum ada"


@lru_cache
def _read(code: str) -> str:
    return (FOLDER / f"{code}.txt").read_text(encoding="utf-8").strip()
