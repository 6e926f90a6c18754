"""A report as somebody published it: our own JSON, or the layout of collections of published tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from disclosure.errors import BadInput
from disclosure.reports import cells
from disclosure.reports.figures import Count, Figures, nothing
from disclosure.reports.forms import (
    COLUMNS,
    FORMS,
    PROCEEDING_ALIASES,
    PROCEEDINGS,
    RESULTS,
    SUM,
)
from disclosure.reports.statement import t2_of


def published(document: Mapping[str, Any], where: str) -> Figures:
    """Raises BadInput for what is no such report, and for a cell that is neither a number nor a sign for zero."""
    if "T3" in document:
        return _ours(document, where)
    if isinstance(document.get("table"), list):
        return _collected(document, where)
    raise BadInput(f"{where}不是年度报告", "既没有 T3，也没有 table", "请核对文件", field="T3")


def _year(document: Mapping[str, Any], where: str) -> int:
    year = document.get("year")
    if type(year) is not int or not 2008 <= year <= 2999:
        raise BadInput(f"{where}没有受理", "year 应当是年份", "请改正", field="year")
    return year


def _object(value: Any, place: str, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise BadInput(f"{where}没有受理", f"{place} 应当是一个 JSON 对象", "请改正", field=place)
    return value


def _ours(document: Mapping[str, Any], where: str) -> Figures:
    name = str(document.get("format"))
    if name not in FORMS:
        raise BadInput(f"{where}没有受理", "format 应为 2021 或 2019", "请改正", field="format")
    figures = nothing(_year(document, where), name)
    form = figures.form
    known = {row.key: [c.key for c in COLUMNS] for row in form.t3}
    t3 = _matrix(document["T3"], known, "T3", where)
    proceedings = {p.key: [r.key for r in RESULTS] for p in PROCEEDINGS}
    t4 = _matrix(document.get("T4") or {}, proceedings, "T4", where)
    return replace(figures, t2=t2_of(document.get("T2") or {}, form), t3=t3, t4=t4)


def _matrix(
    found: Any, known: Mapping[str, list[str]], table: str, where: str
) -> dict[str, dict[str, Count]]:
    """The cells by row and column; those left out are not known."""
    matrix: dict[str, dict[str, Count]] = {row: dict.fromkeys(columns) for row, columns in known.items()}
    for row, stated in _object(found, table, where).items():
        if row not in matrix:
            raise BadInput(f"{where}没有受理", f"{table} 中没有 {row}", "请核对格式", field=f"{table}.{row}")
        for column, value in _object(stated, f"{table}.{row}", where).items():
            if column not in matrix[row]:
                field = f"{table}.{row}.{column}"
                raise BadInput(f"{where}没有受理", f"没有 {field}", "请核对拼写", field=field)
            if value is not None:
                matrix[row][column], _ = cells.count(value, f"{table}.{row}.{column}")
    return matrix


def _collected(document: Mapping[str, Any], where: str) -> Figures:
    """`table` is a list of {key, label, values}; `values` null when the row could not be seen."""
    figures = nothing(_year(document, where), "2019" if _is_old(document) else "2021")
    order = _columns(document.get("columns"), where)
    names, labels = {row.alias: row.key for row in figures.form.t3}, cells.Labels(figures.form)
    notes: list[str] = []
    t3 = dict(figures.t3)
    for place, entry in enumerate(document["table"]):
        stated = _object(entry, f"table.{place}", where)
        row = names.get(str(stated.get("key"))) or labels.row(stated.get("label"))
        if row is None:
            field = f"table.{place}.label"
            raise BadInput(f"{where}没有受理", f"认不出 {field} 是哪一行", "请核对栏目名", field=field)
        values = stated.get("values")
        if values is None:
            continue
        if not isinstance(values, list) or len(values) != len(order):
            field = f"table.{place}.values"
            raise BadInput(f"{where}没有受理", f"{field} 应有 {len(order)} 个数", "请补齐", field=field)
        t3[row] = cells.counts(dict(zip(order, values, strict=True)), SUM, row, notes)
    t4 = _section4(document.get("section4"), where, notes)
    claims = tuple(str(claim) for claim in document.get("narrative_claims") or ())
    return replace(figures, t3=t3, t4=t4 or figures.t4, claims=claims, notes=tuple(notes))


def _is_old(document: Mapping[str, Any]) -> bool:
    named = str(document.get("format", ""))
    if "2019" in named or "2021" in named:
        return "2019" in named
    return document.get("year") in (2019, 2020)


def _columns(stated: Any, where: str) -> list[str]:
    """The keys of the columns in the order of the file."""
    known = {cells.bare(column.title): column.key for column in COLUMNS}
    if stated is None:
        return list(known.values())
    names = [known.get(cells.bare(title)) for title in stated] if isinstance(stated, list) else []
    order = [name for name in names if name is not None]
    if sorted(order) != sorted(known.values()) or len(order) != len(names):
        raise BadInput(f"{where}没有受理", "columns 不是表三的七列", "请照原表的列名填写", field="columns")
    return order


def _section4(stated: Any, where: str, notes: list[str]) -> dict[str, dict[str, Count]]:
    """Keys such as 复议_结果维持."""
    if stated is None:
        return {}
    titles = {result.title: result.key for result in RESULTS}
    found: dict[str, dict[str, object]] = {p.key: {} for p in PROCEEDINGS}
    for name, value in _object(stated, "section4", where).items():
        proceeding, _, result = name.partition("_")
        if proceeding not in PROCEEDING_ALIASES or result not in titles:
            field = f"section4.{name}"
            raise BadInput(f"{where}没有受理", f"认不出 {field}", "请核对栏目名", field=field)
        found[PROCEEDING_ALIASES[proceeding]][titles[result]] = value
    t4: dict[str, dict[str, Count]] = {}
    for proceeding, values in found.items():
        t4[proceeding] = dict.fromkeys(titles.values())
        if SUM in values:
            t4[proceeding] |= cells.counts(values, SUM, f"表四 {proceeding}", notes)
    return t4
