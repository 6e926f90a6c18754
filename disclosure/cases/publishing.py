"""公开目录 (R12): an entry is made by a publication, never changed, and struck out when what it names is taken down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, update

from disclosure.cases.numbering import next_number
from disclosure.store.tables import catalogue

PREFIX = "公开"
_C = catalogue.c


def enter(
    connection: Connection,
    candidate_id: int,
    entry: Mapping[str, Any],
    content_hash: str,
    place: str,
    on: date,
) -> str:
    """The 索引号 of the new entry; `entry` has 名称, 内容概述, 生成日期, 公开方式, 公开范围."""
    number = next_number(connection, PREFIX, on)
    cells = {
        "index_number": number,
        "content_hash": content_hash,
        "place": place,
        "published_on": on,
        "candidate_id": candidate_id,
        "measured_last": False,
    }
    connection.execute(insert(catalogue).values(cells | dict(entry)))
    return number


def strike_out(connection: Connection, candidate_id: int, on: date) -> None:
    gone = update(catalogue).where(_C.candidate_id == candidate_id, _C.taken_down_on.is_(None))
    connection.execute(gone.values(taken_down_on=on))
