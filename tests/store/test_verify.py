"""Tampering in every way a person with the database but without the key can: each is found and named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from disclosure.errors import Refused
from disclosure.store.anchor import anchor_file, first_forged, read_anchors, write_anchor
from disclosure.store.engine import database_url as parsed
from disclosure.store.keys import Keys
from disclosure.store.schema import prepare
from disclosure.store.store import Store
from disclosure.store.verify import PASSING, Fault, Finding, verify_anchored, verify_history
from tests.store.book import file_case, step, write_book

# The book: cases 1, 2, 3; rows 1-3 are n=1, rows 4-6 n=2, rows 7-9 n=3, rows 10-12 n=4.


@pytest.fixture
def book(store: Store) -> Store:
    write_book(store)
    assert verify_history(store) == []
    return store


def tamper(store: Store, *statements: str) -> list[Finding]:
    """Past the store: with its foreign keys out of the way, as somebody with a database shell would."""
    with store.engine.connect() as connection:
        if store.engine.dialect.name == "sqlite":
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # before BEGIN
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
        for statement in statements:
            connection.execute(text(statement))
        connection.commit()
        connection.invalidate()
    return verify_history(store)


def faults(findings: Sequence[Finding]) -> set[tuple[Fault, int | None, int | None]]:
    return {(finding.fault, finding.request_id, finding.n) for finding in findings}


@pytest.mark.parametrize(
    "change",
    [
        "command = 'withdraw'",
        "actor = '李四'",
        "on_day = '2026-03-04'",
        "recorded_at = '2026-03-02T09:00:01+08:00'",
        "from_state = 'received'",
        "to_state = 'registered'",
        "data = '{}'",
        "data = ''",
        "config_version = 'd'",
        "key = NULL",
        "key = ''",
        "key = 'other'",
    ],
)
def test_any_changed_column_names_its_row(book: Store, change: str) -> None:
    assert faults(tamper(book, f"UPDATE history SET {change} WHERE seq = 5")) == {(Fault.CHANGED, 2, 2)}


def test_text_moved_across_the_border_of_two_columns_is_a_change(book: Store) -> None:
    """Length prefixes: 'register'+'张三' is not 'registe'+'r张三'."""
    found = tamper(book, "UPDATE history SET command = 'registe', actor = 'r张三' WHERE seq = 5")
    assert faults(found) == {(Fault.CHANGED, 2, 2)}


def test_a_changed_mac_spoils_its_row_and_the_next_of_the_case(book: Store) -> None:
    found = tamper(book, "UPDATE history SET mac = (SELECT mac FROM history WHERE seq = 1) WHERE seq = 5")
    assert faults(found) == {(Fault.CHANGED, 2, 2), (Fault.CHANGED, 2, 3)}


def test_a_row_given_to_another_case_is_missed_in_one_and_wrong_in_the_other(book: Store) -> None:
    found = tamper(book, "UPDATE history SET request_id = 3, n = 9 WHERE seq = 5")
    assert (Fault.REMOVED, 2, 3) in faults(found)
    assert any(finding.request_id == 3 for finding in found)


def test_a_removed_row_is_named_in_the_book_and_in_its_case(book: Store) -> None:
    found = tamper(book, "DELETE FROM history WHERE seq = 5")
    assert [(f.fault, f.seq, f.request_id) for f in found] == [
        (Fault.REMOVED, 5, None),
        (Fault.REMOVED, 8, 2),
    ]


def test_a_removed_row_closed_up_by_renumbering_is_found(book: Store) -> None:
    found = tamper(
        book,
        "DELETE FROM history WHERE seq = 8",
        "UPDATE history SET n = 3 WHERE seq = 11",
        "UPDATE history SET seq = 8 WHERE seq = 9",
        "UPDATE history SET seq = seq - 1 WHERE seq = 10",
        "UPDATE history SET seq = seq - 1 WHERE seq = 11",
        "UPDATE history SET seq = seq - 1 WHERE seq = 12",
    )
    assert {Fault.CHANGED, Fault.REMOVED, Fault.CASE_SEAL} <= {f.fault for f in found}


def test_the_last_row_of_a_case_removed_with_version_and_head_set_back(book: Store) -> None:
    found = tamper(
        book,
        "DELETE FROM history WHERE seq = 11",
        "UPDATE requests SET version = 3, head = (SELECT mac FROM history WHERE seq = 8) WHERE id = 2",
    )
    assert faults(found) == {(Fault.REMOVED, None, None), (Fault.CASE_SEAL, 2, 3)}


def test_two_rows_swapped_in_the_book(book: Store) -> None:
    found = tamper(
        book,
        "UPDATE history SET seq = 100 WHERE seq = 5",
        "UPDATE history SET seq = 5 WHERE seq = 8",
        "UPDATE history SET seq = 8 WHERE seq = 100",
    )
    assert {(Fault.REMOVED, 2, 3), (Fault.REORDERED, 2, 2)} <= faults(found)


def test_the_content_of_two_rows_swapped(book: Store) -> None:
    found = tamper(
        book,
        "UPDATE history SET data = (SELECT data FROM history WHERE seq = 8) WHERE seq = 5",
        "UPDATE history SET data = '{\"第\": 2}' WHERE seq = 8",
    )
    assert faults(found) == {(Fault.CHANGED, 2, 2), (Fault.CHANGED, 2, 3)}


INSERT = (
    "INSERT INTO history SELECT {seq}, request_id, {n}, command, actor, on_day, recorded_at, from_state, to_state,"
    " data, config_version, 'inserted', mac FROM history WHERE seq = 11"
)


def test_a_row_put_behind_the_end(book: Store) -> None:
    found = tamper(book, INSERT.format(seq=13, n=5))
    assert {(Fault.INSERTED, 2, 5), (Fault.CHANGED, 2, 5), (Fault.CASE_SEAL, 2, 5)} <= faults(found)


def test_a_row_put_behind_the_end_with_every_number_moved_on(book: Store) -> None:
    found = tamper(
        book,
        INSERT.format(seq=13, n=5),
        "UPDATE requests SET version = 5 WHERE id = 2",
        "UPDATE chain SET seq = 13",
    )
    assert {(Fault.CHANGED, 2, 5), (Fault.CASE_SEAL, 2, 5), (Fault.TIP, None, None)} <= faults(found)


def test_a_whole_case_removed(book: Store) -> None:
    found = tamper(book, "DELETE FROM history WHERE request_id = 2", "DELETE FROM requests WHERE id = 2")
    assert [f.seq for f in found if f.fault is Fault.REMOVED] == [2, 5, 8, 11]
    assert Fault.CASE_REMOVED in {f.fault for f in found}


def test_a_case_removed_but_not_its_history(book: Store) -> None:
    assert faults(tamper(book, "DELETE FROM requests WHERE id = 2")) == {(Fault.CASE_REMOVED, 2, 4)}


def test_the_last_case_removed_with_the_tip_set_back(store: Store) -> None:
    write_book(store, cases=1)
    with store.read() as connection:
        older = connection.execute(text("SELECT seq, cases FROM chain")).one()
    store.write(lambda c: file_case(c, store.keys, 2))
    found = tamper(
        store,
        "DELETE FROM history WHERE request_id = 2",
        "DELETE FROM requests WHERE id = 2",
        f"UPDATE chain SET seq = {older.seq}, cases = {older.cases}",
    )
    assert faults(found) == {(Fault.TIP, None, None)}


def test_a_removed_tail(book: Store) -> None:
    found = tamper(book, "DELETE FROM history WHERE seq > 9")
    assert (Fault.REMOVED, 10) in {(f.fault, f.seq) for f in found}
    assert {(Fault.CASE_SEAL, case, 3) for case in (1, 2, 3)} <= faults(found)


def test_a_seal_copied_from_another_case(book: Store) -> None:
    found = tamper(book, "UPDATE requests SET seal = (SELECT seal FROM requests WHERE id = 1) WHERE id = 2")
    assert faults(found) == {(Fault.CASE_SEAL, 2, 4)}


@pytest.mark.parametrize("change", ["version = 5", "version = -1", "head = seal"])
def test_version_and_head_of_a_case_are_held(book: Store, change: str) -> None:
    assert faults(tamper(book, f"UPDATE requests SET {change} WHERE id = 3")) == {(Fault.CASE_SEAL, 3, 4)}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("cases = 4", Fault.CASE_REMOVED),
        ("seal = key_check", Fault.TIP),
        ("seq = 11", Fault.TIP),
        ("seq = 13", Fault.REMOVED),
        ("seq = -1", Fault.TIP),
        ("cases = -1", Fault.TIP),
    ],
)
def test_every_column_of_the_tip_is_held(book: Store, change: str, fault: Fault) -> None:
    assert fault in {f.fault for f in tamper(book, f"UPDATE chain SET {change}")}


def test_a_missing_tip(book: Store) -> None:
    assert Fault.TIP in {f.fault for f in tamper(book, "DELETE FROM chain")}


OLDER = ("history", "requests", "chain")


def test_the_database_set_back_to_an_older_copy_contradicts_the_anchor(book: Store, tmp_path: Path) -> None:
    copies = [f"CREATE TABLE old_{name} AS SELECT * FROM {name}" for name in OLDER]
    assert tamper(book, *copies) == []
    book.write(lambda c: step(c, book.keys, 1, "assign"))
    write_anchor(book, tmp_path, date(2026, 3, 9))
    back = [f"DELETE FROM {name}" for name in OLDER]
    assert tamper(book, *back, *(f"INSERT INTO {name} SELECT * FROM old_{name}" for name in OLDER)) == []
    found = verify_history(book, read_anchors(book, tmp_path).anchors)
    assert [(f.fault, f.seq) for f in found] == [(Fault.ANCHOR, 13)]


def test_another_row_at_an_anchored_number_contradicts_the_anchor(book: Store, tmp_path: Path) -> None:
    write_anchor(book, tmp_path, date(2026, 3, 9))
    tamper(book, "UPDATE history SET mac = (SELECT mac FROM history WHERE seq = 1) WHERE seq = 12")
    assert Fault.ANCHOR in {f.fault for f in verify_history(book, read_anchors(book, tmp_path).anchors)}


def test_anchors_follow_each_other_and_one_day_unchanged_is_one_line(book: Store, tmp_path: Path) -> None:
    first = write_anchor(book, tmp_path, date(2026, 3, 9))
    assert write_anchor(book, tmp_path, date(2026, 3, 9)) == first
    book.write(lambda c: step(c, book.keys, 1, "assign"))
    second = write_anchor(book, tmp_path, date(2026, 3, 10))
    assert read_anchors(book, tmp_path).anchors == (first, second)
    assert (second.seq, second.cases) == (13, 3)
    assert verify_history(book, [first, second]) == []


@pytest.mark.parametrize("forge", ["drop", "change"])
def test_a_dropped_or_changed_line_of_the_anchor_file_is_found(
    book: Store, tmp_path: Path, forge: str
) -> None:
    for day in (9, 10, 11):
        book.write(lambda c: step(c, book.keys, 1, "assign", on_day=date(2026, 3, 9)))
        write_anchor(book, tmp_path, date(2026, 3, day))
    lines = anchor_file(book, tmp_path).read_text().splitlines()
    if forge == "drop":
        del lines[1]
    else:
        lines[1] = lines[1].replace('"cases": 3', '"cases": 2')
    anchor_file(book, tmp_path).write_text("\n".join(lines) + "\n")
    found = verify_history(book, read_anchors(book, tmp_path).anchors)
    assert [f.fault for f in found] == [Fault.ANCHOR]
    assert "第 2 行" in found[0].message


def test_no_anchor_vouches_for_a_book_whose_seal_does_not_hold(book: Store, tmp_path: Path) -> None:
    tamper(book, "UPDATE chain SET cases = 9")
    with pytest.raises(Refused):
        write_anchor(book, tmp_path, date(2026, 3, 9))
    assert read_anchors(book, tmp_path).anchors == ()


def test_anchors_written_at_once_follow_each_other(book: Store, tmp_path: Path) -> None:
    days = [date(2026, 3, 9) + timedelta(n) for n in range(12)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda day: write_anchor(book, tmp_path, day), days))
    kept = read_anchors(book, tmp_path)
    assert {anchor.day for anchor in kept.anchors if anchor} == set(days)
    assert first_forged(book.keys, kept.anchors) is None


@pytest.mark.parametrize("cut", [1, 2, 150])
def test_a_torn_last_line_is_told_once_and_written_anew(book: Store, tmp_path: Path, cut: int) -> None:
    """The machine stopped in the middle of the append; only the end of the last line is missing."""
    first = write_anchor(book, tmp_path, date(2026, 3, 9))
    write_anchor(book, tmp_path, date(2026, 3, 10))
    path = anchor_file(book, tmp_path)
    path.write_bytes(path.read_bytes()[:-cut])
    kept = read_anchors(book, tmp_path)
    found = verify_anchored(book, kept, date(2026, 3, 11))
    complete = cut == 1  # nothing but the line end
    assert [finding.fault for finding in found] == ([] if complete else [Fault.TORN])
    assert complete or "第 2 行" in found[0].message
    third = write_anchor(book, tmp_path, date(2026, 3, 11))
    kept = read_anchors(book, tmp_path)
    assert (kept.anchors[0], kept.anchors[-1], len(kept.anchors)) == (first, third, 3 if complete else 2)
    assert verify_anchored(book, kept, date(2026, 3, 11)) == []


@pytest.mark.parametrize("line", ["", "{", "[1]", '{"day": 1}', "\u00e9"])
def test_an_unreadable_line_of_the_anchor_file_is_named(book: Store, tmp_path: Path, line: str) -> None:
    for day in (9, 10, 11):
        write_anchor(book, tmp_path, date(2026, 3, day))
    path = anchor_file(book, tmp_path)
    lines = path.read_text().splitlines()
    lines[1] = line
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = verify_anchored(book, read_anchors(book, tmp_path), date(2026, 3, 11))
    assert [finding.fault for finding in found] == [Fault.ANCHOR]
    assert "第 2 行（无法读取）" in found[0].message


@pytest.fixture
def another(tmp_path: Path, keys: Keys) -> Iterator[Store]:
    """A book begun afresh with the same keys."""
    url = parsed(f"sqlite:///{tmp_path}/another.db")
    prepare(url, keys)
    store = Store(url, keys)
    store.write(lambda c: file_case(c, keys, 7))
    yield store
    store.close()


def test_a_book_replaced_by_a_fresh_one_lacks_the_anchors_of_the_first(
    book: Store, another: Store, tmp_path: Path
) -> None:
    """Rows recorded on 2026-03-02: that night's anchor may still be to come, the next day it is missing."""
    book.write(lambda c: step(c, book.keys, 1, "assign"))
    write_anchor(book, tmp_path, date(2026, 3, 2))
    kept = read_anchors(another, tmp_path)
    assert kept.others == (anchor_file(book, tmp_path),)
    for day, faults in ((2, []), (3, [Fault.UNANCHORED])):
        assert [f.fault for f in verify_anchored(another, kept, date(2026, 3, day))] == faults
    (found,) = verify_anchored(another, kept, date(2026, 3, 3))
    assert anchor_file(book, tmp_path).name in found.message
    assert found.fault in PASSING
    write_anchor(another, tmp_path, date(2026, 3, 3))
    assert verify_anchored(another, read_anchors(another, tmp_path), date(2026, 3, 4)) == []


def test_a_book_that_never_had_an_anchor_and_has_the_folder_to_itself(book: Store, tmp_path: Path) -> None:
    kept = read_anchors(book, tmp_path)
    assert (kept.anchors, kept.others) == ((), ())
    assert verify_anchored(book, kept, date(2026, 3, 9)) == []


def test_progress_comes_to_the_rows_there_are(store: Store) -> None:
    write_book(store, cases=20, steps=51)
    seen: list[tuple[int, int]] = []
    assert verify_history(store, (), lambda done, total: seen.append((done, total))) == []
    assert seen == [(1000, 1020)]
