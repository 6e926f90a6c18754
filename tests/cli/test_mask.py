"""`disclosure mask`: the copy on disk, the form of the contract, and never over a file that is there."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from disclosure.cli import cli
from disclosure.errors import BadInput, ClassifiedFile, EnvironmentFailed

PHONE = "13800138000"


def masked(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["mask", *arguments], standalone_mode=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "批复.txt"
    path.write_text(f"甲村批复，电话{PHONE}。", encoding="utf-8")
    return path


def test_the_copy_and_what_is_told_of_it(file: Path) -> None:
    out = file.with_name("副本.txt")
    result = masked(str(file), "--out", str(out), "--json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert out.read_text(encoding="utf-8") == "甲村批复，电话■■■。"
    assert told["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert told["original_sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert told["spans"] == [{"rule": "mobile", "start": 7, "end": 18}]
    assert PHONE not in result.stdout


def test_places_are_added_and_taken_out(file: Path) -> None:
    out = file.with_name("副本.txt")
    masked(str(file), "--out", str(out), "--spans", '{"add": [[0, 2]], "remove": [[7, 18]]}')
    assert out.read_text(encoding="utf-8") == f"■■■批复，电话{PHONE}。"


@pytest.mark.parametrize(
    "spans", ["[]", '{"add": 3}', '{"add": [[1]]}', '{"add": [["a", 2]]}', '{"more": []}', "{"]
)
def test_wrong_places_are_refused_and_nothing_is_written(file: Path, spans: str) -> None:
    out = file.with_name("副本.txt")
    result = masked(str(file), "--out", str(out), "--spans", spans)
    assert isinstance(result.exception, BadInput)
    assert not out.exists()


def test_a_file_that_is_there_is_not_overwritten(file: Path) -> None:
    before = file.read_bytes()
    result = masked(str(file), "--out", str(file))
    assert isinstance(result.exception, BadInput)
    assert file.read_bytes() == before


def test_a_folder_that_is_not_there(file: Path) -> None:
    result = masked(str(file), "--out", str(file.parent / "没有" / "a.txt"))
    assert isinstance(result.exception, EnvironmentFailed)


def test_a_marked_file_is_refused(file: Path) -> None:
    file.write_text(f"机密★5年\n电话{PHONE}", encoding="utf-8")
    out = file.with_name("副本.txt")
    result = masked(str(file), "--out", str(out))
    assert isinstance(result.exception, ClassifiedFile)
    assert not out.exists()
