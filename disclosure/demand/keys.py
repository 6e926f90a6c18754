"""Under which keys an identity is filed: two requests for the same information share at least one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from disclosure.demand.identity import PLAIN, Identity, Number
from disclosure.demand.lexicon import Lexicon

_LONG = 4
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
        if name.kind in lexicon.broad:
            far.add(name.core[:2])
            continue
        near.update(_beginnings(name.core + name.suffix))
        vague = vague and name.kind == PLAIN
    numbers = identity.known
    for kind in _NAMING:
        near.update(kind[:2] + value for value in numbers.get(kind, ()))
    meanings = (identity.topics | identity.kinds | identity.told) or identity.words or ("",)
    return Keys(_crossed(near | far if vague else near, meanings), _crossed(far, meanings), vague)


def _beginnings(whole: str) -> list[str]:
    """The first two characters, which an abbreviation has too; of a long name, where a place may stand before the
    name proper, every two."""
    ends = len(whole) - 1 if len(whole) > _LONG else 1
    return [whole[at : at + 2] for at in range(ends)]


def _crossed(anchors: Iterable[str], meanings: Iterable[str]) -> frozenset[str]:
    return frozenset([f"{anchor}/{meaning}" for anchor in anchors for meaning in meanings])
