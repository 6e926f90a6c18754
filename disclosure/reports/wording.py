"""The text of a report as far as figures write it: six parts, each a list of paragraphs. What only a person knows is
left as a gap that says what belongs there."""

from __future__ import annotations

from dataclasses import dataclass

from disclosure.reports.figures import Figures
from disclosure.reports.forms import (
    CARRIED_IN,
    CARRIED_OUT,
    COLUMNS,
    KINDS,
    NEW,
    PROCEEDINGS,
    SUM,
    TOTAL,
)
from disclosure.reports.statement import Statement


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a document is drawn from. `published` and `converted` are entries the catalogue took up in the
    year, the second of them out of requests."""

    agency: str
    now: Figures
    before: Figures
    stated: Statement
    published: int
    converted: int

    @property
    def title(self) -> str:
        return f"{self.agency}{self.now.year}年政府信息公开工作年度报告"


def gap(what: str) -> str:
    return f"【待填写：{what}】"


def paragraphs(report: Report) -> tuple[list[str], ...]:
    """One list for each of the six parts; tables follow the second to the fourth."""
    texts = report.stated.texts
    return (
        [
            f"（一）主动公开。本年公开目录新增{report.published}条，其中由依申请公开转为主动公开{report.converted}条。",
            f"（二）依申请公开。{_requests(report)}",
            *_own(texts.overview, "（三）政府信息管理、（四）政府信息公开平台建设、（五）监督保障的情况"),
        ],
        [],
        [],
        [_proceedings(report)],
        _own(texts.problems, "存在的主要问题及改进情况，不得与往年雷同"),
        [_fee(report.stated), *([texts.other] if texts.other else [])],
    )


def _own(text: str | None, what: str) -> list[str]:
    return text.splitlines() if text else [gap(what)]


def _requests(report: Report) -> str:
    t3 = report.now.t3
    kinds = "，".join(
        f"{column.title}{t3[NEW][column.key]}件"
        for column in COLUMNS
        if column.key in KINDS and t3[NEW][column.key]
    )
    by_kind = f"按申请人分：{kinds}。" if kinds else ""
    return (
        f"本年新收政府信息公开申请{t3[NEW][SUM]}件，上年结转{t3[CARRIED_IN][SUM]}件，"
        f"办结{t3[TOTAL][SUM]}件，结转下年度继续办理{t3[CARRIED_OUT][SUM]}件。{by_kind}{_change(report)}"
    )


def _change(report: Report) -> str:
    now, before = report.now.t3[NEW][SUM], report.before.t3[NEW][SUM]
    if now is None or before is None:
        return ""
    if now == before:
        return "申请数量与上年持平。"
    return f"申请数量比上年{'增加' if now > before else '减少'}{abs(now - before)}件。"


def _proceedings(report: Report) -> str:
    told = (f"{p.title}{report.now.t4[p.key][SUM]}件" for p in PROCEEDINGS)
    return f"本年因政府信息公开：{'，'.join(told)}。"


def _fee(stated: Statement) -> str:
    """F10."""
    fee = stated.processing_fee
    if fee is None:
        return gap("信息处理费收取情况")
    if fee.cases == 0:
        return "本年未收取信息处理费。"
    return f"本年收取信息处理费{fee.cases}件，共{fee.amount}元。"
