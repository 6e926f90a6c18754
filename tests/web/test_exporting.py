"""申请件 as a file: the rows of the list, no more than may be read, and no cell that computes."""

from __future__ import annotations

import io

import httpx
import pytest
from openpyxl import load_workbook

from disclosure.web import exporting
from tests.web.desk import WebOffice

pytestmark = pytest.mark.check


def cells(answer: httpx.Response) -> list[list[object]]:
    assert answer.status_code == 200, answer.text
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_the_file_has_the_rows_of_the_list_and_what_may_be_read(office: WebOffice) -> None:
    mine = office.world.file(content='=HYPERLINK("http://x")')
    theirs = office.world.walk("searching")
    theirs.do("transfer", unit="construction")
    with office.at("handler") as desk:
        header, *rows = cells(desk.client.get("/export/file.xlsx"))
        assert [row[0] for row in rows] == [theirs.number, mine.number]  # newest first, as in the list
        assert dict(zip(header, rows[1], strict=True))["申请内容"] == '=HYPERLINK("http://x")'
        assert "张三" not in repr(rows)
        _, *some = cells(desk.client.get("/export/file.xlsx?state=searching"))
        assert [row[0] for row in some] == [theirs.number]
        assert '/export/file.xlsx?state=searching"' in desk.page("/cases?state=searching")
    with office.at("planner") as desk:
        _, *rows = cells(desk.client.get("/export/file.xlsx"))
        assert [row[0] for row in rows] == [mine.number]
    with office.at("watch") as desk:
        _, *rows = cells(desk.client.get("/export/file.xlsx"))
        assert [row[-1] for row in rows] == [None, None]


def test_more_than_a_file_holds_is_refused(office: WebOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    office.world.file()
    office.world.file()
    monkeypatch.setattr(exporting, "MOST", 1)
    with office.at("handler") as desk:
        answer = desk.client.get("/export/file.xlsx")
    assert answer.status_code == 400
    assert "符合条件的超过 1 件" in answer.text
