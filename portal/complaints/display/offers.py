"""Which acts a page offers: the one for the box, and the others behind a fold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.complaints.acts import Act
from portal.complaints.states import permission_of
from portal.complaints.tables import Complaint
from portal.permissions import Actor

AT_THE_DESK = frozenset({Act.ACCEPT, Act.RETURN, Act.DRAFT, Act.REVISE, Act.SUBMIT})
"""Acts of the agency's own people; Kominfo may do them too, but they do not wait for Kominfo."""

FIRST = (
    Act.REPLY,
    Act.VERIFY,
    Act.DISPOSE,
    Act.APPROVE,
    Act.REVISE,
    Act.DRAFT,
    Act.APPROVE_IN_PLACE,
    Act.RESOLVE,
)
"""Of the acts that are open the first of these stands in the box."""


@dataclass(frozen=True, slots=True)
class Way:
    """How an act is called, and where its page is below the complaint's."""

    name: str
    path: str
    icon: str


WAYS: Mapping[Act, Way] = {
    Act.VERIFY: Way("Verifikasi", "verification", "check"),
    Act.DISPOSE: Way("Disposisikan", "disposition", "send"),
    Act.REDISPOSE: Way("Disposisi ulang", "disposition", "send"),
    Act.WITHDRAW: Way("Batalkan disposisi", "disposition/withdrawal", "x"),
    Act.ACCEPT: Way("Terima", "acceptance", "user-check"),
    Act.DRAFT: Way("Susun tindak lanjut", "follow-ups", "pencil"),
    Act.REVISE: Way("Lanjutkan konsep", "follow-ups/{draft}", "pencil"),
    Act.SUBMIT: Way("Ajukan", "follow-ups/{draft}/submission", "hourglass"),
    Act.APPROVE: Way("Setujui", "follow-ups/{draft}/approval", "checks"),
    Act.APPROVE_IN_PLACE: Way("Setujui sebagai pengganti", "follow-ups/{draft}/approval/stand-in", "checks"),
    Act.RETURN_DRAFT: Way("Kembalikan untuk diperbaiki", "follow-ups/{draft}/correction", "arrow-back-up"),
    Act.REPLY: Way("Jawab pertanyaan", "questions/{question}/answer", "message-reply"),
    Act.RETURN: Way("Kembalikan (bukan wewenang)", "return", "arrow-back-up"),
    Act.RESOLVE: Way("Nyatakan selesai", "resolution", "circle-check"),
    Act.REOPEN: Way("Buka kembali", "reopening", "refresh"),
    Act.ASK: Way("Tanya", "questions", "message-question"),
    Act.NOTE: Way("Catatan internal", "notes", "note"),
    Act.CORRECT: Way("Perbaiki data", "data-correction", "pencil"),
    Act.NUMBER: Way("Catat nomor LAPOR!", "lapor-number", "copy"),
    Act.UNNUMBER: Way("Batalkan nomor LAPOR!", "lapor-number/withdrawal", "x"),
    Act.ARCHIVE: Way("Arsipkan", "archive", "archive"),
}
"""In the order in which the other acts are listed."""


@dataclass(frozen=True, slots=True)
class Link:
    """Another act, as a link to its page."""

    name: str
    href: str
    icon: str


@dataclass(frozen=True, slots=True)
class Target:
    """What an act of the page is about: the open follow-up and the question that waits for the reader."""

    draft: int | None = None
    question: int | None = None


def main_act(actor: Actor, complaint: Complaint, acts: Iterable[Act], target: Target) -> Act | None:
    """The act that waits for this very reader."""
    open_acts = set(acts)
    if target.question is None:
        open_acts.discard(Act.REPLY)
    if complaint.agency is not None:
        elsewhere = {act for act in AT_THE_DESK if not actor.holds_at(permission_of(act), complaint.agency)}
        open_acts -= elsewhere
    return next((act for act in FIRST if act in open_acts), None)


def other_acts(number: str, acts: Iterable[Act], main: Act | None, target: Target) -> list[Link]:
    """The rest, each with its page; saving and submitting are buttons of one form."""
    shown = set(acts) - {main, Act.SUBMIT}
    if target.question is None:
        shown.discard(Act.REPLY)
    return [Link(way.name, href(number, act, target), way.icon) for act, way in WAYS.items() if act in shown]


def href(number: str, act: Act, target: Target = Target()) -> str:
    """The address of an act's page."""
    path = WAYS[act].path.format(draft=target.draft, question=target.question)
    return f"/complaints/{number}/{path}"
