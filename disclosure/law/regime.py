"""Which law a request lives under: 国令第492号 from 2008, 国令第711号 from 2019 (R56, OX, X12).

A regime begins where `reply.ordinary_period` gets a new value and is named after the year of that day, so
the next revision of the law needs a row of data and no code.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from disclosure.errors import BadInput, NotInForce
from disclosure.law.terms import Law

AUTO = "auto"
_REPLY = "reply.ordinary_period"


@dataclass(frozen=True, slots=True)
class Regime:
    """In force from `first` to `last`, both included."""

    name: str
    first: date
    last: date

    def day(self, receipt: date) -> date:
        """The day on which the values for a request received on `receipt` are looked up: `receipt`, unless
        the regime was chosen against it."""
        return min(max(receipt, self.first), self.last)


def regimes(law: Law) -> tuple[Regime, ...]:
    return _regimes(tuple(entry.since for entry in law.numbers[_REPLY].entries))


@cache
def _regimes(starts: tuple[date, ...]) -> tuple[Regime, ...]:
    ends = [start - timedelta(days=1) for start in starts[1:]] + [date.max]
    return tuple(Regime(str(first.year), first, last) for first, last in zip(starts, ends, strict=True))


def regime_of(law: Law, receipt: date, name: str = AUTO) -> Regime:
    """The regime called `name`, or with "auto" the one in force on the day of receipt."""
    known = regimes(law)
    for regime in known:
        if regime.name == name or (name == AUTO and regime.first <= receipt <= regime.last):
            return regime
    if name == AUTO:
        raise NotInForce(
            f"收到之日 {receipt} 没有可适用的条例", f"条例自 {known[0].first} 起施行", "请核对收到申请之日"
        )
    names = "、".join((AUTO, *(regime.name for regime in known)))
    raise BadInput(f"没有名为 {name} 的条例版本", f"可选 {names}", "请改用其中之一", field="law")
