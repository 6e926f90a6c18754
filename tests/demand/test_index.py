"""The index finds what the comparison finds, whatever was added first."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure.cli.bench_demand import labelled_sets
from disclosure.demand import Index, Lexicon, Verdict, compare, group, identify
from disclosure.params import default_directory, load

LEXICON = load(default_directory()).demand
TEXTS = [row["text"] for row in labelled_sets()["other_topics"]]


def filled(texts: list[str]) -> Index:
    index = Index(LEXICON)
    for text in texts:
        index.add(text, text)
    return index


@given(st.permutations(TEXTS[:50]), st.sampled_from(TEXTS[:50]))
@settings(max_examples=20, deadline=None)
def test_the_order_of_adding_changes_nothing(texts: list[str], asked: str) -> None:
    assert filled(texts).similar(asked, 10) == filled(TEXTS[:50]).similar(asked, 10)


def test_the_index_finds_nearly_every_pair_that_the_comparison_calls_the_same() -> None:
    """Only a pair whose names begin differently (云麓区…焚烧厂, 云麓垃圾焚烧厂) is not looked at."""
    index = filled(TEXTS)
    read = {text: identify(text, LEXICON) for text in TEXTS}
    found = wanted = 0
    for asked in TEXTS[::5]:
        same = {text for text in TEXTS if compare(read[asked], read[text], LEXICON).verdict is Verdict.SAME}
        matches = {match.key for match in index.similar(asked, 100) if match.same_information}
        assert matches <= same
        found, wanted = found + len(matches), wanted + len(same)
    assert found >= 0.97 * wanted > 0


def test_two_texts_are_the_same_one_by_one_and_together(lexicon: Lexicon) -> None:
    for here, there in pairwise(TEXTS):
        index = Index(lexicon)
        index.add("1", here)
        one_by_one = any(match.same_information for match in index.similar(there, 1))
        assert one_by_one == (group([here, there], lexicon).info == ((0, 1),))


def test_a_match_says_why(lexicon: Lexicon) -> None:
    index = Index(lexicon)
    index.add("2022-00001", "青云县白露村2022年低保名单")
    (match,) = index.similar("白露村二〇二二年吃低保的花名册", 5)
    assert match.same_information
    assert match.why == "白露村；年份 2022；名册明细；低保"
    assert 0 < match.score <= 1


def test_a_key_is_added_once(lexicon: Lexicon) -> None:
    index = Index(lexicon)
    index.add("1", "白露村低保名单")
    with pytest.raises(ValueError, match="already"):
        index.add("1", "白露村低保名单")
    assert len(index) == 1
