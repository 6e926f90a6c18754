"""A case on its page, in every situation: what it shows is what the door knows, and forms do what commands do."""

from __future__ import annotations

import html
import io
import re
import zipfile
from datetime import timedelta
from urllib.parse import quote

import pytest
from sqlalchemy import func, select

from disclosure.cases.desk import Desk as Dossiers
from disclosure.cases.door import Door
from disclosure.cases.intake_book.receiving import receive
from disclosure.store.tables import history, sightings
from state_machines import REQUEST
from tests.cases.world import CONTENT, LEAVES, RELEASES, CaseInHand
from tests.web.desk import Desk, WebOffice

pytestmark = pytest.mark.check


def offered(page: str) -> set[str]:
    return set(re.findall(r'/do/([a-z_]+)"', page))


@pytest.mark.parametrize("leaf", LEAVES)
def test_the_page_offers_exactly_what_the_door_would_take(office: WebOffice, leaf: str) -> None:
    case = office.world.walk(leaf)
    for name in ("clerk", "handler", "everything", "secrecy", "watch"):
        door: Door = office.world.door
        found = door.choices(case.number, actor=name, on=office.world.today)
        with office.at(name) as desk:
            page = desk.page(f"/cases/{case.number}")
            assert re.findall(r"<dt>[\x00-\x7f]+</dt>", page) == []  # every field has its title
            assert offered(page) == {command for command, why in found.items() if why is None}
            for command in sorted(offered(page))[:3]:
                assert REQUEST.labels[command] in desk.page_after(f"/cases/{case.number}/do/{command}")
        assert REQUEST.states[leaf].label in page


def test_a_case_from_the_counter_to_the_remedy_period_by_forms_alone(office: WebOffice) -> None:
    """Register, assign, search, release, decide, clear, draft, sign three times, issue, send, serve."""
    world = office.world
    with office.at("clerk") as clerk, office.at("handler") as handler:
        filed = clerk.fill(
            "/register",
            channel="in_person",
            applicants__0__name="张三",
            applicants__0__kind="natural",
            applicants__0__id_no="11010519491231002X",
            applicants__0__address="某市某路一号",
            content="某路改造工程的批复",
            delivery_form="纸质",
            unit="planning",
            confirmed="1",
        )
        number = filed.headers["location"].split("/")[2].split("?")[0]
        case = CaseInHand(world, number)
        clerk.act(number, "register")
        clerk.act(number, "assign", handler="handler")
        handler.act(number, "record_search", scope="档案室", method="按文号检索", result="found")
        kept = handler.fill(
            f"/cases/{number}/attach", files={"file": ("C:\\x\\批复.txt", RELEASES[CONTENT])}, title="批复"
        )
        assert kept.status_code == 303, kept.text
        handler.act(number, "categorise", outcome="OPEN_PROVIDE", reason="可以公开")
        with office.at("secrecy") as secrecy:
            secrecy.act(number, "clear", content_hash=CONTENT, opinion="不涉密")
        letter = f"/cases/{number}/letter?for=draft&kind=L-13"
        looked = handler.fill(letter, facts__provision="随函附上", look="1")
        assert "某路改造工程的批复" in looked.text
        drafted = handler.fill(letter, facts__provision="随函附上", give="1")
        assert drafted.status_code == 303, drafted.text
        handler.act(number, "submit_draft")
        for name in ("section", "office", "leader"):
            with office.at(name) as signer:
                assert "逐字相同" in signer.page(f"/cases/{number}/draft")
                signer.act(number, "approve_step")
        issued = handler.fill(f"/cases/{number}/letter?for=issue", give="1")
        assert issued.status_code == 303, issued.text
        clerk.act(number, "send", delivery="post", letter_hash=case.facts.letter_hash or "")
    world.today += timedelta(3)
    with office.at("clerk") as clerk:
        clerk.act(number, "serve", proof="投递签收记录")
        page = clerk.page(f"/cases/{number}")
    assert case.state == "remedy_period"
    assert "按期答复" in page
    assert world.faults() == []


def test_a_refusal_keeps_what_was_typed_and_names_article_and_way_out(office: WebOffice) -> None:
    case = office.world.walk("registered")
    words = "请写明<b>文件</b>名称"
    with office.at("clerk") as desk:
        path = f"/cases/{case.number}/do/ask_correction"
        answer = desk.fill(path, points=words, on="2025-06-01")
        assert answer.status_code == 400
        assert "条例第45条" in answer.text
        assert "请写明&lt;b&gt;文件&lt;/b&gt;名称</textarea>" in answer.text
        for day in ("", "2025-02-30", "yesterday", "2999-01-01"):
            assert desk.fill(path, points=words, on=day).status_code == 400
    assert case.state == "registered"


