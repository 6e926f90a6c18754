"""What people state for an annual report (`report_inputs`): kept whole, replaced whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from disclosure.cases.now import system_clock
from disclosure.reports.forms import ReportForm
from disclosure.reports.statement import Statement, nothing_stated, statement
from disclosure.store.store import Store
from disclosure.store.tables import report_inputs

_I = report_inputs.c


def keep_statement(store: Store, year: int, document: Mapping[str, Any]) -> Statement:
    """Take the place of whatever was stated for `year`. Raises BadInput, and what was stated stays."""
    stated = statement(document)
    cells = {
        "year": year,
        "statement": stated.model_dump_json(by_alias=True, exclude_none=True),
        "recorded_at": system_clock().isoformat(timespec="seconds"),
    }

    def work(connection: Connection) -> None:
        connection.execute(delete(report_inputs).where(_I.year == year))
        connection.execute(insert(report_inputs).values(cells))

    store.write(work)
    return stated


def stated_for(connection: Connection, year: int, form: ReportForm) -> Statement:
    """What was stated for `year` in this form; an empty statement when nothing was."""
    found = connection.scalar(select(_I.statement).where(_I.year == year))
    if found is None:
        return nothing_stated(form)
    stated = Statement.model_validate_json(found)
    return stated if stated.form == form.name else stated.model_copy(update={"form": form.name, "t2": {}})
