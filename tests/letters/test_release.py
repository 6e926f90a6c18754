"""What a letter may not leave with (facts §9.1): each reason by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from disclosure.law.terms import RemedyTemplate
from disclosure.letters.release import Dates, refusals
from disclosure.letters.vocabulary import GIVEN, KNOWN
from tests.letters.sample import CONFIG, TEMPLATES, TOLD

RECEIVED, MADE, DUE = date(2026, 3, 2), date(2026, 3, 20), date(2026, 3, 30)
GOOD = Dates(made=MADE, received=RECEIVED, due=DUE)


def told(letter: str, **changes: str) -> dict[str, str]:
    template = TEMPLATES[letter]
    own = {name: TOLD[name] for name in TOLD if name in KNOWN or name in template.facts}
    own |= {"withheld_article": "条例第15条"} if "withheld_article" in template.facts else {}
    return {name: value for name, value in {**own, **changes}.items() if value}


def because(letter: str, code: str | None, dates: Dates = GOOD, **changes: str) -> list[str]:
    outcome = CONFIG.law.outcomes[code] if code else None
    found = refusals(TEMPLATES[letter], told(letter, **changes), outcome, dates, CONFIG.law)
    return [refusal.because for refusal in found]


def test_a_letter_with_everything_may_leave() -> None:
    assert because("L-13", "OPEN_PROVIDE") == []
    assert because("L-14", "PARTIAL") == []
    assert because("L-02", None) == []


def test_a_missing_fact_is_named() -> None:
    assert because("L-13", "OPEN_PROVIDE", provision="") == ["L-13 缺少“提供信息的方式”（provision）"]
    assert len(because("L-16", "NONE_NOT_EXIST", search_scope="", search_method="")) == 2


def test_a_fact_the_letter_does_not_use_is_named() -> None:
    assert because("L-13", "OPEN_PROVIDE", route="网站") == ["L-13 用不到“获取信息的方式和途径”（route）"]


@pytest.mark.parametrize(
    ("letter", "code", "word"),
    [("L-13", None, "没有处理决定"), ("L-13", "DENY_3P", "不是"), ("L-15", "OPEN_PROVIDE", "不是")],
)
def test_the_letter_is_that_of_the_outcome(letter: str, code: str | None, word: str) -> None:
    assert any(word in reason for reason in because(letter, code))


def test_the_remedy_is_that_of_the_outcome() -> None:
    """RV23.4: a denial that told the reader to choose."""
    wrong = replace(TEMPLATES["L-15"], remedy=(RemedyTemplate.EITHER,))
    outcome = CONFIG.law.outcomes["DENY_PROCESS"]
    found = refusals(wrong, told("L-15"), outcome, GOOD, CONFIG.law)
    assert [r.because for r in found if "救济" in r.because] == [
        "L-15 的救济途径与“不予公开：过程性信息”不符"
    ]


def test_an_outcome_older_than_its_law() -> None:
    """R16.2 is of 2019-05-15."""
    eve, day = date(2019, 5, 14), date(2019, 5, 15)
    assert len(because("L-15", "DENY_PROCESS", Dates(made=eve))) == 1
    assert because("L-15", "DENY_PROCESS", Dates(made=day)) == []


@pytest.mark.parametrize("article", ["条例第36条第1项", "条例第37条", "第15条"])
def test_the_half_withheld_rests_on_articles_14_to_16(article: str) -> None:
    """R37, R14 to R16."""
    assert because("L-14", "PARTIAL", withheld_article=article) == [f"“{article}”不是不予公开的依据"]
    assert because("L-14", "PARTIAL", withheld_article="条例第14条、条例第16条第2款") == []


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"received": date(2026, 3, 21)}, "成文日期 2026-03-20 早于收到申请之日 2026-03-21"),
        ({"opened": date(2026, 3, 21)}, "成文日期 2026-03-20 早于所属事项之日 2026-03-21"),
        ({"mailed": date(2026, 3, 19)}, "发出之日 2026-03-19 早于成文日期 2026-03-20"),
        (
            {"mailed": date(2026, 3, 23), "served": date(2026, 3, 22)},
            "送达之日 2026-03-22 早于发出之日 2026-03-23",
        ),
        ({"served": date(2026, 3, 19)}, "送达之日 2026-03-19 早于成文日期 2026-03-20"),
    ],
)
def test_days_follow_one_another(changes: dict[str, date], word: str) -> None:
    assert because("L-13", "OPEN_PROVIDE", replace(GOOD, **changes)) == [word]


def test_days_may_be_the_same() -> None:
    assert because("L-13", "OPEN_PROVIDE", Dates(MADE, MADE, None, MADE, MADE, MADE)) == []


def test_a_late_reply_says_so() -> None:
    """R33.2, R35.2: on the due day, the day after, and the day after with the delay told."""
    assert because("L-13", "OPEN_PROVIDE", replace(GOOD, made=DUE)) == []
    late = replace(GOOD, made=date(2026, 3, 31))
    assert because("L-13", "OPEN_PROVIDE", late) == [
        "成文日期 2026-03-31 已过答复到期日 2026-03-30，文书没有写明"
    ]
    assert because("L-13", "OPEN_PROVIDE", late, delay="因系统故障逾期一日，特此说明") == []
    assert because("L-02", None, late) == []  # a notice has a period of its own (R30.1)


def test_what_is_given_has_a_name() -> None:
    assert all(label for label in GIVEN.values())
