"""征求意见, 保密审查, 会商, 审签 and 救济 as queues: who sees what of them, in which order, and where a click leads."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import insert

from disclosure.cases.children import CONSULTATION_EVENTS, REMEDY_EVENTS
from disclosure.cases.remedy_list import OPEN
from disclosure.cases.secrecy import EVENTS
from disclosure.cases.secrecy_watch import WAITING
from disclosure.store.tables import consultations, deadlines, remedies
from disclosure.web.queues import QUEUES
from disclosure.web.remedies import ACTS
from state_machines import CONSULTATION, REMEDY, REQUEST, SECRECY_REVIEW
from tests.cases.sweeping import add_cases, deadline
from tests.cases.world import START, working_days_after
from tests.web.desk import Desk, WebOffice

pytestmark = pytest.mark.check

ORGAN = "示例市人民政府"


def rows_of(desk: Desk, path: str) -> list[str]:
    """The rows of every page of a list, as text without tags."""
    found: list[str] = []
    while path:
        page = desk.page(path)
        found += [
            re.sub("<[^>]+>", " ", row)
            for row in re.findall(r'<tr><th scope="row">.*?</tr>', page, re.DOTALL)
        ]
        onward = re.search(r'rel="next" href="([^"]+)"', page)
        path = onward[1].replace("&amp;", "&") if onward else ""
    return found


def links_of(desk: Desk, path: str, command: str) -> list[str]:
    return re.findall(rf'href="(/cases/[^"]+/do/{command}[^"]*)"', desk.page(path))


def test_every_act_of_a_queue_is_a_move_of_its_chart() -> None:
    """And whatever waits has one."""
    consultation, secrecy = QUEUES["consultation"].acts, QUEUES["secrecy_review"].acts
    assert set(consultation) == {leaf for leaf, state in CONSULTATION.states.items() if not state.final}
    assert set(secrecy) == set(WAITING) - {SECRECY_REVIEW.initial}  # which nobody waits in
    assert set(ACTS) == set(OPEN)
    for acts, chart, events in (
        (consultation, CONSULTATION, CONSULTATION_EVENTS),
        (secrecy, SECRECY_REVIEW, EVENTS),
        (ACTS, REMEDY, REMEDY_EVENTS),
    ):
        assert [
            (leaf, command)
            for leaf, commands in acts.items()
            for command in commands
            if events[command] not in chart.lawful(leaf)
        ] == []
    for name in ("joint_meeting", "approving"):
        assert set(QUEUES[name].acts[name]) <= set(REQUEST.lawful(name))


def test_each_party_waits_by_its_own_day_and_is_named_to_readers_alone(office: WebOffice) -> None:
    """R32.2: fifteen working days from the day the letter came; what has no day yet goes by that of the reply."""
    world = office.world
    silent = world.walk("consulting")
    told = world.walk("categorising")
    told.do("ask_third_party", party="乙公司")
    told.do("record_letter_receipt")
    world.today = START + timedelta(2)
    with office.at("handler") as desk:
        assert "<b>2</b> 第三方征询" in desk.page("/queues")
        rows = rows_of(desk, "/queues/consultation")
        by_number = {row.split()[0]: row for row in rows}
        assert set(by_number) == {silent.number, told.number}
        assert str(working_days_after(START, 15)) in by_number[told.number]
        assert "乙公司" in by_number[told.number]
        assert "对方已收函" in by_number[told.number]
        link = links_of(desk, "/queues/consultation", "record_letter_receipt")[0]
        assert desk.form(link).fields["ref"] == "c1"
        told.do("receive_opinion")
        assert [row.split()[0] for row in rows_of(desk, "/queues/consultation")] == [silent.number]
    with office.at("watch") as desk:
        page = desk.page("/queues/consultation")
        assert silent.number in page
        assert "公司" not in page
        assert "/do/" not in page
    with office.at("builder") as desk:
        assert rows_of(desk, "/queues/consultation") == []
        assert "<b>0</b> 第三方征询" in desk.page("/queues")


def test_the_chain_is_waited_for_level_by_level(office: WebOffice) -> None:
    world = office.world
    case = world.walk("approving")
    world.today = START + timedelta(1)
    case.do("approve_step")
    with office.at("office") as desk:
        (row,) = rows_of(desk, "/queues/approving")
        assert "公开工作机构负责人（第 2 级，共 3 级）" in row
        assert str(START + timedelta(1)) in row
        assert links_of(desk, "/queues/approving", "approve_step") == [
            f"/cases/{case.number}/do/approve_step"
        ]
    with office.at("leader") as desk:
        assert links_of(desk, "/queues/approving", "approve_step") == []


def test_a_review_and_a_meeting_wait_for_whoever_holds_them(office: WebOffice) -> None:
    review, meeting = office.world.walk("secrecy_review"), office.world.walk("joint_meeting")
    with office.at("section") as desk:
        (row,) = rows_of(desk, "/queues/secrecy_review")
        assert row.split()[0] == review.number
        assert SECRECY_REVIEW.states["unit_review"].label in row
        assert len(links_of(desk, "/queues/secrecy_review", "clear")) == 1
        assert links_of(desk, "/queues/joint_meeting", "conclude_joint_meeting") == []
    with office.at("handler") as desk:
        (row,) = rows_of(desk, "/queues/joint_meeting")
        assert row.split()[0] == meeting.number
        assert len(links_of(desk, "/queues/joint_meeting", "conclude_joint_meeting")) == 1
        assert desk.client.get("/queues/nothing").status_code == 404


def test_remedies_by_what_we_owe_first(office: WebOffice) -> None:
    """RV48, RV54 with X16: five working days to answer while nobody has said which procedure it is."""
    world = office.world
    calm, pressing, over = (world.walk("in_proceedings") for _ in range(3))
    pressing.do("request_remedy_answer", file_number="政复9号")
    over.run("accept_remedy", "decide_remedy")
    with office.at("legal") as desk:
        rows = rows_of(desk, "/remedies")
        assert [row.split()[0] for row in rows] == [pressing.number, calm.number]
        assert f"提交答复、答辩 {working_days_after(world.today, 5)}" in rows[0]
        assert "政复9号" in rows[0]
        (closed,) = rows_of(desk, "/remedies?which=closed")
        assert closed.split()[0] == over.number
        assert "维持" in closed
        assert rows_of(desk, "/remedies?kind=litigation") == []
        assert "<b>2</b> 救济" in desk.page("/queues")
        (link,) = links_of(desk, "/remedies", "answer_remedy")
        assert desk.form(link).fields["ref"] == "j1"
        assert desk.client.get("/remedies?after=2025-99-99.1").status_code == 400
    with office.at("watch") as desk:
        page = desk.page("/remedies")
        assert pressing.number in page
        assert "政复9号" not in page
        assert "/do/" not in page
    with office.at("builder") as desk:
        assert rows_of(desk, "/remedies") == []


def test_long_queues_go_on_page_by_page_and_lose_nobody(office: WebOffice) -> None:
    """Many on the same day, some with no day at all."""
    store, many = office.world.store, 120
    add_cases(store, many)
    asked = [
        {
            "request_id": n,
            "ref": "c1",
            "kind": "third_party",
            "party": "甲",
            "state": "asked",
            "asked_on": START,
        }
        for n in range(1, many + 1)
    ]
    sued = [
        {"request_id": n, "ref": "j1", "kind": "litigation", "claimant": "applicant", "state": "filed",
         "filed_on": START, "after_reconsideration": False}
        for n in range(1, many + 1)
    ]  # fmt: skip
    days = [
        {**deadline(n, kind, START + timedelta(n // 40)), "ref": ref, "id": n + beyond}
        for kind, ref, beyond in (("third_party", "c1", 0), ("remedy_answer", "j1", many))
        for n in range(1, many - 30)
    ]
    for table, rows in ((consultations, asked), (remedies, sued), (deadlines, days)):
        store.write(lambda connection, table=table, rows=rows: connection.execute(insert(table), rows))
    with office.at("watch") as desk:
        for path in ("/queues/consultation", "/remedies"):
            numbers = [row.split()[0] for row in rows_of(desk, path)]
            assert len(numbers) == len(set(numbers)) == many