def test_two_at_one_case_see_the_conflict_and_lose_nothing(office: WebOffice) -> None:
    case = office.world.walk("searching")
    with office.at("handler") as first, office.at("handler2") as second:
        path = f"/cases/{case.number}/do/note_contact"
        mine, theirs = first.form(path), second.form(path)
        assert second.send(theirs, text="先到的一条").status_code == 303
        clash = first.send(mine, text="我写了很久的一段")
        assert clash.status_code == 409
        assert "我写了很久的一段</textarea>" in clash.text
        assert "handler2 沟通记录" in clash.text
        again = first.form_of(clash)
        assert first.send(again).status_code == 303
    assert case.row.version == 5


def test_two_at_one_dossier_see_the_conflict_and_lose_nothing(office: WebOffice) -> None:
    case, world = office.world.walk("searching"), office.world
    world.hire({"clerk2": [("intake_clerk", "*")]})
    given = {"book": "counter", "sender": "虚构某某", "kind": "application"}
    desk = Dossiers(world.store, world.config, office.now)
    item = receive(desk, given, actor="clerk", on=office.now().date()).number
    with office.at("clerk") as first, office.at("clerk2") as second:
        path = f"/dossiers/intake/{item}/do/close"
        mine, theirs = first.form(path), second.form(f"/dossiers/intake/{item}/do/bind")
        assert second.send(theirs, number=case.number).status_code == 303
        clash = first.send(mine, reason="duplicate", note="我写了很久的一段")
        assert clash.status_code == 409
        assert "您填写期间，别人办了" in clash.text
        assert "clerk2 归入申请" in clash.text
        assert "我写了很久的一段" in clash.text
        again = first.send(first.form_of(clash))  # on the step that is seen now, where it is no longer lawful
        assert "您填写期间" not in again.text
        assert again.status_code == 409
        assert "现在不能" in again.text


def test_a_form_sent_twice_is_one_step(office: WebOffice) -> None:
    case = office.world.walk("searching")
    with office.at("handler") as desk:
        form = desk.form(f"/cases/{case.number}/do/note_contact")
        assert desk.send(form, text="一次").status_code == 303
        assert desk.send(form, text="一次").status_code == 303
    with office.world.store.read() as connection:
        steps = connection.scalar(select(func.count()).where(history.c.command == "note_contact"))
    assert steps == 1


def test_looking_at_applicants_and_files_leaves_a_row(office: WebOffice) -> None:
    case = office.world.walk("secrecy_review")
    case.do("attach")
    with office.at("handler") as desk:
        assert "11010519491231" in desk.page(f"/cases/{case.number}/persons")
        file = desk.client.get(f"/cases/{case.number}/files/{CONTENT}")
        assert file.content == RELEASES[CONTENT]
        assert file.headers["content-disposition"] == f"attachment; filename*=UTF-8''{quote('批复')}"
        assert file.headers["content-type"] == "application/octet-stream"
        assert "11010519491231" not in desk.page(f"/cases/{case.number}")
    with office.world.store.read() as connection:
        seen = [
            (row.user, row.what) for row in connection.execute(select(sightings).order_by(sightings.c.id))
        ]
    assert seen == [("handler", "persons"), ("handler", "file")]


