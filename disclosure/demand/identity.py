"""What identifies the information a request asks for, as read from its text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


PLAIN = "名称"  # class of a name without a suffix, known by its place at the head of a clause


class Name(NamedTuple):
    """A proper name: its class in config/demand.yaml (村, 公司 …), what stands before the suffix, and the suffix."""

    kind: str
    core: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Identity:
    """`text` is the normal form. `names`, `loose` (words the lexicon does not know), `marks` (numbers by kind),
    `kinds`, `topics` are read from the request itself; `told_…` from the story around it. `head` is the last
    strong kind asked for, `refused` the kinds said not to be wanted."""

    text: str
    names: tuple[Name, ...]
    loose: frozenset[str]
    marks: Mapping[str, frozenset[str]]
    kinds: frozenset[str]
    head: str | None
    topics: frozenset[str]
    nouns: frozenset[str]
    refused: frozenset[str]
    told_names: tuple[Name, ...]
    told_marks: Mapping[str, frozenset[str]]
    told: frozenset[str]
    sound: str
