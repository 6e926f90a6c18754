"""What is read across cases: deadlines, what waits for the caller, the catalogue, the annual report, the flows."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from pydantic import AfterValidator
from sqlalchemy import Row, and_

from disclosure.cases import rights
from disclosure.cases.catalogue import entries
from disclosure.cases.documents import entry_document, flow_document
from disclosure.cases.fields import Day, Printable
from disclosure.cases.flow_health import flow_health
from disclosure.cases.reporting import annual
from disclosure.cases.statistics import BY, statistics
from disclosure.errors import BadInput
from disclosure.params.expected import DEADLINE_KINDS
from disclosure.reports import checks
from disclosure.reports.figures import document
from disclosure.store.standing import OPEN_DEADLINE
from disclosure.store.tables import deadlines
from disclosure.web import queries
from disclosure.web.api.answers import (
    AnnualAnswer,
    Colour,
    DeadlineLine,
    EntryAnswer,
    FlowsAnswer,
    Page,
    StatisticsAnswer,
    TodoAnswer,
)
from disclosure.web.api.bodies import After
from disclosure.web.api.caller import Caller
from disclosure.web.caselist import owed_by
from disclosure.web.pages import TODO
from disclosure.web.paging import DueId, cursor
from disclosure.web.visitor import House

DueKind = Annotated[
    str | None, Query(pattern="^[a-z_]{1,64}$", json_schema_extra={"enum": sorted(DEADLINE_KINDS)})
]
Words = Annotated[str, Query(max_length=100, title="名称、内容概述中的词，以空格分开"), Printable]
Year = Annotated[int, Path(ge=2008, le=2999)]
Form = Annotated[Literal["2019", "2021"] | None, Query(alias="format", title="表格格式，空为该年度所用的")]

From = Annotated[Day, Query(alias="from", title="从这一天起")]
To = Annotated[Day, Query(alias="to", title="到这一天止")]


def _known(by: str) -> str:
    if by not in BY:
        raise ValueError(f"没有这一项（可用：{'、'.join(BY)}）")
    return by


By = Annotated[
    Annotated[str, AfterValidator(_known)] | None,
    Query(title="按哪一项分", json_schema_extra={"enum": [*BY]}),
]


class OverviewRoutes:
    def __init__(self, house: House) -> None:
        self.house = house
        self.router = routes = APIRouter(tags=["汇总"])
        routes.get("/deadlines", response_model=Page[DeadlineLine], summary="未了的期限")(self.deadlines)
        routes.get("/todo", response_model=TodoAnswer, summary="轮到本人岗位的期限")(self.todo)
        routes.get("/catalogue", response_model=Page[EntryAnswer], summary="公开目录")(self.catalogue)
        routes.get("/reports/annual/{year}", response_model=AnnualAnswer, summary="年度报告的各表")(
            self.annual
        )
        routes.get("/statistics", response_model=StatisticsAnswer, summary="一段时间的件数、用时、按期率")(
            self.statistics
        )
        routes.get("/flows", response_model=FlowsAnswer, summary="定时任务的状况")(self.flows)

    def deadlines(
        self, actor: Caller, colour: Colour | None = None, kind: DueKind = None, after: DueId = None
    ) -> dict[str, Any]:
        """到期早的在前。"""
        d, scope = deadlines.c, rights.scope_of(actor)
        behind = cursor(after)
        wanted = [OPEN_DEADLINE, scope.on(d.unit)]
        if kind is not None:
            wanted.append(d.kind == kind)
        with self.house.store.read() as connection:
            if colour is not None:
                wanted.append(queries.lit(self.house.config.ladder, colour))
            page = queries.due_list(connection, and_(*wanted), behind)
        return {"items": [self._line(row) for row in page.rows], "next": page.after}

    def todo(self, actor: Caller) -> dict[str, Any]:
        """最急的在前。"""
        with self.house.store.read() as connection:
            rows = owed_by(connection, actor.grants, TODO + 1)
        return {"items": [self._line(row) for row in rows[:TODO]], "more": len(rows) > TODO}

    def catalogue(self, _: Caller, words: Words = "", after: After = 0) -> dict[str, Any]:
        with self.house.store.read() as connection:
            found = entries(connection, words=words, after=after, limit=queries.PAGE + 1)
        shown = found[: queries.PAGE]
        following = str(shown[-1].id) if len(found) > len(shown) else None
        return {"items": [entry_document(entry) for entry in shown], "next": following}

    def annual(self, actor: Caller, year: Year, form: Form = None) -> dict[str, Any]:
        rights.require_whole(actor)
        config = self.house.config
        with self.house.store.read() as connection:
            found = annual(connection, config.law, config.organization.agency, year, form)
        return document(found.figures, checks.documents(found.checks))

    def statistics(self, actor: Caller, since: From, until: To, by: By = None) -> dict[str, Any]:
        """两日都计入；by 为空则逐项都分。"""
        rights.require_whole(actor)
        if since > until:
            raise BadInput("没有统计", f"起日 {since} 晚于止日 {until}", "改正日期", field="from")
        with self.house.store.read() as connection:
            return statistics(connection, self.house.config, since, until, by)

    def flows(self, _: Caller) -> dict[str, Any]:
        found = flow_health(self.house.store, self.house.config, self.house.clock())
        return {"items": [flow_document(health) for health in found]}

    def _line(self, row: Row[Any]) -> dict[str, Any]:
        return {**row._mapping, "colour": self.house.config.ladder.colour(row.level)}
