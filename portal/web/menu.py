"""The menu: what it offers to whom, and which entry the page belongs to."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from jinja2 import Environment
from markupsafe import Markup

from portal.permissions import Actor, Permission


class Entry(NamedTuple):
    """A line of the menu, shown to whoever holds one of `needs` somewhere; empty is for everybody."""

    href: str
    name: str
    icon: str
    needs: tuple[Permission, ...] = ()
    unless: tuple[Permission, ...] = ()


DAILY = (
    Entry("/", "Beranda", "home"),
    Entry("/complaints", "Pengaduan", "inbox", (Permission.COMPLAINT_READ,)),
    Entry("/lapor/ledger", "Selisih dengan LAPOR!", "arrows-exchange", (Permission.LAPOR_COPY,)),
    Entry("/lapor/imports", "Impor SP4N-LAPOR!", "file-import", (Permission.LAPOR_IMPORT,)),
    Entry("/notifications", "Notifikasi WhatsApp", "brand-whatsapp", (Permission.NOTIFICATION_READ,)),
    Entry("/decrees", "SK Tim", "file-certificate", (Permission.DECREE_READ,)),
    Entry(
        "/decrees/confirmations",
        "Konfirmasi Tim",
        "checkbox",
        (Permission.DECREE_CONFIRM,),
        unless=(Permission.DECREE_READ,),
    ),
    Entry("/team", "Tim Pengelola", "sitemap", (Permission.DECREE_READ,)),
    Entry("/team/gaps", "Kelengkapan Tim", "radar-2", (Permission.DECREE_CONFIRM, Permission.REPORT_READ)),
    Entry("/briefings", "Bimtek", "school", (Permission.DECREE_READ,)),
    Entry("/reports/rapor", "Rapor", "report-analytics", (Permission.REPORT_READ,)),
)
ADMINISTRATION = (
    Entry("/agencies", "Perangkat Daerah", "building-community", (Permission.AGENCY_READ,)),
    Entry("/accounts", "Pengguna", "users", (Permission.ACCOUNT_READ,)),
    Entry("/access-reviews", "Peninjauan Hak Akses", "user-check", (Permission.ACCOUNT_MANAGE,)),
    Entry("/roles", "Peran dan Hak Akses", "key", (Permission.ROLE_READ,)),
    Entry("/workdays", "Hari Kerja dan Libur", "calendar", (Permission.AGENCY_READ,)),
    Entry("/settings", "Pengaturan", "settings", (Permission.SETTINGS_MANAGE,)),
    Entry("/jobs", "Pekerjaan Latar", "list-check", (Permission.JOB_READ,)),
    Entry("/system", "Keadaan Sistem", "activity", (Permission.SETTINGS_MANAGE,)),
    Entry("/audit", "Log Aktivitas", "history", (Permission.AUDIT_READ,)),
)
PERMISSIONS = tuple(dict.fromkeys(need for entry in (*DAILY, *ADMINISTRATION) for need in entry.needs))


class Menu:
    """The entries as HTML, made once for each set of rights and place in it."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._written = lru_cache(maxsize=512)(self._write)

    def __call__(self, user: Actor, path: str) -> Markup:
        """The two lists of entries that the reader may open."""
        held = frozenset(each for each in PERMISSIONS if user.holds_somewhere(each))
        return self._written(held, current(path, held))

    def _write(self, held: frozenset[Permission], here: str) -> Markup:
        template = self._environment.get_template("layouts/_entries.html")
        daily, administration = offered(DAILY, held), offered(ADMINISTRATION, held)
        return Markup(template.render(daily=daily, administration=administration, here=here))  # noqa: S704


@lru_cache(maxsize=512)
def offered(entries: tuple[Entry, ...], held: frozenset[Permission]) -> tuple[Entry, ...]:
    """What somebody with these permissions finds in the menu."""
    return tuple(each for each in entries if _is_open(each, held) and held.isdisjoint(each.unless))


def current(path: str, held: frozenset[Permission]) -> str:
    """The entry that the page belongs to: the longest address that its own begins with, or none."""
    entries = offered((*DAILY, *ADMINISTRATION), held)
    return max((each.href for each in entries if _leads(each.href, path)), key=len, default="")


def _is_open(entry: Entry, held: frozenset[Permission]) -> bool:
    return not entry.needs or not held.isdisjoint(entry.needs)


def _leads(href: str, path: str) -> bool:
    return path == href or (href != "/" and path.startswith(f"{href}/"))
