"""What LAPOR! says of a complaint, and where that puts one that nobody has acted on here."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from portal.complaints.kinds import NAMED, RESTRICTED, Bucket, Classification, Status

LONGEST = {
    "title": 300,
    "village": 120,
    "status": 80,
    "agency_text": 200,
    "reporter": 160,
    "class_text": 120,
}


@dataclass(frozen=True, slots=True)
class LaporRow:
    """One complaint as LAPOR! has it. `received_at` is UTC; `bucket` None: a status that no rule knows.

    None and empty text mean that the file does not say. `class_text` is what the file calls the class where
    that is none of LAPOR!'s four names; held and without it: the file does not say.
    """

    tracking_id: str
    received_at: datetime
    title: str
    body: str
    status: str
    bucket: Bucket | None
    body_final: str = ""
    classification: Classification = Classification.NONE
    class_text: str = ""
    category: int | None = None
    district: int | None = None
    village: str = ""
    is_anonymous: bool = False
    is_secret: bool = False
    reporter: str = ""
    agency: int | None = None
    agency_text: str = ""
    rating: int | None = None

    def __post_init__(self) -> None:
        # Cut before comparing, or a long text would count as changed at every import.
        for name, length in LONGEST.items():
            object.__setattr__(self, name, getattr(self, name)[:length])


@dataclass(frozen=True, slots=True)
class Place:
    """A state with its holder."""

    status: Status
    agency: int | None


class Field(StrEnum):
    """What a row can change; the first five are LAPOR!'s own and follow it always."""

    LAPOR_STATUS = "lapor_status"
    LAPOR_BUCKET = "lapor_bucket"
    LAPOR_AGENCY = "lapor_agency"
    LAPOR_RATING = "lapor_rating"
    BODY_FINAL = "body_final"
    IS_ANONYMOUS = "is_anonymous"
    IS_SECRET = "is_secret"  # noqa: S105 - the flag Rahasia
    BODY = "body"
    TITLE = "title"
    CLASSIFICATION = "classification"
    CLASS_TEXT = "class_text"
    CATEGORY = "category"
    DISTRICT = "district"
    VILLAGE = "village"
    RECEIVED_AT = "received_at"
    STATUS = "status"
    AGENCY = "agency"


TOLD = frozenset({Field.LAPOR_STATUS, Field.LAPOR_AGENCY, Field.LAPOR_RATING})
"""Changes that the holder is told of."""

TEXTS = frozenset({Field.BODY, Field.BODY_FINAL})
BY_BUCKET = {
    Bucket.IN_PROGRESS: Status.ANSWERED,
    Bucket.RESOLVED: Status.RESOLVED,
    Bucket.ARCHIVED: Status.ARCHIVED,
    Bucket.POSTPONED: Status.POSTPONED,
}


class Described(Protocol):
    """What of a complaint decides where LAPOR! puts it."""

    @property
    def classification(self) -> Classification: ...
    @property
    def bucket(self) -> Bucket | None: ...
    @property
    def agency(self) -> int | None: ...


def place_of(row: Described, inspectorates: AbstractSet[int]) -> Place:
    """State and holder by the file; an agency that may not see it holds nothing, whatever LAPOR! did.

    What is held is not verified before somebody has said what it is.
    """
    holder = _holder(row, inspectorates)
    if row.bucket in {None, Bucket.UNVERIFIED}:
        return Place(Status.RECEIVED, None)
    if row.bucket is Bucket.NOT_FOLLOWED_UP:
        waits = Status.RECEIVED if row.classification == Classification.HELD else Status.VERIFIED
        return Place(Status.DISPOSED if holder is not None else waits, holder)
    return Place(BY_BUCKET[Bucket(row.bucket)], holder)


def _holder(row: Described, inspectorates: AbstractSet[int]) -> int | None:
    if row.classification == Classification.HELD:
        return None
    supervisory = row.classification == Classification.SUPERVISORY
    return None if supervisory and row.agency not in inspectorates else row.agency


