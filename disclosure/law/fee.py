"""F3 to F6: the processing fee (信息处理费) by items or by pages, progressive like a tax scale, and its
payment period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from disclosure.errors import BadInput
from disclosure.law.period import Due, period_due
from disclosure.law.terms import Band, Bands, Law

# Beyond it the answer would be longer than any bill; a scale that climbs for ever has no end of its own.
MOST_UNITS = 100_000


@dataclass(frozen=True, slots=True)
class FeeLine:
    """Units `start` to `to` (None: open) of a scale, of which `count` are charged; yuan."""

    start: int
    to: int | None
    unit_price: int
    count: int

    @property
    def amount(self) -> int:
        return self.unit_price * self.count


@dataclass(frozen=True, slots=True)
class Fee:
    lines: tuple[FeeLine, ...]
    rule: str
    basis: str

    @property
    def amount(self) -> int:
        """Yuan."""
        return sum(line.amount for line in self.lines)

    @property
    def sentence(self) -> str:
        parts = " + ".join(f"{line.count}×{line.unit_price}" for line in self.lines if line.unit_price) or "0"
        return f"信息处理费 {parts} = {self.amount} 元（{self.basis}）"


def fee_by_items(items: int, law: Law, noticed: date) -> Fee:
    """F4.1 to F4.3: items of one applicant in one calendar month; `noticed` is the day of the fee
    notice."""
    return _fee("fee.by_items", items, law, noticed)


def fee_by_pages(pages: int, law: Law, noticed: date) -> Fee:
    """F5.1: pages of one application; `noticed` is the day of the fee notice."""
    return _fee("fee.by_pages", pages, law, noticed)


def payment_key(law: Law) -> str:
    """The parameter that holds the payment period under option `fee_payment` (X1)."""
    return (
        "fee.payment_period_days" if law.option("fee_payment") == "30d" else "fee.payment_period_working_days"
    )


def payment_due(law: Law, notice_received: date, noticed: date) -> Due:
    """F6: counted from the day after the notice was received."""
    return period_due(law, payment_key(law), notice_received, noticed)


def _fee(key: str, units: int, law: Law, noticed: date) -> Fee:
    if not 0 <= units <= MOST_UNITS:
        raise BadInput(f"计费数量 {units} 不合理", f"应为 0 至 {MOST_UNITS}", "请核对件数或页数")
    parameter = law.bands[key]
    entry = parameter.on(noticed)
    return Fee(_lines(entry.value, units), entry.rule, entry.basis)


def _lines(bands: Bands, units: int) -> tuple[FeeLine, ...]:
    return tuple(
        FeeLine(step.start, step.to, step.unit_price, min(units, step.to or units) - step.start + 1)
        for band in bands
        for step in _steps(band, units)
    )


def _steps(band: Band, units: int) -> list[Band]:
    """The steps of one band that `units` reaches; a repeating band becomes one step per `every` units."""
    if units < band.start:
        return []
    if band.every is None:
        return [band]
    return [
        Band(start, start + band.every - 1, band.unit_price + band.increase * step)
        for step, start in enumerate(range(band.start, units + 1, band.every))
    ]
