"""`make up`: database, Prefect server, flow runner and console in the foreground; Ctrl-C stops all of them.

Each child is a process group of its own, so nothing a child has started stays behind. A child that dies is
said loudly and ends everything: a system that half runs looks like one that runs.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from rich.console import Console
from sqlalchemy import select

from disclosure.cases.accounts import is_password
from disclosure.cases.demo import DEMO_ACCOUNT, PASSWORD
from disclosure.cases.versions import in_force
from disclosure.errors import DisclosureError, EnvironmentFailed, unexpected
from disclosure.params import Organization
from disclosure.params.service import FLOWS
from disclosure.store.engine import database_url, open_engine
from disclosure.store.schema import Standing, standing
from disclosure.store.store import Store
from disclosure.store.tables import grants, users
from flows.settings import HOST, VAR, console_port, prefect_port

PATIENCE = 180  # seconds for a child to answer; the first start of Prefect migrates its database
FAREWELL = 20  # seconds between asking a child to stop and ending its group
LOGS = VAR / "log"

say = Console(stderr=True, highlight=False)


class Stopped(Exception):  # noqa: N818 - Ctrl-C is no error
    """Somebody asked us to stop."""


@dataclass(frozen=True)
class Child:
    label: str
    process: subprocess.Popen[bytes]
    log: Path
    answers: Callable[[], bool]

    def check(self) -> None:
        status = self.process.poll()
        if status is not None:
            raise EnvironmentFailed(
                f"{self.label}意外退出（状态 {status}）", f"原因见日志 {self.log}", "请查明后重新执行 make up"
            )

    def wait_until_it_answers(self) -> None:
        end = time.monotonic() + PATIENCE
        with say.status(f"正在启动{self.label} …"):
            while not self.answers():
                self.check()
                if time.monotonic() > end:
                    raise EnvironmentFailed(
                        f"{self.label}在 {PATIENCE} 秒内没有应答", f"日志在 {self.log}", "请查看日志后重试"
                    )
                time.sleep(0.3)
        say.print(f"  {self.label}已启动")

    def stop(self) -> None:
        with suppress(subprocess.TimeoutExpired):
            self.process.terminate()
            self.process.wait(FAREWELL)
        with suppress(ProcessLookupError):  # what it started and did not end itself
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def main() -> int:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    children: list[Child] = []
    try:
        _require_free(prefect_port(), "DISCLOSURE_PREFECT_PORT")
        _require_free(console_port(), "DISCLOSURE_CONSOLE_PORT")
        accounts = _accounts()
        for start in (_prefect, _runner, _console):
            children.append(start())
            children[-1].wait_until_it_answers()
        _catch_up()
        _welcome(accounts, demo=_is_demo())
        while True:
            for child in children:
                child.check()
            time.sleep(0.5)
    except Stopped:
        say.print("正在停止 …")
        return 0
    except DisclosureError as error:
        return _give_up(error)
    except Exception as error:  # noqa: BLE001 - no traceback reaches a user
        return _give_up(unexpected(error))
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave anything running
        for child in reversed(children):
            child.stop()


def _give_up(error: DisclosureError) -> int:
    say.print(str(error), style="bold red", markup=False)
    return error.exit_status


def _stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of a handler
    raise Stopped


def _catch_up() -> None:
    """One run of each flow now, for what fell due while nothing ran; a run with nothing to do changes nothing."""
    api = f"http://{HOST}:{prefect_port()}/api/deployments"
    for deployment in _insist(f"{api}/filter"):
        _insist(f"{api}/{deployment['id']}/create_flow_run")


def _insist(url: str) -> Any:
    """Prefect on SQLite answers 503 while it is busy, so one refusal means nothing."""
    for _ in range(40):
        answer = _ask(url, {})
        if answer is not None:
            return answer
        time.sleep(0.5)
    raise EnvironmentFailed(
        "定时任务没有补跑", "Prefect 一直没有应答", "请查看 var/log/prefect.log 后重新执行 make up"
    )


def _require_free(port: int, variable: str) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise EnvironmentFailed(
                f"端口 {port} 已被占用",
                "可能上一次 make up 还在运行，或别的程序用了这个端口",
                f"请停止它，或用环境变量 {variable} 另指定端口",
            ) from error


def _accounts() -> list[str]:
    """The users of the database, which is made and filled with the demo cases when empty and else used as it
    is."""
    engine = open_engine(database_url())
    with engine.connect() as connection:
        empty = standing(connection) is Standing.EMPTY
    engine.dispose()
    if empty:
        say.print("数据库为空，正在建立并载入演示数据 …")
        program = Path(sys.executable).with_name("disclosure")
        if subprocess.run([program, "init", "--demo"], check=False).returncode:  # noqa: S603 - our own program
            raise EnvironmentFailed("数据库没有建成", "原因见上", "请处理后重新执行 make up")
    store = Store.open()
    organization = in_force(store).organization
    with store.read() as connection:
        known = select(grants.c.user, grants.c.role, grants.c.unit).join(users, users.c.name == grants.c.user)
        rows = connection.execute(known.where(users.c.active).order_by(grants.c.user)).all()
    store.close()
    return [
        f"{row.user}：{organization.roles.get(row.role, row.role)}（{_unit(organization, row.unit)}）"
        for row in rows
    ]


def _is_demo() -> bool:
    """Whether the demo accounts are there with the password everybody knows."""
    store = Store.open()
    try:
        return is_password(store, DEMO_ACCOUNT, PASSWORD)
    finally:
        store.close()


def _unit(organization: Organization, key: str) -> str:
    return organization.units[key].label if key in organization.units else "全部科室"


def _prefect() -> Child:
    url = f"http://{HOST}:{prefect_port()}/api/health"
    command = ["-m", "prefect", "server", "start", "--host", HOST, "--port", str(prefect_port())]
    return _child("Prefect 服务", "prefect", command, lambda: _ask(url) is True, _without_ours())


def _runner() -> Child:
    url = f"http://{HOST}:{prefect_port()}/api/deployments/filter"

    def serves_all() -> bool:
        found = _ask(url, {}) or []
        ready = {one["name"] for one in found if one["status"] == "READY"}
        return ready >= set(FLOWS)

    return _child("定时任务", "runner", ["-m", "flows.serve"], serves_all)


def _console() -> Child:
    app = ["--factory", "disclosure.web.app:create", "--no-access-log"]
    command = ["-m", "uvicorn", *app, "--host", HOST, "--port", str(console_port())]
    url = f"http://{HOST}:{console_port()}/healthz"
    here = {"DISCLOSURE_PREFECT_UI_URL": f"http://{HOST}:{prefect_port()}"}
    return _child(
        "办理页面", "console", command, lambda: (_ask(url) or {}).get("ok") is True, here | os.environ
    )


def _without_ours() -> dict[str, str]:
    """The environment for a program of others: none of our keys, nor the way into the database."""
    return {name: value for name, value in os.environ.items() if not name.startswith("DISCLOSURE_")}


def _child(
    label: str,
    name: str,
    arguments: list[str],
    answers: Callable[[], bool],
    environment: dict[str, str] | None = None,
) -> Child:
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own programs
            [sys.executable, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=environment,
        )
    return Child(label, process, log, answers)


def _ask(url: str, body: object = None) -> Any:
    """The JSON answer, None while there is none. No proxy of the machine stands between two of our processes."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})  # noqa: S310 - our own address
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=5) as answer:
            return json.load(answer)
    except (OSError, ValueError):
        return None


def _welcome(accounts: list[str], *, demo: bool) -> None:
    say.print(f"办理页面    http://{HOST}:{console_port()}/")
    say.print(f"公众页面    http://{HOST}:{console_port()}/portal")
    say.print(f"定时任务    http://{HOST}:{prefect_port()}/")
    say.print("用户（登录页面、disclosure do 的 --as）：")
    for account in accounts:
        say.print(f"  {account}", markup=False)
    if demo:
        say.print(f"以上演示账户的密码：{PASSWORD}", markup=False)
    else:
        say.print("密码由管理员用 disclosure user password 设置。")
    say.print("全部就绪；按 Ctrl-C 停止。")


if __name__ == "__main__":
    sys.exit(main())
