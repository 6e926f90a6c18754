"""Where in a file a stretch of its text stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from disclosure.screening.findings import BODY


@dataclass(frozen=True, slots=True)
class Passage:
    """The text from `start` to the next passage. In a `heading` (页眉, 文本框, 文档属性 …) a mark word alone on its
    line is a mark wherever it stands; elsewhere only at the head."""

    start: int
    place: str
    heading: bool = False


class Passages:
    """In order of `start`; the first begins at 0."""

    def __init__(self, passages: Sequence[Passage] = ()) -> None:
        self._all = tuple(passages) or (Passage(0, BODY),)
        self._starts = [passage.start for passage in self._all]

    def at(self, offset: int) -> Passage:
        return self._all[max(bisect_right(self._starts, offset) - 1, 0)]
