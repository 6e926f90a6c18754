"""The ledger: which days the reply period counted, which it left out, and under which article (R33.2 to
R33.4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from disclosure.law.exclusions import ONE_DAY, Interval, reach, union
from disclosure.law.period import Due
from disclosure.law.workdays import Workdays


class SpanKind(StrEnum):
    COUNTED = "counted"
    EXCLUDED = "excluded"
    VOID = "void"  # before a restart


@dataclass(frozen=True, slots=True)
class Span:
    """Calendar days `start` to `end`, both included; `basis` is a rule id, `why` Chinese."""

    start: date
    end: date
    kind: SpanKind
    working_days: int
    basis: str
    why: str


@dataclass(slots=True)
class Period:
    """One running period. It ends on the `quota + extra`-th counted working day after `base`; once a day
    was fixed (R35.2, K14) it ends there, and an extension granted later is counted on from that day."""

    round: int
    base: date
    quota: int
    extra: int = 0
    used: int | None = None  # working days of the one extension, None while there was none
    fixed: Due | None = None
    ordered: bool = False

    @property
    def anchor(self) -> date:
        return self.fixed.date if self.fixed else self.base


@dataclass(frozen=True, slots=True)
class Void:
    """Days up to `end` that a restart made worthless."""

    end: date
    basis: str
    why: str


@dataclass(frozen=True, slots=True)
class Articles:
    """Rule ids under which days are counted or left out."""

    ordinary: str
    extension: str
    exclusion: str


@dataclass(frozen=True, slots=True)
class Exclusion:
    """The excluded interval of one consultation, with the name of whom was asked."""

    interval: Interval
    party: str


def period_end(workdays: Workdays, period: Period, exclusions: Sequence[Exclusion]) -> date:
    merged = union(exclusion.interval for exclusion in exclusions)
    return reach(workdays, period.anchor, period.quota + period.extra, merged)


def build(
    workdays: Workdays,
    receipt: date,
    voids: Sequence[Void],
    period: Period,
    exclusions: Sequence[Exclusion],
    articles: Articles,
    last: date,
) -> tuple[Span, ...]:
    """Spans without gap or overlap from the day after `receipt` to `last`, which is at most the end of
    `period`."""
    spans: list[Span] = []
    start = receipt
    for void in voids:
        if void.end > start:
            count = workdays.between(start, void.end)
            spans.append(Span(start + ONE_DAY, void.end, SpanKind.VOID, count, void.basis, void.why))
            start = void.end
    for piece_end, kind, basis, why in _pieces(workdays, period, exclusions, articles):
        end = min(piece_end, last)
        if end > start:
            spans.append(Span(start + ONE_DAY, end, kind, workdays.between(start, end), basis, why))
            start = end
    return tuple(spans)


def _pieces(
    workdays: Workdays, period: Period, exclusions: Sequence[Exclusion], articles: Articles
) -> Iterator[tuple[date, SpanKind, str, str]]:
    """Last day, kind, basis and reason of each piece of `period`, in order."""
    if period.fixed:
        yield period.fixed.date, SpanKind.COUNTED, period.fixed.rule, period.fixed.sentence
    merged = union(exclusion.interval for exclusion in exclusions)
    extended_from = reach(workdays, period.anchor, period.quota, merged)
    due = (
        reach(workdays, period.anchor, period.quota + period.extra, merged) if period.extra else extended_from
    )
    for first, end in merged:
        if first > due:
            break
        if end > period.anchor:
            yield from _counted(first - ONE_DAY, extended_from, articles)
            yield end, SpanKind.EXCLUDED, articles.exclusion, _asked((first, end), exclusions)
    yield from _counted(due, extended_from, articles)


def _counted(end: date, extended_from: date, articles: Articles) -> Iterator[tuple[date, SpanKind, str, str]]:
    """Counted days up to `end`, the ordinary period and its extension apart."""
    yield min(end, extended_from), SpanKind.COUNTED, articles.ordinary, "计入答复期限"
    if end > extended_from:
        yield end, SpanKind.COUNTED, articles.extension, "延长的答复期限"


def _asked(interval: Interval, exclusions: Sequence[Exclusion]) -> str:
    first, last = interval
    parties = dict.fromkeys(e.party for e in exclusions if e.interval[0] <= last and e.interval[1] >= first)
    return f"征求意见（{'、'.join(parties)}）所需时间不计入"
