"""What waits for a person outside the plain order of steps: 征求意见, 保密审查, 会商, 审签. A queue is one entry of
QUEUES; every one is narrowed by rights, sorted by urgency and paged in SQL alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Row, and_, func, literal, or_, select

from disclosure.cases import words
from disclosure.cases.board import Board
from disclosure.cases.rights import Contents, Scope
from disclosure.cases.secrecy_watch import REVIEWABLE, WAITING
from disclosure.store.tables import consultations, deadlines, requests, secrecy_reviews
from disclosure.web.queries import PAGE, Page
from state_machines import CONSULTATION, REQUEST, SECRECY_REVIEW, Table

_R, _C, _S, _D = requests.c, consultations.c, secrecy_reviews.c, deadlines.c
NEVER = date.max  # what has no day of its own comes last


@dataclass(frozen=True, slots=True)
class Detail:
    """A column only this queue has. `labels` translate its codes; `contents`: for those who read contents alone."""

    name: str
    title: str
    column: ColumnElement[object]
    labels: Mapping[str, str] = field(default_factory=dict)
    contents: bool = False


@dataclass(frozen=True, slots=True)
class Queue:
    """`source` holds the rows for which `which` is true, each with its case and its open deadline, if it has one.
    `acts` are the commands of the case that take a row on, by its state, the usual one first."""

    name: str
    label: str
    said: str
    chart: Table
    source: FromClause
    which: ColumnElement[bool]
    id: ColumnElement[int]
    state: ColumnElement[str]
    since: ColumnElement[date]
    acts: Mapping[str, tuple[str, ...]]
    situation: str | None = None  # it is all the cases in one
    ref: ColumnElement[str] = field(default_factory=lambda: literal(""))
    details: tuple[Detail, ...] = ()


def _in_state(name: str, said: str, *acts: str) -> Queue:
    """Cases in one situation of the chart, with the internal limit of the step."""
    step = and_(_D.request_id == _R.id, _D.kind == "step", _D.status == "open", _D.ref.startswith(f"{name}:"))
    return Queue(
        name=name,
        label=REQUEST.states[name].label,
        said=said,
        chart=REQUEST,
        source=requests.outerjoin(deadlines, step),
        which=and_(_R.closed_on.is_(None), _R.phase == REQUEST.states[name].phase, _R.state == name),
        id=_R.id,
        state=_R.state,
        since=_D.opened_on,
        acts={name: acts},
        situation=name,
    )


QUEUES: Mapping[str, Queue] = {
    queue.name: queue
    for queue in (
        Queue(
            name="consultation",
            label=REQUEST.phases["consultation"],
            said="已发函、尚未收到意见的第三方、共同制作机关和其他机关，各按自己的期限。",
            chart=CONSULTATION,
            source=consultations.join(requests, _R.id == _C.request_id).outerjoin(
                deadlines,
                and_(
                    _D.request_id == _C.request_id,
                    _D.kind == _C.kind,
                    _D.ref == _C.ref,
                    _D.status == "open",
                ),
            ),
            which=_C.state.in_([state.leaf for state in CONSULTATION.states.values() if not state.final]),
            id=_C.id,
            state=_C.state,
            since=_C.asked_on,
            acts={
                "asked": ("record_letter_receipt", "receive_opinion"),
                "letter_received": ("receive_opinion",),
            },
            ref=_C.ref,
            details=(
                Detail("kind", "种类", _C.kind, words.DEADLINES),
                Detail("party", "对方", _C.party, contents=True),
                Detail("letter", "收函日", _C.letter_received_on),
            ),
        ),
        Queue(
            name="secrecy_review",
            label=REQUEST.states["secrecy_review"].label,
            said="拟公开内容尚无审查结论的，轮到哪一级审查。",
            chart=SECRECY_REVIEW,
            source=secrecy_reviews.join(requests, _R.id == _S.request_id).outerjoin(
                deadlines,
                and_(
                    _D.request_id == _S.request_id,
                    _D.kind.in_(("step", "secrecy_referral", "secrecy_decision")),
                    _D.ref.startswith(_S.ref + ":"),
                    _D.status == "open",
                ),
            ),
            which=and_(_S.state.in_(WAITING), _R.state.in_(REVIEWABLE)),
            id=_S.id,
            state=_S.state,
            since=_S.since,
            acts={
                "handler_review": ("answer_findings",),
                "unit_review": ("clear", "pass_to_secrecy_office"),
                "office_review": ("clear",),
                "to_refer": ("refer_secrecy",),
                "referred": ("receive_determination",),
            },
            details=(
                Detail("found", "筛查发现", _S.found),
                Detail("needs", "须由", _S.level, words.VALUES["level"]),
            ),
        ),
        _in_state("joint_meeting", "已提交会商、尚无结论的。", "conclude_joint_meeting"),
        _in_state("approving", "已送审签的文稿，轮到审签链的哪一级、从哪一天起。", "approve_step"),
    )
}


def waiting(
    connection: Connection, queue: Queue, scope: Scope, contents: Contents, after: tuple[date, int] | None
) -> Page[Row[Any]]:
    """The most urgent first: by the day of the matter itself, else by that of the reply. Of what is
    not among `contents`, a column for readers of contents is None."""
    urgent = func.coalesce(_D.due, _R.due, literal(NEVER))
    columns = [
        queue.id.label("id"),
        _R.number,
        _R.unit,
        queue.state.label("state"),
        queue.ref.label("ref"),
        queue.since.label("since"),
        urgent.label("urgent"),
        _D.due,
        _D.level,
        _D.provisional,
        _D.owner_role,
        _R.due.label("reply_due"),
    ]
    for detail in queue.details:
        shown = contents.shown(detail.column) if detail.contents else detail.column
        columns.append(shown.label(detail.name))
    query = select(*columns).select_from(queue.source).where(queue.which, scope.on(_R.unit))
    if after is not None:
        day, number = after
        query = query.where(or_(urgent > day, and_(urgent == day, queue.id > number)))
    rows = connection.execute(query.order_by(urgent, queue.id).limit(PAGE + 1)).all()
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Page(rows[:PAGE], f"{last.urgent}.{last.id}" if last else None)


def counted(connection: Connection, queue: Queue, board: Board, scope: Scope) -> int:
    """How many rows `waiting` gives, page after page; of a situation what the board says."""
    if queue.situation:
        return board.states(scope)[queue.situation]
    query = select(func.count()).select_from(queue.source).where(queue.which, scope.on(_R.unit))
    return connection.scalar(query) or 0
