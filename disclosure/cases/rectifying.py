"""更正: a mistyped fact is repaired by a row that proposes what is right and one by which a second person agrees.

A proposal is judged as if it took effect at once, and again when it does; then everything is re-derived.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator
from sqlalchemy import Connection

from disclosure.cases import people
from disclosure.cases.clockwork import clock_of, latest
from disclosure.cases.commands import BEGINNINGS, COMMANDS
from disclosure.cases.context import Context
from disclosure.cases.days import earliest
from disclosure.cases.effects import apply, begin
from disclosure.cases.facts import Facts
from disclosure.cases.fields import Day, Fields, Line, Printable, Words, parse
from disclosure.cases.filing import Person
from disclosure.cases.folding import corrected, laid_over, read_rows
from disclosure.cases.gates import joint_meeting_held, outcome_known, third_party_respected
from disclosure.cases.people import Persons
from disclosure.cases.proceedings import remedy_of
from disclosure.cases.scribe import Case, Scribe
from disclosure.cases.steps import Step
from disclosure.errors import BadInput
from disclosure.law.decisions import decision_of
from disclosure.law.events import Channel
from disclosure.law.terms import Law
from disclosure.store.keys import Keys
from state_machines import REQUEST

# Never a slip of the pen: what was judged, reviewed and signed, which child it was about, and what another value
# follows from. Such a mistake is mended by the proper command (return to review, clear or draft anew, send anew).
FIXED = frozenset(
    """
    content_hash letter_hash sha256 name secret level found passed answer reasonable public_interest ref step number
    parts notice mode quantity original_hash add remove spans left_out signer not_in_force opinion appeal_of
    """.split()  # noqa: SIM905 - a list of words reads better as words
)
PERSONAL = ("applicants.", "agent.")


class FiledFields(Fields):
    """The correctable part of a `file` row."""

    channel: Channel = Field(title="提交渠道")
    received_on: Day = Field(title="收件日期")
    unit: Line = Field(title="承办科室")
    content: Words = Field(title="申请内容")
    delivery_form: Line | None = Field(title="获取方式")


class LedgerFields(FiledFields):
    """The correctable part of a row `import_ledger`. The day a case ended may move, not whether it did."""

    channel: Channel | Literal["unrecorded"] = Field(title="提交渠道")  # type: ignore[assignment]
    content: Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000), Printable] = Field(
        title="申请内容"
    )
    delivery_form: Line | None = Field(default=None, title="获取方式")
    closed_on: Day | None = Field(default=None, title="办结日期")
    outcome: Line | None = Field(default=None, title="办理结果")

    @model_validator(mode="after")
    def _in_order(self) -> LedgerFields:
        if self.closed_on is not None and self.closed_on < self.received_on:
            raise ValueError("办结日期早于收到日期")
        return self


FIRST_ROWS: Mapping[str, type[Fields]] = {"file": FiledFields, "import_ledger": LedgerFields}


def propose(connection: Connection, scribe: Scribe, case: Case, ctx: Context, _: str) -> Mapping[str, Any]:
    """The data of the proposing row. Of a personal datum it holds digests only."""
    field = ctx.data["field"]
    if field.startswith(PERSONAL):
        after = _with(people.read(connection, case.id, scribe.keys), field, ctx.data["value"])
        return {"n": 1, "field": "people", "value": _digested(after, scribe.keys), "what": field}
    steps = corrected(row.step for row in read_rows(connection, case.id))
    value = _judged(steps, ctx)
    index = ctx.data["n"] - 1
    steps[index] = laid_over(steps[index], field, value)
    _derived(steps, ctx.facts, ctx.on, scribe.config.law)
    return {"value": value}


def approve(connection: Connection, scribe: Scribe, case: Case, ctx: Context, _: str) -> Mapping[str, Any]:
    """The data of the approving row. A personal datum is changed where it is kept."""
    rows = read_rows(connection, case.id)
    proposed = rows[ctx.data["n"] - 1].step.data
    if proposed["field"] == "people":
        after = _with(people.read(connection, case.id, scribe.keys), proposed["what"], ctx.data["value"])
        if _digested(after, scribe.keys) != proposed["value"]:
            todo = "对照申请材料重新录入；提出的更正有误的，另行提出"
            raise _bad("value", "与提出更正时录入的不一致，或其间申请人信息已变动", todo)
        people.replace_all(connection, case.id, after, scribe.keys)
        return {"value": None}
    if ctx.data["value"] is not None:
        raise _bad("value", "只有申请人、代理人的信息要由复核人另行录入", "不填 value")
    _judged(corrected(row.step for row in rows), replace(ctx, data=proposed))
    return {}


def _judged(steps: Sequence[Step], ctx: Context) -> Any:
    """The corrected value in its JSON form."""
    field, index = ctx.data["field"], ctx.data["n"] - 1
    if index >= len(steps):
        raise _bad("n", f"本件只有 {len(steps)} 条记录", "核对记录序号")
    open_to = _correctable(steps[index])
    if field not in open_to:
        todo = f"可更正：{'、'.join(open_to) or '无'}；申请人信息写作 applicants.序号.字段，代理人写作 agent.字段"
        raise _bad("field", f"第 {index + 1} 条记录没有可更正的字段 {field}", todo)
    return _day(ctx.data["value"], ctx).isoformat() if field == "on" else _checked(steps[index], field, ctx)


def _correctable(step: Step) -> list[str]:
    if step.command in ("rectify", "approve_rectification", "issue_letter"):
        return []
    fields = [name for name in _model(step).model_fields if name in step.data and name not in FIXED]
    return fields if step.command in BEGINNINGS else ["on", *fields]


def _model(step: Step) -> type[Fields]:
    return FIRST_ROWS[step.command] if step.command in BEGINNINGS else COMMANDS[step.command].fields


def rectified(connection: Connection, case: Case, step: Step, law: Law) -> Facts:
    """The facts re-derived from the whole history with this approval. Raises BadInput when they contradict what
    happened before or after."""
    assert case.facts is not None
    rows = read_rows(connection, case.id)
    return _derived(corrected([*(row.step for row in rows), step]), case.facts, step.on, law)


def _derived(steps: Sequence[Step], before: Facts, on: date, law: Law) -> Facts:
    after = begin(steps[0])
    for step in steps[1:]:
        day = earliest(after, step.command, moves=step.to_state != after.state)
        if step.on < day:
            label = REQUEST.labels[step.command]
            why = f"更正后第 {step.n} 条“{label}”（{step.on}）会早于 {day}，该步在此日之前不可能发生"
            raise _bad("value", why, "核对日期")
        after = apply(after, step)
    stopped = _started(before, law, on) and not _started(after, law, on)
    if stopped and after.state != "awaiting_confirmation":
        todo = "保留原渠道，或撤回后重新登记"
        raise _bad("value", "该渠道以双方确认之日为收到之日，本件没有确认记录", todo)
    return after


def _started(facts: Facts, law: Law, on: date) -> bool:
    return clock_of(facts, law, latest(facts, on)).receipt_date is not None


def _checked(step: Step, field: str, ctx: Context) -> Any:
    """The corrected value in its JSON form, judged by the same model as when it was first typed."""
    if field == "decision":
        return _redecided(step, ctx)
    model = _model(step)
    fields = model.model_fields.keys() - {"signer"}  # kept encrypted, which is no name
    typed = {name: value for name, value in step.data.items() if name in fields}
    typed[field] = ctx.data["value"]
    value = parse(model, typed, "更正").model_dump(mode="json")[field]
    if field in ("received_on", "closed_on"):
        _day(value, ctx)
    if field == "made_on" and value is not None and _day(value, ctx) > step.on:
        raise _bad("value", f"{value} 晚于发出之日 {step.on}", "核对文书落款日期")
    if field == "outcome":
        _same_way(step, value, ctx)
    if field == "unit" and value is not None and value not in ctx.config.organization.units:
        raise _bad("value", f"没有科室 {value}", "核对科室名称")
    return value


def _redecided(step: Step, ctx: Context) -> dict[str, Any]:
    """The decision with its column of T4. K14: one that orders where the other did not is no slip of the pen."""
    remedy = remedy_of(ctx.facts, step.data["ref"])
    assert remedy is not None, "it was decided by this very step"
    given = ctx.data["value"]
    code = given["decision"] if isinstance(given, Mapping) else str(given)
    merits = step.command == "decide_remedy"
    was = decision_of(remedy.kind, step.data["decision"])
    now = decision_of(remedy.kind, code, on_merits=merits)
    if (was.orders, was.appeal) != (now.orders, now.appeal) or now.column is None:
        what = f"“{now.label}”与原登记的“{was.label}”后果不同，不是笔误"
        raise _bad("value", what, "责令重新处理的用 order_to_act 登记")
    return {"decision": code, "result": now.column}


def _same_way(step: Step, code: str, ctx: Context) -> None:
    """R17, R32.3, R51: another outcome is a slip of the pen only when the case would have gone the same way with it."""
    judged = replace(ctx, data={**step.data, "outcome": code})
    if refusal := outcome_known(judged) or third_party_respected(judged) or joint_meeting_held(judged):
        raise _bad("value", refusal.because, refusal.remedy)
    outcomes, reviewed = ctx.config.law.outcomes, ctx.config.organization.legal_review_outcomes
    was, now = outcomes[step.data["outcome"]], outcomes[code]
    if (was.discloses, was.code in reviewed, was.remedy) != (now.discloses, now.code in reviewed, now.remedy):
        why = f"{code} 与原决定 {was.code} 的审查要求或救济途径不同，不是笔误"
        raise _bad("value", why, "退回审查重新认定")


def _day(value: Any, ctx: Context) -> date:
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        raise _bad("value", "不是有效日期", "日期写作 YYYY-MM-DD") from None
    if day > ctx.on:
        raise _bad("value", f"{day} 晚于办理更正之日 {ctx.on}", "只能更正为已经发生的日期")
    return day


def _with(persons: Persons, field: str, value: Any) -> Persons:
    """`persons` with one field changed, checked as when it came in."""
    *path, column = field.split(".")
    person = _person_at(persons, path)
    if person is None or column not in Person.model_fields:
        todo = "写作 applicants.序号.字段（序号从 0 起）或 agent.字段"
        raise _bad("field", f"没有可更正的字段 {field}", todo)
    changed = parse(Person, person.model_dump() | {column: value}, "更正")
    if path == ["agent"]:
        return replace(persons, agent=changed)
    return replace(persons, applicants=tuple(changed if p is person else p for p in persons.applicants))


def _person_at(persons: Persons, path: Sequence[str]) -> Person | None:
    match path:
        case ["agent"]:
            return persons.agent
        case ["applicants", ordinal] if ordinal.isdecimal() and int(ordinal) < len(persons.applicants):
            return persons.applicants[int(ordinal)]
    return None


def _digested(persons: Persons, keys: Keys) -> dict[str, Any]:
    return {"people": people.digest(persons, keys), "applicant_kind": persons.applicants[0].kind}


def _bad(field: str, why: str, todo: str) -> BadInput:
    return BadInput("没有更正", why, todo, field=field)
