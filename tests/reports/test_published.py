"""`disclosure report check | rollup` on three tables as they were published, and on spoilt ones (A1 to A6, N8)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from disclosure.cli import cli
from disclosure.errors import BadInput
from disclosure.reports.forms import COLUMNS, FORMS

HERE = Path(__file__).parent


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["report", *map(str, arguments)], standalone_mode=False)


def document(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def failing(result: Result) -> set[tuple[str, str, int, int]]:
    return {(c["id"], c["where"], c["left"], c["right"]) for c in document(result)["checks"] if not c["ok"]}


def table(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / name).read_text(encoding="utf-8"))
    return found


def put(folder: Path, content: Mapping[str, Any], name: str = "report.json") -> Path:
    file = folder / name
    file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return file


def test_a_table_that_was_published_with_a_contradiction_is_found_out() -> None:
    """A2. Of 2020, natural persons and totals: the rows add up to 26 and 27, （七）总计 says 20 and 21."""
    result = call("check", HERE / "pingtan_2020.json", "--json")
    assert result.return_value == 1
    assert failing(result) == {("A2", "natural", 20, 26), ("A2", "total", 21, 27)}
    assert document(result)["format"] == "2019"
    assert "左 20，右 26" in result.stderr


def test_a_table_without_fault_passes_with_the_numbers_of_its_text() -> None:
    """A6: 收到70件，办结69件，1件结转下年度."""
    result = call("check", HERE / "pingtan_2021.json", "--json")
    assert result.return_value == 0, result.stderr
    checks = document(result)["checks"]
    assert len(checks) == 7 + 7 + 25 + 3 + 3  # A1, A2, A3, A5, A6
    assert [c["right"] for c in checks if c["id"] == "A6"] == [1, 70, 69]


def test_what_could_not_be_seen_is_not_judged() -> None:
    result = call("check", HERE / "wendeng_audit_2020.json", "--json")
    assert result.return_value == 0
    assert {c["id"] for c in document(result)["checks"]} == {"A3", "A5"}


def test_a_number_of_the_text_that_is_not_the_tables(tmp_path: Path) -> None:
    """A6. What is told of something else is nobody's total."""
    report = table("pingtan_2021.json")
    report["narrative_claims"] = [
        "全年收到政府信息公开申请７１件，比上年增加9件",
        "受理投诉举报5件，收到行政复议申请3件，办结行政诉讼2件",
        "上年结转0件，结转下年度继续办理2件",
    ]
    assert failing(call("check", put(tmp_path, report), "--json")) == {
        ("A6", "收到政府信息公开申请71件", 71, 70),
        ("A6", "结转下年度继续办理2件", 2, 1),
    }


def test_signs_for_zero_missing_totals_and_loose_labels(tmp_path: Path) -> None:
    report = table("pingtan_2021.json")
    for entry in report["table"]:
        entry["label"] = entry["label"].replace(".", "、").replace("（", "(").replace("）", ")")
        del entry["key"]
        entry["values"] = [value or "\xa0" for value in entry["values"]]
    report["table"][2]["values"] = ["27", "/", "", "２", None, "1", ""]
    result = call("check", put(tmp_path, report), "--json")
    assert result.return_value == 0, result.output
    assert document(result)["notes"] == ["T3.3.1：总计未填"]


def test_a_wrong_sum_names_both_sides_in_every_identity(tmp_path: Path) -> None:
    report = table("pingtan_2021.json")
    report["table"][0]["values"][1] = 5  # new, enterprise
    report["section4"]["复议_总计"] = 4
    assert failing(call("check", put(tmp_path, report), "--json")) == {
        ("A1", "enterprise", 5, 0),
        ("A3", "T3.1", 70, 75),
        ("A5", "reconsideration", 4, 3),
    }


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (lambda r: r["table"][0]["values"].pop(), "应有 7 个数"),
        (lambda r: r["table"][0].update(key="?", label="别的"), "认不出"),
        (lambda r: r["table"][0]["values"].__setitem__(0, "七十"), "读不出数字"),
        (lambda r: r.update(year="去年"), "year"),
        (lambda r: r.pop("table"), "不是年度报告"),
        (lambda r: r.update(columns=["自然人"]), "columns"),
        (lambda r: r["section4"].update(复核_总计=1), "认不出"),
        (lambda r: r.update(table=[1]), "table.0"),
    ],
)
def test_what_cannot_be_read_is_refused_by_place(tmp_path: Path, spoil: Any, word: str) -> None:
    report = table("pingtan_2021.json")
    spoil(report)
    result = call("check", put(tmp_path, report), "--json")
    assert isinstance(result.exception, BadInput)
    assert word in str(result.exception)


