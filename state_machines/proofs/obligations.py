"""What has to be true of the request chart, one obligation a row: id, claim, and what would break it.

An obligation about moves or worlds names what it forbids; the first one found is the counter-example.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from state_machines.base import ClockEffect
from state_machines.proofs.search import Move, Space, told
from state_machines.proofs.world import (
    CARRYING,
    Clearance,
    End,
    Legality,
    Notice,
    Outcome,
    World,
    is_own_work,
    uncleared,
)
from state_machines.table import StateInfo


@dataclass(frozen=True, slots=True)
class Proof:
    """`explored` counts what was looked at; `counterexample` is a sequence of commands with their facts."""

    id: str
    claim: str
    explored: int
    ok: bool
    counterexample: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ForbiddenMove:
    id: str
    claim: str
    broken: Callable[[Move], bool]


@dataclass(frozen=True, slots=True)
class ForbiddenWorld:
    id: str
    claim: str
    broken: Callable[[World, StateInfo], bool]


def _goes_out(move: Move) -> bool:
    """The reply leaves the house."""
    return move.event == "reply_on_the_spot" or (move.after.leaf == "sent" != move.before.leaf)


def _enters(move: Move, *leaves: str) -> bool:
    return move.after.leaf in leaves and move.before.leaf != move.after.leaf


FORBIDDEN_MOVES = (
    ForbiddenMove(
        "M01",
        "未经有效保密审查，答复（含当场答复）不提供信息内容（R17、S35）",
        lambda m: _goes_out(m) and uncleared(m.before, m.after.outcome),
    ),
    ForbiddenMove(
        "M02",
        "未经有效保密审查，征求意见函不附拟公开内容（S35）",
        lambda m: (
            m.event in CARRYING and m.choice.carries_content and m.before.clearance is not Clearance.VALID
        ),
    ),
    ForbiddenMove(
        "M03",
        "拟稿人不审签自己的文稿（R45）",
        lambda m: m.event == "approve_step" and is_own_work(m.event, m.choice),
    ),
    ForbiddenMove(
        "M04",
        "拟稿人与保密审查员不是同一人，先后次序不论（R17、S35）",
        lambda m: m.event != "approve_step" and is_own_work(m.event, m.choice),
    ),
    ForbiddenMove(
        "M05",
        "未经审签链最后一级签发，文书不发出（R45）",
        lambda m: _enters(m, "sent") and not m.before.approved,
    ),
    ForbiddenMove(
        "M06",
        "应当法制审核而未通过的，不送审（G5）",
        lambda m: _enters(m, "approving") and m.before.legality is Legality.OWED,
    ),
    ForbiddenMove(
        "M07",
        "没有文稿的，不送审（R45）",
        lambda m: _enters(m, "approving") and not m.before.drafted,
    ),
    ForbiddenMove(
        "M08",
        "每个答复期限最多延长一次，且只在期限存续时（R33.3）",
        lambda m: (
            m.event == "extend"
            and (m.before.extension or not m.before.received or m.before.end is not End.NONE)
        ),
    ),
    ForbiddenMove(
        "M09",
        "未说明合理理由的，不延迟答复（R35.2）",
        lambda m: m.event == "postpone" and not m.before.reasons,
    ),
    ForbiddenMove(
        "M10",
        "补正、说明理由、缴费期限未满的，不按逾期处理（R30.3、R35.2、F6）",
        lambda m: m.event in ("discontinue", "note_no_reasons") and "period_over" not in m.choice.true,
    ),
    ForbiddenMove(
        "M11",
        "救济期限未满的，不归档（RV20.1、LT46）",
        lambda m: _enters(m, "archived", "abandoned") and "remedy_period_over" not in m.choice.true,
    ),
    ForbiddenMove(
        "M12",
        "录入旧台账不带来保密审查、法制审核、文稿和签发：未办结的从形式审查办起，此后各道关口一道不少（R17、R45、S35）",
        lambda m: m.event == "import_ledger" and _brings_or_skips(m.after),
    ),
)


def _brings_or_skips(world: World) -> bool:
    """A clearance, a review, a draft or a signature nobody here gave; or an open request beyond the formal check."""
    given = (
        world.clearance is not Clearance.NONE,
        world.legality is Legality.PASSED,
        world.drafted,
        world.approved,
        world.reasons,
    )
    return any(given) or (world.end is End.NONE and world.leaf != "registered")


def clock_by_law(world: World) -> ClockEffect:
    """What the reply clock must do, from the facts alone (K1; C-10, R33.4, R30.2, F6.2, R35.1)."""
    if world.end is End.SENT:
        return ClockEffect.BY_DELIVERY
    if world.end is not End.NONE or not world.received:
        return ClockEffect.STOPPED
    if world.consultations:
        return ClockEffect.PAUSED
    if world.notice in (Notice.CORRECTION, Notice.PAYMENT):
        return ClockEffect.AWAITING
    return ClockEffect.RUNNING


def _proceedings_unlike_leaf(world: World, state: StateInfo) -> bool:
    if state.phase == "remedy":
        return (world.leaf == "in_proceedings") != (world.remedies > 0)
    return state.phase == "closed" and world.remedies > 0


FORBIDDEN_WORLDS = (
    ForbiddenWorld(
        "W01",
        "时钟只在征求第三方和其他机关意见时暂停，只在等补正、缴费时中止，其余照计（R33.4、R30.2、F6.2）",
        lambda w, state: state.clock is not clock_by_law(w),
    ),
    ForbiddenWorld(
        "W02",
        "救济未了的在救济程序中，不算救济期内，也不算归档（R51）",
        _proceedings_unlike_leaf,
    ),
)

# What each outcome of the abstract request stands for in 年报表三, and where it comes to rest.
OUTCOMES_AT_REST: Mapping[Outcome, tuple[str, str]] = {
    Outcome.DISCLOSES: ("archived", "予以公开、部分公开"),
    Outcome.WITHHOLDS: ("archived", "予以公开（已主动公开）、不予公开、无法提供、不予处理"),
    Outcome.ABANDONED: ("abandoned", "其他处理（逾期不补正、不缴费）"),
    Outcome.WITHDRAWN: ("withdrawn", "其他处理（撤回）"),
}


def prove_moves(space: Space) -> Iterable[Proof]:
    for obligation in FORBIDDEN_MOVES:
        bad = next((m for m in space.moves if obligation.broken(m)), None)
        way = (*space.way_to(bad.before), told(bad)) if bad else ()
        yield Proof(obligation.id, obligation.claim, space.explored, bad is None, way)


def prove_worlds(space: Space) -> Iterable[Proof]:
    states = space.table.states
    for obligation in FORBIDDEN_WORLDS:
        bad = next((w for w in space.came_by if obligation.broken(w, states[w.leaf])), None)
        yield _proof(space, obligation.id, obligation.claim, bad)


def prove_ways_out(space: Space) -> Iterable[Proof]:
    """Without 撤回: what the applicant may do is no way out for the office."""
    onward = [m for m in space.moves if m.event != "withdraw" and m.before != m.after]
    leaving = {m.before for m in onward if m.before.leaf != m.after.leaf}
    free = _can_reach(onward, leaving)
    stuck = next((w for w in space.came_by if w not in free), None)
    yield _proof(space, "L01", "没有死路：不靠申请人撤回，任何环节都离得开", stuck)
    closing = _can_reach(onward, (w for w in space.came_by if _phase(space, w) == "closed"))
    lost = next((w for w in space.came_by if w not in closing), None)
    yield _proof(space, "L02", "不靠申请人撤回，任何时候都还能办结归档（R45）", lost)


def prove_remedies(space: Space) -> Iterable[Proof]:
    opened = {m.before: m.after for m in space.moves if m.event == "open_remedy"}
    filed = (w for w in space.came_by if w.leaf != space.table.initial)
    barred = next((w for w in filed if w not in opened), None)
    yield _proof(space, "L03", "递交之后任何时候都能登记救济，逾期不答复也能（R51、LT47/66）", barred)
    shut = (
        w
        for w in space.came_by
        if _phase(space, w) == "closed" and (w not in opened or _phase(space, opened[w]) != "remedy")
    )
    yield _proof(space, "L04", "归档之后提起的救济使案件回到救济阶段（RV20.3、LT64）", next(shut, None))
    again = {
        m.before for m in space.moves if m.event == "order_to_act" and _phase(space, m.after) == "review"
    }
    ended = (w for w in space.came_by if _phase(space, w) in ("remedy", "closed") or w.leaf == "sent")
    deaf = next((w for w in ended if w not in again), None)
    yield _proof(space, "L05", "答复发出之后被责令重新处理的，都能回到审查（RV77、SC25.7）", deaf)
    yield from _prove_orders(space)


def _is_order(move: Move) -> bool:
    return move.event == "order_to_act" or (
        move.event == "decide_remedy" and "must_act_anew" in move.choice.true
    )


def _prove_orders(space: Space) -> Iterable[Proof]:
    orders = [m for m in space.moves if _is_order(m)]
    idle = next((m for m in orders if _obeyed_nowhere(space, m)), None)
    way = (*space.way_to(idle.before), told(idle)) if idle else ()
    claim = "责令重新处理的，已答复的回到审查，未答复的继续办理，不会停在别处（K14、RV77）"
    yield Proof("L08", claim, len(orders), idle is None, way)
    heard = {m.before for m in orders if m.event == "decide_remedy"}
    unheard = next((w for w in space.came_by if w.remedies and w not in heard), None)
    yield _proof(space, "L09", "有未了的救济时，任何环节都能登记责令重新处理的决定（RV63–69）", unheard)


def _obeyed_nowhere(space: Space, move: Move) -> bool:
    """An order against silence leaves the work on the first reply where it is."""
    if move.before.end is End.NONE:
        return move.after.leaf != move.before.leaf
    return _phase(space, move.after) != "review" or move.after.end is not End.NONE


def prove_reachable(space: Space) -> Iterable[Proof]:
    """`space` without imports of old ledgers, which enter in the middle and at the end."""
    seen = {w.leaf for w in space.came_by}
    missing = tuple(f"{leaf} 到不了" for leaf in space.table.states if leaf not in seen)
    yield Proof("L06", "每个环节都能从递交走到", len(space.table.states), not missing, missing)
    rests = {(w.outcome, w.leaf) for w in space.came_by}
    lost = tuple(
        f"{outcome}（{rows}）到不了 {leaf}"
        for outcome, (leaf, rows) in OUTCOMES_AT_REST.items()
        if (outcome, leaf) not in rests
    )
    yield Proof(
        "L07", "每一类处理决定都能走到办结（R36、R37、R30、F6）", len(OUTCOMES_AT_REST), not lost, lost
    )


def _phase(space: Space, world: World) -> str:
    return space.table.states[world.leaf].phase


def _proof(space: Space, name: str, claim: str, bad: World | None) -> Proof:
    way = (*space.way_to(bad), f"在 {bad.leaf}") if bad else ()
    return Proof(name, claim, len(space.came_by), bad is None, way)


def _can_reach(moves: Iterable[Move], goals: Iterable[World]) -> set[World]:
    before: dict[World, list[World]] = defaultdict(list)
    for move in moves:
        before[move.after].append(move.before)
    reached = set(goals)
    waiting = deque(reached)
    while waiting:
        for world in before[waiting.popleft()]:
            if world not in reached:
                reached.add(world)
                waiting.append(world)
    return reached
