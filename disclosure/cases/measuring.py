"""What a publication did: filings on the same information in equal spans before and after it (R44.1)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, func, select, update

from disclosure.law.publication import effect_span
from disclosure.params import Config
from disclosure.store.tables import candidate_requests, catalogue, request_demand, requests

_C = catalogue.c


def measure(connection: Connection, config: Config, today: date) -> int:
    """Entries measured. One whose whole span has passed is measured for the last time and then left alone."""
    began = connection.scalar(select(func.min(requests.c.filed_on)))
    measured = 0
    for id_, candidate_id, published in _unfinished(connection):
        span = effect_span(config.law, published, today, began or published)
        if span.days == 0:
            continue
        cells = {
            "filings_before": _filings(connection, candidate_id, span.before, published),
            "filings_after": _filings(connection, candidate_id, published, span.until),
            "span_days": span.days,
            "measured_on": today,
            "measured_last": span.over,
        }
        connection.execute(update(catalogue).where(_C.id == id_).values(cells))
        measured += 1
    return measured


def unmeasured_since(connection: Connection, config: Config, today: date) -> date:
    """The day after which filings still have to be known for the sake of some entry; `today` for none."""
    spans = (
        effect_span(config.law, published, date.max, date.min) for _, __, published in _unfinished(connection)
    )
    return min((span.before for span in spans), default=today)


def _unfinished(connection: Connection) -> list[tuple[int, int, date]]:
    query = select(_C.id, _C.candidate_id, _C.published_on).where(
        _C.candidate_id.is_not(None), _C.measured_last.is_(False), _C.taken_down_on.is_(None)
    )
    return [(id_, candidate_id, published) for id_, candidate_id, published in connection.execute(query)]


def _filings(connection: Connection, candidate_id: int, after: date, until: date) -> int:
    """Requests filed after `after` and not later than `until` that ask for what the candidate is about."""
    members = select(candidate_requests.c.request_id).where(candidate_requests.c.candidate_id == candidate_id)
    keys = select(request_demand.c.info).where(request_demand.c.request_id.in_(members))
    alike = select(request_demand.c.request_id).where(request_demand.c.info.in_(keys))
    query = select(func.count()).where(
        requests.c.id.in_(members.union(alike)),
        requests.c.filed_on > after,
        requests.c.filed_on <= until,
    )
    return connection.scalar(query) or 0
