"""How the flows are: when each last went well, what it would do now, whether it should have run and has not.

What is owed is asked of the database, never of Prefect: a flow that looks idle there may owe a thousand alerts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Connection, Row, Select, func, or_, select

from disclosure.cases import secrecy_watch
from disclosure.cases.duties import annual_report, calendar_notice, reassessing
from disclosure.cases.schedule import last_tick, next_tick, ticks_between
from disclosure.law.publication import repeated_demand
from disclosure.params import Config
from disclosure.store.store import Store
from disclosure.store.tables import chain, deadlines, flow_runs, history, outbox, requests

RECENT = 20  # good runs whose median duration is shown

_D, _F, _O = deadlines.c, flow_runs.c, outbox.c


@dataclass(frozen=True, slots=True)
class FlowHealth:
    """One flow. `seconds` is how long the last good run took, `median_seconds` the middle of the latest ones;
    `missed` counts the times it should have run since then and was not even started; `backlog` is what it would
    do if it ran now."""

    flow: str
    last_good: datetime | None
    seconds: int | None
    median_seconds: float | None
    summary: str
    missed: int
    next: datetime | None
    backlog: int
    overdue: bool


def flow_health(store: Store, config: Config, now: datetime) -> list[FlowHealth]:
    """Every flow of config/service.yaml; `now` is an instant of the office's zone."""
    with store.read() as connection:
        return healths(connection, config, now)


def healths(connection: Connection, config: Config, now: datetime) -> list[FlowHealth]:
    return [health_of(connection, config, flow, now) for flow in config.service.schedules]


def health_of(connection: Connection, config: Config, flow: str, now: datetime) -> FlowHealth:
    cron = config.service.schedules[flow]
    owed_since = last_tick(cron, now - timedelta(minutes=config.service.grace_minutes))
    runs = connection.execute(_good(flow).limit(RECENT)).all()
    last = _instant(runs[0].started_at) if runs else None
    durations = [seconds for run in runs if (seconds := seconds_of(run)) is not None]
    return FlowHealth(
        flow=flow,
        last_good=last,
        seconds=seconds_of(runs[0]) if runs else None,
        median_seconds=median(durations) if durations else None,
        summary=runs[0].summary or "" if runs else "",
        missed=missed(connection, cron, flow, last, owed_since) if last and owed_since else 0,
        next=next_tick(cron, now),
        backlog=BACKLOG[flow](connection, config, now),
        overdue=owed_since is not None and (last or _first_run(connection)) < owed_since,
    )


def _first_run(connection: Connection) -> datetime:
    """When anything first ran here: a flow that never ran is overdue from its first time after that. Where nothing ran
    at all nobody has started the runner, and everything is."""
    row = connection.execute(select(_F.started_at).order_by(_F.id).limit(1)).first()
    return _instant(row.started_at) if row else datetime.min.replace(tzinfo=UTC)


def last_good(connection: Connection, flow: str) -> datetime | None:
    """When the latest good run of a flow began."""
    row = connection.execute(_good(flow).limit(1)).first()
    return _instant(row.started_at) if row else None


def missed(connection: Connection, cron: str, flow: str, since: datetime, until: datetime) -> int:
    """The times after `since` and up to `until` at which a flow should have run and no run was begun. A run begins
    some seconds after its time."""
    begun = select(func.count()).where(_F.flow == flow, _F.started_at > _text(since))
    return max(0, ticks_between(cron, since, until) - (connection.scalar(begun) or 0))


def _good(flow: str) -> Select[Any]:
    query = select(_F.started_at, _F.finished_at, _F.summary).where(_F.flow == flow, _F.ok)
    return query.order_by(_F.started_at.desc())


def seconds_of(run: Row[Any]) -> int | None:
    if run.finished_at is None:
        return None
    return int((_instant(run.finished_at) - _instant(run.started_at)).total_seconds())


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _text(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _alerts_and_expiries(connection: Connection, _: Config, now: datetime) -> int:
    """A deadline that climbs and runs out on the same day is one."""
    today = now.date()
    climbing = select(func.count()).where(_D.next_alert_on <= today)
    later = or_(_D.next_alert_on.is_(None), _D.next_alert_on > today)
    expired = select(func.count()).where(_D.expires_on <= today, later)
    return (connection.scalar(climbing) or 0) + (connection.scalar(expired) or 0)


def _messages(connection: Connection, _: Config, now: datetime) -> int:
    due = select(func.count()).where(_O.status == "pending", _O.next_try_at <= _text(now))
    return connection.scalar(due) or 0


def _unverified_rows(connection: Connection, _: Config, __: datetime) -> int:
    """History written since the last good run; looked for from its end, so that the old rows are not read."""
    verified = 0
    since = last_good(connection, "integrity")
    if since is not None:
        before = select(history.c.seq).where(history.c.recorded_at <= _text(since))
        verified = connection.scalar(before.order_by(history.c.seq.desc()).limit(1)) or 0
    return (connection.scalar(select(chain.c.seq)) or 0) - verified


def _unsearched(connection: Connection, config: Config, now: datetime) -> int:
    """Requests filed on the day of the last good search or since, within the window of R44.1."""
    since = repeated_demand(config.law, now.date()).since
    searched = last_good(connection, "proactive_conversion")
    if searched is not None:
        since = max(since, searched.date() - timedelta(1))
    return connection.scalar(select(func.count()).where(requests.c.filed_on > since)) or 0


def _on_the_day(
    count: Callable[[Connection, Config, date], int],
) -> Callable[[Connection, Config, datetime], int]:
    return lambda connection, config, now: count(connection, config, now.date())


# What each flow would do now, by the name config/service.yaml schedules. A new flow is one line here.
BACKLOG: Mapping[str, Callable[[Connection, Config, datetime], int]] = {
    "deadline_sweep": _alerts_and_expiries,
    "outbox": _messages,
    "integrity": _unverified_rows,
    "secrecy_review": lambda connection, config, _: secrecy_watch.backlog(connection, config),
    "exemption_reassessment": _on_the_day(reassessing.backlog),
    "annual_report": _on_the_day(annual_report.backlog),
    "calendar_watch": _on_the_day(calendar_notice.backlog),
    "proactive_conversion": _unsearched,
}
