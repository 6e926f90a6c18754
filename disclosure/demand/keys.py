"""Under which keys an identity is filed: two requests for the same information share at least one."""

from __future__ import annotations

from disclosure.demand.identity import Identity


def keys(identity: Identity) -> frozenset[str]:
    meanings = identity.said or {""}
    return frozenset(f"{anchor}/{meaning}" for anchor in anchors(identity) for meaning in meanings)


def anchors(identity: Identity) -> set[str]:
    """What names a place, a project, a document: short enough that an abbreviation has it too."""
    found = {name.core[:2] for name in (*identity.names, *identity.told_names)}
    for run in identity.loose:
        found.update(run[i : i + 2] for i in range(max(len(run) - 1, 1)))
    for kind in ("document", "road", "stake", "plot"):
        for values in (identity.numbers.get(kind), identity.told_numbers.get(kind)):
            found.update(kind[0] + value for value in values or ())
    return found
