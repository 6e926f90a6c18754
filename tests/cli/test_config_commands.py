"""`disclosure config check`: every mistake by file and line, and an exit code that a script can ask."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from disclosure.cli import cli
from disclosure.params import default_directory


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    return Path(shutil.copytree(default_directory(), tmp_path / "config"))


def check(*arguments: str) -> int:
    code: int = cli.main(["config", "check", *arguments], standalone_mode=False)
    return code


def test_a_sound_folder_has_nothing_to_tell(draft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(str(draft), "--json") == 0
    assert json.loads(capsys.readouterr().out) == []
    assert check() == 0
    assert capsys.readouterr() == ("", "没有错误\n")


def test_a_mistake_is_told_with_its_line_and_what_may_have_been_meant(
    draft: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ladder = draft / "escalation.yaml"
    text = ladder.read_text(encoding="utf-8").replace("to: [supervisor]", "to: [superviser]")
    ladder.write_text(text, encoding="utf-8")
    assert check(str(draft), "--json") == 1
    line = text[: text.index("superviser")].count("\n") + 1
    assert json.loads(capsys.readouterr().out) == [
        {
            "file": "escalation.yaml",
            "line": line,
            "code": "UNKNOWN_ROLE",
            "message": "没有角色 superviser",
            "suggestion": "是否想写 supervisor？请使用角色名或 owner",
        }
    ]
    assert check(str(draft)) == 1
    told = capsys.readouterr()
    assert told.out.startswith(f"escalation.yaml:{line} UNKNOWN_ROLE ")
    assert told.err == "1 处错误\n"


def test_a_folder_that_is_not_there_is_one_mistake(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(str(tmp_path / "nirgends"), "--json") == 1
    assert [problem["code"] for problem in json.loads(capsys.readouterr().out)] == ["FILE_MISSING"]
