"""Which requests are worth comparing: those filed under a common key."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from disclosure.demand.identity import Identity, Number
from disclosure.demand.keys import keys
from disclosure.demand.lexicon import Lexicon

_NO_YEARS: frozenset[str] = frozenset()


class Candidates:
    """Identities filed as they come; they bear the numbers 0, 1, 2 … in the order in which they were filed."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._near, self._far = _Files(), _Files()
        self._vague: list[bool] = []
        self._years: list[frozenset[str]] = []

    def file(self, identity: Identity) -> None:
        number = len(self._vague)
        found = keys(identity, self._lexicon)
        self._near.put(number, found.near)
        self._far.put(number, found.far)
        self._vague.append(found.vague)
        self._years.append(identity.known.get(Number.YEAR, _NO_YEARS))

    def pairs(self, order: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Pairs under a common key whose years do not exclude each other, each once, the smaller first, in rising
        order. They bear new numbers: `order` lists the old ones."""
        rank = np.argsort(np.array(order, dtype=np.int32)).astype(np.int32)
        years, vague = [self._years[n] for n in order], [self._vague[n] for n in order]
        codes = array("q")
        for block in self._near.blocks(rank):
            codes.extend([one * len(order) + other for one, other in _pairs(block, years)])
        for block in self._far.blocks(rank):
            if any(vague[n] for n in block):
                found = [pair for pair in _pairs(block, years) if vague[pair[0]] or vague[pair[1]]]
                codes.extend([one * len(order) + other for one, other in found])
        for code in np.unique(np.frombuffer(codes, dtype=np.int64)).tolist() if codes else ():
            yield divmod(code, len(order))


class _Files:
    """Numbers of identities by key, in two columns: a million requests have fifteen million keys. Two keys with one
    hash only mean a pair more to compare."""

    def __init__(self) -> None:
        self._keys = array("q")
        self._filed = array("i")

    def put(self, number: int, found: Collection[str]) -> None:
        self._keys.extend(map(hash, found))
        self._filed.extend([number] * len(found))

    def blocks(self, rank: NDArray[np.int32]) -> Collection[tuple[int, ...]]:
        """Ranks under one key, two or more, in rising order; each block once, however many keys it has."""
        if not self._keys:
            return ()
        hashes = np.frombuffer(self._keys, dtype=np.int64)
        ranks = rank[np.frombuffer(self._filed, dtype=np.int32)]
        order = np.lexsort((ranks, hashes))
        hashes, ranks = hashes[order], ranks[order]
        starts = np.flatnonzero(np.append(True, hashes[1:] != hashes[:-1]))
        ends = np.append(starts[1:], len(hashes))
        shared = ends - starts > 1
        spans = zip(starts[shared].tolist(), ends[shared].tolist(), strict=True)
        return dict.fromkeys(tuple(ranks[start:end].tolist()) for start, end in spans)


def _pairs(block: Sequence[int], years: Sequence[frozenset[str]]) -> Iterator[tuple[int, int]]:
    """Pairs of `block`, the smaller first, that have a year in common or of which one names none."""
    by_year: defaultdict[str, list[int]] = defaultdict(list)
    for n in block:
        for year in years[n] or ("",):
            by_year[year].append(n)
    undated = by_year.pop("", [])
    yield from combinations(undated, 2)
    for dated in by_year.values():
        yield from combinations(dated, 2)
        yield from ((min(one, other), max(one, other)) for one in undated for other in dated)
