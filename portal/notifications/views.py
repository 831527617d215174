"""The lists of messages: what each holds, and by which causes a message needs a person.

Every figure about messages, wherever it stands, counts one of these lists, and links to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from portal.notifications.lateness import Moments


@dataclass(frozen=True, slots=True)
class View:
    """A list. `where` speaks of `delivery d`, its places filled by the moments that `needs` names.

    `words` follow a number: "3 terlambat dikirim".
    """

    name: str
    where: str
    needs: tuple[str, ...] = ()
    words: str = ""

    def args(self, moments: Moments) -> list[datetime]:
        """What stands in the places of `where`."""
        return [getattr(moments, name) for name in self.needs]


LATE = View(
    "Terlambat",
    "(d.state IN ('waiting', 'claimed', 'retry', 'unknown') "
    "AND (d.first_due_at <= {} AND NOT d.may_wait OR d.first_due_at <= {} AND d.may_wait))",
    ("late", "patient"),
    "terlambat dikirim",
)
CHANNEL = View(
    "Sambungan ditolak",
    "(d.state = 'retry' AND d.failure = 'channel')",
    words="ditahan karena WhatsApp menolak sambungan",
)
EXPIRED_CRITICAL = View(
    "Mendesak, kedaluwarsa",
    "(d.state = 'expired' AND d.priority = 0)",
    words="mendesak yang kedaluwarsa",
)
NO_RECEIPT = View(
    "Tanpa kabar",
    "(d.state = 'accepted' AND d.provider <> 'log' AND d.state_at <= {})",
    ("silent",),
    "lebih dari sehari tanpa kabar",
)
# Within the time in which receipts mostly come, a doubt is nobody's work yet.
DOUBTFUL = View(
    "Belum pasti", "(d.state = 'unknown' AND d.state_at <= {})", ("doubt",), "belum pasti terkirim"
)
DEAD = View("Perlu ditangani", "(d.state = 'dead')", words="perlu ditangani")
FAILED = View("Gagal", "(d.state = 'failed')", words="gagal")
EXPIRED = View("Kedaluwarsa", "(d.state = 'expired' AND d.priority <> 0)", words="kedaluwarsa")
HELD = View("Ditahan", "(d.state = 'held')", words="ditahan")
BY_HAND = View(
    "Dikirim sendiri", "(d.state = 'accepted' AND d.provider = 'log')", words="menunggu dikirim sendiri"
)

CAUSES = {
    "late": LATE,
    "channel": CHANNEL,
    "expired-critical": EXPIRED_CRITICAL,
    "no-receipt": NO_RECEIPT,
    "doubtful": DOUBTFUL,
    "dead": DEAD,
    "failed": FAILED,
    "held": HELD,
    "expired": EXPIRED,
    "by-hand": BY_HAND,
}
"""Why a person should look, most pressing first; one message may be counted by two."""


def _any_of(name: str, views: Iterable[View]) -> View:
    found = list(views)
    needs = tuple(need for view in found for need in view.needs)
    return View(name, f"({' OR '.join(view.where for view in found)})", needs)


NEW_DOUBT = View("", "(d.state = 'unknown')")
MAIN = {
    "attention": _any_of("Perlu perhatian", (*CAUSES.values(), NEW_DOUBT)),
    "waiting": View("Menunggu dikirim", "d.state IN ('waiting', 'claimed', 'retry')"),
    "under-way": View("Belum dibaca", "d.state IN ('accepted', 'sent', 'delivered')"),
    "all": View("Semua", "d.id > 0"),
}
UNANSWERED = View("Menunggu jawaban WhatsApp", "(d.state IN ('retry', 'unknown'))")
VIEWS = {**MAIN, **CAUSES, "unanswered": UNANSWERED}
