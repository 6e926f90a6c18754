"""One message per person: to whom it goes, what stands in it, and that nothing is told twice or lost."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from disclosure.cases import digests
from disclosure.cases.digests import Digested, digest
from disclosure.cases.notices import Notice, tell
from disclosure.cases.recipients import Roster
from disclosure.cases.sweep import sweep
from disclosure.store.store import Store
from disclosure.store.tables import absences, deadlines, notices, outbox, requests, users
from tests.cases.sweeping import CONFIG, FIRST, NOTIFY, MemoryDoor, add_deadlines, deadline, hire

ORGANIZATION = CONFIG.organization
DAY = date(2025, 2, 7)
DUE = date(2025, 2, 10)  # a Monday; on DAY the rung of 2 working days holds (8 February is a make-up day)


def roster(
    grants: Mapping[tuple[str, str], Iterable[str]], away: Mapping[str, str] | None = None, gone: str = ""
) -> Roster:
    names = {name for holders in grants.values() for name in holders} | {*(away or {}).values()}
    return Roster({k: tuple(v) for k, v in grants.items()}, away or {}, frozenset(names - {gone}))


def told(found: Roster, role: str = "section_head", unit: str = "u1") -> dict[str, str]:
    return {r.person: r.why for r in found.recipients(role, unit, ORGANIZATION)}


HEADS = {("section_head", "u1"): ["甲", "乙"], ("section_head", "*"): ["丙"], ("section_head", "u2"): ["丁"]}


def test_everybody_who_holds_the_role_in_the_unit_or_everywhere_is_told() -> None:
    assert told(roster(HEADS)) == {"甲": "", "乙": "", "丙": ""}


def test_a_person_on_leave_is_told_through_his_substitute() -> None:
    assert told(roster(HEADS, {"甲": "戊"})) == {"乙": "", "丙": "", "戊": "甲 请假，由您代理"}


def test_substitutes_of_substitutes() -> None:
    away = {"甲": "戊", "戊": "己", "己": "庚"}
    assert told(roster({("section_head", "u1"): ["甲"]}, away)) == {"庚": "甲 请假，由您代理"}


def test_a_substitute_who_holds_the_role_himself_is_told_once_and_as_himself() -> None:
    assert told(roster({("section_head", "u1"): ["甲", "乙"]}, {"甲": "乙"})) == {"乙": ""}


@pytest.mark.parametrize(
    "away", [{"甲": "乙", "乙": "甲"}, {"甲": "甲"}, {"甲": "乙", "乙": "丙", "丙": "乙"}]
)
def test_a_ring_of_substitutes_ends_and_others_are_told(away: Mapping[str, str]) -> None:
    grants = {("section_head", "u1"): ["甲"], ("office_head", "*"): ["主任"]}
    assert told(roster(grants, away)) == {"主任": "一科SECTION_HEAD无人在岗，转您处理"}


def test_a_substitute_who_has_left_the_office_reaches_nobody() -> None:
    grants = {("section_head", "u1"): ["甲"], ("operations", "*"): ["运行"]}
    assert list(told(roster(grants, {"甲": "乙"}, gone="乙"))) == ["运行"]


def test_nobody_there_goes_to_the_office_then_to_operations_then_to_the_administrator() -> None:
    places = [("office_head", "u1"), ("operations", "*"), ("administrator", "*")]
    for i in range(3):
        grants = {place: [f"人{n}"] for n, place in enumerate(places) if n >= i}
        assert list(told(roster(grants))) == [f"人{i}"]
    assert told(roster({})) == {}
    assert told(roster({("section_head", "u2"): ["丁"]})) == {}


def test_random_rosters_reach_whom_a_walk_from_chair_to_chair_reaches() -> None:
    """The walk: knock at each chair of the role; whoever is away leaves a name on the door, never the same twice."""
    pick = random.Random(5)
    names = "甲乙丙丁戊"
    for _ in range(400):
        holders = pick.sample(names, pick.randint(0, 3))
        away = {n: pick.choice(names) for n in names if pick.random() < 0.5}
        reached = set()
        for name in holders:
            doors = [name]
            while doors[-1] in away and len(doors) <= len(names) + 1:
                doors.append(away[doors[-1]])
            if doors[-1] not in away:
                reached.add(doors[-1])
        found = Roster({("section_head", "u1"): tuple(holders)}, away, frozenset(names))
        assert {r.person for r in found.recipients("section_head", "u1", ORGANIZATION)} == reached


def test_the_roster_reads_active_users_and_the_leave_of_the_day(store: Store) -> None:
    hire(store, ("甲", "handler", "u1"), ("乙", "handler", "u1"), ("丙", "handler", "*"))

    def absent(first: date, last: date, cancelled: bool) -> dict[str, Any]:
        return {
            "user": "甲",
            "first_day": first,
            "last_day": last,
            "substitute": "丙",
            "cancelled": cancelled,
        }

    def fill(connection: Any) -> None:
        connection.execute(update(users).where(users.c.name == "乙").values(active=False))
        connection.execute(insert(absences), [absent(DAY, DAY, False), absent(FIRST, DAY, True)])

    store.write(fill)
    for day, expected in (
        (DAY - timedelta(1), {"甲", "丙"}),
        (DAY, {"丙"}),
        (DAY + timedelta(1), {"甲", "丙"}),
    ):
        with store.read() as connection:
            recipients = Roster.read(connection, day).recipients("handler", "u1", ORGANIZATION)
        assert {r.person for r in recipients} == expected


def gather(store: Store, today: date = DAY) -> Digested:
    return store.write(lambda connection: digest(connection, CONFIG, today))


def letters(store: Store) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    with store.read() as connection:
        for row in connection.execute(select(outbox).order_by(outbox.c.id)):
            found.setdefault(row.person, []).append({**json.loads(row.payload), "id": row.message_id})
    return found


def test_a_person_with_many_matters_gets_one_message(store: Store) -> None:
    hire(store, ("li", "handler", "u1"), ("li", "section_head", "u1"), ("wang", "section_head", "*"))
    rows = [deadline(i, "reply", DUE) for i in range(1, 4)] + [deadline(4, "reply", date(2025, 2, 5))]
    add_deadlines(store, rows)
    report = sweep(store, CONFIG, MemoryDoor(store), DAY)
    assert report.digested.messages == len(letters(store)) == 2  # the leader's chair is empty
    [own] = letters(store)["li"]
    assert own["title"].startswith("2025-02-07 督办 ")
    reds = [line for line in own["lines"] if line["level"] == "即将到期"]
    assert [(line["number"], line["due"], line["what"], line["link"]) for line in reds] == [
        (f"2025-0000{i}", "2025-02-10", "答复", f"/cases/2025-0000{i}") for i in (1, 2, 3)
    ], "one line for a matter, though he holds two roles in it"
    assert "红灯 3" in own["title"]


def test_what_is_late_comes_first_and_the_list_is_cut_but_not_the_count(store: Store) -> None:
    hire(store, ("li", "handler", "u1"))
    rows = [deadline(i, "third_party", DUE + timedelta(i % 3)) for i in range(1, 12)]
    add_deadlines(store, rows)
    for row in rows:
        level = 1 + row["id"] % 4
        one = Notice(
            f"n{row['id']}",
            "alert",
            "third_party",
            "handler",
            "u1",
            DAY,
            row["id"],
            row["id"],
            row["due"],
            level,
        )
        store.write(lambda connection, one=one: tell(connection, one))
    assert gather(store).messages == 1
    [[letter]] = letters(store).values()
    assert len(letter["lines"]) == NOTIFY.lines
    assert letter["more"] == 11 - NOTIFY.lines
    ranks = [
        (-("临近到期", "即将到期", "今日到期", "逾期").index(x["level"]), x["due"]) for x in letter["lines"]
    ]
    assert ranks == sorted(ranks)
    assert letter["title"] == "2025-02-07 逾期 3、红灯 6、黄灯 2"
    with store.read() as connection:
        assert connection.scalar(select(outbox.c.urgent)) is True  # third_party is urgent here


def test_what_has_been_settled_meanwhile_is_told_to_nobody(store: Store) -> None:
    hire(store, ("li", "handler", "u1"))
    add_deadlines(store, [deadline(i, "reply", DUE) for i in range(1, 5)])

    def work(connection: Any) -> None:
        for i in (1, 2, 3, 4):
            turn = Notice(f"t{i}", "turn", "searching" if i < 3 else "drafting", "handler", "u1", DAY, i)
            tell(connection, turn)
            tell(connection, Notice(f"a{i}", "alert", "reply", "handler", "u1", DAY, i, i, DUE, 2))
        connection.execute(update(deadlines).where(deadlines.c.id == 1).values(status="met"))
        connection.execute(update(deadlines).where(deadlines.c.id == 2).values(due=DUE + timedelta(9)))
        connection.execute(update(requests).where(requests.c.id == 2).values(closed_on=DAY))

    store.write(work)
    gather(store)
    [[letter]] = letters(store).values()
    assert [(line["label"], line["number"]) for line in letter["lines"]] == [
        ("红灯", "2025-00003"),
        ("红灯", "2025-00004"),
        ("待办", "2025-00001"),
    ]
    with store.read() as connection:
        assert None not in set(connection.scalars(select(notices.c.batch)))
    assert gather(store) == Digested()


def test_nobody_at_all_is_said_and_told_as_soon_as_somebody_comes(store: Store) -> None:
    add_deadlines(store, [deadline(1, "reply", DUE)])
    report = sweep(store, CONFIG, MemoryDoor(store), DAY)
    assert report.digested.unreached == (("handler", "u1"), ("section_head", "u1"))
    assert not report.complete
    assert letters(store) == {}
    hire(store, ("li", "handler", "u1"), ("ops", "operations", "*"))
    again = sweep(store, CONFIG, MemoryDoor(store), DAY)
    assert again.complete
    assert (again.crossed, again.digested.messages) == (0, 2)
    assert again.digested.redirected == ("一科SECTION_HEAD",)  # whose chair, not who
    assert letters(store)["ops"][0]["reasons"] == ["一科SECTION_HEAD无人在岗，转您处理"]


def test_a_crash_before_the_message_is_written_leaves_everything_to_the_next(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    hire(store, ("li", "handler", "u1"), ("wang", "section_head", "u1"))
    add_deadlines(store, [deadline(1, "reply", DUE)])
    with monkeypatch.context() as patch:
        patch.setattr(digests, "_write", lambda *_: (_ for _ in ()).throw(RuntimeError("killed")))
        with pytest.raises(RuntimeError):
            sweep(store, CONFIG, MemoryDoor(store), DAY)
    assert letters(store) == {}
    report = sweep(store, CONFIG, MemoryDoor(store), DAY)
    assert (report.crossed, report.digested.messages) == (0, 2)
    assert sweep(store, CONFIG, MemoryDoor(store), DAY).digested == Digested()
    assert {person: len(got) for person, got in letters(store).items()} == {"li": 1, "wang": 1}


def test_ids_fit_a_header_and_differ_by_person_and_gathering(store: Store) -> None:
    hire(store, ("李四", "handler", "u1"), ("王五", "handler", "u1"))
    add_deadlines(store, [deadline(1, "reply", DUE)])
    for n in (1, 2):
        row = Notice(f"t{n}", "turn", "searching", "handler", "u1", DAY, 1)
        store.write(lambda connection, row=row: tell(connection, row))
        gather(store)
    ids = [letter["id"] for got in letters(store).values() for letter in got]
    assert len(set(ids)) == 4
    assert all(identity.isascii() and identity.isprintable() and " " not in identity for identity in ids)
