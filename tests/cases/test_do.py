"""`disclosure do` with a command the case does not take says what it does take, by label and by name."""

from __future__ import annotations

import json
from base64 import b64encode

import pytest

from disclosure.cli import main
from tests.cases.world import World


@pytest.fixture
def called(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCLOSURE_DATABASE_URL", world.store.url.render_as_string(hide_password=False))
    monkeypatch.setenv("DISCLOSURE_HISTORY_KEY", b64encode(bytes(range(32))).decode())
    monkeypatch.setenv("DISCLOSURE_FIELD_KEY", b64encode(bytes(range(32, 64))).decode())


@pytest.mark.usefixtures("called")
@pytest.mark.parametrize(
    ("command", "data", "code"),
    [("fly", "{}", "BAD_INPUT"), ("send", "{}", "NOT_LAWFUL"), ("send", '{"x": 1}', "NOT_LAWFUL")],
)
def test_what_is_not_possible_says_what_is(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
    data: str,
    code: str,
) -> None:
    number = world.walk("received").number
    given = ["--data", data, "--as", "everything", "--on", world.today.isoformat(), "--json"]
    monkeypatch.setattr("sys.argv", ["disclosure", "do", number, command, *given])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 1
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == code
    assert "登记（register）" in error["message"]  # received → registered
    assert "发出（send）" not in error["message"]


@pytest.mark.usefixtures("called")
def test_nobody_acts_as_the_program(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    number = world.walk("received").number
    given = ["--as", "system", "--on", world.today.isoformat()]
    monkeypatch.setattr("sys.argv", ["disclosure", "do", number, "register", *given])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 1
    assert capsys.readouterr().err.startswith("NOT_PERMITTED: ")


@pytest.mark.usefixtures("called")
@pytest.mark.parametrize(("body", "hinted"), [("示例市人民政府", False), ("示例省自然资源厅", True)])
def test_another_forum_is_hinted_at_when_it_is_told(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    body: str,
    hinted: bool,
) -> None:
    """RV24: recorded all the same."""
    number = world.walk("searching").number
    data = json.dumps({"kind": "reconsideration", "body": body})
    given = ["--data", data, "--as", "legal", "--on", world.today.isoformat(), "--json"]
    monkeypatch.setattr("sys.argv", ["disclosure", "do", number, "open_remedy", *given])
    with pytest.raises(SystemExit) as end:
        main()
    said = capsys.readouterr()
    assert (end.value.code, json.loads(said.out)["state"]) == (0, "searching")
    assert ("REMEDY_HINT: 受理机关一般是示例市人民政府（RV24）" in said.err) is hinted
