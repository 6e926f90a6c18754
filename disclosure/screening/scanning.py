"""One text, one folding, every rule; of overlapping findings the surer stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from disclosure.law.secrecy import ScreeningRules
from disclosure.screening.contacts import personal_contacts
from disclosure.screening.findings import Finding, finding, masked
from disclosure.screening.folding import Folded
from disclosure.screening.marks import mark_findings
from disclosure.screening.numbers import personal_numbers
from disclosure.screening.passages import Passages
from disclosure.screening.phrases import phrase_findings

Spotted = tuple[str, int, int]  # detector, start, end

_ROUNDS = 4  # a number masked can free its neighbour, which had looked like a part of it


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
    """Until the masked text holds none: nobody reads a number off what the mask has left."""
    found: list[Finding] = []
    for _ in range(_ROUNDS):
        new = [*_apart(_once(folded, passages, rules))]
        if not new:
            break
        found += new
        folded = Folded.of(masked(folded.text, new))
    return found


def _once(folded: Folded, passages: Passages, rules: ScreeningRules) -> Iterator[Finding]:
    for source in (personal_numbers(folded.plain, rules), personal_contacts(folded, rules)):
        yield from _findings(source, folded, passages, rules)


def _findings(
    source: Iterable[Spotted], folded: Folded, passages: Passages, rules: ScreeningRules
) -> Iterator[Finding]:
    for key, start, end in source:
        yield finding(rules.detectors[key], folded.text, start, end, passages.at(start).place)


def _apart(found: Iterable[Finding]) -> list[Finding]:
    """The findings that overlap none before them."""
    taken: dict[int, int] = {}
    kept = []
    for one in found:
        if not any(place in taken for place in range(one.start, one.end)):
            taken.update(dict.fromkeys(range(one.start, one.end), 1))
            kept.append(one)
    return kept
