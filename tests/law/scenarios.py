"""Scenario tables a lawyer can read: one YAML file per topic, every date with its weekday, which is checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict
from ruamel.yaml import YAML

from disclosure.law.clock import ClockDeadline
from disclosure.law.events import Channel, ClockEvent, Delivery, EventKind

FOLDER = Path(__file__).parent / "scenarios"
WEEKDAYS = "一二三四五六日"
_DATED = re.compile(r"周([一二三四五六日]) (\d{4}-\d{2}-\d{2})")


def dated(text: Any) -> date:
    """`周五 2022-09-30`; the weekday must be the true one."""
    found = _DATED.fullmatch(text) if isinstance(text, str) else None
    assert found, f"{text!r} is not written as 周五 2022-09-30"
    day = date.fromisoformat(found[2])
    assert WEEKDAYS[day.weekday()] == found[1], f"{day} is a 周{WEEKDAYS[day.weekday()]}, not 周{found[1]}"
    return day


def event(line: Any) -> ClockEvent:
    """`周五 2022-09-30 received in_person`: the day, the event, and what goes with it."""
    weekday, day, name, *rest = line.split(" ", 3)
    on, kind = dated(f"{weekday} {day}"), EventKind(name)
    given = rest[0] if rest else ""
    if kind in (EventKind.RECEIVED, EventKind.CORRECTION_RECEIVED) and given:
        return ClockEvent(on, kind, channel=Channel(given))
    if kind is EventKind.REPLY_SENT:
        return ClockEvent(on, kind, delivery=Delivery(given))
    if given.isdigit():
        return ClockEvent(on, kind, working_days=int(given))
    if "至 " in given:
        length, until = given.split("至 ")
        return ClockEvent(on, kind, working_days=int(length) if length else None, until=dated(until))
    return ClockEvent(on, kind, party=given)


def span(line: Any) -> tuple[date, date, str, int, str]:
    """`周三 2025-06-04 至 周二 2025-06-10 counted 5 R33.2`: first and last day, kind, working days, rule."""
    first, rest = line.split(" 至 ")
    weekday, last, kind, working_days, rule = rest.split(" ")
    return dated(first), dated(f"{weekday} {last}"), kind, int(working_days), rule


Dated = Annotated[date, BeforeValidator(dated)]
Event = Annotated[Any, BeforeValidator(event)]
Span = Annotated[Any, BeforeValidator(span)]


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Expectation(Form):
    """Only what is written is compared. `stands` says of the last deadline of a kind whether it is open, met,
    void or none; `refused` is the code of the refusal, `why` a piece of its text."""

    receipt_date: Dated | None = None
    law: str | None = None
    due: Dated | None = None
    no_due: bool = False
    status: str | None = None
    phase: str | None = None
    remaining: int | None = None
    provisional: bool | None = None
    excluded: int | None = None
    deadlines: dict[str, Dated] = {}
    on_expiry: dict[str, str] = {}
    basis: dict[str, str] = {}
    stands: dict[str, Literal["open", "met", "void", "none"]] = {}
    ledger: list[Span] = []
    refused: str | None = None
    why: str = ""


class Scenario(Form):
    name: str
    rules: list[str]
    events: list[Event]
    as_of: Dated
    expect: Expectation
    law: str = "auto"
    options: dict[str, str] = {}


class Calculation(Form):
    """One call of a rule: `start` is the day before day 1."""

    name: str
    rules: list[str]
    rule: str
    start: Dated
    due: Dated


class FeeCase(Form):
    name: str
    rules: list[str]
    by: str
    count: int
    amount: int


def standing(deadline: ClockDeadline | None) -> str:
    if deadline is None:
        return "none"
    if deadline.met_on:
        return "met"
    return "void" if deadline.void_on else "open"


def rows(stem: str) -> list[dict[str, Any]]:
    return list(YAML(typ="safe").load((FOLDER / f"{stem}.yaml").read_text(encoding="utf-8")))


def scenarios() -> Iterator[tuple[str, Scenario]]:
    for path in sorted(FOLDER.glob("*.yaml")):
        if path.stem not in ("fee_amounts", "periods"):
            for row in rows(path.stem):
                yield f"{path.stem}: {row['name']}", Scenario.model_validate(row)
