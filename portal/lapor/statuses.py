"""LAPOR!'s statuses and the bucket of the rapor that each counts in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from portal.lapor.columns import fold


class Bucket(StrEnum):
    UNVERIFIED = "unverified"
    NOT_FOLLOWED_UP = "not_followed_up"
    IN_PROGRESS = "in_progress"
    RESOLVED = "resolved"
    ARCHIVED = "archived"
    POSTPONED = "postponed"


@dataclass(frozen=True, slots=True)
class StatusRule:
    """`is_prefix`: every status that begins with the text counts, whatever follows it."""

    text: str
    bucket: Bucket
    is_prefix: bool = False


# What Kominfo starts from; the office edits its own copy.
DEFAULT_RULES = (
    StatusRule("", Bucket.UNVERIFIED),
    StatusRule("Belum Terverifikasi", Bucket.UNVERIFIED),
    StatusRule("Menunggu", Bucket.UNVERIFIED),
    StatusRule("Terverifikasi", Bucket.NOT_FOLLOWED_UP),
    StatusRule("Terdisposisi", Bucket.NOT_FOLLOWED_UP),
    StatusRule("Ditindaklanjuti oleh Instansi", Bucket.IN_PROGRESS),
    StatusRule("Ditanggapi oleh Pelapor", Bucket.IN_PROGRESS),
    StatusRule("Ditutup oleh Admin", Bucket.RESOLVED),
    StatusRule("Ditutup oleh Sistem", Bucket.RESOLVED),
    StatusRule("Diarsipkan", Bucket.ARCHIVED, is_prefix=True),
    StatusRule("Ditunda", Bucket.POSTPONED, is_prefix=True),
)


def bucket_of(raw: str, rules: Iterable[StatusRule] = DEFAULT_RULES) -> Bucket | None:
    """The bucket of a status as LAPOR! writes it, exact rules first; None where no rule knows it."""
    status = fold(raw)
    by_prefix = None
    for rule in rules:
        text = fold(rule.text)
        if status == text:
            return rule.bucket
        if rule.is_prefix and text and status.startswith(text):
            by_prefix = by_prefix or rule.bucket
    return by_prefix
