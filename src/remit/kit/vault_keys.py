"""The keys that stored secrets lie under: today's, and those before it.

Without a key of its own the vault's derives from the installation's secret, which also opens what was sealed before
it had one. Keys in files are read at every use, so that a new one needs no restart.
"""

import os
from pathlib import Path
from tempfile import mkstemp

from pydantic import SecretStr

from remit.kit import secret_key
from remit.kit.errors import Conflict, Unavailable
from remit.kit.secret_key import SecretKey
from remit.kit.settings import Settings

_NAME = "vault.key"
_ELSEWHERE = ("transit:", "kms:")


def elsewhere(value: SecretStr) -> bool:
    """Whether a setting names a key that never leaves its home, and is none itself."""
    return value.get_secret_value().startswith(_ELSEWHERE)


def at_hand(value: SecretStr | None) -> SecretStr | None:
    """Return a setting that is a key, none for one that only names a key."""
    return None if value is None or elsewhere(value) else value


class VaultKeys:
    """Finds the keys: `REMIT_VAULT_KEY` before `vault.key`; earlier ones stand beside it as `vault.key.1` and so on."""

    def __init__(self, settings: Settings, secret: SecretKey) -> None:
        self._settings = settings
        self._secret = secret
        self._file = settings.data / _NAME

    def __call__(self) -> list[SecretKey]:
        """Return today's key first, then every other; `Unavailable` when one cannot be read."""
        given, before = at_hand(self._settings.vault_key), at_hand(self._settings.vault_key_before)
        found = [secret_key.given(given, "REMIT_VAULT_KEY")] if given else []
        found += [secret_key.read(self._file)] if self._file.exists() else []
        today = found[:1] or [self._secret]
        earlier = [secret_key.given(before, "REMIT_VAULT_KEY_BEFORE")] if before else []
        earlier += [secret_key.read(path) for path in self.earlier()]
        return [*today, *found[1:], *earlier, self._secret]

    def earlier(self) -> list[Path]:
        """List the files of earlier keys, oldest first."""
        found = [path for path in self._file.parent.glob(f"{_NAME}.*") if path.suffix[1:].isdecimal()]
        return sorted(found, key=lambda path: int(path.suffix[1:]))

    def turn(self) -> None:
        """Make a new key and keep the one before beside it; cut short anywhere, no key is lost.

        Raises `Conflict` where the key comes from the environment.
        """
        if self._settings.vault_key is not None and elsewhere(self._settings.vault_key):
            raise Conflict(
                "The vault's key is kept elsewhere (REMIT_VAULT_KEY): turn it there; what lies under its earlier"
                " versions still opens. To move to another, name it and give this one as REMIT_VAULT_KEY_BEFORE."
            )
        if self._settings.vault_key is not None:
            raise Conflict(
                "The vault's key comes from REMIT_VAULT_KEY: give the new one there and the old one as"
                " REMIT_VAULT_KEY_BEFORE to every process, start them anew, then run `remit vault rewrap`."
            )
        try:
            if self._file.exists():
                number = max((int(path.suffix[1:]) for path in self.earlier()), default=0) + 1
                os.link(self._file, self._file.with_name(f"{_NAME}.{number}"))
            self._write(secret_key.draw())
        except OSError as error:
            raise Unavailable(f"The vault's key {self._file} cannot be changed: {error}.") from error

    def _write(self, material: bytes) -> None:
        descriptor, draft = mkstemp(prefix=f".{_NAME}-", dir=self._file.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(material)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, self._file)
