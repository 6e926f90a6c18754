"""The report as docx: title, the six parts, the tables of the form, the comparison with the year before."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from disclosure.reports import layout
from disclosure.reports.forms import SECTIONS
from disclosure.reports.wording import Report, paragraphs

_FACE, _SMALL = "仿宋", 8


def write_paper(report: Report, file: Path) -> None:
    paper = Document()
    normal = paper.styles["Normal"]
    normal.font.name = _FACE
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _FACE)
    paper.add_heading(report.title, 0).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for number, (title, texts) in enumerate(zip(SECTIONS, paragraphs(report), strict=True), 1):
        paper.add_heading(title, 1)
        for text in texts:
            paper.add_paragraph(text)
        if number == 2:
            for table in report.now.form.t2:
                _draw(paper, list(layout.small_table(table, report.now)))
        elif number == 3:
            _draw(paper, list(layout.requests_table(report.now)))
        elif number == 4:
            _draw(paper, list(layout.proceedings_table(report.now)))
    paper.add_heading("附：与上年度比较", 1)
    _draw(paper, list(layout.comparison_table(report.now, report.before)))
    paper.save(str(file))


def _draw(paper: Paper, cells: Iterable[layout.Cell]) -> None:
    cells = list(cells)
    height = max(cell.row + cell.down for cell in cells)
    width = max(cell.column + cell.across for cell in cells)
    table = paper.add_table(height, width, style="Table Grid")
    # `table.cell` looks through the whole table each time; the list is read once.
    grid = [list(row.cells) for row in table.rows]
    for cell in cells:
        place = grid[cell.row][cell.column]
        if cell.down > 1 or cell.across > 1:
            place = place.merge(grid[cell.row + cell.down - 1][cell.column + cell.across - 1])
        run = place.paragraphs[0].add_run("" if cell.value is None else str(cell.value))
        run.font.size = Pt(_SMALL)
    paper.add_paragraph()
