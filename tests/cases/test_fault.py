"""No traceback ever reaches a user, not even when the fault is ours."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

from sqlalchemy import update

from disclosure.store.tables import requests
from tests.cases.world import World


def test_a_fault_of_ours_is_one_line_and_exit_3(world: World, tmp_path: Path) -> None:
    case = world.walk("registered")
    world.store.write(lambda connection: connection.execute(update(requests).values(facts="{")))
    environment = os.environ | {
        "DISCLOSURE_DATABASE_URL": world.store.url.render_as_string(hide_password=False),
        "DISCLOSURE_HISTORY_KEY": b64encode(bytes(range(32))).decode(),
        "DISCLOSURE_FIELD_KEY": b64encode(bytes(range(32, 64))).decode(),
    }
    program = Path(sys.executable).with_name("disclosure")
    done = subprocess.run(
        [program, "show", case.number, "--json"],
        capture_output=True,
        text=True,
        env=environment,
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert json.loads(done.stdout)["error"]["code"] == "ENVIRONMENT_FAILED"
