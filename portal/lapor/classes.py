"""The four classes of LAPOR! by their names in the export."""

from __future__ import annotations

from enum import StrEnum

from portal.lapor.columns import fold


class Classification(StrEnum):
    ASPIRATION = "aspiration"
    INFORMATION = "information"
    COMPLAINT = "complaint"
    SUPERVISORY = "supervisory"


_NAMES = {
    "aspirasi": Classification.ASPIRATION,
    "permintaaninformasi": Classification.INFORMATION,
    "pengaduantidakberkadarpengawasan": Classification.COMPLAINT,
    "pengaduanberkadarpengawasan": Classification.SUPERVISORY,
}


def classification_of(raw: str) -> Classification | None:
    """None for a name that is not one of the four.

    A bare `Pengaduan` is none of them: taken as not supervisory, it would show the accused unit its own case.
    """
    return _NAMES.get(fold(raw))
