"""What is looked at before a letter leaves (签发前核对): every reason why it may not, with its article."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from disclosure.errors import Refusal
from disclosure.law.terms import Law, Outcome
from disclosure.letters.citing import RULES, WITHHOLDING, article_of, new_regulation
from disclosure.letters.composing import missing
from disclosure.letters.document import day
from disclosure.letters.template import Template
from disclosure.letters.vocabulary import GIVEN, LABELS


@dataclass(frozen=True, slots=True)
class Dates:
    """Days of one letter, None where they have not come. `opened` is the day of the step it belongs to; `due` the last
    day for the reply, a granted delay (R35.2) included; `cited_on` picks the regulation that is cited."""

    made: date
    received: date | None = None
    opened: date | None = None
    mailed: date | None = None
    served: date | None = None
    due: date | None = None
    cited_on: date | None = None


def refusals(
    template: Template,
    told: Mapping[str, str],
    outcome: Outcome | None,
    dates: Dates,
    law: Law,
) -> list[Refusal]:
    """Empty when the letter may leave."""
    return [
        *_facts(template, told, outcome),
        *_agreement(template, told, outcome, dates, law),
        *_order(dates),
        *_in_time(template, told, dates),
    ]


def _facts(template: Template, told: Mapping[str, str], outcome: Outcome | None) -> Iterator[Refusal]:
    for name in missing(template, told, outcome.code if outcome else None):
        by_hand = "在 --data 中填写" if name in GIVEN else "先办理产生它的事项，或核对本件现状"
        yield Refusal("条例第45条", f"{template.id} 缺少“{LABELS[name]}”（{name}）", by_hand)
    for name in sorted(set(told) & set(GIVEN) - set(template.facts) - set(template.optional)):
        yield Refusal(
            "条例第45条", f"{template.id} 用不到“{LABELS[name]}”（{name}）", "删去该项，或核对文书种类"
        )


def _agreement(
    template: Template, told: Mapping[str, str], outcome: Outcome | None, dates: Dates, law: Law
) -> Iterator[Refusal]:
    """Article ↔ outcome ↔ remedy."""
    if not template.replies:
        return
    if outcome is None:
        yield Refusal("条例第36条", f"本件还没有处理决定，不能出 {template.id}", "先认定类别")
        return
    if outcome.code not in template.outcomes or template.id not in outcome.letters:
        proper = "、".join(outcome.letters)
        yield Refusal("条例第36条", f"{template.id} 不是“{outcome.label}”的文书", f"该决定用 {proper}")
        return
    if outcome.remedy != template.remedy:
        yield Refusal(
            "行政复议法第23条", f"{template.id} 的救济途径与“{outcome.label}”不符", "改正 config/letters"
        )
    if outcome.since > dates.made:
        why = f"“{outcome.label}”自 {day(outcome.since)} 起才有规定"
        yield Refusal(outcome.article, why, "核对日期和处理决定")
    named = told.get("withheld_article")
    open_to = [RULES[rule].article for rule in WITHHOLDING]
    cited_on = dates.cited_on or dates.made
    if not new_regulation(law, cited_on):
        open_to = [article_of(rule, law, cited_on) for rule in WITHHOLDING if RULES[rule].former]
    if named and any(part not in "、".join(open_to).split("、") for part in named.split("、")):
        why = f"“{named}”不是不予公开的依据"
        yield Refusal("条例第37条", why, f"写作下列之一，多项用顿号隔开：{'，'.join(open_to)}")


def _order(dates: Dates) -> Iterator[Refusal]:
    """收到 ≤ 所属事项 ≤ 成文 ≤ 发出 ≤ 送达."""
    row = (
        ("收到申请之日", dates.received),
        ("所属事项之日", dates.opened),
        ("成文日期", dates.made),
        ("发出之日", dates.mailed),
        ("送达之日", dates.served),
    )
    known = [(label, value) for label, value in row if value is not None]
    for (before, first), (after, second) in pairwise(known):
        if second < first:
            why = f"{after} {second} 早于{before} {first}"
            yield Refusal("条例第45条", why, "核对日期；此前日期有误的先作更正")


def _in_time(template: Template, told: Mapping[str, str], dates: Dates) -> Iterator[Refusal]:
    """R33.2, R35.2: a reply after its day says so, unless a delay was told in time (L-33), which moves the day."""
    if not template.replies or dates.due is None or dates.made <= dates.due or told.get("delay"):
        return
    yield Refusal(
        "条例第33条第2款",
        f"成文日期 {dates.made} 已过答复到期日 {dates.due}，文书没有写明",
        "填写“逾期答复的情况”（delay）；事先确定延迟答复的，先办 postpone 并出 L-33",
    )
