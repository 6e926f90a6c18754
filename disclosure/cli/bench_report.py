"""`disclosure bench report`: T3 of a year over n requests, beside the bare GROUP BY of the covering index."""

from __future__ import annotations

from statistics import median
from typing import Any

from sqlalchemy import text

from disclosure.cases.reporting import requests_table
from disclosure.cli.bench_report_book import write_book
from disclosure.cli.bench_sweep_book import sweep_book
from disclosure.cli.bench_timing import seconds
from disclosure.law.report import form_used
from disclosure.params import Config
from disclosure.reports.forms import FORMS
from disclosure.store.engine import database_url
from disclosure.store.store import Store

YEAR = 2025
_ALIKE = "concluded_year, received_year, concluded_as, applicant_kind"
# Counts as few cells as the year needs; nothing is converted or added up afterwards.
_LIMIT = tuple(
    f"SELECT {_ALIKE}, count(*) FROM requests WHERE {concluded} AND received_year <= {YEAR} AND split_from IS NULL"  # noqa: S608 - our constants
    f" GROUP BY {_ALIKE}"
    for concluded in (f"concluded_year >= {YEAR - 1}", "concluded_year IS NULL")
)


def bench_report(
    url: str | None, config: Config, *, n: int = 1_000_000, runs: int = 9
) -> list[dict[str, Any]]:
    """In ms. Works in a scratch database beside `url`, which is not touched."""
    form, pairs = FORMS[form_used(config.law, YEAR)], []
    with sweep_book(database_url(url)) as store:
        write_book(store, config.law, n, YEAR)
        _settle(store)
        for _ in range(runs):
            with store.read() as connection:
                ours = seconds(lambda c=connection: requests_table(c, config.law, YEAR, form))  # type: ignore[misc]
                cursor = connection.connection.cursor()
                limit = seconds(lambda c=cursor: [c.execute(each).fetchall() for each in _LIMIT])  # type: ignore[misc]
                pairs.append((ours, limit))
    ours, limit = median(a for a, _ in pairs), median(b for _, b in pairs)
    return [
        {
            "name": "report",
            "ours": round(ours * 1e3, 3),
            "limit": round(limit * 1e3, 3),
            "ratio": round(ours / limit, 3),
            "unit": "ms",
            "n": n,
            "runs": runs,
        }
    ]


def _settle(store: Store) -> None:
    """The planner knows the tables, as after a night."""
    vacuum = "VACUUM ANALYZE" if store.url.get_backend_name() == "postgresql" else "ANALYZE"
    with store.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text(vacuum))
