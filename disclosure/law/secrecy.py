"""S14, S22, S22f, S31s, S36, S64, PI4x: what a secrecy review (保密筛查) looks for and who has to decide on it.

The words, levels and thresholds are configuration (config/law/secrecy.yaml, `screening`); how they are found in a
file is `disclosure.screening`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class ReviewLevel(StrEnum):
    """Who may let a finding pass. REFUSE: nobody here, the file is not taken at all (S31s)."""

    HANDLER = "handler"
    UNIT_HEAD = "unit_head"
    SECRECY_OFFICE = "secrecy_office"
    REFUSE = "refuse"

    @property
    def rank(self) -> int:
        """0 for the lowest."""
        return _ORDER[self]


_ORDER: Final[Mapping[ReviewLevel, int]] = MappingProxyType({level: n for n, level in enumerate(ReviewLevel)})

LEVEL_LABEL: Final[Mapping[ReviewLevel, str]] = MappingProxyType(
    {
        ReviewLevel.HANDLER: "承办人",
        ReviewLevel.UNIT_HEAD: "科室负责人",
        ReviewLevel.SECRECY_OFFICE: "保密机构",
        ReviewLevel.REFUSE: "不予接收",
    }
)


def highest(levels: tuple[ReviewLevel, ...]) -> ReviewLevel | None:
    """The level that covers them all; None for none."""
    return max(levels, key=lambda level: level.rank, default=None)


@dataclass(frozen=True, slots=True)
class ScreeningRule:
    """One row: `key` is what a finding names, `fact` the id in the table of facts. `words` is empty where a
    detector of the program finds the thing; `exceptions` are longer words in which a word means something else."""

    key: str
    fact: str
    label: str
    level: ReviewLevel
    suggestion: str
    words: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Threshold:
    """S36: from `count` disclosures within the window, `level` has to look at them together."""

    count: int
    level: ReviewLevel
    suggestion: str


@dataclass(frozen=True, slots=True)
class Aggregation:
    """S36 数据汇聚、关联. The window is in months back from the day of the review."""

    window_months: int
    same_applicant: Threshold
    same_subject: Threshold


@dataclass(frozen=True, slots=True)
class AggregationFinding:
    """`rule` is aggregation_applicant or aggregation_subject; `count` disclosures reach `threshold`."""

    rule: str
    level: ReviewLevel
    count: int
    threshold: int
    suggestion: str


@dataclass(frozen=True)
class ScreeningRules:
    """All of it. `marks` are words that classify a document when they are written as a mark, `phrases` words
    that count wherever they stand, `detectors` what the program recognises by form, by key. `version` is the hash
    of the section: two screenings of one content under one version find the same."""

    version: str
    marks: tuple[ScreeningRule, ...]
    phrases: tuple[ScreeningRule, ...]
    detectors: Mapping[str, ScreeningRule]
    mark_labels: tuple[str, ...]  # 密级 …: a mark word after one of them is a mark
    head_characters: int  # so far into a document a mark word alone on its line is a mark
    number_labels: tuple[str, ...]  # 订单号 …: a number after one of them is nobody's telephone or card
    phone_labels: tuple[str, ...]
    card_labels: tuple[str, ...]
    identity_labels: tuple[str, ...]
    address_labels: tuple[str, ...]
    card_prefixes: tuple[str, ...]
    aggregation: Aggregation

    def __hash__(self) -> int:
        return hash(self.version)


@dataclass(frozen=True, slots=True)
class ScreeningLimits:
    """How much of a file is read. `seconds` and `memory_bytes` bound the process that reads a PDF."""

    file_bytes: int
    unpacked_bytes: int
    members: int
    pages: int
    characters: int
    seconds: int
    memory_bytes: int


def aggregation_findings(
    rules: ScreeningRules, same_applicant: int, same_subject: int
) -> tuple[AggregationFinding, ...]:
    """S36: what many related disclosures call for, this one included. `same_applicant` and `same_subject` count
    the disclosures of the window (`rules.aggregation.window_months`)."""
    asked = (
        ("aggregation_applicant", rules.aggregation.same_applicant, same_applicant),
        ("aggregation_subject", rules.aggregation.same_subject, same_subject),
    )
    return tuple(
        AggregationFinding(rule, threshold.level, count, threshold.count, threshold.suggestion)
        for rule, threshold, count in asked
        if count >= threshold.count
    )
