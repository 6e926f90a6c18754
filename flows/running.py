"""One run of a flow: one at a time by our lease, written down in `flow_runs`, shown as a table artifact.

Prefect's own concurrency limit is not used: after a killed run it cancels every new one for five minutes, and
nothing rests on it, because the commands behind the flows may run twice. What Prefect shows is for the eyes: a run
whose table or tags could not be stored has done its work all the same.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

from prefect import State, get_client, runtime
from prefect.artifacts import create_table_artifact
from prefect.context import FlowRunContext
from prefect.settings import PREFECT_CLIENT_MAX_RETRIES, temporary_settings
from prefect.states import Completed, Failed
from sqlalchemy import insert, update

from disclosure.cases.flow_health import last_good, missed
from disclosure.cases.versions import in_force
from disclosure.errors import DisclosureError, unexpected
from disclosure.params import Config
from disclosure.store.store import Store
from disclosure.store.tables import flow_runs
from flows.holding import holding
from flows.settings import console_address

LOG = logging.getLogger("disclosure.flows")
ZONE = ZoneInfo("Asia/Shanghai")
ROWS = 300  # of an artifact; the rest is in the database
RETRIES = 3  # of what is only for the eyes, 2, 4 and 8 seconds apart: a busy server answers by then

Row = Mapping[str, str | int]


@dataclass
class Run:
    """`ok` and `summary` (Chinese, no personal data) are what the console shows of this run. `last_good` began the
    last good run before it, `missed` counts the times since then at which none was begun."""

    flow: str
    day: date
    store: Store
    config: Config
    last_good: datetime | None = None
    missed: int = 0
    ok: bool = True
    summary: str = ""

    @property
    def anchors(self) -> Path:
        return Path(self.config.service.anchors)

    def publish(self, summary: str, rows: Sequence[Row], *, ok: bool = True) -> State[None]:
        """Show `rows` in Prefect; the returned state is the flow's own."""
        summary += self._caught_up(ok=ok)
        self.ok, self.summary = ok, summary
        key = self.flow.replace("_", "-")
        text = summary if len(rows) <= ROWS else f"{summary}（仅列前 {ROWS} 行，共 {len(rows)} 行）"
        try:
            with temporary_settings({PREFECT_CLIENT_MAX_RETRIES: RETRIES}):
                create_table_artifact(table=[dict(row) for row in rows[:ROWS]], key=key, description=text)
        except Exception as error:  # noqa: BLE001 - Prefect is away; the work is done and `flow_runs` says so
            LOG.warning("%s 的产物表没有存入 Prefect（%s）", self.flow, type(error).__name__)
        return Completed(message=summary) if ok else Failed(message=summary)

    def _caught_up(self, *, ok: bool) -> str:
        """Said by the first run after a time in which none ran."""
        if not self.missed or self.last_good is None:
            return ""
        made_good = "，本次一并补上" if ok else ""
        return f"；上次成功运行于 {self.last_good:%Y-%m-%d %H:%M}，其间漏跑 {self.missed} 次{made_good}"


def today() -> date:
    return datetime.now(ZONE).date()


def case_link(number: str) -> str:
    """A cell of a table: the case's number, leading to its page in the console."""
    return link(f"/cases/{number}", number) if number else ""


def link(page: str, label: str) -> str:
    """A cell of a table that leads to a page of the console."""
    return f"[{label}]({console_address()}{quote(page)})"


def named(stem: str) -> Callable[[], str]:
    """Name of a run: the stem and its business day."""

    def name() -> str:
        return f"{stem}-{runtime.flow_run.parameters.get('today') or today()}"

    return name


@contextmanager
def running(flow: str, day: date | None) -> Iterator[Run | None]:
    """A run of `flow` for `day` (default: today in Asia/Shanghai); None when another one stays at work."""
    store = Store.open()
    config = in_force(store)
    seconds = config.service.lease_minutes * 60
    try:
        with holding(store, flow, seconds, _patience(seconds)) as held:
            if not held:
                yield None
                return
            run = _begun(flow, day or today(), store, config)
            _tag(run)
            _close_abandoned(run)
            with _recorded(run):
                yield run
    finally:
        store.close()


def _begun(flow: str, day: date, store: Store, config: Config) -> Run:
    """A time within the grace is this run's own; what is older was missed, by the reckoning of the console."""
    cron = config.service.schedules[flow]
    until = datetime.now(ZONE) - timedelta(minutes=config.service.grace_minutes)
    with store.read() as connection:
        since = last_good(connection, flow)
        passed = missed(connection, cron, flow, since, until) if since else 0
    return Run(flow, day, store, config, since, passed)


def _patience(seconds: int) -> float:
    """A dead holder's lease has ended by then; who still holds it is at work."""
    return seconds + 5


def _close_abandoned(run: Run) -> None:
    """Rows of runs that were killed: none other is at work while the lease is ours."""
    left = {"finished_at": _now(), "ok": False, "summary": "中途被终止；未办完的由下一次运行接着办"}
    unfinished = (flow_runs.c.flow == run.flow, flow_runs.c.finished_at.is_(None))
    run.store.write(lambda connection: connection.execute(update(flow_runs).where(*unfinished).values(left)))


@contextmanager
def _recorded(run: Run) -> Iterator[None]:
    row = {"flow": run.flow, "business_day": run.day, "started_at": _now()}
    number = run.store.write(
        lambda connection: connection.scalar(insert(flow_runs).values(row).returning(flow_runs.c.id))
    )
    try:
        yield
    except Exception as error:
        run.ok = False
        run.summary = str(error if isinstance(error, DisclosureError) else unexpected(error))
        raise
    finally:
        done = {"finished_at": _now(), "ok": run.ok, "summary": run.summary}
        finish = update(flow_runs).where(flow_runs.c.id == number).values(done)
        run.store.write(lambda connection: connection.execute(finish))


def _tag(run: Run) -> None:
    context = FlowRunContext.get()
    if context is None or context.flow_run is None:
        return
    tags = [*context.flow_run.tags, run.flow, f"day:{run.day}"]
    few = temporary_settings({PREFECT_CLIENT_MAX_RETRIES: RETRIES})
    with suppress(Exception), few, get_client(sync_client=True) as client:
        client.update_flow_run(context.flow_run.id, tags=tags)


def _now() -> str:
    return datetime.now(ZONE).isoformat(timespec="seconds")
