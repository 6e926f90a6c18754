"""区分处理 (R37): the masked copy of a file of a case, made before the transaction that puts it on file for release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from disclosure.cases.fields import MaskRelease
from disclosure.cases.uploads import Kept
from disclosure.masking import Choice, Span, mask
from disclosure.params import Config


@dataclass(frozen=True, slots=True)
class Masked:
    """`name` and `content` of the copy; `spans` by rule and `left_out` are what history keeps of how it was made."""

    name: str
    content: bytes
    spans: Mapping[str, Sequence[Sequence[int]]]
    left_out: Sequence[str]

    def recorded(self, sha256: str) -> Mapping[str, Any]:
        """What the history row says beside the fields: never the text that was masked."""
        return {
            "content_hash": sha256,
            "title": self.name,
            "spans": self.spans,
            "left_out": list(self.left_out),
        }


def masked(original: Kept, fields: MaskRelease, config: Config) -> Masked:
    """Raises what `disclosure.masking.mask` does. The copy is named with the ending of the original."""
    ending = PurePath(original.name).suffix
    name = fields.title if fields.title.lower().endswith(ending.lower()) else fields.title + ending
    choice = Choice(fields.add, fields.remove)
    limits = config.service.screening
    copy = mask(original.content, original.name, name, choice, config.screening, limits)
    return Masked(name, copy.content, _by_rule(copy.spans), copy.left_out)


def _by_rule(spans: Sequence[Span]) -> dict[str, list[list[int]]]:
    found: dict[str, list[list[int]]] = {}
    for span in spans:
        found.setdefault(span.rule, []).append([span.start, span.end])
    return found
