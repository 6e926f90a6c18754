"""The book that `bench dashboard` looks at: the cases of the demo, filed through the door, and n copies of them.

A copy has an id, a number, days, a unit and a content of its own; facts and steps are those of its pattern, so that
every page opens. Closed copies keep the first five steps. The chain of a copy is not sealed: this book is not for
`verify`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, text, update

from disclosure.cases.demo import load_demo
from disclosure.cli.bench_demand_texts import made_up_texts
from disclosure.params import Config
from disclosure.store.grams import grams
from disclosure.store.statements import Statement
from disclosure.store.store import Store
from disclosure.store.tables import chain, deadlines, flow_runs, history, request_grams, requests

TODAY = date(2026, 6, 1)  # a Monday
YEARS = 5
TEXTS = 50_000  # contents that differ
_RECENT = 5  # one in so many of all cases; half of these are open
_STEPS = 5  # of a closed copy
_KEPT = ("reply", "remedy_period")  # deadlines of a closed copy
_AT_ONCE = 20_000
_DATES = {
    "requests": ("filed_on", "received_on", "due", "replied_on", "closed_on"),
    "history": ("on_day",),
    "deadlines": ("opened_on", "due", "met_on", "next_alert_on", "expires_on"),
}
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One case of the demo with what is copied of its children."""

    case: dict[str, Any]
    steps: Sequence[dict[str, Any]]
    owed: Sequence[dict[str, Any]]


def write_book(store: Store, config: Config, n: int) -> None:
    load_demo(store, config, TODAY)
    with store.read() as connection:
        patterns = [_pattern(connection, row) for row in _rows(connection, requests)]
        first = 1 + max(pattern.case["id"] for pattern in patterns)
        seq = connection.scalar(select(chain.c.seq)) or 0
        owed = connection.scalar(select(func.max(deadlines.c.id))) or 0
    texts = list(made_up_texts(min(n, TEXTS)))
    by_standing = {
        is_open: [p for p in patterns if (p.case["closed_on"] is None) == is_open]
        for is_open in (True, False)
    }
    copies = _Copies(by_standing, texts, sorted(config.organization.units), n, first)
    for start in range(0, n, _AT_ONCE):
        chosen = [copies.of(i) for i in range(start, min(start + _AT_ONCE, n))]
        history_rows = [row for each in chosen for row in each.steps]
        deadline_rows = [row for each in chosen for row in each.owed]
        for row in history_rows:
            seq += 1
            row["seq"] = seq
        for row in deadline_rows:
            owed += 1
            row["id"] = owed
        _load(store, requests, [each.case for each in chosen])
        _load(store, history, history_rows)
        _load(store, deadlines, deadline_rows)
    _load_grams(store, texts, n, first)
    store.write(lambda connection: _settle(connection, config, seq, n))


@dataclass(frozen=True)
class _Copies:
    patterns: Mapping[bool, Sequence[_Pattern]]  # by whether they are open
    texts: Sequence[str]
    units: Sequence[str]
    n: int
    first: int

    def of(self, i: int) -> _Pattern:
        """The i-th copy, with the days and keys of its own; the last fifth of them is half open."""
        dice = Random(i)  # noqa: S311 - the same book each time
        is_open = i >= self.n - self.n // _RECENT and i % 2 == 0
        pattern = dice.choice(self.patterns[is_open])
        age = timedelta((self.n - 1 - i) * 365 * YEARS // self.n)
        came = pattern.case["filed_on"]
        shift = timedelta(dice.randrange(-3, 4)) if is_open else (TODAY - age) - came
        if not is_open and pattern.case["closed_on"] + shift > TODAY:
            shift = TODAY - pattern.case["closed_on"]
        id_, unit = self.first + i, dice.choice(self.units)
        case = _moved(pattern.case, "requests", shift) | {
            "id": id_,
            "number": f"{(came + shift).year}-B{id_:07d}",
            "request_key": None,
            "unit": unit,
            "content": self.texts[i % len(self.texts)],
            "version": len(pattern.steps),
        }
        for name in ("received_year", "concluded_year"):
            if case[name] is not None:
                case[name] += (came + shift).year - came.year
        steps = [_moved(row, "history", shift) | {"request_id": id_} for row in pattern.steps]
        owed = [_moved(row, "deadlines", shift) | {"request_id": id_, "unit": unit} for row in pattern.owed]
        return _Pattern(case, steps, owed)


def _pattern(connection: Connection, case: dict[str, Any]) -> _Pattern:
    steps = _rows(connection, history, request_id=case["id"])
    owed = _rows(connection, deadlines, request_id=case["id"])
    if case["closed_on"] is not None:
        steps, owed = steps[:_STEPS], [row for row in owed if row["kind"] in _KEPT]
    return _Pattern(case, steps, owed)


def _rows(connection: Connection, table: Table, **of: Any) -> list[dict[str, Any]]:
    query = select(table).where(*(table.c[name] == value for name, value in of.items()))
    rows = connection.execute(query.order_by(*table.primary_key)).mappings()
    return [dict(row) for row in rows]


def _moved(row: Mapping[str, Any], table: str, shift: timedelta) -> dict[str, Any]:
    return {**row, **{name: row[name] and row[name] + shift for name in _DATES[table]}}


def _load(store: Store, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    names = table.c.keys()
    _copy(store, table, names, [tuple(row[name] for name in names) for row in rows])


def _copy(store: Store, table: Table, names: Sequence[str], rows: Iterable[Row]) -> None:
    """COPY where there is one, else the driver's executemany."""

    def work(connection: Connection) -> None:
        if connection.dialect.name != "postgresql":
            into = Statement(insert(table), *names)
            into.many(connection, (dict(zip(names, row, strict=True)) for row in rows))
            return
        driver: Any = connection.connection.dbapi_connection
        listed = ", ".join(f'"{name}"' for name in names)
        with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({listed}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)

    store.write(work)


def _load_grams(store: Store, texts: Sequence[str], n: int, first: int) -> None:
    """In the order of the index. Every copy of a text has the pairs of that text."""
    holders: dict[int, list[int]] = {}
    for k, content in enumerate(texts):
        for gram in grams(content):
            holders.setdefault(gram, []).append(k)

    def pairs() -> Iterator[Row]:
        for gram in sorted(holders):
            for start in range(first, first + n, len(texts)):
                yield from ((gram, start + k) for k in holders[gram] if start + k < first + n)

    _copy(store, request_grams, ("gram", "request_id"), pairs())


def _settle(connection: Connection, config: Config, seq: int, n: int) -> None:
    """The tip, the sequences, and a good run of every flow this morning."""
    connection.execute(update(chain).values(seq=seq, cases=chain.c.cases + n))
    ran = {
        "business_day": TODAY,
        "started_at": f"{TODAY}T08:00:00+08:00",
        "finished_at": f"{TODAY}T08:00:09+08:00",
    }
    flows = [{"flow": flow, "ok": True, "summary": "", **ran} for flow in config.service.schedules]
    connection.execute(insert(flow_runs), flows)
    if connection.dialect.name == "postgresql":
        for table in ("requests", "deadlines"):
            ahead = f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"  # noqa: S608
            connection.execute(text(ahead))
