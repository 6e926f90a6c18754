"""A notice: what a role of a unit has to know. `cases.digests` tells it to persons, many in one message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import Select

from disclosure.store.statements import Statement
from disclosure.store.tables import notices

_COLUMNS = tuple(column for column in notices.c.keys() if column not in ("id", "batch"))  # noqa: SIM118
_ADD: Mapping[str, Statement] = {
    "sqlite": Statement(sqlite.insert(notices).on_conflict_do_nothing(), *_COLUMNS),
    "postgresql": Statement(postgresql.insert(notices).on_conflict_do_nothing(), *_COLUMNS),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """`notice_id` is the same whenever the same event is told the same role. `topic` is a kind of deadline, the
    state of a `turn`, or the kind of a `dossier`; `subject` names the matter where no case and no deadline
    does. It never names a person."""

    notice_id: str
    kind: str  # turn | alert | supervision | raised | dossier | ledger
    topic: str
    role: str
    unit: str
    created_on: date
    request_id: int | None = None
    deadline_id: int | None = None
    due: date | None = None
    level: int = 0
    subject: str | None = None


def tell(connection: Connection, *those: Notice) -> None:
    """Once: the same notice_id again changes nothing."""
    rows: list[dict[str, Any]] = [{name: getattr(notice, name) for name in _COLUMNS} for notice in those]
    add = _ADD[connection.dialect.name]
    if len(rows) == 1:
        add.run(connection, rows[0])
    elif rows:
        add.many(connection, rows)


def added(table: Table, rows: Select[Any]) -> Mapping[str, Statement]:
    """INSERT … SELECT of what is not there yet, by dialect."""
    columns = [str(column.key) for column in rows.selected_columns]
    return {
        "sqlite": Statement(sqlite.insert(table).from_select(columns, rows).on_conflict_do_nothing()),
        "postgresql": Statement(postgresql.insert(table).from_select(columns, rows).on_conflict_do_nothing()),
    }
