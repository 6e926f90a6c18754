"""The annual report and the ledger on pages: every number opens as many cases; files open; who may."""

from __future__ import annotations

import html
import io
import re
import zipfile

import pytest
from openpyxl import load_workbook

from tests.web.desk import WebOffice

pytestmark = pytest.mark.check


def test_every_number_of_the_report_opens_as_many_cases(office: WebOffice) -> None:
    for leaf in ("searching", "remedy_period", "in_proceedings", "withdrawn", "archived"):
        office.world.walk(leaf)
    with office.at("office") as desk:
        page = desk.page("/report/2025")
        cells = re.findall(r'<a href="(/report/2025/cases[^"]+)">(\d+)</a>', page)
        assert len(cells) >= 10
        for path, number in cells:
            listed = desk.page(html.unescape(path))
            assert f"共 {number} 件" in listed
            assert listed.count('<li><a href="/cases/2025-') == int(number)
        assert "全部相符" in page
        assert desk.client.get("/report/2025/cases?row=T9&column=total").status_code == 400
        assert desk.client.get("/report/1999").status_code == 404


def test_files_open_and_the_ledger_has_every_case_and_no_name(office: WebOffice) -> None:
    for leaf in ("searching", "remedy_period", "withdrawn"):
        office.world.walk(leaf)
    with office.at("office") as desk:
        book = load_workbook(io.BytesIO(desk.client.get("/report/2025/file.xlsx").content))
        assert len(book.worksheets) == 7  # six chapters, the comparison
        with zipfile.ZipFile(io.BytesIO(desk.client.get("/report/2025/file.docx").content)) as package:
            assert "word/document.xml" in package.namelist()
        answer = desk.client.get("/ledger/file?since=2025-01-01&until=2025-12-31")
        rows = list(load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))
        assert len(rows) == 1 + 3
        assert "张三" not in repr(rows)
        assert desk.client.get("/ledger/file?since=2025-02-01&until=2025-01-01").status_code == 400


def test_figures_of_the_agency_are_for_those_who_see_the_agency(office: WebOffice) -> None:
    for name, report, ledger in (("planner", 403, 403), ("watch", 200, 403), ("office", 200, 200)):
        with office.at(name) as desk:
            assert desk.client.get("/report/2025").status_code == report
            assert desk.client.get("/report/2025/file.xlsx").status_code == report
            assert desk.client.get("/ledger").status_code == ledger
            assert desk.client.get("/ledger/file?since=2025-01-01&until=2025-12-31").status_code == ledger


def test_the_standing_of_the_ledger(office: WebOffice) -> None:
    for leaf in ("searching", "remedy_period", "received"):
        office.world.walk(leaf)
    with office.at("section") as desk:
        page = desk.page("/ledger/status?month=2025-06")
        line = re.search(r"规划管理科</th>(.*?)</tr>", page)
        assert line is not None
        # received, concluded, in time, late; not replied to, of these past their day
        assert re.findall(r">(\d+)<", line[1]) == ["3", "1", "1", "0", "2", "0"]
        assert "2025-05-01 至 2025-05-31" in desk.page("/ledger/status?month=2025-05")
        assert desk.client.get("/ledger/status?month=2025-13").status_code == 404
