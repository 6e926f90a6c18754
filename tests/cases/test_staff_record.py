"""任免留痕: every change of who works here leaves a row, nobody appoints himself, a row that was touched is found."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text

from disclosure.cases.accounts import change_password, set_password
from disclosure.cases.now import ZONE
from disclosure.cases.staff_record import COMMAND_LINE, changes
from disclosure.cases.staffing import appoint, dismiss, revoke
from disclosure.cases.tokens import make_token, revoke_token
from disclosure.errors import NotFound, Refused
from disclosure.params import Config
from disclosure.store.staff_chain import broken
from disclosure.store.store import Store
from disclosure.store.tables import grants
from tests.web.serving import RULES

NOON = datetime(2025, 6, 3, 12, tzinfo=ZONE)
PASSWORD, NEXT = "four unlikely words here", "five other unlikely words"


def recorded(store: Store) -> list[tuple[object, ...]]:
    """Oldest first, without number and instant."""
    with store.read() as connection:
        return [tuple(row)[2:] for row in reversed(changes(connection, None, 100))]


def faults(store: Store) -> list[str]:
    with store.read() as connection:
        return list(broken(connection, store.keys))


@pytest.fixture
def appointed(store: Store, config: Config) -> Store:
    organization = config.organization
    appoint(store, organization, "root", "administrator", "*", by=COMMAND_LINE, now=NOON)
    appoint(store, organization, "li", "handler", "planning", by="root", now=NOON + timedelta(minutes=1))
    return store


BEGUN = [
    ("system", "added", "root", None, None, None),
    ("system", "appointed", "root", "administrator", "*", None),
    ("root", "added", "li", None, None, None),
    ("root", "appointed", "li", "handler", "planning", None),
]


def test_an_empty_record_is_whole(store: Store) -> None:
    assert recorded(store) == []
    assert faults(store) == []


def test_every_change_leaves_a_row(appointed: Store, config: Config) -> None:
    store = appointed
    set_password(store, "li", PASSWORD, RULES, NOON, by="root")
    change_password(store, "li", PASSWORD, NEXT, RULES, NOON)
    _, token = make_token(store, "li", "台账", 30, NOON, by=COMMAND_LINE)
    revoke_token(store, token.id, NOON, by="root")
    revoke(store, "li", "handler", "planning", by="root", now=NOON)
    dismiss(store, "li", by="root", now=NOON)
    appoint(store, config.organization, "li", "archivist", "*", by="root", now=NOON)
    assert recorded(store) == [
        *BEGUN,
        ("root", "password", "li", None, None, None),
        ("li", "password", "li", None, None, None),
        ("system", "token", "li", None, None, token.id),
        ("root", "token_revoked", "li", None, None, token.id),
        ("root", "revoked", "li", "handler", "planning", None),
        ("root", "dismissed", "li", None, None, None),
        ("root", "added", "li", None, None, None),
        ("root", "appointed", "li", "archivist", "*", None),
    ]
    with store.read() as connection:
        first, last = changes(connection, None, 100)[-1], changes(connection, None, 1)[0]
    assert (first.n, first.at) == (1, "2025-06-03T12:00:00+08:00")
    assert last.n == 12
    assert faults(store) == []


def test_what_changes_nothing_leaves_no_row(appointed: Store, config: Config) -> None:
    store = appointed
    appoint(store, config.organization, "li", "handler", "planning", by="root", now=NOON)
    with pytest.raises(NotFound):
        revoke(store, "li", "leader", "*", by="root", now=NOON)
    with pytest.raises(NotFound):
        dismiss(store, "nobody", by="root", now=NOON)
    assert recorded(store) == BEGUN


def test_nobody_changes_his_own_roles(appointed: Store, config: Config) -> None:
    for own in (
        lambda: appoint(appointed, config.organization, "root", "leader", "*", by="root", now=NOON),
        lambda: revoke(appointed, "root", "administrator", "*", by="root", now=NOON),
        lambda: dismiss(appointed, "root", by="root", now=NOON),
    ):
        with pytest.raises(Refused):
            own()
    with appointed.read() as connection:
        held = {tuple(row) for row in connection.execute(select(grants.c.user, grants.c.role))}
    assert held == {("root", "administrator"), ("li", "handler")}
    assert recorded(appointed) == BEGUN


def test_a_token_of_somebody_dismissed_opens_nothing_after_the_next_appointment(
    appointed: Store, config: Config
) -> None:
    """Its row stays, so that its number in the record is never another's."""
    _, first = make_token(appointed, "li", "a", 30, NOON, by="root")
    dismiss(appointed, "li", by="root", now=NOON)
    appoint(appointed, config.organization, "li", "handler", "planning", by="root", now=NOON)
    _, second = make_token(appointed, "li", "b", 30, NOON, by="root")
    assert second.id != first.id
    with appointed.read() as connection:
        revoked = connection.execute(text("SELECT id FROM api_tokens WHERE revoked_at IS NOT NULL")).scalars()
        assert list(revoked) == [first.id]


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE staff_changes SET role = 'leader' WHERE n = 2", ["任免记录第 2 条与写入时不同"]),
        ("UPDATE staff_changes SET \"by\" = 'wang' WHERE n = 3", ["任免记录第 3 条与写入时不同"]),
        ("UPDATE staff_changes SET at = '2025-06-03T12:00:01+08:00' WHERE n = 1",
         ["任免记录第 1 条与写入时不同"]),
        ("DELETE FROM staff_changes WHERE n = 2", ["任免记录缺第 2 至 2 条"]),
        ("DELETE FROM staff_changes WHERE n = 4", ["任免记录记至第 4 条，实有至第 3 条"]),
        ("DELETE FROM staff_changes", ["任免记录记至第 4 条，实有至第 0 条"]),
        ("UPDATE staff_book SET n = 3", ["任免记录记至第 3 条，实有至第 4 条"]),
        ("DELETE FROM staff_book", ["任免记录的封印不见了"]),
    ],
)  # fmt: skip
def test_whatever_was_touched_is_found(appointed: Store, tampering: str, found: list[str]) -> None:
    appointed.write(lambda connection: connection.execute(text(tampering)))
    assert faults(appointed) == found


def test_an_end_cut_off_with_the_book_is_found_by_the_seal(appointed: Store) -> None:
    """The MAC of row 3 is there to be copied; the seal over it cannot be made without the key."""
    for statement in (
        "DELETE FROM staff_changes WHERE n = 4",
        "UPDATE staff_book SET n = 3, head = (SELECT mac FROM staff_changes WHERE n = 3)",
    ):
        appointed.write(lambda connection, statement=statement: connection.execute(text(statement)))
    assert faults(appointed) == ["任免记录的封印不符"]
