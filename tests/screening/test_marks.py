"""S14, S22f, S31s, S64: the table of marks, on its own and within a document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from disclosure.law.secrecy import ReviewLevel, ScreeningRules
from disclosure.screening import Finding, screen_text

TABLE: dict[str, list[Any]] = YAML(typ="safe").load(Path(__file__).with_name("marks.yaml").read_text("utf-8"))
PROSE = "\n" + "这是一段普通的说明文字，用来把后面的内容推到文首以外。" * 20 + "\n"
SURROUNDINGS = [("", ""), (PROSE, PROSE), ("文件", "关于"), ("000001\n", "\n特急")]


def found(text: str, rules: ScreeningRules, rule: str = "classification_mark") -> list[Finding]:
    return [one for one in screen_text(text, rules) if one.rule == rule]


@pytest.mark.parametrize("written", TABLE["marks"])
def test_a_mark_is_one_wherever_it_stands(written: str, rules: ScreeningRules) -> None:
    for before, after in SURROUNDINGS:
        marks = found(before + written + after, rules)
        assert marks, (before[-5:], after[:5])
        assert all(mark.level is ReviewLevel.REFUSE for mark in marks)
        # It covers the word itself.
        first = marks[0]
        assert first.start < len(before + written)
        assert first.end > len(before)


@pytest.mark.parametrize("line", TABLE["alone"])
def test_a_word_alone_on_its_line_at_the_head_is_a_mark(line: str, rules: ScreeningRules) -> None:
    assert found(f"{line}\n关于某某工作的通知\n正文", rules)
    assert found(line + PROSE, rules)


@pytest.mark.parametrize("line", ["机密", "绝密", "秘密"])
def test_a_word_alone_far_from_the_head_does_not_refuse_the_file(line: str, rules: ScreeningRules) -> None:
    findings = screen_text(f"{PROSE}{line}\n正文", rules)
    assert [one.level for one in findings] == [ReviewLevel.SECRECY_OFFICE]


def test_a_register_with_a_column_of_levels_goes_to_the_secrecy_office(rules: ScreeningRules) -> None:
    findings = screen_text("序号\t名称\t密级\t\n1\t某文件\t秘密\t\n2\t某通知\t公开\t\n", rules)
    assert [(one.rule, one.level) for one in findings] == [("level_word", ReviewLevel.SECRECY_OFFICE)]


def test_each_page_has_a_head_of_its_own(rules: ScreeningRules) -> None:
    assert found(f"{PROSE}\f机密\n第二份文件", rules)


@pytest.mark.parametrize("text", TABLE["nothing"])
def test_what_only_looks_like_a_mark_is_nothing(text: str, rules: ScreeningRules) -> None:
    for before, after in (("", ""), ("\n", "\n"), ("本文说明：", "，特此说明。")):
        assert screen_text(before + text + after, rules) == (), (before, after)


@pytest.mark.parametrize("row", TABLE["mentions"], ids=lambda row: row["text"])
def test_a_mention_can_be_released_by_a_person(row: dict[str, str], rules: ScreeningRules) -> None:
    for before, after in ((PROSE, PROSE), ("", "")):
        text = before + row["text"] + after
        assert found(text, rules, row["rule"])
        assert all(one.level is not ReviewLevel.REFUSE for one in screen_text(text, rules))


@pytest.mark.parametrize("row", TABLE["others"], ids=lambda row: row["text"])
def test_other_marks_never_refuse_the_file(row: dict[str, str], rules: ScreeningRules) -> None:
    text = f"{PROSE}{row['text']}{PROSE}"
    assert found(text, rules, row["rule"])
    assert all(one.level is not ReviewLevel.REFUSE for one in screen_text(text, rules))
