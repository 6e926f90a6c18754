"""查看进度: what an applicant sees of the case, what stays unseen, and what he may answer (R30, R32, R33, R44.2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from disclosure.web.portal.plain import STANDS
from disclosure.web.portal.seals import COOKIE
from state_machines import REQUEST
from tests.cases.world import CONTENT, LEAVES, LETTER, RELEASES, CaseInHand, World
from tests.web.desk import Forms, WebOffice
from tests.web.portal import CODE, follow, form_of, with_code

pytestmark = pytest.mark.check

PARTY = "虚构第三方公司"
REPLY = "关于某路批复的答复".encode()


@pytest.fixture
def client(office: WebOffice) -> Iterator[httpx.Client]:
    with office.stranger() as client:
        yield client


def test_every_situation_has_its_plain_words() -> None:
    assert set(STANDS) == {leaf for leaf in REQUEST.states if leaf != "filed"}
    for words in STANDS.values():  # what colleagues do is not told
        assert not any(said in words for said in ("保密", "法制", "第三方", "分管"))


def test_every_situation_has_its_page(office: WebOffice, client: httpx.Client) -> None:
    for leaf in LEAVES:
        page = follow(client, office.world.walk(leaf))
        assert STANDS[leaf] in page
        assert "甲公司" not in page, leaf
        for name in ("clerk", "handler", "secrecy", "legal"):
            assert f">{name}" not in page


def test_third_parties_are_never_named(office: WebOffice, client: httpx.Client) -> None:
    """R32: asked, answered, informed, in the ledger of days and in the letters."""
    world = office.world
    case = world.walk("categorising")
    case.do("ask_third_party", party=PARTY)
    world.today += timedelta(6)
    pages = [follow(client, case)]
    case.do("receive_opinion", answer="object", reason=f"{PARTY}不同意")
    pages.append(follow(client, case))
    case.do("conclude_consultation")
    pages.append(follow(client, case))
    assert not any(PARTY in page for page in pages)
    assert "正在征求有关方面的意见" in pages[0]
    assert "征求意见的 15 个工作日不计入" in pages[0]  # R32.2, as long as nobody has answered
    assert all("征求意见的 4 个工作日不计入" in page for page in pages[1:])  # 4, 5, 6 and 9 June 2025


def test_the_days_and_how_they_were_counted(office: WebOffice, client: httpx.Client) -> None:
    """R33.2: received on Tuesday 3 June 2025; 20 working days later is Tuesday 1 July."""
    page = follow(client, office.world.walk("searching"))
    for said in ("2025-06-03", "2025-07-01", "计入 20 个工作日（收到的次日为第 1 日）"):
        assert said in page


def test_before_both_sides_confirm_no_day_is_due(office: WebOffice, client: httpx.Client) -> None:
    """R31.3."""
    page = follow(client, office.world.walk("awaiting_confirmation"))
    assert "还没有确认" in page
    assert "答复到期日" not in page


# --- coming in


def enter(client: httpx.Client, case: CaseInHand, code: str = CODE) -> httpx.Response:
    return client.post("/portal/follow", data={"number": case.number, "code": code})


def test_number_and_code_are_in_no_address(office: WebOffice, client: httpx.Client) -> None:
    answer = enter(client, with_code(office.world.walk("searching")))
    assert answer.headers["Location"] == "/portal/progress"
    cookie = answer.headers["Set-Cookie"]
    for said in ("HttpOnly", "SameSite=strict", "Path=/portal"):
        assert said in cookie
    assert CODE not in cookie
    assert "Secure" not in cookie
    through_https = client.post(  # as a proxy of this machine tells it
        "/portal/follow",
        data={"number": "2025-00001", "code": CODE},
        headers={"X-Forwarded-Proto": "https"},
    )
    assert "Secure" in through_https.headers["Set-Cookie"]


def test_a_wrong_code_keeps_the_number(office: WebOffice, client: httpx.Client) -> None:
    case = with_code(office.world.walk("searching"))
    answer = enter(client, case, "WRONGWRONGWR")
    assert answer.status_code == 403
    assert "编号或查询码不对" in answer.text
    assert Forms(answer.text).forms[-1].fields == {"number": case.number, "code": ""}
    assert COOKIE not in client.cookies


def test_ten_wrong_codes_lock_the_number_from_everywhere(office: WebOffice) -> None:
    """From another address, and for another web process, since it is in the database."""
    case = with_code(office.world.walk("searching"))
    with office.stranger() as client:
        for n in range(10):
            client.headers["X-Forwarded-For"] = f"203.0.113.{n}"
            assert enter(client, case, "WRONGWRONGWR").status_code == 403
        client.headers["X-Forwarded-For"] = "203.0.113.99"
        answer = enter(client, case)
    assert answer.status_code == 429
    assert "暂时不能查询" in answer.text


def test_codes_are_checked_so_often_from_one_address(office: WebOffice) -> None:
    limit = office.world.config.service.portal.codes_per_address
    with office.stranger() as client:
        found = [
            client.post("/portal/follow", data={"number": f"2025-9{n:04d}", "code": "x"}).status_code
            for n in range(limit + 1)
        ]
        assert found == [403] * limit + [429]
        client.headers["X-Forwarded-For"] = "2001:db8:1:2::7"
        assert client.post("/portal/follow", data={"number": "1", "code": "x"}).status_code == 403


@pytest.mark.parametrize("change", ["id", "nonce", "until", "seal", "rubbish", "empty", "unicode"])
def test_a_forged_cookie_opens_nothing(office: WebOffice, client: httpx.Client, change: str) -> None:
    world = office.world
    follow(client, world.walk("searching"))
    other = with_code(world.walk("searching"))
    id_, nonce, until, seal = client.cookies[COOKIE].split(".")
    forged = {
        "id": f"{other.row.id}.{nonce}.{until}.{seal}",
        "nonce": f"{id_}.other.{until}.{seal}",
        "until": f"{id_}.{nonce}.{int(until) + 9999}.{seal}",
        "seal": f"{id_}.{nonce}.{until}.{'0' * 64}",
        "rubbish": "a.b.c.d",
        "empty": "",
        "unicode": "9" * 40 + "...é",
    }[change]
    answer = httpx.get(
        f"{office.address}/portal/progress",
        headers={"Cookie": f"{COOKIE}={forged}".encode()},
        trust_env=False,
    )
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/portal/follow"


def test_another_code_ends_the_visit(office: WebOffice, client: httpx.Client) -> None:
    case = office.world.walk("searching")
    follow(client, case)
    assert client.get("/portal/progress").status_code == 200
    with office.at("clerk") as desk:
        desk.fill(f"/cases/{case.number}/receipt")
    assert client.get("/portal/progress").status_code == 303


def test_a_visit_ends_when_it_is_over(office: WebOffice, client: httpx.Client) -> None:
    follow(client, office.world.walk("searching"))
    office.world.today += timedelta(1)
    assert client.get("/portal/progress").status_code == 303


def test_leaving_ends_it(office: WebOffice, client: httpx.Client) -> None:
    follow(client, office.world.walk("searching"))
    client.post("/portal/leave")
    assert client.get("/portal/progress").status_code == 303


# --- what is asked of the applicant


def test_a_correction_is_asked_for_and_answered(office: WebOffice, client: httpx.Client) -> None:
    """R30.1, R30.2: by the applicant himself, and so says the history."""
    case = office.world.walk("awaiting_correction")
    page = follow(client, case)
    assert "请写明文件名称或文号" in page
    assert "等您补正或者缴费后重新计算" in page  # the day of before is none to rely on
    form = form_of(page, "receive_correction")
    assert form["content"] == "某路改造工程的批复"
    sent = form | {"content": "某路改造工程2024年的批复，文号某规〔2024〕1号"}
    answer = client.post("/portal/progress/receive_correction", data=sent)
    assert answer.status_code == 303
    assert "您的补正已经收到" in client.get(answer.headers["Location"]).text
    last = case.history[-1]
    assert (last.command, last.actor, case.state) == ("receive_correction", "applicant", "registered")
    assert '"channel": "internet"' in last.data.replace('":"', '": "')
    assert case.facts.content.endswith("1号")
    again = client.post("/portal/progress/receive_correction", data=sent)  # the same form once more
    assert again.status_code == 303
    assert len(case.history) == last.n
    assert office.world.faults() == []


def test_a_key_of_the_counter_is_no_key_here(office: WebOffice, client: httpx.Client) -> None:
    case = office.world.walk("registered")
    case.do("ask_correction", key="k1")
    form = form_of(follow(client, case), "receive_correction")
    sent = form | {"content": "补正后的内容", "key": "k1"}
    assert client.post("/portal/progress/receive_correction", data=sent).status_code == 303
    assert case.facts.content == "补正后的内容"


def test_a_correction_given_meanwhile_at_the_counter_loses_no_text(
    office: WebOffice, client: httpx.Client
) -> None:
    case = office.world.walk("awaiting_correction")
    form = form_of(follow(client, case), "receive_correction")
    case.do("receive_correction")
    answer = client.post("/portal/progress/receive_correction", data=form | {"content": "我的补正"})
    assert answer.status_code == 400
    assert "可能已经办到下一步" in answer.text
    assert "我的补正" in answer.text
    assert "register" not in answer.text.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("content", ["", "  ", "有\u202e反向", "一" * 20_001])
def test_a_correction_that_cannot_be_taken_is_refused(
    office: WebOffice, client: httpx.Client, content: str
) -> None:
    case = office.world.walk("awaiting_correction")
    form = form_of(follow(client, case), "receive_correction")
    answer = client.post("/portal/progress/receive_correction", data=form | {"content": content})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert case.state == "awaiting_correction"
    assert content.strip() in answer.text


@pytest.mark.parametrize("csrf", ["", "forged", "é"])
def test_a_form_of_another_page_is_refused(office: WebOffice, client: httpx.Client, csrf: str) -> None:
    case = office.world.walk("awaiting_correction")
    form = form_of(follow(client, case), "receive_correction")
    answer = client.post("/portal/progress/receive_correction", data=form | {"csrf": csrf, "content": "补正"})
    assert answer.status_code == 400
    assert case.state == "awaiting_correction"
    assert ">补正</textarea>" in answer.text


def test_what_was_written_when_the_visit_ended_comes_back(office: WebOffice, client: httpx.Client) -> None:
    case = office.world.walk("awaiting_correction")
    form = form_of(follow(client, case), "receive_correction")
    client.cookies.clear()
    over = client.post("/portal/progress/receive_correction", data=form | {"content": "写了很久的补正"})
    assert over.status_code == 401
    back = Forms(over.text).forms[-1].fields | {"number": case.number, "code": CODE}
    resumed = client.post("/portal/follow", data=back)
    assert resumed.status_code == 200
    again = form_of(resumed.text, "receive_correction")
    assert again["content"] == "写了很久的补正"
    assert client.post("/portal/progress/receive_correction", data=again).status_code == 303
    assert case.facts.content == "写了很久的补正"


@pytest.mark.parametrize(
    "command", ["register", "withdraw", "receive_reasons", "approve_step", "file", "nothing"]
)
def test_nothing_else_can_be_given(office: WebOffice, client: httpx.Client, command: str) -> None:
    case = office.world.walk("awaiting_correction")
    form = form_of(follow(client, case), "receive_correction")
    assert client.post(f"/portal/progress/{command}", data=form | {"reason": "x"}).status_code == 404
    assert case.state == "awaiting_correction"


def test_a_suggestion_to_publish(office: WebOffice, client: httpx.Client) -> None:
    """R44.2."""
    case = office.world.walk("remedy_period")
    form = form_of(follow(client, case), "suggest_disclosure")
    answer = client.post("/portal/progress/suggest_disclosure", data=form | {"reason": "许多村民都想知道"})
    assert answer.status_code == 303
    assert (case.history[-1].command, case.history[-1].actor) == ("suggest_disclosure", "applicant")
    assert office.world.faults() == []


def test_the_fee_and_how_to_pay_it(office: WebOffice, client: httpx.Client) -> None:
    """F5: 68 pages are 380 yuan (the example of the contract)."""
    case = office.world.walk("awaiting_payment")
    assert "<b>380 元</b>。缴纳方式：见收费通知书" in follow(client, case)
    facts = {"payment_method": "持通知书到某银行网点缴纳"}
    case.do("issue_letter", kind="L-11", facts=facts)
    page = follow(client, case)
    assert "缴纳方式：持通知书到某银行网点缴纳" in page
    assert page.count("政府信息公开信息处理费缴费通知书") == 1


def test_reasons_are_asked_for_in_writing(office: WebOffice, client: httpx.Client) -> None:
    """R35.1: whether they are reasonable is for the agency to judge, so they are not taken here."""
    page = follow(client, office.world.walk("awaiting_reasons"))
    assert "本月已提交四十件" in page
    assert "向本机关书面说明" in page


# --- letters


def replied(world: World, delivery: str) -> CaseInHand:
    """Sent with a reply whose text is on file."""
    case = world.walk("drafting")
    sha256 = world.put_on_file(REPLY, "答复书.txt")
    case.do("attach", sha256=sha256, name="答复书.txt")
    case.do("draft", letter_hash=sha256)
    case.do("submit_draft")
    while case.state == "approving":
        case.do("approve_step")
    case.do("send", delivery=delivery, letter_hash=sha256)
    return case


def files_in(page: str) -> list[str]:
    return [part.partition('"')[0] for part in page.split('href="/portal/progress/files/')[1:]]


def test_what_was_sent_electronically_can_be_taken(office: WebOffice, client: httpx.Client) -> None:
    """R36, R40: the reply, and the content it provides."""
    case = replied(office.world, "electronic")
    letter, content = files_in(follow(client, case))
    answer = client.get(f"/portal/progress/files/{letter}")
    assert answer.content == REPLY
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E7%AD%94")
    assert content == CONTENT
    assert client.get(f"/portal/progress/files/{content}").content == RELEASES[CONTENT]


def test_what_was_posted_is_only_named(office: WebOffice, client: httpx.Client) -> None:
    case = replied(office.world, "post")
    page = follow(client, case)
    assert files_in(page) == []
    assert "（邮寄）" in page
    assert client.get(f"/portal/progress/files/{CONTENT}").status_code == 404


@pytest.mark.parametrize("leaf", ["drafting", "approving", "signed"])
def test_nothing_of_a_reply_is_seen_before_it_leaves(
    office: WebOffice, client: httpx.Client, leaf: str
) -> None:
    page = follow(client, office.world.walk(leaf))
    assert files_in(page) == []
    assert "处理决定" not in page
    for sha256 in (CONTENT, LETTER):
        assert client.get(f"/portal/progress/files/{sha256}").status_code == 404


def test_what_a_later_round_decides_is_not_told_before_it_leaves(
    office: WebOffice, client: httpx.Client
) -> None:
    """K14: replied, ordered to act again, decided anew and not yet sent."""
    case = replied(office.world, "electronic")
    case.run("serve", "order_to_act", "record_search")
    case.do("categorise", outcome="DENY_PROCESS")
    page = follow(client, case)
    assert "<dt>处理决定</dt><dd>予以公开" in page
    assert len(files_in(page)) == 2  # what was sent stays sent


def test_a_second_notice_has_its_own_letter(office: WebOffice, client: httpx.Client) -> None:
    """R30.4: asked twice; of the second time only there is an issued letter."""
    case = office.world.walk("awaiting_correction")
    case.run("receive_correction", "ask_correction")
    case.do("issue_letter", kind="L-02", facts={})
    page = follow(client, case)
    first, _, second = page.partition("<b>补正告知</b>")[2].partition("</li>")
    assert "号" not in first
    assert "补正告知书" in second
    assert "〔2025〕1号" in second


def test_a_file_of_another_case_is_not_taken(office: WebOffice, client: httpx.Client) -> None:
    replied(office.world, "electronic")
    follow(client, office.world.walk("searching"))
    assert client.get(f"/portal/progress/files/{CONTENT}").status_code == 404


def test_a_reply_that_came_back_is_not_taken(office: WebOffice, client: httpx.Client) -> None:
    case = replied(office.world, "electronic")
    case.do("return_undelivered")
    assert files_in(follow(client, case)) == []


def test_who_may_not_read_persons_gives_out_no_code(office: WebOffice) -> None:
    """Whoever has the code acts as the applicant."""
    case = office.world.walk("searching")
    for name in ("watch", "nobody", "builder", "secrecy"):
        with office.at(name) as desk:
            desk.page(f"/cases/{case.number}/receipt", 403)
            assert desk.client.post(f"/cases/{case.number}/receipt").status_code == 403


def test_the_counter_gives_a_receipt_with_a_code(office: WebOffice, client: httpx.Client) -> None:
    case = office.world.walk("searching")
    with office.at("clerk") as desk:
        assert "还没有查询码" in desk.page(f"/cases/{case.number}/receipt")
        page = desk.fill(f"/cases/{case.number}/receipt").text
        assert "申请人已有查询码" in desk.page(f"/cases/{case.number}/receipt")
        assert "回执" in desk.page(f"/cases/{case.number}?done=file")
    code = page.partition('<b class="code">')[2].partition("</b>")[0]
    assert "2025-07-01 以前" in page
    assert enter(client, case, code).status_code == 303
    (sighting,) = [row for row in office.world.snapshot()["sightings"] if "'code'" in row]
    assert "'clerk'" in sighting
