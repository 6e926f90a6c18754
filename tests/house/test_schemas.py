"""Each command's real output fits its schema, and the schemas on disk are the generated ones."""

from __future__ import annotations

import json
import sys
from base64 import b64encode
from collections.abc import Sequence
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator, FormatChecker

from disclosure.cli import cli, main
from disclosure.cli.output import error_document
from disclosure.errors import BadInput, ConfigInvalid, Problem
from disclosure.store.keys import KEY_BYTES
from tests.house.schemas import FOLDER, SCHEMAS, written

pytestmark = pytest.mark.check  # every command of the program is run

HISTORY = {
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
APPLICATION = {
    "applicants": [{"name": "虚构某某", "kind": "natural"}],
    "content": "某村征地批复",
    "channel": "in_person",
    "received_on": "2026-03-02",
}


def run(*arguments: str, exit_code: int = 0) -> Any:
    """The document a command prints, called as the shell calls it: a refusal is a document too."""
    output = StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(output):
        patch.setattr(sys, "argv", ["disclosure", *arguments, "--json"])
        with pytest.raises(SystemExit) as end:
            main()
    assert end.value.code == exit_code, output.getvalue()
    return json.loads(output.getvalue())


def fits(name: str, document: Any) -> None:
    Draft202012Validator(SCHEMAS[name], format_checker=FormatChecker()).validate(document)


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with a database whose people may do everything."""
    monkeypatch.chdir(tmp_path)
    for variable in ("DISCLOSURE_DATABASE_URL", "DISCLOSURE_ENV"):
        monkeypatch.delenv(variable, raising=False)
    for variable in ("DISCLOSURE_HISTORY_KEY", "DISCLOSURE_FIELD_KEY"):
        monkeypatch.setenv(variable, b64encode(bytes(KEY_BYTES)).decode())
    assert CliRunner().invoke(cli, ["init"]).exit_code == 0
    for role in ("intake_clerk", "handler", "legal_reviewer"):
        added = CliRunner().invoke(cli, ["user", "add", role, "--role", role, "--unit", "general_office"])
        assert added.exit_code == 0, added.output
    return tmp_path


def test_the_folder_holds_the_generated_schemas_and_nothing_else() -> None:
    assert {path: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")} == written(), (
        "run `make docs`"
    )


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])


CALLS: Sequence[tuple[str, Sequence[str]]] = (
    ("workdays-add", ("workdays", "add", "2025-06-27", "20")),
    ("workdays-between", ("workdays", "between", "2025-06-27", "2025-07-04")),
    ("period", ("period", "2025-06-27", "60", "--unit", "day")),
    ("fee", ("fee", "--items", "40")),
    ("fee", ("fee", "--pages", "250")),
    ("outcomes", ("outcomes",)),
    ("verify", ("verify", "--config")),
    ("config-check", ("config", "check")),
    ("bench", ("bench", "clock")),
)


@pytest.mark.parametrize(("name", "arguments"), CALLS)
def test_the_calculators_fit(name: str, arguments: Sequence[str]) -> None:
    fits(name, run(*arguments))


def test_a_clock_fits(tmp_path: Path) -> None:
    file = tmp_path / "history.json"
    file.write_text(json.dumps(HISTORY), encoding="utf-8")
    fits("clock", run("clock", str(file)))


def test_repeated_demand_fits(tmp_path: Path) -> None:
    file = tmp_path / "requests.jsonl"
    texts = ["白露村2022年低保名单", "二〇二二年白露村低保花名册", "白露村2022年征地批复"]
    lines = [json.dumps({"id": str(n), "text": text}) for n, text in enumerate(texts)]
    file.write_text("\n".join(lines), encoding="utf-8")
    fits("demand", run("demand", "--texts", str(file)))


def test_a_screening_fits(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("机密★5年，电话13812345678", encoding="utf-8")
    fits("screen", run("screen", str(file), exit_code=1))


def test_a_masked_copy_fits(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("电话13812345678", encoding="utf-8")
    fits("mask", run("mask", str(file), "--out", str(tmp_path / "b.txt")))


def test_an_error_fits() -> None:
    fits("error", error_document(BadInput("没有受理", "缺少必填项", "补齐后重试", field="content")))
    fits("error", error_document(ConfigInvalid([Problem("law/fee.yaml", 3, "MISSING", "缺少 basis")])))


def _changed_configuration(workplace: Path) -> None:
    for user in ("admin", "admin2"):
        added = ["user", "add", user, "--role", "administrator", "--unit", "*"]
        CliRunner().invoke(cli, added, catch_exceptions=False)
    folder = workplace / "changed"
    CliRunner().invoke(cli, ["config", "export", str(folder)], catch_exceptions=False)
    office = folder / "organization.yaml"
    office.write_text(office.read_text("utf-8").replace("complaint: 30", "complaint: 20"), "utf-8")
    told = run("config", "preview", str(folder))
    fits("config-preview", told)
    assert [one["kind"] for one in told["changed"] if one["field"] == "due"] == ["remedy_decision"]
    by = ("--as", "admin", "--approved-by", "admin2", "--reason", "加快办理")
    done = run("config", "activate", str(folder), *by)
    fits("config-activate", done)
    assert done["cases"] == 1
    first, second = run("config", "versions")
    fits("config-versions", [first, second])
    assert (first["in_force"], second["in_force"]) == (True, False)
    assert run("config", "rollback", second["version"][:8], *by)["version"] == second["version"]


def test_a_case_fits_from_filing_to_remedy(workplace: Path) -> None:
    file = workplace / "application.json"
    file.write_text(json.dumps(APPLICATION), encoding="utf-8")
    filed = run("submit", str(file))
    fits("submit", filed)
    number = filed["number"]

    def do(user: str, command: str, data: dict[str, Any], on: str) -> Any:
        return run("do", number, command, "--as", user, "--on", on, "--data", json.dumps(data))

    fits("do", do("intake_clerk", "register", {}, "2026-03-02"))
    receipt = ("letter", number, "L-01", "--on", "2026-03-02")
    fits("letter", run(*receipt))
    fits("letter", run(*receipt, "--issue", "--as", "intake_clerk"))
    do("intake_clerk", "assign", {"handler": "handler"}, "2026-03-03")
    do("handler", "ask_third_party", {"party": "某公司"}, "2026-03-04")
    file = workplace / "reply.txt"
    file.write_text("某村征地批复，本件不涉及国家秘密。", encoding="utf-8")
    given = ("--release", "批复", "--as", "handler", "--on", "2026-03-04")
    fits("attach", run("attach", number, str(file), *given))
    complaint = {"kind": "complaint", "body": "市政府办公室"}
    do("legal_reviewer", "open_remedy", complaint, "2026-03-05")
    fits("do-list", run("do", number, "--list", "--as", "handler", "--on", "2026-03-06"))
    shown = run("show", number, "--on", "2026-03-06")
    fits("show", shown)
    assert len(shown["consultations"]) == len(shown["remedies"]) == len(shown["secrecy_reviews"]) == 1
    assert len(shown["secrecy_reviews"][0]["findings"]) == 1
    [listed] = run("remedies", "--open")
    assert (listed["number"], listed["ref"], listed["next"]["kind"]) == (number, "j1", "remedy_decision")
    fits("remedies", [listed])
    paper = workplace / "evidence.docx"
    fits("evidence", run("evidence", number, "--remedy", "j1", "--docx", str(paper), "--on", "2026-03-06"))
    assert paper.read_bytes().startswith(b"PK")
    fits("error", run("do", number, "archive", "--as", "handler", "--on", "2026-03-06", exit_code=1))
    fits("sweep", run("sweep", "--today", "2026-03-25", exit_code=1))  # there is no head and no office
    added = ["user", "add", "boss", "--role", "operations", "--unit", "general_office"]
    CliRunner().invoke(cli, added, catch_exceptions=False)
    fits("sweep", run("sweep", "--today", "2026-03-25"))
    _changed_configuration(workplace)
    fits("demand-since", run("demand", "--since", "2026-01-01"))
    fits("convert", run("convert", "--today", "2026-03-26"))
    fits("catalogue", run("catalogue", "list", "--all"))
    fits("export-ledger", run("export", "ledger", "a.csv", "--from", "2026-01-01", "--to", "2026-12-31"))
    heading = "number,applicant_kind,received_on,closed_on,outcome\n"
    (workplace / "old.csv").write_text(f"{heading}旧1,natural,2025-03-03,2025-03-10,OPEN_PROVIDE\n", "utf-8")
    fits("import-ledger", run("import", "ledger", "old.csv"))
    fits("import-ledger", run("import", "ledger", "old.csv", exit_code=1))
    fits("statistics", run("statistics", "--from", "2025-01-01", "--to", "2026-12-31"))
    messages = run("outbox", "list")
    assert {message["person"] for message in messages} >= {"handler", "boss"}
    fits("outbox-list", messages)
    figures = run("report", "annual", "2026")
    fits("report-annual", figures)
    (workplace / "2026.json").write_text(json.dumps(figures), encoding="utf-8")
    fits("report-check", run("report", "check", "2026.json"))
    fits("report-rollup", run("report", "rollup", "2026.json"))
    fits("report-cases", run("report", "cases", "2026", "--row", "T3.1"))
    whole = {row: dict.fromkeys(cells, 0) for row, cells in figures["T2"].items()}
    (workplace / "inputs.json").write_text(json.dumps({"format": "2021", "T2": whole}), encoding="utf-8")
    fits("report-inputs", run("report", "inputs", "2026", "inputs.json"))
    leave = ["--from", "2999-03-02", "--to", "2999-03-06", "--substitute", "intake_clerk"]
    CliRunner().invoke(cli, ["user", "leave", "handler", *leave], catch_exceptions=False)
    [absent] = leaves = run("user", "leaves")
    assert absent["substitute"] == "intake_clerk"
    fits("user-leaves", leaves)
    came = ("--as", "intake_clerk", "--on", "2026-03-02")
    item = run("intake", "receive", "--book", "counter", "--sender", "虚构某某", *came)
    fits("intake-step", item)
    fits(
        "intake-sheet", run("intake", "sheet", "--on", "2026-03-02", exit_code=1)
    )  # the case has no item yet
    fits("intake-step", run("intake", "bind", item["number"], number, *came))
    sheet = workplace / "sheet.xlsx"
    balanced = run("intake", "sheet", "--on", "2026-03-02", "--xlsx", str(sheet))
    assert sheet.read_bytes().startswith(b"PK")
    fits("intake-sheet", balanced)
    other = run("intake", "receive", "--book", "fax", "--sender", "虚构某某", *came)["number"]
    left = ("--reason", "duplicate", "--note", "同一件", "--see", item["number"])
    assert run("intake", "close", other, *left, *came)["state"] == "explained"
    letters = run("delivery", number, "--on", "2026-03-06")
    fits("delivery", letters)
    assert [letter["about"] for letter in letters["letters"]] == ["c1"]
    fits("delivery-list", run("delivery", "list", "--on", "2026-03-06"))
    twins = ",".join(run("submit", str(workplace / "application.json"))["number"] for _ in range(2))
    given = ("--as", "intake_clerk", "--on", "2026-03-06", "--command", "extend")
    fits("error", run("reply", "batch", "--numbers", twins, *given, exit_code=1))
    fits("verify", run("verify", "--history"))
    fits("flows", run("flows", exit_code=1))  # nothing has run yet
