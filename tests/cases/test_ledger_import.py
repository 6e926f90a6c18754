"""录入旧台账: what a case from an old ledger comes to, and that it goes the way of all from then on."""

from __future__ import annotations

import json
import random
from base64 import b64encode
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from disclosure.cases import people
from disclosure.cases.demand import asked_since
from disclosure.cases.door import read
from disclosure.cases.intake_book.checks import imbalances
from disclosure.cases.intake_book.items import KIND
from disclosure.cases.ledgers.columns import HEADER, PROCEEDINGS
from disclosure.cases.ledgers.importing import import_ledger
from disclosure.cases.ledgers.lines import lines
from disclosure.cases.reporting import annual
from disclosure.cases.sweep import sweep
from disclosure.cases.words import CHANNELS
from disclosure.cli import main
from disclosure.errors import GateRefused, NotLawful, NotPermitted
from disclosure.outbound.spreadsheet import write_csv, write_xlsx
from disclosure.reports.forms import KINDS
from disclosure.store.store import Store
from disclosure.store.tables import chain, deadlines, history, requests, withholdings
from disclosure.store.verify import verify_history
from tests.cases.ledgering import CLOSED, OPEN, Line, ledger, taken_in, told
from tests.cases.test_intake import COUNTER, desk, listed, sheet, wrong
from tests.cases.world import CONTENT, START, CaseInHand, World, working_days_after


def case(world: World, number: str) -> CaseInHand:
    return CaseInHand(world, number)


PENDING = {"reconsideration_result": "pending"}
# START is 2025-06-03, the first working day after 端午 (31 May to 2 June). LT46: six months from the day the reply was
# known: of 30 November over on 30 May, of 1 December not before START, because a last day off is none.
WHERE: list[tuple[Mapping[str, str], str, str]] = [
    ({}, "archived", "met"),
    ({"closed_on": "2023-04-30"}, "archived", "late"),
    ({"received_on": "2024-11-20", "closed_on": "2024-11-30"}, "archived", "met"),
    ({"received_on": "2024-11-20", "closed_on": "2024-12-01"}, "remedy_period", "met"),
    ({"received_on": "2024-11-20", "closed_on": "2024-12-02"}, "remedy_period", "met"),
    ({"outcome": "END_OTHER"}, "withdrawn", "ended"),
    ({"received_on": "2025-05-20", "closed_on": "2025-05-21", "outcome": "END_OTHER"}, "withdrawn", "ended"),
    ({"outcome": "END_NOT_CORRECTED"}, "abandoned", "met"),
    (PENDING, "in_proceedings", "met"),
    ({"outcome": "END_OTHER", **PENDING}, "in_proceedings", "ended"),
    ({"closed_on": "", "outcome": ""}, "registered", "overdue"),
    ({"closed_on": "", "outcome": "", **PENDING}, "registered", "overdue"),
    # R33.2: 1 to 5 May are days off; 20 working days after 30 April end on START.
    ({"received_on": "2025-04-29", "closed_on": "", "outcome": ""}, "registered", "overdue"),
    ({"received_on": "2025-04-30", "closed_on": "", "outcome": ""}, "registered", "running"),
    ({"received_on": "2025-05-06", "closed_on": "", "outcome": ""}, "registered", "running"),
]


@pytest.mark.parametrize(("changes", "state", "clock"), WHERE, ids=str)
def test_a_line_goes_into_the_lawful_state(
    world: World, changes: Mapping[str, str], state: str, clock: str
) -> None:
    done = taken_in(world, CLOSED | changes)
    assert (done.rows, done.written, done.refused) == (1, True, ())
    row = case(world, "旧1").row
    assert (row.state, row.clock_status, row.version) == (state, clock, 1)
    assert world.faults() == []


