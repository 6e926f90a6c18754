"""Nightly: the history is read again from its first row, and its end is written down outside the database."""

from __future__ import annotations

from datetime import date

from prefect import State, flow
from prefect.states import Completed

from disclosure.store.anchor import read_anchors, write_anchor
from disclosure.store.verify import count_history, verify_history
from flows.running import Row, named, running


@flow(name="integrity", flow_run_name=named("integrity"))
def check_integrity(today: date | None = None) -> State[None]:
    """历史核验：逐条核对办理记录并写当日锚点；有一处不符即为失败。"""
    with running("integrity", today) as run:
        if run is None:
            return Completed(message="另一次核验尚未结束，本次未执行")
        findings = verify_history(run.store, read_anchors(run.store, run.anchors))
        rows: list[Row] = [{"问题": str(f.fault), "总序号": f.seq or "", "说明": f.message} for f in findings]
        if findings:
            summary = f"发现 {len(findings)} 处不符，未写当日锚点"
        else:
            write_anchor(run.store, run.anchors, run.day)
            summary = f"核对 {count_history(run.store)} 条，全部相符，已写当日锚点"
        total: Row = {"问题": "合计", "总序号": "", "说明": summary}
        return run.publish(summary, [*rows, total], ok=not findings)
