"""From spans of the extracted text to places in the file, by the traces the readers have left."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from disclosure.masking.spans import MASK, Span
from disclosure.screening.extraction import Extraction, Trace

Node = tuple[str, int]  # the part and the number of the tag, as in a Source
_SEGMENT = re.compile(r"[^\n\r\t\f\v]+")


@dataclass(frozen=True, slots=True, order=True)
class Cut:
    """Characters of a node that go. `shown`: a mask stands for them; else one before them stands for these too."""

    start: int
    end: int
    shown: bool


Cuts = Mapping[Node, Sequence[Cut]]


def cuts(extraction: Extraction, spans: Iterable[Span], kept: Container[Node]) -> Cuts:
    """Each line or cell of each span gets one mask, in the first node of it that is `kept`."""
    traces = [trace for trace in extraction.traces if trace.source[:2] in kept]
    ends = [trace.end for trace in traces]
    text = extraction.text
    found: defaultdict[Node, list[Cut]] = defaultdict(list)
    for start, end in _merged(spans):
        for segment in _SEGMENT.finditer(text, start, end):
            shown = bool(segment[0].strip())
            for trace in _over(traces, ends, segment.start(), segment.end()):
                offset = trace.source.offset - trace.start
                cut = Cut(
                    max(trace.start, segment.start()) + offset,
                    min(trace.end, segment.end()) + offset,
                    shown,
                )
                found[trace.source[:2]].append(cut)
                shown = False
    return {node: _joined(sorted(each)) for node, each in found.items()}


def applied(text: str, marks: Sequence[Cut]) -> str:
    """The text of a node without what is cut from it."""
    pieces, done = [], 0
    for cut in marks:
        pieces += [text[done : cut.start], MASK if cut.shown else ""]
        done = cut.end
    return "".join([*pieces, text[done:]])


def texts(extraction: Extraction) -> dict[str, dict[int, str]]:
    """The text of every node of every part; what is told twice, once."""
    text = extraction.text
    pieces = {trace.source: text[trace.start : trace.end] for trace in extraction.traces}
    found: dict[str, dict[int, str]] = {}
    for (part, node), group in groupby(sorted(pieces.items()), key=lambda item: item[0][:2]):
        found.setdefault(part, {})[node] = "".join(piece for _, piece in group)
    return found


def _over(traces: Sequence[Trace], ends: Sequence[int], start: int, end: int) -> Iterator[Trace]:
    n = bisect_left(ends, start + 1)
    while n < len(traces) and traces[n].start < end:
        yield traces[n]
        n += 1


def _merged(spans: Iterable[Span]) -> Iterator[tuple[int, int]]:
    """Spans that touch are one."""
    start = end = -1
    for span in sorted(spans):
        if span.start > end:
            if end > 0:
                yield start, end
            start, end = span.start, span.end
        end = max(end, span.end)
    if end > 0:
        yield start, end


def _joined(marks: Sequence[Cut]) -> list[Cut]:
    """The same characters can be in two spans, of the text that is shown and of the text that is kept."""
    joined: list[Cut] = []
    for cut in marks:
        if joined and cut.start <= joined[-1].end:
            last = joined[-1]
            joined[-1] = Cut(last.start, max(last.end, cut.end), last.shown or cut.shown)
        else:
            joined.append(cut)
    return joined
