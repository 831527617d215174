"""What is no key or version is no number: too long for a column, or for Python."""

import pytest

from portal.complaints.filters import NO_SUCH, Filters
from portal.numbers import whole


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("007", 7), ("999999999", 999_999_999), ("१२", 12), ("", None), ("-1", None), ("1.0", None)],
)
def test_a_number_is_read(text: str, number: int | None) -> None:
    assert whole(text) == number


@pytest.mark.parametrize("digits", [10, 19, 30, 5_000])
def test_one_that_no_column_takes_is_none(digits: int) -> None:
    assert whole("9" * digits) is None
    assert Filters.parse({"category": "9" * digits}) == Filters(category=NO_SUCH)
