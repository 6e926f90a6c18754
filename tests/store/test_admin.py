"""The set-up commands as a person types them: exit codes and one line per error (contract)."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from disclosure.cli import main
from disclosure.store.keys import Keys
from disclosure.store.store import Store
from disclosure.store.tables import grants, users
from tests.store.test_keys import ENVIRONMENT

pytestmark = pytest.mark.check  # too slow in sum for the quick tier


@pytest.fixture(autouse=True)
def installation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DISCLOSURE_DATABASE_URL", raising=False)
    for name, key in ENVIRONMENT.items():
        monkeypatch.setenv(name, key)


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["disclosure", *words])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert isinstance(stopped.value.code, int)
    return stopped.value.code


def test_from_nothing_to_a_restored_copy(monkeypatch: pytest.MonkeyPatch, keys: Keys) -> None:
    assert run(monkeypatch, "init") == 0
    assert run(monkeypatch, "init") == 0
    assert run(monkeypatch, "user", "add", "张三", "--role", "handler", "--unit", "planning") == 0
    assert run(monkeypatch, "user", "add", "张三", "--role", "handler", "--unit", "planning") == 0
    assert run(monkeypatch, "user", "add", "张三", "--role", "secrecy_reviewer", "--unit", "planning") == 0
    assert run(monkeypatch, "backup", "copy.zip") == 0
    assert run(monkeypatch, "restore", "copy.zip", "--db", "sqlite:///second.db") == 0
    store = Store.open("sqlite:///second.db", keys)
    with store.read() as connection:
        assert connection.execute(select(users.c.name, users.c.active)).all() == [("张三", True)]
        held = connection.execute(select(grants.c.role, grants.c.unit).order_by(grants.c.role)).all()
    store.close()
    assert held == [("handler", "planning"), ("secrecy_reviewer", "planning")]


@pytest.mark.parametrize(
    ("words", "status", "line"),
    [
        (["user", "add", "x", "--role", "king", "--unit", "planning"], 1, "BAD_INPUT: 没有角色 king"),
        (["user", "add", "x", "--role", "handler", "--unit", "moon"], 1, "BAD_INPUT: 没有科室 moon"),
        (
            ["user", "add", "system", "--role", "handler", "--unit", "planning"],
            1,
            "BAD_INPUT: 没有增加用户；system",
        ),
        (
            ["user", "add", "x", "--role", "system", "--unit", "planning"],
            1,
            "BAD_INPUT: 没有增加用户；system",
        ),
        (["user", "add", " ", "--role", "handler", "--unit", "planning"], 1, "BAD_INPUT: 用户名不可用"),
        (["backup", "none/copy.zip"], 3, "ENVIRONMENT_FAILED: 无法写入备份"),
        (["backup", "copy.zip", "--db", "sqlite:///none.db"], 3, "ENVIRONMENT_FAILED: 数据库还没有建立"),
        (["init", "--db", "mysql://host"], 1, "BAD_INPUT: 数据库地址不可用"),
        (["restore", "none.zip"], 2, "USAGE: "),
        (["init", "--demolish"], 2, "USAGE: "),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    status: int,
    line: str,
) -> None:
    assert run(monkeypatch, "init") == 0
    capsys.readouterr()
    assert run(monkeypatch, *words) == status
    said = capsys.readouterr()
    assert said.err.startswith(line)
    assert said.err.count("\n") == 1
    assert said.out == ""


def test_a_restore_over_content_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, "init")
    run(monkeypatch, "backup", "copy.zip")
    assert run(monkeypatch, "restore", "copy.zip") == 1
    assert "不是空的" in capsys.readouterr().err
