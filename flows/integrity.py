"""Nightly: the history is read again from its first row, every case is recomputed from it, the books of what came in
are balanced, and the end of the book is written down outside the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from prefect import State, flow
from prefect.states import Completed

from disclosure.cases.dossier_kinds import KINDS
from disclosure.cases.dossiers import faults
from disclosure.cases.intake_book.checks import imbalances
from disclosure.cases.proof import Mismatch, mismatches
from disclosure.cases.rehearsal import require_come
from disclosure.store.anchor import read_anchors, write_anchor
from disclosure.store.staff_chain import broken
from disclosure.store.verify import PASSING, Finding, count_history, verify_anchored
from flows.running import Row, Run, case_link, named, running
from flows.running import today as current_day


@flow(name="integrity", flow_run_name=named("integrity"))
def check_integrity(today: date | None = None) -> State[None]:
    """历史核验：逐条核对办理记录，逐件重算现状，并写当日锚点；有一处不符即为失败。"""
    with running("integrity", today) as run:
        if run is None:
            return Completed(message="另一次核验尚未结束，本次未执行")
        require_come(run.day, current_day(), "没有核验", "正式使用中的锚点只写到今天；不填 today")
        kept = read_anchors(run.store, run.anchors)
        findings = verify_anchored(run.store, kept, run.day)
        with run.store.read() as connection:
            differing = list(mismatches(connection, run.store.keys, run.config))
            open_books = list(imbalances(connection, run.config, run.day))
            spoilt = [what for kind in KINDS for what in faults(connection, run.store.keys, kind)]
            appointed = list(broken(connection, run.store.keys))
        summary = _concluded(run, findings, [*differing, *spoilt, *appointed])
        # A sheet that does not balance says nothing against the history, so the anchor is written.
        if open_books:
            summary += f"；收件簿有 {len(open_books)} 处不平"
        rows: list[Row] = [{"问题": str(f.fault), "总序号": f.seq or "", "说明": f.message} for f in findings]
        rows += [
            {"问题": "projection", "总序号": "", "说明": f"{case_link(m.number)}：{m.what}"}
            for m in differing
        ]
        rows += [{"问题": "dossier", "总序号": "", "说明": what} for what in spoilt]
        rows += [{"问题": "staff", "总序号": "", "说明": what} for what in appointed]
        rows += [{"问题": "intake", "总序号": "", "说明": what} for what in open_books]
        rows += [
            {"问题": "注意", "总序号": "", "说明": f"锚点目录中另有别库的 {o.name}"} for o in kept.others
        ]
        rows.append({"问题": "合计", "总序号": "", "说明": summary})
        return run.publish(summary, rows, ok=not (findings or differing or spoilt or appointed or open_books))


def _concluded(run: Run, findings: Sequence[Finding], differing: Sequence[Mismatch | str]) -> str:
    """Writes the anchor unless it would vouch for what is wrong. A torn or a first line is told once, and mended."""
    found = len(findings) + len(differing)
    if differing or any(finding.fault not in PASSING for finding in findings):
        return f"发现 {found} 处不符，未写当日锚点"
    write_anchor(run.store, run.anchors, run.day)
    if found:
        return f"锚点文件有 {found} 处不符，历史与现状相符，已写当日锚点"
    return f"核对 {count_history(run.store)} 条，全部相符，已写当日锚点"
