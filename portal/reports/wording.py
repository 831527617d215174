"""Numbers as the office writes them."""

from __future__ import annotations

NOTHING = "–"
SMALL = (
    "Tidak ada", "Satu", "Dua", "Tiga", "Empat", "Lima", "Enam", "Tujuh", "Delapan", "Sembilan", "Sepuluh",
)  # fmt: skip


def decimal(value: float | None) -> str:
    """`68,3`; a dash where nothing counts."""
    return NOTHING if value is None else f"{value:.1f}".replace(".", ",")


def whole(value: int) -> str:
    """`1.234`."""
    return f"{value:,}".replace(",", ".")


def spoken(value: int) -> str:
    """Small numbers as words, to begin a heading with: `Lima`."""
    return SMALL[value] if value < len(SMALL) else whole(value)
