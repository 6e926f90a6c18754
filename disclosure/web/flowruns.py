"""流程监控 of one flow: how it stands, how long its runs take, what failed and why, the way into Prefect."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from sqlalchemy import Connection, Row, select

from disclosure.cases import words
from disclosure.cases.flow_health import health_of
from disclosure.store.tables import flow_runs
from disclosure.web.queries import PAGE
from disclosure.web.trend import trend
from disclosure.web.visitor import House, visitor_of

Render = Callable[..., Response]


class FlowRuns:
    def __init__(self, house: House, render: Render) -> None:
        self.house, self.render = house, render
        self.router = APIRouter(dependencies=[Depends(visitor_of)])
        self.router.get("/runs")(self.runs)

    def runs(self, request: Request, flow: Annotated[str, Query(pattern="^[a-z_]+$")]) -> Response:
        if flow not in words.FLOWS:
            raise HTTPException(404)
        with self.house.store.read() as connection:
            rows = latest(connection, flow)
            health = health_of(connection, self.house.config, flow, self.house.clock())
        return self.render(
            request,
            "runs.html",
            flow=flow,
            health=health,
            rows=rows,
            failed=[row for row in rows if row.finished_at and not row.ok],
            trend=trend(rows),
            # Every run carries the name of its flow as a tag.
            prefect=self.house.prefect and f"{self.house.prefect}/runs?tag={flow}",
        )


def latest(connection: Connection, flow: str) -> Sequence[Row[Any]]:
    """The latest runs of one flow, newest first."""
    f = flow_runs.c
    columns = (f.business_day, f.started_at, f.finished_at, f.ok, f.summary)
    return connection.execute(
        select(*columns).where(f.flow == flow).order_by(f.started_at.desc()).limit(PAGE)
    ).all()
