"""A backup restores into either database, and a damaged one into none."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, inspect, select

from disclosure.errors import BadInput, Refused
from disclosure.store.backup import backup, inspect_backup, restore
from disclosure.store.engine import database_url as parsed
from disclosure.store.engine import open_engine
from disclosure.store.keys import Keys
from disclosure.store.store import Store
from disclosure.store.tables import applicants, contents, documents, metadata, outbox, users
from disclosure.store.verify import verify_history
from tests.store.book import file_case, step, write_book


@pytest.fixture
def book(store: Store) -> Store:
    write_book(store)

    def more(connection: Connection) -> None:
        kept = {
            "sha256": "0" * 64,
            "kind": "pdf",
            "size": 4,
            "content": b'\0\xff\n"',
            "text": "",
            "rules": "",
        }
        connection.execute(insert(contents).values(kept))
        connection.execute(insert(documents).values(request_id=1, sha256="0" * 64, name="批复\n.pdf"))
        connection.execute(
            insert(applicants).values(
                request_id=1,
                ordinal=1,
                role="applicant",
                kind="natural",
                name="王 五\u2028",
                id_no=store.keys.encrypt("110101199003070000", "applicants.id_no", "1"),
            )
        )

    store.write(more)
    return store


def everything(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store.read() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in metadata.sorted_tables
        }


def test_what_comes_back_is_what_was_there(book: Store, empty_url: str, keys: Keys, tmp_path: Path) -> None:
    """From each database into each."""
    file = tmp_path / "copy.zip"
    made = backup(book, file)
    assert restore(file, empty_url, keys) == made
    restored = Store.open(empty_url, keys)
    try:
        assert everything(restored) == everything(book)
        assert verify_history(restored) == []
        restored.write(lambda c: file_case(c, keys, 4))
        restored.write(lambda c: step(c, keys, 1, "assign"))
        restored.write(
            lambda c: c.execute(
                insert(applicants).values(request_id=2, ordinal=1, role="agent", kind="legal", name="丙")
            )
        )
        assert verify_history(restored) == []
    finally:
        restored.close()


def test_a_backup_is_one_moment_and_the_same_data_give_the_same_file(book: Store, tmp_path: Path) -> None:
    first, second = tmp_path / "1.zip", tmp_path / "2.zip"
    seen: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        if not seen:
            book.write(lambda c: c.execute(insert(users), {"name": "li", "active": True}))
            book.write(lambda c: c.execute(insert(outbox), [_message()]))
        seen.append((done, total))

    summary = backup(book, first, progress)
    assert summary.rows["outbox"] == 0
    assert seen[-1] == (summary.total, summary.total)
    backup(book, second)
    assert first.read_bytes() != second.read_bytes()
    backup(book, first)
    assert first.read_bytes() == second.read_bytes()


def _message() -> dict[str, object]:
    return {
        "message_id": "m1",
        "kind": "reminder",
        "person": "li",
        "urgent": False,
        "payload": "{}",
        "created_on": date(2026, 3, 2),
        "status": "pending",
        "attempts": 0,
        "next_try_at": "2026-03-02T09:00:00+08:00",
    }


@pytest.mark.parametrize("cut", [0, 1, 100, -1, -30])
def test_a_truncated_file_writes_nothing(book: Store, tmp_path: Path, keys: Keys, cut: int) -> None:
    file = tmp_path / "copy.zip"
    backup(book, file)
    file.write_bytes(file.read_bytes()[:cut])
    _refused_without_trace(file, tmp_path, keys)


@pytest.mark.parametrize("member", ["history.jsonl", "documents.jsonl", "manifest.json"])
def test_an_altered_member_writes_nothing(book: Store, tmp_path: Path, keys: Keys, member: str) -> None:
    file = tmp_path / "copy.zip"
    backup(book, file)
    _rewrite(file, {member: lambda data: data.replace(b"1", b"2", 1)})
    _refused_without_trace(file, tmp_path, keys)


@pytest.mark.parametrize("member", ["history.jsonl", "manifest.json"])
def test_a_missing_member_writes_nothing(book: Store, tmp_path: Path, keys: Keys, member: str) -> None:
    file = tmp_path / "copy.zip"
    backup(book, file)
    _rewrite(file, {member: None})
    _refused_without_trace(file, tmp_path, keys)


def test_a_backup_of_other_keys_is_refused(book: Store, tmp_path: Path) -> None:
    file = tmp_path / "copy.zip"
    backup(book, file)
    with pytest.raises(Refused, match="备份文件不可用"):
        inspect_backup(file, Keys(bytes(32), bytes(32)))


def test_a_database_with_content_is_not_overwritten(book: Store, database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "copy.zip"
    backup(book, file)
    before = everything(book)
    with pytest.raises(Refused, match="不是空的"):
        restore(file, database_url, book.keys)
    assert everything(book) == before


def test_a_tampered_book_is_not_backed_up_as_whole(book: Store, tmp_path: Path) -> None:
    with book.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE history SET actor = 'x' WHERE seq = 1")
    with pytest.raises(Refused, match="历史记录不完整"):
        backup(book, tmp_path / "copy.zip")
    assert list(tmp_path.glob("*.zip*")) == []
    assert list(tmp_path.glob(".*.part")) == []


def _rewrite(file: Path, changes: dict[str, object]) -> None:
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in members.items():
            change = changes.get(name, lambda data: data)
            if callable(change):
                archive.writestr(name, change(data))


def _refused_without_trace(file: Path, folder: Path, keys: Keys) -> None:
    target = folder / "target" / "new.db"
    with pytest.raises(Refused, match="备份文件不可用"):
        restore(file, f"sqlite:///{target}", keys)
    assert not target.exists()


def test_an_empty_database_stays_empty_when_the_file_is_bad(
    empty_url: str, keys: Keys, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.zip"
    bad.write_bytes(b"PK")
    with pytest.raises(Refused):
        restore(bad, empty_url, keys)
    engine = open_engine(parsed(empty_url))
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == []
    engine.dispose()


def test_what_is_no_backup_is_not_overwritten(book: Store, tmp_path: Path) -> None:
    """The database above all; an earlier backup may be."""
    other = tmp_path / "other.txt"
    other.write_text("keep me", encoding="utf-8")
    with pytest.raises(BadInput, match="不是备份文件"):
        backup(book, other)
    assert other.read_text(encoding="utf-8") == "keep me"
    if book.url.get_backend_name() == "sqlite":
        with pytest.raises(BadInput, match="不是备份文件"):
            backup(book, Path(book.url.database or ""))
    file = tmp_path / "copy.zip"
    assert backup(book, file) == backup(book, file)
