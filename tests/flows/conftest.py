"""An installation in a folder of the test's own: database, keys, var/."""

from __future__ import annotations

import base64
import os
import tempfile
from pathlib import Path

import pytest

# Prefect reads it when it is first imported, which is before any fixture.
os.environ.setdefault("PREFECT_HOME", tempfile.mkdtemp(prefix="prefect-"))


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run of this process that finds its lease taken does not wait for it."""
    monkeypatch.setattr("flows.running._patience", lambda seconds: 0)


@pytest.fixture
def installation(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder a process of this installation works in; its environment is set for this test."""
    monkeypatch.setenv("DISCLOSURE_DATABASE_URL", database_url)
    monkeypatch.setenv("DISCLOSURE_HISTORY_KEY", base64.b64encode(bytes(range(32))).decode())
    monkeypatch.setenv("DISCLOSURE_FIELD_KEY", base64.b64encode(bytes(range(32, 64))).decode())
    monkeypatch.chdir(tmp_path)
    return tmp_path
