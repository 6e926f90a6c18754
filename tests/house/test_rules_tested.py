"""Every legal value a rule reads is cited by its rule id in some test; the rest wait for their reader."""

from __future__ import annotations

import re

from tests.house.test_config_data import PARAMETERS, READ_LATER
from tests.house.tracked import ROOT, tracked


def test_every_value_that_is_read_is_cited_by_a_test() -> None:
    tests = "".join(
        (ROOT / path).read_text(encoding="utf-8")
        for path in tracked()
        if path.startswith(("tests/law/", "tests/cases/", "tests/letters/"))
    )
    unproved = {
        key: parameter.rule
        for key, parameter in PARAMETERS.items()
        if key not in READ_LATER
        if not re.search(rf"(?<![\w.]){re.escape(parameter.rule)}(?!\w)", tests)
    }
    assert unproved == {}
