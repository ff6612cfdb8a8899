"""The one secret of an installation, and the keys that are derived from it."""

import os
import stat
from pathlib import Path
from tempfile import mkstemp

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr

from remit.kit.errors import Unavailable
from remit.kit.settings import Settings

_MINIMUM = 32


class SecretKey:
    """Derives independent 32-byte keys by HKDF-SHA256 (RFC 5869), one for each purpose."""

    def __init__(self, material: bytes) -> None:
        self._material = material

    def derive(self, purpose: str) -> bytes:
        """Return the key of a purpose; another purpose tells nothing about it."""
        return HKDF(algorithm=SHA256(), length=32, salt=b"remit", info=purpose.encode()).derive(
            self._material
        )


def load(settings: Settings) -> SecretKey:
    """Take the secret from `REMIT_SECRET_KEY`, else from `secret.key` in the data directory, made at first use.

    Raises `Unavailable` when the secret is too short, or its file can be read by other users.
    """
    if settings.secret_key is not None:
        return given(settings.secret_key, "REMIT_SECRET_KEY")
    return SecretKey(_from_file(settings.data / "secret.key"))


def read(path: Path) -> SecretKey:
    """Take the secret that a file holds; `Unavailable` when it is none, or other users can read it."""
    return SecretKey(_material(path))


def given(value: SecretStr, name: str) -> SecretKey:
    """Take the secret that a variable holds; `Unavailable` when it is too short."""
    material = value.get_secret_value().encode()
    if len(material) < _MINIMUM:
        raise Unavailable(f"{name} is too short: give at least {_MINIMUM} characters.")
    return SecretKey(material)


def draw() -> bytes:
    """Make a new secret, as files hold it."""
    return os.urandom(_MINIMUM)


def _from_file(path: Path) -> bytes:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _write_once(path, draw())
    except OSError as error:
        raise Unavailable(f"The secret key {path} cannot be used: {error}.") from error
    return _material(path)


def _material(path: Path) -> bytes:
    try:
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise Unavailable(f"{path} can be read by other users: run `chmod 600 {path}`.")
        material = path.read_bytes()
    except OSError as error:
        raise Unavailable(f"The secret key {path} cannot be used: {error}.") from error
    if len(material) < _MINIMUM:
        raise Unavailable(
            f"{path} is too short for a secret: put the saved file back, or remove it for a new one."
        )
    return material


def _write_once(path: Path, material: bytes) -> None:
    """Create the file complete or not at all; of two processes the first one wins."""
    descriptor, draft = mkstemp(prefix=f".{path.name}.", dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(material)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(draft)
