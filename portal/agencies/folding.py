"""Names as people and files spell them, brought to one form for comparison."""

from __future__ import annotations

import re
import unicodedata

from portal.texts import visible

# Left out without a blank, so that Tamba'an, Tamba`an and Tambaan are one name.
APOSTROPHES = str.maketrans("", "", "'\"`\u00b4\u02bc\u2018\u2019\u201c\u201d")
NOT_A_WORD = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """The text without case, punctuation and surplus blanks; `&` reads as *dan*."""
    plain = unicodedata.normalize("NFKC", visible(text)).translate(APOSTROPHES).replace("&", " dan ")
    return NOT_A_WORD.sub(" ", plain).strip().casefold()


def bare(text: str) -> str:
    """Folded and without blanks: Karangpenang and Karang Penang are one kecamatan."""
    return fold(text).replace(" ", "")


def without_regency(folded: str, regency: str) -> str:
    """The folded name without the regency's own at its end: *dinas pendidikan [pemkab] sampang*."""
    place = re.sub(r"^(kabupaten|kota) ?", "", fold(regency))
    if not place:
        return folded
    return re.sub(
        rf" (?:pemerintah )?(?:(?:pemkab|pemkot|kabupaten|kab|kota) )?{re.escape(place)}$", "", folded
    )
