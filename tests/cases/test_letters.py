"""制发文书 through the door: the number, the bytes, the day, and what is refused."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from docx import Document
from sqlalchemy import select

from disclosure.cases.context import Actor, Context
from disclosure.cases.door import read
from disclosure.cases.fields import IssueLetter, parse
from disclosure.cases.letter_facts import HOW_DELIVERED
from disclosure.cases.letters import issued, preview
from disclosure.cases.words import DELIVERIES
from disclosure.errors import BadInput, GateRefused, NotFound
from disclosure.law.events import Delivery
from disclosure.letters.word import docx_of
from disclosure.store.tables import contents, counters, documents
from tests.cases.world import CONTENT, START, CaseInHand, World

pytestmark = pytest.mark.check  # each walks a case through half its life

NOBODY = Actor("nobody", frozenset())
PROVIDE = {"provision": "当面提供纸质复印件"}


def drafted(world: World, case: CaseInHand, kind: str, on: date | None = None, **fields: Any) -> bytes:
    """The docx of the preview, which leaves no trace."""
    data = parse(IssueLetter, {"kind": kind, **fields}, "文书").model_dump(mode="json")
    seen = world.snapshot()
    with world.store.read() as connection:
        found = read(connection, case.number)
        assert found.facts is not None
        ctx = Context(found.facts, "issue_letter", data, NOBODY, on or world.today, world.config)
        content = docx_of(preview(connection, world.store.keys, found, ctx))
    assert world.snapshot() == seen
    return content


def text_of(content: bytes) -> str:
    paper = Document(io.BytesIO(content))
    cells = (cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(p.text for p in paper.paragraphs), *cells])


def data_of(case: CaseInHand) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(case.history[-1].data)
    return found


def issue(case: CaseInHand, kind: str, by: str = "handler", **fields: Any) -> dict[str, Any]:
    case.do("issue_letter", by=by, **{"facts": {}, "kind": kind, **fields})
    return data_of(case)


def taken_out(world: World, case: CaseInHand, kind: str) -> Any:
    with world.store.read() as connection:
        return issued(connection, world.store.keys, read(connection, case.number), kind)


def signed(world: World, kind: str = "L-13", facts: dict[str, str] | None = None) -> CaseInHand:
    """A reply drafted as the program writes it, and signed by the whole chain."""
    case = world.walk("drafting")
    content = drafted(world, case, kind, facts=PROVIDE if facts is None else facts)
    case.do("draft", letter_hash=hashlib.sha256(content).hexdigest())
    case.do("submit_draft")
    while case.state == "approving":
        case.do("approve_step")
    return case


def test_a_reply_is_issued_as_it_was_signed(world: World) -> None:
    case = signed(world)
    data = issue(case, "L-13", facts=PROVIDE)
    assert data["reference"] == "示自然资公开复〔2025〕1号"
    assert case.state == "signed"
    assert case.facts.letter_hash == data["sha256"]

    letter = taken_out(world, case, "L-13")
    assert hashlib.sha256(letter.content).hexdigest() == data["sha256"]
    assert letter.rewritten
    text = text_of(letter.content)
    assert "示自然资公开复〔2025〕1号" in text
    assert "附件：答复附件.txt" in text or "附件：批复" in text
    assert "《中华人民共和国政府信息公开条例》第三十六条第（二）项" in text
    assert "2025年6月3日（当面提交）" in text
    assert "60日内" in text

    with pytest.raises(GateRefused):  # only the issued letter goes out
        case.do("send")
    case.do("send", letter_hash=data["sha256"])
    case.do("serve")
    assert world.faults() == []


def test_another_text_than_was_signed_is_not_issued(world: World) -> None:
    case = signed(world)
    before = world.snapshot()
    with pytest.raises(GateRefused, match="与签发的文稿不同"):
        issue(case, "L-13", facts={"provision": "邮寄"})
    assert world.snapshot() == before


@pytest.mark.parametrize("leaf", ["searching", "drafting", "approving"])
def test_a_reply_is_not_issued_before_it_is_signed(world: World, leaf: str) -> None:
    case = world.walk(leaf)
    with pytest.raises(GateRefused):
        issue(case, "L-13", facts=PROVIDE)


def test_numbers_have_no_gaps_and_a_refused_letter_takes_none(world: World) -> None:
    """One row for each series and year."""
    first = signed(world)
    assert issue(first, "L-13", facts=PROVIDE)["reference"] == "示自然资公开复〔2025〕1号"
    with pytest.raises(GateRefused):
        issue(first, "L-13", facts={})
    second = signed(world)
    with pytest.raises(GateRefused):
        issue(second, "L-13", facts={"provision": "邮寄"})
    assert issue(second, "L-13", facts=PROVIDE)["reference"] == "示自然资公开复〔2025〕2号"
    notice = world.walk("awaiting_correction")
    assert issue(notice, "L-02")["reference"] == "示自然资公开告〔2025〕1号"
    with world.store.read() as connection:
        rows = connection.execute(select(counters.c.name, counters.c.value))
        found = {row.name: row.value for row in rows}
    assert {k: v for k, v in found.items() if k.startswith("letters/")} == {
        "letters/复/2025": 2,
        "letters/告/2025": 1,
    }


def test_content_that_is_not_cleared_leaves_with_no_letter(world: World) -> None:
    """S35: neither with the reply nor with a letter to a third party."""
    case = signed(world)
    case.do("void_clearance")
    with pytest.raises(GateRefused, match="保密审查"):
        issue(case, "L-13", facts=PROVIDE)
    asking = world.walk("categorising")
    asking.do("attach_release")
    asking.do("ask_third_party")
    with pytest.raises(GateRefused, match="未经保密审查"):
        issue(asking, "L-05", facts={"planned_content": "批复全文"}, content_hash=CONTENT)
    issue(asking, "L-05", facts={"planned_content": "批复的标题和文号"})


def test_a_correction_notice_says_what_was_asked(world: World) -> None:
    """R30.1, R30.3: the points and the days of the step; the day is that of the step."""
    case = world.walk("awaiting_correction")
    asked = case.history[-1]
    issue(case, "L-02", by="clerk")
    text = text_of(taken_out(world, case, "L-02").content)
    assert "请写明文件名称或文号" in text
    assert "10个工作日内补正" in text  # config/law/correction.yaml answer_period
    assert "第三十条" in text
    assert asked.on_day == START
    late = world.walk("awaiting_correction")
    world.today += timedelta(1)
    with pytest.raises(GateRefused, match="早于成文日期"):
        issue(late, "L-02", by="clerk")


def test_an_extension_names_the_new_day(world: World) -> None:
    """R33.3: received Tuesday 2025-06-03; 20 and 20 working days end on Tuesday 2025-07-29."""
    case = world.walk("categorising")
    case.do("extend")
    issue(case, "L-04")
    text = text_of(taken_out(world, case, "L-04").content)
    assert "延长20个工作日" in text
    assert "2025年7月29日前（含当日）" in text
    assert "材料多" in text


def test_a_fee_notice_adds_up(world: World) -> None:
    """F5.1: 68 pages are 380 yuan; F6: 20 working days to pay."""
    case = world.walk("awaiting_payment")
    issue(case, "L-11", facts={"payment_method": "对公转账"})
    text = text_of(taken_out(world, case, "L-11").content)
    assert "信息处理费380元" in text
    assert "每页10元，计380元" in text
    assert "20个工作日内缴纳" in text


@pytest.mark.parametrize(
    ("command", "letter", "days"), [("ask_third_party", "L-05", "15"), ("ask_co_producer", "L-08", "15")]
)
def test_a_consultation_gives_the_days_of_the_law(world: World, command: str, letter: str, days: str) -> None:
    """R32.2, R34."""
    case = world.walk("categorising")
    case.do(command)
    issue(case, letter, facts={"planned_content": "批复"})
    text = text_of(taken_out(world, case, letter).content)
    assert f"{days}个工作日内提出书面意见" in text
    assert case.facts.consultations[0].party in text


def test_which_consultation_is_meant(world: World) -> None:
    case = world.walk("categorising")
    case.do("ask_third_party", party="甲公司")
    case.do("ask_third_party", party="乙公司")
    facts = {"planned_content": "批复"}
    assert "乙公司：" in text_of(drafted(world, case, "L-05", facts=facts))
    assert "甲公司：" in text_of(drafted(world, case, "L-05", facts=facts, ref="c1"))
    with pytest.raises(GateRefused, match="被征求意见方"):
        drafted(world, case, "L-05", facts=facts, ref="c9")


def test_a_missing_fact_is_refused_by_name(world: World) -> None:
    case = world.walk("drafting")
    with pytest.raises(GateRefused, match="缺少“提供信息的方式”（provision）"):
        drafted(world, case, "L-13")
    with pytest.raises(GateRefused, match="需要补正的事项"):
        drafted(world, case, "L-02")
    with pytest.raises(BadInput, match="L-99"):
        drafted(world, case, "L-99")
    with pytest.raises(BadInput, match="没有“applicants”这一项"):
        drafted(world, case, "L-13", facts={"applicants": "某人"})


def test_what_was_not_issued_cannot_be_taken_out(world: World) -> None:
    case = world.walk("drafting")
    with pytest.raises(NotFound):
        taken_out(world, case, "L-13")


def test_a_letter_to_read_on_the_net_has_the_link(world: World) -> None:
    """RV22."""
    case = world.walk("drafting")
    link = "互联网渠道提交行政复议申请"
    assert link in text_of(drafted(world, case, "L-13", facts=PROVIDE, delivery="electronic"))
    assert link not in text_of(drafted(world, case, "L-13", facts=PROVIDE, delivery="post"))
    asked = world.walk("consulting")
    with pytest.raises(GateRefused, match="不用 electronic 送达"):
        drafted(world, asked, "L-05", facts={"planned_content": "批复"}, delivery="electronic")


def test_a_reply_after_its_day_says_so(world: World) -> None:
    """R33.2: due Tuesday 2025-07-01."""
    case = world.walk("drafting")
    assert drafted(world, case, "L-13", date(2025, 7, 1), facts=PROVIDE)
    with pytest.raises(GateRefused, match="已过答复到期日"):
        drafted(world, case, "L-13", date(2025, 7, 2), facts=PROVIDE)
    told = {**PROVIDE, "delay": "因检索范围较大，本答复逾期一日，特此说明。"}
    assert "特此说明" in text_of(drafted(world, case, "L-13", date(2025, 7, 2), facts=told))


def test_a_state_secret_is_told_without_its_mark(world: World) -> None:
    """S22f, S31s: the letter tells level and period and is no marked file."""
    case = world.walk("categorising")
    case.do("categorise", outcome="DENY_SECRET", reason="该信息已经定密，尚未解密")
    case.do("review_legality")
    facts = {"secrecy_level": "机密", "secrecy_term": "十年"}
    content = drafted(world, case, "L-15", facts=facts)
    assert "应当先申请行政复议" in text_of(content)
    case.do("draft", letter_hash=hashlib.sha256(content).hexdigest())
    case.do("submit_draft")
    while case.state == "approving":
        case.do("approve_step")
    assert issue(case, "L-15", facts=facts)["reference"]
    marked = world.walk("categorising")
    with pytest.raises(GateRefused, match="国家秘密标志"):
        issue(marked, "L-26", facts={"record_finding": "机密★10年"})
    with world.store.read() as connection:
        kept = connection.execute(select(documents.c.name)).scalars().all()
    assert not [name for name in kept if "更正" in name]


def test_a_reply_on_the_spot_and_a_withdrawal_have_their_letters(world: World) -> None:
    """R33.1; END_OTHER."""
    case = world.walk("registered")
    case.do("reply_on_the_spot")
    route = {"route": "本机关门户网站"}
    assert issue(case, "L-12", facts=route)["reference"]
    gone = world.walk("withdrawn")
    assert issue(gone, "L-32", facts={"ending": "你已书面撤回该申请。"})["reference"]
    world.today += timedelta(1)
    with pytest.raises(GateRefused, match="还没有签发"):
        issue(gone, "L-32", facts={"ending": "你已书面撤回该申请。"})
    assert world.faults() == []


def test_the_bytes_are_kept_once_and_spoilt_bytes_are_found(world: World) -> None:
    """0011: under their hash; `verify` compares."""
    case = world.walk("registered")
    data = issue(case, "L-01")
    assert world.faults() == []
    world.store.write(
        lambda c: c.execute(contents.update().where(contents.c.sha256 == data["sha256"]).values(content=b"x"))
    )
    assert any("内容被改动" in fault.what for fault in world.faults())


def test_an_issued_letter_is_never_corrected(world: World) -> None:
    case = world.walk("registered")
    issue(case, "L-01")
    n = case.history[-1].n
    for field in ("kind", "facts", "on"):
        with pytest.raises(BadInput):
            case.do("rectify", n=n, field=field, value="L-02")


def test_the_history_holds_no_name(world: World) -> None:
    """The applicant stands in the letter, not in the row."""
    case = world.walk("registered")
    issue(case, "L-01")
    assert "张三" in text_of(taken_out(world, case, "L-01").content)
    assert "张三" not in case.history[-1].data


def test_a_later_configuration_does_not_change_what_was_issued(world: World) -> None:
    """What left is read and written again with the templates of its day."""
    case = world.walk("registered")
    issue(case, "L-01")
    organization = replace(world.config.organization, agency="另一机关")
    world.config = replace(world.config, organization=organization)
    letter = taken_out(world, case, "L-01")
    assert letter.rewritten
    assert "示例市自然资源局" in text_of(letter.content)


SITUATIONS: dict[str, tuple[str, tuple[Any, ...], dict[str, str]]] = {
    "L-01": ("registered", (), {}),
    "L-03": ("awaiting_reasons", (), {}),
    "L-06": ("consulting", (), {}),
    "L-07": ("consulting", (), {}),
    "L-09": ("consulting", (("receive_opinion", {"answer": "object", "reason": "商业秘密", "reasonable": True}),
                            ("conclude_consultation", {}), ("inform_third_party", {})), {}),
    "L-10": ("categorising", (("ask_other_body", {}),), {"matter": "请确认是否可以公开"}),
    "L-26": ("registered", (), {"record_finding": "经核实，记录无误"}),
    "L-27": ("registered", (("suggest_disclosure", {}),), {"conversion_result": "已纳入主动公开"}),
    "L-28": ("sent", (), {}),
    "L-29": ("drafting", (), {}),
    "L-30": ("in_proceedings", (), {"defence": "程序合法", "evidence": "一、申请表"}),
    "L-33": ("awaiting_reasons", (("receive_reasons", {}), ("postpone", {})), {}),
}  # fmt: skip


@pytest.mark.parametrize("letter", SITUATIONS)
def test_a_letter_is_issued_in_its_situation(world: World, letter: str) -> None:
    leaf, steps, facts = SITUATIONS[letter]
    case = world.walk(leaf)
    for command, fields in steps:
        case.do(command, **fields)
    issue(case, letter, facts=facts)
    found = taken_out(world, case, letter)
    assert found.rewritten
    assert (found.reference is None) is (world.config.letters.templates[letter].series is None)


def test_a_body_without_a_period_of_law_is_given_the_days(world: World) -> None:
    """R33.4: other bodies have the period of config/law/other_body.yaml."""
    case = world.walk("categorising")
    case.do("ask_other_body")
    days = world.config.law.numbers["other_body.answer_period"].on(world.today).value
    text = text_of(drafted(world, case, "L-10", facts={"matter": "请确认"}))
    assert f"{days}个工作日内函复" in text


DECISIONS = {
    "OPEN_PUBLISHED": ("L-12", {"route": "门户网站"}),
    "DENY_LAW": ("L-15", {"forbidding_law": "某法第一条"}),
    "DENY_3S1W": ("L-15", {"adverse_effect": "可能危及公共安全"}),
    "DENY_INTERNAL": ("L-15", {"classification": "人事管理"}),
    "DENY_PROCESS": ("L-15", {"classification": "讨论记录"}),
    "DENY_CASEFILE": ("L-15", {"classification": "行政处罚案卷"}),
    "NONE_NOT_EXIST": ("L-16", {}),
    "NONE_NOT_OURS": ("L-17", {"responsible_body": "市水务局，电话0000"}),
    "NONE_NEED_MAKE": ("L-18", {}),
    "NOPROC_PETITION": ("L-20", {"petition_channel": "信访局"}),
    "NOPROC_REPEAT": ("L-21", {"previous_reply": "2025年1月6日，示自然资公开复〔2025〕9号"}),
    "NOPROC_PUBLICATION": ("L-22", {"route": "市图书馆"}),
    "QUERY_OTHER_LAW": ("L-24", {"special_law": "不动产登记暂行条例", "route": "登记大厅"}),
    "NOPROC_RECONFIRM": ("L-31", {"previous_provision": "2025年1月6日提供"}),
}


@pytest.mark.parametrize("outcome", DECISIONS)
def test_a_case_tells_all_the_rest_of_a_reply(world: World, outcome: str) -> None:
    letter, facts = DECISIONS[outcome]
    case = world.walk("categorising")
    case.do("categorise", outcome=outcome, reason="经审查认定")
    assert world.config.law.outcomes[outcome].letters == (letter,)
    text = text_of(drafted(world, case, letter, facts=facts))
    assert "张三：" in text
    for given in facts.values():
        assert given in text


def test_the_course_of_a_case_is_told(world: World) -> None:
    """R30.4, R35.2, R32, R30.3: what happened before stands in the letter by itself."""
    unclear = world.walk("awaiting_correction")
    unclear.run("receive_correction", "assign", "record_search")
    unclear.do("categorise", outcome="NONE_UNCLEAR", reason="仍不能确定文件")
    assert "2025年6月3日告知补正（请写明文件名称或文号），2025年6月3日收到补正" in text_of(
        drafted(world, unclear, "L-19")
    )
    massive = world.walk("awaiting_reasons")
    massive.do("receive_reasons", reasonable=False)
    massive.run("assign", "record_search")
    massive.do("categorise", outcome="NOPROC_MASSIVE", reason="与所述用途无关")
    text = text_of(drafted(world, massive, "L-23"))
    assert "本月已提交四十件" in text
    assert "收到的说明为：科研需要" in text
    asked = world.walk("consulting")
    asked.do("receive_opinion", answer="object", reason="商业秘密", reasonable=True)
    asked.do("conclude_consultation", conclusion="理由合理")
    asked.do("categorise", outcome="DENY_3P", reason="涉及商业秘密")
    text = text_of(drafted(world, asked, "L-15"))
    assert "第三方不同意公开" in text
    assert "经研判：理由合理" in text


def test_the_end_of_a_period_is_told(world: World) -> None:
    """R30.3: received 2025-06-03, ten working days end on Tuesday 2025-06-17."""
    case = world.walk("awaiting_correction")
    case.do("record_notice_receipt")
    world.today += timedelta(30)
    case.do("discontinue")
    text = text_of(drafted(world, case, "L-25"))
    assert "补正期限于2025年6月17日届满" in text
    assert "缴费" not in text


def test_every_way_of_delivery_has_its_words() -> None:
    """L-28, C-10, RV-I15: 公告 among them."""
    assert set(HOW_DELIVERED) == set(DELIVERIES) == set(Delivery)
