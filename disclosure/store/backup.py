"""A consistent copy in one file that restores into either database.

A zip with one JSONL member per table (one row a line, in primary-key order) and `manifest.json`, which
names the schema revision, counts and SHA-256 of every member, and carries an HMAC: an altered copy is
refused, not restored. Dates are ISO text and bytes are base64; the columns' types say which is which.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Date, LargeBinary, Table, func, insert, select, text

from disclosure.errors import BadInput, EnvironmentFailed, Refused, system_reason
from disclosure.store.chain import COLUMNS
from disclosure.store.engine import database_url
from disclosure.store.keys import Keys
from disclosure.store.schema import REVISION, create
from disclosure.store.store import Store
from disclosure.store.tables import metadata
from disclosure.store.verify import Verification

FORMAT = 1
_MANIFEST = "manifest.json"
_CHUNK = 1000  # rows
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)  # of every member: the same data gives the same file

Progress = Callable[[int, int], None]  # rows done, rows in all


def _unseen(_done: int, _total: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a backup holds."""

    rows: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.rows.values())


def backup(store: Store, file: Path, progress: Progress = _unseen) -> Summary:
    """Copy everything into `file`, read the copy again, and only then give it its name. An earlier backup of that name
    is replaced; anything else, the database above all, is refused."""
    if file.exists() and not _is_backup(file):
        raise BadInput("没有备份", f"{file} 已存在，而且不是备份文件", "换一个文件名")
    draft = file.with_name(f".{file.name}.part")
    try:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            with store.read() as connection:
                advance = _advancing(progress, sum(_count(connection, t) for t in metadata.sorted_tables))
                members = {
                    table.name: _dump(connection, table, archive, advance) for table in metadata.sorted_tables
                }
            manifest = {"format": FORMAT, "revision": REVISION, "tables": members}
            archive.writestr(_member(_MANIFEST), _signed(store.keys, manifest))
        summary = inspect_backup(draft, store.keys)
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(file)
    except OSError as error:
        raise EnvironmentFailed(
            f"无法写入备份 {file}", system_reason(error), "请检查目录、权限和磁盘空间"
        ) from error
    finally:
        draft.unlink(missing_ok=True)
    return summary


def _is_backup(file: Path) -> bool:
    if not zipfile.is_zipfile(file):
        return False
    with zipfile.ZipFile(file) as archive:
        return _member(_MANIFEST).filename in archive.namelist()


def inspect_backup(file: Path, keys: Keys) -> Summary:
    """Read all of `file`: signature, hashes, counts, and the history chain inside. Refuses what does not
    hold."""
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(archive, keys)
            tables = manifest["tables"]
            if set(archive.namelist()) != {_MANIFEST, *map(_file_of, tables)}:
                raise _damaged("内容清单与文件不符")
            for name, expected in tables.items():
                _check_member(archive, name, expected)
            _check_chain(archive, keys)
            return Summary({name: member["rows"] for name, member in tables.items()})
    except (zipfile.BadZipFile, EOFError, KeyError, ValueError, TypeError, OSError) as error:
        raise _damaged(str(error) or type(error).__name__) from error


def restore(file: Path, url: str | None, keys: Keys, progress: Progress = _unseen) -> Summary:
    """Into an empty database only; `file` is checked as a whole before the first write, and tables and rows
    appear with one commit."""
    summary = inspect_backup(file, keys)
    store = Store(database_url(url), keys)

    def fill(connection: Connection) -> None:
        create(connection, keys)
        with zipfile.ZipFile(file) as archive:
            _load(connection, archive, summary, progress)

    try:
        store.write(fill)
    finally:
        store.close()
    return summary


def _dump(
    connection: Connection, table: Table, archive: zipfile.ZipFile, advance: Callable[[int], None]
) -> dict[str, int | str]:
    rows, sha = 0, hashlib.sha256()
    names = [column.name for column in table.columns]
    encode = _codec(table, _base64, date.isoformat)
    result = connection.execution_options(yield_per=_CHUNK).execute(
        select(table).order_by(*table.primary_key.columns)
    )
    with archive.open(_member(_file_of(table.name)), "w", force_zip64=True) as member:
        for chunk in result.partitions():
            lines = "".join(_line(dict(zip(names, row, strict=True)), encode) for row in chunk).encode()
            sha.update(lines)
            member.write(lines)
            rows += len(chunk)
            advance(len(chunk))
    return {"rows": rows, "sha256": sha.hexdigest()}


