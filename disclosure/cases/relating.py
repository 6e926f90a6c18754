"""Commands that reach beyond their own case: 收存文件, 并案, 拆分, 转主动公开建议, 更正, 制发文书. Each adds to the
data of its history row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, select

from disclosure.cases import people
from disclosure.cases.context import Context
from disclosure.cases.dispatches import ARRIVALS, seal_signer
from disclosure.cases.facts import TICKS
from disclosure.cases.filing import Application
from disclosure.cases.imported import clock_channel
from disclosure.cases.intake import file_case
from disclosure.cases.letters import issue
from disclosure.cases.proposing import suggest
from disclosure.cases.rectifying import approve, propose
from disclosure.cases.scribe import Case, Scribe
from disclosure.cases.secrecy import comes_back_to_office
from disclosure.cases.together import question
from disclosure.cases.uploads import link, on_file, releasable
from disclosure.errors import BadInput, GateRefused, NotFound
from disclosure.law.secrecy import ReviewLevel
from disclosure.store.tables import requests

# What the applicant was told or did about the application as a whole; consultations stay with the case that asked.
INHERITED = frozenset(
    {
        "confirmed",
        "correction_requested",
        "correction_notice_received",
        "correction_received",
        "fee_notice_sent",
        "fee_notice_received",
        "fee_paid",
        "extended",
        "postponed",
    }
)
Prepare = Callable[[Connection, Scribe, Case, Context, str], Mapping[str, Any]]


def _merge(connection: Connection, _: Scribe, case: Case, ctx: Context, __: str) -> Mapping[str, Any]:
    """并案办理 only relates the cases: each keeps its own clock and its own reply."""
    other = ctx.data["number"]
    if other == case.number:
        raise BadInput("不能并案", "不能与本件自身并案", "填写另一件的编号", field="number")
    if connection.execute(select(requests.c.id).where(requests.c.number == other)).first() is None:
        raise NotFound(f"没有编号为 {other} 的申请", "编号不存在", "核对编号")
    return {"related": [other]}


def _split(
    connection: Connection, scribe: Scribe, case: Case, ctx: Context, recorded_at: str
) -> Mapping[str, Any]:
    """一事一申请: each part becomes a case of the same applicants, on the clock of this one."""
    facts = ctx.facts
    persons = people.read(connection, case.id, scribe.keys)
    inherited = tuple(tick for tick in facts.ticks if tick.event in INHERITED)
    origin = {
        "split_from": case.number,
        "split_on": ctx.on.isoformat(),
        "inherited": TICKS.dump_python(inherited, mode="json", exclude_defaults=True),
        "extended": facts.extended,
        "channel": facts.channel,
    }
    numbers = []
    for part in ctx.data["parts"]:
        application = Application(
            applicants=persons.applicants,
            agent=persons.agent,
            content=part,
            channel=clock_channel(facts.channel),
            received_on=facts.filed_on,
            unit=facts.unit,
        )
        done = file_case(connection, scribe, application, ctx.actor, recorded_at, origin=origin)
        numbers.append(done.number)
    return {"related": numbers}


def _attach(connection: Connection, _: Scribe, case: Case, ctx: Context, __: str) -> Mapping[str, Any]:
    on_file(connection, ctx.data["sha256"])
    link(connection, case.id, [(ctx.data["sha256"], ctx.data["name"])])
    return {}


def _attach_release(
    connection: Connection, _: Scribe, case: Case, ctx: Context, __: str
) -> Mapping[str, Any]:
    """How high the review of this content has to go, by its own findings and by what goes out beside it."""
    content, refusal = releasable(connection, ctx.data["content_hash"], ctx.config)
    if refusal:
        raise GateRefused("不能登记拟公开内容", [refusal])
    link(connection, case.id, [(content.sha256, ctx.data["title"])])
    asked = question(connection, case.id, content, ctx.config, ctx.on)
    if comes_back_to_office(ctx.facts, content.sha256):
        return {"level": ReviewLevel.SECRECY_OFFICE, "found": asked.found + 1}
    return {"level": asked.level, "found": asked.found}


def _mask_release(
    connection: Connection, scribe: Scribe, case: Case, ctx: Context, at: str
) -> Mapping[str, Any]:
    """R37. The copy is reviewed like any other content. What has to do with the secrecy office in the original goes
    there as a copy too: the office sees whether all of it is masked."""
    original, refusal = releasable(connection, ctx.data["original_hash"], ctx.config)
    if refusal:
        raise GateRefused("不能登记遮盖副本", [refusal])
    asked = _attach_release(connection, scribe, case, ctx, at)
    office = ReviewLevel.SECRECY_OFFICE
    for_office = original.level is office or comes_back_to_office(ctx.facts, original.sha256)
    return {"level": office, "found": max(asked["found"], 1)} if for_office else asked


def _arrived(_: Connection, scribe: Scribe, case: Case, ctx: Context, __: str) -> Mapping[str, Any]:
    """Who signed is somebody: the history keeps the name encrypted, for this row of this case alone."""
    name = ctx.data["signer"]
    return {} if name is None else {"signer": seal_signer(scribe.keys, case.id, case.version + 1, name)}


PREPARE: Mapping[str, Prepare] = {
    **dict.fromkeys(ARRIVALS, _arrived),
    "attach": _attach,
    "attach_release": _attach_release,
    "mask_release": _mask_release,
    "issue_letter": issue,
    "merge": _merge,
    "split": _split,
    "suggest_disclosure": suggest,
    "rectify": propose,
    "approve_rectification": approve,
}
