"""One text, one folding, every rule; of overlapping findings the surer stays."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import accumulate

from disclosure.law.secrecy import ScreeningRules
from disclosure.screening.contacts import personal_contacts
from disclosure.screening.findings import Finding, finding, masked
from disclosure.screening.folding import Folded
from disclosure.screening.marks import mark_findings
from disclosure.screening.numbers import personal_numbers
from disclosure.screening.passages import Passages
from disclosure.screening.phrases import phrase_findings

Spotted = tuple[str, int, int]  # detector, start, end

_NEAR = 150  # a number masked can free its neighbour, which had looked like a part of it
_BETWEEN = "\ufffd"  # no number and no address goes on over it
_EDGE = 90  # longer than any number with its gaps


def screen_text(text: str, rules: ScreeningRules) -> tuple[Finding, ...]:
    """What `rules` find in `text`, in its order, without overlaps."""
    return scan(text, Passages(), rules)


def scan(
    text: str, passages: Passages, rules: ScreeningRules, spotted: Iterable[Spotted] = ()
) -> tuple[Finding, ...]:
    """As `screen_text`, for a text whose passages are known, and with what its reader has `spotted`."""
    folded = Folded.of(text)
    marks = sorted(mark_findings(folded, passages, rules), key=lambda f: (-f.level.rank, f.start, -f.end))
    found = _apart((*marks, *phrase_findings(folded, passages, rules)))
    personal = (*_findings(spotted, folded, passages, rules), *_personal(folded, passages, rules))
    return tuple(sorted(_apart((*personal, *found)), key=lambda f: f.start))


def _personal(folded: Folded, passages: Passages, rules: ScreeningRules) -> list[Finding]:
    """Until the masked text holds none: nobody reads a number off what the mask has left. After the first reading
    only the surroundings of what was found can hold anything new."""
    found = new = _apart(_once(folded, passages, rules))
    while new:
        text = masked(folded.text, found)
        new = _apart([*found, *_around(new, text, passages, rules)])[len(found) :]
        found = [*found, *new]
    return found


def _around(
    found: Iterable[Finding], text: str, passages: Passages, rules: ScreeningRules
) -> Iterator[Finding]:
    """What is found in `text` near `found`; not at the edge of what is read again, where a number may be cut."""
    spans = _merged((max(one.start - _NEAR, 0), min(one.end + _NEAR, len(text))) for one in found)
    excerpt = Folded.of(_BETWEEN.join(text[start:end] for start, end in spans))
    begins = list(accumulate((end - start + 1 for start, end in spans), initial=0))
    for one in _once(excerpt, Passages(), rules):
        n = bisect_right(begins, one.start) - 1
        start, end = spans[n]
        whole_left = start == 0 or one.start - begins[n] >= _EDGE
        whole_right = end == len(text) or begins[n + 1] - one.end > _EDGE
        if whole_left and whole_right:
            moved = start - begins[n]
            place = passages.at(one.start + moved).place
            yield replace(one, start=one.start + moved, end=one.end + moved, place=place)


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _once(folded: Folded, passages: Passages, rules: ScreeningRules) -> Iterator[Finding]:
    for source in (personal_numbers(folded, rules), personal_contacts(folded, rules)):
        yield from _findings(source, folded, passages, rules)


def _findings(
    source: Iterable[Spotted], folded: Folded, passages: Passages, rules: ScreeningRules
) -> Iterator[Finding]:
    for key, start, end in source:
        yield finding(rules.detectors[key], folded.text, start, end, passages.at(start).place)


def _apart(found: Iterable[Finding]) -> list[Finding]:
    """The findings that overlap none before them."""
    found = list(found)
    taken = bytearray(max((one.end for one in found), default=0))
    kept = []
    for one in found:
        if taken.find(1, one.start, one.end) < 0:
            taken[one.start : one.end] = b"\1" * (one.end - one.start)
            kept.append(one)
    return kept
