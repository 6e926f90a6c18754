"""docs/openapi.json is the description the program gives, and it describes every command and every refusal."""

from __future__ import annotations

from typing import Any

import pytest

from disclosure.cases.commands import COMMANDS
from disclosure.cases.dossier_kinds import KINDS
from disclosure.web.api.cases import BY_FILE
from tests.house.openapi import FILE, description, written


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return description()


def test_the_description_on_disk_is_current() -> None:
    assert FILE.read_text(encoding="utf-8") == written(), "run `make docs`"


def test_every_command_is_described_with_its_fields(described: dict[str, Any]) -> None:
    wanted = {f"/cases/{{number}}/commands/{name}": spec.fields for name, spec in COMMANDS.items()}
    del wanted[f"/cases/{{number}}/commands/{BY_FILE}"]  # its data is a file
    for kind in KINDS:
        for name, spec in kind.commands.items():
            wanted[f"/dossiers/{kind.name}/{{number}}/commands/{name}"] = spec.fields
    for path, fields in wanted.items():
        schema = described["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"]
        reference = schema["properties"]["data"]["$ref"].removeprefix("#/components/schemas/")
        given = described["components"]["schemas"][reference]
        assert set(given.get("properties", {})) == set(fields.model_fields), path
        assert given["additionalProperties"] is False, path


def test_every_operation_says_how_it_may_be_refused(described: dict[str, Any]) -> None:
    always = {"400", "401", "403", "404", "405", "500", "503"}
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            wanted = always | ({"409", "413", "415"} if method == "post" else set())
            assert wanted == {status for status in operation["responses"] if status[0] != "2"}, path
            assert operation["summary"], path
    for answer in described["components"]["responses"].values():
        assert set(answer["content"]) == {"application/problem+json"}


def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    def walk(part: Any) -> None:
        if isinstance(part, dict):
            if isinstance(part.get("$ref"), str):
                there: Any = described
                for step in part["$ref"].removeprefix("#/").split("/"):
                    there = there[step]
            for each in part.values():
                walk(each)
        elif isinstance(part, list):
            for each in part:
                walk(each)

    walk(described)
