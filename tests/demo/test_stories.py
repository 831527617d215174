"""Invented stories hold together whatever day the demo is started on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as some

from portal.demo import days, papers, present, stories
from portal.demo.papers import Pace
from portal.demo.people import STAFFED
from portal.demo.stories import Do, Story, Teller
from portal.demo.subjects import topics
from portal.workdays.calendar import Calendar
from portal.workdays.seed import holidays

CALENDAR = Calendar.of(holidays(), range(2022, 2028))
# Hypothesis adds the zone to both ends by itself.
MOMENTS = some.datetimes(
    datetime(2024, 1, 1),  # noqa: DTZ001
    datetime(2027, 12, 31),  # noqa: DTZ001
    timezones=some.just(UTC),
)
AFTERWARDS = datetime(2028, 1, 1, tzinfo=UTC)


def teller(at: datetime) -> Teller:
    return Teller(CALENDAR, at, Random(1))


def check(story: Story, at: datetime) -> None:
    moments = [story.received_at, *(step.at for step in story.steps)]
    assert moments == sorted(moments)
    assert len(set(moments[1:])) == len(moments) - 1
    assert moments[-1] <= at


@given(at=MOMENTS)
def test_what_is_open_now_happened_in_order_and_not_in_the_future(at: datetime):
    told = list(present.stories(teller(at)))
    for story in told:
        check(story, at)
    assert len({story.tracking_id for story in told if story.tracking_id}) == len(told) - 2


@given(at=MOMENTS, length=some.integers(1, 90))
def test_regular_complaints_go_all_their_way_before_the_present(at: datetime, length: int):
    today = CALENDAR.day_of(at)
    until = days.back(CALENDAR, today, 26)
    told = list(stories.regular(teller(at), until - timedelta(days=length), until, 6))
    assert len(told) == 6
    for story in told:
        check(story, at)
        assert story.steps[-1].do is Do.LAPOR


@given(year=some.integers(2022, 2027), seed=some.integers(0, 99))
def test_the_papers_of_a_year_gone_by_have_days_that_follow_each_other(year: int, seed: int):
    until = date(year, 12, 31)
    told = papers.papers(Teller(CALENDAR, AFTERWARDS, Random(seed)), year, Pace(40, 5, 3, 9), until)
    for paper in told:
        came = CALENDAR.day_of(paper.story.received_at)
        known = [day for day in (came, paper.disposed, paper.followed_up, paper.closed) if day]
        assert known == sorted(known)
        assert (paper.closed is not None) == paper.status.startswith("Ditutup")


def test_every_staffed_agency_has_something_to_answer_for_and_every_topic_an_agency():
    assert set(STAFFED) | {"INSPEKTORAT"} <= {topic.agency for topic in topics()}
    assert all(topic.agency and topic.titles and topic.bodies and topic.answers for topic in topics())
