"""Requests found again by what identifies them: no text is compared with all others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from disclosure.demand.comparing import Verdict, compare
from disclosure.demand.identity import Identity
from disclosure.demand.keys import keys
from disclosure.demand.lexicon import Lexicon
from disclosure.demand.reading import identify

_MOST_COMPARED = 300


@dataclass(frozen=True, slots=True)
class Match:
    """`score` from 0 to 1; `why` says in Chinese what the two share, or what keeps them apart."""

    key: str
    score: float
    same_information: bool
    why: str


class Index:
    """Texts by key. The order of adding changes nothing. Not thread-safe."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._identities: dict[str, Identity] = {}
        self._blocks: defaultdict[str, list[str]] = defaultdict(list)

    def __len__(self) -> int:
        return len(self._identities)

    def add(self, key: str, text: str) -> None:
        """Raises ValueError when `key` is already there."""
        if key in self._identities:
            raise ValueError(f"{key} is already in the index")
        identity = identify(text, self._lexicon)
        self._identities[key] = identity
        found = keys(identity, self._lexicon)
        for block in found.near | found.far:
            self._blocks[block].append(key)

    def similar(self, text: str, limit: int) -> list[Match]:
        """The nearest, best first; what certainly is other information is not among them."""
        identity = identify(text, self._lexicon)
        found = []
        for key in self._candidates(identity):
            result = compare(identity, self._identities[key], self._lexicon)
            if result.verdict is not Verdict.CONFLICT and result.score > 0:
                found.append(Match(key, result.score, result.verdict is Verdict.SAME, result.why))
        return sorted(found, key=lambda match: (-match.same_information, -match.score, match.key))[:limit]

    def _candidates(self, identity: Identity) -> Iterator[str]:
        """Those that share most blocks, small blocks first."""
        found = keys(identity, self._lexicon)
        blocks = found.near | found.far
        blocks = sorted((self._blocks[b] for b in blocks if b in self._blocks), key=len)
        votes: Counter[str] = Counter()
        for block in blocks:
            if votes and len(votes) + len(block) > 10 * _MOST_COMPARED:
                break
            votes.update(block)
        return (key for key, _ in sorted(votes.items(), key=lambda kv: (-kv[1], kv[0]))[:_MOST_COMPARED])
