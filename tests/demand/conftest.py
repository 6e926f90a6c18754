"""The lexicon of config/, read once."""

from __future__ import annotations

import pytest

from disclosure.demand import Lexicon
from disclosure.params import default_directory, load


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return load(default_directory()).demand
