"""网上申请: what it must say, what a stranger may send; nothing of it is lost, executed or told (R29, R31.3)."""

from __future__ import annotations

import io
import logging
import zipfile
from collections.abc import Iterator

import httpx
import pytest
from markupsafe import escape
from sqlalchemy import select

from disclosure.cases import people
from disclosure.store.tables import follow_codes, requests
from tests.cases.world import CaseInHand
from tests.web.desk import Forms, WebOffice
from tests.web.portal import FILLED, PERSON, WISH, file_form, form_for, receipt_of

pytestmark = pytest.mark.check


@pytest.fixture
def client(office: WebOffice) -> Iterator[httpx.Client]:
    with office.stranger() as client:
        yield client


def filed(office: WebOffice) -> int:
    with office.world.store.read() as connection:
        return len(connection.execute(select(requests.c.id)).all())


def test_an_application_is_filed_through_the_one_door(office: WebOffice, client: httpx.Client) -> None:
    number, code = receipt_of(
        file_form(client, form_for(client), [("files", ("说明.txt", "附上说明".encode()))])
    )
    assert len(code.replace("-", "")) >= 10
    case = CaseInHand(office.world, number)
    assert case.state == "awaiting_confirmation"  # R31.3
    (step,) = case.history
    assert (step.command, step.actor, step.on_day) == ("file", "applicant", office.world.today)
    assert case.facts.channel == "internet"
    assert case.facts.content == WISH
    with office.world.store.read() as connection:
        (person,) = people.read(connection, case.row.id, office.world.store.keys).applicants
    assert (person.name, person.phone) == (PERSON["applicants.0.name"], "13800000000")
    assert office.world.faults() == []


def test_the_receipt_says_what_comes_next(client: httpx.Client, office: WebOffice) -> None:
    """R31, facts §9 L-01."""
    answer = file_form(client, form_for(client))
    for said in (
        office.world.today.isoformat(),
        "互联网",
        "与您确认之日",
        "20 个工作日内",
        "/portal/follow",
        "只在这里显示一次",
    ):
        assert said in answer.text
    assert PERSON["applicants.0.id_no"] not in answer.text


def test_the_code_is_kept_as_a_hash_alone(client: httpx.Client, office: WebOffice) -> None:
    _, code = receipt_of(file_form(client, form_for(client)))
    rows = repr(office.world.snapshot())
    assert code not in rows
    assert code.replace("-", "") not in rows


def test_a_form_sent_twice_is_one_application_with_one_code(client: httpx.Client, office: WebOffice) -> None:
    form = form_for(client)
    first, again = receipt_of(file_form(client, form)), receipt_of(file_form(client, form))
    assert first == again
    assert filed(office) == 1


def test_a_form_sent_again_does_not_bring_back_a_code_that_was_replaced(
    client: httpx.Client, office: WebOffice
) -> None:
    form = form_for(client)
    number, _ = receipt_of(file_form(client, form))
    with office.at("clerk") as desk:
        assert 'class="code"' in desk.fill(f"/cases/{number}/receipt").text
    again = file_form(client, form)
    assert number in again.text
    assert 'class="code"' not in again.text
    assert "由窗口更换" in again.text


@pytest.mark.parametrize("ticket", ["", "forged", "x.y", "портал.пропуск", "a" * 5000])
def test_a_forged_form_is_refused_and_what_was_typed_stays(
    client: httpx.Client, office: WebOffice, ticket: str
) -> None:
    answer = file_form(client, form_for(client) | {"ticket": ticket})
    assert answer.status_code == 400
    form = Forms(answer.text).forms[-1].fields
    assert {name: form[name] for name in FILLED} == FILLED
    assert filed(office) == 0
    receipt_of(file_form(client, form))  # and the form that came back is good


def test_another_form_gives_another_ticket(client: httpx.Client) -> None:
    assert form_for(client)["ticket"] != form_for(client)["ticket"]


