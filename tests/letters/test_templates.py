"""Facts §9.3: every letter of the list renders for every outcome and command it belongs to."""

from __future__ import annotations

import re
from datetime import date

import pytest

from disclosure.errors import NotInForce
from disclosure.letters.citing import RULES, article_of, cited
from disclosure.letters.composing import missing
from disclosure.letters.page import page_of
from disclosure.letters.template import filled, read_lines
from disclosure.letters.vocabulary import GIVEN, KNOWN, OCCASIONS
from disclosure.letters.word import docx_of
from state_machines import REQUEST
from tests.letters.sample import CONFIG, PAIRS, TEMPLATES, TOLD, composed

REPLIES = {  # facts §1.4, §9.3
    "L-12": {"OPEN_PUBLISHED"},
    "L-13": {"OPEN_PROVIDE"},
    "L-14": {"PARTIAL"},
    "L-15": {
        "DENY_SECRET",
        "DENY_LAW",
        "DENY_3S1W",
        "DENY_3P",
        "DENY_INTERNAL",
        "DENY_PROCESS",
        "DENY_CASEFILE",
    },
    "L-16": {"NONE_NOT_EXIST"},
    "L-17": {"NONE_NOT_OURS"},
    "L-18": {"NONE_NEED_MAKE"},
    "L-19": {"NONE_UNCLEAR"},
    "L-20": {"NOPROC_PETITION"},
    "L-21": {"NOPROC_REPEAT"},
    "L-22": {"NOPROC_PUBLICATION"},
    "L-23": {"NOPROC_MASSIVE"},
    "L-24": {"QUERY_OTHER_LAW"},
    "L-25": {"END_NOT_CORRECTED", "END_UNPAID"},
    "L-31": {"NOPROC_RECONFIRM"},
    "L-32": {"END_OTHER"},
}
# 专有必备内容 (facts §9.3): what each letter cannot be without.
OWN = {
    "L-01": {"receipt", "number", "due"},
    "L-02": {"points", "answer_days"},
    "L-03": {"grounds", "answer_days"},
    "L-04": {"extension_days", "due"},
    "L-05": {"planned_content", "party_days"},
    "L-08": {"planned_content", "party_days"},
    "L-09": {"disclosure_reason", "remedy"},
    "L-10": {"party_days", "matter"},
    "L-11": {"fee_basis", "fee_lines", "amount", "payment_method", "payment_period", "reply_period"},
    "L-12": {"route"},
    "L-13": {"provision"},
    "L-14": {"disclosed_part", "withheld_part", "withheld_article"},
    "L-16": {"search_scope", "search_method"},
    "L-17": {"reason"},
    "L-19": {"correction_course"},
    "L-20": {"petition_channel"},
    "L-21": {"previous_reply"},
    "L-22": {"route"},
    "L-23": {"grounds", "reason"},
    "L-24": {"special_law", "route"},
    "L-25": {"notice_over"},
    "L-26": {"record_finding"},
    "L-27": {"conversion_result"},
    "L-28": {"sent", "delivery"},
    "L-30": {"evidence"},
    "L-33": {"postponed_until"},
}
DENIALS = {  # L-15: what each ground has to say (facts §9.3)
    "DENY_SECRET": {"secrecy_level", "secrecy_term"},
    "DENY_LAW": {"forbidding_law"},
    "DENY_3S1W": {"adverse_effect"},
    "DENY_3P": {"consultation_course"},
    "DENY_INTERNAL": {"classification"},
    "DENY_PROCESS": {"classification"},
    "DENY_CASEFILE": {"classification"},
}


def test_the_list_is_whole() -> None:
    assert set(TEMPLATES) == {f"L-{n:02d}" for n in range(1, 34)}
    assert {letter: set(t.outcomes) for letter, t in TEMPLATES.items() if t.outcomes} == REPLIES


def test_occasions_are_events_of_the_statechart() -> None:
    assert REQUEST.labels.keys() >= OCCASIONS


@pytest.mark.parametrize(("letter", "outcome"), PAIRS)
def test_a_letter_renders_whole(letter: str, outcome: str | None) -> None:
    document = composed(TEMPLATES[letter], outcome)
    text = "\n".join(document.texts())
    assert "{{" not in text
    assert "}}" not in text
    for name in TEMPLATES[letter].needed(outcome):
        assert TOLD[name] in text or TOLD[name].rstrip("。") in text, name
    assert re.search(r"第\d+条", text) is None  # articles in words
    assert docx_of(document).startswith(b"PK")
    assert document.title in page_of(document)


