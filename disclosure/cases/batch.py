"""成批答复: one command of the reply, the same for several requests, in one transaction.

The cases ask for the same information, or are by the same applicant. Each goes through its own gates and gets its own
history row; when one refuses, none is changed, and each that refuses is named.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Any

from sqlalchemy import Connection, select

from disclosure.cases import people
from disclosure.cases.actors import known_actor
from disclosure.cases.commands import COMMANDS
from disclosure.cases.context import Actor
from disclosure.cases.demand import applicants_of, lock
from disclosure.cases.door import Door, done_before, load
from disclosure.cases.fields import Key, parse
from disclosure.cases.scribe import Case, Done
from disclosure.demand import Lexicon, Verdict, compare, identify
from disclosure.errors import BadInput, DisclosureError, GateRefused, NotFound, Refusal
from disclosure.store.keys import Keys
from disclosure.store.tables import requests
from state_machines import REQUEST

# From the search to the service of the reply: what one decision on one piece of information consists of.
BATCH = (
    "record_search", "categorise", "attach_release", "clear", "review_legality", "draft", "submit_draft",
    "approve_step", "return_draft", "return_to_review", "send", "serve", "extend",
)  # fmt: skip
# What belongs to one addressee: a letter to several persons has a number, a signature each.
PERSONAL = ("postal_number", "signer", "signed_by")
MOST = 200


def reply_to_all(
    door: Door,
    numbers: Sequence[str],
    command: str,
    data: Mapping[str, Any],
    *,
    actor: str | Actor,
    on: date,
    key: str | None = None,
) -> list[Done]:
    """Raises GateRefused that names each case that refuses and why; then nothing was written."""
    _require_batch(numbers, command)
    if key is not None:
        key = parse(Key, {"key": key}, "操作号").key
    parse(COMMANDS[command].fields, data, REQUEST.labels[command])
    recorded_at = door.recorded_at(on)

    def work(connection: Connection) -> list[Done]:
        cases = _locked(connection, numbers)
        who = known_actor(connection, actor)
        refusals = [*_together(connection, door, cases, command, data)]
        done, ids = [], [case.id for case in cases]
        for case in cases:
            try:
                before = key and done_before(connection, case, command, key)
                done.append(before or door.give(connection, case, command, data, who, on, recorded_at, key,
                                                beside=ids))  # fmt: skip
            except DisclosureError as refused:
                refusals += _of(case.number, refused)
        if refusals:
            raise GateRefused(f"没有成批{REQUEST.labels[command]}，各件都未改动", refusals)
        return done

    return door.store.write(work)


def _require_batch(numbers: Sequence[str], command: str) -> None:
    if command not in BATCH:
        known = "、".join(f"{REQUEST.labels[name]}（{name}）" for name in BATCH)
        raise BadInput(
            f"{command} 不能成批办理", "只属于一件申请的事项逐件办理", f"可成批：{known}", field="command"
        )
    twice = sorted({number for number in numbers if numbers.count(number) > 1})
    if twice or not 1 < len(numbers) <= MOST:
        why = f"{'、'.join(twice)} 写了两次" if twice else f"写了 {len(numbers)} 件"
        raise BadInput("没有成批办理", why, f"写明 2 至 {MOST} 件不同的编号", field="numbers")


def _locked(connection: Connection, numbers: Sequence[str]) -> list[Case]:
    query = select(requests.c.number, requests.c.id).where(requests.c.number.in_(numbers))
    known = {row.number: row.id for row in connection.execute(query)}
    missing = [number for number in numbers if number not in known]
    if missing:
        raise NotFound(f"没有编号为 {'、'.join(missing)} 的申请", "编号不存在", "核对编号")
    lock(connection, known.values())
    return [load(connection, number) for number in numbers]


def _of(number: str, refused: DisclosureError) -> Iterator[Refusal]:
    if isinstance(refused, GateRefused):
        yield from (Refusal(r.basis, f"{number}：{r.because}", r.remedy) for r in refused.refusals)
    else:
        yield Refusal(refused.code, f"{number}：{refused.what}，{refused.why}", refused.todo)


def _together(
    connection: Connection, door: Door, cases: Sequence[Case], command: str, data: Mapping[str, Any]
) -> Iterator[Refusal]:
    """May these be answered as one, and does the data keep each applicant's own to the applicant's case?"""
    keys = door.store.keys
    if _one_applicant(connection, cases):
        return
    for one, other in _different(cases, door.config.demand):
        yield Refusal(
            "条例第36条第6项、第44条",
            f"{one} 与 {other} 所要的不是同一信息，也看不出是同一申请人",
            "只把要同一信息的、或同一申请人的各件放在一起；其余逐件答复",
        )
    own = [name for name in PERSONAL if data.get(name) is not None]
    if command == "serve" or own:
        yield Refusal(
            "C-10",
            "各件的申请人不同，邮政单号、签收和送达各有各的",
            "发出时不写单号和签收人；送达逐件登记",
        )
    for number in _leaks(connection, keys, cases, data):
        yield Refusal(
            "个人信息保护法第6条",
            f"所填内容里有 {number} 申请人的个人信息，会写进别人的案卷",
            "成批办理只写对各件都适用的内容；个人情况在该件单独登记",
        )


def _one_applicant(connection: Connection, cases: Sequence[Case]) -> bool:
    """By blind index: papers, else telephone. Who has neither is not known to be the same as anybody."""
    found = applicants_of(connection, [case.id for case in cases])
    signs = {frozenset(person.papers or person.phone for person in found[case.id]) for case in cases}
    return len(signs) == 1 and None not in next(iter(signs))


def _different(cases: Sequence[Case], lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """Pairs that do not ask for the same information. The same words ask for the same."""
    contents = [case.facts.content if case.facts else "" for case in cases]
    read = [identify(content, lexicon) for content in contents]
    for i, j in combinations(range(len(cases)), 2):
        same = contents[i] == contents[j] or compare(read[i], read[j], lexicon).verdict is Verdict.SAME
        if not same:
            yield cases[i].number, cases[j].number


def _leaks(
    connection: Connection, keys: Keys, cases: Sequence[Case], data: Mapping[str, Any]
) -> Iterator[str]:
    """Cases whose applicant's own data stands in `data`, unless it is everybody's."""
    text = json.dumps(data, ensure_ascii=False)
    own = {case.number: _said_of(people.read(connection, case.id, keys)) for case in cases}
    shared = frozenset.intersection(*own.values())
    yield from (number for number, said in own.items() if any(one in text for one in said - shared))


def _said_of(persons: people.Persons) -> frozenset[str]:
    values = (
        value
        for _, _, person in persons.roles()
        for value in (person.name, person.id_no, person.phone, person.address, person.email)
    )
    return frozenset(value for value in values if value)
