"""证据目录 (LT34, LT67, RV48, RV70, SC25.5): what the file proves, whose it is, and what it lacks."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from docx import Document

from disclosure.cases.evidence_items import ITEMS
from disclosure.cases.evidence_list import evidence_list, paper_of
from disclosure.errors import NotFound
from disclosure.letters.word import docx_of
from state_machines import REQUEST
from tests.cases.world import CONTENT, LETTER, START, CaseInHand, World

pytestmark = pytest.mark.check

DAY = timedelta(1)


def listed(case: CaseInHand, ref: str | None = None) -> dict[str, Any]:
    world = case.world
    with world.store.read() as connection:
        return evidence_list(connection, world.config, case.number, world.today, ref)


def names(document: dict[str, Any]) -> list[str]:
    return [item["name"] for item in document["items"]]


def test_a_reply_that_was_disputed(world: World) -> None:
    """Filed, searched, cleared by another person, signed, sent, served: each with its day, oldest first."""
    case = world.walk("categorising")
    case.run("attach_release", "ask_third_party")
    world.today += DAY
    case.do("record_letter_receipt")
    case.do("receive_opinion", answer="object", reason="涉及商业秘密", reasonable=False)
    case.do("conclude_consultation")
    case.do("inform_third_party")
    case.do("extend")
    case.run("categorise", "clear")
    case.sign()
    case.do("send", postal_number="1234567890123", number_reason="国内挂号")
    world.today += DAY
    case.do("serve", proof="投递签收记录", signed_by="addressee")
    found = listed(case)
    assert names(found) == [
        "政府信息公开申请", "收件登记", "检索记录", "征求第三方意见函",
        "征求意见函送达凭证", "甲公司的意见", "意见研判结论", "书面告知第三方", "延长答复期限的批准和告知",
        "处理决定的认定", "保密审查记录", "答复审签记录", "政府信息公开答复", "邮寄登记", "送达凭证",
    ]  # fmt: skip
    by_name = {item["name"]: item for item in found["items"]}
    assert [item["n"] for item in found["items"]] == list(range(1, len(found["items"]) + 1))
    assert by_name["保密审查记录"]["sha256"] == CONTENT
    assert "审查人 secrecy" in by_name["保密审查记录"]["proves"]
    assert by_name["保密审查记录"]["file"] == "批复"
    assert by_name["政府信息公开答复"]["sha256"] == LETTER
    assert by_name["收件登记"]["proves"].startswith(f"收到申请之日为 {START}")
    assert by_name["送达凭证"]["day"] == START + 2 * DAY
    assert "理由：涉及商业秘密" in by_name["甲公司的意见"]["proves"]


def test_what_is_missing_is_named(world: World) -> None:
    """C-10, R33.3: an extension nobody was told of; a reply marked served whose proof was never put on file."""
    case = world.walk("categorising")
    case.do("extend")
    case.run("attach_release", "categorise", "clear")
    case.sign()
    case.do("send", delivery="direct")
    case.do("serve", proof="回证原件")
    missing = listed(case)["missing"]
    assert missing == [
        "延期已经批准，没有制发延期答复告知书（R33.3）",
        f"答复（{START} 发出）的签收人身份（C-10）",
        f"政府信息公开答复（{START}）的文件没有入卷，校验值 {LETTER[:12]}…",
        f"送达凭证（{START}）的文件没有入卷",
    ]


def test_what_was_put_on_file_is_missing_no_more(world: World) -> None:
    """C-10, R33.3: the notice that was issued stands with the extension, the scanned receipt with the service."""
    case = world.walk("categorising")
    case.do("extend")
    case.do("issue_letter", by="clerk", kind="L-04", facts={})
    receipt = world.put_on_file("投递回执".encode(), "回执.txt")
    case.do("attach", sha256=receipt, name="回执.txt")
    case.run("attach_release", "categorise", "clear")
    case.sign()
    case.do("send", delivery="direct")
    case.do("serve", proof="回证原件", proof_hash=receipt, signed_by="addressee")
    found = listed(case)
    assert not [what for what in found["missing"] if "延期" in what or "送达" in what or "签收" in what]
    extended = next(item for item in found["items"] if item["name"].startswith("延长"))
    assert extended["file"].endswith(".docx")
    assert not [name for name in names(found) if "延期答复告知书" in name]  # one letter, one piece


def test_each_letter_stands_with_the_one_it_asked(world: World) -> None:
    """R32.1: two third parties, the letter to the first issued after both were asked."""
    case = world.walk("categorising")
    case.do("ask_third_party", party="甲公司")
    case.do("ask_third_party", party="乙公司")
    facts = {"planned_content": "某路批复"}
    case.do("issue_letter", by="handler", kind="L-05", ref="c1", facts=facts)
    asked = [item for item in listed(case)["items"] if item["name"] == "征求第三方意见函"]
    assert [(item["file"] is not None, "甲公司" in item["proves"]) for item in asked] == [
        (True, True),
        (False, False),
    ]


@pytest.mark.parametrize(
    ("channel", "proof", "missing"),
    [("in_person", None, False), ("internet", None, True), ("internet", "录音", False)],
)
def test_the_receipt_has_its_proof(world: World, channel: str, proof: str | None, missing: bool) -> None:
    """R31."""
    case = world.file(channel=channel)
    if channel == "internet":
        case.do("confirm", proof=proof)
    assert ("双方确认收到申请的凭证（R31）" in listed(case)["missing"]) is missing


def test_a_secret_needs_proof_of_its_marking(world: World) -> None:
    """SC25.5."""
    case = world.walk("categorising")
    case.do("categorise", outcome="DENY_SECRET")
    what = "国家秘密标识、保密期限的证据（SC25.5）"
    assert what in listed(case)["missing"]
    case.do("attach")
    assert what not in listed(case)["missing"]


def test_what_is_younger_than_the_suit_is_marked(world: World) -> None:
    """LT34, LT67: the list is for one proceeding, and gathers nothing after it was brought."""
    case = world.walk("remedy_period")
    world.today += DAY
    case.do(
        "open_remedy",
        kind="litigation",
        body="某法院",
        file_number="（2025）某行初1号",
        filed_on="2025-06-03",
    )
    case.do("note_contact", text="补充说明")
    found = listed(case, "j1")
    assert found["remedy"] == {
        "ref": "j1", "kind": "litigation", "body": "某法院", "file_number": "（2025）某行初1号",
    }  # fmt: skip
    assert [item["name"] for item in found["items"] if item["after_filing"]] == ["沟通记录"]
    assert not any(item["after_filing"] for item in listed(case)["items"])
    with pytest.raises(NotFound, match="j2"):
        listed(case, "j2")


def test_the_paper_for_the_court(world: World) -> None:
    """序号、证据名称、来源、证明对象、页码; what is missing is not told to the other side."""
    case = world.walk("in_proceedings")
    found = listed(case, "j1")
    assert found["missing"]
    content = docx_of(paper_of(found, "示例市自然资源局", date(2025, 7, 8)))
    paper = Document(io.BytesIO(content))
    [table] = paper.tables
    assert [cell.text for cell in table.rows[0].cells] == ["序号", "证据名称", "来源", "证明对象", "页码"]
    assert len(table.rows) == 1 + len(found["items"])
    assert [row.cells[1].text for row in table.rows[1:]] == names(found)
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert "证据目录" in text
    assert "受理机关：市人民政府" in text
    assert "2025年7月8日" in text
    assert "没有入卷" not in text + "".join(cell.text for row in table.rows for cell in row.cells)
    assert content == docx_of(paper_of(found, "示例市自然资源局", date(2025, 7, 8)))


def test_every_step_that_proves_is_one_of_the_chart() -> None:
    assert set(ITEMS) <= set(REQUEST.events)
