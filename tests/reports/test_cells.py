"""Cells and labels as they are really published (facts §5.3), and what is no number."""

from __future__ import annotations

import pytest

from disclosure.errors import BadInput
from disclosure.reports import cells
from disclosure.reports.forms import FORMS


@pytest.mark.parametrize(
    ("written", "number", "blank"),
    [
        (7, 7, False),
        (7.0, 7, False),
        ("７", 7, False),
        ("1,204", 1204, False),
        ("12件", 12, False),
        ("0", 0, False),
        (None, 0, True),
        ("", 0, True),
        ("/", 0, True),
        ("／", 0, True),
        ("\xa0", 0, True),
        ("\u3000", 0, True),
        ("—", 0, True),
    ],
)
def test_a_cell_is_read(written: object, number: int, blank: bool) -> None:
    assert cells.count(written, "甲") == (number, blank)


@pytest.mark.parametrize("written", ["七", "1.5", 1.5, -1, True, "12a", "=1+1", [], "1/2"])
def test_what_is_no_number_is_refused_with_its_place(written: object) -> None:
    with pytest.raises(BadInput, match=r"T3\.1 natural"):
        cells.count(written, "T3.1 natural")


@pytest.mark.parametrize(
    ("label", "row"),
    [
        ("一、本年新收政府信息公开申请数量", "T3.1"),
        ("一 本年新收政府信息公开 申请数量", "T3.1"),
        ("(一) 予以公开", "T3.3.1"),
        ("（一）予以公开", "T3.3.1"),
        ("1、属于国家秘密", "T3.3.3.1"),
        ("１．属于国家秘密", "T3.3.3.1"),
        ('3.危及"三安全一稳定"', "T3.3.3.3"),
        ("2.没有现成信息需另行制作", "T3.3.4.2"),
        ("2.重复申请", "T3.3.5.2"),
        ("4.无正当理由大量反复申清", "T3.3.5.4"),
        ("2.申请人逾期未按收费通知要求缴纳费用", "T3.3.6.2"),
        ("3.其他", "T3.3.6.3"),
        ("（七）总计", "T3.3.7"),
        ("四、结转下年度继续办理", "T3.4"),
        ("（三）不予公开", None),
        ("（四）无法提供", None),
        ("备注", None),
    ],
)
def test_a_loose_label_is_its_row(label: str, row: str | None) -> None:
    assert cells.Labels(FORMS["2021"]).row(label) == row


def test_the_form_of_2019_has_one_row_for_other_handling() -> None:
    old = FORMS["2019"]
    assert len(old.t3) == 23
    assert len(FORMS["2021"].t3) == 25
    assert cells.Labels(old).row("（六）其他处理") == "T3.3.6"
    assert [old.row_of(f"T3.3.6.{n}") for n in (1, 2, 3)] == ["T3.3.6"] * 3
    assert old.row_of("T3.3.3.8") == "T3.3.3.8"
