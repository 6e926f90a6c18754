"""The generated documents say what the code says."""

from __future__ import annotations

from tests.house.generate import DOCS, GENERATED, documents


def test_generated_documents_are_current() -> None:
    stale = [
        str(path.relative_to(DOCS))
        for path, text in documents().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    assert stale == [], "run `make docs`"


def test_the_folder_of_statecharts_holds_nothing_else() -> None:
    found = {f"statecharts/{path.name}" for path in (DOCS / "statecharts").iterdir()}
    assert found == {name for name in GENERATED if name.startswith("statecharts/")}
