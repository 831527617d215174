"""How deliveries are spoken of: icon, colour and word of each state, call and receipt."""

from __future__ import annotations

from typing import NamedTuple

from portal.notifications.tables import DeliveryState, Outcome


class Said(NamedTuple):
    """Icon of the sprite, tone of `.st`, word on the screen."""

    icon: str
    tone: str
    word: str


STATES: dict[str, Said] = {
    DeliveryState.WAITING: Said("circle-dashed", "wait", "Antre"),
    DeliveryState.CLAIMED: Said("progress", "run", "Sedang dikirim"),
    DeliveryState.ACCEPTED: Said("send", "run", "Diserahkan ke WhatsApp"),
    DeliveryState.SENT: Said("check", "run", "Terkirim"),
    DeliveryState.DELIVERED: Said("checks", "run", "Sampai"),
    DeliveryState.READ: Said("checks", "acc", "Dibaca"),
    DeliveryState.UNKNOWN: Said("help-circle", "todo", "Belum pasti"),
    DeliveryState.RETRY: Said("refresh", "todo", "Dicoba lagi"),
    DeliveryState.FAILED: Said("circle-x", "late", "Gagal"),
    DeliveryState.EXPIRED: Said("hourglass", "late", "Kedaluwarsa"),
    DeliveryState.DEAD: Said("alert-circle", "late", "Perlu ditangani"),
    DeliveryState.SUPERSEDED: Said("arrows-exchange", "wait", "Dialihkan ke saluran lain"),
    DeliveryState.CANCELLED: Said("ban", "wait", "Dibatalkan"),
    DeliveryState.HELD: Said("player-pause", "todo", "Ditahan"),
    DeliveryState.MANUAL: Said("user-check", "done", "Dikirim manual"),
}
NOT_SENT = Said("message-off", "todo", "Dicatat, belum dikirim")
"""What `accepted` means where no provider is set up."""

OUTCOMES: dict[str, Said] = {
    Outcome.OPEN: Said("progress", "run", "sedang berjalan"),
    Outcome.ACCEPTED: Said("send", "run", "diterima penyedia"),
    Outcome.REJECTED: Said("circle-x", "late", "ditolak penyedia"),
    Outcome.UNKNOWN: Said("help-circle", "todo", "tanpa jawaban"),
}
OUTCOME_NOTES = {
    Outcome.OPEN: "Panggilan yang sudah dimulai tidak dapat ditarik kembali.",
    Outcome.ACCEPTED: "Belum berarti sampai.",
}
RECEIPTS: dict[str, Said] = {
    "sent": Said("check", "run", "Terkirim"),
    "delivered": Said("checks", "run", "Sampai di telepon"),
    "read": Said("checks", "acc", "Dibaca"),
    "played": Said("checks", "acc", "Dibaca"),
    "failed": Said("circle-x", "late", "Gagal"),
}
PROVIDERS = {
    "meta_cloud": "Penyedia: Meta Cloud API.",
    "log": "Penyedia WhatsApp belum dipasang. Pesan hanya dicatat; kirimlah dari WhatsApp Anda sendiri.",
}


def said_of(state: str, provider: str) -> Said:
    """How a delivery stands; without a provider nothing has been handed over."""
    return NOT_SENT if state == DeliveryState.ACCEPTED and provider == "log" else STATES[state]


def masked(address: str) -> str:
    """The last four digits, enough to recognise a number."""
    return f"••••{address[-4:]}" if address else "tanpa nomor"
