"""The class of a complaint by what the export calls it; what is not clearly one of four is not guessed."""

from __future__ import annotations

import re

from portal.complaints.kinds import Classification
from portal.lapor.columns import fold

_NAMES = {
    "aspirasi": Classification.ASPIRATION,
    "permintaaninformasi": Classification.INFORMATION,
    "pengaduantidakberkadarpengawasan": Classification.COMPLAINT,
    "pengaduanberkadarpengawasan": Classification.SUPERVISORY,
}
# The whole text, so that what stands around the negation cannot turn it: “bukan tidak berkadar”.
_NEGATED = re.compile(r"(pengaduan)?[-–(]?(tidak|tdk\.?|bukan|non)[-–]*berkadar[-–]?(pengawasan)?\)?")


def classification_of(raw: str) -> Classification | None:
    """None for a name that is not one of the four and not clearly *tidak berkadar pengawasan*.

    A bare `Pengaduan` is none of them: taken as not supervisory, it would show the accused unit its own case.
    """
    folded = fold(raw)
    if _NEGATED.fullmatch(folded):
        return Classification.COMPLAINT
    return _NAMES.get(folded)
