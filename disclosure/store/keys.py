"""The two secrets of an installation and what is derived from them.

The history key authenticates the record (chain.py, anchor.py, backup.py); the field key encrypts
identifiers of applicants. Every purpose has its own key derived by HKDF, so a MAC made for one never passes
for another.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import secrets
import sys
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from disclosure.errors import EnvironmentFailed, system_reason

KEY_BYTES = 32
_NONCE_BYTES = 12
_FORMAT = b"\x01"  # first byte of every ciphertext, authenticated with it; a later format gets another

# Of the installation and not of the working folder: the same keys whichever database is opened from wherever.
DEVELOPMENT_KEYS = Path(__file__).resolve().parents[2] / "var" / "keys"

_VARIABLES = {"history": "DISCLOSURE_HISTORY_KEY", "field": "DISCLOSURE_FIELD_KEY"}

Mac = Callable[[bytes], bytes]  # HMAC-SHA256 with a key of its own: 32 bytes


class Keys:
    """All keys of one installation. `row`, `case`, `tip`, `anchor`, `backup`, `dossier`, `staff`, `person`, `follow`,
    `portal` and `attempt` give the MAC of a message, each for its own purpose."""

    __slots__ = (
        "_cipher", "_index", "anchor", "attempt", "backup", "case", "check", "dossier", "follow", "person", "portal",
        "row", "staff", "tip",
    )  # fmt: skip

    def __init__(self, history: bytes, field: bytes) -> None:
        self.row = _mac(_derive(history, "history row"))
        self.case = _mac(_derive(history, "case seal"))
        self.tip = _mac(_derive(history, "chain seal"))
        self.anchor = _mac(_derive(history, "anchor"))
        self.backup = _mac(_derive(history, "backup manifest"))
        self.dossier = _mac(_derive(history, "dossier step"))
        self.staff = _mac(_derive(history, "staff change"))
        self.person = _mac(_derive(field, "person digest"))
        self.follow = _mac(_derive(field, "follow code"))
        self.portal = _mac(_derive(field, "portal visit"))
        self.attempt = _mac(_derive(field, "attempt"))
        self._cipher = AESGCM(_derive(field, "field encryption"))
        self._index = _derive(field, "blind index")
        # Tells a wrong key from a tampered record; it reveals nothing about either key.
        self.check = hmac.digest(_derive(history, "check"), _derive(field, "check"), "sha256")

    @classmethod
    def from_environment(
        cls, environ: Mapping[str, str] | None = None, directory: Path | None = None
    ) -> Keys:
        """Base64 of 32 bytes each in DISCLOSURE_HISTORY_KEY and DISCLOSURE_FIELD_KEY. Outside production a
        missing one is generated once into `directory` and announced on stderr."""
        environ = os.environ if environ is None else environ
        directory = DEVELOPMENT_KEYS if directory is None else directory
        missing = [variable for variable in _VARIABLES.values() if not environ.get(variable)]
        if missing and environ.get("DISCLOSURE_ENV") == "production":
            raise EnvironmentFailed(
                f"生产环境没有提供密钥 {'、'.join(missing)}",
                "历史记录和证件号码必须由本单位保管的密钥保护",
                "请在环境变量中提供 base64 编码的 32 字节密钥",
            )
        found = {
            purpose: _decode(environ[variable], variable)
            if environ.get(variable)
            else _development_key(directory / f"{purpose}.key")
            for purpose, variable in _VARIABLES.items()
        }
        if missing:
            sys.stderr.write(
                f"DEVELOPMENT_KEY: 正在使用自动生成的开发密钥（{directory}）；未设置 {'、'.join(missing)}；"
                "正式使用前请设置密钥并将 DISCLOSURE_ENV 设为 production。\n"
            )
        return cls(**found)

    def encrypt(self, text: str, column: str, owner: str) -> bytes:
        """`column` as `table.column`; `owner` names the row. A value moved to another column or row does
        not decrypt."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return _FORMAT + nonce + self._cipher.encrypt(nonce, text.encode(), _FORMAT + _place(column, owner))

    def decrypt(self, value: bytes, column: str, owner: str) -> str:
        start = len(_FORMAT) + _NONCE_BYTES
        form, nonce, body = value[: len(_FORMAT)], value[len(_FORMAT) : start], value[start:]
        try:
            return self._cipher.decrypt(nonce, body, form + _place(column, owner)).decode()
        except (InvalidTag, ValueError) as error:
            raise EnvironmentFailed(
                f"{column} 无法解密",
                "密钥不符，或密文被改动、被移到了别的行",
                "请核对 DISCLOSURE_FIELD_KEY；仍不能解密的，从备份核对该行",
            ) from error

    def blind_index(self, text: str, column: str) -> bytes:
        """Equal for values that differ only in case, width or surrounding blanks; different for other
        columns."""
        normal = unicodedata.normalize("NFKC", text).strip().upper()
        return hmac.digest(self._index, f"{column}\0{normal}".encode(), "sha256")


def _derive(secret: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"disclosure {purpose}".encode()).derive(secret)


def _mac(key: bytes) -> Mac:
    keyed = hmac.new(key, digestmod="sha256")

    def mac(message: bytes) -> bytes:
        fresh = keyed.copy()  # spares setting up the key each time, a third of the cost
        fresh.update(message)
        return fresh.digest()

    return mac


def _place(column: str, owner: str) -> bytes:
    return f"{column}\0{owner}".encode()


def _decode(text: str, source: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise EnvironmentFailed(
            f"{source} 不是可用的密钥",
            f"应为 base64 编码的 {KEY_BYTES} 字节",
            f"可用 openssl rand -base64 {KEY_BYTES} 生成",
        )
    return key


def _development_key(path: Path) -> bytes:
    """Read the key at `path`, made at the first call. Of two processes that race, the first link wins."""
    try:
        if not path.exists():
            _make_key(path)
        return _decode(path.read_text("ascii"), str(path))
    except OSError as error:
        raise EnvironmentFailed(
            f"无法读写密钥文件 {path}", system_reason(error), "请检查目录和权限"
        ) from error


def _make_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)))
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
