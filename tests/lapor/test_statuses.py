from __future__ import annotations

import pytest

from portal.lapor.statuses import Bucket, StatusRule, bucket_of


@pytest.mark.parametrize(
    ("raw", "bucket"),
    [
        ("", Bucket.UNVERIFIED),
        ("Belum Terverifikasi", Bucket.UNVERIFIED),
        ("Menunggu", Bucket.UNVERIFIED),
        ("Terverifikasi", Bucket.NOT_FOLLOWED_UP),
        (" TERDISPOSISI ", Bucket.NOT_FOLLOWED_UP),
        ("Ditindaklanjuti oleh Instansi", Bucket.IN_PROGRESS),
        ("ditanggapi  oleh pelapor", Bucket.IN_PROGRESS),
        ("Ditutup oleh Admin", Bucket.RESOLVED),
        ("Ditutup oleh Sistem", Bucket.RESOLVED),
        ("Diarsipkan oleh Admin", Bucket.ARCHIVED),
        ("Diarsipkan oleh Sistem", Bucket.ARCHIVED),
        ("Ditunda", Bucket.POSTPONED),
        ("Ditunda oleh Admin Instansi", Bucket.POSTPONED),
        ("Ditutup oleh Pelapor", None),
        ("Laporan baru", None),
    ],
)
def test_a_status_counts_in_its_bucket_and_an_unknown_one_in_none(raw, bucket):
    assert bucket_of(raw) is bucket


def test_an_exact_rule_goes_before_a_prefix_of_the_offices_own():
    rules = [StatusRule("Ditu", Bucket.ARCHIVED, is_prefix=True), StatusRule("Ditunda", Bucket.POSTPONED)]
    assert bucket_of("Ditunda", rules) is Bucket.POSTPONED
    assert bucket_of("Ditutup", rules) is Bucket.ARCHIVED
