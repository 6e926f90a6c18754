"""The example of README.md as it stands there, in a shell, against a running program."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pytest

from disclosure.store.store import Store
from tests.house.tracked import ROOT
from tests.web.calling import calling

pytestmark = pytest.mark.check  # a shell and a server


# Those of tests/conftest.py, as an installation has them.
HISTORY, FIELD = (b64encode(bytes(range(n, n + 32))).decode() for n in (0, 32))


def test_the_example_of_the_readme_does_what_it_says(store: Store, tmp_path: Path) -> None:
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("## JSON 接口")[1]
    example = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)[0]
    assert example.count("curl ") == 3
    with calling(store, {"zhang": [("intake_clerk", "general_office")]}) as api:
        script = example.replace("http://127.0.0.1:8600", str(api.client.base_url).rstrip("/"))
        done = subprocess.run(
            ["bash", "-euc", script.replace("curl -s", "curl -s --noproxy '*' -w '\\n'")],
            cwd=tmp_path,
            env=os.environ
            | {
                "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
                "DISCLOSURE_DATABASE_URL": store.url.render_as_string(hide_password=False),
                "DISCLOSURE_HISTORY_KEY": HISTORY,
                "DISCLOSURE_FIELD_KEY": FIELD,
            },
            capture_output=True,
            text=True,
            check=True,
        )
    filed, shown, registered = map(json.loads, done.stdout.splitlines())
    assert (filed["number"], filed["state"]) == ("2025-00001", "received")
    assert shown["number"] == "2025-00001"
    assert registered["state"] == "registered"