class TestFiles:
    """What people bring: refused clearly, nothing of it kept."""

    def attach(self, desk: Desk, case: CaseInHand, name: str, content: bytes) -> str:
        answer = desk.fill(f"/cases/{case.number}/attach", files={"file": (name, content)})
        assert answer.status_code in (400, 413), answer.text
        return answer.text

    @pytest.fixture
    def case(self, office: WebOffice) -> CaseInHand:
        return office.world.walk("searching")

    def test_fifty_megabytes(self, office: WebOffice, case: CaseInHand) -> None:
        with office.at("handler") as desk:
            assert "超过上限" in self.attach(desk, case, "大.txt", bytes(50_000_000))

    def test_a_bomb(self, office: WebOffice, case: CaseInHand) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
            bomb.writestr("[Content_Types].xml", "<x/>")
            for n in range(3):
                bomb.writestr(f"word/{n}.xml", bytes(100_000_000))
        before = case.row.version
        with office.at("handler") as desk:
            desk.fill(f"/cases/{case.number}/attach", files={"file": ("弹.docx", packed.getvalue())})
        assert (
            case.row.version - before <= 1
        )  # kept unread, for a person to look at, or refused; never unpacked

    def test_no_file_and_an_empty_one(self, office: WebOffice, case: CaseInHand) -> None:
        with office.at("handler") as desk:
            assert "没有选择文件" in desk.fill(f"/cases/{case.number}/attach").text
            assert "文件是空的" in self.attach(desk, case, "空.txt", b"")

    def test_a_program_with_the_name_of_a_document(self, office: WebOffice, case: CaseInHand) -> None:
        with office.at("handler") as desk:
            assert 'role="alert"' in self.attach(desk, case, "公文.pdf", b"\x7fELF" + bytes(500))

    def test_a_path_for_a_name(self, office: WebOffice, case: CaseInHand) -> None:
        with office.at("handler") as desk:
            taken = desk.fill(
                f"/cases/{case.number}/attach", files={"file": ("../../etc/passwd", "材料".encode())}
            )
            assert taken.status_code == 303
            page = desk.page(f"/cases/{case.number}")
        assert "passwd</a>" in page
        assert "../" not in page


def test_markup_and_statements_in_every_field_stay_text(office: WebOffice) -> None:
    evil = "<script>alert(1)</script>'; DROP TABLE requests; --"
    with office.at("clerk") as desk:
        filed = desk.fill(
            "/register",
            channel="in_person",
            applicants__0__name=evil,
            applicants__0__kind="natural",
            content=evil,
            delivery_form=evil,
            confirmed="1",
        )
        assert filed.status_code == 303, filed.text
        path = filed.headers["location"].split("?")[0]
        for page in (desk.page(path), desk.page(f"{path}/persons"), desk.page(f"/cases?words={quote(evil)}")):
            assert "<script" not in page
        assert "&lt;script&gt;alert(1)" in desk.page(path)


def test_broken_bytes_are_refused_and_nothing_is_lost(office: WebOffice) -> None:
    case = office.world.walk("searching")
    with office.at("handler") as desk:
        form = desk.form(f"/cases/{case.number}/do/note_contact")
        body = "&".join(f"{quote(k)}={quote(v)}" for k, v in form.fields.items() if k != "text")
        answer = desk.client.post(
            form.action,
            content=f"{body}&text=%ff%fe%00".encode(),
            headers={"content-type": "application/x-www-form-urlencoded"},
        )
        assert answer.status_code == 400, answer.status_code
    assert case.row.version == 3


def test_findings_are_marked_in_the_text_and_the_marks_leave_nothing_out(office: WebOffice) -> None:
    text = "一、" + "某路改造。" * 1200 + "联系人张某，电话13912345678，身份证11010519491231002X。<b>完</b>"
    case = office.world.walk("searching")
    with office.at("handler") as desk:
        kept = desk.fill(f"/cases/{case.number}/attach", files={"file": ("材料.txt", text.encode())})
        assert kept.status_code == 303, kept.text
        path = re.findall(r'href="(/cases/[^"]+/text)"', desk.page(f"/cases/{case.number}"))[-1]
        shown = ""
        for start in (0, 5000):
            page = desk.page(f"{path}?start={start}")
            body = re.search(r'<section class="paper text"[^>]*>(.*?)</section>', page, re.DOTALL)
            assert body is not None
            shown += html.unescape(re.sub(r"</?mark[^>]*>", "", body[1]))
        assert shown == text
        marked = re.findall(r"<mark[^>]*>([^<]+)</mark>", page)
        assert "13912345678" in "".join(marked)
        assert "11010519491231002X" in "".join(marked)
    with office.at("watch") as desk:
        assert desk.client.get(path).status_code == 403


def test_what_need_not_be_said_can_be_denied(office: WebOffice) -> None:
    """R32: whether the reasons of a third party hold is a question only where it objects: yes, no, or not asked."""
    for given, kept in (
        ({"answer": "agree"}, None),
        ({"answer": "object", "reason": "x", "reasonable": "no"}, False),
    ):
        case = office.world.walk("consulting")
        with office.at("clerk") as desk:
            desk.act(case.number, "receive_opinion", ref="c1", **given)
        assert case.facts.consultations[0].reasonable is kept
