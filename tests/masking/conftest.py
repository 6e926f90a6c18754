"""The rules and limits of the repository, and the usual way to make a copy."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from disclosure.law.secrecy import ScreeningLimits, ScreeningRules
from disclosure.masking import Choice, MaskedCopy, mask
from disclosure.params import default_directory, load

Masking = Callable[..., MaskedCopy]


@pytest.fixture(scope="session")
def rules() -> ScreeningRules:
    return load(default_directory()).screening


@pytest.fixture(scope="session")
def limits() -> ScreeningLimits:
    return load(default_directory()).service.screening


@pytest.fixture(scope="session")
def masking(rules: ScreeningRules, limits: ScreeningLimits) -> Masking:
    """`masking(content, name, add=…, remove=…)`."""

    def make(content: bytes, name: str, **places: list[tuple[int, int]]) -> MaskedCopy:
        choice = Choice(places.get("add", ()), places.get("remove", ()))
        return mask(content, name, f"副本{name[name.rindex('.') :]}", choice, rules, limits)

    return make
