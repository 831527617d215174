"""What grows stale: nobody signs in or looks at LAPOR!, newcomers unbriefed, terms ending, Plt. for long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from portal.clock import WIB
from portal.decrees.gaps.facts import Facts, Place
from portal.decrees.gaps.kinds import Act, Check, Gap, Mend, Severity
from portal.decrees.gaps.seats import gap
from portal.workdays.words import dated

QUIET = timedelta(days=30)
SOON = timedelta(days=30)
ACTING_MONTHS = 6


def stale(facts: Facts, place: Place) -> Iterator[Gap]:
    """Everything at one agency that needs tidying, and what will soon need a person."""
    yield from _unseen(facts, place)
    yield from _unchecked(facts, place)
    yield from _unbriefed(facts, place)
    yield from _ending(facts, place)
    yield from _acting(facts, place)


def _unseen(facts: Facts, place: Place) -> Iterator[Gap]:
    seats = facts.seats.get(place.id, [])
    latest = [seat.last_seen_at or seat.starts_at for seat in seats]
    if not latest or max(latest) > facts.at - QUIET:
        return
    days = (facts.at - max(latest)).days
    seen = [seat.last_seen_at for seat in seats if seat.last_seen_at]
    since = f"Terakhir masuk {dated(max(seen))}." if seen else "Belum pernah masuk."
    why = f"Tidak seorang pun masuk selama {days} hari."
    yield gap(place, Severity.TIDY, Check.SEEN, why, Act("Ingatkan", mend=Mend.REMIND), since)


def _unchecked(facts: Facts, place: Place) -> Iterator[Gap]:
    rows = [row for row in facts.rows.get(place.id, []) if row.lapor_account]
    checked = [row.lapor_checked_on for row in rows if row.lapor_checked_on]
    if not rows or (checked and max(checked) >= facts.today.replace(day=1)):
        return
    since = f"Terakhir {dated(max(checked))}." if checked else "Belum pernah dicatat."
    why = "Akun LAPOR! belum diperiksa bulan ini."
    yield gap(place, Severity.TIDY, Check.LAPOR, why, Act("Sudah diperiksa", mend=Mend.LAPOR), since)


def _unbriefed(facts: Facts, place: Place) -> Iterator[Gap]:
    new = [seat for seat in facts.seats.get(place.id, []) if not seat.is_briefed]
    names = sorted({seat.name for seat in new})
    if not names:
        return
    why = f"{', '.join(names)} belum mengikuti bimtek."
    since = f"Bertugas sejak {dated(min(seat.starts_at for seat in new))}."
    yield gap(place, Severity.TIDY, Check.BRIEFED, why, Act("Kirim pelajaran", mend=Mend.TEACH), since)


def _ending(facts: Facts, place: Place) -> Iterator[Gap]:
    seats = facts.seats.get(place.id, [])
    staying = {seat.role for seat in seats if seat.ends_at is None or seat.ends_at > facts.at + SOON}
    # A decree that is followed by another ends everybody's term, and the next one begins in the same moment.
    followed = facts.decree is not None and facts.decree.has_successor
    for seat in seats:
        if seat.ends_at and seat.ends_at <= facts.at + SOON and seat.role not in staying and not followed:
            why = f"Masa tugas {seat.name} berakhir {dated(seat.ends_at)}, belum ada penggantinya."
            yield gap(place, Severity.RISK, Check.TERMS, why, Act("Tunjuk pengganti", _add(place)))


def _acting(facts: Facts, place: Place) -> Iterator[Gap]:
    for row in facts.rows.get(place.id, []):
        since = facts.acting_since.get(row.id)
        if since and _months_before(facts.today, ACTING_MONTHS) >= since.astimezone(WIB).date():
            why = f"{row.name} menjabat Plt. {row.post} lebih dari {ACTING_MONTHS} bulan."
            act = Act("Perbarui", f"/team?q={row.name.split(',')[0]}")
            yield gap(place, Severity.RISK, Check.ACTING, why, act, f"Sejak {dated(since)}.")


def _add(place: Place) -> str:
    return f"/team/additions/new?agency={place.code}"


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    # The 31st of a month that has none counts as its 28th.
    return date(year, month + 1, min(day.day, 28))
