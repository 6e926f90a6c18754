"""A1 to A6: what has to agree in an annual report. A sum with an unknown cell is not judged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from disclosure.reports.figures import Count, Figures
from disclosure.reports.forms import (
    CARRIED_IN,
    CARRIED_OUT,
    COLUMN_TITLES,
    COLUMNS,
    KINDS,
    NEW,
    PROCEEDINGS,
    RESULTS,
    SUM,
    TOTAL,
)


@dataclass(frozen=True, slots=True)
class Check:
    """`where` is the column, row, proceeding or sentence; `left` and `right` the two sides, the stated one left."""

    id: str
    where: str
    ok: bool
    left: int
    right: int


def documents(checks: Iterable[Check]) -> list[dict[str, Any]]:
    return [asdict(check) for check in checks]


def cross_sums(figures: Figures) -> list[Check]:
    """A1, A2 by column, A3 by row, A5 by proceeding, A6 by number in the text."""
    return [*_by_column(figures), *_by_row(figures), *_by_proceeding(figures), *_by_claim(figures)]


def carried_over(figures: Figures, before: Mapping[str, Count]) -> list[Check]:
    """A4, by column: what the year before carried out is carried in. Reorganisations of agencies are exceptions, for a
    person to explain."""
    columns = (c.key for c in COLUMNS)
    return list(_compared("A4", ((c, figures.t3[CARRIED_IN][c], before.get(c)) for c in columns)))


def _by_column(figures: Figures) -> Iterator[Check]:
    t3, columns = figures.t3, tuple(c.key for c in COLUMNS)
    yield from _compared(
        "A1",
        (
            (
                c,
                _sum((t3[NEW][c], t3[CARRIED_IN][c])),
                _sum((t3[TOTAL][c], t3[CARRIED_OUT][c])),
            )
            for c in columns
        ),
    )
    results = figures.form.results
    yield from _compared("A2", ((c, t3[TOTAL][c], _sum(t3[row][c] for row in results)) for c in columns))


def _by_row(figures: Figures) -> Iterator[Check]:
    rows = ((row, cells[SUM], _sum(cells[kind] for kind in KINDS)) for row, cells in figures.t3.items())
    yield from _compared("A3", rows)


def _by_proceeding(figures: Figures) -> Iterator[Check]:
    parts = tuple(result.key for result in RESULTS if result.key != SUM)
    for proceeding in PROCEEDINGS:
        cells = figures.t4[proceeding.key]
        yield from _compared("A5", ((proceeding.key, cells[SUM], _sum(cells[part] for part in parts)),))


def _compared(id_: str, sides: Iterable[tuple[str, Count, Count]]) -> Iterator[Check]:
    for where, left, right in sides:
        if left is not None and right is not None:
            yield Check(id_, where, left == right, left, right)


def _sum(counts: Iterable[Count]) -> Count:
    total = 0
    for count in counts:
        if count is None:
            return None
        total += count
    return total


# What a sentence says of a number of requests. Between the word and the number stands nothing that would narrow it
# down: what is told of some kind of request only, of a difference or of a proceeding is nobody's total.
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_N = r"(?P<n>\d[\d,]*)\s*件"
_GAP = r"[依申请公开政府信息的共计合总本年度全数量为：:\s]{0,20}"
_NEXT_YEAR = r"结转(?:至|到)?(?:下|次)(?:一)?年度?(?:继续办理)?"
_CLAIMS: tuple[tuple[re.Pattern[str], tuple[str, str]], ...] = tuple(
    (re.compile(pattern), cell)
    for pattern, cell in (
        (rf"上年度?结转{_GAP}{_N}", (CARRIED_IN, SUM)),
        (rf"{_NEXT_YEAR}{_GAP}{_N}", (CARRIED_OUT, SUM)),
        (rf"{_N}{_NEXT_YEAR}", (CARRIED_OUT, SUM)),
        (rf"(?:新收|收到|受理){_GAP}{_N}", (NEW, SUM)),
        (rf"办结{_GAP}{_N}", (TOTAL, SUM)),
    )
)


def _by_claim(figures: Figures) -> Iterator[Check]:
    """A6: a number a sentence names is the number of the table."""
    for claim in figures.claims:
        text = claim.translate(_DIGITS)
        for pattern, (row, column) in _CLAIMS:
            for found in pattern.finditer(text):
                stated = int(found["n"].replace(",", ""))
                yield from _compared("A6", ((found[0], stated, figures.t3[row][column]),))


def sentence(check: Check) -> str:
    """A failing check in Chinese."""
    where = COLUMN_TITLES.get(check.where, check.where) if check.id in ("A1", "A2", "A4") else check.where
    return f"{check.id}（{where}）：{_LABELS[check.id]}，左 {check.left}，右 {check.right}"


_LABELS = {
    "A1": "第一项加第二项之和，应等于第三项加第四项之和",
    "A2": "总计应等于各办理结果之和",
    "A3": "总计列应等于自然人和五类组织之和",
    "A4": "上年结转应等于上一年度的结转下年度",
    "A5": "总计应等于四种结果之和",
    "A6": "正文所写件数应与表一致",
}
