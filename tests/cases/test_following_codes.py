"""Codes by which an applicant follows a case: no look-alikes, kept as a keyed hash, ten wrong ones lock a number."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from disclosure.cases.following import (
    ALPHABET,
    check_code,
    code_of,
    first_code,
    fresh_code,
    set_code,
    spelled,
)
from disclosure.cases.now import ZONE
from disclosure.errors import NotPermitted, TooOften
from disclosure.store.keys import Keys
from disclosure.store.tables import follow_codes, follow_failures
from tests.cases.world import CaseInHand, World

NOW = datetime(2025, 6, 3, 9, tzinfo=ZONE)
CODE = "ABCDEFGHJKMN"
KEYS = Keys(bytes(range(32)), bytes(range(32, 64)))


@pytest.fixture
def case(world: World) -> CaseInHand:
    filed = world.file()
    world.store.write(lambda connection: set_code(connection, world.store.keys, filed.row.id, CODE))
    return filed


def check(case: CaseInHand, code: str, now: datetime = NOW, number: str | None = None) -> int:
    limits = case.world.config.service.portal
    return check_code(case.world.store, number or case.number, code, limits, now)


def test_a_code_has_at_least_ten_characters_and_none_that_looks_like_another() -> None:
    assert not set(ALPHABET) & set("0O1IL")
    for code in (fresh_code(), code_of(KEYS, "x")):
        assert len(code) >= 10
        assert set(code) <= set(ALPHABET)
    assert len({fresh_code() for _ in range(200)}) == 200


@given(st.text(max_size=30), st.text(max_size=30))
def test_one_secret_has_one_code_and_another_has_another(one: str, other: str) -> None:
    assert (code_of(KEYS, one) == code_of(KEYS, other)) == (one == other)
    assert code_of(KEYS, one) != code_of(Keys(bytes(32), bytes(32)), one)


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        CODE.lower(),
        spelled(CODE),
        f"  {spelled(CODE).lower()} ",
        "ABCD EFGH JKMN",
        "ＡＢＣＤ－ＥＦＧＨ－ＪＫＭＮ",
    ],
)
def test_people_type_a_code_as_they_like(case: CaseInHand, typed: str) -> None:
    assert check(case, typed) == case.row.id


@pytest.mark.parametrize(
    "typed", ["", CODE[:-1], CODE + "A", "ABCDEFGHJKMM", "' OR 1=1 --", "\0", "A" * 10_000]
)
def test_a_wrong_code_opens_nothing(case: CaseInHand, typed: str) -> None:
    with pytest.raises(NotPermitted, match="没有查询到"):
        check(case, typed)


def test_an_unknown_number_and_a_wrong_code_are_answered_alike(case: CaseInHand, world: World) -> None:
    without = world.file()
    said = set()
    for number in (case.number, without.number, "2025-99999", "", "\0'; DROP TABLE requests", "九" * 500):
        with pytest.raises(NotPermitted) as refused:
            check(case, "WRONGWRONGWR", number=number)
        said.add(refused.value.message)
    assert len(said) == 1


def test_the_code_itself_is_nowhere_in_the_database(case: CaseInHand, world: World) -> None:
    rows = repr(world.snapshot())
    assert CODE not in rows
    with world.store.read() as connection:
        kept = connection.scalar(select(follow_codes.c.code))
    assert len(bytes(kept or b"")) == 32


def test_a_code_of_one_case_moved_to_another_opens_nothing(case: CaseInHand, world: World) -> None:
    other = world.file()
    with world.store.read() as connection:
        stolen = connection.scalar(select(follow_codes.c.code))
    row = {"request_id": other.row.id, "code": stolen}
    world.store.write(lambda connection: connection.execute(follow_codes.insert().values(row)))
    with pytest.raises(NotPermitted):
        check(case, CODE, number=other.number)


def test_a_new_code_takes_the_place_of_the_old(case: CaseInHand, world: World) -> None:
    other = "NMKJHGFEDCBA"
    world.store.write(lambda connection: set_code(connection, world.store.keys, case.row.id, other))
    assert check(case, other) == case.row.id
    with pytest.raises(NotPermitted):
        check(case, CODE)
    again = world.store.write(lambda c: first_code(c, world.store.keys, case.row.id, CODE))
    assert not again  # a form sent again does not bring the old one back
    assert check(case, other) == case.row.id


def wrong(case: CaseInHand, times: int, now: datetime = NOW) -> None:
    for _ in range(times):
        with pytest.raises(NotPermitted):
            check(case, "WRONGWRONGWR", now)


def test_nine_wrong_codes_lock_nothing_and_the_tenth_does(case: CaseInHand) -> None:
    wrong(case, 9)
    assert check(case, CODE) == case.row.id  # and those nine are forgotten
    wrong(case, 10)
    with pytest.raises(TooOften, match="10:00 以后再试"):
        check(case, CODE)


@pytest.mark.parametrize(("minutes", "locked"), [(0, True), (59, True), (60, False), (61, False)])
def test_a_number_is_locked_for_an_hour(case: CaseInHand, minutes: int, locked: bool) -> None:
    wrong(case, 10)
    later = NOW + timedelta(minutes=minutes)
    if locked:
        with pytest.raises(TooOften):
            check(case, CODE, later)
    else:
        assert check(case, CODE, later) == case.row.id


@pytest.mark.parametrize(("minutes", "locked"), [(59, True), (60, False)])
def test_wrong_codes_count_within_an_hour(case: CaseInHand, minutes: int, locked: bool) -> None:
    wrong(case, 9)
    later = NOW + timedelta(minutes=minutes)
    wrong(case, 1, later)
    if locked:
        with pytest.raises(TooOften):
            check(case, CODE, later)
    else:
        assert check(case, CODE, later) == case.row.id


def test_a_locked_number_leaves_others_alone(case: CaseInHand, world: World) -> None:
    wrong(case, 10)
    other = world.file()
    world.store.write(lambda connection: set_code(connection, world.store.keys, other.row.id, CODE))
    assert check(case, CODE, number=other.number) == other.row.id


@pytest.mark.check
def test_guesses_at_the_same_moment_count_too(case: CaseInHand) -> None:
    def guess(_: int) -> str:
        try:
            check(case, "WRONGWRONGWR")
        except (NotPermitted, TooOften) as refused:
            return type(refused).__name__
        return ""

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(guess, range(24)))
    assert found.count("NotPermitted") == 10
    assert found.count("TooOften") == 14


def test_what_was_counted_long_ago_is_not_kept(case: CaseInHand, world: World) -> None:
    for n in range(5):
        with pytest.raises(NotPermitted):
            check(case, CODE, number=f"2025-{n:05d}9")
    check(case, CODE, NOW + timedelta(hours=2))
    with world.store.read() as connection:
        assert connection.execute(select(follow_failures)).all() == []
