"""The sheet of a day as a workbook for whoever signs it off."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from disclosure.cases.words import BOOKS, ITEM_KINDS

_HEAD = ("收件簿", "上日结转", "本日收到", "归入申请", "说明去向", "未了", "差额", "没有收件的申请")
_FIGURES = ("label", "brought_forward", "received", "cases", "reasons", "open", "difference")
_OPEN = ("收件编号", "收件簿", "收到之日", "来件性质", "现状", "已等工作日")


def workbook(document: Mapping[str, Any]) -> bytes:
    """`sheet.document` as .xlsx: the books, then what is open, then room for two signatures."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "收件核对表"
    sheet.append([f"收件核对表 {document['day']}"])
    sheet.append(_HEAD)
    for line in (*document["books"], document["total"]):
        sheet.append([*(line[name] for name in _FIGURES), "、".join(line["unlisted"])])
    sheet.append(["结论", "平" if document["balanced"] else "不平"])
    sheet.append([])
    sheet.append(_OPEN)
    heads = (1, 2, sheet.max_row)
    for item in document["open"]:
        kind = ITEM_KINDS[item["kind"]]
        sheet.append(
            [
                item["number"],
                BOOKS[item["book"]],
                item["opened_on"],
                kind,
                item["label"],
                item["working_days"],
            ]
        )
    sheet.append([])
    sheet.append(["核对人", "", "", "负责人"])
    for row in heads:
        for cell in sheet[row]:
            cell.font, cell.alignment = Font(bold=True), Alignment(horizontal="center")
    sheet.column_dimensions["A"].width = 26
    for column in "BCDEFGH":
        sheet.column_dimensions[column].width = 14
    written = BytesIO()
    book.save(written)
    return written.getvalue()
