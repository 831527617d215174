"""The days strip, the clocks and the silences of the timeline, drawn from made-up days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from portal.complaints.display import clocks, timeline
from portal.complaints.display.strip import MOST_CELLS, Mark, Span, build
from portal.complaints.display.timeline import Hung, Line
from portal.complaints.read_model import ClockRow, EntryRow
from portal.workdays.calendar import Calendar

MONDAY = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
CALENDAR = Calendar.of([], [2026])


def test_each_working_day_belongs_to_whoever_held_it_when_it_began() -> None:
    spans = [
        Span("Kominfo", MONDAY, None, is_office=True),
        Span("DPUPR", MONDAY + 2 * DAY, MONDAY + 8 * DAY),
        Span("Kominfo", MONDAY + 8 * DAY, None, is_office=True),
    ]
    due = Mark("batas selesai", MONDAY + 14 * DAY)
    strip = build(spans, [due], until=MONDAY + 10 * DAY, is_over=False, calendar=CALENDAR)
    assert strip is not None
    assert strip.days == 8
    assert [(share.holder, share.days) for share in strip.shares] == [("Kominfo", 4), ("DPUPR", 4)]
    assert [cell.tone for cell in strip.cells] == ["f-acc"] * 2 + ["f-run"] * 4 + ["f-acc"] * 2 + ["next"] * 2
    assert strip.sentence == (
        "8 hari kerja: 4 di Kominfo, 4 di DPUPR. 2 hari kerja lagi sampai batas terakhir."
    )
    assert strip.deadlines[-1].x == 100.0


def test_nothing_is_drawn_where_no_working_day_lies() -> None:
    span = Span("Kominfo", MONDAY, None, is_office=True)
    assert build([span], [], until=MONDAY, is_over=True, calendar=CALENDAR) is None


def test_a_missed_deadline_is_named_in_red_and_crowded_ones_only_by_the_later() -> None:
    span = Span("Kominfo", MONDAY, None, is_office=True)
    marks = [Mark("satu", MONDAY + 2 * DAY), Mark("dua", MONDAY + 3 * DAY, is_late=True)]
    strip = build([span], marks, until=MONDAY + 11 * DAY, is_over=True, calendar=CALENDAR)
    assert strip is not None
    assert [(label.text, label.tone) for label in strip.deadlines] == [("", ""), ("dua", "t-late")]
    assert strip.dates[-1].text == "selesai"


@given(some.integers(0, 900), some.lists(some.integers(0, 900), max_size=6))
def test_the_cells_fill_the_width_and_the_shares_the_days(length: int, turns: list[int]) -> None:
    spans = [Span("Kominfo", MONDAY, None, is_office=True)]
    spans += [Span(f"Dinas {nth % 3}", MONDAY + turn * DAY, None) for nth, turn in enumerate(sorted(turns))]
    until = MONDAY + length * DAY
    strip = build(spans, [Mark("batas", until + 5 * DAY)], until=until, is_over=False, calendar=CALENDAR)
    assert strip is not None
    assert abs(sum(cell.width for cell in strip.cells) - 100) < 1
    assert sum(share.days for share in strip.shares) == strip.days
    assert strip.days == CALENDAR.between(CALENDAR.day_of(MONDAY), CALENDAR.day_of(until))
    assert all(0 <= label.x <= 100 for label in (*strip.deadlines, *strip.dates))
    if strip.days > MOST_CELLS:
        assert len(strip.cells) <= 2 * len(spans) + 1


def _clock(stopped_at: datetime | None, *, unit: str = "working") -> ClockRow:
    due = CALENDAR.due_at(MONDAY, 5, unit)  # type: ignore[arg-type]
    return ClockRow("follow_up", MONDAY, due, stopped_at, 5, unit, "Aturan", date(2018, 1, 1))


def test_clocks_speak_of_what_is_left_taken_or_missed() -> None:
    def said(clock: ClockRow, now: datetime) -> tuple[str, str]:
        shown = clocks.shown([clock], CALENDAR, now)[0]
        return shown.word, shown.tone

    assert said(_clock(None), MONDAY + DAY) == ("sisa 4 hari kerja", "")
    assert said(_clock(None), MONDAY + 7 * DAY) == ("hari ini terakhir", "todo")
    assert said(_clock(None), MONDAY + 9 * DAY) == ("terlambat 2 hari kerja", "late")
    assert said(_clock(MONDAY + 3 * DAY), MONDAY + 30 * DAY) == ("3 hari kerja", "done")
    assert said(_clock(MONDAY + 9 * DAY), MONDAY + 30 * DAY) == ("7 hari kerja", "late")
    assert said(_clock(MONDAY), MONDAY + 30 * DAY) == ("hari yang sama", "done")
    assert said(_clock(MONDAY + 3 * DAY, unit="calendar"), MONDAY + 30 * DAY) == ("3 hari", "done")


def _entry(key: int, at: datetime) -> timeline.Dated:
    row = EntryRow(key, "noted", at, at, "account:1", "Petugas", "Admin Kominfo", "", "Catatan", True, {})
    return timeline.of_entry(row, Hung())


def _read(lines: list[Line]) -> list[str]:
    return [line.day or line.hush or line.did for line in lines]


def test_silence_is_drawn_between_days_and_until_now() -> None:
    entries = [_entry(1, MONDAY), _entry(2, MONDAY + 7 * DAY), _entry(3, MONDAY + 8 * DAY)]
    lines = timeline.lines(entries, CALENDAR, now=MONDAY + 14 * DAY, is_open=True)
    assert _read(lines) == [
        "4 hari kerja tanpa kegiatan, sampai hari ini",
        "Selasa, 10 November 2026",
        "menulis catatan internal",
        "Senin, 9 November 2026",
        "menulis catatan internal",
        "4 hari kerja tanpa kegiatan",
        "Senin, 2 November 2026",
        "menulis catatan internal",
    ]


def test_what_is_over_is_not_silent_any_more() -> None:
    lines = timeline.lines([_entry(1, MONDAY)], CALENDAR, now=MONDAY + 90 * DAY, is_open=False)
    assert _read(lines) == ["Senin, 2 November 2026", "menulis catatan internal"]
