"""正式使用 on one machine: PostgreSQL for both databases, a Prefect server, a process work pool, two workers and the
delivery loop, each a process of its own that can be killed and started again.

`python -m tests.cluster` runs all of it with the demo cases until Ctrl-C, in a temporary folder.
"""

from __future__ import annotations

import base64
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import create_engine, text

from disclosure.store.engine import database_url
from disclosure.store.keys import Keys
from disclosure.store.schema import prepare
from tests.postgres import Server, system_postgres
from tests.processes import descendants

ROOT = Path(__file__).parents[1]
SECRETS = {"DISCLOSURE_HISTORY_KEY": bytes(range(32)), "DISCLOSURE_FIELD_KEY": bytes(range(32, 64))}
KEYS = Keys(*SECRETS.values())
WORKERS = ("worker-1", "worker-2")
FAREWELL = 90  # seconds

# As README says them to whoever installs the system; a test holds both equal.
SERVER = "python -m flows server start"
POOL = "python -m flows work-pool create disclosure --type process --overwrite"
DEPLOY = "python -m flows --no-prompt deploy --all"
WORKER = "python -m flows worker start --pool disclosure --type process --limit 3"
DELIVER = "python -m flows.deliver"
SERVE = "python -m flows.serve"  # in place of pool, workers and delivery
COMMANDS = {"server": SERVER, "deliver": DELIVER, "serve": SERVE, **dict.fromkeys(WORKERS, WORKER)}