@pytest.mark.check
def test_whatever_a_ledger_tells_the_book_is_whole(world: World) -> None:
    """Every result, kind, channel and proceeding, over all the years there is law for: each row beside the case is what
    the history adds up to."""
    dice = random.Random(20080501)
    told_ = []
    for n in range(250):
        received = date(2008, 5, 4) + timedelta(dice.randrange((START - date(2008, 5, 4)).days))
        closed = min(received + timedelta(dice.choice((0, 1, 14, 21, 28, 60, 400))), START)
        ended = dice.random() < 0.8
        results = ["", "upheld", "corrected", "other", "pending", "upheld；pending"]
        told_.append(
            {
                "number": f"旧{n}",
                "applicant_kind": dice.choice(KINDS),
                "received_on": received.isoformat(),
                "closed_on": closed.isoformat() if ended else "",
                "outcome": dice.choice(list(world.config.law.outcomes)) if ended else "",
                "unit": dice.choice(["", *world.config.organization.units]),
                "channel": dice.choice(["", *CHANNELS]),
                **{column: dice.choice(results) for column in PROCEEDINGS if dice.random() < 0.3},
            }
        )
    done = taken_in(world, *told_)
    assert done.refused == ()
    assert done.open == sum(not line["closed_on"] for line in told_)
    assert world.faults() == []


def test_the_history_says_what_the_ledger_told(world: World) -> None:
    taken_in(world, CLOSED, actor="office")
    [row] = case(world, "旧1").history
    assert (row.command, row.actor, row.from_state, row.to_state) == (
        "import_ledger",
        "office",
        "filed",
        "archived",
    )
    data = json.loads(row.data)
    assert (data["number"], data["closed_on"], data["outcome"], data["line"]) == (
        "旧1",
        "2023-03-20",
        "OPEN_PROVIDE",
        2,
    )
    assert len(data["ledger"]) == 64


def test_who_may_not_file_may_not_import(world: World) -> None:
    done = taken_in(world, OPEN, actor="handler")
    assert told(done.refused) == [(2, "")]
    with pytest.raises(NotPermitted):
        taken_in(world, OPEN, actor="nobody")


def test_all_or_nothing_and_a_dry_run_says_the_same(world: World) -> None:
    before = world.snapshot()
    bad = (CLOSED, OPEN | {"unit": "外科"}, CLOSED)
    rehearsed, real = taken_in(world, *bad, dry_run=True), taken_in(world, *bad)
    assert rehearsed == real
    assert told(real.refused) == [(3, "承办单位"), (4, "编号")]
    assert taken_in(world, CLOSED, OPEN, dry_run=True).refused == ()
    assert world.snapshot() == before


def test_a_second_import_is_refused_by_its_numbers(world: World) -> None:
    assert taken_in(world, CLOSED, OPEN).written
    before = world.snapshot()
    for rehearsed in (True, False):
        again = taken_in(world, CLOSED, OPEN | {"number": "旧3"}, dry_run=rehearsed)
        assert told(again.refused) == [(2, "编号")]
    assert world.snapshot() == before


def test_the_law_of_the_day_of_receipt(world: World) -> None:
    """O24.1: 15 working days under the regulation of 2008, 20 since 2019-05-15; before 2008-05-01 there is no law."""
    days = {
        "旧a": date(2019, 5, 14),
        "旧b": date(2019, 5, 15),
        "旧c": date(2019, 5, 16),
        "旧d": date(2008, 5, 4),
    }
    closed: Line = CLOSED | {"closed_on": "2019-12-31"}
    assert taken_in(
        world, *(closed | {"number": n, "received_on": d.isoformat()} for n, d in days.items())
    ).written
    for number, received in days.items():
        period = 15 if received < date(2019, 5, 15) else 20
        assert case(world, number).row.due == working_days_after(received, period)
    assert world.faults() == []
    early = taken_in(
        world, CLOSED | {"number": "旧e", "received_on": "2008-04-30", "closed_on": "2008-05-05"}
    )
    assert told(early.refused) == [(2, "")]


def test_an_old_open_case_is_overdue_on_the_lists(world: World) -> None:
    taken_in(world, OPEN | {"received_on": "2025-01-06"})
    reply = case(world, "旧2").deadline("reply")
    assert (reply.status, reply.due) == ("open", working_days_after(date(2025, 1, 6), 20))
    assert (
        case(world, "旧2").deadline("correction_notice").status == "void"
    )  # R30.1: looked at before it came here
    sweep(world.store, world.config, world.door, START)
    with world.store.read() as connection:
        level = connection.scalar(select(deadlines.c.level).where(deadlines.c.id == reply.id))
    assert level
    assert world.faults() == []


