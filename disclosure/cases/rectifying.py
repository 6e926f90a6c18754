"""更正: a mistyped fact is repaired by a row that says what is right, why, and who agreed; everything is re-derived."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import Field
from sqlalchemy import Connection

from disclosure.cases import people
from disclosure.cases.commands import COMMANDS
from disclosure.cases.context import Context
from disclosure.cases.effects import Step
from disclosure.cases.facts import Facts
from disclosure.cases.fields import Fields, Line, Words, parse
from disclosure.cases.filing import Kind, Person
from disclosure.cases.folding import corrected, fold, laid_over, read_rows
from disclosure.cases.scribe import Case, Scribe
from disclosure.errors import BadInput
from disclosure.law.events import Channel

# What a row gained beyond what the person typed; the law decided it, so nobody mistyped it.
DERIVED = frozenset({"people", "attachments", "related", "split_from", "amount"})


class FiledFields(Fields):
    """The correctable part of a `file` row."""

    channel: Channel = Field(title="提交渠道")
    received_on: date = Field(title="收件日期")
    applicant_kind: Kind = Field(title="申请人类别")
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
    if field == "on":
        return {"value": _day(ctx.data["value"], ctx).isoformat()}
    if field not in target.data or field in DERIVED or target.command == "rectify":
        known = "、".join(k for k in ("on", *target.data) if k not in DERIVED)
        raise _bad("field", f"第 {index + 1} 条记录没有可更正的字段 {field}", f"可更正：{known}")
    return {"value": _checked(laid_over(target, field, ctx.data["value"]), field, ctx)}


def rectified(connection: Connection, case: Case, step: Step) -> Facts:
    """The facts re-derived from the whole history with this correction."""
    return fold([*(row.step for row in read_rows(connection, case.id)), step])


def _checked(step: Step, field: str, ctx: Context) -> Any:
    """The corrected value in its JSON form, judged by the same model as when it was first typed."""
    model = FiledFields if step.command == "file" else COMMANDS[step.command].fields
    typed = {name: value for name, value in step.data.items() if name in model.model_fields}
    value = parse(model, typed, "更正").model_dump(mode="json")[field]
    if field == "received_on":
        _day(value, ctx)
    if field == "outcome" and value not in ctx.config.law.outcomes:
        raise _bad("value", f"没有处理决定 {value}", "用 disclosure outcomes 查看")
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
    if not ordinal.isdigit() or int(ordinal) >= len(persons.applicants) or column not in Person.model_fields:
        raise _bad("field", f"没有可更正的字段 {field}", "写作 applicants.序号.字段，序号从 0 起")
    changed = persons.applicants[int(ordinal)].model_dump() | {column: value}
    applicants = list(persons.applicants)
    applicants[int(ordinal)] = parse(Person, changed, "更正")
    after = people.Persons(tuple(applicants), persons.agent)
    people.replace_all(connection, case.id, after, scribe.keys)
    return {"n": 1, "field": "people", "value": people.digest(after, scribe.keys), "what": field}


def _bad(field: str, why: str, todo: str) -> BadInput:
    return BadInput("没有更正", why, todo, field=field)
