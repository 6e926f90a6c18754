"""What a screening finds, and the text with it masked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from disclosure.law.secrecy import ReviewLevel, ScreeningRule

MASK: Final = "×"
BODY: Final = "正文"
_INK = re.compile(r"\S")


@dataclass(frozen=True, slots=True)
class Finding:
    """`start` and `end` are offsets into the extracted text, both 0 when the finding is about the file.
    `text_masked` is what would stand in its place; the original is nowhere in a finding."""

    rule: str
    label: str
    level: ReviewLevel
    start: int
    end: int
    text_masked: str
    suggestion: str
    place: str = BODY


def finding(rule: ScreeningRule, text: str, start: int, end: int, place: str = BODY) -> Finding:
    """`rule` found at `text[start:end]`."""
    return Finding(
        rule.key, rule.label, rule.level, start, end, mask(text[start:end]), rule.suggestion, place
    )


def of_file(rule: ScreeningRule, place: str) -> Finding:
    """`rule` found about the file, or in a part of it that has no text."""
    return Finding(rule.key, rule.label, rule.level, 0, 0, "", rule.suggestion, place)


def mask(text: str) -> str:
    """As long as `text`, with its white space: places keep their offsets, lines their breaks."""
    return _INK.sub(MASK, text)


def masked(text: str, findings: Iterable[Finding]) -> str:
    """`text` with every finding masked; as long as before, so that offsets still hold."""
    pieces, done = [], 0
    for found in sorted(findings, key=lambda f: (f.start, f.end)):
        start = max(found.start, done)
        if found.end > start:
            pieces += [text[done:start], mask(text[start : found.end])]
            done = found.end
    return "".join([*pieces, text[done:]])
