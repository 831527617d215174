"""How messages stand: the queue, WhatsApp itself, what came back, what came too late."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal import clock
from portal.keeping.readings import Look, Reading, long_words
from portal.notifications.standing import Standing, standing
from portal.settings import settings
from portal.workdays.words import dated, stamp

QUEUE_IS_LATE = timedelta(hours=1)
TOKEN_ENDS_SOON = timedelta(days=14)

QUEUE = Look("queue", "Antrean pesan")
CHANNEL = Look("channel", "Sambungan WhatsApp")
RECEIPTS = Look("receipts", "Kabar dari WhatsApp")
EXPIRED = Look("expired", "Pesan mendesak")

LIST = "/notifications?view={}"
NEW_TOKEN = "Perbarui ASPAL_META_CLOUD_TOKEN, lalu jalankan ulang ASPAL."  # noqa: S105 - a sentence
UNREACHED = "Periksa jalan server ke graph.facebook.com. Sesudah pulih, yang menunggu terkirim sendiri."


async def readings(at: datetime) -> list[Reading]:
    """All four."""
    found = await standing(at=at)
    return [queue(found), channel(found, at), receipts(found), expired(found)]


def queue(found: Standing) -> Reading:
    """Whether messages leave when they are due."""
    n, waited = found.causes["late"], timedelta(seconds=found.oldest_due)
    if not n:
        return QUEUE.good("Tidak ada pesan yang terlambat")
    text = f"{n} pesan terlambat; yang tertua menunggu {long_words(waited)}."
    mend, href = "Lihat mengapa pesan belum berangkat.", LIST.format("late")
    if waited <= QUEUE_IS_LATE:
        return QUEUE.watch(text, mend, href=href)
    return QUEUE.bad(text, mend, href=href)


def channel(found: Standing, at: datetime) -> Reading:
    """Whether WhatsApp answers and lets the portal in, and for how long."""
    if stuck := found.causes["channel"]:
        text = f"WhatsApp menolak sambungan; {stuck} pesan menunggu."
        return CHANNEL.bad(text, NEW_TOKEN, href=LIST.format("channel"))
    if settings().whatsapp_provider == "log":
        return CHANNEL.off("Penyedia WhatsApp belum dipasang.", "Isi ASPAL_WHATSAPP_PROVIDER.")
    if since := found.silent_for_long(at):
        text = f"WhatsApp tidak menjawab sejak {stamp(since)}; {found.unanswered} pesan menunggu."
        return CHANNEL.bad(text, UNREACHED, href=LIST.format("unanswered"))
    return _token(at)


def _token(at: datetime) -> Reading:
    until = settings().meta_cloud_token_until
    if until is None:
        return CHANNEL.good("Tidak ada penolakan")
    left = until - at.astimezone(clock.WIB).date()
    text = f"Token {'berlaku sampai' if left.days >= 0 else 'habis pada'} {dated(until)}"
    return CHANNEL.good(text) if left > TOKEN_ENDS_SOON else CHANNEL.bad(f"{text}.", NEW_TOKEN)


def receipts(found: Standing) -> Reading:
    """Whether anything comes back about what was handed over."""
    if n := found.causes["no-receipt"]:
        text = f"{n} pesan diserahkan lebih dari sehari lalu dan tanpa kabar apa pun."
        mend = "Periksa alamat webhook di Meta dan ASPAL_META_CLOUD_APP_SECRET."
        return RECEIPTS.watch(text, mend, is_told=True, href=LIST.format("no-receipt"))
    if settings().whatsapp_provider == "log":
        return RECEIPTS.off("Penyedia WhatsApp belum dipasang.", "Isi ASPAL_WHATSAPP_PROVIDER.")
    return RECEIPTS.good("Tidak ada pesan yang lama tanpa kabar")


def expired(found: Standing) -> Reading:
    """Whether anything that could not wait came too late."""
    if n := found.causes["expired-critical"]:
        mend = "Kirim ulang yang masih perlu, atau kabari penerimanya dengan cara lain."
        href = LIST.format("expired-critical")
        return EXPIRED.bad(f"{n} pesan mendesak kedaluwarsa sebelum terkirim.", mend, href=href)
    return EXPIRED.good("Tidak ada yang kedaluwarsa")
