"""Where a list in the order of days goes on: behind a day and the id of the row that had it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Query

from disclosure.errors import BadInput

DueId = Annotated[str | None, Query(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\.[0-9]{1,18}$")]


def cursor(after: str | None) -> tuple[date, int] | None:
    """Raises BadInput for a day that is none."""
    if after is None:
        return None
    day, _, number = after.partition(".")
    try:
        return date.fromisoformat(day), int(number)
    except ValueError as error:
        raise BadInput("没有这一页", f"{after} 不是上一页所给的", "从第一页看起", field="after") from error
