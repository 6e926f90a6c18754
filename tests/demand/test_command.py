"""`disclosure demand --texts`: groups of a file, bad lines refused by number."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from disclosure.cli import cli
from disclosure.cli.demand import read_requests
from disclosure.errors import BadInput

LINES = [
    {"id": "甲", "text": "白露村2022年低保名单", "applicant": "一"},
    {"id": "乙", "text": "二〇二二年白露村吃低保的花名册", "info": "其他键不看"},
    {"id": "丙", "text": "白露村2023年低保名单"},
]


def file_of(folder: Path, *lines: object) -> Path:
    path = folder / "requests.jsonl"
    path.write_text(
        "\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n", encoding="utf-8"
    )
    return path


def test_the_groups_of_a_file(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["demand", "--texts", str(file_of(tmp_path, *LINES)), "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == {"clusters": [["甲", "乙"]], "matters": [["甲", "乙", "丙"]]}


def test_standard_input_and_empty_lines() -> None:
    lines = "\n\n".join(json.dumps(line) for line in LINES)
    done = CliRunner().invoke(cli, ["demand", "--texts", "-", "--json"], input=lines)
    assert json.loads(done.stdout)["clusters"] == [["甲", "乙"]]


BAD = [
    ({"text": "无编号"}, "id"),
    ({"id": "丁"}, "text"),
    ({"id": "丁", "text": "  "}, "text"),
    ({"id": 4, "text": "编号应是文字"}, "id"),
    ({"id": "甲", "text": "编号重复"}, "id"),
]


@pytest.mark.parametrize(("line", "field"), BAD)
def test_a_bad_line_refuses_the_file_and_is_named(line: object, field: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="第 4 行") as refused:
        read_requests(file_of(tmp_path, *LINES, line).read_bytes())
    assert refused.value.field == field


def test_what_is_no_json_is_named_by_its_line(tmp_path: Path) -> None:
    path = file_of(tmp_path, *LINES)
    path.write_bytes(path.read_bytes() + b"{")
    with pytest.raises(BadInput, match="第 4 行"):
        read_requests(path.read_bytes())
