"""`disclosure user` and `disclosure outbox` as a person types them: leave, addresses, dead letters."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from disclosure.cases.now import ZONE
from disclosure.cli import main
from disclosure.store.keys import Keys
from disclosure.store.store import Store
from disclosure.store.tables import outbox
from tests.store.test_keys import ENVIRONMENT

pytestmark = pytest.mark.check  # too slow in sum for the quick tier

MONDAY, FRIDAY = "2999-03-04", "2999-03-08"


@pytest.fixture(autouse=True)
def office(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A database with li, wang and zhao."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DISCLOSURE_DATABASE_URL", raising=False)
    for name, key in ENVIRONMENT.items():
        monkeypatch.setenv(name, key)
    assert run(monkeypatch, "init") == 0
    for name in ("li", "wang", "zhao"):
        assert run(monkeypatch, "user", "add", name, "--role", "handler", "--unit", "planning") == 0


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["disclosure", *words])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert isinstance(stopped.value.code, int)
    return stopped.value.code


def leave(name: str, first: str, last: str, substitute: str) -> tuple[str, ...]:
    return ("user", "leave", name, "--from", first, "--to", last, "--substitute", substitute)


def test_leave_is_entered_listed_and_cancelled(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, *leave("li", MONDAY, FRIDAY, "wang")) == 0
    assert run(monkeypatch, *leave("wang", FRIDAY, FRIDAY, "li")) == 0  # a ring is no mistake of either
    capsys.readouterr()
    assert run(monkeypatch, "user", "leaves", "--json") == 0
    first, _ = json.loads(capsys.readouterr().out)
    assert first == {"id": 1, "user": "li", "first_day": MONDAY, "last_day": FRIDAY, "substitute": "wang"}
    assert run(monkeypatch, "user", "cancel-leave", "1") == 0
    assert run(monkeypatch, *leave("li", MONDAY, FRIDAY, "zhao")) == 0  # the days are free again
    capsys.readouterr()
    assert run(monkeypatch, "user", "cancel-leave", "1") == 1
    assert capsys.readouterr().err.startswith("NOT_FOUND: 没有编号为 1 的请假；编号不存在或已销假")


def test_leave_that_is_over_is_not_listed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, *leave("li", "2020-03-02", "2020-03-06", "wang")) == 0
    capsys.readouterr()
    assert run(monkeypatch, "user", "leaves", "--json") == 0
    assert capsys.readouterr().out == "[]\n"


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (leave("li", FRIDAY, MONDAY, "wang"), "BAD_INPUT: 没有登记请假；2999-03-04 早于 2999-03-08"),
        (leave("li", MONDAY, FRIDAY, "li"), "BAD_INPUT: 没有登记请假；代理人是本人"),
        (leave("qian", MONDAY, FRIDAY, "li"), "NOT_FOUND: 没有用户 qian"),
        (leave("li", MONDAY, FRIDAY, "qian"), "NOT_FOUND: 没有用户 qian"),
        (leave("zhao", FRIDAY, "2999-03-12", "li"), "REFUSED: 没有登记请假；与已登记的请假（编号 1"),
        (leave("zhao", "2999-03-01", MONDAY, "li"), "REFUSED: 没有登记请假；与已登记的请假（编号 1"),
        (("user", "address", "qian", "mail", "q@x.cn"), "NOT_FOUND: 没有用户 qian"),
        (("user", "address", "li", "mail", "nowhere"), "BAD_INPUT: 邮件地址不可用"),
        (("outbox", "resend", "digest-1-x"), "NOT_FOUND: 没有投递失败的通知 digest-1-x"),
    ],
)
def test_nonsense_is_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], line: str
) -> None:
    assert run(monkeypatch, *leave("zhao", MONDAY, FRIDAY, "li")) == 0
    capsys.readouterr()
    assert run(monkeypatch, *words) == 1
    said = capsys.readouterr()
    assert said.err.startswith(line)
    assert said.err.count("\n") == 1


def test_the_days_beside_a_leave_are_free(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, *leave("zhao", MONDAY, FRIDAY, "li")) == 0
    assert run(monkeypatch, *leave("zhao", "2999-03-01", "2999-03-03", "li")) == 0
    assert run(monkeypatch, *leave("zhao", "2999-03-09", "2999-03-09", "li")) == 0


@pytest.mark.parametrize(
    "words",
    [
        ("user", "address", "li", "mail"),
        ("user", "address", "li", "mail", "li@x.cn", "--remove"),
        ("user", "address", "li", "fax", "1"),
        ("outbox", "resend"),
        ("outbox", "resend", "m", "--all-dead"),
    ],
)
def test_a_wrong_call_is_wrong_usage(monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    assert run(monkeypatch, *words) == 2


def test_an_address_is_never_shown_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(monkeypatch, "user", "address", "li", "mail", "li@example.gov.cn") == 0
    assert run(monkeypatch, "user", "address", "li", "mail", "--remove") == 0
    said = capsys.readouterr()
    assert "example.gov.cn" not in said.out + said.err
    assert said.err.splitlines() == ["li 的邮件地址已登记", "li 的邮件地址已删去"]


def test_dead_letters_are_listed_and_sent_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], keys: Keys
) -> None:
    now = datetime.now(ZONE)
    row = {
        "kind": "digest", "person": "li", "urgent": False, "payload": "{}", "created_on": date(2026, 3, 2),
        "attempts": 6, "next_try_at": (now + timedelta(1)).isoformat(timespec="seconds"), "last_error": "NotTaken",
    }  # fmt: skip
    store = Store.open("sqlite:///var/disclosure.db", keys)
    rows = [
        row | {"message_id": name, "status": status} for name, status in (("a", "dead"), ("b", "pending"))
    ]
    store.write(lambda connection: connection.execute(insert(outbox), rows))
    store.close()
    capsys.readouterr()

    def listed(*words: str) -> list[tuple[str, str, int]]:
        assert run(monkeypatch, "outbox", "list", *words, "--json") == 0
        found = json.loads(capsys.readouterr().out)
        return [(one["message_id"], one["status"], one["attempts"]) for one in found]

    assert listed("--dead") == [("a", "dead", 6)]
    assert listed() == [("b", "pending", 6), ("a", "dead", 6)]
    assert run(monkeypatch, "outbox", "resend", "--all-dead") == 0
    assert "1 份通知重新等待投递" in capsys.readouterr().err
    assert listed("--dead") == []
    assert listed() == [("b", "pending", 6), ("a", "pending", 0)]
