"""`disclosure letter`: preview, issue, take out again; what is refused, and nothing changed by looking."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from disclosure.cli import cli
from disclosure.errors import GateRefused
from disclosure.store.keys import KEY_BYTES

pytestmark = pytest.mark.check  # a case is filed each time


def call(*arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments], standalone_mode=False)


def answered(*arguments: str) -> Any:
    done = call(*arguments, "--json")
    assert done.exception is None, done.exception
    return json.loads(done.stdout)


@pytest.fixture
def number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A registered case in an empty folder."""
    monkeypatch.chdir(tmp_path)
    for variable in ("DISCLOSURE_DATABASE_URL", "DISCLOSURE_ENV"):
        monkeypatch.delenv(variable, raising=False)
    for variable in ("DISCLOSURE_HISTORY_KEY", "DISCLOSURE_FIELD_KEY"):
        monkeypatch.setenv(variable, b64encode(bytes(KEY_BYTES)).decode())
    call("init")
    call("user", "add", "zhang", "--role", "intake_clerk", "--unit", "general_office")
    application = {
        "applicants": [{"name": "虚构某某", "kind": "natural"}],
        "content": "某村征地批复",
        "channel": "in_person",
        "received_on": "2026-03-02",
    }
    (tmp_path / "a.json").write_text(json.dumps(application), encoding="utf-8")
    found: str = answered("submit", "a.json")["number"]
    call("do", found, "register", "--as", "zhang", "--on", "2026-03-02")
    return found


def test_a_preview_changes_nothing(number: str, tmp_path: Path) -> None:
    before = answered("show", number, "--on", "2026-03-02")
    page = tmp_path / "l.html"
    done = answered("letter", number, "L-01", "--on", "2026-03-02", "--docx", "l.docx", "--html", str(page))
    assert (done["issued"], done["reference"]) == (False, None)
    assert (tmp_path / "l.docx").read_bytes().startswith(b"PK")
    assert "虚构某某：" in page.read_text(encoding="utf-8")
    assert answered("show", number, "--on", "2026-03-02") == before


def test_an_issued_letter_comes_out_as_it_left(number: str, tmp_path: Path) -> None:
    issue = ("letter", number, "L-01", "--issue", "--as", "zhang", "--on", "2026-03-02", "--docx", "1.docx")
    done = answered(*issue)
    assert done["reference"] == "示自然资公开收〔2026〕1号"
    again = answered("letter", number, "L-01", "--issued", "--docx", "2.docx")
    assert again == done
    assert again["rewritten"] is True
    assert (tmp_path / "1.docx").read_bytes() == (tmp_path / "2.docx").read_bytes()


def test_a_missing_fact_is_refused_by_name(number: str, tmp_path: Path) -> None:
    done = call("letter", number, "L-02", "--on", "2026-03-02", "--docx", "l.docx")
    assert isinstance(done.exception, GateRefused)
    assert "需要补正的事项" in done.exception.message
    assert not (tmp_path / "l.docx").exists()


@pytest.mark.parametrize("left_out", [("--as", "zhang"), ("--on", "2026-03-02")])
def test_issuing_wants_a_person_and_a_day(number: str, left_out: tuple[str, str]) -> None:
    done = call("letter", number, "L-01", "--issue", *left_out)
    assert done.exception is not None
    assert "--as" in str(done.exception)
