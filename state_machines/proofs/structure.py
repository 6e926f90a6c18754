"""What has to be true of the charts as they stand: owners, deadlines, the two child machines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from state_machines.base import ClockEffect
from state_machines.proofs.obligations import Proof
from state_machines.table import Arm, StateInfo, Table

# Which deadlines must stand behind a clock that runs, is paused, or waits for the applicant: any of a set.
TIMED_BY: Mapping[ClockEffect, frozenset[str]] = {
    ClockEffect.RUNNING: frozenset({"reply"}),
    ClockEffect.PAUSED: frozenset({"third_party", "co_producer", "other_body"}),
    ClockEffect.AWAITING: frozenset({"correction", "fee_payment"}),
    ClockEffect.BY_DELIVERY: frozenset({"service_proof"}),
}
NOT_WAITING = frozenset({"closed", "cleared"})  # a phase of a request, a state of a review
SECOND_PERSON = "not_own_work"
DROPPED = frozenset({"dropped"})


def prove_owned(tables: Iterable[Table]) -> Proof:
    faults = tuple(
        f"{table.name}.{state.leaf}：{fault}"
        for table in tables
        for state in table.states.values()
        for fault in _faults(table, state)
    )
    explored = sum(len(table.states) for table in tables)
    return Proof("S01", "每个等待中的环节都有责任岗位，也有期限在计", explored, not faults, faults)


def _faults(table: Table, state: StateInfo) -> Iterator[str]:
    if not state.owner_role:
        yield "没有责任岗位"
    if state.final or state.phase in NOT_WAITING or state.leaf == _before_filing(table):
        return
    if not state.timed_by:
        yield "没有期限在计"
    needed = TIMED_BY.get(state.clock)
    if needed and not needed & set(state.timed_by):
        yield f"时钟为 {state.clock}，却没有 {'、'.join(sorted(needed))} 期限"


def _before_filing(table: Table) -> str | None:
    """A request is not yet one before it is filed; a consultation or a remedy begins by being open."""
    return table.initial if table.phases else None


def prove_consultation(table: Table) -> Proof:
    """R32.2, R34: silence never blocks; an answer or a withdrawal always ends the waiting."""
    return _prove_child(
        "S02",
        "每份征求意见随时可以收到答复、期满或者撤回，并就此了结（R32.2、R34）",
        table,
        ("answer", "lapse", "cancel"),
    )


def prove_remedy(table: Table) -> Iterator[Proof]:
    """RV73/74, RV76, LT34: a proceeding can always be brought to an end, and never comes to one of itself."""
    undecided = tuple(leaf for leaf in table.states if leaf not in _after(table, "decide", "end"))
    faults = [f"{leaf}：end 不能了结" for leaf in undecided if not _ends(table, leaf, "end")]
    faults += [f"{leaf} 到不了" for leaf in table.states if leaf not in _reachable(table)]
    yield _structural("S03", "决定作出以前，救济程序随时可能终结，并就此了结（RV73/74）", table, faults)
    stuck = [
        f"{leaf} 不能了结"
        for leaf in table.states
        if not any(table.states[end].final for end in _reachable(replace(table, initial=leaf)))
    ]
    yield _structural("S04", "救济程序从任何环节都能了结（RV76）", table, stuck)
    of_itself = _reachable(_without(table, "decide", "end"))
    ended = [f"没有决定、没有终结也到了 {leaf}" for leaf in of_itself if table.states[leaf].final]
    yield _structural("S05", "没有决定、也没有终结的事由，救济程序不会了结（RV62、RV73/74）", table, ended)
    unasked = _reachable(_without(table, "request_answer"))
    answered = ["没有收到答复通知也到了 answered"] if "answered" in unasked else []
    yield _structural("S06", "本机关的答复期限总是开始过，才算已答复（RV48、RV54、LT67）", table, answered)


def _structural(name: str, claim: str, table: Table, faults: Sequence[str]) -> Proof:
    return Proof(name, claim, len(table.arms), not faults, tuple(faults))


def _after(table: Table, *events: str) -> set[str]:
    """Where `events` lead, and everything beyond."""
    targets = {arm.target for (_, event), arms in table.arms.items() if event in events for arm in arms}
    return {leaf for target in targets for leaf in _reachable(replace(table, initial=target))}


def _without(table: Table, *events: str) -> Table:
    return replace(table, arms={key: arms for key, arms in table.arms.items() if key[1] not in events})


def prove_duties_end(tables: Iterable[Table]) -> Proof:
    """From wherever a duty stands somebody can bring it to an end, and every situation is one it can come to."""
    explored, faults = 0, []
    for table in tables:
        explored += len(table.states)
        reached = _reachable(table)
        for leaf in table.states:
            if leaf not in reached:
                faults.append(f"{table.name}.{leaf} 到不了")
            if not any(table.states[end].final for end in {leaf, *_reachable(replace(table, initial=leaf))}):
                faults.append(f"{table.name}.{leaf} 不能了结")
    return Proof("D01", "每项定期事项从任何环节都能办结", explored, not faults, tuple(faults))


def prove_second_person(tables: Iterable[Table]) -> Proof:
    """R18, R49: without a step that is not one's own work no duty with such a step is brought to its end. What is
    dropped is not an end: nothing was decided."""
    explored, faults = 0, []
    for table in tables:
        if SECOND_PERSON not in table.guards:
            continue
        explored += len(table.arms)
        alone = _reachable(replace(table, arms=_without_guarded(table)))
        ends = {leaf for leaf, state in table.states.items() if state.final} - DROPPED
        faults += [f"{table.name}.{leaf} 一人即可办成" for leaf in ends & alone]
    return Proof("D02", "评估结论、年度报告都经第二人，一人办不成", explored, not faults, tuple(faults))


def _without_guarded(table: Table) -> Mapping[tuple[str, str], tuple[Arm, ...]]:
    kept = {
        key: tuple(arm for arm in arms if (SECOND_PERSON, True) not in arm.when)
        for key, arms in table.arms.items()
    }
    return {key: arms for key, arms in kept.items() if arms}


def _prove_child(name: str, claim: str, table: Table, ending: tuple[str, ...]) -> Proof:
    open_leaves = [leaf for leaf, state in table.states.items() if not state.final]
    faults = [
        f"{leaf}：{event} 不能了结"
        for leaf in open_leaves
        for event in ending
        if not _ends(table, leaf, event)
    ]
    faults += [f"{leaf} 到不了" for leaf in table.states if leaf not in _reachable(table)]
    return Proof(name, claim, len(open_leaves) * len(ending), not faults, tuple(faults))


def _ends(table: Table, leaf: str, event: str) -> bool:
    arm = table.step(leaf, event, {})
    return arm is not None and table.states[arm.target].final


def _reachable(table: Table) -> set[str]:
    reached = {table.initial}
    waiting = [table.initial]
    while waiting:
        leaf = waiting.pop()
        onward = {arm.target for (source, _), arms in table.arms.items() if source == leaf for arm in arms}
        waiting += onward - reached
        reached |= onward
    return reached
