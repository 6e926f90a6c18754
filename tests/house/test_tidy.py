"""What no linter looks at: help texts, machine paths, waiting and networks in tests."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.helptext import SNAPSHOT, helptext
from tests.house.tracked import ROOT, tracked

# Written apart so that this file does not find itself.
MACHINE = re.compile(
    "|".join(("/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", r"[A-Z]:\\\\Users", "/tm" + "p/bash"))
)
INDEX_HOST = re.compile(
    r"https?://[^\s\"')>]*(?:" + "|".join(("py" + "pi", "python" + "hosted", "/sim" + "ple/")) + ")"
)

# module or call → why a test may use it here.
NETWORK = {"httpx", "requests", "socket", "urllib.request", "aiohttp", "http.client"}
WAITING = {"time.sleep", "asyncio.sleep", "sleep"}
JUSTIFIED = {
    "tests/cluster.py": "whole processes are started and waited for, on 127.0.0.1",
    "tests/postgres.py": "a killed server is started again when its children are gone",
    "tests/cases/test_kill.py": "a process is killed at a random moment, so somebody has to wait for it",
    "tests/cases/test_config_kill.py": "as the one above",
    "tests/store/test_writers.py": "writers have to meet at the lock",
    "tests/flows": "a real Prefect server on 127.0.0.1 is what these tests are about",
    "tests/web": "the console is asked in process, through the client of its own framework",
}


def test_the_help_is_what_was_reviewed() -> None:
    assert helptext() == SNAPSHOT.read_text(encoding="utf-8"), "read the difference, then run `make docs`"


@pytest.mark.parametrize("pattern", [MACHINE, INDEX_HOST], ids=["machine path", "package index"])
def test_no_file_names_this_machine_or_a_package_index(pattern: re.Pattern[str]) -> None:
    found = [
        f"{path}: {hit.group()}"
        for path in tracked()
        if (hit := pattern.search((ROOT / path).read_text(encoding="utf-8", errors="replace")))
    ]
    assert found == []


def _calls_and_imports(path: str) -> Iterator[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def _tests() -> list[str]:
    return [path for path in tracked() if path.startswith("tests/") and path.endswith(".py")]


def test_tests_neither_wait_nor_use_a_network() -> None:
    found = [
        f"{path}: {name}"
        for path in _tests()
        if not path.startswith(tuple(JUSTIFIED))
        for name in _calls_and_imports(path)
        if name in NETWORK | WAITING
    ]
    assert found == []


def test_every_justification_is_still_needed() -> None:
    used = {
        folder
        for folder in JUSTIFIED
        for path in _tests()
        if path.startswith(folder) and (NETWORK | WAITING) & set(_calls_and_imports(path))
    }
    assert used == set(JUSTIFIED)


def test_every_python_file_says_what_it_is_for() -> None:
    silent = [
        path
        for path in tracked()
        if path.endswith(".py") and Path(path).name != "__init__.py" and "/migrations/" not in path
        if ast.get_docstring(ast.parse((ROOT / path).read_text(encoding="utf-8"))) is None
    ]
    assert silent == []
