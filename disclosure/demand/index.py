"""Requests found again by what identifies them: no text is compared with all others."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from heapq import nsmallest

from disclosure.demand.comparing import Verdict, compare, in_common
from disclosure.demand.identity import Identity
from disclosure.demand.keys import keys
from disclosure.demand.lexicon import Lexicon
from disclosure.demand.reading import identify

# A typed text is answered while its writer waits: so many are counted, and of those so many compared.
_MOST_COUNTED = 2_000
_MOST_COMPARED = 100


@dataclass(frozen=True, slots=True)
class Match:
    """`score` from 0 to 1; `why` says in Chinese what the two have in common."""

    key: str
    score: float
    same_information: bool
    why: str


class Index:
    """Texts by key. The order of adding changes nothing. Not thread-safe."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._identities: dict[str, Identity] = {}
        self._near: defaultdict[str, list[str]] = defaultdict(list)
        self._far: defaultdict[str, list[str]] = defaultdict(list)
        self._vague: defaultdict[str, list[str]] = defaultdict(list)

    def __len__(self) -> int:
        return len(self._identities)

    def add(self, key: str, text: str) -> None:
        """Raises ValueError when `key` is already there."""
        if key in self._identities:
            raise ValueError(f"{key} is already in the index")
        identity = identify(text, self._lexicon)
        self._identities[key] = identity
        found = keys(identity, self._lexicon)
        for block in found.near:
            self._near[block].append(key)
        for block in found.far:
            self._far[block].append(key)
            if found.vague:
                self._vague[block].append(key)

    def similar(self, text: str, limit: int) -> list[Match]:
        """At most `limit` matches, what asks for the same information first, then by score. What certainly asks for
        other information is not among them."""
        identity = identify(text, self._lexicon)
        found = []
        for key in self._candidates(identity):
            other = self._identities[key]
            result = compare(identity, other, self._lexicon)
            if result.score > 0:
                why = in_common(identity, other, self._lexicon)
                found.append(Match(key, result.score, result.verdict is Verdict.SAME, why))
        return sorted(found, key=lambda match: (not match.same_information, -match.score, match.key))[:limit]

    def _candidates(self, identity: Identity) -> list[str]:
        """Those that share most blocks, counted from the smallest block on."""
        found = keys(identity, self._lexicon)
        far = self._far if found.vague else self._vague
        blocks = [self._near[block] for block in found.near if block in self._near]
        blocks += [far[block] for block in found.far if block in far]
        blocks.sort(key=len)
        votes: Counter[str] = Counter()
        for block in blocks:
            if votes and len(votes) + len(block) > _MOST_COUNTED:
                break
            votes.update(block[:_MOST_COUNTED])
        return nsmallest(_MOST_COMPARED, votes, key=lambda key: (-votes[key], key))
