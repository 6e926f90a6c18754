"""A letter looked at before it is drafted or issued: no number, no date, nothing written."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from disclosure.cases.context import SYSTEM, Context
from disclosure.cases.door import read
from disclosure.cases.fields import IssueLetter, parse
from disclosure.cases.letters import preview
from disclosure.letters.document import LetterDocument
from disclosure.letters.word import docx_of
from disclosure.params import Config
from disclosure.store.store import Store


@dataclass(frozen=True, slots=True)
class Preview:
    """`content` is the docx; its hash is what a draft is signed by."""

    letter: LetterDocument
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def previewed(store: Store, config: Config, number: str, fields: Mapping[str, Any], on: date) -> Preview:
    """`fields` are those of `issue_letter`. Raises BadInput, NotFound, GateRefused with every reason against it."""
    data = parse(IssueLetter, fields, "文书").model_dump(mode="json")
    with store.read() as connection:
        case = read(connection, number)
        assert case.facts is not None
        ctx = Context(case.facts, "issue_letter", data, SYSTEM, on, config)
        letter = preview(connection, store.keys, case, ctx)
    return Preview(letter, docx_of(letter))
