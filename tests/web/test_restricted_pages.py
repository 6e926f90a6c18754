"""A restricted case on every page and in every file that shows what is asked: whoever it is closed to sees that it
exists and when it is due."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from openpyxl import load_workbook

from disclosure.params import Config
from disclosure.store.store import Store
from tests.cases.world import CONTENT, STAFF, World, person
from tests.web.calling import calling, refused
from tests.web.desk import WebOffice, opened

pytestmark = pytest.mark.check

ASKED = "某路改造工程"
PEOPLE = {"second": [("handler", "planning")], "reader": [("handler", "planning")], "boss": [("leader", "*")]}


@pytest.fixture
def office(store: Store, config: Config) -> Iterator[WebOffice]:
    world = World(store, config)
    world.hire({name: [(role, "*") for role in roles] for name, roles in STAFF.items()})
    world.hire(PEOPLE)
    with opened(world) as made:
        yield made


def sheet(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    rows = load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True)
    return repr(list(rows))


def restricted(office: WebOffice) -> str:
    case = office.world.walk("consulting")  # 甲公司 is asked
    with office.at("section") as desk:
        desk.act(case.number, "restrict", readers="reader、clerk", reason="涉及个人隐私")
    assert case.facts.readers == ("reader", "clerk")
    return case.number


LISTS = ("/cases", f"/cases?words={ASKED}", "/queues/consultation", "/todo", "/")


def test_it_is_closed_to_other_handlers_of_the_unit(office: WebOffice) -> None:
    number = restricted(office)
    with office.at("second") as desk:
        page = desk.page(f"/cases/{number}")
        assert "您不在其中" in page
        for unsaid in (ASKED, "甲公司", "涉及个人隐私"):
            assert unsaid not in page
        for path in LISTS:
            shown = desk.page(path)
            assert "甲公司" not in shown
            assert ASKED not in shown.replace(f'value="{ASKED}"', "").replace(f"words={ASKED}", "")
        assert number in desk.page("/cases")
        assert "共 0 件" in desk.page(f"/cases?words={ASKED}")
        for path in ("/persons", f"/files/{CONTENT}", f"/files/{CONTENT}/text", "/letter", "/receipt"):
            assert "限定知悉范围" in desk.page(f"/cases/{number}{path}", 403), path
        assert ASKED not in sheet(desk.client.get("/export/file.xlsx"))
        form = desk.page(f"/cases/{number}/do/record_letter_receipt")
        assert "限定知悉范围" in form
        assert ">c1</option>" in form  # no name beside it


def test_it_is_open_to_those_named_and_to_who_answers_for_it(office: WebOffice) -> None:
    number = restricted(office)
    for name in ("reader", "clerk", "handler", "boss", "section"):
        with office.at(name) as desk:
            page = desk.page(f"/cases/{number}")
            assert ASKED in page, name
            assert "另列 reader、clerk" in page
            assert "甲公司" in desk.page("/queues/consultation")
            assert "共 1 件" in desk.page(f"/cases?words={ASKED}")
            assert ASKED in sheet(desk.client.get("/export/file.xlsx"))


def test_who_hears_a_proceeding_is_not_told_either(office: WebOffice) -> None:
    case = office.world.walk("in_proceedings")  # before 市人民政府
    case.do("restrict", readers=["reader"])
    for name, told in (("second", False), ("reader", True)):
        with office.at(name) as desk:
            page = desk.page("/remedies")
            assert case.number in page
            assert ("市人民政府" in page) is told, name


def test_the_hints_of_a_new_application_tell_nothing_of_it(office: WebOffice) -> None:
    """R36.6: who registers is told what the same applicant has asked for, but not of what is closed to him."""
    content = "白露村二〇二四年征地补偿安置方案"
    case = office.world.file(content=content, applicants=[person(1)])
    case.do("register")
    case.do("assign")
    case.do("restrict", readers=["reader"])
    same = {
        "channel": "in_person", "received_on": office.world.today.isoformat(), "content": content,
        "applicants__0__name": "张三", "applicants__0__kind": "natural", "applicants__0__id_no": person(1)["id_no"],
    }  # fmt: skip
    for name, told in (("second", False), ("reader", True)):
        with office.at(name) as desk:
            answer = desk.fill("/register", **same)
            assert answer.status_code == 200, answer.text
            assert (case.number in answer.text) is told, name


def test_the_form_begins_with_the_readers_there_are(office: WebOffice) -> None:
    number = restricted(office)
    with office.at("section") as desk:
        assert desk.form(f"/cases/{number}/do/restrict").fields["readers"] == "reader、clerk"
        desk.act(number, "lift_restriction", reason="已经答复")
        assert desk.form(f"/cases/{number}/do/restrict").fields["readers"] == ""


def test_the_ledger_leaves_out_what_it_asks(office: WebOffice) -> None:
    number, day = restricted(office), office.world.today
    office.world.hire({"desk": [("intake_clerk", "*")]})
    path = f"/ledger/file?since={day - timedelta(60)}&until={day}"
    with office.at("desk") as desk:
        ledger = sheet(desk.client.get(path))
        assert number in ledger
        assert ASKED not in ledger
    with office.at("boss") as desk:
        assert ASKED in sheet(desk.client.get(path))


def test_a_wrong_name_comes_back_with_what_was_typed(office: WebOffice) -> None:
    case = office.world.walk("searching")
    with office.at("section") as desk:
        answer = desk.fill(f"/cases/{case.number}/do/restrict", readers="reader nobody", reason="隐私")
        assert answer.status_code == 400
        assert "nobody 在该科室没有" in answer.text
        assert 'value="reader nobody"' in answer.text


def test_the_interface_keeps_it_closed_too(store: Store) -> None:
    people = {name: [(role, "*") for role in roles] for name, roles in STAFF.items()}
    with calling(store, people | PEOPLE) as api:
        case = api.world.walk("categorising")
        case.do("attach")
        case.do("restrict", readers=["reader"])
        path = f"/cases/{case.number}"
        assert ASKED not in api.get(path, "second").text
        assert api.get("/cases", "second").json()["items"][0]["opening"] is None
        assert api.get(f"/cases?words={ASKED}", "second").json()["items"] == []
        for closed in ("/persons", "/files", f"/files/{CONTENT}"):
            said = refused(api.get(path + closed, "second"), 403, "NOT_PERMITTED")
            assert "限定知悉范围" in said["detail"]
        refused(api.do(case.number, "note_contact", "second", data={"text": "x"}), 403, "NOT_PERMITTED")
        assert api.get(f"/cases?words={ASKED}", "reader").json()["items"][0]["opening"]
        assert api.get(f"{path}/persons", "reader").status_code == 200
