"""What a list is narrowed by, in the words of its page."""

from __future__ import annotations

from collections.abc import Mapping

from portal.complaints import page_queries, words
from portal.complaints.filters import Filters
from portal.complaints.kinds import Classification
from portal.complaints.page_queries import Option, Options

LABELS = {
    "q": "kata",
    "status": "status",
    "bucket": "kelompok",
    "agency": "perangkat daerah",
    "channel": "kanal",
    "classification": "klasifikasi",
    "category": "kategori",
    "district": "kecamatan",
    "year": "tahun masuk",
    "due": "tenggat",
    "lapor": "LAPOR!",
    "mine": "perlu saya",
    "returned": "dikembalikan",
}
FIXED: Mapping[str, tuple[Option, ...]] = {
    "status": tuple((code, said.word) for code, said in words.STATUS.items()),
    "bucket": tuple((code, said.word) for code, said in words.BUCKET.items()),
    "channel": tuple(words.CHANNEL.items()),
    "classification": tuple(
        (code, word) for code, word in words.CLASSIFICATION.items() if code != Classification.NONE
    ),
    "due": (("soon", "Mendekati tenggat"), ("overdue", "Lewat tenggat")),
    "lapor": (
        ("not_in_lapor", "belum tercatat"),
        ("not_copied", "jawaban belum disalin"),
        ("differs", "berbeda dengan LAPOR!"),
    ),
    "mine": (("1", "ya"),),
    "returned": (("1", "ya"),),
}

Choices = Mapping[str, tuple[Option, ...]]


def choices_of(options: Options) -> dict[str, tuple[Option, ...]]:
    """All that a filter can be set to, by its name."""
    return {
        **FIXED,
        "agency": options.agencies,
        "category": options.every_category,
        "district": options.every_district,
        "year": options.years,
    }


def word_for(name: str, value: str, choices: Choices) -> str:
    """The value of one filter as its field shows it."""
    return f"“{value}”" if name == "q" else dict(choices.get(name, ())).get(value, value)


async def in_words(filters: Filters) -> str:
    """`status Selesai, kata “jalan”`; empty where nothing is narrowed."""
    choices = choices_of(await page_queries.options())
    found = filters.query().items()
    return ", ".join(f"{LABELS[name]} {word_for(name, value, choices)}" for name, value in found)
