"""Every mistake a person can make in config/letters is named with its file and its line, and nothing is used."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest

from disclosure.errors import ConfigInvalid
from disclosure.params import Config
from tests.letters.sample import CONFIG

pytestmark = pytest.mark.check  # the configuration is read once for each

GOOD = {
    name: text for name, text in CONFIG.files.items() if not re.match(r"calendar/20([01]\d|2[0-3])", name)
}


class Mistake(NamedTuple):
    """In `file`, `old` becomes `new`; the finding stands on the line of `at` (default: of `new`)."""

    file: str
    old: str
    new: str
    code: str
    at: str | None = None


L02, L13, L15 = "letters/L-02.md", "letters/L-13.md", "letters/L-15.md"
MISTAKES = [
    Mistake(L13, "{{ provision }}", "{{ provison }}", "UNKNOWN_FACT"),
    Mistake(L13, "facts: [applicants,", "facts: [applicant,", "UNKNOWN_FACT"),
    Mistake(L13, "optional: [delay]", "optional: [delay, lateness]", "UNKNOWN_FACT"),
    Mistake(L13, "provision, remedy]", "provision, remedy, route]", "UNUSED_FACT"),
    Mistake(L13, "to: applicants", "to: party", "UNKNOWN_FACT"),
    Mistake(L02, "rules: [R29.2, R30.1,", "rules: [R29.2, R30.9,", "UNKNOWN_RULE"),
    Mistake(L02, "依据{{ R30.1 }}", "依据{{ R32.1 }}", "UNKNOWN_RULE"),
    Mistake(L02, "依据{{ R30.1 }}", "依据《条例》第三十条", "SECOND_COPY"),
    Mistake(L02, "{{ answer_days }}个工作日内补正", "十个工作日内补正", "SECOND_COPY"),
    Mistake(L02, "{{ answer_days }}个工作日内补正", "10个工作日内补正", "SECOND_COPY"),
    Mistake(L13, "remedy: [B]", "remedy: [A]", "INCONSISTENT"),
    Mistake(L13, "remedy: [B]", "remedy: [E]", "NOT_A_CHOICE"),
    Mistake(L13, "\n{{ remedy }}\n", "\n救济途径见附页\n", "INCONSISTENT", at="remedy: [B]"),
    Mistake(L02, "{{ points }}\n", "{{ points }}\n\n{{ remedy }}\n", "INCONSISTENT", at="remedy: [C]"),
    Mistake(L13, "outcomes: [OPEN_PROVIDE]", "outcomes: [OPEN_PROVIDED]", "UNKNOWN_OUTCOME"),
    Mistake(L13, "outcomes: [OPEN_PROVIDE]", "outcomes: [OPEN_PROVIDE, OPEN_PUBLISHED]", "INCONSISTENT"),
    Mistake(L15, "DENY_PROCESS, DENY_CASEFILE]", "DENY_PROCESS]", "UNKNOWN_CONDITION", at="?DENY_CASEFILE"),
    Mistake(L15, "rules: [R14, R15,", "rules: [R14,", "INCONSISTENT"),
    Mistake(L02, "commands: [ask_correction]", "commands: [ask_corection]", "UNKNOWN_COMMAND"),
    Mistake(L02, "commands: [ask_correction]", "commands: []", "MISSING"),
    Mistake(L13, "?delay: {{ delay }}", "{{ delay }}", "UNGUARDED"),
    Mistake(L13, "?delay: {{ delay }}", "?delai: {{ delay }}", "UNKNOWN_CONDITION"),
    Mistake(L13, "{{ provision }}", "{{ provision | upper }}", "SYNTAX"),
    Mistake(L13, "{{ provision }}", "{% for x in y %}{{ provision }}", "SYNTAX"),
    Mistake(L13, "id: L-13", "id: L-14", "INCONSISTENT"),
    Mistake(L13, "series: 复", "serie: 复", "UNKNOWN_KEY"),
    Mistake(L13, "---\nid:", "id:", "SYNTAX", at="id:"),
    Mistake("letters/L-05.md", "encloses: [L-06]", "encloses: [L-60]", "UNKNOWN_LETTER"),
    Mistake("letters/remedy.yaml", "whole: '如对本{{ paper }}不服'", "whole: '如对本{{ papier }}不服'", "UNKNOWN_FACT"),
    Mistake("letters/remedy.yaml", "whole: '如对本{{ paper }}不服'", "whole: '如60日内不服'", "SECOND_COPY"),
    Mistake("law/outcomes.yaml", "letters: [L-13]", "letters: [L-22]", "INCONSISTENT"),
    Mistake("law/outcomes.yaml", "letters: [L-13]", "letters: [L-13, L-77]", "UNKNOWN_LETTER"),
    Mistake("organization.yaml", "court: 示例市示例区人民法院", "court: 示例市中级人民法院", "INCONSISTENT"),
    Mistake("organization.yaml", "      本级人民政府: 示例市人民政府\n", "", "MISSING", at="reconsideration:"),
    Mistake("organization.yaml", "上一级主管部门: ", "上级主管部门: ", "UNKNOWN_KEY"),
]  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda m: f"{m.file}:{m.code}:{m.new.strip()[:20]}")
def test_a_planted_mistake_is_named_with_file_and_line(mistake: Mistake) -> None:
    text = GOOD[mistake.file]
    assert mistake.old in text
    spoilt = text.replace(mistake.old, mistake.new, 1)
    at = (mistake.at or mistake.new).strip().split("\n")[0]
    line = next(n for n, found in enumerate(spoilt.split("\n"), 1) if at in found)
    with pytest.raises(ConfigInvalid) as refused:
        Config.of_snapshot({**GOOD, mistake.file: spoilt})
    found = [(p.file, p.line, p.code) for p in refused.value.problems]
    assert (mistake.file, line, mistake.code) in found, found


def test_a_missing_letter_is_named() -> None:
    """An outcome without a letter."""
    with pytest.raises(ConfigInvalid) as refused:
        Config.of_snapshot({name: text for name, text in GOOD.items() if name != L13})
    assert [(p.file, p.code) for p in refused.value.problems] == [(L13, "FILE_MISSING")]


def test_a_letter_of_no_outcome_is_named() -> None:
    with pytest.raises(ConfigInvalid) as refused:
        Config.of_snapshot({**GOOD, "letters/L-34.md": GOOD[L13].replace("id: L-13", "id: L-34")})
    assert {p.file for p in refused.value.problems} == {"letters/L-34.md"}


def test_a_snapshot_from_before_there_were_letters_still_serves() -> None:
    """What asks for a letter under it raises KeyError; the law is read as before."""
    head = re.compile(r"  letters:\n(?:    .*\n)+")
    old = {name: text for name, text in GOOD.items() if not name.startswith("letters/")}
    old["organization.yaml"] = head.sub("", old["organization.yaml"])
    config = Config.of_stored(old)
    assert config.law.outcomes == CONFIG.law.outcomes
    assert config.organization.letterhead is None
    with pytest.raises(KeyError):
        _ = config.letters