class Cluster:
    """One installation in `folder`; `settings` go over the environment of all its processes."""

    def __init__(self, folder: Path, postgres: Server, settings: Mapping[str, str] | None = None) -> None:
        self.folder, self.postgres = folder, postgres
        self.logs = folder / "log"
        self.logs.mkdir()
        self.port = free_port()
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "DISCLOSURE_"))}
        self._outside = inherited | {
            "PYTHONPATH": str(ROOT),
            "PREFECT_HOME": str(folder / "prefect"),
            "DISCLOSURE_PREFECT_PORT": str(self.port),
        }
        self._inside = {
            **self._outside,
            **{name: base64.b64encode(key).decode() for name, key in SECRETS.items()},
            "DISCLOSURE_DATABASE_URL": self.url,
            **(settings or {}),
        }
        self._outside["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = postgres.url("prefect", "asyncpg")
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self.api = httpx.Client(base_url=f"http://127.0.0.1:{self.port}/api", trust_env=False, timeout=30)

    @property
    def url(self) -> str:
        return self.postgres.url("disclosure")

    @property
    def environment(self) -> Mapping[str, str]:
        """Of a process that works on the cases."""
        return self._inside

    def build(self) -> None:
        """Both databases, empty."""
        self.administer("CREATE DATABASE disclosure")
        prepare(database_url(self.url), KEYS)
        self.make_prefect_database()

    def make_prefect_database(self) -> None:
        self.administer("CREATE DATABASE prefect")
        self.administer("CREATE EXTENSION pg_trgm", "prefect")  # says at once what is missing

    def wipe_prefect_database(self) -> None:
        self.administer("DROP DATABASE prefect WITH (FORCE)")
        self.make_prefect_database()

    def administer(self, statement: str, database: str = "postgres") -> None:
        engine = create_engine(self.postgres.url(database), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def start_all(self) -> None:
        """The installation as README has it, whatever of it runs already."""
        if "server" not in self._processes:
            self.start_server()
        self.deploy()
        for name in {"deliver", *WORKERS} - self._processes.keys():
            self.start(name)

    def start_server(self) -> None:
        self.start("server")
        wait_for(self.answers, f"no server, see {self.logs}")

    def answers(self) -> bool:
        try:
            return self.api.get("/health").json() is True
        except (httpx.HTTPError, ValueError):
            return False

    def deploy(self) -> None:
        """Pool and deployments; again changes nothing."""
        for command in (POOL, f"{DEPLOY} --prefect-file {ROOT / 'prefect.yaml'}"):
            done = subprocess.run(
                _arguments(command),
                cwd=self.folder,
                env=self._inside,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stdout + done.stderr

    def start(self, name: str) -> None:
        named = ["--name", name] if name in WORKERS else []
        with (self.logs / f"{name}.log").open("ab") as log:
            self._processes[name] = subprocess.Popen(
                [*_arguments(COMMANDS[name]), *named],
                cwd=self.folder,
                env=self._outside if name == "server" else self._inside,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def stop(self, name: str) -> int:
        """As an operator stops it; its status."""
        process = self._processes.pop(name)
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(FAREWELL)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        return process.wait()

    def kill(self, name: str, *, with_children: bool = False) -> None:
        process = self._processes.pop(name)
        if with_children:
            for child in descendants(process.pid):
                with suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
        process.kill()
        process.wait()

    def freeze(self, name: str) -> None:
        """It asks for no more work; its flow runs go on."""
        self._processes[name].send_signal(signal.SIGSTOP)

    def thaw(self, name: str) -> None:
        self._processes[name].send_signal(signal.SIGCONT)

    def log(self, name: str) -> str:
        return (self.logs / f"{name}.log").read_text("utf-8", "replace")

    def close(self) -> None:
        """The server last: a worker says goodbye to it."""
        for name in sorted(self._processes, key=lambda name: name == "server"):
            self.stop(name)
        for pid in self.strays():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.api.close()

    def strays(self) -> list[int]:
        """Processes of this installation, by its own folder in their environment."""
        mark = f"PREFECT_HOME={self.folder / 'prefect'}".encode()
        found = []
        for path in Path("/proc").glob("[0-9]*/environ"):
            with suppress(OSError):
                if mark in path.read_bytes().split(b"\0"):
                    found.append(int(path.parent.name))
        return found

    def ask(self, path: str, body: object) -> Any:
        answer = self.api.post(path, json=body)
        answer.raise_for_status()
        return answer.json()

    def deployments(self) -> dict[str, dict[str, Any]]:
        """By name."""
        return {one["name"]: one for one in self.ask("/deployments/filter", {})}

    def run(self, deployment: str, **parameters: str) -> str:
        """Asks for a run now; its id."""
        of = self.deployments()[deployment]["id"]
        return str(self.ask(f"/deployments/{of}/create_flow_run", {"parameters": parameters})["id"])

    def flow_run(self, run: str) -> dict[str, Any]:
        found: dict[str, Any] = self.api.get(f"/flow_runs/{run}").raise_for_status().json()
        return found

    def over(self, *runs: str) -> bool:
        return all(
            self.flow_run(run)["state_type"] in {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
            for run in runs
        )

    def worker_of(self, run: str) -> str:
        return str(self.flow_run(run)["labels"].get("prefect.worker.name"))

    def scheduled(self, deployment: str) -> int:
        wanted = {
            "deployments": {"id": {"any_": [self.deployments()[deployment]["id"]]}},
            "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}},
        }
        return int(self.ask("/flow_runs/count", wanted))


@contextmanager
def running_cluster(settings: Mapping[str, str] | None = None) -> Iterator[Cluster]:
    """Built, and nothing but PostgreSQL running yet."""
    folder = Path(tempfile.mkdtemp(prefix="cluster-"))
    try:
        with system_postgres() as postgres:
            cluster = Cluster(folder, postgres, settings)
            try:
                cluster.build()
                yield cluster
            finally:
                cluster.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(true: Callable[[], bool], why: str = "waited in vain", seconds: float = 180) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, why
        time.sleep(0.2)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _arguments(command: str) -> list[str]:
    program, *rest = command.split()
    assert program == "python"
    return [sys.executable, *rest]


def main() -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever ends us, nothing stays behind
    with suppress(KeyboardInterrupt):
        _run_until_interrupted()


def _run_until_interrupted() -> None:
    with running_cluster() as cluster:
        cluster.administer("DROP DATABASE disclosure")
        cluster.administer("CREATE DATABASE disclosure")
        program = Path(sys.executable).with_name("disclosure")
        subprocess.run([program, "init", "--demo"], env=cluster.environment, cwd=cluster.folder, check=True)
        cluster.start_all()
        print(f"http://127.0.0.1:{cluster.port}/  {cluster.url}  {cluster.folder}")  # noqa: T201 - for a person
        signal.pause()


if __name__ == "__main__":
    main()
