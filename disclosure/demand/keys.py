"""Under which keys an identity is filed: two requests for the same information share at least one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from disclosure.demand.identity import PLAIN, Identity, Number
from disclosure.demand.lexicon import Lexicon

_NAMING = (Number.DOCUMENT, Number.ROAD, Number.STAKE, Number.PLOT)


class Keys(NamedTuple):
    """`near`: by what it names; `far`: by its districts, worth a look only where one of the two is `vague`, that is,
    names nothing smaller: a county is no key to all its villages."""

    near: frozenset[str]
    far: frozenset[str]
    vague: bool


def keys(identity: Identity, lexicon: Lexicon) -> Keys:
    """Each of what it names beside each of what it means."""
    near, far = set(), set()
    vague = True
    for name in (*identity.names, *identity.told_names):
        # The first two characters: an abbreviation has them too.
        (far if name.kind in lexicon.broad else near).add((name.core + name.suffix)[:2])
        vague = vague and (name.kind == PLAIN or name.kind in lexicon.broad)
    numbers = identity.known
    for kind in _NAMING:
        near.update(kind[:2] + value for value in numbers.get(kind, ()))
    meanings = (identity.topics | identity.kinds | identity.told) or identity.words or ("",)
    return Keys(_crossed(near, meanings), _crossed(far | near if vague else far, meanings), vague)


def _crossed(anchors: Iterable[str], meanings: Iterable[str]) -> frozenset[str]:
    return frozenset([f"{anchor}/{meaning}" for anchor in anchors for meaning in meanings])
