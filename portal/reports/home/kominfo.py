"""What waits for Kominfo: not case by case but by kind, each with the list behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from portal.complaints import closing, counts, listing
from portal.complaints.counts import Count
from portal.complaints.filters import Filters, Moment
from portal.complaints.kinds import Classification, Status
from portal.complaints.orders import CHOICES
from portal.complaints.selection import selection
from portal.permissions import Actor, Permission
from portal.reports.home.tasks import Task, questions_to_kominfo, spoken

COLUMNS = "SELECT c.id, c.number, c.title, c.due_at, c.received_at FROM complaint c"


@dataclass(frozen=True, slots=True)
class Pile:
    """A kind of work: the list behind it, and its words for one case (by its title) and for many."""

    filters: Filters
    label: str
    one: str
    many: str
    why: str
    act: str = ""
    """Where the work on a single case is done, below its page."""

    def title(self, count: Count, first: str) -> str:
        """One case is called by its name."""
        return self.one.format(first) if count.value == 1 else self.many.format(count.text)


PILES = {
    "returned": Pile(
        Filters(returned=True),
        "Disposisi",
        "Disposisikan ulang “{}”",
        "Disposisikan ulang {} pengaduan",
        "Dikembalikan perangkat daerah: bukan wewenangnya.",
    ),
    "received": Pile(
        Filters(status=Status.RECEIVED),
        "Verifikasi",
        "Verifikasi “{}”",
        "Verifikasi {} pengaduan",
        "Belum terverifikasi.",
    ),
    "verified": Pile(
        Filters(status=Status.VERIFIED),
        "Disposisi",
        "Disposisikan “{}”",
        "Disposisikan {} pengaduan",
        "Terverifikasi, belum berada di perangkat daerah.",
    ),
    "not_copied": Pile(
        Filters(lapor="not_copied"),
        "Buka",
        "Salin jawaban “{}” ke LAPOR!",
        "Salin jawaban {} pengaduan ke LAPOR!",
        "Disetujui perangkat daerah, belum disalin ke LAPOR!.",
    ),
    "not_in_lapor": Pile(
        Filters(lapor="not_in_lapor"),
        "Buka",
        "Catat “{}” di LAPOR!",
        "Catat {} pengaduan di LAPOR!",
        "Masuk lewat kanal lain. Masukkan ke LAPOR!, lalu catat nomornya di sini.",
        act="/lapor-number",
    ),
}


async def piles(user: Actor, moment: Moment) -> list[Task]:
    """Everything on Kominfo's desk, kind by kind."""
    held = await _held(user, moment)
    found = await counts.counts(user, moment.at, {name: pile.filters for name, pile in PILES.items()})
    tasks = [
        await _task(user, PILES[name], count, moment)
        for name, count in _without_repetition(found).items()
        if count.value
    ]
    return [*held, *tasks, *await questions_to_kominfo(user, moment), *await _closing(user, moment)]


def _without_repetition(found: dict[str, Count]) -> dict[str, Count]:
    """What came back stands among the verified too: where there are no others it is told once."""
    only_returned = found["verified"].value == found["returned"].value
    return {name: count for name, count in found.items() if name != "verified" or not only_returned}


async def _task(user: Actor, pile: Pile, count: Count, moment: Moment) -> Task:
    first = await _soonest(user, pile.filters, moment)
    is_one = count.value == 1
    listed = f"/complaints?{urlencode(pile.filters.query())}"
    href = f"/complaints/{first['number']}{pile.act}" if is_one else listed
    why = pile.why if is_one else f"{pile.why} Tenggat terdekat: “{first['title']}”."
    return Task(
        pile.title(count, first["title"]),
        why,
        href,
        pile.label,
        first["due_at"],
        spoken(first["due_at"], moment),
    )


async def _soonest(user: Actor, filters: Filters, moment: Moment) -> dict[str, Any]:
    chosen = await selection(user, filters, moment)
    found, _ = await listing.page_of(chosen, CHOICES["due"], None, COLUMNS, limit=1)
    # Between count and look somebody may have done the work.
    return found[0] if found else {"number": "", "title": "", "due_at": None}


async def _held(user: Actor, moment: Moment) -> list[Task]:
    """What nobody may be told of before its class is settled; it stands before everything else."""
    filters = Filters(classification=Classification.HELD)
    count = (await counts.counts(user, moment.at, {"held": filters}))["held"]
    if not count.value:
        return []
    first = await _soonest(user, filters, moment)
    title = f"Tetapkan klasifikasi {count.text} pengaduan"
    why = "Klasifikasi belum jelas: ditahan, tidak terlihat oleh perangkat daerah."
    settles = user.holds(Permission.LAPOR_IMPORT, None)
    href = "/lapor/classes" if settles else f"/complaints?{urlencode(filters.query())}"
    due_at = first["due_at"]
    return [Task(title, why, href, "Tetapkan", due_at, spoken(due_at, moment), is_first=True)]


async def _closing(user: Actor, moment: Moment) -> list[Task]:
    found = await closing.to_close(user, moment.at)
    if not found:
        return []
    title = f"Tutup “{found[0].title}”" if len(found) == 1 else f"Tutup {len(found)} pengaduan"
    why = f"Sudah {closing.SILENT_DAYS} hari kerja tanpa tanggapan pelapor."
    return [Task(title, why, "/reports/closing", "Lihat")]
