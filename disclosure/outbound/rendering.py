"""A message as a person reads it: title and plain text, in Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from disclosure.outbound.channels import Message


@dataclass(frozen=True, slots=True)
class Text:
    title: str
    body: str


def rendered(message: Message, most: int, console: str) -> Text:
    """At most `most` matters by name. The id stands in the text: a channel that carries no header of ours still
    lets a person see that a repetition is one."""
    body = "\n".join(_lines(message.content, most, console))
    repeated = f"通知编号 {message.message_id}（再次收到同一编号的，内容相同，不必重复处理）"
    return Text(f"依申请公开 {message.content['title']}", f"{body}\n\n{repeated}")


def _lines(content: Mapping[str, Any], most: int, console: str) -> Iterator[str]:
    for reason in content["reasons"]:
        yield f"（{reason}）"
    shown = content["lines"][:most]
    for line in shown:
        yield _line(line, console)
    more = content["more"] + len(content["lines"]) - len(shown)
    if more:
        yield f"另有 {more} 项，见 {console}"


def _line(line: Mapping[str, Any], console: str) -> str:
    due = f"，{line['due']} 到期" if line["due"] else ""
    level = f"，{line['level']}" if line["level"] else ""
    about = f"（{line['about']}）" if line["about"] else ""
    link = f"{console}{quote(line['link'])}"
    return f"{line['label']} {line['number']} {line['what']}{about}{due}{level} {link}"
