"""A Statement gives what Core gives for the same construct: values, types, errors."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Connection, bindparam, func, insert, or_, select, text, update
from sqlalchemy.exc import IntegrityError

from disclosure.store.statements import Statement
from disclosure.store.store import Store
from disclosure.store.tables import applicants, deadlines, outbox, users
from tests.store.book import write_book

DAY = date(2026, 3, 31)
DEADLINE = {
    "request_id": 1,
    "kind": "reply",
    "ref": "1",
    "opened_on": date(2026, 3, 3),
    "due": DAY,
    "basis": "条例第33条第2款",
    "on_expiry": "escalate",
    "owner_role": "handler",
    "unit": "office",
    "status": "open",
    "met_on": None,
    "provisional": False,
    "level": 0,
}
ADD = Statement(insert(deadlines), *DEADLINE)


@pytest.fixture
def connection(store: Store) -> Iterator[Connection]:
    write_book(store, cases=2, steps=1)
    with store.engine.begin() as opened:
        yield opened


def test_values_go_in_and_come_out_as_core_has_them(connection: Connection) -> None:
    ADD.run(connection, DEADLINE)
    columns = [deadlines.c[name] for name in DEADLINE]
    found = Statement(select(*columns)).row(connection)
    assert found == tuple(DEADLINE.values())
    assert found == tuple(connection.execute(select(*columns)).one())
    assert isinstance(found[4], date)
    assert found[11] is False


def test_bytes_come_out_as_bytes(connection: Connection) -> None:
    row = {"request_id": 1, "ordinal": 1, "role": "agent", "kind": "legal", "name": "甲", "id_no": b"\0\xff"}
    Statement(insert(applicants), *row).run(connection, row)
    assert Statement(select(applicants.c.id_no, applicants.c.phone)).rows(connection) == [(b"\0\xff", None)]


def test_dates_compare_as_dates_and_literals_of_the_construct_stay(connection: Connection) -> None:
    ADD.run(connection, DEADLINE)
    due = Statement(
        select(deadlines.c.id).where(
            or_(deadlines.c.status == "open", deadlines.c.status == "suspended"),
            deadlines.c.due <= bindparam("day"),
        )
    )
    assert due.rows(connection, {"day": date(2026, 3, 30)}) == []
    assert len(due.rows(connection, {"day": DAY})) == 1


WRITTEN = ["open", "x", "O'Brien", "100%", "%s", ":x", "?", "a\\", "甲", "", "a b", "a;--", "$1", '"']
LISTS = [["open", "x"], ["open", "O'Brien"], ["%", "甲"], []]


@pytest.mark.parametrize("value", WRITTEN)
def test_a_value_of_the_construct_is_what_core_takes_it_for(connection: Connection, value: str) -> None:
    ADD.run(connection, {**DEADLINE, "owner_role": value})
    ADD.run(connection, {**DEADLINE, "ref": "2"})
    query = select(deadlines.c.ref, deadlines.c.due).where(
        deadlines.c.owner_role == value,
        deadlines.c.due == DAY,
        deadlines.c.level == 0,
        ~deadlines.c.provisional,
    )
    assert Statement(query.limit(5)).rows(connection) == [("1", DAY)]
    assert connection.execute(query.limit(5)).all() == [("1", DAY)]


@pytest.mark.parametrize("values", LISTS)
def test_a_list_of_the_construct_is_what_core_takes_it_for(connection: Connection, values: list[str]) -> None:
    for ref, value in enumerate(("open", "O'Brien", "%", "甲")):
        ADD.run(connection, {**DEADLINE, "ref": str(ref), "owner_role": value})
    query = select(deadlines.c.owner_role).where(
        deadlines.c.owner_role.in_(values), deadlines.c.due >= bindparam("day")
    )
    found = Statement(query).rows(connection, {"day": DAY})
    assert {value for (value,) in found} == {*values} - {"x"}
    assert found == connection.execute(query, {"day": DAY}).all()


def test_what_somebody_may_have_typed_never_becomes_text(connection: Connection) -> None:
    for typed in ("O'Brien", "甲", "a b", "Ab", "a-b"):
        for condition in (deadlines.c.ref == typed, deadlines.c.ref.in_(["a", typed])):
            prepared = Statement(select(deadlines.c.id).where(condition))._for(connection)
            assert typed not in prepared.sql
            assert typed in prepared.parameters({})


def test_run_counts_the_rows_changed_and_returning_gives_them(connection: Connection) -> None:
    ADD.run(connection, DEADLINE)
    ADD.run(connection, {**DEADLINE, "ref": "2"})
    close = Statement(update(deadlines).where(deadlines.c.ref == bindparam("of")), "met_on")
    assert close.run(connection, {"of": "1", "met_on": DAY}) == 1
    assert close.run(connection, {"of": "9", "met_on": DAY}) == 0
    raised = Statement(
        update(deadlines)
        .where(deadlines.c.ref == bindparam("of"))
        .values(level=deadlines.c.level + 1)
        .returning(deadlines.c.level, deadlines.c.due)
    )
    assert raised.row(connection, {"of": "2"}) == (1, DAY)
    assert raised.row(connection, {"of": "9"}) is None


def test_an_insert_can_return_its_new_id(connection: Connection) -> None:
    added = Statement(insert(deadlines).returning(deadlines.c.id), *DEADLINE)
    first, second = added.row(connection, DEADLINE), added.row(connection, {**DEADLINE, "ref": "2"})
    assert first is not None
    assert second is not None
    assert second[0] > first[0]


def test_many_rows_at_once(connection: Connection) -> None:
    ADD.many(connection, ({**DEADLINE, "ref": str(i)} for i in range(25)))
    assert connection.scalar(select(func.count()).select_from(deadlines)) == 25
    assert connection.scalars(select(deadlines.c.due).distinct()).all() == [DAY]


def test_a_broken_constraint_is_the_error_core_raises_and_tells_no_values(store: Store) -> None:
    add = Statement(insert(users), "name", "active")
    for attempt in (add.run, lambda c, row: add.many(c, [row])):
        store.write(lambda c: c.execute(text("DELETE FROM users")))
        store.write(lambda c: add.run(c, {"name": "王五", "active": True}))
        with pytest.raises(IntegrityError) as caught:
            store.write(lambda c, attempt=attempt: attempt(c, {"name": "王五", "active": True}))
        assert "INSERT INTO users" in str(caught.value)
        assert "[parameters" not in str(caught.value)


def test_a_missing_value_is_a_mistake_of_the_caller(connection: Connection) -> None:
    with pytest.raises(KeyError, match="due"):
        ADD.run(connection, {name: value for name, value in DEADLINE.items() if name != "due"})


def test_a_forgotten_row_is_none(connection: Connection) -> None:
    assert Statement(select(outbox.c.id)).row(connection) is None
