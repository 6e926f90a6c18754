"""config/law: every number has its unit, its article and the day it was checked; none is there for nothing."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from disclosure.law.escalation import Level
from disclosure.law.secrecy import ScreeningLimits
from disclosure.law.terms import Dated, RegimeBy, Unit
from disclosure.params import Organization, Service, default_directory, load
from disclosure.params import Unit as Unit_
from disclosure.params.expected import DEADLINE_KINDS
from disclosure.params.organization import Letterhead
from disclosure.params.service import Notify, Portal, SignIn

CONFIG = load(default_directory())
LAW = CONFIG.law
PARAMETERS: dict[str, Dated[Any]] = {**LAW.numbers, **LAW.choices, **LAW.bands}
ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "disclosure"
FACT = re.compile(r"(R|O|C-|K|F|N|A|RV|RV-I|LT|SC|S|PI|P|G|X)\d+[a-z]?(\.\d+[a-z]?)?")

PROCEEDINGS = "登记复议、诉讼进程时提示对方（复议机关、法院）和本机关的期限"
LATEST = "迟到的复议、起诉登记时核对最长期限"
DUTIES = "发布职责流程使用"
SECRECY = "保密审查流程使用"
# Values that no rule reads yet by name, and who takes them.
READ_LATER = {
    "fee.counting_window": "统计同一申请人当月件数时使用",
    **{
        f"publication.{name}": DUTIES
        for name in (
            "emergency_statement",
            "emergency_press_conference",
            "opinion_response",
            "website_error_referral",
            "website_error_answer",
            "reprint",
            "consultation_answer",
            "archive_opening",
        )
    },
    **{
        f"secrecy.{name}": SECRECY
        for name in (
            "top_secret_longest",
            "secret_longest",
            "confidential_longest",
            "leak_report",
            "impact_record_keeping",
        )
    },
    **{
        f"remedy.{name}": LATEST
        for name in (
            "reconsideration_untold_max",
            "reconsideration_longest",
            "reconsideration_longest_property",
            "litigation_untold_max",
            "litigation_longest",
            "litigation_longest_property",
        )
    },
    **{
        f"remedy.{name}": PROCEEDINGS
        for name in (
            "reconsideration_duty_without_period",
            "duty_general_period",
            "reconsideration_acceptance",
            "reconsideration_correction_notice",
            "reconsideration_correction",
            "reconsideration_copy_ordinary",
            "reconsideration_copy_simple",
            "reconsideration_decision_extension_max",
            "reconsideration_decision_simple",
            "litigation_filing_review",
            "litigation_copy",
            "litigation_simple",
        )
    },
}


def entries() -> chain[tuple[str, Any]]:
    return chain.from_iterable(((key, e) for e in dated.entries) for key, dated in PARAMETERS.items())


def test_every_value_has_basis_and_a_day_of_checking_that_has_come() -> None:
    for key, entry in entries():
        assert entry.basis.strip(), key
        assert entry.since < entry.checked, key


def test_every_value_names_its_rule() -> None:
    for key, dated in PARAMETERS.items():
        assert FACT.fullmatch(dated.rule), key
        assert dated.entries[-1].rule == dated.rule, key
        assert all(FACT.fullmatch(entry.rule) for entry in dated.entries), key
    for code, outcome in LAW.outcomes.items():
        assert FACT.fullmatch(outcome.rule), code


def test_a_value_of_the_old_regulation_does_not_cite_the_new_one() -> None:
    """国令492号 (O…) until 2019-05-14, 国令711号 (R…) from the day after (R56)."""
    for key, entry in entries():
        if entry.since < date(2019, 5, 15) and re.search(r"旧条例|207号", entry.basis):
            assert not entry.rule.startswith("R"), key
        if re.match(r"R\d", entry.rule):
            assert entry.since >= date(2019, 5, 15), key


def test_no_day_lies_between_two_values_and_the_calendar_reaches_two_years_ahead() -> None:
    """Each value holds until the next; the last holds on; the loader has compared the first with commencement."""
    newest = max(entry.checked for _, entry in entries())
    ahead = newest + timedelta(days=2 * 366)
    for key, dated in PARAMETERS.items():
        for entry in dated.entries:
            assert dated.on(entry.since) is entry, key
        assert dated.on(ahead) is dated.entries[-1], key
    assert LAW.workdays.last >= ahead
    assert LAW.workdays.first <= date(2008, 5, 1)


def sources() -> str:
    return "\n".join(
        path.read_text(encoding="utf-8") for path in sorted(RULES.rglob("*.py")) if path.name != "expected.py"
    )


def test_every_value_is_read_by_a_rule_or_waits_for_a_named_process() -> None:
    text = sources()
    unread = {key for key in PARAMETERS if not is_read(key, text)}
    assert unread - READ_LATER.keys() == set()
    assert READ_LATER.keys() - unread == set(), "a rule reads these now: take them off READ_LATER"


def is_read(key: str, text: str) -> bool:
    """A rule names the key whole, or builds it as `topic.{…}` from a closed list of names."""
    topic, name = key.split(".")
    if f'"{key}"' in text:
        return True
    built = re.findall(rf'f"{topic}\.\{{\w+\}}(\w*)"', text)
    return any(name.endswith(tail) and f'"{name.removesuffix(tail)}"' in text for tail in built)


SET_BY_THE_OFFICE = (Organization, Unit_, Letterhead, Service, Notify, SignIn, Portal, ScreeningLimits, Level)


@pytest.mark.parametrize(
    "name", sorted({one.name for kind in SET_BY_THE_OFFICE for one in fields(kind)} - {"key"})
)
def test_every_setting_of_the_office_is_read(name: str) -> None:
    """An option nobody reads is a promise nobody keeps."""
    readers = [
        path
        for folder in (RULES, ROOT / "flows")
        for path in sorted(folder.rglob("*.py"))
        if re.search(
            rf"(?<!form)\.{name}\b", path.read_text(encoding="utf-8")
        )  # reading a file is no reading
    ]
    assert readers, name


@pytest.mark.parametrize(
    ("key", "unit", "days"),
    [  # facts §1–§6, by rule id
        ("reply.ordinary_period", Unit.WORKING_DAY, {"2008-05-01": 15, "2019-05-14": 15, "2019-05-15": 20}),
        ("reply.extension_max", Unit.WORKING_DAY, {"2019-05-14": 15, "2019-05-15": 20}),
        ("correction.notice_period", Unit.WORKING_DAY, {"2019-05-15": 7}),
        ("third_party.answer_period", Unit.WORKING_DAY, {"2019-05-15": 15}),
        ("co_producer.answer_period", Unit.WORKING_DAY, {"2019-05-15": 15}),
        ("fee.payment_period_working_days", Unit.WORKING_DAY, {"2021-01-01": 20}),
        ("fee.payment_period_days", Unit.DAY, {"2021-01-01": 30}),
        ("redo.default_period", Unit.WORKING_DAY, {"2025-06-01": 20}),
        ("remedy.reconsideration_period", Unit.DAY, {"1999-10-01": 60, "2024-01-01": 60}),
        ("remedy.litigation_period", Unit.MONTH, {"2015-04-30": 3, "2015-05-01": 6}),
        ("remedy.after_reconsideration", Unit.DAY, {"2024-01-01": 15}),
        ("remedy.silence_litigation", Unit.MONTH, {"2024-01-01": 6}),
        ("remedy.reconsideration_answer_ordinary", Unit.WORKING_DAY, {"2024-01-01": 10}),
        ("remedy.reconsideration_answer_simple", Unit.WORKING_DAY, {"2024-01-01": 5}),
        ("remedy.litigation_answer", Unit.DAY, {"2024-01-01": 15}),
        ("publication.proactive", Unit.WORKING_DAY, {"2008-05-01": 20, "2019-05-15": 20}),
        ("reassessment.interval", Unit.MONTH, {"2019-05-15": 12}),
    ],
)
def test_the_numbers_of_the_law(key: str, unit: Unit, days: dict[str, int]) -> None:
    for day, value in days.items():
        assert LAW.number(key, date.fromisoformat(day), unit).value == value


def test_reconsideration_comes_first_since_2024_only() -> None:
    """RV23.4."""
    first = LAW.choices["remedy.reconsideration_first"]
    assert first.regime_by is RegimeBy.DECISION
    assert [first.on(date(2023, 12, 31)).value, first.on(date(2024, 1, 1)).value] == ["never", "exemptions"]


def test_the_report_days() -> None:
    """R49.1, R49.2, O31."""
    assert LAW.choices["report.department_by"].on(date(2019, 5, 14)).value == "03-31"
    assert LAW.choices["report.department_by"].on(date(2019, 5, 15)).value == "01-31"
    assert LAW.choices["report.government_by"].on(date(2026, 1, 1)).value == "03-31"


# Rows of "本年度办理结果" of the report form (facts §5.3) without the two totals.
REPORT_ROWS = {
    *("T3.3.1", "T3.3.2"),
    *(f"T3.3.3.{n}" for n in range(1, 9)),
    *(f"T3.3.4.{n}" for n in range(1, 4)),
    *(f"T3.3.5.{n}" for n in range(1, 6)),
    *(f"T3.3.6.{n}" for n in range(1, 4)),
}


def test_every_result_row_of_the_report_is_reached_and_no_other() -> None:
    assert {outcome.report_row for outcome in LAW.outcomes.values()} == REPORT_ROWS
    assert len(LAW.outcomes) == 23


def test_only_withholding_under_articles_14_to_16_goes_to_reconsideration_first() -> None:
    """RV23.4, X3, X4: 36(7) is counted among the denials but has no such route; a partial answer has it by half."""
    first = {code for code, outcome in LAW.outcomes.items() if outcome.reconsideration_first}
    assert first == {code for code in LAW.outcomes if code.startswith("DENY_")} | {"PARTIAL"}
    assert len(LAW.outcomes["PARTIAL"].remedy) == 2


def test_content_leaves_the_house_in_two_outcomes() -> None:
    assert {c for c, o in LAW.outcomes.items() if o.discloses} == {"OPEN_PROVIDE", "PARTIAL"}


def test_every_letter_of_an_answer_serves_some_outcome() -> None:
    """Facts §9.3: L-12 to L-25 are answers; L-31 and L-32 are ours."""
    letters = set(chain.from_iterable(outcome.letters for outcome in LAW.outcomes.values()))
    assert letters == {f"L-{n}" for n in (*range(12, 26), 31, 32)}


def test_each_doubt_keeps_its_first_reading_until_somebody_decides_otherwise() -> None:
    """The contract's table: the default stands first."""
    assert {name: option.choices[0] for name, option in LAW.options.items()} == {
        name: option.value for name, option in LAW.options.items()
    }


def test_the_decisions_answer_every_doubt_of_the_facts() -> None:
    text = (ROOT / "docs" / "decisions" / "0003-doubts.md").read_text(encoding="utf-8")
    for n in range(1, 23):
        assert re.search(rf"^\| X{n} \|", text, re.MULTILINE), n
    for option in LAW.options.values():
        assert option.name in text


# Whose time it is, or what happens of itself: nobody of ours is to answer for it.
TIME_OF_OTHERS = {"correction", "third_party", "co_producer", "fee_payment", "secrecy_decision"}


@pytest.mark.parametrize("kind", sorted(DEADLINE_KINDS))
def test_every_deadline_climbs_and_what_we_owe_opens_an_order_and_reaches_the_supervisor(kind: str) -> None:
    rungs = CONFIG.ladder.above(kind, 0)
    assert 0 in {rung.offset for rung in rungs}, "nobody hears of its last day"
    opens = [rung for rung in rungs if rung.opens_order_on(kind)]
    assert bool(opens) == (kind not in TIME_OF_OTHERS | {"supervision_answer"})
    told = {role for rung in rungs for role in rung.to}
    assert ("supervisor" in told) == (kind not in TIME_OF_OTHERS)
