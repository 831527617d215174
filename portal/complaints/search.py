"""What a list is searched by: the number, the Tracking ID, or words of the title."""

from __future__ import annotations

import re
import unicodedata

from portal import db

NUMBER = re.compile(r"ADU-\d{4}-\d{6}")
TRACKING = re.compile(r"#?\s*(\d{5,10})")
WORDS = re.compile(r"[^\W_]+")
LONGEST = 400
MOST_WORDS = 8

ON_SQLITE = "c.id IN (SELECT rowid FROM complaint_words WHERE complaint_words MATCH {})"
ON_POSTGRES = "to_tsvector('simple', c.folded) @@ to_tsquery('simple', {})"


def folded(*texts: str) -> str:
    """Letters and digits in small form without accents, for the column that is searched."""
    plain = unicodedata.normalize("NFKD", " ".join(texts).casefold())
    kept = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(WORDS.findall(kept))[:LONGEST]


def condition(text: str) -> tuple[str, list[str]] | None:
    """A WHERE over `complaint c` with its values; None where there is nothing to search for."""
    asked = text.strip().upper()
    if NUMBER.fullmatch(asked):
        return "c.number = {}", [asked]
    if found := TRACKING.fullmatch(asked):
        return "c.tracking_id = {}", [found[1]]
    words = folded(text).split()[:MOST_WORDS]
    if not words:
        return None
    if db.is_postgres():
        return ON_POSTGRES, [" & ".join(f"{word}:*" for word in words)]
    return ON_SQLITE, [" ".join(f'"{word}"*' for word in words)]
