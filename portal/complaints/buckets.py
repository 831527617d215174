"""The ministry's buckets, from our facts and from LAPOR!'s last status: once in Python, once in SQL."""

from __future__ import annotations

from portal.complaints.kinds import Bucket, Status

ASPAL_SQL = (
    "CASE WHEN c.status IN ('resolved', 'archived', 'postponed') THEN c.status "
    "WHEN c.status = 'received' THEN 'unverified' "
    "WHEN c.status = 'answered' OR c.answered_at IS NOT NULL THEN 'in_progress' "
    "ELSE 'not_followed_up' END"
)
"""*Menurut ASPAL*, over `complaint c`."""

LAPOR_SQL = "c.lapor_bucket"
"""*Menurut LAPOR!*, over `complaint c`; empty where LAPOR! or its status is not known."""

DIFFERS_SQL = f"c.tracking_id <> '' AND c.lapor_seen_at IS NOT NULL AND c.lapor_bucket <> {ASPAL_SQL}"
"""The two truths differ."""

FILTERS = {
    Bucket.UNVERIFIED: "c.status = 'received'",
    Bucket.NOT_FOLLOWED_UP: "c.status IN ('verified', 'disposed', 'accepted') AND c.answered_at IS NULL",
    Bucket.IN_PROGRESS: (
        "c.status IN ('verified', 'disposed', 'accepted', 'answered') "
        "AND (c.status = 'answered' OR c.answered_at IS NOT NULL)"
    ),
    Bucket.RESOLVED: "c.status = 'resolved'",
    Bucket.ARCHIVED: "c.status = 'archived'",
    Bucket.POSTPONED: "c.status = 'postponed'",
}
"""The same as conditions that an index over the state serves."""

ASIDE = {
    Status.RESOLVED: Bucket.RESOLVED,
    Status.ARCHIVED: Bucket.ARCHIVED,
    Status.POSTPONED: Bucket.POSTPONED,
    Status.RECEIVED: Bucket.UNVERIFIED,
}


def of(status: str, *, is_answered: bool) -> Bucket:
    """The bucket *menurut ASPAL*; `is_answered`: a follow-up was approved at some time."""
    if aside := ASIDE.get(Status(status)):
        return aside
    return Bucket.IN_PROGRESS if is_answered or status == Status.ANSWERED else Bucket.NOT_FOLLOWED_UP
