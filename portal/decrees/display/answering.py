"""One agency's answer: found for whoever answers, shown to whoever decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.agencies import queries as agencies
from portal.agencies.queries import AgencyRow
from portal.decrees import policies
from portal.decrees.display.board import due_mark
from portal.decrees.display.marks import ANSWERS, Mark
from portal.decrees.kinds import OPEN_ANSWERS, ConfirmationState, DecreeState
from portal.decrees.tables import Confirmation, Decree
from portal.permissions import Actor
from portal.workdays.calendar import Calendar
from portal.workdays.words import long_date, stamp


@dataclass(frozen=True, slots=True)
class Answering:
    """A confirmation with its decree and agency."""

    confirmation: Confirmation
    decree: Decree
    agency: AgencyRow

    @property
    def url(self) -> str:
        """The agency's own page."""
        return f"/decrees/confirmations/{self.confirmation.public_id}"

    @property
    def waits(self) -> bool:
        """Whether the round runs and the agency still has to answer."""
        running = self.decree.state == DecreeState.CONFIRMATION
        return running and self.confirmation.state in OPEN_ANSWERS

    def is_open_to(self, user: Actor) -> bool:
        """Whether this person may answer now; what waits for the head is the head's."""
        with_head = self.confirmation.state == ConfirmationState.WITH_HEAD
        return self.waits and (not with_head or policies.is_head(user, self.agency.id))


async def find(public_id: str) -> Answering | None:
    """The confirmation of an address; the caller asks whether the person may know of it."""
    found = await Confirmation.objects().where(Confirmation.public_id == public_id).first()
    if found is None:
        return None
    decree = await Decree.objects().where(Decree.id == found.decree).first()
    agency = await agencies.by_id(found.agency)
    return Answering(found, decree, agency) if decree and agency else None


@dataclass(frozen=True, slots=True)
class Ask:
    """The question as the agency reads it."""

    heading: str
    due: Mark
    deadline: str
    returned: str
    is_open: bool
    effect: str
    state: Mark


def ask_of(answering: Answering, user: Actor, calendar: Calendar, at: datetime) -> Ask:
    """What is asked, until when, and what the answer does."""
    row, decree = answering.confirmation, answering.decree
    is_open = answering.is_open_to(user)
    return Ask(
        heading=f"Apakah tim {answering.agency.short_name} untuk {decree.year} sudah benar?",
        due=due_mark(row.deadline, at, calendar),
        deadline=long_date(row.deadline),
        returned=row.returned_reason if row.state == ConfirmationState.RETURNED else "",
        is_open=is_open,
        effect=_effect(decree) if is_open else _closed(answering),
        state=OWN.get(row.state, ANSWERS[row.state]),
    )


OWN: dict[str, Mark] = {
    ConfirmationState.ANSWERED: Mark("jawaban terkirim, diperiksa Kominfo", "hourglass", "run"),
    ConfirmationState.ACCEPTED: Mark("diterima Kominfo", "circle-check", "done"),
}
"""How the agency reads the state of its own answer."""


def answered_by(row: Confirmation) -> str:
    """Who answered when, in one line."""
    return f"oleh {row.answered_name}, {stamp(row.answered_at)}" if row.answered_name else ""


def _effect(decree: Decree) -> str:
    begins = decree.effective_from
    since = f"mulai {long_date(begins)}" if begins is not None else "sejak SK berlaku"
    return f"Nama di bawah ini akan menerima pengaduan, pemberitahuan WhatsApp, dan hak masuk {since}."


def _closed(answering: Answering) -> str:
    row = answering.confirmation
    if answering.waits:
        return "Karena baris Anda sendiri berubah, kepala perangkat daerah perlu menyetujui jawaban ini."
    if row.state == ConfirmationState.ANSWERED:
        return "Terima kasih. Kominfo memeriksa perubahan sebelum dimasukkan ke SK."
    return "Susunan ini sudah masuk ke rancangan SK."
