"""Cells and labels as agencies publish them: blank, "/" or a no-break space for zero, full-width digits, loose labels,
misprints."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches

from disclosure.errors import BadInput
from disclosure.reports.figures import Count
from disclosure.reports.forms import ReportForm

_ZERO = frozenset({"", "/", "-", "--", "—", "——", "\\", "无", "零"})
_NUMBER = re.compile(r"(\d{1,12}|\d{1,3}(?:,\d{3})+)(?:\.0+)?(?:件)?")
_SIMILAR = 0.72  # two or three wrong characters in ten


def count(value: object, where: str) -> tuple[int, bool]:
    """The number in a cell, and whether the cell was blank or a sign for zero. Raises BadInput for anything else."""
    if value is None:
        return 0, True
    if isinstance(value, bool):
        raise _no_number(where)
    if isinstance(value, int | float) and value >= 0 and value == int(value):
        return int(value), False
    text = unicodedata.normalize("NFKC", str(value)).replace("\u200b", "").strip()
    text = re.sub(r"\s+", "", text)
    if text in _ZERO:
        return 0, True
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise _no_number(where)
    return int(found[1].replace(",", "")), False


def _no_number(where: str) -> BadInput:
    return BadInput(f"{where}读不出数字", "既不是数，也不是空白、“/”之类的零", "请核对该格", field=where)


def counts(values: Mapping[str, object], total: str, where: str, notes: list[str]) -> dict[str, Count]:
    """A row of numbers by column. A total left blank beside other numbers is not stated, hence not known."""
    read = {column: count(value, f"{where} {column}") for column, value in values.items()}
    cells: dict[str, Count] = {column: number for column, (number, _) in read.items()}
    if read[total][1] and any(number for number, _ in read.values()):
        cells[total] = None
        notes.append(f"{where}：总计未填")
    return cells


def bare(label: object) -> str:
    """A label without its numbering, spaces, signs and explanations in brackets."""
    text = unicodedata.normalize("NFKC", str(label or ""))
    text = re.sub(
        r"^\W*(?:[一二三四五六七八九十]{1,2}[、.]|\([一二三四五六七八九十]\)|\d{1,2}\W)", "", text.strip()
    )
    text = re.sub(r"\(.*$", "", text)
    return re.sub(r"[\W_]+", "", text)


class Labels:
    """The rows of T3 by what they are called."""

    def __init__(self, form: ReportForm) -> None:
        self._rows = {bare(row.title): row.key for row in form.t3}
        self._groups = {bare(title) for row in form.t3 for title in row.under}

    def row(self, label: object) -> str | None:
        """The row a label means; None when it means none. A label cut short is the only one that begins so, a misprint
        the one it resembles most."""
        text = bare(label)
        if text in self._rows:
            return self._rows[text]
        if len(text) < 3 or text in self._groups:  # 其他, 总计 are exact or something else
            return None
        begun = [row for full, row in self._rows.items() if full.startswith(text)]
        if len(begun) == 1:
            return begun[0]
        close = get_close_matches(text, self._rows, n=1, cutoff=_SIMILAR)
        return self._rows[close[0]] if close else None
