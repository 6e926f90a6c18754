"""救济: proceedings against us that a person may see, with what is due next in each, paged in SQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, literal, or_, select

from disclosure.cases.remedy_list import KINDS, OPEN
from disclosure.cases.rights import Contents, Scope
from disclosure.store.tables import deadlines, remedies, requests
from disclosure.web.queries import PAGE, Page
from disclosure.web.queues import NEVER

_J, _R, _D = remedies.c, requests.c, deadlines.c
# The commands of the case that take a proceeding on, by its state.
ACTS: Mapping[str, tuple[str, ...]] = {
    "filed": ("accept_remedy",),
    "accepted": ("request_remedy_answer",),
    "answering": ("answer_remedy",),
    "answered": ("decide_remedy",),
    "reporting": ("report_remedy_opinion",),
}
OURS, THEIRS = "open", "watched"  # whose day it is


@dataclass(frozen=True, slots=True)
class Wanted:
    """Open ones, or else closed ones; of one kind, or of all."""

    only_open: bool = True
    kind: str | None = None

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        yield _J.state.in_(OPEN) if self.only_open else _J.state.not_in(OPEN)
        if self.kind:
            yield _J.kind == self.kind


def listed(
    connection: Connection, scope: Scope, contents: Contents, wanted: Wanted, after: tuple[date, int] | None
) -> Page[Row[Any]]:
    """Open ones: the most urgent first, by what we owe, else by what the other side owes. Closed ones: the latest
    first. Who hears it, and under which number, is for those who read contents."""
    if wanted.only_open:
        day = func.coalesce(_earliest(OURS), _earliest(THEIRS), literal(NEVER))
    else:
        day = func.coalesce(_J.closed_on, literal(date.min))
    body, file_number = (contents.shown(column) for column in (_J.body, _J.file_number))
    query = (
        select(
            _J.id, _J.request_id, _R.number, _R.unit, _J.ref, _J.kind, _J.claimant, _J.appeal_of,
            _J.after_reconsideration, _J.state, _J.filed_on, _J.closed_on, _J.decision,
            body.label("body"), file_number.label("file_number"), day.label("day"),
        )
        .join(requests, _R.id == _J.request_id)
        .where(scope.on(_R.unit), *wanted.conditions())
    )  # fmt: skip
    if after is not None:
        last, number = after
        beyond, behind = (day > last, _J.id > number) if wanted.only_open else (day < last, _J.id < number)
        query = query.where(or_(beyond, and_(day == last, behind)))
    order = (day, _J.id) if wanted.only_open else (day.desc(), _J.id.desc())
    rows = connection.execute(query.order_by(*order).limit(PAGE + 1)).all()
    end = rows[PAGE - 1] if len(rows) > PAGE else None
    return Page(rows[:PAGE], f"{end.day}.{end.id}" if end else None)


def counted(connection: Connection, scope: Scope) -> dict[str, int]:
    """Open proceedings by kind."""
    query = select(_J.kind, func.count()).join(requests, _R.id == _J.request_id)
    query = query.where(scope.on(_R.unit), *Wanted().conditions()).group_by(_J.kind)
    return {row[0]: row[1] for row in connection.execute(query)}


def days_of(connection: Connection, rows: Sequence[Row[Any]]) -> Mapping[tuple[int, str], list[Row[Any]]]:
    """By case and proceeding of these rows, what is due in it: ours before what the other side owes."""
    query = select(_D.request_id, _D.ref, _D.kind, _D.due, _D.status, _D.provisional, _D.level).where(
        _D.request_id.in_({row.request_id for row in rows}), _D.kind.in_(KINDS), _D.status.in_((OURS, THEIRS))
    )
    found = defaultdict(list)
    for row in connection.execute(query.order_by(_D.status, _D.due)):
        found[row.request_id, row.ref].append(row)
    return found


def _earliest(status: str) -> ColumnElement[date]:
    mine = (_D.request_id == _J.request_id, _D.ref == _J.ref, _D.kind.in_(KINDS), _D.status == status)
    return select(func.min(_D.due)).where(*mine).scalar_subquery()
