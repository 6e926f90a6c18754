"""`disclosure screen`: the form of the contract, the exit codes, and never the original."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from disclosure.cli import cli
from disclosure.errors import BadInput
from tests.screening import papers

NUMBER = "110101199003077715"
KEYS = {"file", "rule", "level", "start", "end", "text_masked", "suggestion"}


def call(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["screen", *arguments], standalone_mode=False)


@pytest.fixture
def marked(tmp_path: Path) -> Path:
    file = tmp_path / "通知.txt"
    file.write_text(f"机密★5年\n联系人身份证{NUMBER}\n", encoding="utf-8")
    return file


def test_the_findings_are_one_list(marked: Path) -> None:
    done = call(str(marked), "--json")
    rows = json.loads(done.stdout)
    assert done.return_value == 1
    assert [row["rule"] for row in rows] == ["classification_mark", "id_number"]
    assert [row["level"] for row in rows] == ["refuse", "handler"]
    assert all(set(row) == KEYS and row["file"] == str(marked) for row in rows)
    text = marked.read_text(encoding="utf-8")
    assert [text[row["start"] : row["end"]] for row in rows] == ["机密★5年", NUMBER]


def test_a_file_that_is_not_taken_hides_nothing_of_the_others(marked: Path, tmp_path: Path) -> None:
    archive = tmp_path / "材料.zip"
    archive.write_bytes(b"PK\x03\x04" + bytes(60))
    done = call(str(archive), str(marked), "--json")
    assert done.return_value == 1
    assert [row["rule"] for row in json.loads(done.stdout)] == ["classification_mark", "id_number"]
    assert "材料.zip" in done.stderr
    clean = tmp_path / "无.txt"
    clean.write_text("无", encoding="utf-8")
    assert call(str(archive), str(clean), "--json").return_value == 1


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_the_original_is_never_printed(marked: Path, form: tuple[str, ...]) -> None:
    printed = call(str(marked), *form).output
    assert NUMBER not in printed
    assert "机密" not in printed


def test_a_person_reads_a_table_in_chinese(marked: Path) -> None:
    printed = call(str(marked)).output
    assert all(word in printed for word in ("国家秘密标志", "不予接收", "身份证号", "承办人", "通知.txt"))


def test_a_name_is_masked_in_the_table_and_is_no_markup(tmp_path: Path) -> None:
    file = tmp_path / f"[bold]{NUMBER}.txt"
    file.write_text("无", encoding="utf-8")
    printed = call(str(file)).output
    assert NUMBER not in printed
    assert "[bold]" in printed


def test_the_place_stands_before_the_suggestion(tmp_path: Path) -> None:
    file = tmp_path / "a.docx"
    file.write_bytes(papers.word({"comment": NUMBER}))
    (row,) = json.loads(call(str(file), "--json").stdout)
    assert row["suggestion"].startswith("批注：")


def test_nothing_found_is_exit_0(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("# 说明\n无\n", encoding="utf-8")
    assert (call(str(file), "--json").return_value, call(str(file), "--json").stdout) == (0, "[]\n")
    assert call(str(file)).output == "没有发现。\n"


def test_several_files_are_one_list(marked: Path, tmp_path: Path) -> None:
    other = tmp_path / "b.xlsx"
    other.write_bytes(papers.sheets({"hidden sheet": NUMBER}))
    rows = json.loads(call(str(marked), str(other), "--json").stdout)
    assert [Path(row["file"]).name for row in rows] == ["通知.txt", "通知.txt", "b.xlsx"]


def test_what_cannot_be_taken_is_named(tmp_path: Path) -> None:
    file = tmp_path / "a.exe"
    file.write_bytes(b"MZ" + bytes(100))
    refused = call(str(file)).exception
    assert isinstance(refused, BadInput)
    assert "a.exe" in str(refused)
    missing = call(str(tmp_path / "no.txt")).exception
    assert isinstance(missing, BadInput)
    assert "no.txt" in str(missing)
