"""Schemathesis over the description against the running program: no fault of ours, every answer as described, every
refusal a problem document. The same calls each time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from disclosure.store.store import Store
from tests.house.openapi import description
from tests.web.calling import PROBLEM, ROOT, TODAY, Api, calling

pytestmark = pytest.mark.check  # thousands of calls

load_all_checks()
CHECKED = CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
        "negative_data_rejection",
    ]
)
# Calls for each operation that fit its description, and that do not.
EXAMPLES = {GenerationMode.POSITIVE: 6, GenerationMode.NEGATIVE: 4}


@pytest.fixture
def api(store: Store) -> Iterator[Api]:
    with calling(store) as api:
        yield api


def aimed(numbers: list[str], sha256: str) -> dict[str, Any]:
    """The description, with what stands for a case narrowed to some that are there and one that is not, and days to
    such that a command may be dated with: else every call would end at the first question."""

    def narrowed(part: Any) -> Any:
        if isinstance(part, list):
            return [narrowed(each) for each in part]
        if not isinstance(part, dict):
            return part
        if str(part.get("in")) in ("path", "query") and part["name"] in known:
            return {**part, "schema": {"type": "string", "enum": known[part["name"]]}}
        if part.get("format") == "date" and part.get("title") in ("发生之日", "收件日期"):
            return {"type": "string", "enum": known["on"]}
        if part.get("title") == "承办科室":
            return {"enum": ["planning", "land", None]}
        return {key: narrowed(value) for key, value in part.items()}

    known = {
        "number": [*numbers, "2025-99999"],
        "sha256": [sha256, "0" * 64],
        "on": [TODAY, "2025-06-02", "0001-01-01", "2025-06-04", "9999-12-31"],
        "kind": ["supervision", "candidate", "reply"],
    }
    return narrowed(description())  # type: ignore[no-any-return]


def test_every_answer_is_as_described(api: Api) -> None:
    numbers = [api.world.walk(leaf).number for leaf in ("received", "registered", "searching", "drafting")]
    sent = api.send_file(numbers[0], "某路的批复".encode(), "everything").json()
    schema = schemathesis.openapi.from_dict(aimed(numbers, sent["sha256"]))
    session = requests.Session()
    session.trust_env = False
    session.headers["Authorization"] = f"Bearer {api.token('everything')}"
    address = str(api.client.base_url).rstrip("/") + ROOT
    statuses: dict[int, int] = {}

    def ask(call: Case) -> None:
        answer = call.call(base_url=address, session=session)
        statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == [PROBLEM], answer.text
            assert answer.json()["status"] == answer.status_code
            assert all(answer.json()[part] for part in ("type", "title", "detail", "code", "todo"))
        call.validate_response(answer, checks=list(CHECKED))

    for found in schema.get_all_operations():
        operation = found.ok()
        for mode, examples in EXAMPLES.items():
            run = given(call=operation.as_strategy(generation_mode=mode))(lambda call: ask(call))
            settings(
                max_examples=examples,
                derandomize=True,
                database=None,
                deadline=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )(run)()
    assert {200, 400, 401, 404, 409} <= statuses.keys(), statuses  # it got somewhere
    assert api.world.faults() == []