@pytest.mark.parametrize("letter", OWN)
def test_what_a_letter_cannot_be_without(letter: str) -> None:
    template = TEMPLATES[letter]
    needed = set(template.needed(template.outcomes[0] if template.outcomes else None))
    assert OWN[letter] <= needed
    for name in OWN[letter]:
        told = {key: value for key, value in TOLD.items() if key != name}
        assert missing(template, told, template.outcomes[0] if template.outcomes else None) == (name,)


@pytest.mark.parametrize("outcome", DENIALS)
def test_a_denial_says_what_its_ground_asks_for(outcome: str) -> None:
    """And nothing of the other grounds (R14 to R16)."""
    asked = set(TEMPLATES["L-15"].needed(outcome))
    own = set().union(*DENIALS.values())
    assert asked & own == DENIALS[outcome]


@pytest.mark.parametrize("letter", ["L-05", "L-08"])
def test_silence_means_what_the_law_says(letter: str) -> None:
    """R32.2: the agency decides; R34: consent. The two are opposites."""
    text = "\n".join(composed(TEMPLATES[letter], None).texts())
    assert ("视为同意公开" in text) is (letter == "L-08")
    assert ("由本机关依据" in text) is (letter == "L-05")


def test_a_fee_cannot_be_complained_of_alone() -> None:
    """F7, F6: said in the notice, with what silence means."""
    text = "\n".join(composed(TEMPLATES["L-11"], None).texts())
    assert "不能单独申请行政复议或者提起行政诉讼" in text
    assert "视为放弃申请" in text


def test_facts_are_known_or_given_and_never_both() -> None:
    assert KNOWN.keys() & GIVEN.keys() == set()
    used = {name for t in TEMPLATES.values() for name in (*t.facts, *t.optional)}
    assert used == KNOWN.keys() | GIVEN.keys()


def test_every_rule_that_can_be_cited_belongs_to_a_letter() -> None:
    assert {rule for t in TEMPLATES.values() for rule in t.rules} == RULES.keys()


@pytest.mark.parametrize(
    ("short", "formal"),
    [
        ("条例第36条第1项", "《中华人民共和国政府信息公开条例》第三十六条第（一）项"),
        ("条例第14条、第36条第3项", "《中华人民共和国政府信息公开条例》第十四条、第三十六条第（三）项"),
        ("条例第2条、第38条（推导，无明文）", "《中华人民共和国政府信息公开条例》第二条、第三十八条"),
        ("条例第45条（无专条）", "《中华人民共和国政府信息公开条例》第四十五条"),
        ("信息处理费管理办法第6条", "《政府信息公开信息处理费管理办法》第六条"),
        ("旧条例第21条第4项", "《中华人民共和国政府信息公开条例》（国务院令第492号）第二十一条第（四）项"),
        ("条例第20条第2款", "《中华人民共和国政府信息公开条例》第二十条第二款"),
    ],
)
def test_articles_are_written_out(short: str, formal: str) -> None:
    assert cited(short) == formal


def test_a_notice_of_before_the_revision_cites_the_regulation_of_then() -> None:
    """R56, O21, O24: 2019-05-14 and 2019-05-15."""
    assert article_of("R30.1", CONFIG.law, date(2019, 5, 14)) == "旧条例第21条第4项"
    assert article_of("R30.1", CONFIG.law, date(2019, 5, 15)) == "条例第30条"
    assert article_of("R33.3", CONFIG.law, date(2019, 5, 14)) == "旧条例第24条第2款"


@pytest.mark.parametrize("rule", [rule for rule, known in RULES.items() if known.former is None])
def test_what_the_law_of_then_did_not_know_is_refused(rule: str) -> None:
    with pytest.raises(NotInForce):
        article_of(rule, CONFIG.law, date(2019, 5, 14))


def test_every_outcome_cites_a_rule_a_letter_can_cite() -> None:
    assert {outcome.rule for outcome in CONFIG.law.outcomes.values()} <= RULES.keys()


def test_a_fact_within_a_sentence_brings_no_second_stop() -> None:
    assert filled("理由：{{ a }}。", {"a": "甲项。\n乙项。"}) == ("理由：甲项。乙项。",)
    assert filled("{{ a }}", {"a": "甲项。\n\n乙项。"}) == ("甲项。", "乙项。")


def test_nothing_in_a_template_is_carried_out() -> None:
    """A place is a name. What a fact holds is text, even when it looks like a place."""
    assert filled("{{ a }}之后", {"a": "{{ b }}", "b": "乙"}) == ("{{ b }}之后",)
    [line] = read_lines("?delay: {{ delay }}", 1)
    assert not line.holds({}, None)
    assert line.holds({"delay": "因故"}, None)
