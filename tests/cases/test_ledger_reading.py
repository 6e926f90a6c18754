"""Each way an office writes a ledger is read; what cannot be read is refused by line and column, and never guessed."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from disclosure.cases.ledgers.columns import HEADER, READ
from disclosure.cases.ledgers.reading import Entry, Reader
from disclosure.cases.ledgers.table import Refused, read_csv
from disclosure.cases.ledgers.workbook import read_xlsx
from disclosure.errors import BadInput
from disclosure.outbound.spreadsheet import write_csv, write_xlsx
from disclosure.params import Config, default_directory, load
from tests.cases.ledgering import CLOSED, HEADING, OPEN, ledger, told

CONFIG = load(default_directory())
TODAY = date(2025, 6, 3)
DAY = date(2024, 3, 1)


def read(content: bytes, config: Config = CONFIG) -> tuple[list[Entry], list[Refused]]:
    limits = config.service.screening
    rows = read_xlsx(content, limits) if content.startswith(b"PK") else read_csv(content)
    found = list(Reader(config, TODAY).entries(rows))
    return [f for f in found if isinstance(f, Entry)], [f for f in found if isinstance(f, Refused)]


def workbook(*rows: tuple[object, ...], **sheets: str) -> bytes:
    book, made = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    for name, text in sheets.items():
        book.create_sheet(name)["A1"] = text
    book.save(made)
    return made.getvalue()


def line_of(**changes: object) -> tuple[object, ...]:
    return tuple((CLOSED | changes).get(key, "") for key in HEADING)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings_of_offices(encoding: str) -> None:
    [entry], refused = read(ledger(CLOSED, encoding=encoding))
    assert refused == []
    assert (entry.number, entry.content, entry.received_on) == ("旧1", "某村征地批复", date(2023, 3, 1))


def test_broken_bytes_are_named_by_line() -> None:
    lines = [CLOSED | {"number": f"旧{n}"} for n in range(5)]
    for encoding in ("utf-8", "gb18030"):
        spoilt = ledger(*lines, encoding=encoding).split(b"\r\n")
        spoilt[3] = spoilt[3].replace("征地".encode(encoding), b"\xff\xff")
        entries, [refused] = read(b"\r\n".join(spoilt))
        assert (entries, refused.line) == ([], 4)
        assert encoding.upper() in refused.reason
    with pytest.raises(BadInput, match="UTF-16"):
        read(ledger(CLOSED, encoding="utf-16"))


@pytest.mark.parametrize(
    "written",
    [
        "2024-03-01",
        "2024/3/1",
        "2024/03/01",
        "2024年3月1日",
        " 2024-03-01 ",
        "2024/3/1 0:00",
        "2024-03-01 00:00:00",
    ],
)
def test_days_as_people_write_them(written: str) -> None:
    [entry], refused = read(ledger(OPEN | {"received_on": written}))
    assert (entry.received_on, refused) == (DAY, [])


@pytest.mark.parametrize(
    "written", ["2024-02-30", "2024-13-01", "20240301", "3月1日", "45352", "2024-3/1", "去年"]
)
def test_what_is_no_day_is_refused(written: str) -> None:
    _, [refused] = read(ledger(OPEN | {"received_on": written}))
    assert (refused.line, refused.column) == (2, "收到日期")
    assert written in refused.reason


def test_labels_do_for_codes_and_codes_for_labels() -> None:
    coded = CLOSED | {"channel": "internet", "outcome": "DENY_CASEFILE", "reconsideration_result": "upheld"}
    labelled = coded | {
        "applicant_kind": "自然人",
        "channel": "互联网",
        "unit": "规划管理科",
        "outcome": "不予公开: 行政执法案卷",  # half-width colon
        "reconsideration_result": "结果维持",
    }
    chinese = {READ[key]: value for key, value in labelled.items()}
    one, two = ledger(coded), ledger(chinese, heading=READ.values())
    assert read(one) == read(two)
    assert read(one)[0][0].proceedings == (("reconsideration_result", "upheld"),)


def test_what_may_be_empty() -> None:
    """Contract: unit, channel and content; the columns may be missing altogether."""
    bare = {key: CLOSED[key] for key in ("number", "applicant_kind", "received_on", "closed_on", "outcome")}
    for content in (ledger(bare), ledger(bare, heading=bare)):
        [entry], refused = read(content)
        assert refused == []
        assert (entry.unit, entry.channel, entry.content) == (
            CONFIG.organization.intake_unit,
            "unrecorded",
            "",
        )


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"number": ""}, "编号"),
        ({"number": "a/b"}, "编号"),
        ({"number": "号" * 33}, "编号"),
        ({"applicant_kind": ""}, "申请人类别"),
        ({"applicant_kind": "个人"}, "申请人类别"),
        ({"received_on": ""}, "收到日期"),
        ({"received_on": "2025-06-04", "closed_on": "", "outcome": ""}, "收到日期"),  # tomorrow
        ({"closed_on": "2023-02-28"}, "办结日期"),  # the day before it came
        ({"closed_on": ""}, "办结日期"),
        ({"outcome": ""}, "办理结果"),
        ({"outcome": "OPEN"}, "办理结果"),
        ({"unit": "外科"}, "承办单位"),
        ({"channel": "email"}, "提交渠道"),
        ({"content": "字" * 20_001}, "申请内容"),
        ({"content": "控制\x07字符"}, "申请内容"),
        ({"litigation_after_result": "won"}, "行政诉讼（复议后起诉）"),
        ({"reconsideration_result": "total"}, "行政复议"),
    ],
)
def test_a_wrong_cell_is_named(changes: Mapping[str, str], column: str) -> None:
    entries, refused = read(ledger(CLOSED | changes))
    assert entries == []
    assert told(refused) == [(2, column)]
    assert all(one.reason and one.todo for one in refused)


@pytest.mark.parametrize("closed", ["2023-03-01", "2023-03-02"])
def test_the_day_itself_and_the_day_after_are_fine(closed: str) -> None:
    assert read(ledger(CLOSED | {"closed_on": closed}))[1] == []
    assert read(ledger(OPEN | {"received_on": TODAY.isoformat()}))[1] == []


def test_everything_wrong_is_told_at_once() -> None:
    bad = CLOSED | {"number": "", "channel": "email", "received_on": "去年"}
    blank = dict.fromkeys(HEADING, " ")
    _, refused = read(ledger(CLOSED, bad, CLOSED, blank, OPEN | {"unit": "外科"}))
    assert told(refused) == [
        (3, "编号"), (3, "收到日期"), (3, "提交渠道"), (4, "编号"), (6, "承办单位"),
    ]  # fmt: skip
    assert "第 2 行" in refused[3].reason


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ([*HEADING, "电话"], "电话"),
        ([*HEADING, "number"], "编号"),
        ([key for key in HEADING if key != "outcome"], "办理结果"),
    ],
)
def test_a_heading_is_known_or_refused(heading: list[str], column: str) -> None:
    entries, refused = read(ledger(CLOSED, heading=heading))
    assert (entries, told(refused)) == ([], [(1, column)])


def test_a_cell_without_a_heading_is_refused() -> None:
    content = ledger(CLOSED).rstrip() + b",more\r\n"
    assert told(read(content)[1]) == [(2, "")]


@pytest.mark.parametrize("content", [b"", b"\r\n\r\n", ledger()])
def test_an_empty_file_is_refused(content: bytes) -> None:
    assert len(read(content)[1]) == 1


def test_a_quote_that_does_not_end() -> None:
    assert read(ledger(CLOSED) + b'"abc')[1]


def test_lines_within_a_cell_are_one_line_of_the_ledger() -> None:
    bad = CLOSED | {"number": "a b"}
    [entry], [refused] = read(ledger(CLOSED | {"content": "第一行\n第二行"}, bad))
    assert (entry.content, refused.line) == ("第一行\n第二行", 4)


COMPUTED = st.sampled_from(["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "''=1", "'话", "=HYPERLINK(1)"])


@pytest.mark.check
@given(st.one_of(COMPUTED, st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20)))
@settings(max_examples=60, deadline=None)
def test_a_text_that_went_out_comes_in_as_it_was(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """The apostrophe of our own export is taken off; of somebody's own, nothing."""
    for write in (write_csv, lambda path, *rows: write_xlsx(path, "台账", *rows)):
        path = tmp_path_factory.mktemp("ledger") / "a"
        write(path, HEADING, [line_of(content=text)])
        [entry], refused = read(path.read_bytes())
        assert (entry.content, refused) == (text, [])


