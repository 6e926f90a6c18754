"""督办单 from opening to close: who may do what, what is owed when, and what an unanswered one leads to."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest
from sqlalchemy import func, select

from disclosure.cases.desk import Desk, DossierDone
from disclosure.cases.dossier_kinds import KINDS
from disclosure.cases.dossiers import faults
from disclosure.cases.now import ZONE
from disclosure.cases.supervision import SUPERVISION_ORDER as ORDER
from disclosure.cases.sweep import SweepReport, sweep
from disclosure.errors import BadInput, GateRefused, NotLawful, NotPermitted
from disclosure.store.tables import deadlines, notices, outbox, supervision_orders
from tests.cases.world import CaseInHand, World, working_days_after

ANSWER = {"cause": "经办人更替", "measures": "本周办结，建立交接清单"}
ANSWER_DAYS = 5  # config/organization.yaml, supervision_answer


def sweep_on(world: World, day: date) -> SweepReport:
    world.today = day
    return sweep(world.store, world.config, world.door, day)


@pytest.fixture
def case(world: World) -> CaseInHand:
    """One case whose reply is a working day late, swept on that day: one order for the reply, others for steps."""
    world.hire({"supervisor": [("supervisor", "*")]})
    case = world.walk("searching")
    sweep_on(world, working_days_after(case.deadline("reply").due, 1))
    return case


def orders(world: World) -> list[Any]:
    with world.store.read() as connection:
        return list(connection.execute(select(supervision_orders).order_by(supervision_orders.c.id)))


def order(world: World) -> Any:
    """The one for the late reply."""
    [found] = [one for one in orders(world) if one.topic == "reply"]
    return found


def owed(world: World) -> list[tuple[str, date, str, date | None]]:
    """The answers called for by that order."""
    d = deadlines.c
    mine = (d.kind == "supervision_answer", d.ref.startswith(order(world).number))
    with world.store.read() as connection:
        query = select(d.ref, d.due, d.status, d.expires_on).where(*mine).order_by(d.id)
        return [tuple(row) for row in connection.execute(query)]


def do(world: World, command: str, actor: str, on: date | None = None, **data: Any) -> DossierDone:
    desk = Desk(world.store, world.config, lambda: datetime.combine(world.today, time(9), ZONE))
    return desk.do(ORDER, order(world).number, command, data, actor=actor, on=on or world.today)


def told_on(world: World, kind: str) -> list[str]:
    with world.store.read() as connection:
        return list(connection.scalars(select(notices.c.role).where(notices.c.kind == kind)))


def letters(world: World, person: str) -> int:
    with world.store.read() as connection:
        return connection.scalar(select(func.count()).where(outbox.c.person == person)) or 0


def test_an_order_names_what_is_late_and_calls_for_an_answer_in_its_own_days(
    world: World, case: CaseInHand
) -> None:
    found = order(world)
    assert found.number == f"督办-2025-{found.id:04d}"
    assert (found.subject, found.due, found.state) == (case.number, case.deadline("reply").due, "opened")
    last_day = working_days_after(world.today, ANSWER_DAYS)
    assert owed(world) == [(found.number, last_day, "open", working_days_after(last_day, 1))]
    assert told_on(world, "supervision").count("section_head") == len(orders(world))


def test_acknowledged_answered_and_closed_by_another(world: World, case: CaseInHand) -> None:
    do(world, "acknowledge", "section")
    assert do(world, "answer", "everything", **ANSWER).state == "answered"
    assert [(status, gone) for _, _, status, gone in owed(world)] == [("met", None)]
    assert told_on(world, "dossier") == ["office_head"]
    with pytest.raises(GateRefused, match="本人作出"):
        do(world, "close", "everything")
    assert do(world, "close", "office", opinion="同意").state == "closed"
    assert order(world).closed_on == world.today
    with world.store.read() as connection:
        assert [fault for kind in KINDS for fault in faults(connection, world.store.keys, kind)] == []


def test_a_returned_answer_is_owed_again_in_days_of_its_own(world: World, case: CaseInHand) -> None:
    do(world, "answer", "section", **ANSWER)
    world.today = working_days_after(world.today, 2)
    assert do(world, "return_answer", "leader", reason="没有写明整改措施").state == "returned"
    number, last_day = order(world).number, working_days_after(world.today, ANSWER_DAYS)
    assert [(ref, due, status) for ref, due, status, _ in owed(world)][1:] == [
        (f"{number}/2", last_day, "open")
    ]
    assert do(world, "answer", "section", **ANSWER).state == "answered"
    assert [status for _, _, status, _ in owed(world)] == ["met", "met"]


def test_an_answer_in_time_the_day_before_the_last_and_late_after_it(world: World, case: CaseInHand) -> None:
    last_day = owed(world)[0][1]
    assert sweep_on(world, last_day).expired == 0
    assert order(world).state == "opened"
    world.today = last_day
    do(world, "answer", "section", **ANSWER)
    assert owed(world)[0][2] == "met"
    assert sweep_on(world, working_days_after(last_day, 1)).expired == len(orders(world)) - 1
    assert order(world).state == "answered"


def test_unanswered_it_goes_to_the_supervisor_once_and_stays_owed(world: World, case: CaseInHand) -> None:
    after, before = working_days_after(owed(world)[0][1], 1), letters(world, "supervisor")
    assert sweep_on(world, after).expired == len(orders(world))
    assert order(world).state == "raised"
    assert told_on(world, "raised") == ["supervisor"] * len(orders(world))
    assert letters(world, "supervisor") == before + 1
    assert [(status, gone) for _, _, status, gone in owed(world)] == [("open", None)]
    assert sweep_on(world, after).expired == 0
    do(world, "answer", "section", **ANSWER)
    assert [status for _, _, status, _ in owed(world)] == ["late"]
    assert do(world, "close", "supervisor").state == "closed"


def test_no_order_is_opened_on_an_order(world: World, case: CaseInHand) -> None:
    """The answer climbs the whole ladder; however late it is, nothing calls for an answer about an answer."""
    day = owed(world)[0][1]
    for n in range(1, 30):
        sweep_on(world, working_days_after(day, n))
    assert "supervision_answer" not in {one.topic for one in orders(world)}
    with world.store.read() as connection:
        d = deadlines.c
        levels = set(connection.scalars(select(d.level).where(d.kind == "supervision_answer")))
    assert max(levels) == world.config.ladder.levels[-1].number


def test_the_reply_that_goes_out_does_not_answer_why_it_was_late(world: World, case: CaseInHand) -> None:
    case.do("record_search")
    case.run("attach_release", "categorise", "clear")
    case.sign()
    case.run("send", "serve")
    assert case.deadline("reply").status == "late"
    assert order(world).state == "opened"
    assert [status for _, _, status, _ in owed(world)] == ["open"]


@pytest.mark.parametrize(
    ("command", "actor", "data", "error"),
    [
        ("close", "office", {}, NotLawful),
        ("return_answer", "office", {"reason": "不明"}, NotLawful),
        ("acknowledge", "leader", {}, NotPermitted),
        ("answer", "leader", ANSWER, NotPermitted),
        ("answer", "section", {"cause": "忙"}, BadInput),
        ("raise_order", "office", {}, NotPermitted),
    ],
)
def test_what_may_not_be_done_is_refused(
    world: World, case: CaseInHand, command: str, actor: str, data: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        do(world, command, actor, **data)
    assert (order(world).state, order(world).version) == ("opened", 0)


def test_numbers_go_on_from_year_to_year_and_from_command_to_sweep(world: World, case: CaseInHand) -> None:
    first = len(orders(world))
    late = world.file(received_on="2025-06-04")
    sweep_on(world, world.today)
    sweep_on(world, date(2026, 3, 2))
    numbers = [one.number for one in orders(world)]
    assert len(numbers) == len(set(numbers)) > first
    of_2026 = [number for number in numbers if number.startswith("督办-2026-")]
    assert of_2026 == [f"督办-2026-{n:04d}" for n in range(1, len(of_2026) + 1)]
    assert late.number in {one.subject for one in orders(world)}
