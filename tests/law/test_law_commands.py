"""The calculator commands: their documents, exit codes and refusals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from disclosure.cli import cli
from disclosure.cli.bench_clock import bench_clock
from disclosure.cli.clock_input import parse
from disclosure.errors import BadInput
from disclosure.law.terms import Law

EXAMPLE: dict[str, Any] = {
    "law": "auto",
    "as_of": "2025-07-10",
    "options": {},
    "events": [
        {"on": "2025-06-03", "event": "received", "channel": "registered_mail"},
        {"on": "2025-06-10", "event": "third_party_asked", "party": "甲公司"},
        {"on": "2025-06-12", "event": "third_party_letter_received", "party": "甲公司"},
        {"on": "2025-06-27", "event": "third_party_answered", "party": "甲公司"},
    ],
}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


def document(*arguments: str) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_example_of_the_contract(tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    file.write_text(json.dumps(EXAMPLE), encoding="utf-8")
    found = document("clock", str(file))
    assert {key: found[key] for key in ("receipt_date", "law", "due", "provisional", "phase", "status")} == {
        "receipt_date": "2025-06-03",
        "law": "2019",
        "due": "2025-07-18",
        "provisional": False,
        "phase": "review",
        "status": "running",
    }
    assert found["remaining_working_days"] == 6
    spans = [(s["from"], s["to"], s["kind"], s["working_days"], s["basis"]) for s in found["ledger"]]
    assert spans == [
        ("2025-06-04", "2025-06-10", "counted", 5, "R33.2"),
        ("2025-06-11", "2025-06-27", "excluded", 13, "R33.4"),
        ("2025-06-28", "2025-07-18", "counted", 15, "R33.2"),
    ]
    notice = {"kind": "correction_notice", "due": "2025-06-12", "basis": "R30.1"}
    assert notice | {"on_expiry": "escalate", "met_on": None} in found["deadlines"]


def test_many_histories_answer_line_by_line(tmp_path: Path) -> None:
    good, bad = json.dumps(EXAMPLE), json.dumps(EXAMPLE | {"as_off": "2025-07-10"})
    file = tmp_path / "cases.jsonl"
    file.write_bytes(f"{good}\n{bad}\nnot json\n".encode() + '"补"\n'.encode("gbk") + f"{good}\n".encode())
    result = run("clock", str(file), "--json")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert [line["error"]["field"] if "error" in line else line["due"] for line in lines] == [
        "2025-07-18",
        "as_off",
        None,
        None,
        "2025-07-18",
    ]
    assert result.stderr.count("BAD_INPUT") == 3


def test_standard_input_is_one_history() -> None:
    result = CliRunner().invoke(cli, ["clock", "-", "--json"], input=json.dumps(EXAMPLE))
    assert json.loads(result.stdout)["due"] == "2025-07-18"


def changed(**event: Any) -> dict[str, Any]:
    first, *others = EXAMPLE["events"]
    return EXAMPLE | {"events": [{**first, **event}, *others]}


def only(**event: Any) -> dict[str, Any]:
    return EXAMPLE | {"events": [{"on": "2025-06-03", **event}]}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (changed(on="2025-02-30"), "events.0.on"),
        (changed(on="20250603"), "events.0.on"),
        (changed(on=1), "events.0.on"),
        (changed(event="recieved"), "events.0.event"),
        (changed(chanel="fax"), "events.0.chanel"),
        (changed(channel="pigeon"), "events.0.channel"),
        (changed(channel=None), "events.0.channel"),
        (changed(until="2025-06-30"), "events.0.until"),
        (EXAMPLE | {"events": []}, "events"),
        (only(event="extended", working_days=0), "events.0.working_days"),
        (only(event="extended", working_days=True), "events.0.working_days"),
        (only(event="extended"), "events.0.working_days"),
        (only(event="other_body_asked", party="甲"), "events.0.party"),
        ({"as_of": "2025-07-10"}, "events"),
        ([], None),
    ],
)
def test_a_wrong_key_or_value_is_named(wrong: Any, field: str | None) -> None:
    with pytest.raises(BadInput) as refusal:
        parse(json.dumps(wrong).encode()).history()
    assert refusal.value.field == field


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"\xff\xfe{}",
        '{"law": "补"}'.encode("gbk"),
        b'{"law": "auto", "law": "2019"}',
        b'{"law": NaN}',
        b"[" * 100_000,
    ],
    ids=["empty", "cut", "utf-16", "gbk", "twice", "nan", "deep"],
)
def test_what_is_no_document_is_refused(raw: bytes) -> None:
    with pytest.raises(BadInput):
        parse(raw)


@pytest.mark.parametrize("options", [{"fee": "30d"}, {"fee_payment": "31d"}])
def test_an_unknown_option_or_choice_is_refused(options: dict[str, str]) -> None:
    result = CliRunner().invoke(cli, ["clock", "-"], input=json.dumps(EXAMPLE | {"options": options}))
    assert isinstance(result.exception, BadInput)
    assert result.exception.field == f"options.{next(iter(options))}"


def test_workdays() -> None:
    assert document("workdays", "add", "2022-09-30", "20") == {"date": "2022-11-02", "provisional": False}
    assert document("workdays", "add", "2022-11-02", "-20")["date"] == "2022-09-30"
    assert document("workdays", "between", "2025-06-10", "2025-06-27") == {"count": 13, "provisional": False}
    assert document("workdays", "add", "2026-12-28", "20")["provisional"] is True


def test_period() -> None:
    """RV20.1, C-3."""
    assert document("period", "2025-08-05", "60", "--unit", "day") == {
        "date": "2025-10-09",
        "provisional": False,
        "rolled_over": True,
    }


def test_fee_lines() -> None:
    """F5.1: zero-price lines are shown, the top band is open."""
    lines = document("fee", "--pages", "250")["lines"]
    assert lines[0] == {"from": 1, "to": 30, "unit_price": 0, "count": 30, "amount": 0}
    assert lines[-1] == {"from": 201, "to": None, "unit_price": 40, "count": 50, "amount": 2000}


def test_outcomes() -> None:
    found = document("outcomes")
    assert len(found) == 23
    assert set(found[0]) == {
        "code",
        "label",
        "article",
        "report_row",
        "letters",
        "remedy",
        "reconsideration_first",
    }


@pytest.mark.parametrize(
    "arguments",
    [
        ("fee",),
        ("fee", "--items", "1", "--pages", "1"),
        ("period", "2025-02-30", "1", "--unit", "day"),
        ("period", "20250228", "1", "--unit", "day"),
        ("period", "2025-02-28", "1", "--unit", "hour"),
        ("workdays", "add", "2025-02-28", "many"),
        ("clock", "no-such-file.json"),
    ],
)
def test_wrong_usage_exits_with_two(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_the_bench_answers_in_the_form_of_the_contract(law: Law) -> None:
    found = bench_clock(law, n=20, runs=1)
    assert [row["name"] for row in found] == ["replay", "workday_add"]
    assert all(set(row) == {"name", "ours", "limit", "ratio", "unit", "n", "runs"} for row in found)
