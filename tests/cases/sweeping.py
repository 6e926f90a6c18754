"""Material of the sweep tests: a small calendar and ladder, rows, and a slow oracle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, insert, select, text, update

from disclosure.cases.context import Actor
from disclosure.cases.scribe import Done
from disclosure.errors import NotLawful
from disclosure.law.escalation import OWNER, Ladder, Level
from disclosure.law.workdays import Workdays
from disclosure.params.service import Notify
from disclosure.store.store import Store
from disclosure.store.tables import chain, deadlines, grants, requests, users

FIRST = date(2025, 1, 1)
SECRET = "赵不能见"
LENGTH = 400
OFF = {date(2025, 1, 1), *(date(2025, 1, 28) + timedelta(n) for n in range(8))}
MAKE_UP = {date(2025, 1, 26), date(2025, 2, 8)}
WORKING = [
    day in MAKE_UP or (day.weekday() < 5 and day not in OFF)
    for day in (FIRST + timedelta(n) for n in range(LENGTH))
]
WORKDAYS = Workdays(FIRST, WORKING)
LADDER = Ladder(
    (
        Level(1, "临近到期", "yellow", -5, (OWNER,), (), opens_supervision=False),
        Level(2, "即将到期", "red", -2, ("handler", "section_head"), (), opens_supervision=False),
        Level(3, "今日到期", "red", 0, ("office_head",), ("reply", "correction"), opens_supervision=False),
        Level(4, "逾期", "overdue", 1, ("leader",), (), opens_supervision=True),
        Level(5, "逾期督办", "overdue", 5, (OWNER, "supervisor"), ("reply",), opens_supervision=True),
    )
)
ANSWER_DAYS = 8
NOTIFY = Notify(time(8, 30), time(18), frozenset({"third_party"}), lines=5, short_lines=2, console="http://c")
ROLES = ("handler", "intake_clerk", "legal_reviewer", "section_head", "office_head", "leader", "supervisor")
CONFIG: Any = SimpleNamespace(
    version="0" * 64,
    ladder=LADDER,
    law=SimpleNamespace(workdays=WORKDAYS),
    organization=SimpleNamespace(
        limits={"supervision_answer": ANSWER_DAYS},
        ledger_days=(),
        units={"u1": SimpleNamespace(label="一科"), "u2": SimpleNamespace(label="二科")},
        roles={role: role.upper() for role in (*ROLES, "operations", "administrator", "system")},
    ),
    service=SimpleNamespace(sweep_chunk=3, notify=NOTIFY),
)


def day_of(level: Level, due: date) -> date:
    """Walks the calendar day by day, from the definition: the first day with no more than so many working
    days left, or the so-many-th working day after the due day."""
    left, day = 0, due
    if level.offset > 0:
        while left < level.offset:
            day += timedelta(1)
            left += WORKING[(day - FIRST).days]
        return day
    while True:
        if left + WORKING[(day - FIRST).days] > -level.offset:
            return day
        left += WORKING[(day - FIRST).days]
        day -= timedelta(1)


def working_day_after(day: date, n: int) -> date:
    """Walks the calendar day by day."""
    while n:
        day += timedelta(1)
        n -= WORKING[(day - FIRST).days]
    return day


@dataclass
class Oracle:
    """The naive loop over every open deadline. `orders` maps a missed due day to the level that opened the 督办单,
    the day it was opened, the last day for its answer and the day after which it goes up."""

    levels: dict[tuple[int, date, int], tuple[date, date, bool]] = field(default_factory=dict)
    notices: set[str] = field(default_factory=set)
    orders: dict[tuple[int, date], tuple[int, date, date, date]] = field(default_factory=dict)

    def sweep(self, rows: Iterable[Mapping[str, Any]], today: date) -> None:
        for row in rows:
            fresh = []
            for level in LADDER.levels:
                applies = not level.kinds or row["kind"] in level.kinds
                key = (row["id"], row["due"], level.number)
                if applies and key not in self.levels and day_of(level, row["due"]) <= today:
                    fresh.append((key, level))
            for key, level in fresh:
                last = level is fresh[-1][1]
                self.levels[key] = (day_of(level, row["due"]), today, last)
                if last:
                    roles = {row["owner_role"] if role == OWNER else role for role in level.to}
                    self.notices |= {f"deadline:{row['id']}:{row['due']}:{level.number}:{r}" for r in roles}
                if level.opens_supervision and (row["id"], row["due"]) not in self.orders:
                    last_day = working_day_after(today, ANSWER_DAYS)
                    spans = (level.number, today, last_day, working_day_after(last_day, 1))
                    self.orders[row["id"], row["due"]] = spans


def hire(store: Store, *grants_of: tuple[str, str, str]) -> None:
    """Active users, one grant (name, role, unit) each line."""

    def work(connection: Connection) -> None:
        names = dict.fromkeys(name for name, _, _ in grants_of)
        connection.execute(insert(users), [{"name": name, "active": True} for name in names])
        rows = [{"user": name, "role": role, "unit": unit} for name, role, unit in grants_of]
        connection.execute(insert(grants), rows)

    store.write(work)


def add_cases(store: Store, n: int) -> None:
    blank = {
        "phase": "review",
        "state": "searching",
        "round": 1,
        "channel": "internet",
        "applicant_kind": "natural",
        "unit": "u1",
        "content": "甲",
        "filed_on": FIRST,
        "clock_status": "running",
        "facts": "{}",
        "version": 1,
        "head": bytes(32),
        "seal": bytes(32),
    }
    rows = [blank | {"id": i, "number": f"2025-{i:05d}"} for i in range(1, n + 1)]

    def work(connection: Connection) -> None:
        connection.execute(insert(requests), rows)
        connection.execute(update(chain).values(cases=chain.c.cases + n))

    store.write(work)


def deadline(id: int, kind: str, due: date, **other: Any) -> dict[str, Any]:  # noqa: A002 - the column's name
    return {
        "id": id,
        "request_id": id,
        "kind": kind,
        "ref": "1",
        "opened_on": FIRST,
        "due": due,
        "basis": "R33.2",
        "on_expiry": "escalate",
        "owner_role": "handler",
        "unit": "u1",
        "status": "open",
        "met_on": None,
        "provisional": False,
        "level": 0,
        "next_alert_on": FIRST,
        "expires_on": None,
    } | other


def add_deadlines(store: Store, rows: list[dict[str, Any]]) -> None:
    add_cases(store, max(row["id"] for row in rows))

    def fill(connection: Connection) -> None:
        connection.execute(insert(deadlines), rows)
        if connection.dialect.name == "postgresql":  # whose counter does not see numbers given by hand
            ahead = (
                "SELECT setval(pg_get_serial_sequence('deadlines', 'id'), (SELECT max(id) FROM deadlines))"
            )
            connection.execute(text(ahead))

    store.write(fill)


@dataclass
class MemoryDoor:
    """A door that remembers what it did, refuses the cases in `shut`, and settles what it was asked."""

    store: Store
    shut: frozenset[str] = frozenset()
    broken: frozenset[str] = frozenset()
    settled_by_others: frozenset[str] = frozenset()
    repeated: frozenset[str] = frozenset()
    done: list[tuple[str, str, Mapping[str, Any], Actor, date, str]] = field(default_factory=list)

    def do(
        self, number: str, command: str, data: Mapping[str, Any], *, actor: Actor, on: date, key: str
    ) -> Done:
        if number in self.broken:
            raise RuntimeError(SECRET)
        if number in self.shut | self.settled_by_others:
            if number in self.settled_by_others:
                self._settle(number)
            raise NotLawful("不能办理", "案件状态不允许", "请核对")
        self.done.append((number, command, data, actor, on, key))
        if number not in self.repeated:
            self._settle(number)
        return Done(number, "review", "searching", 2, None, repeated=number in self.repeated)

    def _settle(self, number: str) -> None:
        case = select(requests.c.id).where(requests.c.number == number).scalar_subquery()
        settled = update(deadlines).where(deadlines.c.request_id == case).values(expires_on=None)
        self.store.write(lambda connection: connection.execute(settled))
