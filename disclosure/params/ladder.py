"""config/escalation.yaml: when a deadline is called yellow, red and overdue, and who is told (G8)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictInt

from disclosure.law.escalation import OWNER, Ladder, Level
from disclosure.params.expected import DEADLINE_KINDS
from disclosure.params.forms import WORKING_DAYS, Bool, Form, Key, Text, one_of
from disclosure.params.reading import Document, Problems, parse
from disclosure.params.roles import NOBODYS, ROLES
from disclosure.params.wording import likely

# A rung is known by its place in time, not in the file: what deadlines and escalations say of it stays true when a
# rung is added before it or taken away. 0 stands before every rung.
FIRST_OFFSET = 251


COLOURS = {"yellow": "黄灯", "red": "红灯", "overdue": "逾期"}
RECIPIENTS = (ROLES - NOBODYS) | {OWNER}
Recipient = Annotated[Key, Field(json_schema_extra=one_of(RECIPIENTS))]
Kind = Annotated[Key, Field(json_schema_extra=one_of(DEADLINE_KINDS))]


class LevelForm(Form):
    name: Text = Field(title="名称")
    colour: Literal["yellow", "red", "overdue"] = Field(title="亮灯", json_schema_extra=one_of(COLOURS))
    offset: StrictInt = Field(
        ge=-250,
        le=250,
        title="距到期日",
        description="负数在到期日之前，0 是到期日",
        json_schema_extra=WORKING_DAYS,
    )
    to: tuple[Recipient, ...] = Field(min_length=1, title="收件人", description="owner 为该期限的责任人")
    kinds: tuple[Kind, ...] = Field(default=(), title="期限的种类", description="不写为全部")
    opens_supervision: Bool = Field(default=False, title="开督办单")


class LadderForm(Form):
    levels: tuple[LevelForm, ...] = Field(min_length=1, max_length=20, title="催办阶梯")


def read_ladder(document: Document, problems: Problems) -> Ladder | None:
    """The ladder in order of the file, which must be the order of time."""
    form = parse(LadderForm, document, problems)
    if form is None:
        return None
    for i, level in enumerate(form.levels):
        if i and level.offset <= form.levels[i - 1].offset:
            line = document.line("levels", i, "offset")
            message = f"第 {i + 1} 级不在第 {i} 级之后"
            problems.note(document.file, line, "UNORDERED", message, "请按 offset 从早到晚排列，不得相同")
        for n, kind in enumerate(level.kinds):
            known_kind(kind, document, document.line("levels", i, "kinds", n), problems)
        for n, role in enumerate(level.to):
            _check_recipient(role, document, document.line("levels", i, "to", n), problems)
    return Ladder(
        tuple(
            Level(
                row.offset + FIRST_OFFSET,
                row.name,
                row.colour,
                row.offset,
                row.to,
                row.kinds,
                row.opens_supervision,
            )
            for row in form.levels
        )
    )


def _check_recipient(role: str, document: Document, line: int, problems: Problems) -> None:
    if role in NOBODYS:
        problems.note(document.file, line, "NOBODY", f"收件人 {role} 没有人担任", "请改为由人担任的角色")
    elif role not in RECIPIENTS:
        todo = likely(role, RECIPIENTS, f"请使用角色名或 {OWNER}")
        problems.note(document.file, line, "UNKNOWN_ROLE", f"没有角色 {role}", todo)


def known_kind(kind: str, document: Document, line: int, problems: Problems) -> None:
    if kind not in DEADLINE_KINDS:
        todo = likely(kind, DEADLINE_KINDS, f"可用：{'、'.join(sorted(DEADLINE_KINDS))}")
        problems.note(document.file, line, "UNKNOWN_KIND", f"没有期限种类 {kind}", todo)
