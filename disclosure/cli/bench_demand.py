"""`disclosure bench demand`: how much of repeated demand is found, how surely, and how fast."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import combinations
from pathlib import Path
from random import Random
from statistics import median
from typing import Any
from unicodedata import normalize

from disclosure.cases.spreading import grouped_on_all_processors
from disclosure.cli.bench_demand_texts import made_up_texts
from disclosure.cli.bench_timing import seconds
from disclosure.demand import Index, Lexicon, group

LABELLED = Path(__file__).resolve().parents[2] / "tests" / "demand"
_HALVES = 20261  # seed of the halves of demand_dev
_SETS = (
    "demand_dev",
    "other_topics",
    "fresh_f",
    "fresh_g",
    "fresh_h",
    "fresh_i",
    "fresh_j",
    "fresh_k",
    "fresh_l",
)
_WAIT = 5.0  # ms a person at the counter does not notice

Row = dict[str, Any]
Pairs = frozenset[tuple[int, int]]


def bench_demand(lexicon: Lexicon, *, n: int = 100_000, runs: int = 1) -> list[Row]:
    """First the speed of `group`, in texts per second, beside the speed of a bare pass that takes each text into
    pairs of characters and nothing more; then adding and finding one text, in ms beside 5 ms; then precision beside
    1 on each labelled set, with recall. Labelled sets stand in the repository, not in an installed package."""
    texts = list(made_up_texts(n))
    rows = [_grouping(texts, lexicon, runs), *_one_text(texts, lexicon)]
    for name, requests in labelled_sets().items():
        rows += quality(name, requests, lexicon)
    return rows


def _grouping(texts: Sequence[str], lexicon: Lexicon, runs: int) -> Row:
    pairs = [
        (seconds(lambda: grouped_on_all_processors(texts, lexicon)), seconds(lambda: _bare(texts)))
        for _ in range(runs)
    ]
    ours, bare = median(len(texts) / a for a, _ in pairs), median(len(texts) / b for _, b in pairs)
    return _row("demand_group", ours, bare, "texts/s", len(texts), runs, ratio=ours / bare)


def _bare(texts: Iterable[str]) -> None:
    for text in texts:
        plain = normalize("NFKC", text)
        {plain[at : at + 2] for at in range(len(plain) - 1)}


def _one_text(texts: Sequence[str], lexicon: Lexicon) -> list[Row]:
    asked = texts[:: max(len(texts) // 200, 1)]
    index = Index(lexicon)
    adding = [seconds(partial(index.add, str(n), text)) for n, text in enumerate(texts)]
    finding = [seconds(partial(index.similar, text, 10)) for text in asked]
    return [
        _row(name, slow, _WAIT, "ms", len(times), 1, ratio=_WAIT / slow)
        for name, times in (("demand_add", adding), ("demand_find", finding))
        for slow in (median(times) * 1000,)
    ]


def labelled_sets() -> Mapping[str, list[Row]]:
    """Requests with the `info` and the `matter` they ask about, by name of the set. The texts of all of them were read
    while the lexicon grew: new texts fare worse, see docs/decisions/0012-demand.md."""
    if not LABELLED.is_dir():
        return {}
    everything, others, f, g, h, i, j, k, l_ = (_read(f"{name}.jsonl") for name in _SETS)
    names = sorted({row["matter"] for row in everything})
    Random(_HALVES).shuffle(names)  # noqa: S311 - halves, no secret
    first = frozenset(names[: len(names) // 2])
    affairs = sorted({row["matter"] for row in h})
    read = frozenset(affairs[: len(affairs) // 2])
    return {
        "first_half": [row for row in everything if row["matter"] in first],
        "second_half": [row for row in everything if row["matter"] not in first],
        "both_halves": everything,
        "other_topics": others,
        "fresh_f": f,
        "fresh_g": g,
        "fresh_h_first": [row for row in h if row["matter"] in read],
        "fresh_h_second": [row for row in h if row["matter"] not in read],
        "fresh_i": i,
        "fresh_j": j,
        "fresh_k": k,
        "fresh_l": l_,
    }


def _read(name: str) -> list[Row]:
    return [json.loads(line) for line in (LABELLED / name).read_text("utf-8").splitlines()]


def quality(name: str, requests: Sequence[Mapping[str, Any]], lexicon: Lexicon) -> list[Row]:
    """Pairwise precision and recall of one set, for the information and for the matter."""
    found = group([request["text"] for request in requests], lexicon)
    return [
        _quality(f"demand_{key}_{name}", pairs_of(groups), labelled_pairs(requests, key), len(requests))
        for key, groups in (("info", found.info), ("matter", found.matters))
    ]


def _quality(name: str, found: Pairs, true: Pairs, n: int) -> Row:
    right = len(found & true)
    precision, recall = right / max(len(found), 1), right / max(len(true), 1)
    row = _row(name, precision, 1.0, "precision", n, 1, ratio=precision)
    return {**row, "recall": round(recall, 3), "pairs": len(found), "true_pairs": len(true)}


def pairs_of(groups: Iterable[Sequence[int]]) -> Pairs:
    return frozenset(pair for members in groups for pair in combinations(sorted(members), 2))


def labelled_pairs(requests: Sequence[Mapping[str, Any]], key: str) -> Pairs:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, request in enumerate(requests):
        if request.get(key):
            places[request[key]].append(place)
    return pairs_of(places.values())


def _row(name: str, ours: float, limit: float, unit: str, n: int, runs: int, *, ratio: float) -> Row:
    return {
        "name": name,
        "ours": round(ours, 3),
        "limit": round(limit, 3),
        "ratio": round(ratio, 3),
        "unit": unit,
        "n": n,
        "runs": runs,
    }
