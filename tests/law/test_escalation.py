"""G8: day before, day, day after of each rung, across make-up days and days off.

The calendar is typed in here from the notice for 2025: 春节 1月28日至2月4日, 1月26日 and 2月8日 are worked.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from disclosure.law.escalation import CALM, OWNER, Ladder, Level, alert_day, crossed, next_alert
from disclosure.law.workdays import Workdays

FIRST = date(2025, 1, 1)
OFF = {date(2025, 1, 1), *(date(2025, 1, 28) + timedelta(n) for n in range(8))}
MAKE_UP = {date(2025, 1, 26), date(2025, 2, 8)}
DAYS = [FIRST + timedelta(n) for n in range(90)]
WORKDAYS = Workdays(FIRST, [d in MAKE_UP or (d.weekday() < 5 and d not in OFF) for d in DAYS])

YELLOW = Level(1, "临近", "yellow", -5, (OWNER,), (), opens_supervision=False)
RED = Level(2, "紧急", "red", -2, (OWNER, "section_head"), (), opens_supervision=False)
TODAY = Level(3, "到期", "red", 0, ("office_head",), (), opens_supervision=False)
LATE = Level(4, "逾期", "overdue", 1, ("leader",), (), opens_supervision=True)
REPLY_ONLY = Level(5, "督办", "overdue", 5, ("supervisor",), ("reply",), opens_supervision=True)
LADDER = Ladder((YELLOW, RED, TODAY, LATE, REPLY_ONLY))

# Due Monday 10 February. Working days left, by hand: Sat 8 (make-up) 1, 7: 2, 6: 3, 5: 4, then the holiday,
# Monday 27 January 5, Sunday 26 January (make-up) 6.
DUE = date(2025, 2, 10)


@pytest.mark.parametrize(
    ("level", "day"),
    [
        (YELLOW, date(2025, 1, 27)),
        (RED, date(2025, 2, 7)),
        (TODAY, date(2025, 2, 10)),
        (LATE, date(2025, 2, 11)),
        (REPLY_ONLY, date(2025, 2, 17)),
    ],
)
def test_a_level_begins_on_its_day_and_not_before(level: Level, day: date) -> None:
    assert alert_day(level, DUE, WORKDAYS) == day
    reached = level.number - 1
    for offset, expected in ((-1, ()), (0, (level,)), (1, (level,))):
        seen = crossed(LADDER, "reply", DUE, reached, day + timedelta(offset), WORKDAYS)
        assert tuple(one for one in seen if one is level) == expected


@pytest.mark.parametrize("due", [date(2025, 2, 1), date(2025, 2, 4)])
def test_x15_a_due_day_off_is_the_last_working_day_before(due: date) -> None:
    assert alert_day(TODAY, due, WORKDAYS) == date(2025, 1, 27)
    assert alert_day(RED, due, WORKDAYS) == date(2025, 1, 25) + timedelta(
        -1
    )  # 26 (make-up) 1 left, 24 2 left
    assert alert_day(LATE, due, WORKDAYS) == date(2025, 2, 5)


def test_every_level_equals_the_remaining_working_days() -> None:
    for due in DAYS[30:60]:
        for level in (YELLOW, RED, TODAY):
            first = next(d for d in DAYS if WORKDAYS.between(d, due) <= -level.offset)
            assert alert_day(level, due, WORKDAYS) == first


def test_next_alert_walks_up_and_ends() -> None:
    days = [next_alert(LADDER, "reply", DUE, reached, WORKDAYS) for reached in range(6)]
    assert days == [
        date(2025, 1, 27),
        date(2025, 2, 7),
        date(2025, 2, 10),
        date(2025, 2, 11),
        date(2025, 2, 17),
        None,
    ]


def test_a_level_of_another_kind_is_no_level() -> None:
    assert next_alert(LADDER, "correction_notice", DUE, 4, WORKDAYS) is None
    assert crossed(LADDER, "correction_notice", DUE, 0, date(2025, 3, 1), WORKDAYS)[-1] is LATE


def test_after_an_outage_the_passed_levels_come_in_order() -> None:
    assert crossed(LADDER, "reply", DUE, 0, date(2025, 2, 12), WORKDAYS) == (YELLOW, RED, TODAY, LATE)


def test_colours() -> None:
    assert [LADDER.colour(n) for n in range(5)] == [CALM, "yellow", "red", "red", "overdue"]


def test_a_supervision_order_is_opened_by_the_rungs_that_say_so_and_never_on_another_order() -> None:
    assert [level.opens_order_on("reply") for level in LADDER.levels] == [False, False, False, True, True]
    assert not any(level.opens_order_on("supervision_answer") for level in LADDER.levels)
