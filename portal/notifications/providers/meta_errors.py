"""Meta's error codes as data: what each means here and what is done about it.

Source: "Cloud API error codes", developers.facebook.com, September 2026. Decided by `code` alone; HTTP status
and title change. A code that is not listed is shown to an administrator.
"""

from __future__ import annotations

from portal.notifications.providers.base import Failure, Remedy

AS_LONG_AS_IT_LASTS = None
CHANNEL_WAIT = 300.0
HOURS = 3600.0
DAY = 24 * HOURS


def _later(words: str, wait: float | None = None) -> Remedy:
    return Remedy(Failure.LATER, words, AS_LONG_AS_IT_LASTS, wait)


def _doubtful(words: str, tries: int = 3) -> Remedy:
    return Remedy(Failure.DOUBTFUL, words, tries)


def _channel(words: str, wait: float = CHANNEL_WAIT) -> Remedy:
    return Remedy(Failure.CHANNEL, words, AS_LONG_AS_IT_LASTS, wait)


def _recipient(words: str, tries: int = 0, wait: float | None = None) -> Remedy:
    return Remedy(Failure.RECIPIENT, words, tries, wait)


def _content(words: str) -> Remedy:
    return Remedy(Failure.CONTENT, words)


BUSY = _later("WhatsApp sedang membatasi jumlah pesan.")
TOKEN = _channel("Token WhatsApp ditolak atau kedaluwarsa.")
PERMISSION = _channel("Izin aplikasi WhatsApp kurang.")
ACCOUNT = _channel("Akun WhatsApp dibatasi atau dikunci oleh Meta.")
NUMBER = _channel("Nomor pengirim belum terdaftar di WhatsApp.")
PAYMENT = _channel("Pembayaran akun WhatsApp bermasalah.")
TROUBLE = _doubtful("WhatsApp sedang bermasalah.")
BODY = _content("Isi permintaan ke WhatsApp tidak benar.")
MEDIA = _content("Lampiran ditolak WhatsApp.")
TEMPLATE = _content("Isian templat tidak cocok dengan templat di WhatsApp.")

REMEDIES: dict[int, Remedy] = {
    # A: not now; nothing was taken.
    4: BUSY,
    80007: BUSY,
    130429: BUSY,
    131056: Remedy(Failure.LATER, "Terlalu banyak pesan ke nomor ini.", AS_LONG_AS_IT_LASTS, paces=True),
    131057: _later("Akun WhatsApp sedang dalam pemeliharaan.", 60.0),
    133004: _later("Server WhatsApp sedang tidak tersedia."),
    133015: _later("Nomor pengirim sedang didaftarkan.", 300.0),
    2494100: _later("Akun WhatsApp sedang didaftarkan."),
    134101: _later("Templat sedang disamakan oleh WhatsApp.", 600.0),
    # B: the service stumbled; a Graph body says that it did not take the message.
    1: _doubtful("WhatsApp sedang bermasalah.", tries=1),
    2: TROUBLE,
    131000: TROUBLE,
    131016: TROUBLE,
    # C: nothing leaves until somebody mends the channel.
    0: TOKEN,
    190: TOKEN,
    3: PERMISSION,
    10: PERMISSION,
    **dict.fromkeys(range(200, 300), PERMISSION),
    131005: PERMISSION,
    368: ACCOUNT,
    130497: ACCOUNT,
    131031: ACCOUNT,
    131042: PAYMENT,
    131044: PAYMENT,
    131045: NUMBER,
    133000: NUMBER,
    133006: NUMBER,
    133010: NUMBER,
    133016: NUMBER,
    33: _channel("Nomor pengirim sudah dihapus dari WhatsApp."),
    131048: _channel("Pengiriman dibatasi WhatsApp karena banyak yang menolak.", 3 * HOURS),
    131064: _channel("Batas jumlah penerima WhatsApp tercapai.", HOURS),
    131037: _channel("Nama pengirim belum disetujui WhatsApp."),
    # D: this person cannot be reached so.
    131026: _recipient("Nomor tidak terdaftar di WhatsApp."),
    131021: _recipient("Nomor penerima sama dengan nomor pengirim."),
    131030: _recipient("Nomor belum masuk daftar uji coba WhatsApp."),
    130403: _recipient("Nomor ini kita blokir di WhatsApp."),
    131050: _recipient("Penerima menolak pesan dari nomor ini."),
    130472: _recipient("Penerima sedang dalam percobaan WhatsApp."),
    137000: _recipient("Penerima mengganti perangkat; nomor perlu dibuktikan lagi."),
    131062: _recipient("Penerima tidak dapat dihubungi dengan nomor ini."),
    131049: _recipient("WhatsApp menahan pesan agar penerima tidak terganggu.", tries=1, wait=DAY),
    # E: the message itself is wrong; trying again changes nothing.
    100: BODY,
    131008: BODY,
    131009: BODY,
    131051: BODY,
    131063: BODY,
    135000: BODY,
    131052: MEDIA,
    131053: MEDIA,
    132000: TEMPLATE,
    132005: TEMPLATE,
    132008: TEMPLATE,
    132012: TEMPLATE,
    132018: TEMPLATE,
    132001: _content("Templat tidak ada atau belum disetujui WhatsApp."),
    132007: _content("Templat melanggar ketentuan WhatsApp."),
    132015: _content("Templat dihentikan sementara oleh WhatsApp."),
    132016: _content("Templat dimatikan oleh WhatsApp."),
    132068: _content("Alur dalam templat diblokir WhatsApp."),
    132069: _content("Alur dalam templat dibatasi WhatsApp."),
    # F: free text outside the 24 hours; everything of ours is a template, so a person should look.
    131047: Remedy(Failure.WINDOW, "Jendela 24 jam WhatsApp sudah tertutup."),
}


def remedy_for(code: int) -> Remedy:
    """What to do about a code, listed or not."""
    return REMEDIES.get(code, Remedy(Failure.UNLISTED, f"WhatsApp menolak dengan kode {code}."))
