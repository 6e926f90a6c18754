"""README.md is true: its map is the tree, its examples run, its file names exist."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from base64 import b64encode
from pathlib import Path, PurePosixPath

import pytest

from disclosure.store.keys import KEY_BYTES
from tests.house.tracked import ROOT, tracked
from tests.web.pictures import FOLDER, MOST_BYTES, PICTURES

README = (ROOT / "README.md").read_text(encoding="utf-8")

# Folders that belong to the one above them and say nothing of their own to a newcomer.
PARTS = {
    "config/calendar/regions",
    "disclosure/cases/demo",
    "disclosure/store/migrations",
    "disclosure/store/migrations/versions",
    "disclosure/store/tables",
    "disclosure/web/static",
    "disclosure/web/templates",
    "disclosure/web/templates/config",
    "disclosure/web/templates/portal",
    "state_machines/proofs",
    "tests/law/scenarios",
}


def _folders() -> set[str]:
    return {str(parent) for path in tracked() for parent in PurePosixPath(path).parents if str(parent) != "."}


def test_the_map_is_the_tree() -> None:
    mapped = set(re.findall(r"^\| `([\w./]+)/` \|", README, re.MULTILINE))
    assert mapped == _folders() - PARTS


def test_every_file_it_names_exists() -> None:
    named = re.findall(r"`((?:config|disclosure|docs|flows|state_machines|tests|\.ci)/[\w./-]+)`", README)
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


def test_its_pictures_are_those_that_make_pictures_makes() -> None:
    shown = re.findall(r'src="docs/pictures/([\w-]+)\.png"', README)
    kept = {path.stem for path in FOLDER.iterdir()}
    assert sorted(shown) == sorted(PICTURES)
    assert kept == set(PICTURES)
    assert {
        name: size for name in kept if (size := (FOLDER / f"{name}.png").stat().st_size) > MOST_BYTES
    } == {}


def test_every_variable_it_names_is_read_and_every_variable_read_is_named() -> None:
    source = "".join(
        path.read_text(encoding="utf-8")
        for package in ("disclosure", "flows")
        for path in (ROOT / package).rglob("*.py")
    )
    read = set(re.findall(r'"(DISCLOSURE_[A-Z_]+)"', source))
    assert set(re.findall(r"^\| `(DISCLOSURE_[A-Z_]+)` \|", README, re.MULTILINE)) == read


def _examples() -> list[list[tuple[str, str]]]:
    """(command, expected output) of each console block."""
    blocks = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    return [
        [(command, "\n".join(output)) for command, *output in (part.splitlines() for part in parts)]
        for parts in (
            [part for part in re.split(r"^\$ ", block, flags=re.MULTILINE) if part] for block in blocks
        )
    ]


@pytest.mark.check
@pytest.mark.parametrize("block", _examples(), ids=["calculator", "demand", "case"])
def test_the_examples_print_what_they_show(block: list[tuple[str, str]], tmp_path: Path) -> None:
    """A line ending in … is shown in part."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("DISCLOSURE_")}
    program = Path(sys.executable).parent
    key = b64encode(bytes(KEY_BYTES)).decode()
    environment = inherited | {
        "PATH": f"{program}:{os.environ['PATH']}",
        "DISCLOSURE_HISTORY_KEY": key,
        "DISCLOSURE_FIELD_KEY": key,
    }
    for command, shown in block:
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (command, done.stderr)
        begins = shown.removesuffix("…").rstrip()
        printed = done.stdout.strip()
        assert printed.startswith(begins) if shown.endswith("…") else printed == begins, (command, printed)