def test_a_workbook_of_office_software() -> None:
    with_time = datetime(2024, 3, 20, 10, 30)  # noqa: DTZ001 - a cell of a workbook knows no zone
    content = workbook(
        HEADING,
        line_of(number=20240001, received_on=DAY, closed_on=with_time, channel=None),
    )
    [entry], refused = read(content)
    assert refused == []
    assert (entry.number, entry.received_on, entry.closed_on) == ("20240001", DAY, date(2024, 3, 20))


@pytest.mark.parametrize(
    ("changes", "column", "why"),
    [
        ({"content": "=1+1"}, "申请内容", "公式"),
        ({"closed_on": "=TODAY()"}, "办结日期", "公式"),
        ({"received_on": 45352}, "收到日期", "45352"),  # a number that is not shown as a day
        ({"number": 1234567890123456}, "编号", "失真"),
        ({"number": DAY}, "编号", "日期"),
        ({"content": "#N/A"}, "申请内容", "错误值"),
    ],
)
def test_what_a_cell_of_a_workbook_may_not_be(changes: Mapping[str, Any], column: str, why: str) -> None:
    entries, refused = read(workbook(HEADING, line_of(**changes)))
    assert entries == []
    assert (refused[0].line, refused[0].column) == (2, column)
    assert why in refused[0].reason


