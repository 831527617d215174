"""Who is missing at an agency: liaison, operator, a second person, somebody who does the work."""

from __future__ import annotations

from collections.abc import Iterator

from portal.decrees.gaps.facts import Facts, Place
from portal.decrees.gaps.kinds import Act, Check, Gap, Severity

STRUCTURAL = (
    "kepala", "sekretaris", "camat", "lurah", "direktur", "inspektur", "asisten", "kabag", "kabid", "kasi",
    "kasubag", "kasubbag", "kasubbid", "sekcam",
)  # fmt: skip
"""How the posts of structural officers begin; a Plt. or Plh. before it is left out."""


def missing(facts: Facts, place: Place) -> Iterator[Gap]:
    """At most one gap about the seats and one about who sits in them."""
    seats = facts.seats.get(place.id, [])
    liaison, operator = any(seat.approves for seat in seats), any(seat.writes for seat in seats)
    if not (liaison and operator):
        reached = any(seat.is_reached for seat in seats)
        severity = Severity.RISK if reached else Severity.UNREACHABLE
        yield gap(place, severity, Check.SEATS, _lacking(liaison=liaison, operator=operator), appoint(place))
    if len({seat.account_id for seat in seats}) == 1:
        why = f"Hanya satu orang, {seats[0].name}, tanpa pengganti bila berhalangan."
        yield gap(place, Severity.RISK, Check.SECOND, why, appoint(place))
    posts = [row.post for row in facts.rows.get(place.id, []) if row.role and row.post]
    if posts and all(is_structural(post) for post in posts):
        why = "Tim hanya berisi pejabat struktural; belum ada orang yang sehari-hari mengerjakan pengaduan."
        yield gap(place, Severity.RISK, Check.OPERATOR, why, appoint(place))


def is_structural(post: str) -> bool:
    """Whether a post is that of a structural officer, such as Sekretaris or Plt. Kepala Bidang."""
    plain = post.casefold().removeprefix("plt.").removeprefix("plh.").strip()
    return plain.startswith(STRUCTURAL)


def appoint(place: Place) -> Act:
    """Name somebody in the middle of the year."""
    return Act("Tunjuk orang", f"/team/additions/new?agency={place.code}")


def gap(place: Place, severity: Severity, check: Check, why: str, act: Act, since: str = "") -> Gap:
    """A gap at an agency."""
    return Gap(severity, check, place.short_name, why, act, since, place.id, place.code)


def _lacking(*, liaison: bool, operator: bool) -> str:
    if liaison:
        return "Tidak ada admin operator."
    return "Tidak ada pejabat penghubung." if operator else "Tidak ada pejabat penghubung dan admin operator."
