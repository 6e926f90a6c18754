"""Where a case of the door stands in the annual report (R50, N1 to N6): corrected, split, redone, withdrawn."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic import command as alembic
from alembic.config import Config as AlembicConfig
from docx import Document
from openpyxl import load_workbook
from sqlalchemy import Connection, func, update

from disclosure.cases.reporting import Annual, annual, numbers
from disclosure.cases.statements import keep_statement
from disclosure.errors import BadInput, NotInForce
from disclosure.law.report import counts_parts, form_used
from disclosure.params import Config
from disclosure.reports.forms import FORMS, SECTIONS
from disclosure.reports.paper import write_paper
from disclosure.reports.sheet import read_sheets
from disclosure.reports.workbook import write_workbook
from disclosure.store.schema import MIGRATIONS
from disclosure.store.tables import requests
from tests.cases.world import World

NEW_YEAR = date(2026, 1, 5)


def report(world: World, year: int = 2025) -> Annual:
    with world.store.read() as connection:
        return annual(connection, world.config.law, "某局", year)


def cells(world: World, year: int) -> dict[str, int]:
    """The rows of T3 that are not zero."""
    t3 = report(world, year).figures.t3
    return {row: counts["total"] for row, counts in t3.items() if counts["total"]}


def stands(world: World, number: str, year: int) -> set[str]:
    with world.store.read() as connection:
        law = world.config.law
        return {
            row.key
            for row in FORMS["2021"].t3
            if number in numbers(connection, law, year, row.key, "natural")
        }


def test_the_form_follows_the_year(config: Config) -> None:
    """R50: 2019 and 2020 the old one; before, this system knows none."""
    assert [form_used(config.law, year) for year in (2019, 2020, 2021, 2025)] == [
        "2019",
        "2019",
        "2021",
        "2021",
    ]
    assert not counts_parts(config.law, 2025)  # N5
    with pytest.raises(NotInForce):
        form_used(config.law, 2018)


def test_a_request_still_open_is_carried_over(world: World) -> None:
    world.walk("searching")
    assert cells(world, 2025) == {"T3.1": 1, "T3.4": 1}
    assert cells(world, 2026) == {"T3.2": 1, "T3.4": 1}
    assert cells(world, 2024) == {}


def test_a_request_not_received_yet_is_counted_nowhere(world: World) -> None:
    """N1, R31.3: before both sides have confirmed there is no day of receipt; withdrawn then, there never is one."""
    case = world.walk("awaiting_confirmation")
    assert cells(world, 2025) == {}
    case.do("withdraw")
    assert cells(world, 2025) == {}


def test_a_correction_is_no_new_request(world: World) -> None:
    """N1: received in one year, corrected in the next."""
    case = world.walk("registered")
    case.do("ask_correction", working_days=10)
    world.today = NEW_YEAR
    case.do("receive_correction")
    assert cells(world, 2026) == {"T3.2": 1, "T3.4": 1}


def test_a_withdrawal_is_other_handling(world: World) -> None:
    """T3.3.6.3, facts §1.4 END_OTHER."""
    case = world.walk("searching")
    case.do("withdraw")
    assert stands(world, case.number, 2025) == {"T3.1", "T3.3.6.3", "T3.3.7"}
    assert world.faults() == []


def test_a_redone_request_keeps_its_first_result(world: World) -> None:
    """N2, N3: one request, one row. What the order corrected is a figure of T4, in the year it was decided (N6)."""
    case = world.walk("remedy_period")
    assert stands(world, case.number, 2025) == {"T3.1", "T3.3.1", "T3.3.7"}
    case.do("open_remedy")
    assert report(world).figures.t4["reconsideration"]["pending"] == 1
    world.today = NEW_YEAR
    case.do("accept_remedy")
    case.do("decide_remedy", decision="revoked")
    case.do("order_to_act")
    assert case.row.outcome is None
    assert stands(world, case.number, 2025) == {"T3.1", "T3.3.1", "T3.3.7"}
    assert stands(world, case.number, 2026) == set()
    now, before = report(world, 2026).figures.t4, report(world, 2025).figures.t4
    assert (now["reconsideration"]["corrected"], now["reconsideration"]["pending"]) == (1, 0)
    assert (before["reconsideration"]["corrected"], before["reconsideration"]["pending"]) == (0, 1)
    case.do("withdraw")
    assert stands(world, case.number, 2025) == {"T3.1", "T3.3.1", "T3.3.7"}
    assert world.faults() == []


def test_a_decision_counts_in_the_year_it_bears(world: World) -> None:
    """N6, facts §5.6: it reached us in January, and was made in December; a complaint is in no cell."""
    case = world.walk("in_proceedings")
    case.run("accept_remedy")
    case.do("open_remedy", kind="complaint", body="市政府办公室")
    world.today = NEW_YEAR
    case.do("decide_remedy", decision="unlawful", decided_on="2025-12-30")
    now, before = report(world, 2026).figures.t4, report(world, 2025).figures.t4
    assert (before["reconsideration"]["corrected"], before["reconsideration"]["pending"]) == (1, 0)
    assert now["reconsideration"]["total"] == 0


def test_each_instance_is_counted(world: World) -> None:
    """N6, X18: the second instance in the group of the first, with what it leaves standing."""
    case = world.walk("remedy_period")
    case.do("open_remedy", kind="litigation", body="某法院", after_reconsideration=True)
    case.do("accept_remedy")
    case.do("decide_remedy", decision="claim_dismissed")
    case.do("open_remedy", kind="litigation", body="某中院", appeal_of="j1")
    cells = report(world).figures.t4["litigation_after"]
    assert (cells["upheld"], cells["pending"], cells["total"]) == (1, 1, 2)
    case.do("accept_remedy", ref="j2")
    case.do("decide_remedy", ref="j2", decision="appeal_dismissed")
    assert report(world).figures.t4["litigation_after"]["upheld"] == 2


def test_the_parts_of_a_request_are_one_request(world: World) -> None:
    """N5, X11."""
    world.walk("registered").do("split")
    assert cells(world, 2025) == {"T3.1": 1, "T3.4": 1}


STATED: dict[str, Any] = {
    "format": "2021",
    "T2": {
        "rules": {"issued": 0, "repealed": 0, "valid": 3},
        "normative": {"issued": 1, "repealed": 2, "valid": 30},
        "license": {"decisions": 2293},
        "penalty": {"decisions": 1282},
        "coercion": {"decisions": 42},
        "fee": {"amount": 24252.311082},
    },
    "processing_fee": {"cases": 1, "amount": 380},
    "carried_out_before": {"natural": 2, "total": 2},
    "texts": {"problems": "=1+1\n@办理不够及时", "overview": "全年收到政府信息公开申请9件。"},
}


def test_a_statement_is_kept_whole_and_judged(world: World) -> None:
    """A4 against the published row, A6 against the text; a statement takes the place of the earlier one."""
    world.walk("searching")
    keep_statement(world.store, 2025, STATED | {"carried_out_before": {}})
    keep_statement(world.store, 2025, STATED)
    found = report(world)
    assert str(found.figures.t2["fee"]["amount"]) == "24252.311082"
    failed = [(c.id, c.where, c.left, c.right) for c in found.checks if not c.ok]
    assert failed == [
        ("A6", "收到政府信息公开申请9件", 9, 1),
        ("A4", "natural", 0, 2),
        ("A4", "total", 0, 2),
    ]
    for bad, field in (
        ({**STATED, "format": "2020"}, "format"),
        ({**STATED, "T2": {}}, "T2.rules"),
        ({**STATED, "T2": STATED["T2"] | {"fee": {"amount": "很多"}}}, "T2.fee.amount"),
        ({**STATED, "T2": STATED["T2"] | {"license": {"decisions": 1.5}}}, "T2.license.decisions"),
        ({**STATED, "T2": STATED["T2"] | {"licence": {}}}, "T2.licence"),
        ({**STATED, "processing_fee": {"cases": -1, "amount": 0}}, "processing_fee.cases"),
        ({**STATED, "carried_out_before": {"men": 1}}, "carried_out_before.men"),
        ({**STATED, "more": 1}, "more"),
    ):
        with pytest.raises(BadInput) as refused:
            keep_statement(world.store, 2025, bad)
        assert refused.value.field == field
    assert report(world) == found


def test_both_documents_have_the_six_parts_and_no_formula(world: World, tmp_path: Path) -> None:
    world.walk("remedy_period")
    keep_statement(world.store, 2025, STATED)
    found = report(world).report
    write_workbook(found, tmp_path / "a.xlsx")
    book = load_workbook(tmp_path / "a.xlsx")
    assert tuple(book.sheetnames) == (*SECTIONS, "与上年度比较")
    every = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in every}
    assert {cell.value for cell in every if cell.quotePrefix} == {"=1+1", "@办理不够及时"}
    assert 24252.311082 in {cell.value for cell in every}
    read = read_sheets((tmp_path / "a.xlsx").read_bytes(), "a.xlsx")
    assert (read.year, read.t3, read.t4) == (2025, found.now.t3, found.now.t4)
    assert "全年收到政府信息公开申请9件。" in read.claims

    write_paper(found, tmp_path / "a.docx")
    paper = Document(str(tmp_path / "a.docx"))
    headings = [p.text for p in paper.paragraphs if p.style and p.style.name == "Heading 1"]
    assert tuple(headings[:6]) == SECTIONS
    texts = "\n".join(p.text for p in paper.paragraphs)
    assert "本年收取信息处理费1件，共380元。" in texts  # F10
    assert "申请数量比上年增加1件" in texts
    assert [len(t.rows) for t in paper.tables] == [4, 3, 4, 3, 3 + 25, 4, 26]
    first = [cell.text for cell in paper.tables[4].rows[3].cells]
    assert first[0] == first[2] == "一、本年新收政府信息公开申请数量"
    assert first[3:] == ["1", "0", "0", "0", "0", "0", "1"]


def test_cases_of_before_are_counted_after_the_upgrade(world: World) -> None:
    """A book of revision 0005 gets its columns from the facts, and the first outcome from the history (N2, N3)."""
    redone = world.walk("remedy_period")
    redone.do("open_remedy", kind="litigation", body="某法院", after_reconsideration=True)
    redone.do("accept_remedy")
    redone.do("decide_remedy", decision="revoked")
    redone.do("order_to_act")
    world.walk("searching").do("withdraw")
    world.walk("awaiting_confirmation")
    before = world.snapshot()

    def take_back(connection: Connection) -> None:
        script = AlembicConfig()
        script.set_main_option("script_location", str(MIGRATIONS))
        script.attributes.update(connection=connection, keys=world.store.keys)
        forget = func.replace(requests.c.facts, ',"first_outcome":"OPEN_PROVIDE"', "")
        assert connection.execute(update(requests).values(facts=forget)).rowcount == 3
        alembic.downgrade(script, "0005")
        alembic.upgrade(script, "head")

    world.store.write(take_back)
    assert world.snapshot() == before
    assert world.faults() == []
