"""Files that fooled an earlier reader: what a careful one takes from them."""

from __future__ import annotations

from portal.lapor import export
from portal.lapor.export import ExportRow
from portal.lapor.refusals import RefusedRow
from portal.lapor.statuses import Bucket, bucket_of
from tests.lapor.files import FIXTURES, TODAY

NASTY = FIXTURES / "nasty"


def read(name: str) -> list[ExportRow | RefusedRow]:
    return list(export.parse(NASTY / name, today=TODAY))


def test_tracking_ids_are_taken_however_they_are_dressed() -> None:
    rows = read("05_ids.xlsx")
    refused = [row for row in rows if isinstance(row, RefusedRow)]
    taken = [row.tracking_id for row in rows if isinstance(row, ExportRow)]
    expected = [str(7_000_500 + n) for n in range(1, 17)]
    expected[13] = "0700514"
    assert taken == expected
    assert [row.sentence for row in refused] == [
        "Baris 18, kolom Tracking ID: “7000517/7000518” harus angka saja. "
        "Perbaiki sesuai LAPOR!, lalu impor kembali."
    ]


def test_statuses_are_known_by_their_letters_alone() -> None:
    rows = [row for row in read("15_status.xlsx") if isinstance(row, ExportRow)]
    buckets = {row.tracking_id: bucket_of(row.status_raw) for row in rows}
    resolved = {"7001500", "7001501", "7001502", "7001517"}
    assert {key for key, bucket in buckets.items() if bucket is Bucket.RESOLVED} == resolved
    assert buckets["7001503"] is buckets["7001518"] is Bucket.NOT_FOLLOWED_UP
    # A near miss is said, never guessed.
    unknown = {"7001504", "7001505", "7001506", "7001509", "7001513", "7001515", "7001516", "7001519"}
    assert unknown <= {key for key, bucket in buckets.items() if bucket is None}
