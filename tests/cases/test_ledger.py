"""台账: one line a case received in the period, in the words offices use, without a name."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import date
from pathlib import Path

import pytest

from disclosure.cases.ledgers.columns import HEADER
from disclosure.cases.ledgers.lines import lines
from disclosure.cli import main
from tests.cases.world import World

EVER = date(2000, 1, 1), date(2100, 1, 1)


def exported(world: World, since: date, until: date) -> list[dict[str, object]]:
    with world.store.read() as connection:
        return [
            dict(zip(HEADER, line, strict=True)) for line in lines(connection, world.config, since, until)
        ]


def test_a_case_that_was_answered_and_upheld(world: World) -> None:
    case = world.walk("in_proceedings")
    case.run("accept_remedy", "decide_remedy")
    line = exported(world, *EVER)[0]
    facts = case.facts
    served = next(tick.on for tick in facts.ticks if tick.event == "reply_served")
    assert line["编号"] == case.number
    assert (line["收到日期"], line["送达日期"]) == (facts.filed_on, served)
    assert (line["是否延期"], line["是否补正"], line["是否征求意见"]) == ("否", "否", "否")
    assert (line["行政复议"], line["行政诉讼（直接起诉）"]) == ("结果维持", "")
    assert line["办理结果"] == world.config.law.outcomes[str(facts.outcome)].label


def test_what_is_pending_is_said_to_be(world: World) -> None:
    world.walk("in_proceedings")
    assert exported(world, *EVER)[0]["行政复议"] == "尚未审结"


def test_a_correction_and_a_third_party_are_told(world: World) -> None:
    world.walk("awaiting_correction")
    world.walk("consulting")
    corrected, asked = exported(world, *EVER)
    assert (corrected["是否补正"], corrected["是否征求意见"]) == ("是", "否")
    assert (asked["是否补正"], asked["是否征求意见"]) == ("否", "是")
    assert (asked["办理结果"], asked["答复日期"]) == ("", None)


@pytest.mark.parametrize(("before", "after", "found"), [(1, 0, 0), (0, 0, 1), (0, 1, 0)])
def test_the_period_has_its_two_days_in_it(world: World, before: int, after: int, found: int) -> None:
    """The day before, the day, the day after the only day of the period (N1)."""
    received = world.walk("registered").facts.filed_on
    day = date.fromordinal(received.toordinal() - before + after)
    assert len(exported(world, day, day)) == found


def test_nobody_is_named(world: World) -> None:
    world.walk("archived")
    written = " ".join(str(cell) for line in exported(world, *EVER) for cell in line.values())
    with world.store.read() as connection:
        names = connection.exec_driver_sql("SELECT name FROM applicants").scalars().all()
    assert names
    assert not any(name in written for name in names)


def test_the_command_writes_the_file(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    world.walk("registered")
    monkeypatch.setenv("DISCLOSURE_DATABASE_URL", world.store.url.render_as_string(hide_password=False))
    monkeypatch.setenv("DISCLOSURE_HISTORY_KEY", b64encode(bytes(range(32))).decode())
    monkeypatch.setenv("DISCLOSURE_FIELD_KEY", b64encode(bytes(range(32, 64))).decode())
    for name in ("a.xlsx", "a.csv"):
        assert called(monkeypatch, str(tmp_path / name), "2000-01-01", "2100-01-01") == 0
        assert json.loads(capsys.readouterr().out) == {"file": str(tmp_path / name), "rows": 1}
        assert (tmp_path / name).stat().st_size > 0


@pytest.mark.parametrize(
    ("file", "since", "until", "why"),
    [("a.ods", "2025-01-01", "2025-12-31", "两种格式"), ("a.xlsx", "2025-02-01", "2025-01-01", "不晚于")],
)
def test_what_cannot_be_written_is_refused(
    file: str,
    since: str,
    until: str,
    why: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    assert called(monkeypatch, str(tmp_path / file), since, until) == 2
    assert why in capsys.readouterr().out
    assert not list(tmp_path.iterdir())


def called(monkeypatch: pytest.MonkeyPatch, file: str, since: str, until: str) -> object:
    """The exit code."""
    given = ["export", "ledger", file, "--from", since, "--to", until, "--json"]
    monkeypatch.setattr("sys.argv", ["disclosure", *given])
    with pytest.raises(SystemExit) as end:
        main()
    return end.value.code
