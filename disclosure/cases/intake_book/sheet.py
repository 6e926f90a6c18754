"""每日收件核对表: of each book, brought forward + received = cases + reasons + open.

The five figures are counted one by one, so that they can disagree. A case that nobody listed counts by itself where the
book is kept by the program (互联网) or was not kept yet on its day, and whenever it came from an old ledger; else it is
named, because then an item is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, or_, select
from sqlalchemy.sql import ColumnElement

from disclosure.cases.facts import FACTS_JSON, Facts
from disclosure.cases.intake_book.items import BOOK_CHANNELS
from disclosure.cases.words import BOOKS
from disclosure.params import Config
from disclosure.store.tables import intake_items, requests
from state_machines import INTAKE

BY_ITSELF = "web"
_I, _R = intake_items.c, requests.c


@dataclass(frozen=True, slots=True)
class Line:
    """One book on one day. `unlisted`: numbers of cases of that day and book without an item."""

    book: str
    brought_forward: int
    received: int
    cases: int
    reasons: int
    open: int
    unlisted: tuple[str, ...] = ()

    @property
    def difference(self) -> int:
        """Zero when the book balances."""
        return self.brought_forward + self.received - self.cases - self.reasons - self.open


def lines(connection: Connection, day: date) -> tuple[Line, ...]:
    """Every book on `day`, in the order of the glossary."""
    return tuple(_line(connection, book, day) for book in BOOKS)


def _line(connection: Connection, book: str, day: date) -> Line:
    def count(*conditions: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(intake_items).where(_I.book == book, *conditions)
        return connection.scalar(query) or 0

    without = _without_item(connection, book, day)
    kept_since = kept_from(connection, book)
    by_itself = book == BY_ITSELF or kept_since is None or day < kept_since
    unlisted = () if by_itself else _missing(without)
    alone = len(without) - len(unlisted)
    return Line(
        book,
        brought_forward=count(_I.opened_on < day, or_(_I.closed_on.is_(None), _I.closed_on >= day)),
        received=count(_I.opened_on == day) + alone,
        cases=count(_I.closed_on == day, _I.request_number.is_not(None)) + alone,
        reasons=count(_I.closed_on == day, _I.reason.is_not(None)),
        open=count(_open_on(day)),
        unlisted=unlisted,
    )


def _open_on(day: date) -> ColumnElement[bool]:
    return (_I.opened_on <= day) & or_(_I.closed_on.is_(None), _I.closed_on > day)


def kept_from(connection: Connection, book: str) -> date | None:
    """The day of the first item of `book`; None when nothing was ever listed in it."""
    day: date | None = connection.scalar(select(func.min(_I.opened_on)).where(_I.book == book))
    return day


def unlisted_on(connection: Connection, book: str, day: date) -> tuple[str, ...]:
    """Cases that came in on `day` by the ways of `book` and ought to have an item there."""
    return _missing(_without_item(connection, book, day))


def _missing(without: Sequence[tuple[str, Facts]]) -> tuple[str, ...]:
    """What an old ledger tells of came in before there was this book, and is looked for in none."""
    return tuple(number for number, facts in without if not facts.imported)


def _without_item(connection: Connection, book: str, day: date) -> list[tuple[str, Facts]]:
    """Cases that came in on `day` by the ways of `book` and have no item. A part split from a case has none of its
    own."""
    query = (
        select(_R.number, _R.facts)
        .outerjoin(intake_items, _I.request_number == _R.number)
        .where(_R.filed_on == day, _R.channel.in_(BOOK_CHANNELS[book]), _I.id.is_(None))
        .order_by(_R.id)
    )
    found = [(number, FACTS_JSON.validate_json(facts)) for number, facts in connection.execute(query)]
    return [(number, facts) for number, facts in found if facts.split_from is None]


def still_open(connection: Connection, config: Config, day: date) -> Iterator[dict[str, Any]]:
    """What came in by `day` and was open at its end, the oldest first, with the working days it has waited."""
    query = select(_I.number, _I.book, _I.opened_on, _I.kind, _I.state).where(_open_on(day))
    for row in connection.execute(query.order_by(_I.opened_on, _I.id)).mappings():
        waited = config.law.workdays.between(row["opened_on"], day)
        yield {**row, "label": INTAKE.states[row["state"]].label, "working_days": waited}


def document(connection: Connection, config: Config, day: date) -> dict[str, Any]:
    """The sheet of `day` as people and programs read it."""
    books = lines(connection, day)
    return {
        "day": day,
        "balanced": not any(one.difference or one.unlisted for one in books),
        "books": [_figures(one) for one in books],
        "total": _figures(_total(books)),
        "open": list(still_open(connection, config, day)),
    }


def _total(books: Sequence[Line]) -> Line:
    names = ("brought_forward", "received", "cases", "reasons", "open")
    sums = {name: sum(getattr(one, name) for one in books) for name in names}
    return Line("total", **sums, unlisted=tuple(number for one in books for number in one.unlisted))


def _figures(line: Line) -> dict[str, Any]:
    return {
        "book": line.book,
        "label": BOOKS.get(line.book, "合计"),
        "brought_forward": line.brought_forward,
        "received": line.received,
        "cases": line.cases,
        "reasons": line.reasons,
        "open": line.open,
        "difference": line.difference,
        "unlisted": list(line.unlisted),
    }
