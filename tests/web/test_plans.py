"""No page reads a whole table of cases: the plan of every query of every staff page, on each database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

import httpx
import pytest
from sqlalchemy import event

from disclosure.cases.demo import PASSWORD
from disclosure.cases.now import ZONE
from disclosure.cli.bench_dashboard import analysed
from disclosure.cli.bench_dashboard_book import TODAY, write_book
from disclosure.cli.bench_dashboard_visits import paths
from disclosure.params import Config
from disclosure.store.store import Store
from disclosure.web.app import console
from tests.web.serving import serving

pytestmark = pytest.mark.slow

GREAT = "requests|deadlines|history|request_grams"
# A whole table, or every row of an index of it that is over the whole table.
WHOLE = {
    "sqlite": re.compile(rf"SCAN ({GREAT})( AS \w+)?$"),
    "postgresql": re.compile(rf"Seq Scan on ({GREAT})\b"),
}
# The end of the history is read backwards, up to the first rows that will do.
FROM_THE_END = re.compile(r"FROM history .*ORDER BY history\.seq DESC\s+LIMIT", re.DOTALL)
Asked = tuple[str, Any]


@pytest.fixture
def book(store: Store, config: Config) -> Store:
    write_book(store, config, 6_000)
    analysed(store)
    return store


@pytest.fixture
def asked(book: Store) -> Iterator[list[Asked]]:
    """What the readers of the store are asked from here on."""
    found: list[Asked] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        if statement.lstrip().startswith("SELECT"):
            found.append((statement, parameters))

    event.listen(book._reader, "before_cursor_execute", note)
    yield found
    event.remove(book._reader, "before_cursor_execute", note)


def plan(store: Store, asked: Asked) -> list[str]:
    explain = "EXPLAIN QUERY PLAN " if store.engine.dialect.name == "sqlite" else "EXPLAIN "
    with store.engine.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        if store.engine.dialect.name == "postgresql":
            driver.execute("SET random_page_cost = 1.1")  # a small book on a disk that does not turn
        return [str(row[-1]) for row in driver.execute(explain + asked[0], asked[1]).fetchall()]


def test_no_page_reads_a_whole_table(book: Store, config: Config, asked: list[Asked]) -> None:
    whole, lines = WHOLE[book.engine.dialect.name], 0
    faults = []
    at = datetime.combine(TODAY, time(9, 30), ZONE)
    for name in ("administrator", "handler-land", "office-head"):
        with (
            serving(console(book, config, lambda: at)) as here,
            httpx.Client(base_url=here.base_url) as client,
        ):
            client.post("/signin", data={"user": name, "password": PASSWORD, "to": "/"})
            for page, path in paths(book).items():
                asked.clear()
                assert client.get(path).status_code in (200, 403), page
                for one in asked:
                    steps = plan(book, one)
                    lines += len(steps)
                    if not FROM_THE_END.search(one[0]):
                        faults += [
                            f"{page}: {step.strip()}\n{one[0]}" for step in steps if whole.search(step)
                        ]
    assert lines > 200
    assert not faults, "\n\n".join(dict.fromkeys(faults))
