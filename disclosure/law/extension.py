"""R33.3, O24: an extension (延期) once per running period, for at most the legal maximum, told before the
period is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from disclosure.errors import GateRefused, Refusal
from disclosure.law.terms import Entry, Law, Unit


@dataclass(frozen=True, slots=True)
class ExtensionFacts:
    """`asked` and `used` in working days; `used` is None while the running period was not extended;
    `ordered` when a court or the reconsideration organ set the period (K14)."""

    on: date
    due: date
    asked: int
    used: int | None
    ordered: bool
    most: Entry[int]


def extension_max(law: Law, on: date) -> Entry[int]:
    """Working days; `on` is the day that picks the law."""
    return law.number("reply.extension_max", on, Unit.WORKING_DAY)


def within_period(facts: ExtensionFacts) -> Refusal | None:
    if facts.on <= facts.due:
        return None
    return Refusal(
        facts.most.rule,
        f"{facts.on} 已过到期日 {facts.due}，不能再延期",
        "请立即答复；延期应在到期日前作出并告知",
    )


def unused(facts: ExtensionFacts) -> Refusal | None:
    if facts.used is None:
        return None
    return Refusal(facts.most.rule, f"本期间已延期 {facts.used} 个工作日，只能延期一次", "请在现到期日前答复")


def at_most(facts: ExtensionFacts) -> Refusal | None:
    if 1 <= facts.asked <= facts.most.value:
        return None
    limit = facts.most.value
    return Refusal(
        facts.most.rule,
        f"延期 {facts.asked} 个工作日，依{facts.most.basis}应为 1 至 {limit} 个",
        f"请改为不超过 {limit} 个工作日",
    )


def not_ordered(facts: ExtensionFacts) -> Refusal | None:
    if not facts.ordered:
        return None
    return Refusal("K14", "裁决所定的期限不能自行延期", "请在裁决所定期限内答复")


EXTENSION_GATES = (within_period, unused, at_most, not_ordered)


def extension_refusals(facts: ExtensionFacts) -> tuple[Refusal, ...]:
    """All that stands against it, in gate order."""
    return tuple(refusal for gate in EXTENSION_GATES if (refusal := gate(facts)) is not None)


def require_extension(facts: ExtensionFacts) -> None:
    if refusals := extension_refusals(facts):
        raise GateRefused("延期未被准许", refusals)
