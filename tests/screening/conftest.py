"""The rules and limits of the repository."""

from __future__ import annotations

import pytest

from disclosure.law.secrecy import ScreeningLimits, ScreeningRules
from disclosure.params import default_directory, load


@pytest.fixture(scope="session")
def rules() -> ScreeningRules:
    return load(default_directory()).screening


@pytest.fixture(scope="session")
def limits() -> ScreeningLimits:
    return load(default_directory()).service.screening