def _load(connection: Connection, archive: zipfile.ZipFile, summary: Summary, progress: Progress) -> None:
    advance = _advancing(progress, summary.total)
    for table in metadata.sorted_tables:
        connection.execute(table.delete())  # the tip that create wrote
        rows = _rows(archive, table)
        while chunk := list(islice(rows, _CHUNK)):
            connection.execute(insert(table), chunk)
            advance(len(chunk))
        counted = _count(connection, table)
        if counted != summary.rows[table.name]:
            raise _damaged(f"{table.name} 应有 {summary.rows[table.name]} 行，只写入 {counted} 行")
        if connection.dialect.name == "postgresql" and table.autoincrement_column is not None:
            _move_sequence(connection, table)


def _advancing(progress: Progress, total: int) -> Callable[[int], None]:
    done = 0

    def advance(rows: int) -> None:
        nonlocal done
        done += rows
        progress(done, total)

    return advance


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _move_sequence(connection: Connection, table: Table) -> None:
    """PostgreSQL hands out the next id from a sequence, which rows with their own ids leave behind."""
    column = table.autoincrement_column
    assert column is not None
    connection.execute(
        text("SELECT setval(pg_get_serial_sequence(:table, :column), GREATEST(:last, 1), :used)"),
        {
            "table": table.name,
            "column": column.name,
            "last": (last := connection.scalar(select(func.max(column))) or 0),
            "used": last > 0,
        },
    )


def _manifest(archive: zipfile.ZipFile, keys: Keys) -> dict[str, Any]:
    signed = json.loads(archive.read(_MANIFEST))
    mac = bytes.fromhex(signed.pop("hmac"))
    if not hmac.compare_digest(mac, keys.backup(_canonical(signed))):
        raise _damaged("签名不符：文件被改动，或由另一组密钥生成")
    if signed["format"] != FORMAT or signed["revision"] != REVISION:
        raise Refused(
            "备份与程序版本不同",
            f"备份为 {signed['revision']}，程序为 {REVISION}",
            "请用相应版本的程序恢复，再执行 disclosure init --upgrade",
        )
    manifest: dict[str, Any] = signed
    return manifest


def _check_member(archive: zipfile.ZipFile, name: str, expected: Mapping[str, Any]) -> None:
    rows, sha = 0, hashlib.sha256()
    with archive.open(_file_of(name)) as member:
        while block := member.read(1 << 20):
            sha.update(block)
            rows += block.count(b"\n")
    if (rows, sha.hexdigest()) != (expected["rows"], expected["sha256"]):
        raise _damaged(f"{name} 与清单不符")


def _check_chain(archive: zipfile.ZipFile, keys: Keys) -> None:
    history = (
        [row[name] for name in (*COLUMNS, "mac")] for row in _rows(archive, metadata.tables["history"])
    )
    cases = (
        [row[name] for name in ("id", "version", "head", "seal")]
        for row in _rows(archive, metadata.tables["requests"])
    )
    tip = next(_rows(archive, metadata.tables["chain"]), None)
    end = [tip["seq"], tip["cases"], tip["seal"]] if tip else None
    book = Verification(keys).run(history, cases, end)
    finding = next(book, None)
    if finding is not None:
        raise Refused(
            "备份中的历史记录不完整", finding.message, "请先执行 disclosure verify --history 查明原因"
        )


def _rows(archive: zipfile.ZipFile, table: Table) -> Iterator[dict[str, Any]]:
    decode = _codec(table, base64.b64decode, date.fromisoformat)
    with (
        archive.open(_file_of(table.name)) as member,
        io.TextIOWrapper(member, "utf-8", newline="\n") as lines,
    ):
        for line in lines:
            row = json.loads(line)
            yield {**row, **{name: turn(row[name]) for name, turn in decode.items() if row[name] is not None}}


def _codec(
    table: Table, of_bytes: Callable[[Any], Any], of_date: Callable[[Any], Any]
) -> dict[str, Callable[[Any], Any]]:
    """How the columns JSON cannot hold are turned, by column name."""
    turns: Iterable[tuple[type, Callable[[Any], Any]]] = ((LargeBinary, of_bytes), (Date, of_date))
    return {
        column.name: turn for column in table.columns for kind, turn in turns if isinstance(column.type, kind)
    }


def _line(row: dict[str, Any], encode: Mapping[str, Callable[[Any], Any]]) -> str:
    for name, turn in encode.items():
        if row[name] is not None:
            row[name] = turn(row[name])
    return json.dumps(row, ensure_ascii=False) + "\n"


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _signed(keys: Keys, manifest: dict[str, Any]) -> str:
    mac = keys.backup(_canonical(manifest))
    return json.dumps({**manifest, "hmac": mac.hex()}, ensure_ascii=False, indent=1)


def _canonical(manifest: Mapping[str, Any]) -> bytes:
    return json.dumps(manifest, sort_keys=True, ensure_ascii=True).encode()


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _FIXED_TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _file_of(table: str) -> str:
    return f"{table}.jsonl"


def _damaged(why: str) -> Refused:
    return Refused("备份文件不可用，没有写入任何内容", why, "请改用另一份完整的备份")
