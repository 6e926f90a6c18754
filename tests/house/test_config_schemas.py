"""The schemas for editors accept config/ as it is, refuse what the readers refuse, and are the generated ones."""

from __future__ import annotations

from copy import deepcopy
from pathlib import PurePosixPath
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from disclosure.params import default_directory, load
from disclosure.params.reading import Problems, read
from tests.house.config_schemas import BINDINGS, FOLDER, NAMES, schema, written

FILES = load(default_directory()).files


def data_of(name: str) -> Any:
    text = FILES[name]
    if name.endswith(".md"):
        text = text.split("---\n")[1]
    document = read(name, text, Problems())
    assert document is not None
    return document.data


def pattern_of(name: str) -> str:
    [pattern] = [p for p in NAMES if PurePosixPath(name).match(p) and p.count("/") == name.count("/")]
    return pattern


def errors(pattern: str, data: Any) -> list[str]:
    validator = Draft202012Validator(schema(pattern), format_checker=FormatChecker())
    return [error.message for error in validator.iter_errors(data)]


def test_the_folder_holds_the_generated_schemas_and_nothing_else() -> None:
    assert {path: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()} == written(), (
        "run `make docs`"
    )


@pytest.mark.parametrize("pattern", NAMES)
def test_a_schema_is_a_schema(pattern: str) -> None:
    Draft202012Validator.check_schema(schema(pattern))


@pytest.mark.parametrize("name", FILES)
def test_every_file_fits_its_schema(name: str) -> None:
    assert errors(pattern_of(name), data_of(name)) == []


def test_nothing_leaves_the_machine() -> None:
    for path, text in written().items():
        assert text.count("://") == (
            0 if path == BINDINGS else text.count("https://json-schema.org/draft/")
        ) + (text.count("^https?://")), path


@pytest.mark.parametrize(
    ("name", "place", "value"),
    [
        ("organization.yaml", ("limits", "intake"), 0),
        ("organization.yaml", ("limits", "intakes"), 1),
        ("organization.yaml", ("approval_chain", 0), "handler"),
        ("organization.yaml", ("units", "Planning"), {"label": "规划"}),
        ("organization.yaml", ("agency", "kind"), "company"),
        ("escalation.yaml", ("levels", 0, "to", 0), "owners"),
        ("escalation.yaml", ("levels", 0, "kinds", 0), "replies"),
        ("escalation.yaml", ("levels", 0, "offset"), 251),
        ("service.yaml", ("zone",), "Europe/Berlin"),
        ("service.yaml", ("schedules", "nightly"), "0 3 * * *"),
        ("law/reply.yaml", ("parameters", "ordinary_period", "unit"), "day"),
        ("law/reply.yaml", ("parameters", "ordinary_periode"), {}),
        ("law/reply.yaml", ("parameters", "ordinary_period", "values", "2019-05-15", "value"), "20"),
        ("law/reply.yaml", ("parameters", "excluded_consultations", "values", "2019-05-15", "value"), "all"),
        ("law/options.yaml", ("options", "fee_payment", "value"), "25wd"),
        ("law/secrecy.yaml", ("screening", "detectors", "mobile", "level"), "refuse"),
        ("calendar/2026.yaml", ("holidays", 0, "from"), "2026-02-30"),
        ("calendar/regions/example.yaml", ("changes", 0, "working"), "nein"),
        ("demand.yaml", ("weights", "enuogh"), 1),
        ("letters/L-11.md", ("remedy", 0), "E"),
        ("letters/remedy.yaml", ("E",), "…"),
    ],
)
def test_a_mistake_is_marked_while_it_is_typed(name: str, place: tuple[Any, ...], value: Any) -> None:
    data = deepcopy(data_of(name))
    group = data
    for part in place[:-1]:
        group = group[part]
    group[place[-1]] = value
    assert errors(pattern_of(name), data) != []
