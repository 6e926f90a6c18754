"""Words in contents: what the pairs of characters find is what reading every content finds, on each database."""

from __future__ import annotations

from random import Random

import pytest
from sqlalchemy import Connection, delete, insert, select, update

from disclosure.cases.proof import mismatches
from disclosure.cases.rights import Contents, Scope, readers_cell
from disclosure.cases.searching import follow_content, follow_new_contents, look_up
from disclosure.errors import BadInput
from disclosure.store.grams import folded, grams
from disclosure.store.store import Store
from disclosure.store.tables import request_grams, requests
from tests.cases.sweeping import add_cases
from tests.cases.world import World

ALPHABET = "环评批复甲乙丙PDFpdf%_\\'é"
CASES = 120
ALL, NONE = Scope(), Scope(frozenset())
EVERYTHING, NOTHING = Contents(ALL, ALL, "me"), Contents(NONE, NONE, "me")

# last digit of the id → who beside the handler may read it; the others are not restricted
RESTRICTED = {4: "", 5: readers_cell(["me"]), 6: readers_cell(["you", "me too"])}


def lowered(text: str) -> str:
    """A second calculation of folding: code point by code point."""
    return "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in text)


@pytest.fixture
def contents(store: Store) -> dict[int, str]:
    """Short contents out of few characters, some with blanks, so that pairs meet without making up the word."""
    dice = Random(7)
    made = {
        i: "".join(dice.choice(ALPHABET + " ") for _ in range(dice.randrange(1, 12)))
        for i in range(1, CASES + 1)
    }
    add_cases(store, CASES)

    def work(connection: Connection) -> None:
        for id_, text in made.items():
            unit = "u1" if id_ % 3 else "u2"
            values = {"content": text, "unit": unit, "readers": RESTRICTED.get(id_ % 10)}
            connection.execute(update(requests).where(requests.c.id == id_).values(values))
        follow_new_contents(connection, made.items())

    store.write(work)
    return made


def found(store: Store, words: str, scope: Contents) -> set[int]:
    with store.read() as connection:
        sought = look_up(connection, words, scope)
        assert sought is not None
        rows = connection.execute(sought.ids()).all()
    assert len({row[0] for row in rows}) == len(rows)  # each once
    return {row[0] for row in rows}


def test_a_search_finds_what_reading_finds(store: Store, contents: dict[int, str]) -> None:
    dice = Random(11)
    words = ["".join(dice.choice(ALPHABET) for _ in range(dice.choice((2, 2, 3, 4)))) for _ in range(80)]
    words += [text.split()[0] for text in contents.values() if len(text.split()[0:1] and text.split()[0]) > 1]
    hits = 0
    for word in words:
        expected = {id_ for id_, text in contents.items() if lowered(word) in lowered(text)}
        assert found(store, word, EVERYTHING) == expected, word
        unit = Scope(frozenset({"u1"}))
        in_unit = {id_ for id_ in expected if id_ % 3}
        assert found(store, word, Contents(unit, unit, "me")) == in_unit, word
        for open_, restricted in ((expected, ALL), (in_unit, unit)):  # a handler: of all units, of one
            mine = {id_ for id_ in open_ if id_ % 10 not in (4, 6)}
            assert found(store, word, Contents(restricted, NONE, "me")) == mine, word
        hits += bool(expected)
    assert hits > 50


def test_every_word_has_to_be_there_and_a_number_counts_as_one(
    store: Store, contents: dict[int, str]
) -> None:
    pair = next(
        text for text in contents.values() if len(text.split()) == 2 and min(map(len, text.split())) > 1
    )
    both = {id_ for id_, text in contents.items() if all(lowered(w) in lowered(text) for w in pair.split())}
    assert found(store, pair, EVERYTHING) == both
    (holder, *_) = sorted(both)
    assert found(store, f"2025-{holder:05d} {pair}", EVERYTHING) == {holder}
    assert found(store, "2025-00003", EVERYTHING) == {3}
    assert found(store, "2025-00003", NOTHING) == {3}  # numbers for everybody
    assert found(store, pair.split()[0], NOTHING) == set()  # contents for those who may read them


def test_a_number_written_in_a_content_is_found_too(store: Store, contents: dict[int, str]) -> None:
    def work(connection: Connection) -> None:
        text = "续2025-00003号"
        connection.execute(update(requests).where(requests.c.id == 9).values(content=text))
        follow_content(connection, 9, contents[9], text)

    store.write(work)
    assert found(store, "2025-00003", EVERYTHING) == {3, 9}


def test_one_character_is_too_short(store: Store, contents: dict[int, str]) -> None:
    with store.read() as connection, pytest.raises(BadInput, match="至少写两个字"):
        look_up(connection, "环评 批", EVERYTHING)
    with store.read() as connection:
        assert look_up(connection, "  ", EVERYTHING) is None


def test_folding_is_that_of_ascii_alone() -> None:
    assert folded("ABZ Éé ß 环Ａ") == "abz Éé ß 环Ａ"
    assert len(grams("环评 批复")) == 2  # no pair across a blank
    assert grams("环") == frozenset()


def test_the_index_follows_filing_and_correction_and_the_proof_sees_a_gap(world: World) -> None:
    case = world.walk("awaiting_correction")
    case.do("receive_correction", content="补正后的水库名录")
    g = request_grams.c
    with world.store.read() as connection:
        kept = set(connection.scalars(select(g.gram).where(g.request_id == case.row.id)))
        assert kept == grams("补正后的水库名录")
        assert list(mismatches(connection, world.store.keys)) == []
    one = min(kept)
    world.store.write(lambda c: c.execute(delete(request_grams).where(g.gram == one)))
    with world.store.read() as connection:
        assert any("二元索引缺 1 行" in m.what for m in mismatches(connection, world.store.keys))
    world.store.write(lambda c: c.execute(insert(request_grams).values(gram=one, request_id=case.row.id)))
    (strange,) = grams("别处") - kept
    for of in (case.row.id, 9_999):  # a pair the content does not have; a pair of no request
        more = insert(request_grams).values(gram=strange, request_id=of)
        world.store.write(lambda c, more=more: c.execute(more))
    with world.store.read() as connection:
        told = {(m.number, m.what) for m in mismatches(connection, world.store.keys)}
    more_by_one = "查找用的二元索引多 1 行"
    assert told == {(case.row.number, more_by_one), ("没有这一件", more_by_one)}
