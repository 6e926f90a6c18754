"""When people may be written to, at every boundary. Days by the notice of the State Council for 2026."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from disclosure.outbound.quiet import is_quiet
from disclosure.params import default_directory, load
from disclosure.params.service import Notify

WORKDAYS = load(default_directory()).law.workdays
NOTIFY = Notify(time(8, 30), time(18), frozenset(), 1, 1, "http://c")
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("day", "at", "quiet"),
    [
        (date(2026, 11, 23), time(8, 29, 59), True),  # 周一
        (date(2026, 11, 23), time(8, 30), False),
        (date(2026, 11, 23), time(12, 0), False),
        (date(2026, 11, 23), time(17, 59, 59), False),
        (date(2026, 11, 23), time(18, 0), True),
        (date(2026, 11, 23), time(0, 0), True),
        (date(2026, 11, 20), time(23, 59), True),  # 周五夜
        (date(2026, 11, 21), time(10, 0), True),  # 周六
        (date(2026, 11, 22), time(10, 0), True),  # 周日
        (date(2026, 10, 1), time(10, 0), True),  # 国庆，周四
        (date(2026, 10, 7), time(10, 0), True),  # 国庆最后一日，周三
        (date(2026, 10, 8), time(10, 0), False),  # 节后第一个工作日
        (date(2026, 10, 10), time(10, 0), False),  # 调休上班的周六
        (date(2999, 11, 22), time(10, 0), False),  # 没有日历的年份：周五
        (date(2999, 11, 23), time(10, 0), True),  # 没有日历的年份：周六
    ],
)
def test_people_are_written_to_in_the_working_hours_of_working_days(day: date, at: time, quiet: bool) -> None:
    assert is_quiet(datetime.combine(day, at, ZONE), NOTIFY, WORKDAYS) is quiet
