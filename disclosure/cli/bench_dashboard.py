"""`disclosure bench dashboard`: the console over a book of many cases. People who read one page after the other, the
queries behind the pages beside the bare driver, applications filed at the portal, and the memory of the web process."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from statistics import median, quantiles
from typing import Any

from sqlalchemy import Connection, select, text

from disclosure.cases.board import Boards
from disclosure.cases.demo import PASSWORD
from disclosure.cases.folding import read_rows
from disclosure.cases.rights import Contents, Scope
from disclosure.cli.bench_book import KEYS, scratch
from disclosure.cli.bench_dashboard_book import TODAY, write_book
from disclosure.cli.bench_dashboard_visits import file_applications, visit_all
from disclosure.cli.bench_dashboard_web import served
from disclosure.cli.bench_timing import seconds
from disclosure.params import Config
from disclosure.store.store import Store
from disclosure.store.tables import requests
from disclosure.web.caselist import Filter, listed
from state_machines import REQUEST

STAFF = (
    "clerk-a", "handler-land", "head-land", "office-head", "operations", "administrator", "supervisor", "leader"
)  # fmt: skip
FILINGS = 40
_WANTED = Filter(phase="review")
_RAW_LIST = """
SELECT id, number, phase, state, unit, handler, channel, filed_on, received_on, due, outcome, closed_on, clock_status,
    substr(content, 1, 60) FROM requests WHERE state IN ({states}) AND closed_on IS NULL ORDER BY id DESC LIMIT 51
"""
_RAW_TIMELINE = """
SELECT n, command, actor, on_day, to_state, data, from_state, recorded_at, config_version FROM history
WHERE request_id = {id} ORDER BY n
"""
_RAW_BOARD = """
SELECT state, count(*) FROM requests WHERE closed_on IS NULL GROUP BY state
"""


def bench_dashboard(
    url: str | None, config: Config, *, n: int, reading: float, pause: float = 1.0, runs: int = 9
) -> list[dict[str, Any]]:
    """`reading`: seconds for which people read pages. Figures of time are in ms; `limit` is what was promised for a
    page, and the bare driver for a query."""
    with scratch(url) as book:
        store = Store.open(book, KEYS)
        try:
            write_book(store, config, n)
            analysed(store)
            return measured(store, book, n=n, reading=reading, pause=pause, runs=runs)
        finally:
            store.close()


def measured(
    store: Store, book: str, *, n: int, reading: float, pause: float, runs: int
) -> list[dict[str, Any]]:
    with served(book) as web:
        visits = visit_all(web.address, STAFF, PASSWORD, store, reading, pause)
        filings = file_applications(web.address, FILINGS)
        memory = web.memory()
    pages: dict[str, list[float]] = defaultdict(list)
    for visit in visits:
        pages[visit.page].append(visit.ms)
    return [
        _spread("staff_pages", [visit.ms for visit in visits], 100, n),
        *_queries(store, n, runs),
        _spread("portal_filing", filings, 150, n),
        {
            "name": "web_memory",
            "ours": memory,
            "limit": 300,
            "ratio": round(300 / memory, 3),
            "unit": "MB",
            "n": n,
            "runs": 1,
        },
        *(_spread(f"page {page}", found, 100, n) for page, found in sorted(pages.items())),
    ]


def _spread(name: str, found: Sequence[float], limit: float, n: int) -> dict[str, Any]:
    """`ours` is the 95th percentile."""
    p95 = quantiles(found, n=20, method="inclusive")[-1] if len(found) > 1 else found[0]
    return {
        "name": name,
        "ours": round(p95, 1),
        "limit": limit,
        "ratio": round(limit / p95, 3),
        "unit": "ms",
        "n": n,
        "runs": len(found),
        "p50": round(median(found), 1),
        "max": round(max(found), 1),
    }


def _queries(store: Store, n: int, runs: int) -> Iterator[dict[str, Any]]:
    """In turns: what the page asks through our code, and the same in the driver's own words."""
    boards = Boards(store)
    with store.read() as connection:
        id_ = connection.scalar(select(requests.c.id).order_by(requests.c.id.desc()).limit(1)) or 0
        states = ", ".join(f"'{leaf}'" for leaf in sorted(_review_states()))
        pairs: dict[str, tuple[Callable[[], object], str]] = {
            "list": (
                lambda: listed(connection, Scope(), _WANTED, None, TODAY, Contents(Scope(), Scope(), "")),
                _RAW_LIST.format(states=states),
            ),
            "timeline": (lambda: read_rows(connection, id_), _RAW_TIMELINE.format(id=id_)),
            "board": (lambda: boards.now(connection, TODAY).states(Scope()), _RAW_BOARD),
        }
        for name, (ours, raw) in pairs.items():
            bare = _raw(connection, raw)
            for warm in (ours, bare) * 5:
                warm()
            timed = [(seconds(ours), seconds(bare)) for _ in range(runs * 5)]
            mine, limit = (median(column) * 1000 for column in zip(*timed, strict=True))
            yield {
                "name": f"query {name}",
                "ours": round(mine, 3),
                "limit": round(limit, 3),
                "ratio": round(limit / mine, 3),
                "unit": "ms",
                "n": n,
                "runs": len(timed),
            }


def _review_states() -> list[str]:
    return [leaf for leaf, state in REQUEST.states.items() if state.phase == "review"]


def _raw(connection: Connection, sql: str) -> Callable[[], object]:
    driver: Any = connection.connection.dbapi_connection
    return lambda: driver.execute(sql).fetchall()


def analysed(store: Store) -> None:
    """What a database does by itself within a day (autovacuum; `PRAGMA optimize` on SQLite)."""
    with _alone(store) as connection:
        connection.execute(text("VACUUM ANALYZE" if store.engine.dialect.name == "postgresql" else "ANALYZE"))


@contextmanager
def _alone(store: Store) -> Iterator[Connection]:
    with store.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        yield connection
