"""The faults that the page offers, by the words on the screen."""

from portal.simulator.faults import Fault, FaultPlan, Match, Rule

OFFERED: dict[str, tuple[str, Rule]] = {
    "slow": ("Penyedia menjawab 30 detik kemudian", Rule(Fault.TIMEOUT, seconds=30)),
    "reset": ("Sambungan putus sesudah pesan diterima", Rule(Fault.RESET)),
    "reset-before": ("Sambungan putus sebelum pesan diterima", Rule(Fault.RESET_BEFORE)),
    "proxy": ("Penyedia mati: halaman 502", Rule(Fault.PROXY_502, accepted=False)),
    "edge": ("Penyedia menolak semua untuk sementara: 503", Rule(Fault.EDGE)),
    "maintenance": ("Akun sedang dipelihara penyedia", Rule(Fault.REJECT, code=131057)),
    "locked": ("Akun dikunci penyedia", Rule(Fault.REJECT, code=131031)),
    "late": ("Tanda terima terlambat 60 detik", Rule(Fault.DELAYED, seconds=60)),
    "twice": ("Tanda terima datang dua kali", Rule(Fault.DUPLICATED)),
    "unordered": ("Tanda terima datang terbalik", Rule(Fault.UNORDERED)),
    "lost": ("Tanda terima hilang", Rule(Fault.LOST)),
    "not-on-whatsapp": ("Nomor tidak terdaftar di WhatsApp", Rule(Fault.NOT_ON_WHATSAPP)),
    "blocked": ("Penerima memblokir nomor pengirim", Rule(Fault.BLOCKED)),
}
TIMES = {"1": "1 pesan berikutnya", "5": "5 pesan berikutnya", "": "semua pesan"}


def build(name: str, *, to: str, times: str) -> Rule | None:
    """The rule for this choice, or None for a choice that is not offered."""
    if name not in OFFERED or times not in TIMES:
        return None
    rule = OFFERED[name][1]
    return Rule(
        fault=rule.fault,
        seconds=rule.seconds,
        code=rule.code,
        accepted=rule.accepted,
        match=Match(to=to or None),
        limit=int(times) if times else None,
    )


def spoken_rules(plan: FaultPlan) -> list[tuple[str, str, str]]:
    """Per rule: what goes wrong, for whom, how often it has struck."""
    return [
        (_words(rule), f"+{rule.match.to}" if rule.match.to else "semua nomor", _struck(rule, struck))
        for rule, struck in zip(plan.rules, plan.struck, strict=True)
    ]


def _words(rule: Rule) -> str:
    known = (words for words, each in OFFERED.values() if _is_same(each, rule))
    return next(known, rule.fault.value)


def _is_same(offered: Rule, rule: Rule) -> bool:
    return (offered.fault, offered.code, offered.seconds) == (rule.fault, rule.code, rule.seconds)


def _struck(rule: Rule, struck: int) -> str:
    return f"{struck} dari {rule.limit} kali" if rule.limit else f"{struck} kali"
