"""Bad input is refused with the field or line it stands in, in Chinese, and stores nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.engine import make_url

from disclosure.cases import people
from disclosure.cases.commands import COMMANDS
from disclosure.cases.context import SYSTEM
from disclosure.cases.filing import Person
from disclosure.cli import cli
from disclosure.errors import BadInput, DisclosureError, NotLawful
from disclosure.store.keys import Keys
from tests.cases.test_commands import STEPS
from tests.cases.world import SAMPLES, START, World, application

pytestmark = pytest.mark.check  # too slow in sum for the quick tier

PERSON = application()["applicants"][0]
COMPANY = {"name": "甲公司", "kind": "enterprise", "id_no": "91110000600037341L"}
DEEP: Any = "底"
for _ in range(200):
    DEEP = {"层": DEEP}

# What is wrong, in which field, and a word of the reason.
WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "no applicant": ({"applicants": []}, "applicants", "至少要有一项"),
    "applicants is text": ({"applicants": "张三"}, "applicants", "应为列表"),
    "applicant is text": ({"applicants": ["张三"]}, "applicants.0", "应为对象"),
    "no name": ({"applicants": [{"kind": "natural"}]}, "applicants.0.name", "缺少必填项"),
    "blank name": ({"applicants": [PERSON | {"name": "  "}]}, "applicants.0.name", "不能为空"),
    "name of two lines": ({"applicants": [PERSON | {"name": "张\n三"}]}, "applicants.0.name", "格式不符"),
    "unknown kind": ({"applicants": [PERSON | {"kind": "alien"}]}, "applicants.0.kind", "不在可选范围"),
    "check digit": ({"applicants": [PERSON | {"id_no": "110105194912310021"}]}, "applicants.0.id_no", "居民身份证"),
    "impossible birthday": (
        {"applicants": [PERSON | {"id_no": "11010519490231002X"}]}, "applicants.0.id_no", "居民身份证"
    ),
    "company number": (
        {"applicants": [COMPANY | {"id_no": "91110000600037341M"}]}, "applicants.0.id_no", "统一社会信用代码"
    ),
    "company with a person's number": (
        {"applicants": [COMPANY | {"id_no": PERSON["id_no"]}]}, "applicants.0.id_no", "统一社会信用代码"
    ),
    "phone": ({"applicants": [PERSON | {"phone": "打座机"}]}, "applicants.0.phone", "格式不符"),
    "email": ({"applicants": [PERSON | {"email": "nobody"}]}, "applicants.0.email", "格式不符"),
    "second applicant": ({"applicants": [PERSON, {"name": "李四"}]}, "applicants.1.kind", "缺少必填项"),
    "agent": ({"agent": {"name": "王五", "kind": "natural", "id_no": "1"}}, "agent.id_no", "居民身份证"),
    "unknown key": ({"contents": "甲"}, "contents", "没有这个字段"),
    "unknown key below": ({"applicants": [PERSON | {"idno": "1"}]}, "applicants.0.idno", "没有这个字段"),
    "no content": ({"content": ""}, "content", "不能为空"),
    "content is a number": ({"content": 7}, "content", "应为文字"),
    "content is a tree": ({"content": DEEP}, "content", "应为文字"),
    "ten megabytes": ({"content": "字" * 10_000_000}, "content", "超过上限"),
    "control character": ({"content": "甲\x00乙"}, "content", "控制字符"),
    "C1 control": ({"content": "甲\x85乙"}, "content", "控制字符"),
    "turned around": ({"content": "甲\u202e乙"}, "content", "控制字符"),
    "half a character": ({"content": "甲\ud83d"}, "content", "不完整的字符"),
    "control in a name": ({"applicants": [PERSON | {"name": "张\x1b[31m三"}]}, "applicants.0.name", "控制字符"),
    "channel": ({"channel": "pigeon"}, "channel", "不在可选范围"),
    "future": ({"received_on": "2025-06-04"}, "received_on", "晚于今天"),
    "no such day": ({"received_on": "2025-02-29"}, "received_on", "不是有效日期"),
    "another way to write it": ({"received_on": "2025/06/03"}, "received_on", "不是有效日期"),
    "a day as a number": ({"received_on": 20250603}, "received_on", "不是有效日期"),
    "no day": ({"received_on": None}, "received_on", "不是有效日期"),
    "unit": ({"unit": "nowhere"}, "unit", "没有科室"),
    "attachment": ({"attachments": [{"name": "a", "content_base64": "??"}]}, "attachments.0", "Base64"),
    "attachment in English": ({"attachments": [{"name": "a", "content_base64": "汉"}]}, "attachments.0", "Base64"),
    "attachment path": ({"attachments": [{"name": "../a", "content_base64": ""}]}, "attachments.0", "路径"),
    "key": ({"request_key": "a\nb"}, "request_key", "格式不符"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_application_names_its_field_and_stores_nothing(world: World, case: str) -> None:
    changes, field, why = WRONG[case]
    seen = world.snapshot()
    with pytest.raises(BadInput) as refused:
        world.door.file(application(**changes))
    assert refused.value.field is not None
    assert refused.value.field.startswith(field)
    assert why in refused.value.message
    assert len(refused.value.message) < 500
    assert "Input" not in refused.value.message
    assert world.snapshot() == seen


@pytest.mark.parametrize("missing", ["applicants", "content", "channel", "received_on"])
def test_what_the_law_asks_for_is_required(world: World, missing: str) -> None:
    """R29.2."""
    data = application()
    del data[missing]
    with pytest.raises(BadInput, match=f"{missing}：缺少必填项") as refused:
        world.door.file(data)
    assert refused.value.field == missing


@pytest.mark.parametrize("data", [None, [], "张三", 7, {"applicants": {"0": {}}}])
def test_what_is_no_application_at_all(world: World, data: Any) -> None:
    seen = world.snapshot()
    with pytest.raises(BadInput):
        world.door.file(data)
    assert world.snapshot() == seen


def test_a_request_from_before_the_law_is_refused(world: World) -> None:
    """The regulation of 2008 is in force from May 1."""
    seen = world.snapshot()
    for day in ("2008-04-30", "1900-01-01"):
        with pytest.raises(DisclosureError):
            world.door.file(application(received_on=day))
    assert world.snapshot() == seen
    assert world.door.file(application(received_on="2008-05-01")).due == date(
        2008, 5, 22
    )  # O24: 15 working days


def test_other_papers_and_other_line_ends_are_taken(world: World) -> None:
    world.file(applicants=[PERSON | {"id_no": "护照 E12345678"}])
    assert world.file(content="第一行\r\n第二行").row.content == "第一行\n第二行"


@pytest.mark.parametrize("typed", ["11010519491231002x", "110105 19491231 002X", "110105-19491231-002X"])
def test_a_number_is_kept_without_gaps(world: World, typed: str) -> None:
    person = kept(world, PERSON | {"id_no": typed})
    assert person.id_no == "11010519491231002X"


@pytest.mark.parametrize("typed", ["110105 19491231 0021", "11010519491231002X 1", "护照E1 2", "9111 0000"])
def test_a_gap_does_not_hide_a_wrong_number(world: World, typed: str) -> None:
    with pytest.raises(BadInput, match="居民身份证"):
        world.door.file(application(applicants=[PERSON | {"id_no": typed}]))


def kept(world: World, person: dict[str, Any]) -> Person:
    """The applicant as stored."""
    world.file(applicants=[person])
    with world.store.read() as connection:
        return people.read(connection, 1, world.store.keys).applicants[0]


def wrong_fields() -> list[tuple[str, dict[str, Any], str]]:
    """For each command: each required field left out, an unknown one, and text where text cannot be."""
    found = []
    for command, spec in COMMANDS.items():
        fields = dict(SAMPLES[command][1])
        found.append((command, fields | {"意外": 1}, "意外"))
        for name, info in spec.fields.model_fields.items():
            if info.is_required():
                found.append((command, {k: v for k, v in fields.items() if k != name}, name))
            found.append((command, fields | {name: {"a": ["b"]}}, name))
            if (command, name) != ("rectify", "value"):  # judged as the field it corrects
                found.append((command, fields | {name: "甲\x00"}, name))
    return found


def test_wrong_fields_of_any_command(world: World) -> None:
    """Where the chart has the command; elsewhere it says that instead."""
    cases = {leaf: world.walk(leaf) for leaf, *_ in STEPS.values()}
    seen = world.snapshot()
    for command, fields, name in wrong_fields():
        case = cases[STEPS[command][0]]
        by = SYSTEM if COMMANDS[command].roles == (SYSTEM.name,) else "everything"
        with pytest.raises(BadInput) as refused:
            world.door.do(case.number, command, fields, actor=by, on=world.today)
        assert (refused.value.field or "").split(".")[0] == name, (command, fields)
        assert name in refused.value.message
    assert world.snapshot() == seen
    with pytest.raises(NotLawful, match="此时可办"):
        world.door.do(cases["registered"].number, "serve", {"意外": 1}, actor="clerk", on=world.today)


@pytest.mark.parametrize(
    ("command", "field", "value"),
    [
        ("ask_correction", "working_days", 0),
        ("ask_correction", "working_days", -1),
        ("ask_correction", "working_days", 251),
        ("ask_correction", "working_days", "10"),
        ("ask_correction", "working_days", True),
        ("ask_correction", "working_days", 1.5),
        ("send_fee_notice", "quantity", float("nan")),
        ("send_fee_notice", "quantity", 10**30),
        ("postpone", "until", 0),
        ("postpone", "until", "明天"),
        ("review_legality", "passed", "也许"),
        ("clear", "content_hash", "C" * 64),
        ("clear", "content_hash", "c" * 63),
        ("split", "parts", []),
        ("split", "parts", ["甲"] * 51),
        ("assign", "handler", "长" * 65),
    ],
)
def test_values_out_of_range(world: World, command: str, field: str, value: Any) -> None:
    case = world.walk(STEPS[command][0])
    with pytest.raises(BadInput) as refused:
        case.do(command, **{field: value})
    assert (refused.value.field or "").startswith(field)
    assert "Input" not in refused.value.message


def test_a_day_after_today_is_refused(world: World) -> None:
    case = world.walk("registered")
    with pytest.raises(BadInput, match="晚于今天") as refused:
        case.do("assign", on=date(2025, 6, 4))
    assert refused.value.field == "on"


# The same from the command line, where text becomes data.

Call = Callable[..., Result]


@pytest.fixture
def call(world: World, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> Call:
    """`disclosure …` on this database."""
    url = make_url(world.store.url).render_as_string(hide_password=False)
    monkeypatch.setenv("DISCLOSURE_DATABASE_URL", url)
    monkeypatch.setattr(Keys, "from_environment", classmethod(lambda cls: keys))

    def run(*arguments: str, stdin: bytes | None = None) -> Result:
        return CliRunner().invoke(cli, arguments, input=stdin, standalone_mode=False)

    return run


def refusal(result: Result) -> BadInput:
    assert isinstance(result.exception, BadInput), result.exception
    return result.exception


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "第 1 行第 1 列"),
        (b'{\n"content": }', "第 2 行第 12 列"),
        (b"[1, 2]", "应是一个 JSON 对象"),
        (b'"\xe5\xbc\xa0"', "应是一个 JSON 对象"),
        ('{"content": "甲"}'.encode("gb18030"), "第 14 个字节起不是 UTF-8"),
        (b'{"content": "a", "content": "b"}', "content 写了两次"),
        (b'{"applicants": [{"name": "a", "name": "b"}]}', "name 写了两次"),
        (b'{"content": ' + b"[" * 200_000, "嵌套层数过多"),
        (b'{"content": ' + b"9" * 5000 + b"}", "数字过长"),
    ],
)
def test_what_is_not_json(world: World, call: Call, tmp_path: Path, raw: bytes, why: str) -> None:
    case = world.walk("registered")
    file = tmp_path / "申请.json"
    file.write_bytes(raw)
    seen = world.snapshot()
    error = refusal(call("submit", str(file), "--json"))
    assert why in error.message
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = ""
    if text:
        data = refusal(
            call("do", case.number, "assign", "--data", text, "--as", "clerk", "--on", "2025-06-03")
        )
        assert why in data.message
    assert world.snapshot() == seen


def test_a_file_that_is_not_there(call: Call, tmp_path: Path) -> None:
    assert "读不到文件" in refusal(call("submit", str(tmp_path / "无.json"))).message
    assert "读不到文件" in refusal(call("submit", str(tmp_path))).message


def test_good_lines_file_and_bad_lines_answer_in_order(world: World, call: Call, tmp_path: Path) -> None:
    good = application(received_on="2025-06-03")
    lines = [
        json.dumps(good, ensure_ascii=False).encode(),
        b"{broken",
        b"",
        json.dumps(good | {"channel": "pigeon"}).encode(),
        '{"content": "甲"}'.encode("gb18030"),
        json.dumps(good | {"request_key": "k"}).encode(),
        json.dumps(good | {"request_key": "k"}).encode(),
        json.dumps(good | {"received_on": "2999-01-01"}).encode(),
    ]
    file = tmp_path / "申请.jsonl"
    file.write_bytes(b"\n".join(lines) + b"\n")
    result = call("submit", str(file), "--json")
    assert result.exception is None
    assert result.return_value == 1
    documents = [json.loads(line) for line in result.stdout.splitlines()]
    assert [d.get("number") for d in documents] == [
        "2025-00001", None, None, None, "2025-00002", "2025-00002", None
    ]  # fmt: skip
    errors = [d["error"] for d in documents if "error" in d]
    assert [e["code"] for e in errors] == ["BAD_INPUT"] * 4
    assert [e["field"] for e in errors] == [None, "channel", None, "received_on"]
    assert "第 2 行" in errors[0]["message"]
    assert "第 5 行" in errors[2]["message"]
    assert [line.partition("：")[0] for line in result.stderr.splitlines()] == [
        f"BAD_INPUT: 第 {line} 行" for line in (2, 4, 5, 8)
    ]
    assert len(world.snapshot()["requests"]) == 2


def test_one_application_from_standard_input(call: Call) -> None:
    raw = "\ufeff" + json.dumps(application(), ensure_ascii=False)
    result = call("submit", "-", "--json", stdin=raw.encode())
    assert json.loads(result.stdout)["state"] == "received"
    assert START.isoformat() < json.loads(result.stdout)["due"]
