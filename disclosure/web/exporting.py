"""申请件 as a file: the rows of the list under the same filters and the same rights."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection, func, select

from disclosure.cases import words
from disclosure.cases.rights import Contents, Scope
from disclosure.errors import BadInput
from disclosure.outbound.spreadsheet import Cell
from disclosure.params import Config
from disclosure.store.tables import requests
from disclosure.web.caselist import Filter, clock_on, ids
from state_machines import REQUEST

MOST = 100_000  # rows of one file
HEADER = ("编号", "收件日", "渠道", "阶段", "情形", "科室", "承办人", "收到申请之日", "答复到期日", "计时", "处理决定",
          "答复日", "归档日", "申请内容")  # fmt: skip
_AT_ONCE = 1_000
_R = requests.c


def require_few(
    connection: Connection, scope: Scope, wanted: Filter, today: date, contents: Contents
) -> None:
    """Raises BadInput for more rows than one file holds."""
    found = ids(connection, scope, wanted, today, contents).limit(MOST + 1).subquery()
    if (connection.scalar(select(func.count()).select_from(found)) or 0) > MOST:
        why = f"符合条件的超过 {MOST} 件，一次最多导出 {MOST} 件"
        raise BadInput("没有导出", why, "用收件日等条件分成几次导出", field="since")


def rows(
    connection: Connection, config: Config, scope: Scope, wanted: Filter, today: date, contents: Contents
) -> Iterator[tuple[Cell, ...]]:
    """In the order of the list. The content stays empty where it may not be read."""
    query = select(
        _R.number, _R.filed_on, _R.channel, _R.phase, _R.state, _R.unit, _R.handler, _R.received_on, _R.due,
        clock_on(today).label("clock_status"), _R.outcome, _R.replied_on, _R.closed_on,
        contents.shown(_R.content).label("content"),
    ).where(_R.id.in_(ids(connection, scope, wanted, today, contents)))  # fmt: skip
    units, outcomes = config.organization.units, config.law.outcomes
    found = connection.execution_options(yield_per=_AT_ONCE).execute(query.order_by(_R.id.desc()))
    for row in found:
        yield (
            row.number, row.filed_on, words.CHANNELS.get(row.channel, row.channel),
            REQUEST.phases["closed" if row.closed_on else row.phase], REQUEST.states[row.state].label,
            units[row.unit].label if row.unit in units else row.unit, row.handler, row.received_on, row.due,
            words.CLOCKS.get(row.clock_status, row.clock_status),
            outcomes[row.outcome].label if row.outcome in outcomes else row.outcome, row.replied_on, row.closed_on,
            row.content,
        )  # fmt: skip
