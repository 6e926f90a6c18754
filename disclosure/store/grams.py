"""Pairs of neighbouring characters (二元索引), so that a word is found in contents without reading them all.

The same on both databases: capital Latin letters A to Z are small ones, every other character is itself.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

SHORTEST = 2  # characters of a word that can be looked up
_HIGHER = 21  # bits of one character of Unicode
_SMALL = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


def folded(text: str) -> str:
    return text.translate(_SMALL)


def grams(text: str) -> frozenset[int]:
    """Both characters in one number. Blanks part words, so no pair has one."""
    return frozenset(
        ord(first) << _HIGHER | ord(second)
        for word in folded(text).split()
        for first, second in pairwise(word)
    )


class folded_column(GenericFunction[str]):  # noqa: N801 - the name of a function in SQL
    """What `folded` does, done by the database."""

    type = String()
    inherit_cache = True


@compiles(folded_column, "sqlite")
def _sqlite(element: folded_column, compiler: SQLCompiler, **how: Any) -> str:
    return f"lower({compiler.process(element.clauses, **how)})"  # of ASCII letters only


@compiles(folded_column, "postgresql")
def _postgresql(element: folded_column, compiler: SQLCompiler, **how: Any) -> str:
    return f'lower({compiler.process(element.clauses, **how)} COLLATE "C")'
