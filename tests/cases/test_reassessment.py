"""R18: what was withheld comes back to be assessed, once each time, whoever looks and whenever."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from typing import Any

import chinese_calendar
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, text, update

from disclosure.cases.actors import find_actor
from disclosure.cases.desk import Desk
from disclosure.cases.dossiers import faults
from disclosure.cases.duties.reassessing import backlog, reassess
from disclosure.cases.duties.reassessment import KIND
from disclosure.cases.now import ZONE
from disclosure.cases.proposing import propose_reassessed
from disclosure.cases.viewing import dossier_view
from disclosure.errors import GateRefused, NotPermitted
from disclosure.params import Config
from disclosure.store.store import Store
from disclosure.store.tables import (
    candidates,
    deadlines,
    dossier_steps,
    notices,
    reassessments,
    withholdings,
)
from tests.cases.sweeping import add_cases
from tests.cases.world import CaseInHand, World, on_or_after

pytestmark = pytest.mark.check  # too slow in sum for the quick tier

REPLIED = date(2024, 3, 11)
DUE, OPENS = date(2025, 3, 11), date(2025, 1, 22)  # counted by hand in tests/law/test_duties.py


def raising_day(assessed: date) -> tuple[date, date]:
    """(opened, due) of the next assessment, one day at a time through an independent calendar: the same day twelve
    months on, and thirty working days before it."""
    due = on_or_after(assessed.replace(year=assessed.year + 1, day=min(assessed.day, 28)))
    if assessed.day > 28:
        month_end = (assessed.replace(year=assessed.year + 1, day=28) + timedelta(4)).replace(
            day=1
        ) - timedelta(1)
        due = on_or_after(month_end.replace(day=min(assessed.day, month_end.day)))
    day, left = due, 30
    while left:
        day -= timedelta(1)
        left -= chinese_calendar.is_workday(day)
    return day, due


def desk_at(store: Store, config: Config, day: date) -> Desk:
    return Desk(store, config, lambda: datetime.combine(day, time(9), ZONE))


def withhold(store: Store, *days: date, outcome: str = "DENY_PROCESS") -> None:
    """One archived case for each day, as its reply left it."""
    add_cases(store, len(days))
    rows = [
        {"request_id": i, "round": 1, "outcome": outcome, "assessed_on": day} for i, day in enumerate(days, 1)
    ]
    store.write(lambda connection: connection.execute(insert(withholdings), rows))


def duties(store: Store) -> set[tuple[int, date, date, date]]:
    """(case, last assessed, opened, due) of every reassessment with its deadline."""
    joined = reassessments.join(
        deadlines, (deadlines.c.ref == reassessments.c.number) & (deadlines.c.kind == "reassessment")
    )
    r = reassessments.c
    query = select(r.request_id, r.assessed_on, r.opened_on, deadlines.c.due).select_from(joined)
    with store.read() as connection:
        return {tuple(row) for row in connection.execute(query)}


def count(store: Store, table: Any) -> int:
    with store.read() as connection:
        return len(connection.execute(select(table)).all())


@pytest.mark.parametrize(
    ("today", "raised"), [(OPENS - timedelta(1), 0), (OPENS, 1), (OPENS + timedelta(1), 1), (DUE, 1)]
)
def test_day_before_day_and_day_after(store: Store, config: Config, today: date, raised: int) -> None:
    withhold(store, REPLIED)
    with store.read() as connection:
        assert backlog(connection, config, today) == raised
    report = reassess(desk_at(store, config, today), today)
    assert len(report.raised) == raised
    assert duties(store) == ({(1, REPLIED, OPENS, DUE)} if raised else set())
    with store.read() as connection:
        assert backlog(connection, config, today) == 0


def test_twice_is_once_and_at_once_is_once(store: Store, config: Config) -> None:
    withhold(store, *(REPLIED - timedelta(n) for n in range(20)))
    desk = desk_at(store, config, DUE)
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda _: reassess(desk, DUE), range(4)))
    assert sum(len(report.raised) for report in reports) == 20
    assert reassess(desk, DUE).raised == ()
    assert len(duties(store)) == count(store, reassessments) == count(store, notices) == 20


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    replied=st.lists(st.dates(date(2023, 9, 1), date(2024, 6, 30)), min_size=1, max_size=12),
    runs=st.lists(st.dates(date(2024, 9, 1), date(2025, 6, 30)), max_size=5),
)
def test_any_days_of_running_give_what_running_every_day_would(
    replied: list[date], runs: list[date], store: Store, config: Config
) -> None:
    """Every day: what is raised by the last day is everything whose day of raising has come, each with its own
    day and its own due day, through another calendar."""
    _empty(store)
    withhold(store, *replied)
    last = date(2025, 6, 30)
    for day in [*sorted(runs), last]:
        reassess(desk_at(store, config, day), day)
    every_day = {
        (i, day, *raising_day(day)) for i, day in enumerate(replied, 1) if raising_day(day)[0] <= last
    }
    assert duties(store) == every_day


def _empty(store: Store) -> None:
    tables: Iterable[str] = ("notices", "deadlines", "reassessments", "withholdings", "requests", "counters")

    def work(connection: Any) -> None:
        connection.execute(delete(dossier_steps))
        for table in tables:
            connection.execute(text(f"DELETE FROM {table}"))

    store.write(work)


def replied(world: World, outcome: str = "DENY_PROCESS", sent_after: int = 0) -> CaseInHand:
    """A case whose reply withholds, sent so many days after it was signed, and served."""
    case = world.walk("categorising")
    case.do("categorise", outcome=outcome)
    case.do("review_legality")
    case.sign()
    world.today += timedelta(sent_after)
    case.run("send", "serve")
    return case


def watched(world: World) -> list[tuple[str, date | None]]:
    with world.store.read() as connection:
        return [
            (row.outcome, row.assessed_on)
            for row in connection.execute(select(withholdings).order_by("request_id"))
        ]


@pytest.mark.parametrize("outcome", ["DENY_SECRET", "DENY_LAW", "DENY_3P", "DENY_INTERNAL"])
def test_a_reply_that_withholds_is_watched_from_its_day(world: World, outcome: str) -> None:
    case = replied(world, outcome)
    assert watched(world) == [(outcome, case.facts.sent_on)]
    assert world.faults() == []


def test_a_reply_that_opens_everything_is_not(world: World) -> None:
    world.walk("remedy_period")
    assert watched(world) == []


def test_an_order_to_act_again_ends_the_watch_and_the_new_reply_begins_it(world: World) -> None:
    case = replied(world)
    case.do("open_remedy")
    case.do("accept_remedy")
    case.do("decide_remedy", decision="revoked")
    case.do("order_to_act")
    assert watched(world) == []
    world.today += timedelta(7)
    case.do("record_search")
    case.do("categorise", outcome="DENY_3P")
    case.do("review_legality")
    case.sign()
    case.run("send", "serve")
    assert watched(world) == [("DENY_3P", world.today)]
    assert world.faults() == []


def test_a_corrected_day_and_outcome_are_followed(world: World) -> None:
    case = replied(world, sent_after=2)
    sent = case.facts.sent_on
    assert sent is not None
    assert watched(world) == [("DENY_PROCESS", sent)]
    for command, by, field, value in (
        ("send", "clerk", "on", str(sent - timedelta(1))),
        ("categorise", "handler", "outcome", "DENY_INTERNAL"),
    ):
        n = next(row.n for row in case.history if row.command == command)
        case.do("rectify", by=by, n=n, field=field, value=value, reason="登记有误")
        case.do("approve_rectification", n=case.row.version)
    assert watched(world) == [("DENY_INTERNAL", sent - timedelta(1))]
    assert world.faults() == []


@pytest.mark.parametrize(
    "spoil",
    [
        delete(withholdings),
        update(withholdings).values(outcome="DENY_3P"),
        update(withholdings).values(assessed_on=None),
        update(withholdings).values(assessed_on=date(2026, 1, 5)),
    ],
    ids=["removed", "changed", "forgotten", "put off"],
)
def test_a_watch_that_was_tampered_with_is_found(world: World, spoil: Any) -> None:
    replied(world)
    world.store.write(lambda connection: connection.execute(spoil))
    assert len(world.faults()) == 1


class Office:
    """A case whose reassessment is due, and a desk on the day."""

    def __init__(self, world: World, outcome: str = "DENY_PROCESS") -> None:
        self.world, self.case = world, replied(world, outcome)
        world.today += timedelta(400)
        self.desk = Desk(world.store, world.config, world.door._now)
        (raised,) = reassess(self.desk, world.today).raised
        self.number = raised.number
        assert raised.case == self.row.request_number == self.case.number

    def do(self, command: str, by: Any, **data: Any) -> None:
        self.desk.do(KIND, self.number, command, data, actor=by, on=self.world.today)

    @property
    def row(self) -> Any:
        with self.world.store.read() as connection:
            return connection.execute(select(reassessments)).one()

    @property
    def deadline(self) -> Any:
        with self.world.store.read() as connection:
            of_duty = select(deadlines).where(deadlines.c.request_id.is_(None))
            return connection.execute(of_duty).one()

    def told(self) -> list[str]:
        mine = select(notices.c.role).where(notices.c.notice_id.like(f"{self.number}/%"))
        with self.world.store.read() as connection:
            return list(connection.scalars(mine.order_by(notices.c.id)))

    def sound(self) -> bool:
        with self.world.store.read() as connection:
            found = list(faults(connection, self.world.store.keys, KIND))
        return found == [] and self.world.faults() == []


def test_assessed_by_one_confirmed_by_another_and_due_again_from_that_day(world: World) -> None:
    office = Office(world)
    assert watched(world) == [("DENY_PROCESS", None)]
    assert office.deadline.owner_role == "handler"
    office.do("assess", "handler", conclusion="withhold", reason="仍属过程性信息")
    assert (office.row.conclusion, office.deadline.owner_role) == ("withhold", "section_head")
    world.today += timedelta(1)
    office.do("confirm_assessment", "section")
    assert (office.row.state, office.row.closed_on) == ("concluded", world.today)
    assert office.deadline.status in ("met", "late")
    assert watched(world) == [("DENY_PROCESS", world.today)]
    assert reassess(office.desk, world.today).raised == ()
    assert office.sound()


def test_what_a_restricted_case_withholds_is_assessed_by_whoever_may_read_it(world: World) -> None:
    office = Office(world)
    world.hire({"second": [("handler", office.case.row.unit)]})
    office.do("assess", "handler", conclusion="withhold", reason="仍属过程性信息")
    office.do("return_assessment", "section", reason="理由不足")
    office.case.do("restrict", readers=[])
    for name, closed in (("second", True), ("handler", False), ("section", False)):
        with world.store.read() as connection:
            actor = find_actor(connection, name)
            assert actor is not None
            shown = dossier_view(connection, world.config, KIND, office.number, actor)
        assert ("仍属过程性信息" not in repr(shown)) is closed, name
    with pytest.raises(NotPermitted, match="限定知悉范围"):
        office.do("assess", "second", conclusion="withhold", reason="仍属过程性信息")
    refusal = office.desk.choices(KIND, office.number, actor="second", on=world.today)["assess"]
    assert isinstance(refusal, NotPermitted)
    office.do("assess", "handler", conclusion="withhold", reason="仍属过程性信息")
    office.case.do("lift_restriction")
    office.do("return_assessment", "section", reason="再补理由")
    office.do("assess", "second", conclusion="withhold", reason="仍属过程性信息")
    assert office.sound()


def test_nobody_confirms_his_own_assessment(world: World) -> None:
    office = Office(world)
    office.do("assess", "everything", conclusion="withhold", reason="仍属过程性信息")
    with pytest.raises(GateRefused, match="您本人"):
        office.do("confirm_assessment", "everything")
    with pytest.raises(NotPermitted):
        office.do("confirm_assessment", "handler2")
    office.do("return_assessment", "section", reason="理由不足")
    assert (office.row.state, office.row.conclusion, office.deadline.owner_role) == (
        "raised",
        None,
        "handler",
    )


@pytest.mark.parametrize(
    ("outcome", "data", "missing"),
    [
        ("DENY_PROCESS", {"conclusion": "open", "reason": "已成定稿"}, "没有写明如何公开"),
        (
            "DENY_PROCESS",
            {"conclusion": "withhold", "reason": "无变化", "follow_up": "proactive"},
            "没有后续处理",
        ),
        ("DENY_SECRET", {"conclusion": "open", "reason": "无须保密", "follow_up": "proactive"}, "没有解密"),
    ],
)
def test_a_conclusion_that_does_not_hold_together_is_refused(
    world: World, outcome: str, data: dict[str, Any], missing: str
) -> None:
    """R18: what can be opened must be; R14, S24: a state secret is first declassified."""
    office = Office(world, outcome)
    with pytest.raises(GateRefused, match=missing):
        office.do("assess", "handler", **data)


def test_a_declassified_secret_may_be_opened(world: World) -> None:
    office = Office(world, "DENY_SECRET")
    opened = {
        "conclusion": "open",
        "reason": "已解密",
        "follow_up": "new_reply",
        "declassification": "某密发1号",
    }
    office.do("assess", "handler", **opened)
    office.do("confirm_assessment", "section")
    assert (office.row.conclusion, office.row.follow_up) == ("open", "new_reply")
    assert office.told() == ["handler"]  # to be answered anew; what was owed before has been done
    assert office.sound()


def test_what_may_be_published_becomes_a_candidate_once(world: World) -> None:
    """R18, R44: it goes the way of every candidate; one that is on its way already is not proposed again."""
    office = Office(world)
    office.do("assess", "handler", conclusion="open", reason="已成定稿", follow_up="proactive")
    office.do("confirm_assessment", "section")
    with world.store.read() as connection:
        (found,) = connection.execute(select(candidates)).all()
        told = connection.execute(select(notices.c.role).where(notices.c.subject == found.number)).all()
    assert (found.state, found.origin, found.unit) == ("proposed", "reassessed", office.case.row.unit)
    assert [row.role for row in told] == ["handler"]
    world.store.write(
        lambda connection: propose_reassessed(
            connection, world.config, office.case.row.id, found.unit, world.today
        )
    )
    with world.store.read() as connection:
        assert len(connection.execute(select(candidates)).all()) == 1
    assert office.sound()


def test_a_reply_that_no_longer_stands_needs_no_assessment(world: World) -> None:
    office = Office(world)
    office.case.do("open_remedy")
    office.case.do("accept_remedy")
    office.case.do("decide_remedy", decision="revoked")
    office.case.do("order_to_act")
    for dropped in ((office.number,), ()):
        assert reassess(office.desk, world.today).dropped == dropped
    assert (office.row.state, office.deadline.status) == ("dropped", "void")
    assert office.sound()


def test_what_a_person_drops_comes_back_after_the_interval_while_the_reply_stands(world: World) -> None:
    office = Office(world)
    office.do("drop", "office", reason="内容已在网站公布")
    assert watched(world) == [("DENY_PROCESS", world.today)]
    assert office.sound()
