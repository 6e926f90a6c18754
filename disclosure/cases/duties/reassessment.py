"""定期评估 (R18, K13): one person assesses whether what was withheld may now be opened, another confirms.

What may be opened goes to proactive disclosure or to a new reply; what stays withheld comes back after the
interval. A reply that no longer stands needs no assessment, and the duty is dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field
from sqlalchemy import Connection

from disclosure.cases.caseless import settle_deadline
from disclosure.cases.dossiers import DossierCommand, DossierContext, DossierGuard, DossierKind
from disclosure.cases.duties.withholding import resume
from disclosure.cases.fields import Fields, Line, Reason, Words
from disclosure.cases.proposing import propose_reassessed
from disclosure.cases.turns import pass_on, tell
from disclosure.errors import Refusal
from disclosure.store.tables import reassessments
from state_machines import REASSESSMENT

DEADLINE = "reassessment"
REVIEWERS = ("section_head", "office_head", "leader")


class Assess(Fields):
    conclusion: Literal["withhold", "open"] = Field(title="结论：withhold 仍不公开，open 可以公开")
    reason: Words = Field(title="理由")
    follow_up: Literal["proactive", "new_reply"] | None = Field(
        default=None, title="可以公开的如何处理：proactive 主动公开，new_reply 重新答复申请人"
    )
    declassification: Line | None = Field(default=None, title="解密依据（原为国家秘密的）")


class ConfirmAssessment(Fields):
    opinion: Words | None = Field(default=None, title="复核意见")


def _follow_up_fits(ctx: DossierContext) -> Refusal | None:
    may_open, follow_up = ctx.data["conclusion"] == "open", ctx.data["follow_up"]
    if may_open and follow_up is None:
        return Refusal("条例第18条", "可以公开的，应当公开，却没有写明如何公开", "填写 follow_up")
    if not may_open and follow_up is not None:
        return Refusal("条例第18条", "仍不公开的，没有后续处理", "不填 follow_up，或改正结论")
    return None


def _declassified(ctx: DossierContext) -> Refusal | None:
    """R14, S24: a state secret is opened by declassification, not by our assessment."""
    secret = ctx.row["outcome"] == "DENY_SECRET" and ctx.data["conclusion"] == "open"
    if secret and ctx.data["declassification"] is None:
        return Refusal(
            "条例第14条、保密法第24条",
            "原答复认定为国家秘密，没有解密不能公开",
            "先请原定密机关解密，或查明保密期限已满，填写 declassification",
        )
    return None


def _assessed(connection: Connection, ctx: DossierContext) -> Mapping[str, Any]:
    first_signer = ctx.config.organization.units[ctx.row["unit"]].approval_chain[0]
    pass_on(connection, KIND, ctx, "assessed", first_signer)
    return {"conclusion": ctx.data["conclusion"], "follow_up": ctx.data["follow_up"]}


def _returned(connection: Connection, ctx: DossierContext) -> Mapping[str, Any]:
    pass_on(connection, KIND, ctx, "raised", "handler")
    return {"conclusion": None, "follow_up": None}


def _concluded(connection: Connection, ctx: DossierContext) -> Mapping[str, Any]:
    """What may be opened becomes a candidate (R44), or is laid before whoever replies anew."""
    number, version = ctx.row["number"], ctx.row["version"] + 1
    settle_deadline(connection, DEADLINE, number, ctx.on)
    resume(connection, ctx.row["request_id"], ctx.row["round"], ctx.on)
    if ctx.row["follow_up"] == "proactive":
        propose_reassessed(connection, ctx.config, ctx.row["request_id"], ctx.row["unit"], ctx.on)
    elif ctx.row["follow_up"] == "new_reply":
        tell(connection, KIND.name, number, version, "handler", ctx.row["unit"], ctx.on)
    return {}


def _dropped(connection: Connection, ctx: DossierContext) -> Mapping[str, Any]:
    """A reply that stands after all is looked at again after the interval."""
    settle_deadline(connection, DEADLINE, ctx.row["number"], ctx.on, void=True)
    resume(connection, ctx.row["request_id"], ctx.row["round"], ctx.on)
    return {}


def _not_own_work(ctx: DossierContext) -> bool:
    return ctx.actor.name not in ctx.who("assess")


KIND = DossierKind(
    "reassessment",
    "定期评估",
    reassessments,
    REASSESSMENT,
    {
        "assess": DossierCommand(Assess, ("handler",), (_follow_up_fits, _declassified), _assessed),
        "return_assessment": DossierCommand(Reason, REVIEWERS, effect=_returned),
        "confirm_assessment": DossierCommand(ConfirmAssessment, REVIEWERS, effect=_concluded),
        "drop": DossierCommand(Reason, ("office_head", "system"), effect=_dropped),
    },
    {
        "not_own_work": DossierGuard(
            _not_own_work, Refusal("条例第18条", "评估是您本人作的", "由另一人复核")
        ),
    },
    about="request_number",
)
