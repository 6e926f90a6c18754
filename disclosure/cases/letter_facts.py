"""What a case tells a letter: the facts of `letters.vocabulary.KNOWN`, from its history, its applicants, the clock, the
law and the agency's own configuration. No number of the law is written here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from disclosure.cases.letter_subject import ASKING, PERIODS, Subject
from disclosure.cases.proceedings import remedy_of
from disclosure.cases.steps import Step
from disclosure.cases.words import DELIVERIES
from disclosure.law.clock import Clock
from disclosure.law.events import Delivery
from disclosure.law.fee import fee_by_items, fee_by_pages, payment_key
from disclosure.law.terms import UNIT_LABEL
from disclosure.letters.citing import article_of, cited, new_regulation, working_days
from disclosure.letters.composing import paper_of, printed_title
from disclosure.letters.document import day
from disclosure.letters.redress import redress

# facts §9.1: a letter says by which rule of R31 the day of receipt was found.
HOW_RECEIVED = {
    "in_person": "当面提交",
    "registered_mail": "邮寄，以本机关签收之日为准",
    "plain_mail": "邮寄，以双方确认之日为准",
    "internet": "互联网渠道，以双方确认之日为准",
    "fax": "传真，以双方确认之日为准",
    "oral": "当面口头提出",
    "unrecorded": "以旧台账所载收到日期为准",
}
HOW_DELIVERED = {**DELIVERIES, Delivery.POST: "邮寄（邮政企业）"}
ANSWERS = {"agree": "同意公开", "object": "不同意公开", None: "期满未提出意见"}
PROCEEDINGS = {"reconsideration": "行政复议答复书", "litigation": "行政诉讼答辩状", "complaint": "情况说明"}
ORDERED = "履行情况报告"


def told(subject: Subject) -> dict[str, str]:
    """Every fact that is known of the subject, and those given; nothing for what has not happened."""
    known: dict[str, str | None] = {**_agency(subject), **_request(subject), **_files(subject)}
    if subject.occasion is not None:
        known |= _OCCASIONS.get(subject.occasion.command, _nothing)(subject, subject.occasion)
    if subject.template.outcomes or subject.template.id == "L-29":
        known |= _decision(subject)
    title = printed_title(subject.template, {"proceeding_paper": known.get("proceeding_paper") or ""})
    paper = paper_of(title)
    known["paper"] = paper
    known["remedy"] = "\n".join(
        redress(
            subject.law,
            subject.config.letters.wording,
            subject.letterhead.complaints,
            subject.template.remedy,
            subject.on,
            paper,
            electronic=subject.delivery == Delivery.ELECTRONIC,
        )
    )
    given = {
        name: cited_all(value) if name == "withheld_article" else value
        for name, value in subject.given.items()
    }
    return {name: value for name, value in {**known, **given}.items() if value}


def cited_all(articles: str) -> str:
    """「条例第15条、条例第16条第2款」 in full."""
    return "、".join(cited(article) for article in articles.split("、"))


def _agency(subject: Subject) -> dict[str, str | None]:
    return {"agency": subject.config.organization.agency, "contact": subject.letterhead.contact}


def _request(subject: Subject) -> dict[str, str | None]:
    names = [person.name for person in subject.persons.applicants]
    natural = {person.kind == "natural" for person in subject.persons.applicants}
    receipt = subject.clock.receipt_date
    channel = HOW_RECEIVED[subject.facts.channel]
    return {
        "number": subject.number,
        "applicants": "、".join(names),
        "you": "你（单位）" if len(natural) > 1 else _you(natural.pop(), len(names)),
        "filed": day(subject.facts.filed_on),
        "receipt": f"{day(receipt)}（{channel}）" if receipt else None,
        "request": subject.facts.content,
        "due": day(subject.clock.due) if subject.clock.due else None,
    }


def _you(natural: bool, count: int) -> str:
    if natural:
        return "你" if count == 1 else "你们"
    return "你单位" if count == 1 else "你们单位"


def _files(subject: Subject) -> dict[str, str | None]:
    """What the history tells of the search, of what was asked and of how it was decided."""
    asked, answered = subject.last("ask_correction"), subject.last("receive_correction")
    reasons, explained = subject.last("ask_reasons"), subject.last("receive_reasons", "note_no_reasons")
    course = None
    if asked:
        course = f"本机关于{day(asked.on)}告知补正（{asked.data['points']}）"
        course += f"，{day(answered.on)}收到补正。" if answered else "。"
    return {
        "search_scope": subject.said("scope", "record_search"),
        "search_method": subject.said("method", "record_search"),
        "correction_course": course,
        "grounds": subject.said("grounds", "ask_reasons"),
        "reasons_course": _reasons_course(reasons, explained) if reasons else None,
        "consultation_course": _consultation_course(subject),
        "reason": subject.said("reason", "categorise"),
        "notice_over": _notice_over(subject.clock),
    }


def _reasons_course(asked: Step, explained: Step | None) -> str:
    course = f"本机关于{day(asked.on)}要求说明理由。"
    if explained is None:
        return course
    if explained.command == "note_no_reasons":
        return f"{course}期满未说明理由。"
    return f"{course}{day(explained.on)}收到的说明为：{explained.data['reasons']}。"


def _consultation_course(subject: Subject) -> str:
    lines = [
        f"本机关于{day(c.asked_on)}书面征求第三方意见，第三方{ANSWERS[c.answer]}。"
        for c in subject.facts.consultations
        if c.kind == "third_party" and c.state != "cancelled"
    ]
    concluded = subject.last("conclude_consultation")
    if lines and concluded:
        lines.append(f"经研判：{concluded.data['conclusion']}")
    return "\n".join(lines)


def _notice_over(clock: Clock) -> str | None:
    over = [d for d in clock.deadlines if d.kind in ("correction", "fee_payment") and d.met_on is None]
    return day(over[-1].due) if over else None


def _decision(subject: Subject) -> dict[str, str | None]:
    outcome = subject.outcome
    if outcome is None:
        return {}
    new = new_regulation(subject.law, subject.law_day)
    article = outcome.article if new else article_of(outcome.rule, subject.law, subject.law_day)
    return {"article": cited(article), "outcome": outcome.label, **_opinions(subject)}


def _opinions(subject: Subject) -> dict[str, str | None]:
    """Who thought what, for the form of approval (L-29)."""
    labels = {"clear": "secrecy_opinion", "review_legality": "legal_opinion", "approve_step": "signatures"}
    said: dict[str, list[str]] = {}
    for step in subject.steps:
        if step.command in labels:
            opinion = step.data.get("opinion") or "同意"
            said.setdefault(labels[step.command], []).append(f"{opinion}（{step.actor}，{day(step.on)}）")
    decided = subject.last("categorise", "discontinue")
    handled = f"{decided.data['reason']}（{decided.actor}，{day(decided.on)}）" if decided else None
    return {"handling_opinion": handled, **{name: "\n".join(lines) for name, lines in said.items()}}


def _nothing(_: Subject, __: Step) -> dict[str, str | None]:
    return {}


def _correction(_: Subject, step: Step) -> dict[str, str | None]:
    return {"points": step.data["points"], "answer_days": str(step.data["working_days"])}


def _reasons(_: Subject, step: Step) -> dict[str, str | None]:
    return {"grounds": step.data["grounds"], "answer_days": str(step.data["working_days"])}


def _extension(_: Subject, step: Step) -> dict[str, str | None]:
    return {"extension_reason": step.data["reason"], "extension_days": str(step.data["working_days"])}


def _postponement(_: Subject, step: Step) -> dict[str, str | None]:
    until = day(date.fromisoformat(step.data["until"]))
    return {"postponed_until": until, "postponement_reason": step.data["reason"]}


def _asked(subject: Subject, step: Step) -> dict[str, str | None]:
    key = PERIODS[step.command]
    dated = subject.law.numbers[key].entries[0].since <= step.on
    days = str(working_days(subject.law, key, step.on)) if dated else None
    return {"party": step.data["party"], "asked_on": day(step.on), "party_days": days}


def _informed(subject: Subject, step: Step) -> dict[str, str | None]:
    consultation = subject.consultation(step)
    return {
        "party": consultation and consultation.party,
        "party_answer": consultation and ANSWERS[consultation.answer],
        "disclosure_reason": step.data["reason"],
    }


def _fee(subject: Subject, step: Step) -> dict[str, str | None]:
    reckon = fee_by_items if step.data["mode"] == "items" else fee_by_pages
    unit = "件" if step.data["mode"] == "items" else "页"
    fee = reckon(step.data["quantity"], subject.law, step.on)
    lines = [
        f"第{x.start}{unit}起{x.count}{unit}，每{unit}{x.unit_price}元，计{x.amount}元" for x in fee.lines
    ]
    parameter = subject.law.numbers[payment_key(subject.law)]
    period = f"{parameter.on(step.on).value}{UNIT_LABEL[parameter.unit]}"
    return {
        "fee_basis": cited(fee.basis),
        "fee_lines": "\n".join([*lines, f"合计{step.data['amount']}元"]),
        "amount": str(step.data["amount"]),
        "payment_period": period,
        "reply_period": str(working_days(subject.law, "reply.ordinary_period", step.on)),
    }


def _sent(subject: Subject, step: Step) -> dict[str, str | None]:
    served = subject.last("serve")
    outcome = subject.outcome
    letters = subject.config.letters.templates
    return {
        "delivery": HOW_DELIVERED[step.data["delivery"]],
        "sent": day(step.on),
        "postal_number": step.data["postal_number"],
        "served": served and day(served.on),
        "proof": served and served.data["proof"],
        "title_of_reply": outcome and printed_title(letters[outcome.letters[0]], {}),
    }


def _suggested(_: Subject, step: Step) -> dict[str, str | None]:
    return {"suggestion": step.data["reason"]}


def _proceeding(subject: Subject, step: Step) -> dict[str, str | None]:
    """An answer while it is open, a report once it is decided; to the body of that proceeding, else of the latest."""
    paper = PROCEEDINGS[step.data["kind"]] if step.command == "open_remedy" else ORDERED
    remedy = remedy_of(subject.facts, step.data.get("ref") or subject.ref)
    body = remedy.body if remedy else subject.said("body", "open_remedy")
    return {"proceeding_paper": paper, "proceeding_body": body}


_OCCASIONS: Mapping[str, Callable[[Subject, Step], dict[str, Any]]] = {
    "ask_correction": _correction,
    "ask_reasons": _reasons,
    "extend": _extension,
    "postpone": _postponement,
    **dict.fromkeys(ASKING, _asked),
    "inform_third_party": _informed,
    "send_fee_notice": _fee,
    "send": _sent,
    "suggest_disclosure": _suggested,
    "open_remedy": _proceeding,
    "decide_remedy": _proceeding,
    "order_to_act": _proceeding,
}
