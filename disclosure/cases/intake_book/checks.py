"""What does not balance in the books of what came in: for the nightly check, beside the chain of each item."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from disclosure.cases.intake_book.items import BOOK_CHANNELS, DEADLINE, KIND
from disclosure.cases.intake_book.receiving import counter
from disclosure.cases.intake_book.sheet import BY_ITSELF, kept_from, lines, unlisted_on
from disclosure.cases.words import BOOKS
from disclosure.params import Config
from disclosure.store.tables import counters, dossier_steps, intake_items, requests

_I, _R, _S = intake_items.c, requests.c, dossier_steps.c
_LISTED = ("book", "sender", "kind", "channel", "postal_number")


def imbalances(connection: Connection, config: Config, day: date) -> Iterator[str]:
    """In Chinese, each with its book or number; nothing when every item that came in by `day` is accounted for."""
    for line in lines(connection, day):
        if line.difference:
            yield f"{BOOKS[line.book]} {day} 不平，差 {line.difference} 件"
    yield from _gaps(connection)
    yield from _items(connection)
    yield from _without_item(connection, config, day)


def _gaps(connection: Connection) -> Iterator[str]:
    """Running numbers against items: the chain of an item cannot tell that the whole of it was removed."""
    query = select(_I.book, _I.opened_on, func.count()).group_by(_I.book, _I.opened_on)
    listed = {counter(book, day): n for book, day, n in connection.execute(query)}
    given = select(counters.c.name, counters.c.value).where(counters.c.name.like("intake/%"))
    for name, last in connection.execute(given):
        _, book, day = name.split("/")
        found = listed.pop(name, 0)
        if found != last:
            yield f"{BOOKS[book]} {day} 编到第 {last} 号，簿上只有 {found} 件"
    for name in listed:
        yield f"收件簿 {name} 有收件，没有编号记录"


def _items(connection: Connection) -> Iterator[str]:
    """Each item against its first step, its end, and the case it became (R31)."""
    case = (_R.number.label("case_number"), _R.channel.label("case_channel"), _R.filed_on)
    query = (
        select(intake_items, _S.data.label("listed"), _S.on_day.label("listed_on"), *case)
        .outerjoin(requests, _R.number == _I.request_number)
        .outerjoin(dossier_steps, (_S.kind == KIND.name) & (_S.number == _I.number) & (_S.n == 1))
        .order_by(_I.id)
    )
    for row in connection.execute(query).mappings():
        yield from (f"{row['number']}：{what}" for what in _wrong(dict(row)))


def _wrong(row: Mapping[str, Any]) -> Iterator[str]:
    told = json.loads(row["listed"] or "{}")
    if any(told.get(name) != row[name] for name in _LISTED) or row["listed_on"] != row["opened_on"]:
        yield "与登记收件时所记的不同"
    ended = (row["request_number"] is not None) + (row["reason"] is not None)
    if row["closed_on"] is not None and ended != 1:
        yield "已了结，却没有归入申请，也没有去向" if ended == 0 else "既归入了申请，又说明了去向"
    if row["request_number"] is None:
        return
    if row["case_number"] is None:
        yield f"归入的申请 {row['request_number']} 不存在"
    elif (row["case_channel"], row["filed_on"]) != (row["channel"], row["opened_on"]):
        yield f"与申请 {row['request_number']} 现在所记的渠道或收件之日不符（R31）"


def _without_item(connection: Connection, config: Config, day: date) -> Iterator[str]:
    """Cases of a book that was kept, once the limit for sorting is over."""
    limit = config.organization.limits[DEADLINE]
    for book, channels in BOOK_CHANNELS.items():
        since = kept_from(connection, book)
        if book == BY_ITSELF or since is None:
            continue
        window = (_R.channel.in_(channels), _R.filed_on >= since, _R.filed_on < day)
        listed = select(_I.id).where(_I.request_number == _R.number).exists()
        days = select(_R.filed_on).where(*window, ~listed).distinct().order_by(_R.filed_on)
        for filed_on in connection.scalars(days).all():
            if config.law.workdays.between(filed_on, day) > limit:
                yield from (
                    f"{BOOKS[book]} {filed_on} 没有 {number} 的收件"
                    for number in unlisted_on(connection, book, filed_on)
                )