def test_what_is_withheld_is_looked_at_again(world: World) -> None:
    """R18 leaves out no old refusal."""
    taken_in(world, CLOSED | {"outcome": "DENY_PROCESS"})
    with world.store.read() as connection:
        row = connection.execute(select(withholdings)).one()
    assert (row.outcome, row.assessed_on) == ("DENY_PROCESS", date(2023, 3, 20))


def test_nothing_leaves_an_imported_case_without_the_gates(world: World) -> None:
    """M12: it comes in with no clearance, no draft, no signature; each is asked for."""
    taken_in(world, OPEN)
    open_ = case(world, "旧2")
    facts = open_.facts
    assert (facts.clearance, facts.letter_hash, facts.approvals, facts.authors) == (None, None, (), ())
    with pytest.raises(GateRefused, match="没有有效的保密审查结论"):
        open_.do("reply_on_the_spot", outcome="OPEN_PROVIDE", content_hash=CONTENT)
    for command in ("send", "serve", "approve_step", "issue_letter"):
        with pytest.raises((NotLawful, GateRefused)):
            open_.do(command, **({"content_hash": CONTENT} if command == "issue_letter" else {}))
    open_.run("assign", "record_search", "attach_release", "categorise")
    assert open_.state == "secrecy_review"
    open_.do("clear")
    open_.sign()
    open_.run("send", "serve")
    assert open_.state == "remedy_period"
    assert world.faults() == []


def test_a_closed_case_is_taken_up_again(world: World) -> None:
    """RV20.3, RV77: a late remedy, an order; the new round begins with the search and nothing in hand."""
    taken_in(world, CLOSED)
    old = case(world, "旧1")
    old.run("open_remedy", "accept_remedy")
    assert old.state == "in_proceedings"
    old.do("order_to_act")
    assert (old.state, old.facts.clearance, old.facts.first_outcome) == ("searching", None, "OPEN_PROVIDE")
    assert (old.row.concluded_year, old.row.concluded_as) == (2023, "OPEN_PROVIDE")
    assert world.faults() == []


def test_a_case_in_its_remedy_period_is_archived_when_it_is_over(world: World) -> None:
    taken_in(world, CLOSED | {"received_on": "2025-05-06", "closed_on": "2025-05-20"})
    end = case(world, "旧1").deadline("remedy_period").due
    assert end == date(2025, 11, 20)  # LT46: six months
    for day, lawful in ((end, False), (end + timedelta(1), True)):
        world.today = day
        if not lawful:
            with pytest.raises(GateRefused):
                case(world, "旧1").do("archive")
        else:
            case(world, "旧1").do("archive")
    assert case(world, "旧1").state == "archived"


@pytest.mark.check
def test_a_slip_of_the_ledger_is_corrected_by_two(world: World) -> None:
    taken_in(world, CLOSED, OPEN | {"channel": ""})
    old = case(world, "旧1")
    old.do("rectify", field="closed_on", value="2023-04-30")
    old.do("approve_rectification", n=2)
    assert old.row.clock_status == "late"
    open_ = case(world, "旧2")
    open_.do("rectify", field="received_on", value="2025-05-21")
    open_.do("approve_rectification", n=2)
    assert open_.row.due == working_days_after(date(2025, 5, 21), 20)
    open_.do("rectify", field="applicants.0.name", value="李四")
    open_.do("approve_rectification", n=4, value="李四")
    with world.store.read() as connection:
        found = people.read(connection, read(connection, "旧2").id, world.store.keys)
    assert [person.name for person in found.applicants] == ["李四"]
    open_.do("split")
    assert world.faults() == []


def test_two_of_which_nothing_is_told_do_not_ask_for_the_same(world: World) -> None:
    taken_in(
        world,
        *(
            CLOSED | {"number": f"旧{n}", "content": content}
            for n, content in enumerate(("", "", "甲村低保名单"))
        ),
    )
    with world.store.read() as connection:
        assert [one.number for one in asked_since(connection, world.config, date(2000, 1, 1))] == ["旧2"]


