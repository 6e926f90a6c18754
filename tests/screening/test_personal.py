"""PI4x, PI28: personal data in every spelling, and the numbers that are none."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from disclosure.law.secrecy import ScreeningRules
from disclosure.params import default_directory, load
from disclosure.screening import masked, screen_text
from tests.screening import planted
from tests.screening.test_corpus import PERSONAL

TABLE: dict[str, Any] = YAML(typ="safe").load(Path(__file__).with_name("personal.yaml").read_text("utf-8"))
RULES = load(default_directory()).screening
AROUND = [
    ("", ""), ("身份证号：", "。"), ("张三", "，男"), ("(", ")"), ("3 ", "\n4 "), ("ID", "Tel"), ("|", "|"),
    ("1.", ";"),
    ("电话13812345678，", " 2024年"), ("编号：", ""), ("2024-01-01 ", " 12:00"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "text"), [(r, t) for r, texts in TABLE["found"].items() for t in texts])
def test_it_is_found_and_masked(rule: str, text: str, rules: ScreeningRules) -> None:
    findings = screen_text(text, rules)
    assert rule in {one.rule for one in findings}
    assert screen_text(masked(text, findings), rules) == ()


@pytest.mark.parametrize("text", TABLE["nothing"])
def test_it_is_nobodys(text: str, rules: ScreeningRules) -> None:
    assert screen_text(text, rules) == ()


@pytest.mark.parametrize(("before", "after"), AROUND)
def test_an_identity_number_is_found_exactly(before: str, after: str, rules: ScreeningRules) -> None:
    random = Random(before + after)
    number = planted.identity(random)
    for written in [*planted.spellings(number, (6, 8)), number.lower(), planted.grouped(number, (17,), " ")]:
        text = before + written + after
        found = [text[one.start : one.end] for one in screen_text(text, rules) if one.rule == "id_number"]
        assert found == [written]


@pytest.mark.parametrize(("before", "after"), [pair for pair in AROUND if "电话" not in pair[0]])
def test_a_wrong_check_digit_is_no_identity_number(before: str, after: str, rules: ScreeningRules) -> None:
    random = Random(before + after)
    for _ in range(50):
        text = before + planted.wrong_identity(random) + after
        assert screen_text(text, rules) == (), text


@pytest.mark.parametrize("number", ["110101199002307772", "110101199013017778", "190101199003077716"])
def test_no_day_or_no_province_is_no_identity_number(number: str, rules: ScreeningRules) -> None:
    """The check digit is made to be right: it is the rest that is wrong."""
    right = number[:17] + planted.identity_check(number[:17])
    assert "id_number" not in {one.rule for one in screen_text(right, rules)}


def test_both_calculations_of_a_check_digit_agree() -> None:
    """The published example of GB 11643."""
    assert planted.identity_check("11010519491231002") == "X"
    assert planted.identity_check("44052418800101001") == "4"


PIECES = st.one_of(
    st.randoms(use_true_random=False).map(lambda r: planted.written_identity(r).written),
    st.randoms(use_true_random=False).map(lambda r: planted.written_personal(r).written),
    st.text("0123456789Xx -\n\t,.:：（）★", max_size=12),
    st.sampled_from(["电话", "卡号：", "住址：", "密级：", "订单号", "机", "密", "★5年", "秘密", "。", "，"]),
)


def _holds(pieces: list[str]) -> None:
    text = "".join(pieces)
    findings = screen_text(text, RULES)
    hidden = masked(text, findings)
    assert len(hidden) == len(text)
    assert [one for one in screen_text(hidden, RULES) if one.rule in PERSONAL] == []
    ends = [0, *(one.end for one in findings)]
    assert all(one.start >= end for one, end in zip(findings, ends, strict=False))  # in order, apart
    for one in findings:
        assert 0 <= one.start < one.end <= len(text)
        assert len(one.text_masked) == one.end - one.start
        assert set("".join(one.text_masked.split())) <= {"×"}


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=8))
def test_a_mask_leaves_nothing_to_find(pieces: list[str]) -> None:
    _holds(pieces)


@pytest.mark.check
@settings(max_examples=5_000, deadline=None)
@given(st.lists(PIECES, max_size=12))
def test_a_mask_leaves_nothing_to_find_in_many_texts(pieces: list[str]) -> None:
    _holds(pieces)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_at_all_can_be_screened(text: str) -> None:
    _holds([text])
