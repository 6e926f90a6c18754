"""The table a lawyer reads (remedies.yaml), and the wording in full for the five ways it can come out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from disclosure.law.remedy import FORMER_FORUMS, FORUMS, Agency, Court
from disclosure.law.terms import RemedyTemplate
from disclosure.letters.redress import Complaints, redress
from tests.letters.sample import CONFIG

CASES = YAML(typ="safe").load(Path(__file__).with_name("remedies.yaml").read_text(encoding="utf-8"))
COURTS = {"基层": "甲区人民法院", "中级": "甲市中级人民法院"}
WAYS = {"前置": "应当先申请行政复议", "选择": "也可以自收到", "受限": "是否立案由人民法院依法决定"}
IN_2026 = date(2026, 3, 2)


def where(kind: str, court: str) -> Complaints:
    agency = Agency(kind)
    organs = {*FORUMS[agency].organs, *FORMER_FORUMS[agency].organs}
    return Complaints(agency, {organ: organ for organ in organs}, COURTS[court], "https://fuyi.example.cn")


def told(outcome: str, decided: date, place: Complaints, *, electronic: bool = False) -> tuple[str, ...]:
    remedy = CONFIG.law.outcomes[outcome].remedy
    wording = CONFIG.letters.wording
    return redress(CONFIG.law, wording, place, remedy, decided, "决定书", electronic=electronic)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_table(case: dict[str, Any]) -> None:
    paragraphs = told(case["outcome"], case["decided"], where(case["agency"], case["court"]))
    assert len(paragraphs) == len(case["ways"])
    for paragraph, way in zip(paragraphs, case["ways"], strict=True):
        assert [name for name, words in WAYS.items() if words in paragraph] == [way]
        assert "60日内向" + "或者".join(case["organs"]) + "申请行政复议" in paragraph  # RV20.1
        assert COURTS[case["court"]] in paragraph
        if way == "前置":
            assert "行政复议决定书之日起15日内" in paragraph  # LT45
            assert "个月" not in paragraph
        else:
            assert f"起{case.get('months', 6)}个月内向" in paragraph  # LT46


def test_the_table_has_every_kind_of_agency() -> None:
    assert {case["agency"] for case in CASES} == set(Agency)


@pytest.mark.parametrize("agency", Agency)
def test_the_level_of_court_is_that_of_the_table(agency: Agency) -> None:
    """LT15, facts §6.4; the same before 2024."""
    level = next(case["court"] for case in CASES if case["agency"] == agency)
    expected = Court.INTERMEDIATE if level == "中级" else Court.BASIC
    assert FORUMS[agency].court is FORMER_FORUMS[agency].court is expected


FIRST = (
    "，应当先申请行政复议：自收到本决定书之日起60日内向示例市人民政府申请行政复议；对行政复议决定不服的，"
    "自收到行政复议决定书之日起15日内向示例市示例区人民法院提起行政诉讼。"
)
EITHER = (
    "，可以自收到本决定书之日起60日内向示例市人民政府申请行政复议，也可以自收到本决定书之日起6个月内向"
    "示例市示例区人民法院提起行政诉讼。"
)
FORMER = EITHER.replace("示例市人民政府", "示例市人民政府或者示例省自然资源厅")
RESTRICTED = (
    "，可以自收到本决定书之日起60日内向示例市人民政府申请行政复议；自收到本决定书之日起6个月内向"
    "示例市示例区人民法院提起行政诉讼的，是否立案由人民法院依法决定。"
)
LINK = "申请行政复议，可以通过互联网渠道提交行政复议申请：https://fuyi.shili.example.cn。"


@pytest.mark.parametrize(
    ("outcome", "decided", "electronic", "wording"),
    [
        ("DENY_SECRET", IN_2026, False, ("如对本决定书不服" + FIRST,)),
        ("DENY_SECRET", date(2023, 12, 31), True, ("如对本决定书不服" + FORMER,)),
        ("OPEN_PROVIDE", IN_2026, True, ("如对本决定书不服" + EITHER, LINK)),
        ("NOPROC_REPEAT", IN_2026, False, ("如对本决定书不服" + RESTRICTED,)),
        (
            "PARTIAL",
            IN_2026,
            False,
            ("如对本决定书中予以公开的部分不服" + EITHER, "如对本决定书中不予公开的部分不服" + FIRST),
        ),
    ],
)
def test_the_wording(outcome: str, decided: date, electronic: bool, wording: tuple[str, ...]) -> None:
    """RV22: the link with what is served electronically, since the revised law."""
    letterhead = CONFIG.organization.letterhead
    assert letterhead is not None
    assert told(outcome, decided, letterhead.complaints, electronic=electronic) == wording


def test_a_procedural_letter_tells_none() -> None:
    place = where("department", "基层")
    wording = CONFIG.letters.wording
    for remedy in ((), (RemedyTemplate.PROCEDURAL,)):
        assert redress(CONFIG.law, wording, place, remedy, IN_2026, "告知书") == ()


def test_an_outpost_of_a_city_has_two_organs() -> None:
    """RV24.4."""
    place = where("outpost", "基层")
    organs = {**place.organs, "派出机构所在地的人民政府": "甲区人民政府"}
    [paragraph] = told("DENY_PROCESS", IN_2026, replace(place, organs=organs, outpost_of_city=True))
    assert "向本级人民政府或者甲区人民政府申请行政复议" in paragraph
