"""Tables as xlsx and csv: what goes in comes out by another reader, and nothing of it is ever computed."""

from __future__ import annotations

import csv
import subprocess
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from disclosure.outbound.spreadsheet import whole, write_csv, write_xlsx

COMPUTED = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x","y")']
CELLS = st.one_of(
    st.none(),
    st.integers(0, 10**9),
    st.dates(date(1900, 3, 1), date(2100, 1, 1)),
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
        min_size=1,
        max_size=40,
    ),
)


def read(path: Path) -> list[list[object]]:
    rows = load_workbook(path).active.iter_rows(values_only=True)
    return [[cell.date() if isinstance(cell, datetime) else cell for cell in row] for row in rows]


@pytest.mark.check
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=8))
@settings(max_examples=40, deadline=None)
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, rows: list[list[date]]) -> None:
    path = tmp_path_factory.mktemp("sheet") / "a.xlsx"
    assert write_xlsx(path, "台账", ["甲", "乙", "丙"], rows) == len(rows)
    assert read(path) == [["甲", "乙", "丙"], *rows]


@pytest.mark.parametrize("text", COMPUTED)
def test_no_cell_is_a_formula(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.xlsx"
    write_xlsx(path, "台账", ["内容"], [[text]])
    cell = load_workbook(path).active["A2"]
    assert cell.data_type == "s"
    assert "<f" not in ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
    write_csv(tmp_path / "a.csv", ["内容"], [[text]])
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1] == [f"'{text}"]


def test_what_a_workbook_cannot_carry_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_xlsx(path, "台账", ["内容"], [["第一行\n第二行\x00\x1f<甲>&乙\ud800"], ["长" * 40_000]])
    found = read(path)
    assert found[1] == ["第一行\n第二行<甲>&乙"]
    assert found[2] == ["长" * 32_767]


def test_the_same_rows_are_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_xlsx(tmp_path / name, "台账", ["内容"], [["甲", date(2025, 1, 2), 3]])
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_half_a_table_is_left_nowhere(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("旧的", encoding="utf-8")

    def broken() -> Iterator[list[str]]:
        yield ["甲"]
        raise OSError

    with pytest.raises(OSError), whole(tmp_path / "a.csv") as part:  # noqa: PT011 - any failure of the disk
        write_csv(part, ["内容"], broken())
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "旧的"


@pytest.mark.slow
def test_another_program_opens_it(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", "台账", ["内容", "日期"], [["=1+1", date(2025, 1, 2)], ["某村", None]])
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to",
         "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", str(tmp_path), str(tmp_path / "a.xlsx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert (tmp_path / "a.csv").read_text(encoding="utf-8").splitlines() == [
        "内容,日期", "=1+1,2025-01-02", "某村,",
    ]  # fmt: skip
