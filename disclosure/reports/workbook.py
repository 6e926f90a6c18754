"""The report as xlsx: one sheet for each of the six parts, and the comparison with the year before."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from disclosure.reports import layout
from disclosure.reports.figures import Figures
from disclosure.reports.forms import SECTIONS
from disclosure.reports.wording import Report, paragraphs

_LINE = Side(style="thin")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_workbook(report: Report, file: Path) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, (title, texts) in enumerate(zip(SECTIONS, paragraphs(report), strict=True), 1):
        sheet = book.create_sheet(title)
        _put(sheet, 1, report.title)
        sheet.cell(1, 1).font = Font(bold=True, size=14)
        _put(sheet, 2, title)
        for text in texts:
            _put(sheet, sheet.max_row + 1, text)
        tables(sheet, number, report.now)
    sheet = book.create_sheet("与上年度比较")
    _draw(sheet, layout.comparison_table(report.now, report.before), 1)
    sheet.column_dimensions["A"].width = 60
    book.save(file)


def write_tables(figures: Figures, title: str, file: Path) -> None:
    """The tables alone, without text: what a roll-up knows."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for number in (2, 3, 4):
        sheet = book.create_sheet(SECTIONS[number - 1])
        _put(sheet, 1, title)
        tables(sheet, number, figures)
    book.save(file)


def tables(sheet: Worksheet, number: int, figures: Figures) -> None:
    """The tables of part `number`, below what is there."""
    if number == 2:
        for table in figures.form.t2:
            _draw(sheet, layout.small_table(table, figures), sheet.max_row + 2)
        sheet.column_dimensions["A"].width = 24
    elif number == 3:
        _draw(sheet, layout.requests_table(figures), sheet.max_row + 2)
        for letter, width in zip("ABC", (14, 14, 44), strict=True):
            sheet.column_dimensions[letter].width = width
    elif number == 4:
        _draw(sheet, layout.proceedings_table(figures), sheet.max_row + 2)


def _draw(sheet: Worksheet, cells: Iterable[layout.Cell], first: int) -> None:
    for cell in cells:
        row, column = first + cell.row, cell.column + 1
        place = sheet.cell(row, column)
        if isinstance(cell.value, str):
            _put(sheet, row, cell.value, column)
        elif cell.value is not None:
            place.value = float(cell.value) if isinstance(cell.value, Decimal) else cell.value
        place.alignment = _MIDDLE
        place.border = _BORDER
        if cell.down > 1 or cell.across > 1:
            sheet.merge_cells(
                start_row=row,
                end_row=row + cell.down - 1,
                start_column=column,
                end_column=column + cell.across - 1,
            )


def _put(sheet: Worksheet, row: int, text: str, column: int = 1) -> None:
    """Text is text: what begins like a formula stays what somebody wrote, here and when the sheet is copied on."""
    place = sheet.cell(row, column)
    place.value = text
    place.data_type = "s"
    if text.startswith(_FORMULA):
        place.quotePrefix = True
