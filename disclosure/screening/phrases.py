"""Words that count wherever they stand (S14, S64, R14 to R16): mentions, 内部 notices, the lexicon with its levels."""

from __future__ import annotations

import re
from functools import lru_cache

from disclosure.law.secrecy import ScreeningRule, ScreeningRules
from disclosure.screening.findings import Finding, finding
from disclosure.screening.folding import Folded
from disclosure.screening.passages import Passages

# 机密文化传播有限公司: a name, when nothing before 公司 could be a verb or a thing handed over.
_COMPANY = re.compile(
    r"[^\W\d_的了将由给交送至与和及件料等把被在到向报发是]{0,10}(?:有限(?:责任)?公司|股份公司|集团|合伙企业|工作室|事务所)"
)
_SHORT = 2  # only so short a word is part of a name


@lru_cache(maxsize=8)
def _words(rules: ScreeningRules) -> tuple[re.Pattern[str], dict[str, ScreeningRule]]:
    of_word = {word: rule for rule in rules.phrases for word in rule.words}
    exceptions = {word for rule in rules.phrases for word in rule.exceptions}
    by_length = sorted(of_word.keys() | exceptions, key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, by_length))), of_word


def phrase_findings(folded: Folded, passages: Passages, rules: ScreeningRules) -> list[Finding]:
    """In the order of the text; the longest word at each place."""
    pattern, of_word = _words(rules)
    found = []
    for match in pattern.finditer(folded.dense):
        rule = of_word.get(match[0])
        if rule is None or (len(match[0]) <= _SHORT and _COMPANY.match(folded.dense, match.end())):
            continue
        start, end = folded.span(match.start(), match.end())
        found.append(finding(rule, folded.text, start, end, passages.at(start).place))
    return found
