"""Ways a message can go out. A channel takes a message or raises; it may be given the same one again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """`message_id` is stable, so a receiver can drop a repetition. The recipient is a role of a unit;
    `number` is None when the matter belongs to no case."""

    message_id: str
    kind: str
    number: str | None
    role: str
    unit: str
    content: dict[str, Any]


class Channel(Protocol):
    def send(self, message: Message) -> None:
        """Raises when the message was not taken, OSError for a line or disk; it is then tried again later."""


class FileChannel:
    """One JSON line per message, for a print-out, a bridge of the house's own, or to look at."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, message: Message) -> None:
        line = json.dumps(asdict(message), ensure_ascii=False) + "\n"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(line)
