"""N8: the reports of several agencies as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from disclosure.errors import BadInput
from disclosure.reports.figures import Amount, Figures

N = TypeVar("N", int | None, Amount)


def rolled_up(reports: Sequence[tuple[str, Figures]]) -> Figures:
    """The sums of all cells; a cell one agency does not know is not known. Raises BadInput for another year or form
    than the first, by file."""
    (first_name, first), *others = reports
    for name, figures in others:
        if figures.year != first.year:
            why = f"{first_name}是 {first.year} 年，{name}是 {figures.year} 年"
            raise BadInput(f"{name}没有受理", why, "只能汇总同一年度的年报", field="year")
        if figures.form != first.form:
            why = f"{first_name}用 {first.form.name} 格式，{name}用 {figures.form.name} 格式"
            raise BadInput(f"{name}没有受理", why, "只能汇总同一格式的年报", field="format")
    every = [figures for _, figures in reports]
    return Figures(
        first.year,
        first.form,
        _added([f.t2 for f in every]),
        _added([f.t3 for f in every]),
        _added([f.t4 for f in every]),
    )


def _added(tables: Sequence[Mapping[str, Mapping[str, N]]]) -> dict[str, dict[str, N]]:
    return {
        row: {column: _sum(table[row][column] for table in tables) for column in cells}
        for row, cells in tables[0].items()
    }


def _sum(values: Iterable[N]) -> N:
    found = list(values)
    if any(value is None for value in found):
        return None
    return sum(value for value in found if value is not None)
