"""The only reader of config/: checked as a whole, versioned by content, rebuilt from any stored snapshot."""

from __future__ import annotations

import os
from pathlib import Path

from disclosure.params.config import Config, check, load, version_of
from disclosure.params.organization import Organization, Unit
from disclosure.params.service import Service

__all__ = [
    "Config",
    "Organization",
    "Service",
    "Unit",
    "check",
    "default_directory",
    "load",
    "version_of",
]


def default_directory() -> Path:
    """Where config/ is: DISCLOSURE_CONFIG, else beside the package."""
    named = os.environ.get("DISCLOSURE_CONFIG")
    return Path(named) if named else Path(__file__).resolve().parents[2] / "config"
