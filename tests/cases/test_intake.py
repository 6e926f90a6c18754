"""收件核对: every item ends in a case or in a signed reason, and the book balances (R31, R39.1, R45)."""

from __future__ import annotations

import json
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import delete, select, update

from disclosure.cases.desk import Desk
from disclosure.cases.dossiers import faults
from disclosure.cases.intake_book.checks import imbalances
from disclosure.cases.intake_book.items import KIND
from disclosure.cases.intake_book.receiving import receive
from disclosure.cases.intake_book.sheet import document
from disclosure.cases.intake_book.workbook import workbook
from disclosure.cases.sweep import sweep
from disclosure.errors import BadInput, GateRefused, NotFound, NotPermitted
from disclosure.store.tables import deadlines, dossier_steps, intake_items
from tests.cases.world import START, World, working_days_after

LETTER = {"book": "post", "channel": "plain_mail", "sender": "李小四", "kind": "unclear"}
COUNTER = {"book": "counter", "sender": "李小四", "kind": "application"}
SIGNED = {**LETTER, "channel": "registered_mail", "postal_number": "RA473124829GB"}


def desk(world: World) -> Desk:
    return Desk(world.store, world.config, world.door._now)


def listed(world: World, fields: dict[str, Any] = COUNTER, on: date | None = None, **more: Any) -> str:
    return receive(desk(world), {**fields, **more}, actor="clerk", on=on or world.today).number


def give(world: World, number: str, command: str, by: str = "clerk", /, **data: Any) -> Any:
    return desk(world).do(KIND, number, command, data, actor=by, on=world.today)


def sheet(world: World, day: date) -> dict[str, Any]:
    with world.store.read() as connection:
        return document(connection, world.config, day)


def book(world: World, name: str, day: date) -> tuple[int, ...]:
    line = next(line for line in sheet(world, day)["books"] if line["book"] == name)
    figures = ("brought_forward", "received", "cases", "reasons", "open")
    return tuple(line[figure] for figure in figures)


def wrong(world: World, day: date) -> list[str]:
    with world.store.read() as connection:
        return list(imbalances(connection, world.config, day))


def deadline(world: World, number: str) -> Any:
    with world.store.read() as connection:
        return connection.execute(select(deadlines).where(deadlines.c.ref == number)).one()


def test_items_are_numbered_by_book_and_day_and_the_sender_is_masked(world: World) -> None:
    first, second, other = listed(world), listed(world), listed(world, LETTER)
    assert (first, second) == ("收件-20250603-窗口-001", "收件-20250603-窗口-002")
    assert other == "收件-20250603-邮件-001"
    world.today += timedelta(1)
    assert listed(world) == "收件-20250604-窗口-001"
    assert "李小四" not in json.dumps(world.snapshot(), ensure_ascii=False)
    with world.store.read() as connection:
        assert set(connection.scalars(select(intake_items.c.sender))) == {"李**"}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"book": "post"}, "channel"),  # signed for or not: R31.2a and R31.2b differ
        ({"book": "fax", "channel": "internet"}, "channel"),
        ({"book": "post", "channel": "registered_mail"}, None),
        ({"book": "post", "channel": "registered_mail", "postal_number": "RA473124820GB"}, None),
        ({"book": "counter", "postal_number": "RA473124829GB"}, None),
        ({"book": "drawer"}, "book"),
    ],
)
def test_what_is_written_down_of_an_item_is_checked(
    world: World, fields: dict[str, Any], field: str | None
) -> None:
    with pytest.raises(BadInput) as refused:
        receive(desk(world), {"sender": "李", "kind": "unclear", **fields}, actor="clerk", on=world.today)
    assert refused.value.field == field
    assert listed(world).endswith("-001")  # no number was used


def test_an_item_becomes_a_case_of_the_same_way_and_day(world: World) -> None:
    """R31.1, R31.2a: its day is the receipt date of the case."""
    item = listed(world, SIGNED)
    late = world.file(channel="plain_mail")
    with pytest.raises(GateRefused, match="来件方式是 registered_mail"):
        give(world, item, "bind", number=late.number)
    world.today += timedelta(1)
    wrong_day = world.file(channel="registered_mail")
    with pytest.raises(GateRefused, match="收件之日是 2025-06-03"):
        give(world, item, "bind", number=wrong_day.number)
    right = world.file(channel="registered_mail", received_on=START.isoformat())
    assert give(world, item, "bind", number=right.number).state == "bound"
    with pytest.raises(NotFound):
        give(world, listed(world, SIGNED), "bind", number="2025-09999")
    assert right.row.received_on == START


def test_one_case_is_one_item(world: World) -> None:
    case = world.file()
    item, twin = listed(world), listed(world)
    give(world, item, "bind", number=case.number)
    with pytest.raises(GateRefused, match=f"已由收件 {item} 归入"):
        give(world, twin, "bind", number=case.number)
    with pytest.raises(NotFound, match="指向本件自身"):
        give(world, twin, "close", reason="duplicate", note="同一件登记了两次", see=twin)
    assert give(world, twin, "close", reason="duplicate", note="同上", see=item).state == "explained"


def test_no_application_takes_a_second_person(world: World) -> None:
    """R39.1: who says so does not confirm it."""
    item = listed(world, LETTER)
    assert give(world, item, "close", "office", reason="consultation", note="问办证流程").state == "proposed"
    assert deadline(world, item).owner_role == "office_head"
    with pytest.raises(GateRefused, match="您本人提出"):
        give(world, item, "confirm_closing", "office")
    with pytest.raises(NotPermitted):
        give(world, item, "confirm_closing", "clerk")
    assert give(world, item, "return_closing", "office2", reason="信末要求公开").state == "listed"
    give(world, item, "close", "clerk", reason="other_business", note="业务来函")
    world.today += timedelta(1)
    assert give(world, item, "confirm_closing", "office").state == "explained"
    assert book(world, "post", START) == (0, 1, 0, 0, 1)  # open until the second person has signed
    assert book(world, "post", world.today) == (1, 0, 0, 1, 0)


