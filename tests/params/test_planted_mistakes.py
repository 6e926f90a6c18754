"""Every mistake a person can make in config/ is named with its file and its line, and nothing is used."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from disclosure.errors import ConfigInvalid, Problem
from disclosure.params import Config, check, default_directory, load

pytestmark = pytest.mark.check  # too slow in sum for the quick tier

WHOLE = load(default_directory())
# The years around today are enough, and quicker to read a hundred times.
GOOD = Config.of_snapshot(
    {name: text for name, text in WHOLE.files.items() if not re.match(r"calendar/20([01]\d|2[0-3])", name)}
)


class Mistake(NamedTuple):
    """In `file`, `old` becomes `new`; the finding stands on the line of `at` (default: of `new`)."""

    file: str
    old: str
    new: str
    code: str
    at: str | None = None


REPLY_15 = "2008-05-01: {value: 15, rule: O24, basis: 旧条例第24条第2款, checked: 2026-11-22}"
REPLY_20 = "2019-05-15: {value: 20, basis: 条例第33条第2款, checked: 2026-11-22}"
REPLY_UNIT = "label: 一般答复期限\n    unit: working_day"

MISTAKES = [
    # How the text is written
    Mistake(
        "law/reply.yaml", "title: 答复期限", "title: 答复期限\ntitle: 重复", "DUPLICATE_KEY", "title: 重复"
    ),
    Mistake(
        "law/reply.yaml", REPLY_20, f"{REPLY_20}\n      2019-05-15: 21", "DUPLICATE_KEY", "2019-05-15: 21"
    ),
    Mistake("law/reply.yaml", "title: 答复期限", "title: [答复期限", "SYNTAX", "regime_by"),
    Mistake("law/reply.yaml", "  ordinary_period:", "\tordinary_period:", "SYNTAX"),
    Mistake("law/reply.yaml", "title: 答复期限", "title: 答复\x07期限", "CONTROL_CHARACTER"),
    Mistake("law/reply.yaml", "# 收到", "\ufeff# 收到", "CONTROL_CHARACTER"),
    Mistake("law/reply.yaml", "title: 答复期限", "title: &a 答复期限", "ANCHOR"),
    Mistake("law/reply.yaml", "title: 答复期限", "title: !!python/name:os.system x", "TAG"),
    Mistake("law/reply.yaml", "title: 答复期限", "title: !x 答复期限", "TAG"),
    Mistake("law/reply.yaml", "title: 答复期限", "<<: {title: 答复期限}", "KEY"),
    Mistake("law/reply.yaml", "title: 答复期限", "title: " + "[" * 90_000, "SYNTAX"),
    Mistake("law/reply.yaml", "title: 答复期限", "title: 答复期限\n---\ntitle: 第二份", "SYNTAX", "---"),
    # Keys and types
    Mistake("law/reply.yaml", "title: 答复期限", "titel: 答复期限", "UNKNOWN_KEY"),
    Mistake("law/reply.yaml", "regime_by: receipt", "regime_by: whenever", "NOT_A_CHOICE"),
    Mistake("law/reply.yaml", "commences: 2008-05-01", "commences: 2008-02-30", "WRONG_DATE"),
    Mistake("law/reply.yaml", "commences: 2008-05-01", "commences: 20080501", "WRONG_DATE"),
    Mistake("law/reply.yaml", "  ordinary_period:", "  ordinary_periode:", "UNKNOWN_PARAMETER"),
    Mistake(
        "law/reply.yaml",
        REPLY_UNIT,
        "label: 一般答复期限\n    unit: weeks",
        "NOT_A_CHOICE",
        "    unit: weeks",
    ),
    Mistake(
        "law/reply.yaml", REPLY_UNIT, "label: 一般答复期限\n    unit: day", "WRONG_UNIT", "    unit: day"
    ),
    Mistake("law/reply.yaml", REPLY_UNIT, "label: 一般答复期限", "MISSING", "  ordinary_period:"),
    Mistake("law/reply.yaml", "rule: R33.2", "rule: 第33条", "WRONG_FORM"),
    Mistake("law/third_party.yaml", "rule: O23", "rule: 第23条", "WRONG_FORM"),
    # Dated values
    Mistake("law/reply.yaml", REPLY_20, REPLY_20.replace("20,", "二十,"), "WRONG_VALUE"),
    Mistake("law/reply.yaml", REPLY_20, REPLY_20.replace("20,", "'20',"), "WRONG_VALUE"),
    Mistake("law/reply.yaml", REPLY_20, REPLY_20.replace("20,", "0,"), "WRONG_VALUE"),
    Mistake("law/reply.yaml", REPLY_20, REPLY_20.replace("20,", "20.5,"), "WRONG_VALUE"),
    Mistake("law/reply.yaml", REPLY_20, REPLY_20.replace("条例第33条第2款", "''"), "EMPTY"),
    Mistake("law/reply.yaml", REPLY_20, REPLY_20.replace(", checked: 2026-11-22", ""), "MISSING"),
    Mistake("law/reply.yaml", REPLY_20, REPLY_20.replace("basis: 条例第33条第2款, ", ""), "MISSING"),
    Mistake(
        "law/reply.yaml",
        f"{REPLY_15}\n      {REPLY_20}",
        f"{REPLY_20}\n      {REPLY_15}",
        "UNORDERED",
        REPLY_15,
    ),
    Mistake("law/reply.yaml", f"{REPLY_15}\n      ", "", "GAP", "    values:"),
    Mistake("law/reply.yaml", REPLY_15, REPLY_15.replace("2008-05-01", "2007-05-01"), "BEFORE_COMMENCEMENT"),
    Mistake("law/report.yaml", '"01-31"', '"02-29"', "WRONG_VALUE"),
    Mistake("law/delivery.yaml", "value: posting", "value: flying", "NOT_A_CHOICE"),
    # Fees
    Mistake("law/fee.yaml", "{start: 11, to: 30,", "{start: 12, to: 30,", "BANDS"),
    Mistake("law/fee.yaml", "to: 200, unit_price: 20", "to: 200, unit_price: 5", "BANDS"),
    Mistake(
        "law/fee.yaml",
        "{start: 201, to: null, unit_price: 40}",
        "{start: 201, to: 300, unit_price: 40}",
        "BANDS",
    ),
    Mistake("law/fee.yaml", "every: 10, increase: 100}", "every: 10}", "BANDS"),
    Mistake(
        "law/fee.yaml", "{start: 1, to: 30, unit_price: 0}", "{start: 1, to: 30, price: 0}", "UNKNOWN_KEY"
    ),
    # Options and outcomes
    Mistake("law/options.yaml", "value: 20wd", "value: 25wd", "NOT_A_CHOICE"),
    Mistake("law/options.yaml", "choices: [20wd, 30d]", "choices: [20wd, 30d, 45d]", "NOT_A_CHOICE"),
    Mistake("law/options.yaml", "  fee_payment:", "  fee_paiment:", "UNKNOWN_KEY"),
    # The words of repeated demand
    Mistake("demand.yaml", "  enough: ", "  enuogh: ", "UNKNOWN_KEY"),
    Mistake("demand.yaml", "  base: ", "  basis: ", "MISSING", "weights:"),
    Mistake("demand.yaml", "  - 稳评 ", "  - 稳评 环评 ", "DUPLICATE_KEY"),
    Mistake("demand.yaml", "distinct: ", "distinct: 没有的名目 ", "NOT_A_CHOICE"),
    Mistake("demand.yaml", "carrier: true", "carier: true", "UNKNOWN_KEY"),
    Mistake("characters.yaml", "  徵征 後后", "  徵征 後", "WRONG_FORM", "simplified:"),
    Mistake("law/outcomes.yaml", "  DENY_3P:", "  DENY_4P:", "UNKNOWN_KEY"),
    Mistake("law/outcomes.yaml", "letters: [L-24]", "letters: []", "EMPTY"),
    Mistake("law/outcomes.yaml", "report_row: T3.3.3.8", "report_row: T9", "WRONG_FORM"),
    Mistake("law/outcomes.yaml", "remedy: [B, A]", "remedy: [B, Z]", "NOT_A_CHOICE"),
    Mistake("law/outcomes.yaml", "remedy: [B, A]", "remedy: [B, D]", "INCONSISTENT"),
    # Calendars
    Mistake("calendar/2025.yaml", "year: 2025", "year: 2024", "INCONSISTENT"),
    Mistake("calendar/2025.yaml", "to: 2025-02-04", "to: 2025-01-04", "WRONG_DAY"),
    Mistake("calendar/2025.yaml", "work: [2025-01-26,", "work: [2025-01-27,", "WRONG_DAY"),
    Mistake("calendar/2025.yaml", "from: 2025-01-28", "from: 2025-01-01", "WRONG_DAY", "- {name: 春节"),
    Mistake("calendar/2025.yaml", "notice: 国办发明电〔2024〕12号", "notice: ''", "EMPTY"),
    Mistake("calendar/2026.yaml", "holidays:", "provisional: 是\nholidays:", "WRONG_TYPE", "provisional"),
    Mistake("calendar/2028.yaml", "provisional: true\n", "", "INCONSISTENT", "# "),
    # Organisation
    Mistake(
        "organization.yaml",
        "- [drafter, secrecy_reviewer]\n- [secrecy",
        "- [secrecy",
        "HARD_MINIMUM",
        "separated:",
    ),
    Mistake(
        "organization.yaml",
        "approval_chain: [section_head,",
        "approval_chain: [section_heap,",
        "UNKNOWN_ROLE",
    ),
    Mistake(
        "organization.yaml",
        "[office_head, leader]\n  planning",
        "[leader, leader]\n  planning",
        "DUPLICATE_ROLE",
    ),
    Mistake("organization.yaml", "  leader: 分管领导\n", "", "MISSING", "roles:"),
    Mistake("organization.yaml", "  legal_review: 2", "  legal_review: 两天", "WRONG_TYPE"),
    Mistake("organization.yaml", "legal_review: [DENY_*,", "legal_review: [DENI_*,", "UNKNOWN_OUTCOME"),
    Mistake("organization.yaml", "intake_unit: general_office", "intake_unit: nobody", "UNKNOWN_UNIT"),
    Mistake("organization.yaml", "fee_enabled: true", "fee_enabled: yes", "WRONG_TYPE"),
    Mistake("organization.yaml", "kind: department", "kind: company", "NOT_A_CHOICE"),
    # Screening
    Mistake(
        "law/secrecy.yaml", "words: [绝密, 机密, 秘密]", "words: [绝密, 机密]", "HARD_MINIMUM", "  marks:"
    ),
    Mistake("law/secrecy.yaml", "level: refuse", "level: secrecy_office", "HARD_MINIMUM", "  marks:"),
    Mistake(
        "law/secrecy.yaml",
        "words: [工作秘密]\n      suggestion: 请核对是否",
        "words: [机密]\n      suggestion: 请核对是否",
        "DUPLICATE_KEY",
        "      words: [机密]",
    ),
    Mistake("law/secrecy.yaml", "[机密码,", "[密码,", "INCONSISTENT", "[密码,"),
    Mistake("law/secrecy.yaml", "    passport:\n", "    pasport:\n", "UNKNOWN_KEY", "    pasport:"),
    Mistake(
        "law/secrecy.yaml", "label: 护照号, level: handler", "label: 护照号, level: refuse", "NOT_A_CHOICE"
    ),
    Mistake("law/secrecy.yaml", "head_characters: 300", "head_characters: 3", "OUT_OF_RANGE"),
    Mistake("law/secrecy.yaml", "{value: 12, unit: month}", "{value: 12, unit: day}", "NOT_A_CHOICE"),
    Mistake("law/secrecy.yaml", "[密级, 密级程度,", "[密 级, 密级程度,", "WRONG_FORM"),
    Mistake("law/secrecy.yaml", "['62',", "['六二',", "WRONG_FORM"),
    Mistake(
        "law/secrecy.yaml",
        "    work_secret_mention:\n",
        "    work_secret_mark:\n",
        "DUPLICATE_KEY",
        "    work_secret_mark:\n      rule: S64\n      label: 提到",
    ),
    # Ladder and service
    Mistake("escalation.yaml", "offset: -2", "offset: -9", "UNORDERED"),
    Mistake("escalation.yaml", "to: [supervisor]", "to: [superviser]", "UNKNOWN_ROLE"),
    Mistake("escalation.yaml", "colour: yellow", "colour: blue", "NOT_A_CHOICE"),
    Mistake("service.yaml", "{year}-{ordinal:05d}", "{year}-{ordinal}", "WRONG_FORM"),
    Mistake("service.yaml", '"30 2 * * *"', '"30 2 * *"', "WRONG_FORM"),
    Mistake("service.yaml", "region: null", "region: atlantis", "FILE_MISSING"),
    Mistake("service.yaml", "zone: Asia/Shanghai", "zone: Europe/Berlin", "NOT_A_CHOICE"),
    Mistake("service.yaml", "sweep_chunk: 5000", "sweep_chunk: 0", "OUT_OF_RANGE"),
    Mistake("service.yaml", "  tries_per_address: 300\n", "", "MISSING", at="sign_in:"),
    Mistake("service.yaml", 'opens: "08:30"', 'opens: "8:30"', "WRONG_FORM"),
    Mistake("service.yaml", 'closes: "18:00"', 'closes: "08:30"', "UNORDERED"),
    Mistake("service.yaml", "urgent: [annual_report]", "urgent: [yearbook]", "UNKNOWN_KIND"),
    Mistake("service.yaml", "short_lines: 8", "short_lines: 0", "OUT_OF_RANGE"),
    Mistake("service.yaml", "console: http://127.0.0.1:8600", "console: 127.0.0.1", "WRONG_FORM"),
    Mistake("service.yaml", "notify:\n", "notify_people:\n", "UNKNOWN_KEY"),
    Mistake("organization.yaml", "  supervision_answer: 5", "  supervision_reply: 5", "UNKNOWN_KEY"),
    # Who signs, who is told, who meets
    Mistake("organization.yaml", "[section_head, office", "[handler, office", "SELF_APPROVAL"),
    Mistake(
        "organization.yaml", "[office_head, leader]\n  pl", "[office_head, handler]\n  pl", "SELF_APPROVAL"
    ),
    Mistake("organization.yaml", "[section_head, office_head, leader]", "[section_head, system]", "NOBODY"),
    Mistake("organization.yaml", "[section_head, office_head, leader]", "[]", "EMPTY", "approval_chain: []"),
    Mistake(
        "organization.yaml", "- [secrecy_reviewer, approver]", "- [secrecy_officer, approver]", "UNKNOWN_PART"
    ),
    Mistake("organization.yaml", "joint_meeting: []", "joint_meeting: [PARTIEL]", "UNKNOWN_OUTCOME"),
    Mistake("organization.yaml", "ledger_days: [15, 25]", "ledger_days: [15, 31]", "OUT_OF_RANGE"),
    Mistake("organization.yaml", "  intake: 1  #", "  intake: 0  #", "OUT_OF_RANGE"),
    Mistake("organization.yaml", "court: 示例市示例区人民法院", "court: 示例市中级人民法院", "INCONSISTENT"),
    Mistake(
        "organization.yaml", "      本级人民政府: 示例市人民政府\n", "", "MISSING", "    reconsideration:"
    ),
    Mistake("organization.yaml", "name: 示例市自然资源局", "name: ''", "EMPTY"),
    Mistake("organization.yaml", "  construction:\n", "  Construction:\n", "WRONG_FORM"),
    Mistake("escalation.yaml", "to: [supervisor]", "to: [supervisor, system]", "NOBODY"),
    Mistake("escalation.yaml", "to: [leader]", "to: []", "EMPTY"),
    Mistake(
        "escalation.yaml",
        "[reply, redo, correction_notice,",
        "[replies, redo, correction_notice,",
        "UNKNOWN_KIND",
    ),
    Mistake("escalation.yaml", "offset: 5", "offset: 500", "OUT_OF_RANGE"),
    Mistake("escalation.yaml", "opens_supervision: true", "opens_supervision: yes", "WRONG_TYPE"),
    # Days without gap or overlap
    Mistake("calendar/2026.yaml", "to: 2026-09-27", "to: 2026-10-01", "WRONG_DAY", "- {name: 国庆节"),
    Mistake("calendar/2026.yaml", "work: [2026-01-04]", "work: [2026-01-02]", "WRONG_DAY"),
    Mistake("calendar/2026.yaml", "checked: 2026-11-22", "checked: 22.11.2026", "WRONG_DATE"),
    Mistake("calendar/regions/example.yaml", "to: 2020-02-07", "to: 2020-01-07", "WRONG_DAY"),
    Mistake("calendar/regions/example.yaml", "working: false, basis", "workng: false, basis", "UNKNOWN_KEY"),
    # Letters
    Mistake("letters/L-11.md", "id: L-11", "id: L-12", "INCONSISTENT"),
    Mistake("letters/L-11.md", "remedy: [C]", "remedy: [E]", "NOT_A_CHOICE"),
    Mistake(
        "letters/L-11.md", "commands: [send_fee_notice]", "commands: [send_fee_notise]", "UNKNOWN_COMMAND"
    ),
    Mistake("letters/L-11.md", "{{ amount }}元", "{{ amont }}元", "UNKNOWN_FACT"),
    Mistake("letters/L-11.md", "{{ payment_period }}内", "20个工作日内", "SECOND_COPY"),
    Mistake(
        "letters/remedy.yaml", "{{ organs }}申请行政复议；对", "{{ organ }}申请行政复议；对", "UNKNOWN_FACT"
    ),
]


def problems_of(files: dict[str, str]) -> tuple[Problem, ...]:
    with pytest.raises(ConfigInvalid) as refused:
        Config.of_snapshot(files)
    return refused.value.problems


@pytest.mark.parametrize("mistake", MISTAKES, ids=[f"{m.code}-{n}" for n, m in enumerate(MISTAKES)])
def test_a_planted_mistake_is_named_with_file_and_line(mistake: Mistake) -> None:
    text = GOOD.files[mistake.file]
    assert mistake.old in text, "the planted text must replace something"
    broken = text.replace(mistake.old, mistake.new, 1)
    found = problems_of({**GOOD.files, mistake.file: broken})
    lines = [p.line for p in found if (p.file, p.code) == (mistake.file, mistake.code)]
    assert lines, found
    sought = mistake.at or mistake.new
    assert broken.count("\n", 0, broken.index(sought)) + 1 in lines, found
    for problem in found:
        assert problem.line >= 0
        assert problem.message
        assert problem.suggestion


def test_a_mistake_of_every_kind_of_file_is_planted() -> None:
    planted = {mistake.file.split("/")[0] for mistake in MISTAKES}
    assert planted == {name.split("/")[0] for name in GOOD.files}
    assert len({(mistake.file, mistake.old, mistake.new) for mistake in MISTAKES}) >= 60


@pytest.mark.parametrize(
    ("file", "old", "new", "meant"),
    [
        ("law/reply.yaml", "regime_by: receipt", "regime_by: reciept", "receipt"),
        ("law/reply.yaml", "    label: 一般答复期限", "    lable: 一般答复期限", "label"),
        ("law/reply.yaml", "  ordinary_period:", "  ordinary_periode:", "ordinary_period"),
        ("law/delivery.yaml", "value: posting", "value: postig", "posting"),
        ("law/options.yaml", "value: both_sides", "value: both_side", "both_sides"),
        ("law/options.yaml", "  fee_payment:", "  fee_paiment:", "fee_payment"),
        ("law/outcomes.yaml", "  DENY_3P:", "  DENY_3PP:", "DENY_3P"),
        ("law/secrecy.yaml", "    passport:", "    pasport:", "passport"),
        ("law/secrecy.yaml", "level: secrecy_office", "level: secrecy_ofice", "secrecy_office"),
        (
            "organization.yaml",
            "approval_chain: [section_head,",
            "approval_chain: [section_haed,",
            "section_head",
        ),
        ("organization.yaml", "  drafting: 5", "  draftng: 5", "drafting"),
        ("organization.yaml", "mail_in_transit: 5", "mail_in_transport: 5", "mail_in_transit"),
        ("organization.yaml", "intake_unit: general_office", "intake_unit: general_ofice", "general_office"),
        ("organization.yaml", "kind: department", "kind: departement", "department"),
        ("escalation.yaml", "to: [supervisor]", "to: [superviser]", "supervisor"),
        ("escalation.yaml", "colour: yellow", "color: yellow", "colour"),
        ("escalation.yaml", "colour: yellow", "colour: yelow", "yellow"),
        ("service.yaml", "urgent: [annual_report]", "urgent: [anual_report]", "annual_report"),
        ("service.yaml", "  deadline_sweep:", "  deadline_swep:", "deadline_sweep"),
        ("service.yaml", "idle_minutes: 30", "idle_minute: 30", "idle_minutes"),
        ("demand.yaml", "  enough: ", "  enuogh: ", "enough"),
        ("calendar/2026.yaml", "notice: ", "notise: ", "notice"),
        ("letters/L-11.md", "commands: [send_fee_notice]", "commands: [send_fee_notise]", "send_fee_notice"),
        ("letters/L-11.md", "{{ amount }}元", "{{ amont }}元", "amount"),
    ],
)
def test_a_misspelt_word_is_answered_with_the_one_meant(file: str, old: str, new: str, meant: str) -> None:
    text = GOOD.files[file]
    assert old in text
    found = problems_of({**GOOD.files, file: text.replace(old, new, 1)})
    assert any(problem.suggestion.startswith(f"是否想写 {meant}？") for problem in found), found


def test_all_mistakes_of_all_files_are_told_at_once() -> None:
    files = {
        **GOOD.files,
        "law/reply.yaml": GOOD.files["law/reply.yaml"].replace("value: 20", "value: 0"),
        "service.yaml": GOOD.files["service.yaml"].replace("sweep_chunk: 5000", "sweep_chunk: many"),
        "escalation.yaml": GOOD.files["escalation.yaml"].replace("colour: yellow", "colour: blue"),
    }
    assert {p.file for p in problems_of(files)} == {"law/reply.yaml", "service.yaml", "escalation.yaml"}


@pytest.mark.parametrize("missing", sorted(name for name in GOOD.files if not name.startswith("calendar/")))
def test_a_missing_file_is_named(missing: str) -> None:
    found = problems_of({name: text for name, text in GOOD.files.items() if name != missing})
    assert [(p.file, p.code) for p in found] == [(missing, "FILE_MISSING")]


def test_a_missing_year_between_two_others_is_named() -> None:
    found = problems_of({n: t for n, t in GOOD.files.items() if n != "calendar/2025.yaml"})
    assert [(p.file, p.code) for p in found] == [("calendar/2025.yaml", "GAP")]


@pytest.mark.parametrize("stray", ["law/replies.yaml", "calendar/20.yaml", "service.yml", "extra/reply.yaml"])
def test_a_file_that_nobody_reads_is_named(stray: str) -> None:
    found = problems_of({**GOOD.files, stray: "a: 1\n"})
    assert [(p.file, p.code) for p in found] == [(stray, "UNKNOWN_FILE")]


@pytest.mark.parametrize("text", ["", "# 只有注释\n", "---\n", "- 甲\n", "一句话\n", "null\n"])
def test_a_file_without_keys_is_named(text: str) -> None:
    found = problems_of({**GOOD.files, "service.yaml": text})
    assert {p.file for p in found} == {"service.yaml"}


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_another_encoding_is_named_with_its_line(encoding: str, tmp_path: Path) -> None:
    shutil.copytree(default_directory(), tmp_path / "config")
    path = tmp_path / "config" / "escalation.yaml"
    path.write_bytes("# ASCII\nname: 预警\n".encode(encoding))
    [problem] = check(tmp_path / "config")
    assert (problem.file, problem.code) == ("escalation.yaml", "ENCODING")
    assert problem.line == (1 if encoding == "utf-16" else 2)


def test_a_text_with_braces_is_told_as_it_stands() -> None:
    text = GOOD.files["service.yaml"].replace("{year}-{ordinal:05d}", "{0.__class__}")
    [problem] = problems_of({**GOOD.files, "service.yaml": text})
    assert "{0.__class__}" in problem.message


def test_an_oversized_file_is_named() -> None:
    found = problems_of({**GOOD.files, "service.yaml": "#" * 200_001})
    assert [(p.file, p.code) for p in found] == [("service.yaml", "TOO_LARGE")]
