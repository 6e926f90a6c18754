"""What is masked: the findings of the screening, what a person adds or takes out, and the same words elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from disclosure.errors import BadInput, ClassifiedFile
from disclosure.law.secrecy import ReviewLevel
from disclosure.screening.findings import Finding
from disclosure.screening.folding import Folded

MASK: Final = "■■■"  # always as long: how many characters are withheld is withheld too
ADDED: Final = "added"  # by a person
REPEATED: Final = "repeated"  # the same words as in another span
_GAPS: Final = tuple(map(ord, " \n\t-"))
_CELL: Final = "\t"
_TELLING_ASCII: Final = 5  # 12 is in every date and 2024 in every number of a document
_TELLING: Final = 2  # the shortest name of a person
JOINED: Final = 8  # so many characters are no chance where two cells meet


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """`start` and `end` are offsets in the extracted text; `rule` is the key of a finding's rule, ADDED or REPEATED."""

    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person changes in the proposal, as (start, end). What is taken out has to be a finding."""

    added: Sequence[tuple[int, int]] = ()
    removed: Sequence[tuple[int, int]] = ()


class Ink:
    """A text as it is compared: folded, without white space and hyphens. `at` leads back to the text."""

    def __init__(self, text: str) -> None:
        folded = Folded.of(text)
        self._folded = folded.plain
        self._kept = np.flatnonzero(~np.isin(folded.codes, _GAPS))
        self.text = folded.codes[self._kept].tobytes().decode("utf-32-le")

    def places(self, value: str) -> Iterator[tuple[int, int]]:
        """Where `value`, itself ink, stands; a short one not over the end of a cell."""
        at = self.text.find(value)
        while at >= 0:
            start, end = int(self._kept[at]), int(self._kept[at + len(value) - 1]) + 1
            if len(value) >= JOINED or _CELL not in self._folded[start:end]:
                yield start, end
            at = self.text.find(value, at + 1)


def chosen(text: str, findings: Iterable[Finding], choice: Choice) -> list[Span]:
    """The spans to mask, in their order. Raises BadInput for a span that is none, ClassifiedFile when one overlaps a
    mark of the state's secrets: such a file is no case of partial disclosure (S31s)."""
    proposed = [found for found in findings if found.end]
    known = {(found.start, found.end) for found in proposed}
    for n, span in enumerate(choice.removed):
        if tuple(span) not in known:
            raise _wrong(f"remove.{n}", "不是筛查建议遮盖的一处", "按筛查结果的起止位置填写")
    for n, (start, end) in enumerate(choice.added):
        if not 0 <= start < end <= len(text):
            raise _wrong(f"add.{n}", f"位置不在文字之内（共 {len(text)} 字）", "起点从 0 算起，终点不含在内")
        if not text[start:end].strip():
            raise _wrong(f"add.{n}", "该处只有空白", "选定要遮盖的文字")
    left_out = {tuple(span) for span in choice.removed}
    spans = [Span(f.start, f.end, f.rule) for f in proposed if (f.start, f.end) not in left_out]
    spans += [Span(start, end, ADDED) for start, end in choice.added]
    _not_classified(spans, proposed)
    if not spans:
        raise _wrong(None, "没有要遮盖的内容", "选定要遮盖的文字；无须遮盖的，公开原件")
    return sorted(spans)


def _not_classified(spans: Iterable[Span], findings: Iterable[Finding]) -> None:
    marks = [found for found in findings if found.level is ReviewLevel.REFUSE]
    if any(span.start < mark.end and mark.start < span.end for span in spans for mark in marks):
        raise ClassifiedFile(
            "没有生成遮盖副本",
            "要遮盖的是国家秘密标志；涉密文件不能遮盖后公开（保密法第31条、第35条）",
            "涉密文件按保密规定另行办理；标志有误的，由定密责任人更正",
        )


def values(text: str, spans: Iterable[Span]) -> frozenset[str]:
    """What must be nowhere in the copy, as ink. Words too short to tell are masked in their place alone."""
    said = (piece for span in spans for piece in text[span.start : span.end].split(MASK[0]))
    return frozenset(filter(is_telling, (Ink(piece).text for piece in said)))


def is_telling(ink: str) -> bool:
    """Whether the same words elsewhere say the same: a name, a number; not a year, not a single character."""
    letters = sum(map(str.isalnum, ink))
    return letters >= (_TELLING_ASCII if ink.isascii() else _TELLING)


def repeated(text: str, spans: Sequence[Span], telling: Iterable[str]) -> list[Span]:
    """Where else the masked words stand, in order; no span is within one that is known."""
    covered = bytearray(len(text))
    for span in spans:
        covered[span.start : span.end] = b"\1" * (span.end - span.start)
    ink = Ink(text)
    found: list[Span] = []
    for value in sorted(telling, key=lambda one: (-len(one), one)):
        for start, end in ink.places(value):
            if covered.find(0, start, end) >= 0:
                covered[start:end] = b"\1" * (end - start)
                found.append(Span(start, end, REPEATED))
    return sorted(found)


def _wrong(field: str | None, why: str, todo: str) -> BadInput:
    return BadInput("没有生成遮盖副本", why, todo, field=field)
