"""Keys come from the environment, never silently from elsewhere; identifiers are readable with them only."""

from __future__ import annotations

import base64
import hmac
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from disclosure.errors import EnvironmentFailed
from disclosure.store.keys import Keys

HISTORY, FIELD = bytes(range(32)), bytes(range(32, 64))
ENVIRONMENT = {
    "DISCLOSURE_HISTORY_KEY": base64.b64encode(HISTORY).decode(),
    "DISCLOSURE_FIELD_KEY": base64.b64encode(FIELD).decode(),
}
COLUMN = "applicants.id_no"


def test_the_environment_gives_the_keys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = Keys.from_environment({**ENVIRONMENT, "DISCLOSURE_ENV": "production"}, tmp_path)
    assert given.check == Keys(HISTORY, FIELD).check
    assert capsys.readouterr().err == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("missing", sorted(ENVIRONMENT))
def test_production_refuses_a_missing_key_by_name(missing: str, tmp_path: Path) -> None:
    environ = {name: key for name, key in ENVIRONMENT.items() if name != missing}
    with pytest.raises(EnvironmentFailed, match=missing):
        Keys.from_environment({**environ, "DISCLOSURE_ENV": "production"}, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_development_key_is_announced_private_and_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = Keys.from_environment({}, tmp_path / "keys")
    assert capsys.readouterr().err.startswith("DEVELOPMENT_KEY: ")
    assert Keys.from_environment({}, tmp_path / "keys").check == first.check
    files = list((tmp_path / "keys").iterdir())
    assert sorted(file.name for file in files) == ["field.key", "history.key"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_of_processes_that_start_at_once_all_use_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: Keys.from_environment({}, tmp_path).check, range(8)))
    assert len(set(made)) == 1


@pytest.mark.parametrize("bad", ["x", "====", base64.b64encode(bytes(31)).decode()])
def test_a_key_of_the_wrong_form_is_refused_by_name(bad: str, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFailed, match="DISCLOSURE_FIELD_KEY"):
        Keys.from_environment({**ENVIRONMENT, "DISCLOSURE_FIELD_KEY": bad}, tmp_path)


def test_a_mac_is_hmac_sha256_under_a_key_derived_for_its_purpose(keys: Keys) -> None:
    derived = HKDF(SHA256(), 32, salt=None, info=b"disclosure history row").derive(HISTORY)
    assert keys.row(b"message") == hmac.digest(derived, b"message", "sha256")
    purposes = (keys.row, keys.case, keys.tip, keys.anchor, keys.backup)
    assert len({mac(b"message") for mac in purposes}) == len(purposes)


def test_encrypted_twice_differs_and_decrypts_the_same(keys: Keys) -> None:
    first, second = (keys.encrypt("110101199003070000", COLUMN, "7") for _ in range(2))
    assert first != second
    assert b"110101" not in first
    assert keys.decrypt(first, COLUMN, "7") == keys.decrypt(second, COLUMN, "7") == "110101199003070000"


def test_a_value_moved_to_another_row_or_column_does_not_decrypt(keys: Keys) -> None:
    value = keys.encrypt("13800000000", COLUMN, "7")
    for column, owner in ((COLUMN, "8"), ("applicants.phone", "7"), ("applicants.id_no\x007", "")):
        with pytest.raises(EnvironmentFailed, match="无法解密"):
            keys.decrypt(value, column, owner)


def test_every_altered_byte_is_noticed(keys: Keys) -> None:
    value = keys.encrypt("123", COLUMN, "7")
    for position in range(len(value)):
        altered = bytes(byte ^ (index == position) for index, byte in enumerate(value))
        with pytest.raises(EnvironmentFailed):
            keys.decrypt(altered, COLUMN, "7")
    for short in (b"", value[:5], value[:-1]):
        with pytest.raises(EnvironmentFailed):
            keys.decrypt(short, COLUMN, "7")


@pytest.mark.parametrize(
    "written", ["11010119900307000x", " 11010119900307000X ", "１１０１０１１９９００３０７０００Ｘ"]
)
def test_the_blind_index_sees_through_case_width_and_blanks(keys: Keys, written: str) -> None:
    assert keys.blind_index(written, COLUMN) == keys.blind_index("11010119900307000X", COLUMN)


def test_the_blind_index_keeps_values_columns_and_keys_apart(keys: Keys) -> None:
    one = keys.blind_index("1", COLUMN)
    others = {
        keys.blind_index("2", COLUMN),
        keys.blind_index("1", "applicants.phone"),
        Keys(FIELD, HISTORY).blind_index("1", COLUMN),
    }
    assert len({one, *others}) == 4
