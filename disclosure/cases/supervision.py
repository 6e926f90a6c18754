"""R47.1: what people do with a 督办单. Opening is the sweep's (`supervision_opening`).

The order outlives what it was opened for: a reply that has gone out late ends its own deadline, and why it was late
is still to be answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field
from sqlalchemy import Connection, bindparam, select, update

from disclosure.cases.caseless import Subject, open_deadline, settle_deadline
from disclosure.cases.dossiers import DossierCommand, DossierContext, DossierGuard, DossierKind
from disclosure.cases.fields import Fields, Nothing, Opinion, Reason, Words
from disclosure.cases.notices import Notice, tell
from disclosure.cases.supervision_opening import ANSWERER, answer_period
from disclosure.errors import Refusal
from disclosure.law.escalation import SUPERVISION_ANSWER
from disclosure.store.statements import Statement
from disclosure.store.tables import deadlines, supervision_orders
from state_machines import SUPERVISION

NAME = "supervision"
# Whoever can own a deadline can be called upon to answer for it; the head of the unit is written to.
ANSWERERS = (
    "section_head", "handler", "intake_clerk", "legal_reviewer", "secrecy_reviewer", "archivist", "office_head",
)  # fmt: skip
CLOSERS = ("office_head", "leader", "supervisor")
RAISE = "raise_order"


class AnswerOrder(Fields):
    cause: Words = Field(title="逾期原因")
    measures: Words = Field(title="整改措施")


def answer_ref(row: Mapping[str, Any]) -> str:
    """Which answer is owed now: the first has the number of the order, a later one its place behind it."""
    number, answers = row["number"], row["answers"]
    return number if answers == 1 else f"{number}/{answers}"


def _answered(connection: Connection, ctx: DossierContext) -> Mapping[str, Any]:
    settle_deadline(connection, SUPERVISION_ANSWER, answer_ref(ctx.row), ctx.on)
    tell(connection, _notice(ctx, "dossier", NAME, CLOSERS[0]))
    return {}


def _returned(connection: Connection, ctx: DossierContext) -> Mapping[str, Any]:
    """Another answer is owed, in a period of its own."""
    again = {**ctx.row, "answers": ctx.row["answers"] + 1}
    period = answer_period(ctx.config, ctx.on)
    subject = Subject(SUPERVISION_ANSWER, answer_ref(again), ANSWERER, ctx.row["unit"])
    open_deadline(connection, subject, ctx.on, period.due, ctx.config, expires_on=period.expires_on)
    tell(connection, _notice(ctx, "dossier", NAME, ANSWERER))
    return {"answers": again["answers"]}


def _raised(connection: Connection, ctx: DossierContext) -> Mapping[str, Any]:
    """The answer stays owed and climbs the ladder; only what its expiry had to do is done."""
    ref = {"of": SUPERVISION_ANSWER, "which": answer_ref(ctx.row)}
    owed = _OWED.row(connection, ref)
    assert owed is not None
    _SPENT.run(connection, ref)
    deadline_id, due = owed
    tell(
        connection, _notice(ctx, "raised", SUPERVISION_ANSWER, "supervisor", deadline_id=deadline_id, due=due)
    )
    return {}


def _notice(ctx: DossierContext, kind: str, topic: str, role: str, **other: Any) -> Notice:
    number, unit = ctx.row["number"], ctx.row["unit"]
    step = f"{number}/{ctx.row['version'] + 1}"
    subject = ctx.row["subject"] if "deadline_id" in other else number
    return Notice(step, kind, topic, role, unit, ctx.on, subject=subject, **other)


def _not_own_answer(ctx: DossierContext) -> bool:
    return ctx.actor.name not in ctx.who("answer")


_SAME = (
    deadlines.c.request_id.is_(None),
    deadlines.c.kind == bindparam("of"),
    deadlines.c.ref == bindparam("which"),
)
_OWED = Statement(select(deadlines.c.id, deadlines.c.due).where(*_SAME))
_SPENT = Statement(update(deadlines).values(expires_on=None).where(*_SAME))

SUPERVISION_ORDER = DossierKind(
    NAME,
    "督办单",
    supervision_orders,
    SUPERVISION,
    {
        "acknowledge": DossierCommand(Nothing, ANSWERERS),
        "answer": DossierCommand(AnswerOrder, ANSWERERS, effect=_answered),
        "return_answer": DossierCommand(Reason, CLOSERS, effect=_returned),
        "close": DossierCommand(Opinion, CLOSERS),
        RAISE: DossierCommand(Nothing, ("system",), effect=_raised),
    },
    {
        "not_own_answer": DossierGuard(
            _not_own_answer,
            Refusal("条例第47条第1款", "督办答复是本人作出的", "由另一位有督办职责的人员办结，或退回重答"),
        )
    },
    about="subject",
)
