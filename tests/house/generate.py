"""Writes the generated documents: `python -m tests.house.generate` (make docs). A test holds them current."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from state_machines import (
    CONFIG_DRAFT,
    CONSULTATION,
    DUTIES,
    INTAKE,
    PROACTIVE,
    REMEDY,
    REQUEST,
    SECRECY_REVIEW,
    SILENCE,
    SUPERVISION,
    ClockEffect,
    Table,
)
from state_machines.proofs import fact_vector, verify_machines

DOCS = Path(__file__).resolve().parents[2] / "docs"
CLOCK: Mapping[ClockEffect, str] = {
    ClockEffect.RUNNING: "计时",
    ClockEffect.PAUSED: "暂停",
    ClockEffect.AWAITING: "待申请人",
    ClockEffect.STOPPED: "不计",
    ClockEffect.BY_DELIVERY: "依送达方式",
}
DUTY_NAMES = ("定期评估", "年度报告", "放假安排录入")
NOTE = "由 `make docs` 生成，请勿手改；定义在 `state_machines/`。"


def documents() -> Mapping[Path, str]:
    """Path → text of every generated document."""
    return {DOCS / name: write() for name, write in GENERATED.items()}


def _request() -> str:
    return _page(
        "申请的状态图",
        _diagram(REQUEST, leave_out=("withdraw",)),
        "图中略去不改变环节的事件和“撤回申请”（发出之前任何环节都可以）。",
        *_tables(REQUEST),
    )


def _consultation() -> str:
    silence = [(kind, s.meaning, s.on_expiry, s.basis) for kind, s in SILENCE.items()]
    return _page(
        "征求意见的状态图",
        _diagram(CONSULTATION),
        *_tables(CONSULTATION),
        "## 期满未答复的含义",
        _grid(("种类", "含义", "期满处理", "依据"), silence),
    )


def _remedy() -> str:
    return _page("救济程序的状态图", _diagram(REMEDY), *_tables(REMEDY))


def _proactive() -> str:
    return _page("依申请转主动公开的状态图", _diagram(PROACTIVE), *_tables(PROACTIVE))


def _supervision() -> str:
    return _page("督办单的状态图", _diagram(SUPERVISION), *_tables(SUPERVISION))


def _intake() -> str:
    return _page("收件核对的状态图", _diagram(INTAKE), *_tables(INTAKE))


def _config_draft() -> str:
    return _page("配置草稿的状态图", _diagram(CONFIG_DRAFT), *_tables(CONFIG_DRAFT))


def _duties() -> str:
    parts = (part for name, table in zip(DUTY_NAMES, DUTIES, strict=True) for part in _duty(name, table))
    return _page("定期事项的状态图", *parts)


def _duty(name: str, table: Table) -> Sequence[str]:
    return [f"# {name}", _diagram(table), *_tables(table)]


def _secrecy_review() -> str:
    return _page("保密审查的状态图", _diagram(SECRECY_REVIEW, leave_out=("void",)), *_tables(SECRECY_REVIEW))


def _proofs() -> str:
    vector = [(label, "、".join(values)) for label, values in fact_vector().items()]
    proofs = [(p.id, p.claim, f"{p.explored:,}") for p in verify_machines()]
    return _page(
        "状态图的证明",
        "`disclosure verify --machines` 从起点出发，穷举“环节 × 下列事实”的一切组合。",
        "## 事实",
        _grid(("事实", "取值"), vector),
        "## 命题",
        _grid(("编号", "命题", "查验"), proofs),
    )


GENERATED: Mapping[str, Callable[[], str]] = {
    "statecharts/request.md": _request,
    "statecharts/consultation.md": _consultation,
    "statecharts/remedy.md": _remedy,
    "statecharts/supervision.md": _supervision,
    "statecharts/duty.md": _duties,
    "statecharts/intake.md": _intake,
    "statecharts/config_draft.md": _config_draft,
    "statecharts/secrecy_review.md": _secrecy_review,
    "statecharts/proactive.md": _proactive,
    "statecharts/proofs.md": _proofs,
}


def _tables(table: Table) -> Sequence[str]:
    parts = ["## 环节", _states(table), "## 事件", _moves(table)]
    if table.guards:
        parts += ["## 条件", _grid(("条件", "含义"), table.guards.items())]
    return parts


def _diagram(table: Table, leave_out: tuple[str, ...] = ()) -> str:
    lines = ["stateDiagram-v2"]
    for phase, label in table.phases.items():
        inside = [s for s in table.states.values() if s.phase == phase]
        lines += [f'    state "{label}" as {phase} {{']
        lines += [f'        state "{s.label}" as {s.leaf}' for s in inside]
        lines += ["    }"]
    if not table.phases:
        lines += [f'    state "{s.label}" as {s.leaf}' for s in table.states.values()]
    lines += [f"    [*] --> {table.initial}"]
    ways: dict[tuple[str, str], dict[str, None]] = {}
    for (leaf, event), arms in table.arms.items():
        for arm in arms:
            if not arm.internal and event not in leave_out:
                ways.setdefault((leaf, arm.target), {})[table.labels[event]] = None
    lines += [f"    {leaf} --> {target}: {'、'.join(events)}" for (leaf, target), events in ways.items()]
    lines += [f"    {s.leaf} --> [*]" for s in table.states.values() if s.final]
    return "\n".join(["```mermaid", *lines, "```"])


def _states(table: Table) -> str:
    rows = (
        (
            f"`{s.leaf}`",
            s.label,
            table.phases.get(s.phase, "–"),
            f"`{s.owner_role}`",
            CLOCK[s.clock],
            "、".join(f"`{kind}`" for kind in s.timed_by) or "–",
        )
        for s in table.states.values()
    )
    return _grid(("环节", "名称", "阶段", "责任岗位", "答复时钟", "计时的期限"), rows)


def _moves(table: Table) -> str:
    """One row for all situations from which an event makes the same move under the same conditions."""
    sources: dict[tuple[str, str, tuple[tuple[str, bool], ...]], list[str]] = {}
    for event in table.events:
        for leaf in table.states:
            for arm in table.arms.get((leaf, event), ()):
                to = "–" if arm.internal else f"`{arm.target}`"
                sources.setdefault((event, to, arm.when), []).append(f"`{leaf}`")
    rows = (
        (
            f"`{event}`",
            table.labels[event],
            "、".join(leaves),
            to,
            "、".join(f"`{name}`" for name, _ in when) or "–",
            table.bases[event],
        )
        for (event, to, when), leaves in sources.items()
    )
    return _grid(("事件", "名称", "从", "到（– 为不动）", "条件", "依据"), rows)


def _grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _page(title: str, *parts: str) -> str:
    return "\n\n".join([f"# {title}", NOTE, *parts]) + "\n"


def main() -> None:
    for path, text in documents().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
