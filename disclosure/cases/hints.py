"""What the clerk wants to know before an application is written down: has this person asked before (R36.6), is it
published already (R36.1), is something missing that a 补正 would have to ask for (R29.2, R30.1), is it one of many of
one person in a month (R35.1).

Hints, never a refusal: the person decides, and the law gives every application an answer (R36).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, func, or_, select

from disclosure.cases.filing import Application, Person
from disclosure.cases.rights import Contents
from disclosure.demand import Index
from disclosure.params import Config
from disclosure.store.keys import Keys
from disclosure.store.tables import applicants, catalogue, requests

EARLIER = 200  # of one person's requests, the latest
LISTED = 5  # hints of one sort
_SHORT = 10  # characters that can hardly name a document


@dataclass(frozen=True, slots=True)
class Hint:
    """`sort`: repeated, published, missing or frequent. `reference` is a case number or a 索引号, "" for none;
    `basis` a rule id."""

    sort: str
    text: str
    basis: str
    reference: str = ""


def hints(
    connection: Connection, config: Config, keys: Keys, application: Application, reader: Contents
) -> tuple[Hint, ...]:
    """Of the whole agency, whatever units `reader` belongs to; but nothing of a case that is closed to him."""
    content = application.content
    signs = _signs(keys, application.applicants)
    return (
        *_repeated(config, content, _of_the_same(connection, signs, reader)),
        *_published(config, content, _entries(connection)),
        *_missing(application),
        *_frequent(connection, config, signs, application.received_on),
    )


def _signs(keys: Keys, people: Iterable[Person]) -> list[ColumnElement[bool]]:
    """What tells rows of the applicants: papers or telephone."""
    a = applicants.c
    signs = []
    for person in people:
        if person.id_no:
            signs.append(a.id_no_index == keys.blind_index(person.id_no, "applicants.id_no"))
        if person.phone:
            signs.append(a.phone_index == keys.blind_index(person.phone, "applicants.phone"))
    return signs


def _of_the_same(
    connection: Connection, signs: list[ColumnElement[bool]], reader: Contents
) -> list[tuple[str, str, str | None]]:
    """Number, content and outcome of earlier requests of any of the applicants."""
    if not signs:
        return []
    a, r = applicants.c, requests.c
    query = select(r.number, r.content, r.outcome).join(applicants, a.request_id == r.id)
    mine = query.where(a.role == "applicant", or_(*signs), reader.not_closed())
    mine = mine.distinct().order_by(r.number.desc())
    return [
        (number, content, outcome) for number, content, outcome in connection.execute(mine.limit(EARLIER))
    ]


def _repeated(config: Config, content: str, earlier: list[tuple[str, str, str | None]]) -> Iterator[Hint]:
    index = Index(config.demand)
    for number, text, _ in earlier:
        index.add(number, text)
    decided = {number: outcome for number, _, outcome in earlier}
    for match in index.similar(content, LISTED):
        if match.same_information:
            outcome = config.law.outcomes.get(decided[match.key] or "")
            how = f"已答复“{outcome.label}”" if outcome else "还没有答复"
            text = f"同一申请人申请过同一信息，{how}（{match.why}）"
            yield Hint("repeated", text, "R36.6", match.key)


def _entries(connection: Connection) -> list[tuple[str, str]]:
    c = catalogue.c
    query = select(c.index_number, c.title, c.summary).where(c.taken_down_on.is_(None))
    return [(number, f"{title}。{summary}") for number, title, summary in connection.execute(query)]


def _published(config: Config, content: str, entries: list[tuple[str, str]]) -> Iterator[Hint]:
    index = Index(config.demand)
    for number, text in entries:
        index.add(number, text)
    for match in index.similar(content, LISTED):
        if match.same_information:
            yield Hint("published", f"已经主动公开（{match.why}）", "R36.1", match.key)


def _frequent(
    connection: Connection, config: Config, signs: list[ColumnElement[bool]], day: date
) -> Iterator[Hint]:
    """R35.1: with this one so many of one person in a month of the calendar that reasons may be asked for."""
    if not signs:
        return
    a, r = applicants.c, requests.c
    first = day.replace(day=1)
    query = select(func.count(r.id.distinct())).join(applicants, a.request_id == r.id)
    mine = query.where(
        a.role == "applicant", or_(*signs), r.filed_on >= first, r.filed_on < _next_month(first)
    )
    number = 1 + connection.execute(mine).scalar_one()
    if number >= config.organization.frequent_items:
        text = (
            f"同一申请人 {first:%Y年%m月} 的第 {number} 件，数量、频次可能明显超过合理范围，可以要求说明理由"
        )
        yield Hint("frequent", text, "R35.1")


def _next_month(first: date) -> date:
    return (first + timedelta(31)).replace(day=1)


def _missing(application: Application) -> Iterator[Hint]:
    """R29.2: names, papers and ways to reach them; a description; a form."""
    for person in application.applicants:
        lacks = [
            what
            for what, given in (
                ("身份证明", person.id_no),
                ("联系方式", person.phone or person.address or person.email),
            )
            if not given
        ]
        if lacks:
            yield Hint("missing", f"{person.name}没有写明{'、'.join(lacks)}", "R29.2")
    if len(application.content) < _SHORT:
        yield Hint("missing", "申请内容可能不足以指向特定信息（名称、文号或其他特征）", "R29.2")
    if not application.delivery_form:
        yield Hint("missing", "没有写明获取信息的方式、途径", "R29.2")
