"""A second, slow calculation of the clock, written from the contract and the table of facts.

It walks one day at a time over the data of the chinesecalendar package and shares no rule code, no calendar and no
configuration with the product. Events are plain dicts as in the contract.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from chinese_calendar.constants import holidays, workdays

DAY = timedelta(days=1)
NEW_LAW = date(2019, 5, 15)
FEE_RULES = date(2021, 1, 1)
DEFAULTS = {
    "fee_payment": "20wd",
    "exclusion_bounds": "after_sent_to_answer",
    "confirmation": "both_sides",
    "late_correction_notice": "keeps_running",
    "secrecy_referral_excluded": "no",
    "transition_2019": "by_receipt",
    "rest_day_receipt": "same_day",
}


class OracleRefusalError(Exception):
    pass


def works(day: date) -> bool:
    return day in workdays or (day.weekday() < 5 and day not in holidays)


def walk(start: date, count: int) -> date:
    """The count-th working day after start."""
    day = start
    while count:
        day += DAY
        count -= works(day)
    return day


def tally(start: date, end: date) -> int:
    """Working days after start up to end; negative the other way round."""
    if end < start:
        return -tally(end, start)
    return sum(works(start + DAY * i) for i in range(1, (end - start).days + 1))


def next_working(day: date) -> date:
    while not works(day):
        day += DAY
    return day


@dataclass
class Letter:
    kind: str
    who: str
    asked: date
    limit: date
    counts_out: bool
    answered: date | None = None
    arrived: bool = False
    closed: bool = False

    def last_out(self) -> date:
        return self.limit if self.answered is None else min(self.answered, self.limit)


@dataclass
class Notice:
    kind: str
    sent: date
    days: int | None
    timely: bool
    late: bool
    limit: date
    arrived: bool = False
    answered: date | None = None
    closed: bool = False


@dataclass
class Case:
    options: dict[str, str]
    forced: str
    as_of: date
    filed: date | None = None
    channel: str = ""
    receipt: date | None = None
    confirmed: bool = False
    law: str = ""
    base: date = date.min
    total: int = 0
    fixed: date | None = None
    ordered: bool = False
    extension: int | None = None
    void_until: date | None = None
    letters: list[Letter] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    last_receipt: date | None = None
    stopped: date | None = None
    stopped_waiting: bool = False
    served: date | None = None
    withdrawn: date | None = None
    given_up: date | None = None
    replies: list[tuple[str, date, str]] = field(default_factory=list)

    # the running period, day by day

    def is_out(self, day: date) -> bool:
        inclusive = self.options["exclusion_bounds"] == "sent_to_answer"
        return any(
            x.counts_out and (x.asked <= day if inclusive else x.asked < day) and day <= x.last_out()
            for x in self.letters
        )

    def due(self) -> date:
        day, left = self.fixed or self.base, self.total
        while left:
            day += DAY
            left -= works(day) and not self.is_out(day)
        return day

    def waiting(self) -> bool:
        return any(n.timely and n.answered is None and not n.closed for n in self.notices)

    def silence(self, day: date) -> date | None:
        over = [
            n.limit
            for n in self.notices
            if n.timely and n.arrived and n.answered is None and not n.closed and day > n.limit
        ]
        return min(over, default=None)

    def refuse_if(self, wrong: bool) -> None:
        if wrong:
            raise OracleRefusalError


BEFORE_RECEIPT = {"received", "confirmed", "withdrawn", "ordered_to_act"}
LATE = {
    "third_party_letter_received",
    "third_party_answered",
    "co_producer_letter_received",
    "co_producer_answered",
    "other_body_answered",
}


def calculate(document: dict[str, Any]) -> dict[str, Any]:
    options = DEFAULTS | document.get("options", {})
    forced = document.get("law", "auto")
    events = sorted(document["events"], key=lambda e: e["on"])
    as_of = document["as_of"]
    if options["transition_2019"] == "favourable" and forced == "auto" and as_of >= NEW_LAW:
        early = [e for e in events if e["on"] < NEW_LAW]
        if early:
            case = run(early, options, "auto", NEW_LAW - DAY)
            if case.receipt and case.receipt < NEW_LAW and case.stopped is None and case.withdrawn is None:
                in_time = case.waiting() or case.due() >= NEW_LAW
                if in_time and case.silence(case.as_of) is None:
                    forced = "2019"
    return describe(run(events, options, forced, as_of))


def run(events: list[dict[str, Any]], options: dict[str, str], forced: str, as_of: date) -> Case:
    case = Case(options, forced, as_of)
    for event in events:
        admit(case, event)
        step(case, event)
    case.refuse_if(case.filed is None)
    if case.given_up is None and not case.stopped and not case.withdrawn:
        case.given_up = case.silence(as_of)
    return case


def admit(case: Case, event: dict[str, Any]) -> None:
    name = event["event"]
    case.refuse_if(event["on"] > case.as_of)
    case.refuse_if((case.filed is None) != (name == "received"))
    case.refuse_if(case.receipt is None and name not in BEFORE_RECEIPT)
    case.refuse_if(case.withdrawn is not None and name not in LATE | {"ordered_to_act"})
    after_reply = LATE | {"reply_made", "reply_sent", "reply_served", "ordered_to_act"}
    case.refuse_if(case.stopped is not None and name not in after_reply)


def step(case: Case, event: dict[str, Any]) -> None:  # noqa: C901 - one branch per event, nothing shared
    name, on = event["event"], event["on"]
    if name == "received":
        case.filed, case.channel = on, event["channel"]
        waits = case.channel in ("plain_mail", "internet", "fax")
        if case.options["confirmation"] == "automatic_receipt" and case.channel != "plain_mail":
            waits = False
        if not waits:
            start(case, on)
    elif name == "confirmed":
        case.refuse_if(case.confirmed)
        case.confirmed = True
        if case.receipt is None:
            start(case, on)
    elif name in ("correction_requested", "reasons_requested", "fee_notice_sent"):
        send(case, name, event)
    elif name in ("correction_notice_received", "fee_notice_received"):
        letter = open_notice(case, "correction" if "correction" in name else "fee")
        case.refuse_if(letter.arrived)
        letter.arrived, letter.limit = True, applicant_limit(case, letter.kind, on, letter.days)
    elif name == "correction_received":
        letter = answer(case, "correction", on)
        if letter.late and case.options["late_correction_notice"] == "no_restart":
            return
        day = next_working(on) if case.options["rest_day_receipt"] == "next_working_day" else on
        restart(case, day)
        if not case.ordered:
            case.last_receipt = day
    elif name == "reasons_received":
        answer(case, "reasons", on)
    elif name == "fee_paid":
        answer(case, "fee", on)
        restart(case, on)
    elif name.endswith("_asked"):
        ask(case, event)
    elif name.endswith("_letter_received"):
        asked = open_letter(case, event)
        case.refuse_if(asked.arrived)
        asked.arrived, asked.limit = True, walk(on, 15)
    elif name.endswith("_answered"):
        open_letter(case, event).answered = on
    elif name == "extended":
        most = 20 if case.law == "2019" else 15
        case.refuse_if(case.ordered or case.extension is not None or on > case.due())
        case.refuse_if(not 1 <= event["working_days"] <= most)
        case.extension = event["working_days"]
        case.total += case.extension
    elif name == "postponed":
        case.refuse_if(on < NEW_LAW or case.ordered or on > case.due() or event["until"] <= case.due())
        case.fixed, case.total = event["until"], 0
    elif name == "reply_sent":
        if event["delivery"] == "post":
            stop(case, on)
    elif name == "reply_served":
        stop(case, on)
        case.served = case.served or on
    elif name == "withdrawn":
        case.withdrawn = on
        close(case)
    elif name == "ordered_to_act":
        order(case, event)


def start(case: Case, day: date) -> None:
    if case.options["rest_day_receipt"] == "next_working_day":
        day = next_working(day)
    case.refuse_if(day < date(2008, 5, 1) and case.forced == "auto")
    case.receipt = case.base = case.last_receipt = day
    case.law = case.forced if case.forced != "auto" else ("2019" if day >= NEW_LAW else "2008")
    case.total = 20 if case.law == "2019" else 15


def restart(case: Case, day: date) -> None:
    if case.ordered:
        return
    case.base = case.void_until = max(day, case.base)
    for earlier in case.notices:
        earlier.timely = False
    case.total, case.fixed, case.extension = (20 if case.law == "2019" else 15), None, None


def applicant_limit(case: Case, kind: str, day: date, days: int | None) -> date:
    if kind == "correction":
        return walk(day, days or 10)
    if kind == "fee":
        if case.options["fee_payment"] == "30d":
            return next_working(day + 30 * DAY)
        return walk(day, 20)
    return walk(day, 7)


def send(case: Case, name: str, event: dict[str, Any]) -> None:
    on = event["on"]
    kind = {"correction_requested": "correction", "reasons_requested": "reasons", "fee_notice_sent": "fee"}[
        name
    ]
    case.refuse_if(kind == "fee" and on < FEE_RULES)
    case.refuse_if(kind == "reasons" and on < NEW_LAW)
    late = on > case.due()
    if kind == "correction" and case.law == "2019":
        assert case.last_receipt is not None
        late = late or on > walk(case.last_receipt, 7)
    timely = kind != "reasons" and not late and not case.ordered
    days = event.get("working_days")
    limit = applicant_limit(case, kind, on, days)
    case.notices.append(Notice(kind, on, days, timely, late, limit))


def open_notice(case: Case, kind: str) -> Notice:
    found = [n for n in case.notices if n.kind == kind and n.answered is None and not n.closed]
    case.refuse_if(not found)
    return found[-1]


def answer(case: Case, kind: str, on: date) -> Notice:
    """Whatever was asked twice is answered once."""
    letter = open_notice(case, kind)
    for other in case.notices:
        other.closed = other.closed or (other.kind == kind and other.answered is None)
    letter.answered = on
    return letter


def ask(case: Case, event: dict[str, Any]) -> None:
    on, kind = event["on"], event["event"].removesuffix("_asked")
    who = event["party"] if kind == "third_party" else event["body"]
    case.refuse_if(kind == "co_producer" and on < NEW_LAW)
    for other in case.letters:
        if (other.kind, other.who) == (kind, who) and other.answered is None and not other.closed:
            case.refuse_if(on <= other.limit)
    out = kind == "third_party" or case.law == "2019"
    if kind == "other_body" and "保密" in who and case.options["secrecy_referral_excluded"] == "no":
        out = False
    case.letters.append(Letter(kind, who, on, walk(on, 15), out))


def open_letter(case: Case, event: dict[str, Any]) -> Letter:
    kind = event["event"].removesuffix("_answered").removesuffix("_letter_received")
    who = event["party"] if kind == "third_party" else event["body"]
    found = [x for x in case.letters if (x.kind, x.who) == (kind, who) and x.answered is None]
    case.refuse_if(not found)
    return found[-1]


def close(case: Case) -> None:
    for letter in case.letters:
        letter.closed = letter.closed or letter.answered is None
    for notice in case.notices:
        notice.closed = notice.closed or notice.answered is None


def stop(case: Case, day: date) -> None:
    if case.stopped:
        return
    case.given_up = case.given_up or case.silence(day)
    case.stopped, case.stopped_waiting = day, case.waiting()
    close(case)


def order(case: Case, event: dict[str, Any]) -> None:
    on = event["on"]
    if case.receipt is None:
        assert case.filed is not None
        start(case, case.filed)
    elif case.withdrawn is None and case.given_up is None and case.silence(on) is None:
        case.replies.append(reply_row(case, "void"))
    until = event.get("until")
    case.refuse_if(until is not None and until < on)
    usual = 15 if on < NEW_LAW else 20
    for notice in case.notices:
        notice.timely = False
    case.fixed = until or walk(on, event.get("working_days") or usual)
    case.base, case.total, case.ordered, case.void_until, case.extension = on, 0, True, on, None
    case.stopped = case.served = case.withdrawn = case.given_up = None
    case.stopped_waiting = False


def reply_row(case: Case, otherwise: str) -> tuple[str, date, str]:
    return "redo" if case.ordered else "reply", case.due(), "met" if case.stopped else otherwise


def rows(case: Case, ended: bool) -> list[tuple[str, date, str]]:
    """Kind, last day, and how it stands, of replies, notices and consultations."""
    names = {"fee": "fee_payment"}
    asked = [
        (names.get(x.kind, x.kind), x.limit, "met" if x.answered else "void" if x.closed else "open")
        for x in (*case.letters, *case.notices)
    ]
    return sorted([*case.replies, *([] if ended else [reply_row(case, "open")]), *asked])


def describe(case: Case) -> dict[str, Any]:
    if case.receipt is None:
        return {"status": "ended" if case.withdrawn else "not_started", "due": None, "receipt_date": None}
    due, as_of = case.due(), case.as_of
    inclusive = case.options["exclusion_bounds"] == "sent_to_answer"
    anchor = case.fixed or case.base
    asking = any(
        x.counts_out
        and x.answered is None
        and not x.closed
        and as_of <= x.limit
        and x.limit > anchor
        and (x.asked if inclusive else x.asked + DAY) <= due
        for x in case.letters
    )
    if case.withdrawn or case.given_up:
        status = "ended"
    elif case.stopped:
        status = "met" if case.stopped_waiting or case.stopped <= due else "late"
    elif case.waiting():
        status = "awaiting_applicant"
    elif asking and case.total:
        status = "paused"
    else:
        status = "overdue" if as_of > due else "running"
    last = min(x for x in (due, case.withdrawn, case.given_up) if x)
    if status != "ended":
        last = due
    kinds: dict[date, str] = {}
    day = case.receipt
    while day < last:
        day += DAY
        if case.void_until and day <= case.void_until:
            kinds[day] = "void"
        elif case.is_out(day) and day > anchor:
            kinds[day] = "excluded"
        else:
            kinds[day] = "counted"
    return {
        "receipt_date": case.receipt,
        "law": case.law,
        "due": None if status == "ended" else due,
        "status": status,
        "remaining_working_days": tally(as_of, due) if status in ("running", "overdue") else None,
        "days": kinds,
        "rows": rows(case, status == "ended"),
        "limits": sorted(((x.kind, x.who, x.limit, x.answered) for x in case.letters), key=str),
    }
