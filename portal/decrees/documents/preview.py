"""The decree as a PDF to look at, marked KONSEP until it is signed. Slow enough for a thread."""

from __future__ import annotations

import json
from functools import lru_cache

import typst

from portal.decrees.documents.content import DecreeText, values
from portal.settings import ROOT

SOURCE = ROOT / "templates" / "decrees" / "documents" / "decree.typ"


def pdf(text: DecreeText) -> bytes:
    """The decree with its attachment; what people typed reaches typst as JSON only, never as its code."""
    data = {**values(text), "konsep": text.is_draft}
    # The fonts inside typst look the same on every machine.
    return typst.compile(
        _source(), ignore_system_fonts=True, sys_inputs={"data": json.dumps(data)}, format="pdf"
    )


@lru_cache
def _source() -> bytes:
    return SOURCE.read_bytes()