def completed(row: LaporRow, known: dict[str, Any] | None) -> LaporRow:
    """The row with the class that stands here, where the file's own does not count.

    That is so where the file says none, and where it takes *berkadar pengawasan* away: one wrong cell would
    show the accused unit its own case.
    """
    if known is None:
        return row
    standing = Classification(known["classification"])
    says_none = not row.class_text and row.classification == Classification.HELD
    if (says_none and standing in NAMED) or standing == Classification.SUPERVISORY:
        return replace(row, classification=standing, class_text=known["class_text"])
    return row


def class_not_followed(row: LaporRow, known: dict[str, Any]) -> bool:
    """Whether the file names another class than the one that stays, about which Kominfo has to know."""
    if not row.class_text and row.classification == Classification.HELD:
        return False
    standing = Classification(known["classification"])
    if standing == Classification.SUPERVISORY:
        return row.classification != standing
    return row.classification in RESTRICTED and standing != row.classification and known["classed_here"]


def changes(row: LaporRow, known: dict[str, Any], place: Place) -> dict[Field, Any]:
    """Fields in which the file says something else than the row read from here, with what it says.

    Once somebody has acted here only LAPOR!'s own fields follow it, and the flags that protect the reporter;
    what is blank here is filled.
    """
    own = _lapors_own(row)
    if known["acted_at"]:
        others = [*_flags(row), *_class(row, known), *blanks(row, known).items()]
    else:
        others = [*_flags(row, both=True), *_ours(row, place)]
    found = {field: value for field, value in [*own, *others] if known[field] != value}
    # Told only where the office sorts the same status elsewhere now.
    if Field.LAPOR_STATUS in found:
        found.pop(Field.LAPOR_BUCKET, None)
    return found


def blanks(row: LaporRow, known: dict[str, Any]) -> dict[Field, Any]:
    """What the file knows and nobody here: all that one older than what was seen may tell.

    Not the class: it decides who sees the complaint, and the newer file or a person has left it open.
    """
    said = (
        (Field.TITLE, row.title),
        (Field.BODY, row.body),
        (Field.BODY_FINAL, row.body_final),
        (Field.CATEGORY, row.category),
        (Field.DISTRICT, row.district),
        (Field.VILLAGE, row.village),
    )
    return {field: value for field, value in said if value and not known[field]}


def _lapors_own(row: LaporRow) -> Iterator[tuple[Field, Any]]:
    yield Field.LAPOR_STATUS, row.status
    yield Field.LAPOR_BUCKET, row.bucket or ""
    yield Field.LAPOR_AGENCY, row.agency_text
    yield Field.LAPOR_RATING, row.rating
    if row.body_final:
        yield Field.BODY_FINAL, row.body_final


def _flags(row: LaporRow, *, both: bool = False) -> list[tuple[Field, Any]]:
    flags = [(Field.IS_ANONYMOUS, row.is_anonymous), (Field.IS_SECRET, row.is_secret)]
    return [(field, value) for field, value in flags if value or both]


def _class(row: LaporRow, known: dict[str, Any]) -> Iterator[tuple[Field, Any]]:
    """The class once somebody has acted: a blank is filled, and what may be about the agency is withheld.

    Whoever took the complaint on has not said what it is; a class that Kominfo has given here stands.
    """
    standing = known["classification"]
    if standing == Classification.NONE and row.classification in NAMED:
        yield Field.CLASSIFICATION, row.classification
    elif row.classification in RESTRICTED and standing in NAMED - RESTRICTED and not known["classed_here"]:
        yield Field.CLASSIFICATION, row.classification
        yield Field.CLASS_TEXT, row.class_text


def _ours(row: LaporRow, place: Place) -> Iterator[tuple[Field, Any]]:
    said = (
        (Field.TITLE, row.title),
        (Field.BODY, row.body),
        (Field.CLASSIFICATION, row.classification),
        (Field.CATEGORY, row.category),
        (Field.DISTRICT, row.district),
        (Field.VILLAGE, row.village),
        (Field.RECEIVED_AT, row.received_at),
    )
    yield from ((field, value) for field, value in said if value)
    yield Field.CLASS_TEXT, row.class_text
    yield Field.STATUS, place.status
    yield Field.AGENCY, place.agency
