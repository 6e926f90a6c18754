"""Backstop of the delivery loop in `flows.serve`: empties the outbox and shows what has died in it."""

from __future__ import annotations

from datetime import date, datetime

from prefect import State, flow
from prefect.states import Completed

from disclosure.cases.words import MESSAGES
from disclosure.outbound.channels import FileChannel
from disclosure.outbound.delivery import dead_letters, deliver_all
from flows.running import ZONE, Row, named, running
from flows.settings import VAR

CHANNEL = FileChannel(VAR / "outbox.jsonl")


@flow(name="outbox", flow_run_name=named("outbox"))
def deliver_outbox(today: date | None = None) -> State[None]:
    """通知投递：补投待发通知，列出投递失败的通知。"""
    with running("outbox", today) as run:
        if run is None:
            return Completed(message="另一次投递尚未结束，本次未执行")
        report = deliver_all(run.store, CHANNEL, run.config.service.retry_minutes, datetime.now(ZONE))
        dead = dead_letters(run.store)
        organization = run.config.organization
        rows: list[Row] = [
            {
                "通知": d.message_id,
                "种类": MESSAGES.get(d.kind, d.kind),
                "岗位": organization.roles.get(d.role, d.role),
                "单位": organization.units[d.unit].label if d.unit in organization.units else d.unit,
                "原因": d.last_error or "",
            }
            for d in dead
        ]
        summary = f"已投 {report.sent}，待重试 {report.failed}，仍待投 {report.waiting}，投递失败 {len(dead)}"
        total: Row = {"通知": "合计", "种类": "", "岗位": "", "单位": "", "原因": summary}
        return run.publish(summary, [*rows, total])
