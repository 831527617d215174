"""What a measurement says: a figure, its target, and how it came about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One figure; by default it must be at least its target."""

    name: str
    value: float
    target: float
    note: str
    ok: bool | None = None
    at_most: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the figure reaches its target."""
        if self.ok is not None:
            return self.ok
        return self.value <= self.target if self.at_most else self.value >= self.target

    def __str__(self) -> str:
        sign = "≤" if self.at_most else "≥"
        word = "ok" if self.is_met else "MISSED"
        return f"{word:7}{self.name:44}{self.value:10.2f}  {sign} {self.target:g}   {self.note}"
