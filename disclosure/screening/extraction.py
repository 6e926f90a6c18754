"""The text of a file as it is put together: passages with their places, what could not be read, how much is left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from disclosure.law.secrecy import ScreeningLimits
from disclosure.screening.findings import BODY
from disclosure.screening.passages import Passage, Passages


@dataclass(frozen=True, slots=True)
class Trouble:
    """`detector` is a key of the rules (unreadable, damaged, encrypted …), `place` where in the file."""

    detector: str
    place: str


class Source(NamedTuple):
    """Where in a file a stretch of text was read: the part of a package, or the page; the number of the node there
    (of a tag, in the order of the tags of the part); how many characters of the node's text come before it."""

    part: str
    node: int
    offset: int


class Piece(NamedTuple):
    """Text on its way into an extraction. `source` is None for what no part of the page shows."""

    text: str
    source: Source | None = None


class Placed(NamedTuple):
    """`page` counts from 0. `drawn` has for each character its number on the page, -1 where nothing is drawn or
    nobody knows which; `seal` tells whether a page has the same characters."""

    page: int
    seal: int
    drawn: Sequence[int]


class Trace(NamedTuple):
    """`text[start:end]` of an extraction was read at `source`. Text that is told twice has two traces."""

    start: int
    end: int
    source: Source


@dataclass(slots=True)
class Extraction:
    """Text is appended where the file has it. `spotted` is what a reader has seen that the text alone does not
    show: detector, start, end. `traces` lead back into the file; only kept when `traced`, and in the order of the
    text."""

    limits: ScreeningLimits
    traced: bool = False
    traces: list[Trace] = field(default_factory=list)
    placed: dict[int, Placed] = field(
        default_factory=dict
    )  # by node, the text that is drawn on pages of a PDF
    troubles: list[Trouble] = field(default_factory=list)
    spotted: list[tuple[str, int, int]] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _length: int = 0
    _passages: list[Passage] = field(default_factory=list)
    _place: tuple[str, bool] = (BODY, False)
    full: bool = False  # no more characters are taken

    def put(self, text: str, source: Source | None = None) -> None:
        room = self.limits.characters - self._length
        if len(text) > room:
            self.trouble("too_large", "文字")
            self.full = True
            text = text[:room]
        if not text:
            return
        last = self._passages[-1] if self._passages else None
        if last is None or (last.place, last.heading) != self._place:
            self._passages.append(Passage(self._length if last else 0, *self._place))
        if self.traced and source is not None:
            self.traces.append(Trace(self._length, self._length + len(text), source))
        self._pieces.append(text)
        self._length += len(text)

    def put_all(self, pieces: Iterable[Piece]) -> None:
        for piece in pieces:
            self.put(piece.text, piece.source)

    def spot(self, detector: str, text: str, source: Source | None = None) -> None:
        """Puts `text` down as something that `detector` would find."""
        start = self._length
        self.put(text, source)
        self.spotted.append((detector, start, self._length))

    def end_line(self) -> None:
        """A line break, unless the text is at the beginning of a line."""
        if self._pieces and not self._pieces[-1].endswith("\n"):
            self.put("\n")

    @contextmanager
    def at(self, place: str, *, heading: bool = False) -> Iterator[None]:
        """What is put within stands at `place`."""
        before, self._place = self._place, (place, heading)
        try:
            yield
        finally:
            self._place = before

    def trouble(self, detector: str, place: str) -> None:
        """Noted once."""
        one = Trouble(detector, place)
        if one not in self.troubles:
            self.troubles.append(one)

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    @property
    def passages(self) -> Passages:
        return Passages(self._passages)
