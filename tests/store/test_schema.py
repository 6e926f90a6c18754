"""Migrations give exactly the tables of tables.py, and nothing but an empty database or ours is touched."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, insert, inspect, select, text, update
from sqlalchemy.exc import IntegrityError

from disclosure.errors import BadInput, EnvironmentFailed, Refused
from disclosure.params import default_directory, load
from disclosure.store.chain import GENESIS, tip_seal
from disclosure.store.engine import database_url as parsed
from disclosure.store.engine import open_engine
from disclosure.store.keys import Keys
from disclosure.store.schema import MIGRATIONS, REVISION, Standing, prepare
from disclosure.store.store import Store
from disclosure.store.tables import (
    contents,
    deadlines,
    documents,
    metadata,
    notices,
    outbox,
    requests,
    withholdings,
)
from disclosure.store.verify import verify_history


def run(url: str, *statements: str) -> None:
    engine = open_engine(parsed(url))
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def test_migrations_equal_the_metadata(store: Store) -> None:
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_book_has_one_tip_only(store: Store) -> None:
    second = "INSERT INTO chain SELECT 2, seq, cases, seal, key_check, config_version FROM chain"
    with pytest.raises(IntegrityError):
        store.write(lambda c: c.execute(text(second)))


def test_the_newest_revision_is_the_one_asked_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [REVISION]


def test_an_empty_database_becomes_an_empty_book_once(empty_url: str, keys: Keys) -> None:
    assert prepare(parsed(empty_url), keys) is Standing.EMPTY
    assert prepare(parsed(empty_url), keys) is Standing.CURRENT
    store = Store.open(empty_url, keys)
    assert verify_history(store) == []
    store.close()


def test_a_database_of_something_else_is_refused_untouched(empty_url: str, keys: Keys) -> None:
    run(empty_url, "CREATE TABLE payroll (id integer)")
    with pytest.raises(Refused, match="不是本系统的"):
        prepare(parsed(empty_url), keys, upgrade=True)
    engine = open_engine(parsed(empty_url))
    assert inspect(engine).get_table_names() == ["payroll"]
    engine.dispose()


def test_the_book_of_another_alembic_project_is_not_ours(empty_url: str, keys: Keys) -> None:
    run(
        empty_url,
        "CREATE TABLE alembic_version (version_num varchar(32))",
        f"INSERT INTO alembic_version VALUES ('{REVISION}')",
    )
    with pytest.raises(Refused, match="不是本系统的"):
        prepare(parsed(empty_url), keys)


def test_a_later_version_is_left_alone(database_url: str, keys: Keys) -> None:
    run(database_url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(EnvironmentFailed, match="高于程序"):
        prepare(parsed(database_url), keys, upgrade=True)
    with pytest.raises(EnvironmentFailed, match="高于程序"):
        Store.open(database_url, keys)


def test_what_was_still_to_be_said_to_roles_becomes_notices(empty_url: str, keys: Keys) -> None:
    """A book of revision 0002 with two messages waiting, one dead and one sent."""
    prepare(parsed(empty_url), keys)
    engine = open_engine(parsed(empty_url))
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.downgrade(config, "0002")
        write_book_row(connection)
        columns = (
            "message_id, kind, request_id, role, unit, payload, created_on, status, attempts, next_try_at"
        )
        ladder = '{"deadline": "reply", "due": "2026-03-30", "level": "到期日", "colour": "red"}'
        for name, kind, of, payload, status in (
            ("deadline:7:2026-03-30:3:handler", "alert", 1, ladder, "pending"),
            ("deadline:7:2026-03-30:4:leader", "supervision", 1, ladder, "dead"),
            ("deadline:7:2026-03-30:2:handler", "alert", 1, ladder, "sent"),
            ("2026-00001/1", "turn", 1, '{"number": "2026-00001", "state": "received"}', "pending"),
        ):
            values = {"a": name, "b": kind, "c": of, "d": payload, "e": status}
            connection.execute(
                text(
                    f"INSERT INTO outbox ({columns}) VALUES (:a, :b, :c, 'handler', 'office', :d, '2026-03-02', :e, 1,"
                    " '2026-03-02T09:00:00+08:00')"
                ),
                values,
            )
    assert prepare(parsed(empty_url), keys, upgrade=True) is Standing.OLDER
    with engine.connect() as connection:
        n = notices.c
        rows = connection.execute(
            select(n.notice_id, n.kind, n.topic, n.due, n.level, n.batch).order_by(n.id)
        ).all()
        left = connection.scalar(select(func.count()).select_from(outbox))
    engine.dispose()
    due = date(2026, 3, 30)
    assert [tuple(row) for row in rows] == [
        ("deadline:7:2026-03-30:3:handler", "alert", "reply", due, 3, None),
        ("deadline:7:2026-03-30:4:leader", "supervision", "reply", due, 4, None),
        ("2026-00001/1", "turn", "received", None, 0, None),
    ]
    assert left == 0


def write_book_row(connection: Connection) -> None:
    """One case and the deadline the messages are about."""
    zero = bytes(32)
    connection.execute(
        insert(requests).values(
            id=1, number="2026-00001", phase="acceptance", state="received", round=1, channel="in_person",
            applicant_kind="natural", unit="office", content="甲", filed_on=date(2026, 3, 2),
            clock_status="running", facts="{}", version=0, head=zero, seal=zero,
        )
    )  # fmt: skip
    connection.execute(
        insert(deadlines).values(
            id=7, request_id=1, kind="reply", ref="1", opened_on=date(2026, 3, 2), due=date(2026, 3, 30),
            basis="R33.2", on_expiry="escalate", owner_role="handler", unit="office", status="open",
            provisional=False, level=3,
        )
    )  # fmt: skip


def test_an_older_version_waits_to_be_told(
    database_url: str, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("disclosure.store.schema.REVISION", "0002")
    with pytest.raises(EnvironmentFailed, match="init --upgrade"):
        prepare(parsed(database_url), keys)


def test_files_of_before_are_kept_once_and_wait_to_be_screened(empty_url: str, keys: Keys) -> None:
    """An upgrade from the first revision: two cases with the same attachment, one of them with another."""
    engine = open_engine(parsed(empty_url))
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for case in (1, 2):
            connection.execute(text(OLD_CASE), {"id": case, "number": f"2025-0000{case}", "mac": bytes(32)})
        files = [(1, "a" * 64, b"one"), (2, "a" * 64, b"one"), (2, "b" * 64, b"another")]
        for case, sha256, content in files:
            row = {"case": case, "sha256": sha256, "size": len(content), "content": content}
            connection.execute(text(OLD_FILE), row)
        connection.execute(text(OLD_DEADLINE))
        blank = {"seal": tip_seal(keys, 0, 2, GENESIS), "check": keys.check}
        connection.execute(text("INSERT INTO chain VALUES (1, 0, 2, :seal, :check)"), blank)
    engine.dispose()
    with pytest.raises(EnvironmentFailed, match="init --upgrade"):
        prepare(parsed(empty_url), keys)
    assert prepare(parsed(empty_url), keys, upgrade=True) is Standing.OLDER
    store = Store.open(empty_url, keys)
    with store.read() as connection:
        kept = connection.execute(select(contents.c.sha256, contents.c.content, contents.c.rules)).all()
        of_cases = connection.execute(select(documents.c.request_id, documents.c.sha256)).all()
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert (
            connection.scalar(select(deadlines.c.level)) == 252
        )  # G8: the first working day after the due day
    assert sorted((row.sha256[0], bytes(row.content), row.rules) for row in kept) == [
        ("a", b"one", ""),
        ("b", b"another", ""),
    ]
    assert sorted((case, sha256[0]) for case, sha256 in of_cases) == [(1, "a"), (2, "a"), (2, "b")]
    store.close()


OLD_CASE = (
    "INSERT INTO requests (id, number, phase, state, round, channel, applicant_kind, unit, content, filed_on,"
    " clock_status, facts, version, head, seal) VALUES (:id, :number, 'review', 'searching', 1, 'fax', 'natural',"
    " 'u', 'c', '2025-01-02', 'running', '{}', 1, :mac, :mac)"
)
OLD_DEADLINE = (
    "INSERT INTO deadlines (request_id, kind, ref, opened_on, due, basis, on_expiry, owner_role, unit, status,"
    " provisional, level) VALUES (1, 'reply', 'r1', '2025-01-02', '2025-02-03', 'R33.2', 'escalate', 'handler', 'u',"
    " 'open', false, 4)"
)
OLD_FILE = (
    "INSERT INTO documents (request_id, sha256, name, size, content)"
    " VALUES (:case, :sha256, 'n', :size, :content)"
)


def test_replies_of_before_that_withhold_are_watched_after_the_upgrade(
    empty_url: str, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R18. The codes of the migration are those config/ calls withholding."""
    codes = load(default_directory()).law.outcomes
    monkeypatch.setattr("disclosure.store.schema.REVISION", "0003")
    prepare(parsed(empty_url), keys)
    engine = open_engine(parsed(empty_url))
    with engine.begin() as connection:
        for case, code in enumerate((*codes, "DENY_3P"), 1):
            connection.execute(text(OLD_CASE), {"id": case, "number": f"2025-{case:05d}", "mac": bytes(32)})
            replied = None if case > len(codes) else date(2025, 3, 4)  # the last is decided and not yet sent
            decided = update(requests).where(requests.c.id == case)
            connection.execute(decided.values(outcome=code, replied_on=replied))
    engine.dispose()
    monkeypatch.undo()
    prepare(parsed(empty_url), keys, upgrade=True)
    store = Store(parsed(empty_url), keys)
    with store.read() as connection:
        rows = connection.execute(select(withholdings)).all()
    store.close()
    assert {row.outcome for row in rows} == {code for code, outcome in codes.items() if outcome.withholds}
    assert len(rows) == 8
    assert {(row.round, row.assessed_on) for row in rows} == {(1, date(2025, 3, 4))}


