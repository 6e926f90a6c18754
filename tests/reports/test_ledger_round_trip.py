"""A ledger made to fit a published table, imported by the command, gives that table again, cell by cell (N1 to N7)."""

from __future__ import annotations

import csv
import json
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from io import StringIO
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest

from disclosure.cli import main
from disclosure.params import default_directory, load
from disclosure.reports.forms import FORMS, KINDS, RESULTS
from disclosure.reports.published import published
from disclosure.store.keys import KEY_BYTES

HERE = Path(__file__).parent
OUTCOMES = load(default_directory()).law.outcomes
NEW, IN, OUT, TOTAL = "T3.1", "T3.2", "T3.4", "T3.3.7"
PROCEEDINGS = {
    "reconsideration": "reconsideration_result",
    "litigation_direct": "litigation_direct_result",
    "litigation_after": "litigation_after_result",
}
HEADING = (
    "number", "applicant_kind", "received_on", "closed_on", "outcome", "content", "unit", "channel",
    *PROCEEDINGS.values(),
)  # fmt: skip
Table = Mapping[str, Mapping[str, int | None]]


pytestmark = pytest.mark.check  # each goes through the command, the proof of the history and the report


@pytest.fixture
def office(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DISCLOSURE_DATABASE_URL", database_url)
    monkeypatch.setenv("DISCLOSURE_HISTORY_KEY", b64encode(bytes(range(KEY_BYTES))).decode())
    monkeypatch.setenv("DISCLOSURE_FIELD_KEY", b64encode(bytes(range(KEY_BYTES, 2 * KEY_BYTES))).decode())
    return tmp_path


def run(*arguments: str, exit_code: int = 0) -> Any:
    output = StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(output):
        patch.setattr("sys.argv", ["disclosure", *arguments, "--json"])
        with pytest.raises(SystemExit) as end:
            main()
    assert end.value.code == exit_code, output.getvalue()
    return json.loads(output.getvalue())


def codes_of(row: str, form: str) -> Iterator[str]:
    """Every outcome of a row, in turn: 已主动公开 and 予以公开 are one row."""
    found = [code for code, outcome in OUTCOMES.items() if FORMS[form].row_of(outcome.report_row) == row]
    return cycle(found)


def lines(year: int, form: str, t3: Table, t4: Table) -> list[dict[str, str]]:
    """One line a request: what is concluded first is what was carried in, what stays is what came late."""
    made: list[dict[str, str]] = []
    for kind in KINDS:
        column = {row: cells[kind] or 0 for row, cells in t3.items()}
        results = [code for row in FORMS[form].results for code in islice(codes_of(row, form), column[row])]
        carried = column[IN]
        assert column[NEW] + carried == len(results) + column[OUT], "A1"
        for place in range(column[NEW] + carried):
            received = (
                f"{year - 1}-12-{1 + place % 31:02d}"
                if place < carried
                else f"{year}-03-{1 + place % 31:02d}"
            )
            done = place < len(results)
            made.append(
                {
                    "number": f"{kind}-{place}",
                    "applicant_kind": kind,
                    "received_on": received,
                    "closed_on": f"{year}-{6 + place % 7:02d}-{1 + place % 28:02d}" if done else "",
                    "outcome": results[place] if done else "",
                }
            )
    closed = [line for line in made if line["closed_on"]]
    for proceeding, column_ in PROCEEDINGS.items():
        told = [r.key for r in RESULTS[:-1] for _ in range(t4[proceeding][r.key] or 0)]
        for line, result in zip(cycle(closed), told):
            line[column_] = "；".join(filter(None, (line.get(column_), result)))
    return made


def imported(folder: Path, rows: list[dict[str, str]], refused: bool = False) -> Any:
    file = folder / "ledger.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, HEADING, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return run("import", "ledger", str(file), exit_code=int(refused))


def as_published(name: str) -> tuple[int, str, Table, Table]:
    figures = published(json.loads((HERE / name).read_text(encoding="utf-8")), name)
    return figures.year, figures.form.name, figures.t3, figures.t4


def test_the_published_table_of_2021_comes_back(office: Path) -> None:
    """T3 in the form of 2021, T4 with 15 proceedings; one request is carried into the next year."""
    year, form, t3, t4 = as_published("pingtan_2021.json")
    rows = lines(year, form, t3, t4)
    assert imported(office, rows)["imported"] == 70
    report = run("report", "annual", str(year))
    assert (report["format"], report["T3"], report["T4"]) == (form, t3, t4)
    assert all(check["ok"] for check in report["checks"])
    after = run("report", "annual", str(year + 1))
    assert after["T3"][IN]["natural"] == after["T3"][OUT]["natural"] == 1
    assert run("verify", "--history")["ok"]
    assert imported(office, rows, refused=True)["imported"] == 0


def test_a_table_with_a_contradiction_comes_back_as_it_ought_to_be(office: Path) -> None:
    """A2. The 2020 table says 20 and 21 where its rows add up to 26 and 27 (`report check` says so): no ledger gives
    that. With the true sum as what came in, every other cell of the form of 2019 comes back."""
    year, form, t3, t4 = as_published("pingtan_2020.json")
    assert form == "2019"
    sums = {kind: sum(t3[row][kind] or 0 for row in FORMS[form].results) for kind in KINDS}
    true = {**t3, NEW: {kind: n + (t3[OUT][kind] or 0) for kind, n in sums.items()}}
    imported(office, lines(year, form, true, t4))
    report = run("report", "annual", str(year))
    assert report["format"] == "2019"
    differing = {row for row, cells in report["T3"].items() if cells != t3[row]}
    assert differing == {NEW, TOTAL}
    assert (report["T3"][TOTAL]["natural"], t3[TOTAL]["natural"]) == (26, 20)
    failing = [
        c
        for c in run("report", "check", str(HERE / "pingtan_2020.json"), exit_code=1)["checks"]
        if not c["ok"]
    ]
    assert [(c["where"], c["left"], c["right"]) for c in failing] == [("natural", 20, 26), ("total", 21, 27)]


@pytest.mark.parametrize(("year", "form"), [(2020, "2019"), (2023, "2021")])
def test_every_row_and_every_kind_comes_back_with_what_was_carried_over(
    office: Path, year: int, form: str
) -> None:
    """Each row of each form with another number; more carried in than the year before concluded."""
    cells: Counter[tuple[str, str]] = Counter()
    for k, kind in enumerate(KINDS):
        for r, row in enumerate(FORMS[form].results):
            cells[row, kind] = (3 * k + 5 * r) % 4
        cells[TOTAL, kind] = sum(cells[row, kind] for row in FORMS[form].results)
        cells[IN, kind], cells[OUT, kind] = 2 + k, 1 + k % 3
        cells[NEW, kind] = cells[TOTAL, kind] + cells[OUT, kind] - cells[IN, kind]
    t3: dict[str, dict[str, int | None]] = {
        row.key: {
            **{kind: cells[row.key, kind] for kind in KINDS},
            "total": sum(cells[row.key, k] for k in KINDS),
        }
        for row in FORMS[form].t3
    }
    t4: dict[str, dict[str, int | None]] = {
        key: {"upheld": 2 + p, "corrected": 1, "other": p, "pending": 3, "total": 6 + 2 * p}
        for p, key in enumerate(PROCEEDINGS)
    }
    imported(office, lines(year, form, t3, t4))
    report = run("report", "annual", str(year))
    assert (report["format"], report["T3"], report["T4"]) == (form, t3, t4)
    assert run("report", "annual", str(year - 1))["T3"][OUT] == t3[IN]
