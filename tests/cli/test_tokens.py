"""`disclosure user token | tokens | revoke-token` as an administrator types them."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from disclosure.cases.now import ZONE
from disclosure.cases.tokens import holder
from disclosure.store.keys import Keys
from disclosure.store.store import Store
from disclosure.store.tables import api_tokens
from tests.cli.test_people import run
from tests.store.test_keys import ENVIRONMENT

pytestmark = pytest.mark.check  # whole commands


@pytest.fixture(autouse=True)
def office(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DISCLOSURE_DATABASE_URL", raising=False)
    for name, key in ENVIRONMENT.items():
        monkeypatch.setenv(name, key)
    assert run(monkeypatch, "init") == 0
    assert run(monkeypatch, "user", "add", "li", "--role", "handler", "--unit", "planning") == 0


def test_a_token_is_told_once_listed_and_revoked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(monkeypatch, "user", "token", "li", "--label", "统计", "--days", "30") == 0
    token = capsys.readouterr().out.strip()
    assert token.startswith("disclosure_")
    now = datetime.now(ZONE)
    store = Store.open(keys=Keys.from_environment())
    try:
        assert holder(store, token, now) == "li"
        assert holder(store, token, now + timedelta(30, minutes=1)) is None
        with store.read() as connection:
            kept = connection.execute(select(api_tokens)).mappings().one()
        assert kept["secret"] == hashlib.sha256(token.encode()).hexdigest()
        assert token not in str(dict(kept))
        assert run(monkeypatch, "user", "tokens", "li", "--json") == 0
        (listed,) = json.loads(capsys.readouterr().out)
        assert (listed["label"], listed["revoked_at"]) == ("统计", None)
        assert token not in str(listed)
        for _ in range(2):
            assert run(monkeypatch, "user", "revoke-token", str(listed["id"])) == 0
        assert holder(store, token, now) is None
    finally:
        store.close()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("token", "nobody"), 1, "没有用户 nobody"),
        (("token", "li", "--label", "a\nb"), 1, "label"),
        (("token", "li", "--days", "0"), 2, "--days"),
        (("revoke-token", "7"), 1, "没有编号为 7 的令牌"),
    ],
)
def test_what_cannot_be_is_refused(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    assert run(monkeypatch, "user", *words) == code
    assert said in capsys.readouterr().err
