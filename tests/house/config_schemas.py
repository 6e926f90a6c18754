"""Writes the JSON Schemas of config/ for editors: `python -m tests.house.config_schemas` (make docs)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from disclosure.params.expected import PARAMETERS
from disclosure.params.files import FORMS, schema_of
from disclosure.params.schema import Schema

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "schemas" / "config"
BINDINGS = FOLDER / "bindings.json"
# The pattern of the files below config/ → the name of their schema.
NAMES: Mapping[str, str] = {
    pattern: name
    for pattern in (*FORMS, *(f"law/{topic}.yaml" for topic in PARAMETERS))
    for name in [pattern.replace("/*", "").rpartition(".")[0].replace("/", "-")]
}


def for_editors(said: Any) -> Any:
    """Without the words only our own forms understand; the unit becomes part of the description."""
    if isinstance(said, list):
        return [for_editors(one) for one in said]
    if not isinstance(said, dict):
        return said
    told = {key: for_editors(one) for key, one in said.items() if not (key == "of" and isinstance(one, str))}
    if isinstance(unit := told.get("unit"), str):
        del told["unit"]
        told["description"] = "；".join(filter(None, (told.get("description"), unit and f"单位：{unit}")))
    return {key: one for key, one in told.items() if one != ""}


def schema(pattern: str) -> Schema:
    whole = schema_of(pattern.replace("*", "2026"))
    assert whole is not None, pattern
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"config/{pattern}",
        **for_editors(whole),
    }


def written() -> Mapping[Path, str]:
    """Path → text of every schema, and of what tells an editor which file has which."""
    documents: dict[Path, Any] = {FOLDER / f"{name}.schema.json": schema(p) for p, name in NAMES.items()}
    documents[BINDINGS] = {
        "yaml.schemas": {
            f"docs/schemas/config/{name}.schema.json": f"config/{pattern}"
            for pattern, name in NAMES.items()
            if pattern.endswith(".yaml")
        }
    }
    return {path: json.dumps(one, ensure_ascii=False, indent=2) + "\n" for path, one in documents.items()}


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path, text in written().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
