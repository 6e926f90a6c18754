"""The unit of work: everything that reads or writes the database goes through `Store.read` or
`Store.write`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, IntegrityError

from disclosure.store.engine import database_url, explained, open_engine
from disclosure.store.keys import Keys
from disclosure.store.schema import require_current, require_file
from disclosure.store.turn import Turn
from disclosure.store.writer import Direct, GroupCommit

T = TypeVar("T")


class Store:
    """One open database and the keys of its installation. Safe to share between threads, not across a
    fork."""

    def __init__(self, url: URL, keys: Keys) -> None:
        self.url = url
        self.keys = keys
        self.engine: Engine = open_engine(url)
        self._reader: Engine = open_engine(url, read_only=True)
        self._writer = _writer(url, self.engine)

    @classmethod
    def open(cls, url: str | None = None, keys: Keys | None = None) -> Store:
        """The database at `url` (default: environment, else SQLite under var/), which `schema.prepare` has
        made."""
        at = database_url(url)
        require_file(at)
        store = cls(at, keys or Keys.from_environment())
        try:
            with store.read() as connection:
                require_current(connection, store.keys)
        except BaseException:
            store.close()
            raise
        return store

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A snapshot that stays the same until the end and refuses writes."""
        try:
            with self._reader.connect() as connection, connection.begin():
                yield connection
        except IntegrityError:
            raise
        except DBAPIError as error:
            raise explained(error) from error

    def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one transaction and answer when it is on disk. `work` may run in another thread and
        shares its commit with others, so it must not commit, wait, or call `write`. What it raises is
        raised here."""
        try:
            return self._writer.run(work)
        except IntegrityError:
            raise
        except DBAPIError as error:
            raise explained(error) from error

    def close(self) -> None:
        self._writer.close()
        self._reader.dispose()
        self.engine.dispose()


def _writer(url: URL, engine: Engine) -> Direct | GroupCommit:
    if url.get_backend_name() == "sqlite":
        return GroupCommit(engine, Turn(Path(url.database or "")))
    return Direct(engine)
