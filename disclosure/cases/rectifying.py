"""更正: a mistyped fact is repaired by a row that says what is right, why, and who agreed; everything is re-derived."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

from pydantic import Field
from sqlalchemy import Connection

from disclosure.cases import people
from disclosure.cases.clockwork import clock_of, latest
from disclosure.cases.commands import COMMANDS
from disclosure.cases.context import Context
from disclosure.cases.facts import Facts
from disclosure.cases.fields import Day, Fields, Line, Words, parse
from disclosure.cases.filing import Person
from disclosure.cases.folding import Row, corrected, fold, read_rows
from disclosure.cases.gates import outcome_known
from disclosure.cases.scribe import Case, Scribe
from disclosure.cases.steps import Step
from disclosure.errors import BadInput
from disclosure.law.events import Channel
from disclosure.law.terms import Law
from state_machines import REQUEST

# Never a slip of the pen: what was reviewed and signed, which child it was about, and what another value follows
# from. Such a mistake is mended by the proper command (replace and clear the content anew, draft anew, send anew).
FIXED = frozenset(
    {"content_hash", "letter_hash", "passed", "ref", "step", "number", "parts", "notice", "mode", "quantity"}
)


class FiledFields(Fields):
    """The correctable part of a `file` row."""

    channel: Channel = Field(title="提交渠道")
    received_on: Day = Field(title="收件日期")
    unit: Line = Field(title="承办科室")
    content: Words = Field(title="申请内容")
    delivery_form: Line | None = Field(title="获取方式")


def rectify(connection: Connection, scribe: Scribe, case: Case, ctx: Context, _: str) -> Mapping[str, Any]:
    """The data of the correcting row. A personal field is changed where it is kept; the row holds digests only."""
    field = ctx.data["field"]
    if field.startswith("applicants."):
        return _person(connection, scribe, case, field, ctx.data["value"])
    steps = corrected(row.step for row in read_rows(connection, case.id))
    index = ctx.data["n"] - 1
    if index >= len(steps):
        raise _bad("n", f"本件只有 {len(steps)} 条记录", "核对记录序号")
    target = steps[index]
    open_to = _correctable(target)
    if field not in open_to:
        todo = f"可更正：{'、'.join(open_to) or '无'}；申请人信息写作 applicants.序号.字段"
        raise _bad("field", f"第 {index + 1} 条记录没有可更正的字段 {field}", todo)
    if field == "on":
        return {"value": _day(ctx.data["value"], ctx).isoformat()}
    return {"value": _checked(target, field, ctx)}


def _correctable(step: Step) -> list[str]:
    if step.command == "rectify":
        return []
    fields = [name for name in _model(step).model_fields if name in step.data and name not in FIXED]
    return fields if step.command == "file" else ["on", *fields]


def _model(step: Step) -> type[Fields]:
    return FiledFields if step.command == "file" else COMMANDS[step.command].fields


def rectified(connection: Connection, case: Case, step: Step, law: Law) -> Facts:
    """The facts re-derived from the whole history with this correction. Raises BadInput when they contradict what
    happened before or after."""
    rows = read_rows(connection, case.id)
    steps = [*(row.step for row in rows), step]
    _in_order(corrected(steps), rows)
    after = fold(steps)
    if after.state != "awaiting_confirmation" and case.facts is not None:
        started = clock_of(after, law, latest(after, step.on)).receipt_date is not None
        if not started and clock_of(case.facts, law, latest(case.facts, step.on)).receipt_date is not None:
            raise _bad(
                "value", "该渠道以双方确认之日为收到之日，本件没有确认记录", "保留原渠道，或撤回后重新登记"
            )
    return after


def _in_order(steps: Sequence[Step], rows: Sequence[Row]) -> None:
    """Moves happened one after the other; what did not move the case may have been told late."""
    moves = [s for s, row in zip(steps, rows, strict=False) if s.n == 1 or row.from_state != s.to_state]
    for before, after in pairwise(moves):
        if after.on < before.on:
            label = REQUEST.labels[after.command]
            raise _bad(
                "value",
                f"更正后第 {after.n} 条“{label}”（{after.on}）会早于第 {before.n} 条（{before.on}）",
                "核对日期",
            )
    for step in steps:
        if step.on < steps[0].on:
            raise _bad("value", f"更正后第 {step.n} 条（{step.on}）会早于收件之日 {steps[0].on}", "核对日期")


def _checked(step: Step, field: str, ctx: Context) -> Any:
    """The corrected value in its JSON form, judged by the same model as when it was first typed."""
    model = _model(step)
    typed = {name: value for name, value in step.data.items() if name in model.model_fields}
    typed[field] = ctx.data["value"]
    value = parse(model, typed, "更正").model_dump(mode="json")[field]
    if field == "received_on":
        _day(value, ctx)
    if field == "outcome" and (refusal := outcome_known(replace(ctx, data={"outcome": value}))):
        raise _bad("value", refusal.because, refusal.remedy)
    if field == "unit" and value is not None and value not in ctx.config.organization.units:
        raise _bad("value", f"没有科室 {value}", "核对科室名称")
    return value


def _day(value: Any, ctx: Context) -> date:
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        raise _bad("value", "不是有效日期", "日期写作 YYYY-MM-DD") from None
    if day > ctx.on:
        raise _bad("value", f"{day} 晚于办理更正之日 {ctx.on}", "只能更正为已经发生的日期")
    return day


def _person(connection: Connection, scribe: Scribe, case: Case, field: str, value: Any) -> Mapping[str, Any]:
    _, ordinal, column = [*field.split("."), "", ""][:3]
    persons = people.read(connection, case.id, scribe.keys)
    if (
        not ordinal.isdecimal()
        or int(ordinal) >= len(persons.applicants)
        or column not in Person.model_fields
    ):
        raise _bad("field", f"没有可更正的字段 {field}", "写作 applicants.序号.字段，序号从 0 起")
    changed = persons.applicants[int(ordinal)].model_dump() | {column: value}
    applicants = list(persons.applicants)
    applicants[int(ordinal)] = parse(Person, changed, "更正")
    after = people.Persons(tuple(applicants), persons.agent)
    people.replace_all(connection, case.id, after, scribe.keys)
    value = {"people": people.digest(after, scribe.keys), "applicant_kind": applicants[0].kind}
    return {"n": 1, "field": "people", "value": value, "what": field}


def _bad(field: str, why: str, todo: str) -> BadInput:
    return BadInput("没有更正", why, todo, field=field)
