"""`disclosure bench integrity`: the whole chain of a long book, beside the bare driver reading the same rows and making
one HMAC of each; and the recomputation of a case, beside the bare driver reading what it is recomputed from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import timedelta
from functools import partial
from itertools import islice
from statistics import median
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from disclosure.cases.door import Door
from disclosure.cases.proof import mismatches
from disclosure.cli.bench_book import DAY, KEYS, drafted_case, hire, open_door
from disclosure.params import Config
from disclosure.store.chain import COLUMNS, GENESIS, case_seal, row_mac, tip_seal
from disclosure.store.statements import Statement
from disclosure.store.store import Store
from disclosure.store.tables import chain, history, requests
from disclosure.store.verify import verify_history

STEPS = 10  # rows a case
CHUNK = 20_000  # rows written at once
READ = 2000  # rows read at once

_HISTORY = Statement(insert(history), *COLUMNS, "mac")
_CASE: dict[str, Any] = {
    "phase": "review",
    "state": "searching",
    "round": 1,
    "channel": "internet",
    "applicant_kind": "natural",
    "unit": "general_office",
    "content": "某项目环境影响评价批复",
    "filed_on": DAY,
    "clock_status": "running",
    "facts": "{}",
    "version": STEPS,
}
_DATA = (
    '{"scope": "综合档案室、业务系统、环境影响评价处移交的纸质案卷", "method": "按项目名称和文号检索",'
    ' "result": "found", "note": "第 %d 次检索"}'
)
_ROWS = f"SELECT {', '.join(COLUMNS)}, mac FROM history ORDER BY seq"  # noqa: S608 - our constants
_OF_CASE = (
    f"SELECT {', '.join(COLUMNS)} FROM history WHERE request_id = %d ORDER BY n",  # noqa: S608 - our constants
    "SELECT * FROM requests WHERE id = %d",
    "SELECT * FROM deadlines WHERE request_id = %d",
)


def bench_integrity(url: str, *, n: int = 1_000_000, runs: int = 3) -> dict[str, Any]:
    """Rows per second of a book of `n` rows. `url` is an empty scratch book."""
    store = Store.open(url, KEYS)
    try:
        _fill(store, n)
        pairs = [(_verified(store), _driver(store)) for _ in range(runs)]
        ours, limit = (n / median(column) for column in zip(*pairs, strict=True))
    finally:
        store.close()
    return _figures("integrity", ours, limit, "rows/s", n, runs)


def bench_recomputation(url: str, config: Config, *, n: int = 1000, runs: int = 3) -> dict[str, Any]:
    """µs a case: everything derived from its history is computed again. `url` is an empty scratch book."""
    door = open_door(url, config)
    try:
        door.store.write(hire)
        cases = [_id_of(door, drafted_case(door)) for _ in range(n)]
        pairs = [(_recomputed(door, config), _read(door.store, cases)) for _ in range(runs)]
    finally:
        door.store.close()
    ours, limit = (median(column) / n * 1e6 for column in zip(*pairs, strict=True))
    return _figures("integrity_recomputation_per_case", ours, limit, "µs", n, runs)


def _figures(name: str, ours: float, limit: float, unit: str, n: int, runs: int) -> dict[str, Any]:
    figures = {"name": name, "ours": round(ours), "limit": round(limit), "ratio": round(ours / limit, 3)}
    return {**figures, "unit": unit, "n": n, "runs": runs}


def _fill(store: Store, n: int) -> None:
    """`n` rows of n / 10 cases, all cases abreast, chained and sealed as the door does it."""
    cases = n // STEPS
    heads = [GENESIS] * (cases + 1)
    blank = [
        _CASE | {"id": i, "number": f"b{i}", "head": GENESIS, "seal": GENESIS} for i in range(1, cases + 1)
    ]
    _write(store, Statement(insert(requests), *blank[0]), blank)
    _write(store, _HISTORY, _chained(cases, heads))
    store.write(lambda connection: _seal(connection, cases, heads))


def _write(store: Store, statement: Statement, rows: Iterable[dict[str, Any]]) -> None:
    remaining = iter(rows)
    while chunk := list(islice(remaining, CHUNK)):
        store.write(partial(statement.many, values=chunk))


def _chained(cases: int, heads: list[bytes]) -> Iterator[dict[str, Any]]:
    for seq in range(1, cases * STEPS + 1):
        n, case = divmod(seq - 1, cases)
        case += 1
        cells = (
            seq,
            case,
            n + 1,
            "note_contact",
            "handler",
            DAY + timedelta(n),
            f"{DAY + timedelta(n)}T09:{n:02d}:00+08:00",
            "searching",
            "searching",
            _DATA % seq,
            "c" * 64,
            f"key-{seq}",
        )
        heads[case] = row_mac(KEYS, cells, heads[case])
        yield {**dict(zip(COLUMNS, cells, strict=True)), "mac": heads[case]}


def _seal(connection: Connection, cases: int, heads: list[bytes]) -> None:
    sealed = update(requests).where(requests.c.id == bindparam("of"))
    rows = [
        {"of": i, "head": heads[i], "seal": case_seal(KEYS, i, STEPS, heads[i])} for i in range(1, cases + 1)
    ]
    connection.execute(sealed.values(head=bindparam("head"), seal=bindparam("seal")), rows)
    last = cases * STEPS
    tip = tip_seal(KEYS, last, cases, heads[cases])
    connection.execute(update(chain).values(seq=last, cases=cases, seal=tip))


def _verified(store: Store) -> float:
    began = perf_counter()
    found = verify_history(store)
    took = perf_counter() - began
    assert found == [], found[:3]
    return took


def _driver(store: Store) -> float:
    began = perf_counter()
    with store.read() as connection, closing(_cursor(connection)) as cursor:
        cursor.execute(_ROWS)
        for row in cursor:
            KEYS.row("".join((*row[3:5], *row[6:11])).encode())
    return perf_counter() - began


def _cursor(connection: Connection) -> Any:
    """On PostgreSQL one of the server's, which sends as much at a time as the verification asks for."""
    driver: Any = connection.connection.dbapi_connection
    if connection.dialect.name == "sqlite":
        return driver.cursor()
    cursor = driver.cursor(name="bench")
    cursor.itersize = READ
    return cursor


def _id_of(door: Door, number: str) -> int:
    with door.store.read() as connection:
        return int(connection.execute(select(requests.c.id).where(requests.c.number == number)).scalar_one())


def _recomputed(door: Door, config: Config) -> float:
    began = perf_counter()
    with door.store.read() as connection:
        found = list(mismatches(connection, KEYS, config))
    took = perf_counter() - began
    assert found == [], found[:3]
    return took


def _read(store: Store, cases: list[int]) -> float:
    began = perf_counter()
    with store.read() as connection:
        driver: Any = connection.connection.dbapi_connection
        for case in cases:
            for query in _OF_CASE:
                driver.execute(query % case).fetchall()
    return perf_counter() - began