def sheet_of(name: str, file: Path, *, form: str, header: bool = True) -> None:
    """The official table of one published report in a workbook as offices make it: one column of labels."""
    report, book = table(name), Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = "某局2021年政府信息公开工作年度报告" if form == "2021" else "某局2020年年度报告"
    if header:
        sheet.append(["（本列数据的勾稽关系）", *(column.title for column in COLUMNS)])
    for row in report["table"]:
        values = [value or "/" for value in row["values"]]
        sheet.append([row["label"].replace(".", "、"), *values])
    book.save(file)


@pytest.mark.parametrize("header", [True, False])
def test_a_workbook_of_each_form(tmp_path: Path, header: bool) -> None:
    for name, form, code in (("pingtan_2020.json", "2019", 1), ("pingtan_2021.json", "2021", 0)):
        file = tmp_path / f"{form}.xlsx"
        sheet_of(name, file, form=form, header=header)
        result = call("check", file, "--json")
        assert result.return_value == code, result.output
        assert document(result)["format"] == form
        assert document(result)["year"] == int(name[8:12])
        assert {c["id"] for c in document(result)["checks"]} == {"A1", "A2", "A3"}


def test_a_workbook_that_is_none(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    for content in (b"PK\x03\x04 broken", b"PK"):
        file.write_bytes(content)
        result = call("check", file, "--json")
        assert "不是有效的 xlsx" in str(result.exception)
    Workbook().save(file)
    assert "找不到表三" in str(call("check", file, "--json").exception)


def ours(agency: int, year: int = 2025, form: str = "2021") -> dict[str, Any]:
    t3 = {row.key: {c.key: 0 for c in COLUMNS} for row in FORMS[form].t3}
    for row in ("T3.1", "T3.3.1", "T3.3.7"):
        t3[row]["natural"] = t3[row]["total"] = agency
    parts = dict.fromkeys(("upheld", "corrected", "other", "pending", "total"), 0)
    t4 = {key: dict(parts) for key in ("reconsideration", "litigation_direct", "litigation_after")}
    return {
        "year": year,
        "format": form,
        "T2": {"fee": {"amount": 0.1 * agency}, "rules": {"issued": agency}},
        "T3": t3,
        "T4": t4,
        "checks": [],
    }


def test_reports_of_agencies_roll_up(tmp_path: Path) -> None:
    """N8. A decimal stays one: 0.1 + 0.2 is 0.3; what one agency leaves out is not known of all."""
    files = [put(tmp_path, ours(n), f"{n}.json") for n in (1, 2)]
    result = call("rollup", *files, "--json", "--xlsx", tmp_path / "all.xlsx")
    assert result.return_value == 0, result.output
    total = document(result)
    assert set(total) == {"year", "format", "T2", "T3", "T4", "checks"}
    assert total["T3"]["T3.1"]["total"] == 3
    assert total["T2"]["fee"] == {"amount": 0.3}
    assert total["T2"]["rules"] == {"issued": 3, "repealed": None, "valid": None}
    assert all(check["ok"] for check in total["checks"])
    assert call("check", tmp_path / "all.xlsx", "--json").return_value == 0
    again = put(tmp_path, total, "again.json")
    assert document(call("rollup", again, "--json")) == total


@pytest.mark.parametrize(
    ("other", "word"), [(ours(2, 2024), "同一年度"), (ours(2, 2025, "2019"), "同一格式")]
)
def test_other_years_and_forms_do_not_roll_up(tmp_path: Path, other: dict[str, Any], word: str) -> None:
    other["T2"] = {}
    files = [put(tmp_path, ours(1), "a.json"), put(tmp_path, other, "b.json")]
    assert word in str(call("rollup", *files, "--json").exception)
    assert "两次" in str(call("rollup", files[0], files[0]).exception)
