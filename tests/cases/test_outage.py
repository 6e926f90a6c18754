"""Everything stands still for three working days and for forty: one sweep later the cases are where daily sweeps
would have brought them, each person has one message, and no level is told twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from disclosure.cases.showing import show
from disclosure.cases.sweep import SweepReport, sweep
from disclosure.params import Config
from disclosure.store.keys import Keys
from disclosure.store.store import Store
from disclosure.store.tables import deadlines, escalations, notices, outbox, requests, supervision_orders
from tests.cases.world import STAFF, START, World, working_days_after

# Situations of every owner, clock and kind of deadline; the rest of the leaves differ from these in their name.
SITUATIONS = (
    "awaiting_confirmation", "received", "registered", "awaiting_correction", "awaiting_reasons", "searching",
    "secrecy_review", "awaiting_payment", "consulting", "drafting", "approving", "sent", "remedy_period",
)  # fmt: skip


def office(store: Store, config: Config) -> World:
    """A case in each situation, all of the same day, and everybody there."""
    world = World(store, config)
    world.hire(
        {name: [(role, "*") for role in roles] for name, roles in STAFF.items() if name != "everything"}
    )
    world.hire({role: [(role, "*")] for role in ("supervisor", "operations")})
    for leaf in SITUATIONS:
        world.walk(leaf)
    return world


@pytest.fixture
def twins(store: Store, twin_url: str, keys: Keys, config: Config) -> Iterator[tuple[World, World]]:
    other = Store.open(twin_url, keys)
    yield office(store, config), office(other, config)
    other.close()


def swept(world: World, day: date) -> SweepReport:
    world.today = day
    report = sweep(world.store, world.config, world.door, day)
    assert report.complete
    return report


def rows(world: World, *columns: Any, source: Any = None) -> list[tuple[Any, ...]]:
    with world.store.read() as connection:
        query = select(*columns) if source is None else select(*columns).select_from(source)
        return sorted((tuple(row) for row in connection.execute(query)), key=repr)


def clocked(world: World, number: str, *where: Any) -> tuple[Any, ...]:
    """A case and its clock as of today, with its ledger."""
    with world.store.read() as connection:
        return (number, *where, show(connection, world.config, number, world.today)["clock"])


def standing(world: World, stopped: date) -> dict[str, Any]:
    """Where every case is. A deadline that a sweep itself opened runs from the day of that sweep: of those, what is
    owed by whom."""
    r, d, e, s = requests.c, deadlines.c, escalations.c, supervision_orders.c
    of_case = deadlines.outerjoin(requests, r.id == d.request_id)
    own = (r.number, d.kind, d.ref)
    days = (d.opened_on, d.due, d.status, d.level, d.next_alert_on, d.expires_on, d.met_on)
    due = rows(world, *own, d.unit, d.owner_role, *days, source=of_case)
    climbed = escalations.join(deadlines, d.id == e.deadline_id).join(requests, r.id == d.request_id)
    climbed_on = rows(world, *own, e.due, e.level, e.crossed_on, d.opened_on, source=climbed)
    orders = supervision_orders.join(deadlines, d.id == s.deadline_id).join(requests, r.id == d.request_id)
    return {
        "cases": [
            clocked(world, *row) for row in rows(world, r.number, r.phase, r.state, r.round, r.outcome)
        ],
        "deadlines": [row for row in due if row[5] <= stopped],
        "opened by sweeps": sorted(
            {
                (row[0], row[1], *row[3:5])
                for row in due
                if row[5] > stopped and row[1] != "supervision_answer"
            },
            key=repr,
        ),
        "levels": [row[:-1] for row in climbed_on if row[-1] <= stopped],
        "orders": [
            row[:-1]
            for row in rows(world, *own, s.due, s.level, d.opened_on, source=orders)
            if row[-1] <= stopped
        ],
    }


@pytest.mark.parametrize("length", [3, 40])
def test_one_sweep_after_an_outage_is_worth_all_that_were_missed(
    twins: tuple[World, World], length: int
) -> None:
    stopped, daily = twins
    restart = working_days_after(START, length + 1)
    day = START
    for world in twins:
        swept(world, START)
    before = Counter(row[0] for row in rows(stopped, outbox.c.person))
    while day < restart:
        day += timedelta(1)
        swept(daily, day)
    report = swept(stopped, restart)
    assert standing(stopped, START) == standing(daily, START)
    people = Counter(row[0] for row in rows(stopped, outbox.c.person)) - before
    assert set(people.values()) == {1}
    assert sum(people.values()) == report.digested.messages
    assert set(people) <= {row[0] for row in rows(daily, outbox.c.person)}
    for world in twins:
        told = rows(world, notices.c.deadline_id, notices.c.due, notices.c.level, notices.c.role)
        assert max(Counter(one for one in told if one[2]).values()) == 1
        assert world.faults() == []


def test_the_sweep_of_the_restart_done_again_tells_nobody_anything(twins: tuple[World, World]) -> None:
    stopped, _ = twins
    restart = working_days_after(START, 40)
    swept(stopped, restart)
    told = rows(stopped, outbox.c.message_id)
    again = swept(stopped, restart)
    assert again == SweepReport(0, 0, 0, 0, ())
    assert rows(stopped, outbox.c.message_id) == told
