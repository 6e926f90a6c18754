"""A real PostgreSQL server for tests and benchmarks, started and stopped here.

The binaries of the system come first, the `pgserver` package second; with neither the caller fails loudly.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.processes import descendants

UNSAFE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class Server:
    """The server of the system over a data folder of its own, which can be killed and started again."""

    def __init__(self, folder: Path, binaries: Path, settings: Sequence[str] = ()) -> None:
        self.folder, self._binaries = folder, binaries
        self._data = folder / "data"
        user = _unprivileged()
        self._as_user: list[str] = []
        if user is not None:
            os.chown(folder, user.pw_uid, user.pw_gid)
            self._as_user = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
        self._options = ("listen_addresses=", f"unix_socket_directories={folder}", *settings)
        owner = ("-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync")
        _run([*self._as_user, binaries / "initdb", "-D", self._data, *owner])

    def url(self, database: str = "postgres", driver: str = "psycopg") -> str:
        return f"postgresql+{driver}://tester@/{database}?host={self.folder}"

    def start(self) -> None:
        options = " ".join(f"-c{option}" for option in self._options)
        _run([*self._control(), "-o", options, "start"])

    def stop(self) -> None:
        _run([*self._control(), "-m", "immediate", "stop"])

    def kill(self) -> None:
        """kill -9 of the postmaster; returns when its children have noticed and ended, as a new one demands."""
        postmaster = int((self._data / "postmaster.pid").read_text().split()[0])
        children = descendants(postmaster)
        os.kill(postmaster, signal.SIGKILL)
        while any(Path(f"/proc/{child}").exists() for child in children):
            time.sleep(0.05)

    def _control(self) -> list[str | Path]:
        return [*self._as_user, self._binaries / "pg_ctl", "-D", self._data, "-w", "-l", self.folder / "log"]


@contextmanager
def running_postgres(*, fsync: bool = False) -> Iterator[str]:
    """URL of the `postgres` database of a fresh server on a socket of its own. `fsync=True` for figures
    that count the disk."""
    with _folder() as folder:
        binaries = _binaries()
        if binaries is None:
            yield from _packaged(folder)
            return
        server = Server(folder, binaries, () if fsync else UNSAFE)
        server.start()
        try:
            yield server.url()
        finally:
            server.stop()


@contextmanager
def system_postgres() -> Iterator[Server]:
    """The system's own server, running, with every write on disk; the `pgserver` package lacks pg_trgm, which Prefect
    needs."""
    binaries = _binaries()
    if binaries is None:
        raise RuntimeError(
            "no PostgreSQL of the system here; Prefect needs its extension pg_trgm (postgresql-contrib)"
        )
    with _folder() as folder:
        server = Server(folder, binaries)
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket path has at most 107 bytes
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path | None:
    asked = shutil.which("pg_config")
    found = [Path(_run([asked, "--bindir"]).strip())] if asked else []
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("initdb")
    found += [Path(on_path).parent] if on_path else []
    return next((path for path in found if (path / "initdb").exists() and (path / "postgres").exists()), None)


def _packaged(folder: Path) -> Iterator[str]:
    try:
        import pgserver  # noqa: PLC0415 - only where the system has no server
    except ImportError as error:
        raise RuntimeError("no PostgreSQL here: neither initdb nor the pgserver package") from error
    server = pgserver.get_server(folder)
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        server.cleanup()


def _unprivileged() -> pwd.struct_passwd | None:
    """Who runs the server when we are root, whom PostgreSQL refuses."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _run(command: Sequence[str | Path]) -> str:
    done = subprocess.run(
        list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd="/"
    )
    if done.returncode:
        raise RuntimeError(f"{command[-1]}: {done.stdout}")
    return done.stdout
