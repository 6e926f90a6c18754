"""Backstop of the delivery loop in `flows.serve`: empties the outbox and shows what has died in it."""

from __future__ import annotations

from datetime import date, datetime

from prefect import State, flow
from prefect.states import Completed

from disclosure.cases.words import MESSAGES
from disclosure.outbound.delivery import post
from disclosure.outbound.letterbox import unsent
from disclosure.outbound.persons import open_channel
from flows.running import ZONE, Row, named, running
from flows.settings import VAR

FILE = VAR / "outbox.jsonl"  # where messages go while no way to persons is set up


@flow(name="outbox", flow_run_name=named("outbox"))
def deliver_outbox(today: date | None = None) -> State[None]:
    """通知投递：补投待发通知，列出投递失败的通知。"""
    with running("outbox", today) as run:
        if run is None:
            return Completed(message="另一次投递尚未结束，本次未执行")
        channel = open_channel(run.store, run.config.service.notify, FILE)
        report = post(run.store, channel, run.config, lambda: datetime.now(ZONE))
        dead = unsent(run.store, dead=True)
        rows: list[Row] = [
            {
                "通知": d.message_id,
                "种类": MESSAGES.get(d.kind, d.kind),
                "收件人": d.person,
                "原因": d.last_error or "",
            }
            for d in dead
        ]
        summary = (
            f"已投 {report.sent}，待重试 {report.failed}，仍待投 {report.waiting}，投递失败 {len(dead)}；"
            f"投递方式：{channel.label}"
        )
        total: Row = {"通知": "合计", "种类": "", "收件人": "", "原因": summary}
        return run.publish(summary, [*rows, total], ok=not dead)
