"""Repeated demand (重复申请): which requests ask for the same information, and which are about the same matter."""

from disclosure.demand.comparing import Comparison, Verdict, compare, in_common
from disclosure.demand.grouping import Grouping, Spread, group
from disclosure.demand.identity import Identity, Name, Number
from disclosure.demand.index import Index, Match
from disclosure.demand.lexicon import Lexicon
from disclosure.demand.reading import identify
from disclosure.demand.titles import title

__all__ = [
    "Comparison",
    "Grouping",
    "Identity",
    "Index",
    "Lexicon",
    "Match",
    "Name",
    "Number",
    "Spread",
    "Verdict",
    "compare",
    "group",
    "identify",
    "in_common",
    "title",
]