def test_numbers_of_our_own_form_are_not_given_again(world: World) -> None:
    taken_in(world, CLOSED | {"number": "2025-00007"}, OPEN | {"number": "2025-00003"})
    assert world.file().number == "2025-00008"


@pytest.mark.parametrize("kept", [False, True])
def test_a_kept_intake_book_does_not_miss_an_imported_case(world: World, kept: bool) -> None:
    """0024: what an old ledger tells of came in before, whatever book was kept on its day."""
    if kept:
        number = listed(world, {**COUNTER, "channel": "in_person"}, on=date(2025, 5, 19))
        later = world.file(received_on="2025-05-19").number
        desk(world).do(KIND, number, "bind", {"number": later}, actor="clerk", on=world.today)
    taken_in(world, OPEN)
    day = date(2025, 5, 20)
    assert sheet(world, day)["balanced"]
    assert wrong(world, START) == []
    with world.store.read() as connection:
        assert list(imbalances(connection, world.config, day)) == []


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_an_export_is_imported_elsewhere(world: World, twin_url: str, tmp_path: Path, name: str) -> None:
    """What the contract's columns carry comes through: days, result, kind, proceedings; and the report is the same."""
    world.walk("archived")
    world.walk("withdrawn")
    world.walk("abandoned")
    world.walk("in_proceedings")
    file = tmp_path / name
    with world.store.read() as connection:
        going = lines(connection, world.config, date(2000, 1, 1), date(2100, 1, 1))
        if name == "a.csv":
            write_csv(file, HEADER, going)
        else:
            write_xlsx(file, "台账", HEADER, going)
    other = World(Store.open(twin_url, world.store.keys), world.config, today=world.today + timedelta(400))
    done = import_ledger(other.door, name, file.read_bytes())
    assert (done.rows, done.refused) == (4, ())
    told_ = select(
        requests.c.number, requests.c.received_on, requests.c.concluded_as, requests.c.concluded_year
    )
    found = []
    for each in (world, other):
        with each.store.read() as connection:
            report = annual(connection, each.config.law, "某局", 2025).figures
            found.append((connection.execute(told_.order_by(requests.c.number)).all(), report.t3))
    assert found[0] == found[1]
    other.store.close()


@pytest.mark.check
def test_a_piece_of_two_thousand_and_the_next(world: World) -> None:
    """More than one piece, one chain."""
    many = [CLOSED | {"number": f"旧{n}"} for n in range(2_001)]
    assert taken_in(world, *many).written
    with world.store.read() as connection:
        assert connection.execute(select(chain.c.seq, chain.c.cases)).one() == (2_001, 2_001)
        assert connection.scalar(select(func.count(func.distinct(history.c.request_id)))) == 2_001
    world.file()
    assert verify_history(world.store) == []


def test_the_command_lists_every_refusal(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("DISCLOSURE_DATABASE_URL", world.store.url.render_as_string(hide_password=False))
    monkeypatch.setenv("DISCLOSURE_HISTORY_KEY", b64encode(bytes(range(32))).decode())
    monkeypatch.setenv("DISCLOSURE_FIELD_KEY", b64encode(bytes(range(32, 64))).decode())
    file = tmp_path / "a.csv"
    file.write_bytes(ledger(CLOSED | {"received_on": "去年"}, OPEN | {"channel": "email"}))
    monkeypatch.setattr("sys.argv", ["disclosure", "import", "ledger", str(file), "--json"])
    with pytest.raises(SystemExit) as end:
        main()
    output = capsys.readouterr()
    document = json.loads(output.out)
    assert end.value.code == 1
    assert [(one["line"], one["column"]) for one in document["refused"]] == [(2, "收到日期"), (3, "提交渠道")]
    assert (document["rows"], document["imported"]) == (2, 0)
    assert len(output.err.splitlines()) == 2
    assert all(line.startswith("BAD_INPUT: 第 ") for line in output.err.splitlines())
