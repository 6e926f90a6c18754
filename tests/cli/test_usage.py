"""Wrong calls and wrong input at the command line: CODE: what; why; what to do, in Chinese, on one line."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from disclosure.cases.json_text import parse_json, parse_object
from disclosure.cli import main
from disclosure.cli.json_input import read_bytes
from disclosure.errors import BadInput

HUGE = "9" * 5000


def called(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["disclosure", *words])
    with pytest.raises(SystemExit) as end:
        main()
    assert isinstance(end.value.code, int)
    return end.value.code


@pytest.mark.parametrize(
    ("words", "what", "todo"),
    [
        (["shwo", "1"], "没有命令 shwo", "disclosure --help"),
        (["user", "ad"], "没有命令 ad", "disclosure user --help"),
        (["show", "1", "--jsn"], "没有选项 --jsn", "disclosure show --help"),
        (["show"], "缺少参数 NUMBER", "disclosure show --help"),
        (["show", "1", "2"], "多出了参数 2", "disclosure show --help"),
        (["do", "1", "register", "--on", "2025-06-03"], "缺少选项 --as", "disclosure do --help"),
        (["do", "1", "register", "--as", "甲", "--on", "2025-6-3"], "选项 --on 的值不对", "disclosure do --help"),
        (["do", "1", "register", "--as", "甲", "--on"], "选项 --on 的写法不对", "disclosure --help"),
        (["do", "1", "--as", "甲", "--on", "2025-06-03"], "没有写明办理事项", "disclosure do --help"),
        (["do", "1", "--as", "甲", "--on", "2025-06-03", "--if-version", "x"], "选项 --if-version 的值不对", "--help"),
        (["sweep", "--today", "2025-02-30"], "选项 --today 的值不对", "disclosure sweep --help"),
        (["period", "2025-02-30", "1", "--unit", "day"], "参数 DAY 的值不对", "disclosure period --help"),
        (["period", "2025-02-28", "-1", "--unit", "day"], "没有选项 -1", "disclosure period --help"),
        (["period", "2025-02-28", "1", "--unit", "hour"], "选项 --unit 的值不对", "disclosure period --help"),
        (["workdays", "add", "2025-02-28", HUGE], "参数 N 的值不对", "disclosure workdays add --help"),
        (["fee", "--items", "1", "--pages", "1"], "--items 与 --pages", "disclosure fee --help"),
        (["clock", "no-such-file.json"], "参数 FILE 的值不对", "disclosure clock --help"),
        (["show", "\udcff"], "第 2 个参数不能受理", "disclosure --help"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("as_json", [False, True])
def test_a_wrong_call_is_one_chinese_line_and_a_document_when_asked(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    what: str,
    todo: str,
    as_json: bool,
) -> None:
    if as_json:  # not where it would be the value of an option
        words = [*words[:-1], "--json", *words[-1:]] if words[-1] == "--on" else [*words, "--json"]
    assert called(monkeypatch, *words) == 2
    said = capsys.readouterr()
    [line] = said.err.splitlines()
    assert line.startswith(f"USAGE: {what}")
    assert line.endswith(f"{todo}。")
    assert line.count("；") >= 2
    assert not re.search(r"[A-Za-z]{3,} [a-z]{2,} [a-z]+", line.replace(todo, "")), "English"
    if as_json:
        assert json.loads(said.out)["error"]["code"] == "USAGE"
    else:
        assert said.out == ""


@pytest.mark.parametrize("words", [[], ["user"]])
def test_a_family_without_its_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert called(monkeypatch, *words) == 2
    usage = " ".join(["disclosure", *words, "--help"])
    assert capsys.readouterr().err == f"USAGE: 没有写明命令；这一组命令须选一个；用法见 {usage}。\n"


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "第 1 行第 1 列起无法读取"),
        (b'{\n"a": }', "第 2 行第 6 列起无法读取"),
        ('{"a": "甲"}'.encode("gb18030"), "第 8 个字节起不是 UTF-8"),
        (b'{"a": 1, "a": 1}', "a 写了两次"),
        (b'{"a": NaN}', "NaN 不是 JSON 的值"),
        (b"[" * 200_000, "嵌套层数过多"),
        (f'{{"a": {HUGE}}}'.encode(), "数字过长"),
        (f'{{"a": -{HUGE}}}'.encode(), "数字过长"),
    ],
)
def test_what_is_no_json_is_refused_with_its_place(raw: bytes, why: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_json(raw, "内容")
    assert why in refused.value.message
    assert refused.value.message.count("；") == 2


def test_a_byte_order_mark_is_no_mistake() -> None:
    assert parse_object("\ufeff{}".encode(), "内容") == {}


def test_a_file_that_cannot_be_read_says_why_in_chinese(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有这个文件"):
        read_bytes(tmp_path / "无")
    with pytest.raises(BadInput) as refused:
        read_bytes(tmp_path)
    assert refused.value.why == "这是目录，不是文件"


def test_every_line_of_a_jsonl_is_answered_whatever_stands_in_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    good = '{"as_of": "2025-06-03", "events": [{"on": "2025-06-03", "event": "received", "channel": "in_person"}]}'
    bad = [
        f'{{"events": {HUGE}}}',
        '{"\\ud83d": 1, "events": []}',
        '{"\\ud83d": 1, "\\ud83d": 1}',
        '{"as_of": "2025-06-03", "options": {"\\ud83d": "1"}, "events": [{"on": "2025-06-03", "event": "received"}]}',
        "[" * 200_000,
        "null",
    ]
    file = tmp_path / "many.jsonl"
    file.write_text("\n".join([*bad, good]) + "\n", encoding="utf-8")
    assert called(monkeypatch, "clock", str(file), "--json") == 1
    said = capsys.readouterr()
    documents = [json.loads(line) for line in said.out.splitlines()]
    assert [document.get("error", {}).get("code") for document in documents] == ["BAD_INPUT"] * len(bad) + [
        None
    ]
    assert [line.partition("：")[0] for line in said.err.splitlines()] == [
        f"BAD_INPUT: 第 {line} 行" for line in range(1, len(bad) + 1)
    ]


def test_bytes_of_another_encoding_end_in_one_line(tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("disclosure")
    done = subprocess.run(
        [os.fsencode(program), b"show", b"\xd5\xc5"], capture_output=True, cwd=tmp_path, check=False
    )
    assert done.returncode == 2
    assert done.stderr.decode().startswith("USAGE: 第 2 个参数不能受理；")
    assert done.stderr.count(b"\n") == 1
