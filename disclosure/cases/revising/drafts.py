"""配置草稿 as a dossier: changed files beside a base, approved by somebody who wrote none of them.

A draft holds what it changes and nothing else, so that it can be laid over a newer base. Every edit is a step with the
whole text of the files it touched: who wrote what can be read afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import Connection

from disclosure.cases import fields as f
from disclosure.cases.actors import known_actor
from disclosure.cases.context import Actor
from disclosure.cases.desk import Desk, Given, give, open_dossier
from disclosure.cases.dossiers import DossierCommand, DossierContext, DossierGuard, DossierKind, read_dossier
from disclosure.cases.numbering import next_number
from disclosure.cases.versions import files_of, keep_version
from disclosure.cases.writing import dumps
from disclosure.errors import BadInput, Conflict, Refusal
from disclosure.params import Config, version_of
from disclosure.params.reading import MAX_CHARACTERS
from disclosure.store.live import live_version
from disclosure.store.tables import config_drafts
from state_machines import CONFIG_DRAFT

PREFIX = "配置"
ADMINISTRATOR = "administrator"
APPROVERS = (ADMINISTRATOR, "office_head", "leader")
WRITTEN_BY = ("revise", "rebase", "submit")

Files = Mapping[str, str]
Changes = Mapping[str, str | None]
_Path = Annotated[str, Field(pattern=r"^[A-Za-z0-9_/-]{1,80}\.(yaml|md)$")]
_Text = Annotated[str, Field(max_length=MAX_CHARACTERS)]


class Revise(f.Fields):
    """Whole texts; null leaves a file out. Nothing at all opens a draft."""

    changes: Annotated[dict[_Path, _Text | None], Field(max_length=200)] = Field(
        default={}, title="改动的文件（路径和全文）"
    )


class Submit(f.Fields):
    effective_on: f.Day = Field(title="生效之日")
    reason: f.Words = Field(title="改动的理由")


class Approve(f.Fields):
    opinion: f.Words = Field(title="批准意见")
    result: f.Hash = Field(title="所批准草稿的版本")


class InForce(f.Fields):
    """`cases`: recomputed ones. `deadlines`: those moved that belong to no case; `alerts`: days of the ladder moved;
    `left`: cases whose history cannot be recomputed under any version."""

    result: f.Hash = Field(title="生效的版本")
    cases: int = Field(ge=0, title="重算的申请")
    deadlines: int = Field(ge=0, title="移动的其他期限")
    alerts: int = Field(ge=0, title="移动的亮灯日")
    left: int = Field(ge=0, title="无法重算的申请")


def changed(base: Files, changes: Changes) -> dict[str, str]:
    """The files that a draft makes of its base."""
    files = {**base, **{name: text for name, text in changes.items() if text is not None}}
    return {name: text for name, text in files.items() if changes.get(name, text) is not None}


def differing(base: Files, files: Files) -> dict[str, str | None]:
    """What has to be changed in `base` to get `files`."""
    found: dict[str, str | None] = {n: text for n, text in files.items() if base.get(n) != text}
    return found | dict.fromkeys(base.keys() - files.keys())


def changed_by_both(before: Files, now: Files, changes: Changes) -> list[str]:
    """Files that a draft changes and that have changed otherwise since its base, `before`."""
    return sorted(name for name, text in changes.items() if before.get(name) != now.get(name) != text)


def files_of_draft(connection: Connection, row: Mapping[str, Any]) -> dict[str, str]:
    """`row` has base and changes."""
    return changed(files_of(connection, row["base"]), json.loads(row["changes"]))


def _laid_over(base: Files, changes: Changes) -> dict[str, Any]:
    """The columns of a draft with these changes; a file that is as it was is no change."""
    files = changed(base, changes)
    return {"changes": dumps(differing(base, files)), "result": version_of(files)}


def _revised(connection: Connection, ctx: DossierContext) -> Mapping[str, Any]:
    given = {name: text and text.replace("\r\n", "\n") for name, text in ctx.data["changes"].items()}
    return _laid_over(files_of(connection, ctx.row["base"]), {**json.loads(ctx.row["changes"]), **given})


def _rebased(connection: Connection, ctx: DossierContext) -> Mapping[str, Any]:
    """The same changes over the version in force. A file both have changed is for a person to bring together."""
    live = live_version(connection) or ctx.config.version
    before, now = files_of(connection, ctx.row["base"]), files_of(connection, live)
    changes = json.loads(ctx.row["changes"])
    if both := changed_by_both(before, now, changes):
        raise Conflict(
            "没有改以现行配置为底",
            f"现行配置也改了 {'、'.join(both)}",
            "对照现行配置，在这几个文件中重做本草稿的改动：先把它们改成现行的文字，再改所要改的几处",
        )
    return {"base": live, **_laid_over(now, changes)}


def _submitted(connection: Connection, ctx: DossierContext) -> Mapping[str, Any]:
    """Raises ConfigInvalid with every mistake of the draft."""
    require_base(connection, ctx.row, ctx.config)
    if not json.loads(ctx.row["changes"]):
        raise BadInput("没有提请批准", "草稿与现行配置完全相同", "先作改动，或撤回草稿")
    Config.of_snapshot(files_of_draft(connection, ctx.row))
    return {"effective_on": date.fromisoformat(ctx.data["effective_on"])}


def _approved(connection: Connection, ctx: DossierContext) -> Mapping[str, Any]:
    require_base(connection, ctx.row, ctx.config)
    return {}


def _in_time(ctx: DossierContext) -> Refusal | None:
    effective_on = date.fromisoformat(ctx.data["effective_on"])
    if effective_on >= ctx.on:
        return None
    return Refusal(
        "条例第45条",
        f"生效之日 {effective_on} 已经过去",
        f"填写今天（{ctx.on}）或以后的一天；法律自过去某日起有新值的，在该参数的 values 下按施行日写明，配置今天生效",
    )


def _same_result(ctx: DossierContext) -> Refusal | None:
    if ctx.data["result"] == ctx.row["result"]:
        return None
    return Refusal("条例第45条", "所批准的版本不是这份草稿现在的版本", "重新查看草稿及其影响，再批准")


def require_base(connection: Connection, row: Mapping[str, Any], present: Config) -> None:
    """Raises Conflict for a draft older than the configuration in force: what it says of it is no longer so."""
    live = live_version(connection) or present.version
    if row["base"] != live:
        raise Conflict(
            f"草稿 {row['number']} 早于现行配置",
            f"它以版本 {row['base'][:12]} 为底，现行的是 {live[:12]}",
            "退回起草，改以现行配置为底（rebase），核对影响后重新提请批准",
        )


KIND = DossierKind(
    "config_draft",
    "配置草稿",
    config_drafts,
    CONFIG_DRAFT,
    {
        "revise": DossierCommand(Revise, (ADMINISTRATOR,), effect=_revised),
        "rebase": DossierCommand(f.Nothing, (ADMINISTRATOR,), effect=_rebased),
        "submit": DossierCommand(Submit, (ADMINISTRATOR,), (_in_time,), effect=_submitted),
        "return_draft": DossierCommand(f.Reason, APPROVERS),
        "approve": DossierCommand(Approve, APPROVERS, (_same_result,), effect=_approved),
        "bring_into_force": DossierCommand(InForce, ("system",)),
        "withdraw": DossierCommand(f.Reason, (ADMINISTRATOR,)),
    },
    {
        "not_own_work": DossierGuard(
            lambda ctx: ctx.actor.name not in ctx.who(*WRITTEN_BY),
            Refusal("条例第45条", "草稿中有您本人写的改动", "由另一位有批准职责的人员批准"),
        )
    },
)


def open_draft(desk: Desk, title: str, changes: Changes, *, actor: str | Actor, on: date) -> str:
    """A draft beside the configuration in force, with the first changes; its number."""
    recorded_at = desk.recorded_at(on)

    def work(connection: Connection) -> str:
        from_actor = Given(
            "revise", {"changes": dict(changes)}, known_actor(connection, actor), on, recorded_at
        )
        return begin_draft(connection, desk, title, from_actor)

    return desk.store.write(work)


def begin_draft(connection: Connection, desk: Desk, title: str, first: Given) -> str:
    """As `open_draft`, inside a write transaction."""
    keep_version(connection, desk.config, first.recorded_at)
    base = live_version(connection) or desk.config.version
    number = next_number(connection, PREFIX, first.on)
    cells = {
        "number": number,
        "unit": desk.config.organization.intake_unit,
        "opened_on": first.on,
        "title": f.parse(Title, {"title": title}, "草稿").title,
        "base": base,
        "changes": "{}",
        "result": base,
    }
    open_dossier(connection, KIND, cells)
    give(connection, desk, KIND, number, first)
    return number


class Title(f.Fields):
    title: f.Line = Field(title="名称")


def read_draft(connection: Connection, number: str) -> Mapping[str, Any]:
    """Raises NotFound."""
    return read_dossier(connection, KIND, number, lock=False)
