"""A real PostgreSQL server for tests and benchmarks, started and stopped here.

The binaries of the system come first, the `pgserver` package second; with neither the caller fails loudly.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

UNSAFE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@contextmanager
def running_postgres(*, fsync: bool = False) -> Iterator[str]:
    """URL of the `postgres` database of a fresh server on a socket of its own. `fsync=True` for figures
    that count the disk."""
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket path has at most 107 bytes
    try:
        binaries = _binaries()
        if binaries is None:
            yield from _packaged(folder)
        else:
            yield from _system(binaries, folder, () if fsync else UNSAFE)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path | None:
    asked = shutil.which("pg_config")
    found = [Path(_run([asked, "--bindir"]).strip())] if asked else []
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("initdb")
    found += [Path(on_path).parent] if on_path else []
    return next((path for path in found if (path / "initdb").exists() and (path / "postgres").exists()), None)


def _system(binaries: Path, folder: Path, settings: Sequence[str]) -> Iterator[str]:
    user = _unprivileged()
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
    as_user = (
        []
        if user is None
        else ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    )
    data = folder / "data"
    _run(
        [*as_user, binaries / "initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync"]
    )
    options = [
        f"-c{setting}" for setting in ("listen_addresses=", f"unix_socket_directories={folder}", *settings)
    ]
    control = [*as_user, binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log"]
    _run([*control, "-o", " ".join(options), "start"])
    try:
        yield f"postgresql+psycopg://tester@/postgres?host={folder}"
    finally:
        _run([*control, "-m", "immediate", "stop"])


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
