"""C-4: the notice that is missing is asked for, and settled when it is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select

from disclosure.cases.desk import Desk
from disclosure.cases.dossiers import faults
from disclosure.cases.duties.calendar_notice import KIND, backlog, watch
from disclosure.cases.now import ZONE
from disclosure.errors import GateRefused
from disclosure.law.workdays import Workdays
from disclosure.params import Config
from disclosure.store.store import Store
from disclosure.store.tables import calendar_notices, deadlines, notices
from tests.cases.sweeping import add_cases, deadline
from tests.cases.world import World

NUMBER = "放假安排-2027"


def with_notices_until(config: Config, year: int) -> Config:
    """The same office, when the last notice in its calendar is that of `year`."""
    days = config.law.workdays
    span = range(days.first.toordinal(), days.last.toordinal() + 1)
    working = [days.is_workday(date.fromordinal(n)) for n in span]
    workdays = Workdays(days.first, working, date(year + 1, 1, 1))
    return replace(config, law=replace(config.law, workdays=workdays))


def desk_at(store: Store, config: Config, day: date, year: int = 2026) -> Desk:
    return Desk(store, with_notices_until(config, year), lambda: datetime.combine(day, time(9), ZONE))


def standing(store: Store) -> dict[str, tuple[str, date, str]]:
    """number → (state, due, status of its deadline)."""
    c, d = calendar_notices.c, deadlines.c
    query = select(c.number, c.state, d.due, d.status).join(deadlines, d.ref == c.number)
    with store.read() as connection:
        return {row[0]: (row[1], row[2], row[3]) for row in connection.execute(query)}


@pytest.mark.parametrize(
    ("today", "raised"),
    [
        (date(2026, 10, 31), ()),
        (date(2026, 11, 1), (NUMBER,)),
        (date(2026, 11, 2), (NUMBER,)),
        (date(2027, 11, 1), (NUMBER, "放假安排-2028")),
    ],
)
def test_day_before_day_and_day_after(
    store: Store, config: Config, today: date, raised: tuple[str, ...]
) -> None:
    desk = desk_at(store, config, today)
    with store.read() as connection:
        assert backlog(connection, desk.config, today) == len(raised)
    assert watch(desk, today).raised == raised
    assert watch(desk, today).raised == ()
    due = {NUMBER: date(2026, 12, 31), "放假安排-2028": date(2027, 12, 31)}
    assert standing(store) == {number: ("raised", due[number], "open") for number in raised}


@pytest.mark.parametrize(("entered_on", "status"), [(date(2026, 12, 31), "met"), (date(2027, 1, 1), "late")])
def test_the_notice_in_the_calendar_settles_it(
    store: Store, config: Config, entered_on: date, status: str
) -> None:
    watch(desk_at(store, config, date(2026, 11, 5)), date(2026, 11, 5))
    desk = desk_at(store, config, entered_on, 2027)
    with store.read() as connection:
        assert backlog(connection, desk.config, entered_on) == 1
    assert watch(desk, entered_on).entered == (NUMBER,)
    assert watch(desk, entered_on).entered == ()
    assert standing(store) == {NUMBER: ("entered", date(2026, 12, 31), status)}
    with store.read() as connection:
        assert list(faults(connection, store.keys, KIND)) == []


def test_nobody_says_it_is_there_when_it_is_not(world: World) -> None:
    world.hire({"admin": [("administrator", "*")]})
    world.today = date(2026, 11, 5)
    desk = desk_at(world.store, world.config, world.today)
    watch(desk, world.today)
    with pytest.raises(GateRefused, match=r"录入放假安排 中录入 2027 年的通知"):
        desk.do(KIND, NUMBER, "enter_notice", {}, actor="admin", on=world.today)


def test_what_rests_on_provisional_days_is_counted_by_kind(store: Store, config: Config) -> None:
    add_cases(store, 6)
    rows = [
        deadline(1, "reply", date(2026, 12, 31)),
        deadline(2, "reply", date(2027, 1, 1), next_alert_on=None),
        deadline(3, "reply", date(2027, 3, 1)),
        deadline(4, "archiving", date(2027, 3, 1)),
        deadline(5, "archiving", date(2027, 3, 1), status="met"),
        deadline(6, "remedy_period", date(2027, 3, 1), status="watched"),
    ]
    store.write(lambda connection: connection.execute(insert(deadlines), rows))
    day = date(2026, 10, 1)
    assert watch(desk_at(store, config, day), day).provisional == {"archiving": 1, "reply": 2}
    assert watch(desk_at(store, config, day, 2027), day).provisional == {}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(runs=st.lists(st.dates(date(2026, 6, 1), date(2028, 3, 1)), max_size=6))
def test_any_days_of_running_give_what_running_every_day_would(
    runs: list[date], store: Store, config: Config
) -> None:
    def forget(connection: Any) -> None:
        for table in (notices, deadlines, calendar_notices):
            connection.execute(delete(table))

    store.write(forget)
    for day in [*sorted(runs), date(2028, 3, 2)]:
        watch(desk_at(store, config, day), day)
    assert {number: due for number, (_, due, __) in standing(store).items()} == {
        NUMBER: date(2026, 12, 31),
        "放假安排-2028": date(2027, 12, 31),
    }
