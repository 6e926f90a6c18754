"""Grouping spread over processes: the same groups, and a killed process is said plainly."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence

import pytest

from disclosure.cases import spreading
from disclosure.cases.spreading import grouped_on_all_processors
from disclosure.cli.bench_demand import labelled_sets
from disclosure.demand import Grouping, Lexicon, Spread, group
from disclosure.errors import EnvironmentFailed
from disclosure.params import default_directory, load

LEXICON = load(default_directory()).demand

pytestmark = pytest.mark.check


@pytest.fixture(autouse=True)
def two_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreading, "_WORTH_IT", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


def test_the_groups_are_those_of_one_process() -> None:
    texts = [row["text"] for rows in labelled_sets().values() for row in rows] + [""]
    assert grouped_on_all_processors(texts, LEXICON) == group(texts, LEXICON)


def test_nothing_makes_no_group() -> None:
    assert grouped_on_all_processors([], LEXICON) == Grouping((), ())


def test_a_killed_process_is_said_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreading, "group", killed)
    with pytest.raises(EnvironmentFailed, match="内存不足"):
        grouped_on_all_processors(["白露村2022年低保名单"], LEXICON)


def killed(texts: Sequence[str], lexicon: Lexicon, spread: Spread) -> Grouping:
    return next(iter(spread(kill, [texts])))


def kill(texts: Sequence[str], lexicon: Lexicon) -> Grouping:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("unreachable")