def test_a_petition_in_the_form_of_an_application_is_a_case(world: World) -> None:
    """R39.1: it is answered and counted in the annual report."""
    item = listed(world, LETTER, kind="application")
    with pytest.raises(GateRefused, match="NOPROC_PETITION"):
        give(world, item, "close", reason="petition", note="举报")
    assert give(world, listed(world, LETTER), "close", reason="petition", note="举报信").state == "proposed"


def test_what_belongs_to_a_case_names_it(world: World) -> None:
    case, item = world.file(), listed(world, LETTER)
    with pytest.raises(GateRefused, match="要写明是哪一件"):
        give(world, item, "close", reason="supplement", note="补正材料")
    with pytest.raises(NotFound):
        give(world, item, "close", reason="supplement", note="补正材料", see="2025-09999")
    assert give(world, item, "close", reason="supplement", note="补正", see=case.number).state == "explained"


def test_an_open_item_climbs_the_ladder(world: World) -> None:
    """G3, R31: the period runs from receipt, so a lost item is a missed day."""
    item, other = listed(world), listed(world)
    due = working_days_after(START, 1)
    assert (deadline(world, item).due, deadline(world, item).status) == (due, "open")
    give(world, other, "bind", number=world.file().number)
    assert deadline(world, other).status == "met"
    world.today = working_days_after(due, 1)
    sweep(world.store, world.config, world.door, world.today)
    levels = {level.number: level.name for level in world.config.ladder.levels}
    assert levels[deadline(world, item).level] == "逾期1个工作日"
    give(world, item, "bind", number=world.file(received_on=START.isoformat()).number)
    assert deadline(world, item).status == "late"


def test_web_filings_count_by_themselves_and_so_do_cases_from_before_the_book(world: World) -> None:
    world.file(channel="internet")
    world.file()
    assert book(world, "web", START) == (0, 1, 1, 0, 0)
    assert book(world, "counter", START) == (0, 1, 1, 0, 0)  # nothing was listed yet: an imported ledger
    world.today = working_days_after(START, 1)
    item = listed(world)
    give(world, item, "bind", number=world.file().number)
    assert sheet(world, world.today)["balanced"]
    missing = world.file()
    found = sheet(world, world.today)
    assert (found["balanced"], found["total"]["unlisted"]) == (False, [missing.number])
    assert wrong(world, working_days_after(world.today, 1)) == []  # there is a day to list it
    assert wrong(world, working_days_after(world.today, 2)) == [
        f"窗口收件簿 {world.today} 没有 {missing.number} 的收件"
    ]


def test_a_part_of_a_case_came_in_with_the_whole(world: World) -> None:
    case = world.file()
    give(world, listed(world), "bind", number=case.number)
    case.run("register", "split")
    assert sheet(world, START)["balanced"]
    part = case.facts.related[0]
    with pytest.raises(GateRefused, match="拆分出来"):
        give(world, listed(world), "bind", number=part)


def test_the_same_key_lists_one_item(world: World) -> None:
    first = receive(desk(world), COUNTER, actor="clerk", on=world.today, key="k")
    again = receive(desk(world), COUNTER, actor="clerk", on=world.today, key="k")
    assert (again.number, again.repeated) == (first.number, True)
    assert book(world, "counter", START)[1] == 1


def test_an_item_removed_as_a_whole_leaves_a_gap(world: World) -> None:
    listed(world)
    gone = listed(world)

    def work(connection: Any) -> None:
        connection.execute(delete(dossier_steps).where(dossier_steps.c.number == gone))
        connection.execute(delete(intake_items).where(intake_items.c.number == gone))

    world.store.write(work)
    assert wrong(world, START) == ["窗口收件簿 2025-06-03 编到第 2 号，簿上只有 1 件"]


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"sender": "王**"}, "与登记收件时所记的不同"),
        ({"opened_on": START + timedelta(1)}, "与登记收件时所记的不同"),
        ({"closed_on": START}, "没有归入申请，也没有去向"),
        ({"request_number": "2025-09999"}, "2025-09999 不存在"),
    ],
)
def test_an_item_somebody_changed_is_found(world: World, cells: dict[str, Any], says: str) -> None:
    listed(world)
    world.store.write(lambda connection: connection.execute(update(intake_items).values(cells)) and None)
    assert any(says in what for what in wrong(world, START))


def test_a_case_corrected_away_from_its_item_is_found(world: World) -> None:
    """R31: the receipt date of the case has to stay that of the item."""
    world.today = START + timedelta(1)
    case = world.file()
    give(world, listed(world), "bind", number=case.number)
    proposed = case.do("rectify", n=1, field="received_on", value=START.isoformat())
    case.do("approve_rectification", n=proposed.version)
    assert any("不符（R31）" in what for what in wrong(world, world.today))
    with world.store.read() as connection:
        assert list(faults(connection, world.store.keys, KIND)) == []


def test_the_workbook_holds_the_sheet(world: World) -> None:
    item = listed(world)
    world.file(channel="internet")
    rows = list(openpyxl.load_workbook(BytesIO(workbook(sheet(world, START)))).active.values)
    assert rows[2][:7] == ("窗口收件簿", 0, 1, 0, 0, 1, 0)
    assert rows[6][:7] == ("合计", 0, 2, 1, 0, 1, 0)
    assert rows[7][:2] == ("结论", "平")
    assert any(row[0] == item for row in rows)
