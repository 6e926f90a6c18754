"""What a command reads: a file, or standard input."""

from __future__ import annotations

import sys
from pathlib import Path

from disclosure.errors import BadInput, system_reason


def read_bytes(file: Path) -> bytes:
    """The whole of `file`, of standard input for `-`. Raises BadInput when it cannot be read."""
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise BadInput(f"读不到文件 {file}", system_reason(error), "请核对路径和权限") from error
