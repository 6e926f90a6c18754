"""The law as config/ has it, read once."""

from __future__ import annotations

from pathlib import Path

import pytest

from disclosure.law.terms import Law
from disclosure.params import load

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture(scope="session")
def law() -> Law:
    return load(CONFIG).law
