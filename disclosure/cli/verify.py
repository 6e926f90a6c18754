"""`disclosure verify`: proofs about the statecharts, the history and the configuration."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy import func, select

from disclosure.cases.catalogue import differences
from disclosure.cases.dossier_kinds import KINDS
from disclosure.cases.dossiers import faults
from disclosure.cases.now import ZONE
from disclosure.cases.proof import mismatches
from disclosure.cases.revising.versions import version_faults
from disclosure.cli.opening import database_option, json_option, open_book
from disclosure.cli.output import emit
from disclosure.cli.progress import counted
from disclosure.params import check, default_directory
from disclosure.store.anchor import AnchorFile, read_anchors
from disclosure.store.staff_chain import broken
from disclosure.store.tables import catalogue, config_versions, dossier_steps, requests, staff_changes
from disclosure.store.tables import history as history_table
from disclosure.store.verify import OF_ANCHORS, verify_anchored
from state_machines.proofs import verify_machines


@click.command()
@click.option("--machines", is_flag=True, help="穷举证明状态图。")
@click.option("--history", is_flag=True, help="核验历史链、封印、锚和投影。")
@click.option("--config", "configuration", is_flag=True, help="核验 config/。")
@database_option
@json_option
def verify(machines: bool, history: bool, configuration: bool, db: str | None, as_json: bool) -> int:
    """核验；不指明则全部核验。"""
    everything = not (machines or history or configuration)
    proofs: list[dict[str, Any]] = []
    if machines or everything:
        proofs += _machines()
    if configuration or everything:
        proofs += _configuration()
    if history or everything:
        proofs += _history(db)
    ok = all(proof["ok"] for proof in proofs)
    if as_json:
        emit({"ok": ok, "proofs": proofs}, as_json=True)
    else:
        for proof in proofs:
            _tell(proof)
    return 0 if ok else 1


def _tell(proof: dict[str, Any]) -> None:
    mark = "成立" if proof["ok"] else "不成立"
    click.echo(f"{mark}  {proof['id']}  {proof['claim']}（查验 {proof['explored']}）")
    for line in proof["counterexample"] or ():
        click.echo(f"        {line}")


def _proof(identity: str, claim: str, explored: int, found: Iterable[str]) -> dict[str, Any]:
    lines = list(found)
    return {
        "id": identity,
        "claim": claim,
        "explored": explored,
        "ok": not lines,
        "counterexample": lines or None,
    }


def _machines() -> list[dict[str, Any]]:
    return [
        {
            "id": proof.id,
            "claim": proof.claim,
            "explored": proof.explored,
            "ok": proof.ok,
            "counterexample": list(proof.counterexample) or None,
        }
        for proof in verify_machines()
    ]


def _configuration() -> list[dict[str, Any]]:
    directory = default_directory()
    problems = [str(problem) for problem in check(directory)]
    files = sum(1 for _ in directory.rglob("*.yaml"))
    return [_proof("config", "config/ 每个文件都可用，数值有单位、依据和核对日期", files, problems)]


def _history(db: str | None) -> list[dict[str, Any]]:
    """The chain first: when a row was spoilt, it names the row, and what is computed from it only says so."""
    store, config = open_book(db)
    kept = read_anchors(store, Path(config.service.anchors))
    with counted("核验历史链") as progress:
        findings = verify_anchored(store, kept, datetime.now(ZONE).date(), progress)
    with store.read() as connection, counted("逐件重算") as progress:
        rows = connection.execute(select(func.count()).select_from(history_table)).scalar_one()
        cases = connection.execute(select(func.count()).select_from(requests)).scalar_one()
        steps = connection.execute(select(func.count()).select_from(dossier_steps)).scalar_one()
        published = connection.execute(select(func.count()).select_from(catalogue)).scalar_one()
        changes = connection.execute(select(func.count()).select_from(staff_changes)).scalar_one()
        of_staff = list(broken(connection, store.keys))
        of_catalogue = list(differences(connection))
        of_dossiers = [what for kind in KINDS for what in faults(connection, store.keys, kind)]
        of_versions = list(version_faults(connection))
        versions = connection.execute(select(func.count()).select_from(config_versions)).scalar_one()
        differing = [f"{m.number}：{m.what}" for m in mismatches(connection, store.keys, config, progress)]
    of_chain = [str(finding) for finding in findings if finding.fault not in OF_ANCHORS]
    of_anchors = [str(finding) for finding in findings if finding.fault in OF_ANCHORS]
    return [
        _proof("history-chain", "历史没有改动、删除、调换或插入，封印相符", rows, of_chain),
        _proof("anchors", _anchors_claim(kept), len(kept.anchors), of_anchors),
        _proof("projection", "每件申请的现状等于其历史的累积，每一步都是状态图中的一步", cases, differing),
        _proof(
            "dossiers", "督办单、定期事项、转主动公开的每一步没有改动，都是状态图中的一步", steps, of_dossiers
        ),
        _proof("staff", "任免记录没有改动、删除、调换或插入，封印相符", changes, of_staff),
        _proof(
            "versions", "现行配置是最后生效的那个草稿的，留存的每个版本与它的名称相符", versions, of_versions
        ),
        _proof("catalogue", "公开目录的每一条都是经审查、批准后公开的那份内容", published, of_catalogue),
    ]


def _anchors_claim(kept: AnchorFile) -> str:
    claim = f"{kept.path.name} 的每个锚点都与历史相符" if kept.anchors else "没有本库的锚点可供对照"
    if not kept.others:
        return claim
    return f"{claim}；注意：同一目录另有别库的 {'、'.join(other.name for other in kept.others)}"
