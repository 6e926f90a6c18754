"""年报和台账: the figures with the cases behind every cell, and the files offices send on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path as File
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from disclosure.cases.ledgers.columns import HEADER
from disclosure.cases.ledgers.lines import lines
from disclosure.cases.reporting import Annual, Cohorts, annual, numbers
from disclosure.cases.rights import contents_of, reads_content, require_whole, scope_of
from disclosure.cases.statistics import statistics
from disclosure.errors import BadInput, NotPermitted
from disclosure.outbound.spreadsheet import write_xlsx
from disclosure.reports.checks import sentence
from disclosure.reports.forms import COLUMN_TITLES, COLUMNS, PROCEEDINGS, RESULT_TITLES, RESULTS
from disclosure.reports.paper import write_paper
from disclosure.reports.workbook import write_workbook
from disclosure.web.downloads import sent
from disclosure.web.visitor import House, Signed, Visitor, visitor_of

Render = Callable[..., Response]
Year = Annotated[int, Path(ge=2008, le=2999)]
Cell = Annotated[str, Query(pattern=r"^[A-Za-z0-9_.]{1,40}$")]
LISTED = 500  # numbers of one cell on a page; the file has all


class FigurePages:
    def __init__(self, house: House, render: Render) -> None:
        self.house, self.render = house, render
        self._cohorts = Cohorts()
        self.router = APIRouter(dependencies=[Depends(visitor_of)])
        self.router.get("/report")(self.latest)
        self.router.get("/report/{year}")(self.report)
        self.router.get("/report/{year}/cases")(self.cases)
        self.router.get("/report/{year}/file.{kind}")(self.file)
        self.router.get("/ledger")(self.ledger)
        self.router.get("/ledger/status")(self.status)
        self.router.get("/ledger/file")(self.ledger_file)

    def latest(self) -> Response:
        """The year to report on: the one before."""
        return RedirectResponse(f"/report/{self.house.clock().year - 1}", 303)

    def report(self, request: Request, visitor: Signed, year: Year) -> Response:
        require_whole(visitor.actor)
        found = self._annual(year)
        failing = [sentence(check) for check in found.checks if not check.ok]
        return self.render(
            request, "report.html", year=year, figures=found.figures, columns=COLUMNS, proceedings=PROCEEDINGS,
            results=RESULTS, failing=failing, checked=len(found.checks), ledger=reads_content(visitor.actor, "*"),
        )  # fmt: skip

    def cases(
        self, request: Request, visitor: Signed, year: Year, row: Cell, column: Cell = "total"
    ) -> Response:
        """The cases one cell counts."""
        require_whole(visitor.actor)
        with self.house.store.read() as connection:
            found = numbers(connection, self.house.config.law, year, row, column, counted=self._cohorts.of)
        heading = COLUMN_TITLES.get(column) or RESULT_TITLES.get(column, column)
        return self.render(
            request,
            "report_cases.html",
            year=year,
            row=row,
            heading=heading,
            count=len(found),
            numbers=found[:LISTED],
        )

    def file(self, visitor: Signed, year: Year, kind: Literal["xlsx", "docx"]) -> Response:
        require_whole(visitor.actor)
        report = self._annual(year).report
        write = write_workbook if kind == "xlsx" else write_paper
        return sent(f"{year}年政府信息公开工作年度报告.{kind}", lambda file: write(report, file))

    def ledger(self, request: Request, visitor: Signed) -> Response:
        _require_ledger(visitor)
        return self.render(request, "ledger.html", today=self.house.clock().date())

    def status(
        self,
        request: Request,
        visitor: Signed,
        month: Annotated[str, Query(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")] = "",
    ) -> Response:
        """How the ledger of a month stands, in the units that may be seen; of this month up to today."""
        today = self.house.clock().date()
        first = date.fromisoformat(f"{month or f'{today:%Y-%m}'}-01")
        last = min((first + timedelta(days=31)).replace(day=1) - timedelta(days=1), max(today, first))
        with self.house.store.read() as connection:
            found = statistics(connection, self.house.config, first, last, "unit")
            board = self.house.boards.now(connection, today)
        counted = {line["key"]: line for line in found["groups"]["unit"]}
        scope = scope_of(visitor.actor).units
        units = {
            key: (unit.label, counted.get(key, {}), board.left(key))
            for key, unit in self.house.config.organization.units.items()
            if scope is None or key in scope
        }
        return self.render(
            request,
            "ledger_status.html",
            found=found,
            units=units,
            before=first - timedelta(days=1),
            age=board.age,
        )

    def ledger_file(self, visitor: Signed, since: date, until: date) -> Response:
        """The requests received from `since` to `until`; the texts are in it, names are not."""
        _require_ledger(visitor)
        if since > until:
            raise BadInput(
                "没有导出台账", f"起日 {since} 晚于止日 {until}", "返回上一页改正日期", field="since"
            )

        contents = contents_of(visitor.actor)

        def write(file: File) -> None:
            with self.house.store.read() as connection:
                write_xlsx(file, "台账", HEADER, lines(connection, self.house.config, since, until, contents))

        return sent(f"台账_{since}_{until}.xlsx", write)

    def _annual(self, year: int) -> Annual:
        config = self.house.config
        with self.house.store.read() as connection:
            return annual(connection, config.law, config.organization.agency, year, counted=self._cohorts.of)


def _require_ledger(visitor: Visitor) -> None:
    require_whole(visitor.actor)
    if not reads_content(visitor.actor, "*"):
        raise NotPermitted("不能导出台账", "台账含有申请内容，您的岗位不看内容", "需要的，请管理员添加岗位")
