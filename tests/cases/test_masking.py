"""区分处理 in a case (R37): the masked copy becomes what is to be released, and is reviewed like it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from sqlalchemy import select

from disclosure.errors import BadInput, GateRefused, NotPermitted
from disclosure.store.tables import contents, documents, history
from tests.cases.world import CaseInHand, World
from tests.screening import papers

PHONE = "13800138000"
SECRET_NAME = "虚构某某"
TEXT = f"关于某路改造工程的批复。申请人{SECRET_NAME}，联系电话{PHONE}。"
FILE = "批复.txt"


def attached(world: World, content: bytes = TEXT.encode(), name: str = FILE) -> tuple[CaseInHand, str]:
    case = world.walk("categorising")
    world.door.attach(case.number, name, content, actor="handler", on=world.today)
    return case, hashlib.sha256(content).hexdigest()


def stored(world: World, sha256: str) -> Any:
    with world.store.read() as connection:
        query = (
            select(contents, documents.c.name)
            .join(documents, documents.c.sha256 == contents.c.sha256)
            .where(contents.c.sha256 == sha256)
        )
        return connection.execute(query).one()


def mask(case: CaseInHand, original: str, **fields: Any) -> Any:
    usual = {"original_hash": original, "title": "批复（遮盖）", "add": []}
    return case.do("mask_release", by="handler", **(usual | fields))


def test_the_copy_is_kept_beside_the_original_and_is_what_is_released(world: World) -> None:
    case, original = attached(world)
    start = TEXT.index(SECRET_NAME)
    mask(case, original, add=[[start, start + 4]])
    row = case.history[-1]
    data = json.loads(row.data)
    phone = TEXT.index(PHONE)
    assert data["original_hash"] == original
    assert data["spans"] == {"added": [[start, start + 4]], "mobile": [[phone, phone + 11]]}
    assert case.facts.content_hash == data["content_hash"] != original
    copy = stored(world, data["content_hash"])
    assert copy.content.decode() == "关于某路改造工程的批复。申请人■■■，联系电话■■■。"
    assert (copy.name, copy.level) == ("批复（遮盖）.txt", None)
    assert stored(world, original).content == TEXT.encode()
    for words in (PHONE, SECRET_NAME):
        assert words not in row.data
    assert world.faults() == []


def test_the_clearance_is_of_the_copy(world: World) -> None:
    """S35: the handler who made it does not clear it; another copy voids the clearance."""
    case, original = attached(world)
    mask(case, original)
    first = case.facts.content_hash
    case.do("clear", content_hash=first)
    assert case.facts.cleared
    start = TEXT.index(SECRET_NAME)
    mask(case, original, add=[[start, start + 4]])
    assert case.facts.content_hash != first
    assert not case.facts.cleared
    with pytest.raises(GateRefused):
        case.do("clear", content_hash=first)
    case.do("clear", content_hash=case.facts.content_hash)
    with pytest.raises(GateRefused):
        case.do("clear", by="everything", content_hash=original)
    assert world.faults() == []


def test_who_made_the_copy_does_not_clear_it(world: World) -> None:
    case, original = attached(world)
    case.do("mask_release", by="everything", original_hash=original, title="副本", add=[])
    with pytest.raises(GateRefused):
        case.do("clear", by="everything", content_hash=case.facts.content_hash)


def test_what_is_left_unmasked_is_found_in_the_copy(world: World) -> None:
    """The screening of the copy asks the handler about what was taken out of the masks."""
    case, original = attached(world)
    phone, name = TEXT.index(PHONE), TEXT.index(SECRET_NAME)
    mask(case, original, add=[[name, name + 4]], remove=[[phone, phone + 11]])
    review = case.facts.secrecy_review
    assert review is not None
    assert (review.level, review.found) == ("handler", 1)


def test_a_copy_of_what_concerns_the_secrecy_office_goes_to_it(world: World) -> None:
    """R17: whether all of it is masked is not for the unit alone to say."""
    text = f"本件不涉及国家秘密。联系电话{PHONE}。"
    case, original = attached(world, text.encode())
    mask(case, original)
    review = case.facts.secrecy_review
    assert review is not None
    assert review.level == "secrecy_office"
    with pytest.raises(GateRefused):
        case.do("clear", by="section", content_hash=case.facts.content_hash)


def test_the_same_command_twice_is_one_step(world: World) -> None:
    case, original = attached(world)
    fields = {"original_hash": original, "title": "批复", "add": []}
    first = case.do("mask_release", key="k", **fields)
    again = case.do("mask_release", key="k", **fields)
    assert (again.version, again.repeated) == (first.version, True)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"original_hash": "e" * 64}, "original_hash"),
        ({"add": [[0, 9999]]}, "add.0"),
        ({"add": [[-1, 3]]}, "add.0.0"),
        ({"remove": [[0, 1]]}, "remove.0"),
        ({"title": f"{PHONE}的批复"}, "title"),
        ({"content_hash": "e" * 64}, "content_hash"),
    ],
)
def test_a_refused_copy_leaves_nothing(world: World, fields: dict[str, Any], field: str) -> None:
    case, original = attached(world)
    before = case.row.version
    with world.store.read() as connection:
        kept = connection.execute(select(contents.c.sha256)).all()
    with pytest.raises(BadInput) as refused:
        mask(case, original, **fields)
    assert refused.value.field == field
    assert PHONE not in refused.value.message
    with world.store.read() as connection:
        assert connection.execute(select(contents.c.sha256)).all() == kept
    assert case.row.version == before


def test_a_file_of_another_case_is_no_original(world: World) -> None:
    _, original = attached(world)
    other = world.walk("categorising")
    with pytest.raises(BadInput, match="没有收存"):
        mask(other, original)


def test_only_the_handler_makes_it(world: World) -> None:
    case, original = attached(world)
    with pytest.raises(NotPermitted):
        case.do("mask_release", by="clerk", original_hash=original, title="副本", add=[])


def test_a_file_that_was_determined_secret_is_not_released_in_part(world: World) -> None:
    """S25l, S31s."""
    case, original = attached(world)
    case.do("attach_release", content_hash=original)
    case.do("categorise", by="handler")
    for command in ("answer_findings", "pass_to_secrecy_office", "plan_referral", "refer_secrecy"):
        case.do(command)
    case.do("receive_determination", by="secrecy", secret=True)
    with pytest.raises(GateRefused, match="国家秘密"):
        mask(case, original)


def test_a_docx_is_masked_in_its_own_format(world: World) -> None:
    content = papers.word({"comment": "内部讨论意见", "table": f"电话{PHONE}"})
    case, original = attached(world, content, "批复.docx")
    mask(case, original)
    copy = stored(world, case.facts.content_hash or "")
    assert (copy.kind, copy.name) == ("docx", "批复（遮盖）.docx")
    assert PHONE not in copy.text
    assert "内部讨论" not in copy.text
    assert json.loads(case.history[-1].data)["left_out"] == ["批注", "文档属性", "自定义数据"]


def test_masked_words_are_in_no_row_of_the_history(world: World) -> None:
    case, original = attached(world)
    mask(case, original)
    with world.store.read() as connection:
        rows = connection.execute(select(history.c.data)).scalars().all()
    assert not any(PHONE in data for data in rows)
