"""What may be wrong with a proceeding against us, to be looked into and pleaded: never a reason to refuse the record of
it, because whether it is admissible is for the body that hears it (RV20, RV23.4, RV24 to RV29, LT44 to LT46)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from disclosure.cases.clockwork import reconsideration_only
from disclosure.cases.facts import Facts, Remedy
from disclosure.cases.proceedings import remedy_of
from disclosure.cases.remedy_deadlines import further_remedy
from disclosure.law.period import Due, period_due
from disclosure.law.remedy import forum_of_day, litigation_due, reconsideration_due
from disclosure.law.terms import Law
from disclosure.params import Config


def hints(facts: Facts, remedy: Remedy, config: Config) -> tuple[str, ...]:
    """In Chinese, each with its rule; none for what is closed, and none for a complaint, which may go to any organ
    (R47.2, R51)."""
    if remedy.kind == "complaint" or not remedy.open:
        return ()
    found = (*_forum(facts, remedy, config), *_late(facts, remedy, config.law))
    return (*found, *_order_of_remedies(facts, remedy, config.law))


def _disputed(facts: Facts, remedy: Remedy) -> tuple[date, date] | None:
    """The days the reply in dispute was made and served; None against silence."""
    before = [tick for tick in facts.ticks if tick.on <= remedy.filed_on]
    served = next((tick.on for tick in reversed(before) if tick.event == "reply_served"), None)
    made = next((tick.on for tick in reversed(before) if tick.event == "reply_made"), None)
    return None if served is None else (made or served, served)


def _forum(facts: Facts, remedy: Remedy, config: Config) -> Iterator[str]:
    letterhead = config.organization.letterhead
    if letterhead is None or remedy.body is None or remedy.appeal_of is not None:
        return
    disputed, where = _disputed(facts, remedy), letterhead.complaints
    decided = disputed[0] if disputed else remedy.filed_on
    forum = forum_of_day(config.law, where.kind, decided, outpost_of_city=where.outpost_of_city)
    names, rule = [where.organs[organ] for organ in forum.organs], forum.rule
    if remedy.kind == "litigation":
        names, rule = [where.court], "LT15"
    if remedy.body not in names:
        yield f"受理机关一般是{'或者'.join(names)}（{rule}），登记的是{remedy.body}；核对管辖"


def _late(facts: Facts, remedy: Remedy, law: Law) -> Iterator[str]:
    due = _last_day(facts, remedy, law)
    if due is not None and remedy.filed_on > due.date:
        yield f"{remedy.filed_on} 提起，期限到 {due.date} 届满（{due.rule}）；核对有无正当理由"


def _last_day(facts: Facts, remedy: Remedy, law: Law) -> Due | None:
    """None where it cannot be told from the case, as against silence (RV-I16, LT47)."""
    earlier = remedy_of(facts, remedy.appeal_of)
    if remedy.after_reconsideration and earlier is None:
        reviews = [r for r in facts.remedies if r.kind == "reconsideration" and r.closed_on is not None]
        earlier = reviews[-1] if reviews else None
    if earlier is not None and earlier.closed_on is not None:
        further = further_remedy(earlier)
        return None if further is None else period_due(law, further, earlier.closed_on)
    disputed = _disputed(facts, remedy)
    if disputed is None or remedy.after_reconsideration:
        return None
    made, served = disputed
    if remedy.kind == "reconsideration":
        return reconsideration_due(law, served, made)
    return litigation_due(law, served, made)


def _order_of_remedies(facts: Facts, remedy: Remedy, law: Law) -> Iterator[str]:
    if remedy.kind == "litigation" and not remedy.after_reconsideration and remedy.appeal_of is None:
        disputed = _disputed(facts, remedy)
        if disputed and facts.outcome and reconsideration_only(facts.outcome, disputed[0], law):
            yield "该决定应当先申请复议，直接起诉的一般不予立案（RV23.4、LT44）"
    others = {r.kind for r in facts.open_remedies if r.ref != remedy.ref} - {"complaint"}
    if others - {remedy.kind}:
        yield "复议和诉讼不同时进行：已受理其一的，不得再提另一（RV29）"
