"""How Prefect runs here: on this machine alone, telling nobody, at the ports of this installation."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from disclosure.errors import EnvironmentFailed

HOST = "127.0.0.1"
VAR = Path("var")


def port(variable: str, usual: int) -> int:
    given = os.environ.get(variable) or str(usual)
    if not (given.isascii() and given.isdigit() and 0 < int(given[:6]) <= 65535):
        raise EnvironmentFailed(
            f"端口 {given} 不可用", f"环境变量 {variable} 应为 1 至 65535 的整数", "请改正该变量，或不设它"
        )
    return int(given)


def prefect_port() -> int:
    return port("DISCLOSURE_PREFECT_PORT", 4200)


def console_port() -> int:
    return port("DISCLOSURE_CONSOLE_PORT", 8600)


def console_address() -> str:
    """Where the staff reach the console, without a slash at the end; a proxy in front of it gives another one."""
    return (os.environ.get("DISCLOSURE_CONSOLE_URL") or f"http://{HOST}:{console_port()}").rstrip("/")


def environment() -> Mapping[str, str]:
    """What an operator has not set himself."""
    return {
        "PREFECT_HOME": str((VAR / "prefect").resolve()),
        "PREFECT_API_URL": f"http://{HOST}:{prefect_port()}/api",
        "PREFECT_SERVER_API_HOST": HOST,
        "PREFECT_SERVER_API_PORT": str(prefect_port()),
        "PREFECT_SERVER_UI_API_URL": "/api",  # else another port than 4200 shows empty pages
        # The second UI fetches a page of an outside service at every view; the first one does not.
        "PREFECT_SERVER_UI_V2_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",  # no server of its own when ours is away
        "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "false",
        "PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false",
        "PREFECT_RUNNER_POLL_FREQUENCY": "2",
        "PREFECT_WORKER_QUERY_SECONDS": "2",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "200",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "200",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    }


def apply() -> None:
    for name, value in environment().items():
        os.environ.setdefault(name, value)
    Path(os.environ["PREFECT_HOME"]).mkdir(parents=True, exist_ok=True)  # Prefect makes the last folder only
