"""A file made for one answer and gone after it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from fastapi import Response
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask


def sent(name: str, write: Callable[[Path], None]) -> Response:
    """What `write` puts into the file it is given, under `name`."""
    folder = tempfile.TemporaryDirectory()
    try:
        path = Path(folder.name) / "file"
        write(path)
    except BaseException:
        folder.cleanup()
        raise
    return FileResponse(path, filename=name, background=BackgroundTask(folder.cleanup))