# what is left out → what the refusal names
REQUIRED = [
    ({"applicants.0.name": ""}, "申请人的姓名或名称"),
    ({"applicants.0.kind": ""}, "申请人的类别"),
    ({"applicants.0.id_no": ""}, "申请人的证件号码"),
    ({"applicants.0.phone": ""}, "申请人的联系方式"),
    ({"content": " "}, "申请内容"),
    ({"delivery_form": ""}, "获取信息的方式"),
    ({"delivery_form": "邮寄纸质件"}, "申请人的地址（选择了邮寄纸质件）"),
    ({"delivery_form": "电子邮件"}, "申请人的电子邮箱（选择了电子邮件）"),
    ({"applicants.0.id_no": "110105194912310021"}, "申请人的证件号码：不是有效的居民身份证号"),
    ({"applicants.0.phone": "打我电话"}, "申请人的电话：格式不符"),
    ({"applicants.0.kind": "martian"}, "申请人的申请人类别：不在可选范围内"),
    ({"agent.name": "代理", "agent.kind": "natural", "agent.id_no": "1"}, "代理人的证件号码"),
    ({"content": "一" * 20_001}, "超过上限 20000 字"),
    ({"content": "有\x00空字符"}, "申请内容：含有控制字符"),
    ({"content": "有\u202e反向字符"}, "申请内容：含有控制字符"),
]


def test_what_is_missing_or_wrong_is_named_and_nothing_is_lost(
    client: httpx.Client, office: WebOffice
) -> None:
    """R29.2."""
    for changed, said in REQUIRED:
        sent = form_for(client) | changed
        answer = file_form(client, sent)
        assert answer.status_code == 400, said
        assert said in answer.text
        assert "选过文件的，须重新选择" in answer.text
        assert "aria-invalid" not in answer.text  # no file is the reason
        assert "没有受理" not in answer.text  # nothing has been decided
        assert "applicants" not in answer.text.partition("<form")[0]
        form = Forms(answer.text).forms[-1].fields
        # What a page cannot show, or was no choice of the form, cannot come back.
        kept = {k: v for k, v in sent.items() if k in FILLED and "\x00" not in v and v != "martian"}
        assert {name: form[name] for name in kept} == kept, said
    assert filed(office) == 0


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'; DROP TABLE requests; --",
    "{{ 7*7 }}",
)


FIELDS = ("applicants.0.name", "applicants.0.address", "content", "delivery_form", "agent.name")


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_and_sql_are_text_in_every_field(client: httpx.Client, text: str) -> None:
    for name in FIELDS:
        changed = {name: text} | ({"agent.kind": "natural"} if name == "agent.name" else {})
        answer = file_form(client, form_for(client) | changed | {"applicants.0.id_no": ""})
        assert answer.status_code == 400
        assert text not in answer.text.replace("{{ 7*7 }}", "")
        assert name == "delivery_form" or escape(text) in answer.text
        number, _ = receipt_of(file_form(client, form_for(client) | changed))
        assert number.startswith("2025-")


def test_who_forges_channel_day_or_unit_changes_nothing(client: httpx.Client, office: WebOffice) -> None:
    forged = {
        "channel": "in_person",
        "received_on": "2020-01-01",
        "unit": "land",
        "request_key": "x",
        "number": "1",
    }
    number, _ = receipt_of(file_form(client, form_for(client) | forged))
    case = CaseInHand(office.world, number)
    assert (case.facts.channel, case.facts.filed_on) == ("internet", office.world.today)
    assert case.facts.unit == office.world.config.organization.intake_unit
    assert case.row.request_key.startswith("portal-")


def test_a_second_applicant_is_added_without_filing(client: httpx.Client, office: WebOffice) -> None:
    form = form_for(client)
    answer = client.post("/portal/apply", data=form | {"more": "1"})
    more = Forms(answer.text).forms[-1].fields
    assert more["applicants.1.name"] == ""
    assert {name: more[name] for name in FILLED} == FILLED
    assert filed(office) == 0
    second = {"applicants.1.name": "虚构单位", "applicants.1.kind": "enterprise"}
    refused = file_form(client, more | second)
    assert "申请人2的证件号码、申请人2的联系方式" in refused.text


def test_letters_that_are_no_utf8_are_refused(client: httpx.Client, office: WebOffice) -> None:
    """As parts of a form, where a library would take them for Latin letters, and as an ordinary form."""
    form = form_for(client)
    parts = [(name, (None, value.encode())) for name, value in form.items() if name != "content"]
    gbk = [("content", (None, "白露村的批复".encode("gbk"))), ("file", (None, b"1"))]
    answer = client.post("/portal/apply", files=parts + gbk)
    assert answer.status_code == 400
    assert "编码不完整" in answer.text
    plain = client.post(
        "/portal/apply",
        content=b"file=1&content=%D0%D0%FF",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert plain.status_code == 400
    assert "编码不完整" in plain.text
    assert filed(office) == 0


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=a", b"--b\r\n\r\n"),
        ("multipart/form-data; boundary=a", b"--a\r\nContent-Disposition: form-data\r\n\r\nx\r\n--a--"),
        ("application/json", b'{"file": 1}'),
        ("text/plain", b"\xff\xfe"),
    ],
)
def test_a_broken_form_is_a_clear_page(client: httpx.Client, kind: str, body: bytes) -> None:
    answer = client.post("/portal/apply", content=body, headers={"Content-Type": kind})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


