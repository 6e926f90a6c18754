"""S14, S31s, S36: who decides on what is found, and when many disclosures are looked at together."""

from __future__ import annotations

import pytest

from disclosure.law.secrecy import ReviewLevel, aggregation_findings, highest
from disclosure.params import Config, default_directory, load

RULES = load(default_directory()).screening


def test_the_levels_rise_from_the_handler_to_refusal() -> None:
    levels = list(ReviewLevel)
    assert levels == ["handler", "unit_head", "secrecy_office", "refuse"]
    assert [level.rank for level in levels] == [0, 1, 2, 3]
    assert (
        highest((ReviewLevel.UNIT_HEAD, ReviewLevel.SECRECY_OFFICE, ReviewLevel.HANDLER)) == "secrecy_office"
    )
    assert highest(()) is None


@pytest.mark.parametrize(
    ("applicant", "subject", "found"),
    [
        (0, 0, []),
        (9, 19, []),
        (10, 19, ["aggregation_applicant"]),
        (9, 20, ["aggregation_subject"]),
        (11, 21, ["aggregation_applicant", "aggregation_subject"]),
    ],
)
def test_the_day_before_at_and_after_the_threshold(applicant: int, subject: int, found: list[str]) -> None:
    """S36: 10 to one applicant or 20 on one subject within 12 months, as this house has set it."""
    assert RULES.aggregation.window_months == 12
    findings = aggregation_findings(RULES, applicant, subject)
    assert [one.rule for one in findings] == found
    assert all(one.level is ReviewLevel.SECRECY_OFFICE for one in findings)
    assert all(one.count >= one.threshold for one in findings)
    assert all("汇聚" in one.suggestion for one in findings)


def test_only_the_marks_of_the_state_refuse_a_file() -> None:
    """S14, S31s."""
    refusing = {row.key: row.words for row in RULES.marks if row.level is ReviewLevel.REFUSE}
    assert refusing == {"classification_mark": ("绝密", "机密", "秘密")}
    others = [*RULES.phrases, *RULES.detectors.values()]
    assert all(row.level is not ReviewLevel.REFUSE for row in others)


def test_the_same_rules_have_the_same_version_and_other_rules_another() -> None:
    again = load(default_directory())
    assert (again.screening.version, hash(again.screening)) == (RULES.version, hash(RULES))
    changed = again.files["law/secrecy.yaml"].replace("head_characters: 300", "head_characters: 301")
    other = Config.of_snapshot({**again.files, "law/secrecy.yaml": changed}).screening
    assert other.version != RULES.version


def test_another_period_is_no_other_screening() -> None:
    config = load(default_directory())
    changed = config.files["law/secrecy.yaml"].replace("title: 保密与个人信息", "title: 保密")
    assert (
        Config.of_snapshot({**config.files, "law/secrecy.yaml": changed}).screening.version == RULES.version
    )


def test_a_snapshot_from_before_there_was_a_screening_is_still_read() -> None:
    config = load(default_directory())
    topic, _, _ = config.files["law/secrecy.yaml"].partition("# 保密筛查：")
    earlier = Config.of_stored({**config.files, "law/secrecy.yaml": topic})
    with pytest.raises(KeyError, match="screening"):
        assert earlier.screening
