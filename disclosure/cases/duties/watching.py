"""Proof of `withholdings`: each row is what the history of its case and the assessments of its reply add up to."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from sqlalchemy import Connection, select

from disclosure.cases.duties.withholding import Withheld
from disclosure.store.tables import reassessments, withholdings

_R = reassessments.c


def unwatched(
    connection: Connection,
    request_id: int,
    expected: Collection[Withheld | None],
    counted_on: date | None,
) -> Iterator[str]:
    """What is wrong with the row of one case, in Chinese. `expected` is what the facts withhold under each
    configuration that may have been used, `counted_on` the day the clock stopped: a database from before the
    table was filled with that one."""
    row = connection.execute(select(withholdings).where(withholdings.c.request_id == request_id)).first()
    if row is None:
        if None not in expected:
            yield "不予公开内容的登记与历史不符"
        return
    replies = [e for e in expected if e and (e.round, e.outcome) == (row.round, row.outcome)]
    if not replies:
        yield "不予公开内容的登记与历史不符"
        return
    about = select(_R.closed_on).where(_R.request_id == request_id, _R.round == row.round)
    ended = set(connection.scalars(about))  # None for one that stands open
    if row.assessed_on is None and None not in ended:
        yield "不予公开的内容既不待评估，也没有在评估"
    if row.assessed_on is not None and row.assessed_on not in ended | {replies[0].replied_on, counted_on}:
        yield f"不予公开内容上次审查之日 {row.assessed_on} 没有来历"
