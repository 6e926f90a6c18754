"""依申请转主动公开 as a dossier: what each command asks for, who may give it, and what it writes beside (R44, R26, R12,
S35). One person prepares, another clears, a third approves; the clearance is of exactly one content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal

from pydantic import Field
from sqlalchemy import Connection, select

from disclosure.cases import fields as f
from disclosure.cases.caseless import Subject, hand_over, open_deadline, settle_deadline
from disclosure.cases.dossiers import DossierCommand, DossierContext, DossierGuard, DossierKind
from disclosure.cases.proposing import KIND, LIMIT, limit_ref, open_limit
from disclosure.cases.publishing import enter, strike_out
from disclosure.cases.turns import tell
from disclosure.cases.uploads import releasable
from disclosure.errors import GateRefused, Refusal
from disclosure.law.publication import catalogue_check_due, publication_due
from disclosure.law.secrecy import ScreeningRules
from disclosure.store.tables import candidate_requests, candidates, documents, findings
from state_machines import PROACTIVE

HANDLER, CLERK = "handler", "intake_clerk"
SECRECY, LEGAL = "secrecy_reviewer", "legal_reviewer"
DECIDING = ("office_head", "leader")
CATALOGUED = ("title", "summary", "formed_on", "manner", "scope")  # R12

Manner = Literal["website", "gazette", "press_conference", "media", "reading_room"]


class PrepareContent(f.Fields):
    """R12 names what an entry of the catalogue holds. `manner` is one of R23, R25."""

    content_hash: f.Hash = Field(title="拟公开内容的校验值")
    title: f.Line = Field(title="名称")
    summary: f.Words = Field(title="内容概述")
    formed_on: f.Day = Field(title="生成日期")
    manner: Manner = Field(title="公开方式")
    scope: f.Line = Field(default="面向社会", title="公开范围")
    explanation: f.Words | None = Field(default=None, title="对筛查提示的说明")
    impact_assessment: f.Words | None = Field(
        default=None, title="个人信息保护影响评估（筛查到个人信息的必填）"
    )


class Publish(f.Fields):
    content_hash: f.Hash = Field(title="所公开内容的校验值")
    place: f.Line = Field(title="公开的网址或者处所")


class Check(f.Fields):
    result: f.Words = Field(title="核查结果")


# Guards: read from the chained steps, not from the columns beside them.


def present_content(ctx: DossierContext) -> str | None:
    """The hash of what was prepared last."""
    return next((s.data["content_hash"] for s in reversed(ctx.steps) if s.command == "prepare_content"), None)


def _cleared(ctx: DossierContext) -> bool:
    """Cleared since it was last prepared, and as exactly this content."""
    for step in reversed(ctx.steps):
        if step.command == "prepare_content":
            return False
        if step.command == "clear":
            return bool(step.data["content_hash"] == present_content(ctx))
    return False


GUARDS: Mapping[str, DossierGuard] = {
    "present_content": DossierGuard(
        lambda ctx: ctx.data.get("content_hash") == present_content(ctx),
        Refusal("保密法第35条", "所写校验值不是现有内容的", "核对文件；内容有更换的，重新准备并作保密再审"),
        reads_fields=True,
    ),
    "content_cleared": DossierGuard(
        _cleared,
        Refusal("条例第17条、保密法第35条", "现有内容没有经过保密再审", "先由保密审查员审查现有内容"),
    ),
    "not_own_preparation": DossierGuard(
        lambda ctx: ctx.actor.name not in ctx.who("prepare_content"),
        Refusal("条例第45条", "是本人准备过公开内容的候选", "由未参与准备的人办理"),
    ),
    "not_own_clearance": DossierGuard(
        lambda ctx: ctx.actor.name not in ctx.who("clear"),
        Refusal("保密法第35条", "是本人作过保密再审的候选", "由未作保密再审的人办理"),
    ),
}


def formed_before(ctx: DossierContext) -> Refusal | None:
    if date.fromisoformat(ctx.data["formed_on"]) <= ctx.on:
        return None
    return Refusal("条例第12条", f"生成日期 {ctx.data['formed_on']} 晚于今天", "核对生成日期")


# Effects


def _prepare_content(connection: Connection, ctx: DossierContext) -> Mapping[str, Any]:
    """S35, PI55: what the screening found is answered for in writing. Raises BadInput for what is not on file."""
    found = _found(connection, ctx, ctx.data["content_hash"])
    refusals = [] if _of_its_requests(connection, ctx) else [NOT_OF_ITS_REQUESTS]
    if found and not ctx.data["explanation"]:
        because = f"筛查有 {len(found)} 类提示，没有说明"
        refusals.append(Refusal("条例第17条、保密法第35条", because, "逐类说明为何可以公开"))
    if found & _personal(ctx.config.screening) and not ctx.data["impact_assessment"]:
        because = "筛查到个人信息，没有影响评估"
        remedy = "遮盖个人信息后重新准备，或者写明个人信息保护影响评估"
        refusals.append(Refusal("个人信息保护法第55条", because, remedy))
    _refuse(ctx, refusals)
    _back(connection, ctx)
    entry = {name: ctx.data[name] for name in (*CATALOGUED, "content_hash", "explanation")}
    return entry | {
        "formed_on": date.fromisoformat(ctx.data["formed_on"]),
        "answered": " ".join(sorted(found)),
    }


NOT_OF_ITS_REQUESTS = Refusal(
    "条例第44条",
    "该文件不在本候选所涉任何一件申请的案卷中",
    "用 disclosure attach 把拟公开的文件收存到所涉的一件申请，再作准备",
)


def _of_its_requests(connection: Connection, ctx: DossierContext) -> bool:
    """Not just any file of the book, whoever brought it to whatever case."""
    member = candidate_requests.c.request_id == documents.c.request_id
    mine = candidate_requests.c.candidate_id == ctx.row["id"]
    same = documents.c.sha256 == ctx.data["content_hash"]
    query = select(documents.c.id).select_from(documents.join(candidate_requests, member))
    return connection.execute(query.where(mine, same).limit(1)).first() is not None


def _found(connection: Connection, ctx: DossierContext, content_hash: str) -> set[str]:
    """The rules of what the screening finds in a content today. Raises GateRefused for a classified one (S31s)."""
    _, refusal = releasable(connection, content_hash, ctx.config)
    _refuse(ctx, [refusal] if refusal else [])
    return set(connection.scalars(select(findings.c.rule).where(findings.c.sha256 == content_hash)))


def _still_fit(connection: Connection, ctx: DossierContext) -> None:
    """The rules of the screening may have changed since the content was prepared."""
    content_hash = present_content(ctx)
    assert content_hash is not None, "the chart lets nothing but a preparation begin"
    if new := _found(connection, ctx, content_hash) - set(ctx.row["answered"].split()):
        because = f"准备之后筛查又有 {len(new)} 类提示，没有说明"
        _refuse(ctx, [Refusal("条例第17条、保密法第35条", because, "退回准备，逐类说明或者更换内容")])


def _refuse(ctx: DossierContext, refusals: Sequence[Refusal]) -> None:
    if refusals:
        raise GateRefused(f"不能{PROACTIVE.labels[ctx.command]}", refusals)


def _personal(rules: ScreeningRules) -> set[str]:
    """The rules that find personal data."""
    every = (*rules.phrases, *rules.detectors.values())
    return {rule.key for rule in every if rule.fact.startswith("PI")}


def _reviewed(connection: Connection, ctx: DossierContext) -> Mapping[str, Any]:
    _still_fit(connection, ctx)
    return _forward(connection, ctx)


def _forward(connection: Connection, ctx: DossierContext) -> Mapping[str, Any]:
    """The limit stays, the next owner has what is left of it."""
    ref = limit_ref(ctx.row["number"], _approvals(ctx))
    hand_over(connection, LIMIT, ref, _next_owner(ctx))
    _tell(connection, ctx)
    return {}


def _tell(connection: Connection, ctx: DossierContext) -> None:
    """Whose turn it is now."""
    number, version = ctx.row["number"], ctx.row["version"] + 1
    tell(connection, CANDIDATE.name, number, version, _next_owner(ctx), ctx.row["unit"], ctx.on)


def _back(connection: Connection, ctx: DossierContext) -> Mapping[str, Any]:
    """What was approved already begins a limit of its own; the period of R26 goes on beside it."""
    if ctx.row["state"] != "approved":
        return _forward(connection, ctx)
    open_limit(
        connection,
        ctx.config,
        ctx.row["number"],
        ctx.row["unit"],
        ctx.on,
        owner=_next_owner(ctx),
        approvals=_approvals(ctx),
    )
    _tell(connection, ctx)
    return {}


def _approve(connection: Connection, ctx: DossierContext) -> Mapping[str, Any]:
    """R26 counts from the first decision to publish; a second one, on another content, wins no time."""
    _still_fit(connection, ctx)
    number = ctx.row["number"]
    settle_deadline(connection, LIMIT, limit_ref(number, _approvals(ctx)), ctx.on)
    if _approvals(ctx) == 0:
        subject = Subject("publication", number, _next_owner(ctx), ctx.row["unit"])
        open_deadline(connection, subject, ctx.on, publication_due(ctx.config.law, ctx.on), ctx.config)
    _tell(connection, ctx)
    return {}


def _decline(connection: Connection, ctx: DossierContext) -> Mapping[str, Any]:
    number = ctx.row["number"]
    settle_deadline(connection, LIMIT, limit_ref(number, _approvals(ctx)), ctx.on)
    settle_deadline(connection, "publication", number, ctx.on, void=True)
    return {}


def _publish(connection: Connection, ctx: DossierContext) -> Mapping[str, Any]:
    _still_fit(connection, ctx)
    settle_deadline(connection, "publication", ctx.row["number"], ctx.on)
    prepared = next(s.data for s in reversed(ctx.steps) if s.command == "prepare_content")
    entry = {name: prepared[name] for name in CATALOGUED}
    entry["formed_on"] = date.fromisoformat(prepared["formed_on"])
    enter(connection, ctx.row["id"], entry, ctx.data["content_hash"], ctx.data["place"], ctx.on)
    _open_check(connection, ctx, 1)
    return {}


def _check(connection: Connection, ctx: DossierContext) -> Mapping[str, Any]:
    done = _checks(ctx) + 1
    settle_deadline(connection, "catalogue_check", f"{ctx.row['number']}:{done}", ctx.on)
    _open_check(connection, ctx, done + 1)
    return {}


def _take_down(connection: Connection, ctx: DossierContext) -> Mapping[str, Any]:
    settle_deadline(connection, "catalogue_check", f"{ctx.row['number']}:{_checks(ctx) + 1}", ctx.on)
    strike_out(connection, ctx.row["id"], ctx.on)
    return {}


def _open_check(connection: Connection, ctx: DossierContext, n: int) -> None:
    subject = Subject("catalogue_check", f"{ctx.row['number']}:{n}", HANDLER, ctx.row["unit"])
    open_deadline(connection, subject, ctx.on, catalogue_check_due(ctx.config.law, ctx.on), ctx.config)


def _approvals(ctx: DossierContext) -> int:
    return sum(step.command == "approve" for step in ctx.steps)


def _checks(ctx: DossierContext) -> int:
    return sum(step.command == "check" for step in ctx.steps)


def _next_owner(ctx: DossierContext) -> str:
    (arm,) = PROACTIVE.arms[ctx.row["state"], ctx.command]
    return PROACTIVE.states[arm.target].owner_role


CANDIDATE = DossierKind(
    KIND,
    "转主动公开候选",
    candidates,
    PROACTIVE,
    {
        "prepare_content": DossierCommand(PrepareContent, (HANDLER,), (formed_before,), _prepare_content),
        "clear": DossierCommand(f.Clear, (SECRECY,), effect=_reviewed),
        "return_to_preparation": DossierCommand(f.Reason, (SECRECY, LEGAL, *DECIDING), effect=_back),
        "pass_legality": DossierCommand(f.Opinion, (LEGAL,), effect=_forward),
        "approve": DossierCommand(f.Opinion, DECIDING, effect=_approve),
        "decline": DossierCommand(f.Reason, DECIDING, effect=_decline),
        "publish": DossierCommand(Publish, (HANDLER, CLERK), effect=_publish),
        "check": DossierCommand(Check, (HANDLER, CLERK), effect=_check),
        "take_down": DossierCommand(f.Reason, DECIDING, effect=_take_down),
    },
    GUARDS,
)