def bomb() -> bytes:
    """docx by its parts; one of them unpacks to 300 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", b" " * 300_000_000)
    return out.getvalue()


def test_files_are_known_by_their_content(client: httpx.Client, office: WebOffice) -> None:
    form = form_for(client)
    for name, content, said in (
        ("a.txt", b"", "文件是空的"),
        ("申请.docx", b"MZ\x90\x00\x03" * 100, "文件"),
        ("a.exe", b"MZ\x90\x00\x03" * 100, "文件"),
    ):
        answer = file_form(client, form, [("files", (name, content))])
        assert answer.status_code == 400, name
        assert said in answer.text
        assert Forms(answer.text).forms[-1].fields["content"] == WISH
    assert filed(office) == 0


def test_a_zip_bomb_is_not_unpacked(client: httpx.Client, office: WebOffice) -> None:
    """Either refused or taken with the finding that it was not read; never a fault and never for minutes."""
    answer = file_form(client, form_for(client), [("files", ("a.docx", bomb()))])
    assert answer.status_code in (200, 400)
    assert "程序出错" not in answer.text


def test_a_path_in_a_name_is_a_name(client: httpx.Client, office: WebOffice) -> None:
    files = [("files", ("../../etc/passwd", b"one")), ("files", ("D:\\资料\\b.txt", b"two"))]
    number, _ = receipt_of(file_form(client, form_for(client), files))
    with office.at("clerk") as desk:
        page = desk.page(f"/cases/{number}")
    assert ">passwd<" in page
    assert ">b.txt<" in page
    assert "etc" not in page


def test_a_marked_file_is_refused_and_numbered(client: httpx.Client, office: WebOffice) -> None:
    """S31s."""
    answer = file_form(client, form_for(client), [("files", ("a.txt", "机密★10年\n内容".encode()))])
    assert answer.status_code == 400
    assert "带有国家秘密标志" in answer.text
    assert "第 1 个文件没有接收" in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert filed(office) == 0


def test_what_is_too_large_is_refused_and_what_was_typed_stays(
    client: httpx.Client, office: WebOffice
) -> None:
    answer = file_form(client, form_for(client), [("files", ("a.txt", b"x" * 25_000_000))])
    assert answer.status_code == 413
    assert "超过上限" in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert Forms(answer.text).forms[-1].fields["content"] == WISH
    assert filed(office) == 0


def test_a_text_of_megabytes_is_refused(client: httpx.Client) -> None:
    answer = file_form(client, form_for(client) | {"content": "一" * 1_000_000}, [("files", ("a.txt", b"x"))])
    assert answer.status_code == 400
    assert "文字过长" in answer.text


def test_twenty_in_an_hour_from_one_address(office: WebOffice) -> None:
    with office.stranger() as client:
        for _ in range(20):
            receipt_of(file_form(client, form_for(client)))
        answer = file_form(client, form_for(client))
        assert answer.status_code == 429
        assert "您所在的网络地址一小时内递交的次数已满。10:30 以后再试" in answer.text
        assert Forms(answer.text).forms[-1].fields["content"] == WISH
        assert filed(office) == 20
        client.headers["X-Forwarded-For"] = "203.0.113.7"  # through a proxy of this machine: somebody else
        receipt_of(file_form(client, form_for(client)))


def test_nothing_personal_is_in_an_address_or_a_log(
    client: httpx.Client, office: WebOffice, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "disclosure")
    answer = file_form(client, form_for(client))
    number, code = receipt_of(answer)
    asked = client.post("/portal/follow", data={"number": number, "code": code})
    addresses = [str(answer.url), str(asked.url), asked.headers["Location"]]
    for secret in (code, number, "虚构某某", "13800000000", WISH):
        assert secret not in caplog.text
        assert all(secret not in address for address in addresses)


def test_a_code_row_belongs_to_the_case(client: httpx.Client, office: WebOffice) -> None:
    number, _ = receipt_of(file_form(client, form_for(client)))
    with office.world.store.read() as connection:
        kept = connection.scalars(select(follow_codes.c.request_id)).all()
    assert kept == [CaseInHand(office.world, number).row.id]
