"""The vault's keys: one of its own beside the installation's secret, turned without losing one."""

import os
import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from remit.kit.errors import Conflict, Unavailable
from remit.kit.secret_key import SecretKey, load
from remit.kit.settings import Settings
from remit.kit.vault_keys import VaultKeys


def keys_of(data: Path, *, vault_key: str | None = None, vault_key_before: str | None = None) -> VaultKeys:
    given = SecretStr(vault_key) if vault_key else None
    before = SecretStr(vault_key_before) if vault_key_before else None
    settings = Settings(data=data, vault_key=given, vault_key_before=before)
    return VaultKeys(settings, load(settings))


def named(keys: list[SecretKey]) -> list[bytes]:
    return [key.derive("test") for key in keys]


def test_without_a_key_of_its_own_it_is_the_installations(tmp_path: Path) -> None:
    secret = load(Settings(data=tmp_path)).derive("test")
    assert set(named(keys_of(tmp_path)())) == {secret}


def test_a_turned_key_is_first_at_once_and_the_others_still_open(tmp_path: Path) -> None:
    keys = keys_of(tmp_path)
    seen = [named(keys())[0]]
    for _ in range(3):
        keys.turn()
        first, *rest = named(keys())
        assert first not in seen
        assert set(seen) <= set(rest)
        seen.append(first)
    assert [path.name for path in keys.earlier()] == ["vault.key.1", "vault.key.2"]
    assert named(keys_of(tmp_path)()) == named(keys())
    for path in tmp_path.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_cut_short_between_its_two_steps_nothing_is_lost(tmp_path: Path) -> None:
    keys = keys_of(tmp_path)
    keys.turn()
    before = set(named(keys()))
    os.link(tmp_path / "vault.key", tmp_path / "vault.key.1")
    assert set(named(keys())) == before
    keys.turn()
    assert before < set(named(keys()))


def test_keys_of_the_environment_come_first_and_are_turned_there(tmp_path: Path) -> None:
    keys_of(tmp_path).turn()
    kept = named(keys_of(tmp_path)())
    keys = keys_of(tmp_path, vault_key="n" * 32, vault_key_before="o" * 32)
    first, *rest = named(keys())
    assert first == SecretKey(b"n" * 32).derive("test")
    assert SecretKey(b"o" * 32).derive("test") in rest
    assert set(kept) < set(rest)
    with pytest.raises(Conflict, match="REMIT_VAULT_KEY_BEFORE"):
        keys.turn()
    assert not (tmp_path / "vault.key.1").exists()


def test_the_key_before_never_seals(tmp_path: Path) -> None:
    secret = load(Settings(data=tmp_path)).derive("test")
    first, *rest = named(keys_of(tmp_path, vault_key_before="o" * 32)())
    assert first == secret
    assert SecretKey(b"o" * 32).derive("test") in rest


def test_a_key_that_others_can_read_or_that_is_short_is_refused(tmp_path: Path) -> None:
    keys = keys_of(tmp_path)
    keys.turn()
    (tmp_path / "vault.key").chmod(0o644)
    with pytest.raises(Unavailable, match="chmod 600"):
        keys()
    (tmp_path / "vault.key").chmod(0o600)
    (tmp_path / "vault.key").write_bytes(b"short")
    with pytest.raises(Unavailable, match="too short"):
        keys()
    with pytest.raises(Unavailable, match="REMIT_VAULT_KEY is too short"):
        keys_of(tmp_path, vault_key="short")()