def test_a_formula_with_a_value_beside_it_is_not_believed() -> None:
    """Whatever stands in <v>, the cell is a formula."""
    book = workbook(HEADING, line_of(content="改"))
    changed = io.BytesIO()
    with ZipFile(io.BytesIO(book)) as old, ZipFile(changed, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith("sheet1.xml"):
                cell = part[part.index(b'<c r="E2"') :]
                cell = cell[: cell.index(b"</c>") + 4]
                part = part.replace(cell, b'<c r="E2" t="str"><f>1+1</f><v>2</v></c>')
            new.writestr(name, part)
    [refused] = read(changed.getvalue())[1]
    assert "公式" in refused.reason


def test_which_sheet_is_not_guessed() -> None:
    rows = (HEADING, line_of())
    assert len(read(workbook(*rows, 空表=""))[0]) == 1
    with pytest.raises(BadInput, match="几个工作表"):
        read(workbook(*rows, 去年="编号"))
    with pytest.raises(BadInput, match="空的"):
        read(workbook())


def test_what_is_no_workbook_or_swells_is_refused() -> None:
    bomb = io.BytesIO()
    with ZipFile(io.BytesIO(workbook(HEADING, line_of()))) as old, ZipFile(bomb, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name) + (b" " * 3_000_000 if name.endswith("sheet1.xml") else b""))
    small = replace(CONFIG.service.screening, unpacked_bytes=1_000_000)
    narrow = replace(CONFIG, service=replace(CONFIG.service, screening=small))
    with pytest.raises(BadInput, match="上限"):
        read(bomb.getvalue(), narrow)
    for content in (b"PK\x03\x04 broken", b"PK"):
        with pytest.raises(BadInput, match="不是 xlsx"):
            read(content)
    entity = workbook(HEADING, line_of())
    changed = io.BytesIO()
    with ZipFile(io.BytesIO(entity)) as old, ZipFile(changed, "w") as new:
        for name in old.namelist():
            declared = b"<!DOCTYPE x>" if name.endswith("sheet1.xml") else b""
            new.writestr(name, declared + old.read(name))
    with pytest.raises(BadInput, match="文档类型"):
        read(changed.getvalue())


def test_a_ledger_we_exported_has_the_columns_an_import_takes(tmp_path: Path) -> None:
    """One table of columns: the heading that goes out is one that comes in."""
    assert set(READ.values()) < set(HEADER)
    file = tmp_path / "a.csv"
    line = {READ[key]: value for key, value in CLOSED.items()}
    write_csv(file, HEADER, [[line.get(title, "是") if title in READ.values() else "是" for title in HEADER]])
    refused = read(file.read_bytes())[1]
    assert {one.column for one in refused} <= {READ[key] for key in READ if key.endswith("_result")}