def test_an_empty_or_missing_database_names_the_command_that_makes_it(
    empty_url: str, keys: Keys, tmp_path: Path
) -> None:
    with pytest.raises(EnvironmentFailed, match="disclosure init"):
        Store.open(empty_url, keys)
    missing = tmp_path / "none" / "none.db"
    with pytest.raises(EnvironmentFailed, match="disclosure init"):
        Store.open(f"sqlite:///{missing}", keys)
    assert not missing.parent.exists()


def test_other_keys_are_told_apart_from_tampering(database_url: str) -> None:
    with pytest.raises(EnvironmentFailed, match="密钥与数据库不符"):
        Store.open(database_url, Keys(bytes(32), bytes(range(32, 64))))


@pytest.mark.parametrize(
    "url", ["mysql://x", "no url", "sqlite://", "sqlite:///:memory:", "sqlite:///f?mode=ro"]
)
def test_an_address_that_cannot_work_is_refused(url: str) -> None:
    with pytest.raises(BadInput, match="数据库地址不可用"):
        parsed(url)


def test_postgresql_always_means_psycopg_3() -> None:
    assert parsed("postgresql://host/name").drivername == "postgresql+psycopg"
    assert parsed("postgresql+psycopg2://host/name").drivername == "postgresql+psycopg"
