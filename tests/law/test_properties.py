"""What must hold for every history, whatever the law's numbers are."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from disclosure.law.clock import Clock, Status, replay
from disclosure.law.events import Channel, ClockEvent, EventKind
from disclosure.law.exclusions import reach, union
from disclosure.law.ledger import SpanKind
from disclosure.law.terms import Law

DAY = timedelta(days=1)
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
receipts = st.dates(date(2019, 5, 15), date(2025, 6, 30))
consultations = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 30)), max_size=4)
extensions = st.none() | st.integers(1, 20)


def clock(law: Law, received: date, asked: list[tuple[int, int]], extension: int | None) -> Clock:
    """Each consultation: days from receipt to asking, and from asking to the answer."""
    events = [ClockEvent(received, EventKind.RECEIVED, Channel.IN_PERSON)]
    if extension:
        events.append(ClockEvent(received, EventKind.EXTENDED, working_days=extension))
    for number, (wait, length) in enumerate(asked):
        begun = received + wait * DAY
        events.append(ClockEvent(begun, EventKind.THIRD_PARTY_ASKED, party=str(number)))
        events.append(ClockEvent(begun + length * DAY, EventKind.THIRD_PARTY_ANSWERED, party=str(number)))
    return replay(events, law, received + 80 * DAY)


@QUICK
@given(receipts, consultations, extensions)
def test_the_ledger_has_every_day_once_and_counts_the_whole_period(
    law: Law, received: date, asked: list[tuple[int, int]], extension: int | None
) -> None:
    """R33.2 to R33.4: spans touch, none overlaps, and the counted working days are 20 plus the extension."""
    found = clock(law, received, asked, extension)
    assert found.ledger[0].start == received + DAY
    assert found.ledger[-1].end == found.due
    for left, right in pairwise(found.ledger):
        assert right.start == left.end + DAY
    counted = sum(span.working_days for span in found.ledger if span.kind is SpanKind.COUNTED)
    assert counted == 20 + (extension or 0)
    every = sum(span.working_days for span in found.ledger)
    assert found.due is not None
    assert every == law.workdays.between(received, found.due)


@QUICK
@given(receipts, consultations, st.tuples(st.integers(0, 40), st.integers(0, 30)), extensions)
def test_another_consultation_never_shortens_the_period(
    law: Law, received: date, asked: list[tuple[int, int]], more: tuple[int, int], extension: int | None
) -> None:
    """R33.4: time left out only ever moves the due date later."""
    before, after = clock(law, received, asked, extension), clock(law, received, [*asked, more], extension)
    assert before.due is not None
    assert after.due is not None
    assert after.due >= before.due


@QUICK
@given(receipts, consultations, extensions)
def test_the_due_date_is_a_working_day_and_the_order_of_parties_does_not_matter(
    law: Law, received: date, asked: list[tuple[int, int]], extension: int | None
) -> None:
    """C-4, C-9."""
    found = clock(law, received, asked, extension)
    assert found.due is not None
    assert law.workdays.is_workday(found.due)
    assert clock(law, received, asked[::-1], extension).due == found.due


@QUICK
@given(receipts, st.integers(0, 60))
def test_the_status_turns_exactly_at_the_due_date(law: Law, received: date, later: int) -> None:
    """R33.2: running up to and on the due date, overdue from the next day."""
    found = replay([ClockEvent(received, EventKind.RECEIVED, Channel.IN_PERSON)], law, received + later * DAY)
    assert found.due is not None
    expected = Status.OVERDUE if received + later * DAY > found.due else Status.RUNNING
    assert found.status is expected


intervals = st.lists(
    st.tuples(st.dates(date(2025, 1, 1), date(2025, 6, 30)), st.integers(0, 30)).map(
        lambda pair: (pair[0], pair[0] + pair[1] * DAY)
    ),
    max_size=6,
)


@QUICK
@given(intervals)
def test_a_union_has_the_same_days_and_no_two_touch(found: list[tuple[date, date]]) -> None:
    """C-9."""

    def days(spans: list[tuple[date, date]]) -> set[date]:
        return {first + DAY * i for first, last in spans for i in range((last - first).days + 1)}

    merged = union(found)
    assert days(merged) == days(found)
    assert all(right[0] > left[1] + DAY for left, right in pairwise(merged))


@QUICK
@given(intervals, st.dates(date(2025, 1, 1), date(2025, 6, 30)), st.integers(1, 60))
def test_reach_is_the_nth_day_that_works_and_is_not_excluded(
    law: Law, found: list[tuple[date, date]], anchor: date, quota: int
) -> None:
    """R33.4, C-8: against counting day by day."""
    merged, day, left = union(found), anchor, quota
    while left:
        day += DAY
        left -= law.workdays.is_workday(day) and not any(a <= day <= b for a, b in merged)
    assert reach(law.workdays, anchor, quota, merged) == day
