"""The language of config/letters: paragraphs with places for facts, and nothing that computes.

    ?DENY_SECRET: a paragraph only for that outcome      ?delay: … only when the fact is there
    # 一级标题   ## 二级   ### 三级   #### 四级            numbered by the program
    | 项目 | 内容 |                                      a row of a form
    {{ reason }}                                         alone on its line: one paragraph for each line of the fact
    依据{{ R36.1 }}                                      the article of a rule, as in force on the day

Every other line is one paragraph of the body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from disclosure.law.terms import RemedyTemplate

PLACE = re.compile(r"\{\{ ?([\w.-]+) ?\}\}")
_LINE = re.compile(r"(?:\?([\w, ]+): ?)?(#{1,4} |\| )?(.*)")
_RULE = re.compile(r"[A-Z]+(-[A-Z]?)?\d.*")
_STOPS = "。；，、：:;,. "


@dataclass(frozen=True, slots=True)
class Line:
    """`when`: names of outcomes or facts, one of which must hold; empty always. `level`: 0 body, 1 to 4 heading, -1
    row of a form. `number` counts from 1 in the file."""

    number: int
    when: tuple[str, ...]
    level: int
    text: str

    @property
    def places(self) -> tuple[str, ...]:
        return tuple(PLACE.findall(self.text))

    def holds(self, told: Mapping[str, str], outcome: str | None) -> bool:
        return not self.when or any(name == outcome or told.get(name) for name in self.when)


@dataclass(frozen=True, slots=True)
class Template:
    """One letter of facts §9.3. `to` names the fact that is 主送, `series` the row of 发文字号 (None: a form without
    number and seal), `encloses` the ids of forms that go with it."""

    id: str
    title: str
    rules: tuple[str, ...]
    outcomes: tuple[str, ...]
    commands: tuple[str, ...]
    facts: tuple[str, ...]
    optional: tuple[str, ...]
    remedy: tuple[RemedyTemplate, ...]
    channels: tuple[str, ...]
    to: str | None
    series: str | None
    encloses: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def replies(self) -> bool:
        """It tells an outcome, so it is drafted, signed and sent as the reply."""
        return bool(self.outcomes)

    def needed(self, outcome: str | None) -> tuple[str, ...]:
        """The facts without which this letter cannot be written, for that outcome."""
        asked = {name for text in self._texts(outcome) for name in PLACE.findall(text)}
        return tuple(name for name in self.facts if name in asked or name == self.to)

    def _texts(self, outcome: str | None) -> Iterator[str]:
        yield self.title
        for line in self.lines:
            if not line.when or outcome in line.when:
                yield line.text


def is_rule(name: str) -> bool:
    return _RULE.fullmatch(name) is not None


def read_lines(text: str, first: int) -> tuple[Line, ...]:
    """The body of a template; `first` is the number of its first line in the file."""
    return tuple(_line(number, raw) for number, raw in enumerate(text.split("\n"), first) if raw.strip())


def _line(number: int, raw: str) -> Line:
    found = _LINE.fullmatch(raw.strip())
    assert found is not None, "the last group takes anything"
    when, mark, text = found.groups()
    level = 0 if mark is None else -1 if mark == "| " else len(mark) - 1
    names = tuple(name.strip() for name in (when or "").split(",") if name.strip())
    return Line(number, names, level, text.strip() if level >= 0 else text.strip().removesuffix("|").strip())


def filled(text: str, told: Mapping[str, str]) -> tuple[str, ...]:
    """`text` with its facts: several paragraphs when it is one fact of several lines. Raises KeyError for a fact that
    is not told."""
    alone = PLACE.fullmatch(text)
    if alone:
        return tuple(line.strip() for line in told[alone[1]].split("\n") if line.strip())
    return (PLACE.sub(lambda found: _within(told[found[1]], text[found.end() :]), text),)


def _within(value: str, after: str) -> str:
    """A fact inside a sentence: on one line, and without a stop of its own where the sentence has one."""
    one_line = "".join(
        part if part[-1] in _STOPS else f"{part}；" for part in map(str.strip, value.split("\n")) if part
    ).removesuffix("；")
    return one_line.rstrip(_STOPS) if after[:1] in tuple(_STOPS) else one_line
