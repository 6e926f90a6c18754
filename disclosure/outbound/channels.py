"""Ways a message can go out. A channel takes a message or raises; it may be given the same one again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """`message_id` is stable and ASCII, so a receiver can drop a repetition. `person` is the name of a user."""

    message_id: str
    kind: str
    person: str
    content: dict[str, Any]


class NotTaken(OSError):  # noqa: N818 - what it says of the message
    """The other side did not take the message now; its text is ours and holds neither address nor token."""


class Undeliverable(Exception):  # noqa: N818 - what it says of the message
    """Trying again would not help until somebody has changed something; the text tells what."""


class Channel(Protocol):
    @property
    def label(self) -> str:
        """What people are told about where messages go."""

    @property
    def reaches_people(self) -> bool:
        """Whether a message disturbs somebody, so that it keeps the quiet hours."""

    def send(self, message: Message) -> None:
        """Raises when the message was not taken, OSError for a line or disk; it is then tried again later.
        Raises Undeliverable when it need not be."""


class FileChannel:
    """One JSON line per message, for a print-out, a bridge of the house's own, or to look at."""

    reaches_people = False

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def label(self) -> str:
        return f"写入 {self.path.name}（没有设置邮件或即时消息）"

    def send(self, message: Message) -> None:
        line = json.dumps(asdict(message), ensure_ascii=False) + "\n"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(line)
