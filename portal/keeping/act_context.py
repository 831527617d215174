"""What one act of the audit wrote into timelines and outbox; no free text, nobody's data."""

from __future__ import annotations

from portal.audit.context import MOST, Piece, finders
from portal.audit.queries import AuditRow
from portal.audit.words import action_words
from portal.complaints.tables import Entry
from portal.notifications.of_moment import told_at

COMPLAINT = "complaint:"


async def timeline(row: AuditRow) -> list[Piece]:
    """The lines of the complaint's timeline."""
    if not row.subject.startswith(COMPLAINT):
        return []
    entries = await (
        Entry.select(Entry.kind, Entry.role)
        .where(
            Entry.complaint.number == row.thing,
            Entry.recorded_at == row.recorded_at,
            Entry.actor_key == row.actor_key,
        )
        .order_by(Entry.id)
        .limit(MOST)
    )
    link = f"/complaints/{row.thing}"
    return [
        Piece(action_words(f"complaint.{entry['kind']}").capitalize(), entry["role"], link)
        for entry in entries
    ]


async def messages(row: AuditRow) -> list[Piece]:
    """The messages, with how far each has come."""
    told = await told_at(row.recorded_at)
    if row.subject.startswith(COMPLAINT):
        told = [one for one in told if one.subject == row.subject]
    return [
        Piece(f"{one.title} kepada {one.recipient_name}", one.word, f"/notifications/{one.public_id}")
        for one in told
    ]


def lend_to_audit() -> None:
    """Once, however often it is asked."""
    finders["Riwayat pengaduan"] = timeline
    finders["Pesan WhatsApp"] = messages
