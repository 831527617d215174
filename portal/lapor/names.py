"""Names in a file and what they mean here: agencies, categories, kecamatan, statuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from portal.agencies import queries as agencies
from portal.agencies.lists import queries as lists
from portal.agencies.lists.kinds import Which
from portal.agencies.queries import Resolver
from portal.complaints import kinds
from portal.complaints.lapor_rows import LaporRow
from portal.complaints.tables import Complaint, Reporter
from portal.lapor import class_rules, status_rules
from portal.lapor.class_rules import ClassOf, shown
from portal.lapor.classes import classification_of
from portal.lapor.export import ExportRow
from portal.lapor.status_rules import BucketOf
from portal.lapor.tables import TEXT_OF_AGENCY, TEXT_OF_STATUS

Find = Callable[[str], int | None]
VILLAGE = Complaint.village.length
REPORTER = Reporter.name.length


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All names as they stood when it was read, for many rows."""

    agency: Resolver
    category: Find
    category_number: Find
    district: Find
    bucket: BucketOf
    classification: ClassOf

    def row(self, row: ExportRow) -> LaporRow:
        """The row as complaints take it in; what no name here fits stays in the kept row only."""
        bucket = self.bucket(row.status_raw)
        return LaporRow(
            tracking_id=row.tracking_id,
            received_at=row.received_at,
            title=row.title,
            body=row.body_initial,
            status=row.status_raw[:TEXT_OF_STATUS],
            bucket=kinds.Bucket(bucket) if bucket else None,
            body_final=row.body_final,
            classification=self.classification(row.classification_raw),
            class_text="" if classification_of(row.classification_raw) else shown(row.classification_raw),
            category=self.category(row.category) or self.category_number(row.category_id),
            district=self.district(row.district),
            village=row.village[:VILLAGE],
            is_anonymous=row.is_anonymous,
            is_secret=row.is_secret,
            reporter=(row.reporter_name or "")[:REPORTER],
            agency=self.agency(row.agency_name) if row.agency_name else None,
            agency_text=row.agency_name[:TEXT_OF_AGENCY],
            rating=row.rating,
        )


async def lexicon() -> Lexicon:
    """Read all names."""
    return Lexicon(
        agency=_remembering(await agencies.resolver()),
        category=_remembering(await lists.finder(Which.CATEGORIES)),
        category_number=(await lists.numbers()).get,
        district=_remembering(await lists.finder(Which.DISTRICTS)),
        bucket=await status_rules.sorter(),
        classification=await class_rules.sorter(),
    )


def _remembering(find: Find) -> Find:
    """Thousands of rows hold a few dozen spellings; each is looked up once."""
    return lru_cache(maxsize=10_000)(find)
