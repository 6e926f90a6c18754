"""登记: every channel, the hints before, what is refused, and that a form sent twice files once."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from disclosure.store.tables import requests
from tests.web.desk import Desk, WebOffice

pytestmark = pytest.mark.check

WHOLE = {
    "applicants__0__name": "张三",
    "applicants__0__kind": "natural",
    "applicants__0__id_no": "11010519491231002X",
    "applicants__0__phone": "13800000000",
    "content": "2024年白露村土地征收补偿安置方案",
    "delivery_form": "纸质",
    "unit": "planning",
}


def filed(office: WebOffice) -> int:
    with office.world.store.read() as connection:
        return connection.scalar(select(func.count()).select_from(requests)) or 0


def register(desk: Desk, **given: str) -> str:
    """The page after, or the path of the case."""
    answer = desk.fill("/register", **{**WHOLE, "channel": "in_person", **given})
    return answer.headers["location"] if answer.status_code == 303 else answer.text


# R31: the state a case begins in, and whether its receipt is certain.
@pytest.mark.parametrize(
    ("channel", "state", "received"),
    [
        ("in_person", "received", "2025-06-03"),
        ("registered_mail", "received", "2025-06-03"),
        ("plain_mail", "awaiting_confirmation", "还没有确认"),
        ("fax", "awaiting_confirmation", "还没有确认"),
        ("internet", "awaiting_confirmation", "还没有确认"),
        ("oral", "oral_recorded", "2025-06-03"),  # spoken at the counter, as handed over there
    ],
)
def test_every_channel(office: WebOffice, channel: str, state: str, received: str) -> None:
    with office.at("clerk") as desk:
        path = register(desk, channel=channel)
        assert path.startswith("/cases/2025-"), path
        page = desk.page(path)
    assert f"<dt>收到申请之日</dt><dd>{received}</dd>" in page
    with office.world.store.read() as connection:
        assert connection.scalar(select(requests.c.state)) == state


def test_what_is_wrong_is_named_and_what_was_typed_stays(office: WebOffice) -> None:
    with office.at("clerk") as desk:
        page = register(desk, applicants__0__id_no="110105194912310021", applicants__0__name="<i>张</i>")
        assert "不是有效的居民身份证号" in page
        assert 'value="&lt;i&gt;张&lt;/i&gt;"' in page
        assert "白露村土地征收补偿安置方案</textarea>" in page
        for wrong in ({"channel": ""}, {"content": " "}, {"received_on": "2999-01-01"}, {"unit": "nowhere"}):
            assert 'role="alert"' in register(desk, **wrong)
    assert filed(office) == 0


# what is sent besides → what the page says of the field; a file that was not the reason may come back (S31s)
GOOD, EMPTY, PROGRAM = ("说明.txt", b"a"), ("空.txt", b""), ("公文.pdf", b"\x7fELF" + bytes(500))
MARKED = ("密件.txt", "机密★10年\n内容".encode())
OF_FILES = [
    ([GOOD, MARKED], {}, "第 2 个文件没有接收，原因见上。请重新选择文件。"),
    ([PROGRAM, GOOD], {}, "第 1 个文件没有接收，原因见上。请重新选择文件。"),
    ([GOOD, GOOD, EMPTY], {}, "第 3 个文件没有接收，原因见上。请重新选择文件。"),
    ([("大.txt", b"x" * 21_000_000)], {}, "原因见上。请重新选择文件。"),
    ([GOOD, MARKED], {"content": " "}, "选过文件的，须重新选择。"),
    ([GOOD], {"received_on": "2999-01-01"}, "选过文件的，须重新选择。"),
    ([GOOD], {"more": "1"}, "选过文件的，须重新选择。"),
]


@pytest.mark.parametrize(("files", "given", "said"), OF_FILES)
def test_a_field_is_marked_when_one_of_its_files_is_the_reason(
    office: WebOffice, files: list[tuple[str, bytes]], given: dict[str, str], said: str
) -> None:
    with office.at("clerk") as desk:
        assert not re.search(r'aria-invalid|<span[^>]*id="a-files">[^<]', desk.page("/register"))
        sent = WHOLE | {"channel": "in_person", "confirmed": "1"} | given
        page = desk.fill("/register", files=[("files", file) for file in files], **sent).text
    assert re.findall(r'id="a-files">([^<]*)</span>', page) == [said]
    assert ("aria-invalid" in page) == said.endswith("原因见上。请重新选择文件。")
    assert filed(office) == 0


def test_joint_applicants_and_an_agent(office: WebOffice) -> None:
    with office.at("clerk") as desk:
        form = desk.form("/register")
        more = desk.send(form, **WHOLE, channel="in_person", more="1")
        assert more.status_code == 200
        assert filed(office) == 0
        form = desk.form_of(more)
        assert form.fields["applicants.0.name"] == "张三"
        second = {"applicants__1__name": "示例律师事务所", "applicants__1__kind": "legal",
                  "applicants__1__phone": "010-1234567", "agent__name": "李四", "agent__kind": "natural",
                  "agent__phone": "13900000000", "confirmed": "1"}  # fmt: skip
        answer = desk.send(form, **second)
        assert answer.status_code == 303, answer.text
        page = desk.page(answer.headers["location"].split("?")[0] + "/persons")
    assert re.findall("<dt>姓名或名称</dt><dd>([^<]+)</dd>", page) == ["张三", "示例律师事务所", "李四"]


def test_hints_come_first_and_do_not_stand_in_the_way(office: WebOffice) -> None:
    with office.at("clerk") as desk:
        first = register(desk)
        number = first.split("/")[2].split("?")[0]
        again = desk.fill(
            "/register", **WHOLE | {"content": "白露村二〇二四年征地补偿安置方案"}, channel="in_person"
        )
        assert again.status_code == 200
        assert f'<a href="/cases/{number}">{number}</a> 同一申请人申请过同一信息，还没有答复' in again.text
        assert "R36.6" in again.text
        assert filed(office) == 1
        assert desk.send(desk.form_of(again)).status_code == 303
        assert filed(office) == 2
        other = register(
            desk, content="2023年某路改造工程的中标公告", applicants__0__id_no="", applicants__0__phone=""
        )
        assert "没有写明身份证明、联系方式" in other
        assert "R29.2" in other


def test_a_form_sent_twice_files_once(office: WebOffice) -> None:
    with office.at("clerk") as desk:
        form = desk.form("/register")
        given = {**WHOLE, "channel": "in_person", "confirmed": "1"}
        one, two = desk.send(form, **given), desk.send(form, **given)
        assert one.headers["location"] == two.headers["location"]
    assert filed(office) == 1


def test_who_may_not_register_is_told(office: WebOffice) -> None:
    with office.at("legal") as desk:
        assert "需要受理、承办的岗位" in desk.page("/register", 403)
    assert filed(office) == 0
