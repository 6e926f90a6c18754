"""How results and errors leave the command line: JSON on stdout, `CODE: what; why; what to do` on stderr."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import click

from disclosure.errors import ConfigInvalid, DisclosureError, EnvironmentFailed, printable, system_reason


def error_document(error: DisclosureError) -> dict[str, Any]:
    """The `{"error": …}` document of the contract."""
    field = None if error.field is None else printable(error.field)  # a key of the input, so any text
    body: dict[str, Any] = {"code": error.code, "message": error.message, "field": field}
    if isinstance(error, ConfigInvalid):
        body["problems"] = [
            {"file": p.file, "line": p.line, "code": p.code, "message": p.message, "suggestion": p.suggestion}
            for p in error.problems
        ]
    return {"error": body}


def emit(document: Any, *, as_json: bool) -> None:
    """One document on stdout; without --json the same content as plain indented lines."""
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False, default=_plain))
    else:
        click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=_plain))


def fail(error: DisclosureError, *, as_json: bool, line: int | None = None) -> int:
    """Print `error` for a person, and as a document when the call asked for one; the exit code. `line` is the
    place in a .jsonl file."""
    if line is not None:
        error.what = f"第 {line} 行：{error.what}"
    click.echo(str(error), err=True)
    if as_json:
        emit(error_document(error), as_json=True)
    return error.exit_status


def write_file(path: Path, content: bytes) -> None:
    """Raises EnvironmentFailed."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise EnvironmentFailed(f"写不了 {path}", system_reason(error), "请换一个位置") from error


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not part of any output document")
