"""The desk: what is not a request goes the same way as a request, and its chain shows what was changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import pytest
from sqlalchemy import Column, MetaData, Table, Text, delete, select, update

from disclosure.cases.desk import Desk, open_dossier
from disclosure.cases.dossiers import (
    DossierCommand,
    DossierContext,
    DossierGuard,
    DossierKind,
    document,
    faults,
)
from disclosure.cases.fields import Nothing, Reason
from disclosure.cases.numbering import next_number
from disclosure.errors import BadInput, Conflict, GateRefused, NotFound, NotLawful, NotPermitted, Refusal
from disclosure.store.tables import dossier_columns, dossier_steps
from state_machines.base import ClockEffect, Command, Fact, LegalMachine, Situation
from state_machines.table import derive
from tests.cases.world import START, World

STOPPED = ClockEffect.STOPPED
TOYS = Table("toys", MetaData(), *dossier_columns(), Column("why", Text))


class ToyLeaf(StrEnum):
    ASKED = "asked"
    ANSWERED = "answered"
    CLOSED = "closed"


class ToyChart(LegalMachine):
    asked = Situation("已提出", "handler", STOPPED, initial=True)
    answered = Situation("已回答", "office_head", STOPPED)
    closed = Situation("已了结", "office_head", STOPPED, final=True)
    not_own_answer = Fact("不是本人的回答")
    answer = Command(asked.to(answered), "回答", "R45 条例第45条")
    close = Command(answered.to(closed, cond="not_own_answer"), "了结", "R45 条例第45条")


def _not_own(ctx: DossierContext) -> bool:
    return ctx.actor.name not in ctx.who("answer")


TOY = DossierKind(
    "toy",
    "玩具",
    TOYS,
    derive(ToyChart, ToyLeaf),
    {
        "answer": DossierCommand(Reason, ("handler",), effect=lambda _, ctx: {"why": ctx.data["reason"]}),
        "close": DossierCommand(Nothing, ("office_head", "handler")),
    },
    {"not_own_answer": DossierGuard(_not_own, Refusal("条例第45条", "是本人的回答", "由另一人了结"))},
)


@pytest.fixture
def desk(world: World) -> Iterator[Desk]:
    TOYS.metadata.create_all(world.store.engine)

    def work(connection: Any) -> None:
        number = next_number(connection, "玩具", START)
        open_dossier(connection, TOY, {"number": number, "unit": "planning", "opened_on": START})

    world.store.write(work)
    yield Desk(world.store, world.config, world.door._now)
    TOYS.metadata.drop_all(world.store.engine)


def toy(desk: Desk) -> Any:
    with desk.store.read() as connection:
        return connection.execute(select(TOYS)).one()


def found(desk: Desk) -> list[str]:
    with desk.store.read() as connection:
        return list(faults(connection, desk.store.keys, TOY))


NUMBER = "玩具-2025-0001"


def answered(desk: Desk) -> None:
    desk.do(TOY, NUMBER, "answer", {"reason": "因为"}, actor="handler", on=START)


def test_a_dossier_goes_from_its_first_state_to_its_end(desk: Desk) -> None:
    answered(desk)
    assert (toy(desk).state, toy(desk).why, toy(desk).closed_on) == ("answered", "因为", None)
    done = desk.do(TOY, NUMBER, "close", {}, actor="office", on=START)
    assert (done.state, done.version, toy(desk).closed_on) == ("closed", 2, START)
    assert found(desk) == []
    with desk.store.read() as connection:
        assert [step["actor"] for step in document(connection, TOY, NUMBER)["steps"]] == ["handler", "office"]


@pytest.mark.parametrize(
    ("command", "data", "actor", "on", "error"),
    [
        ("close", {}, "office", START, NotLawful),  # nothing was answered
        ("answer", {"reason": "因为"}, "office", START, NotPermitted),
        ("answer", {}, "handler", START, BadInput),
        ("answer", {"reason": "因为", "x": 1}, "handler", START, BadInput),
        ("answer", {"reason": "因为"}, "handler", START + timedelta(1), BadInput),  # tomorrow
        ("answer", {"reason": "因为"}, "handler", START - timedelta(1), GateRefused),  # before it was opened
        ("burn", {}, "handler", START, BadInput),
    ],
)
def test_what_is_not_lawful_is_refused_and_writes_nothing(
    desk: Desk, command: str, data: dict[str, Any], actor: str, on: date, error: type[Exception]
) -> None:
    with pytest.raises(error):
        desk.do(TOY, NUMBER, command, data, actor=actor, on=on)
    assert toy(desk).version == 0


def test_a_guard_speaks_of_persons(desk: Desk) -> None:
    answered(desk)
    with pytest.raises(GateRefused, match="是本人的回答"):
        desk.do(TOY, NUMBER, "close", {}, actor="handler", on=START)
    assert desk.choices(TOY, NUMBER, actor="office", on=START)["close"] is None


def test_the_same_key_writes_once(desk: Desk) -> None:
    for repeated in (False, True):
        done = desk.do(TOY, NUMBER, "answer", {"reason": "因为"}, actor="handler", on=START, key="k")
        assert done.repeated is repeated
    with pytest.raises(Conflict):
        desk.do(TOY, NUMBER, "close", {}, actor="office", on=START, key="k")


def test_an_unknown_number_is_said(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.do(TOY, "玩具-2025-0009", "answer", {"reason": "因为"}, actor="handler", on=START)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (update(dossier_steps).where(dossier_steps.c.n == 1).values(actor="office2"), "第 1 步与写入时不同"),
        (delete(dossier_steps).where(dossier_steps.c.n == 2), "记至第 2 步"),
        (delete(dossier_steps).where(dossier_steps.c.n == 1), "缺第 1 步"),
        (update(TOYS).values(state="asked"), "记至第 2 步（asked）"),
        (update(TOYS).values(seal=bytes(32)), "封印不符"),
    ],
)
def test_whatever_is_changed_behind_the_desk_is_found(desk: Desk, spoil: Any, said: str) -> None:
    answered(desk)
    desk.do(TOY, NUMBER, "close", {}, actor="office", on=START)
    desk.store.write(lambda connection: connection.execute(spoil))
    assert any(said in what for what in found(desk)), found(desk)


def test_a_state_nobody_brought_about_is_found(desk: Desk) -> None:
    desk.store.write(lambda connection: connection.execute(update(TOYS).values(state="closed")))
    assert found(desk) == [f"{NUMBER}：没有任何一步，却不在“已提出”"]
