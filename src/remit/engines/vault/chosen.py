"""The vault that the settings choose: `REMIT_VAULT_KEY=transit:…` or `kms:…`, else keys that are at hand."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from remit.engines.vault.keepers import Keeper, Kms, Transit
from remit.engines.vault.kept import KeptVault
from remit.engines.vault.local import LocalVault
from remit.engines.vault.vault import Place, Vault
from remit.kit.errors import Unavailable
from remit.kit.secret_key import SecretKey, draw
from remit.kit.settings import Settings
from remit.kit.vault_keys import VaultKeys, elsewhere

_HOW = "write it like transit:https://vault.example.com:8200/transit/remit or kms:alias/remit"


class Vaults:
    """Seals with today's vault, and opens with whichever of several holds an envelope."""

    def __init__(self, today: LocalVault | KeptVault, others: Sequence[LocalVault | KeptVault]) -> None:
        self._today = today
        self._all = (today, *others)

    async def seal(self, secret: str, place: Place) -> bytes:
        """Seal with today's."""
        return await self._today.seal(secret, place)

    async def open(self, envelope: bytes, place: Place) -> str:
        """Open with the one that holds it."""
        return await self._holder(envelope).open(envelope, place)

    async def rewrap(self, envelope: bytes, place: Place) -> bytes:
        """Put a secret under today's key; one that comes from another vault is sealed anew."""
        if self._holder(envelope) is self._today:
            return await self._today.rewrap(envelope, place)
        return await self._today.seal(await self.open(envelope, place), place)

    def _holder(self, envelope: bytes) -> LocalVault | KeptVault:
        return next((each for each in self._all if each.holds(envelope)), self._today)


def vault_of(settings: Settings, secret: SecretKey) -> Vault:
    """Return the vault of an installation; nobody is asked before the first secret.

    Raises `Unavailable` when a setting names no key.
    """
    local = LocalVault(VaultKeys(settings, secret))
    given = ((settings.vault_key, "REMIT_VAULT_KEY"), (settings.vault_key_before, "REMIT_VAULT_KEY_BEFORE"))
    found = [
        _keeper(value.get_secret_value(), name, settings)
        for value, name in given
        if value and elsewhere(value)
    ]
    if not found:
        return local
    kept = [KeptVault(each) for each in found]
    if settings.vault_key is not None and elsewhere(settings.vault_key):
        return Vaults(kept[0], [*kept[1:], local])
    return Vaults(local, kept)


def _keeper(value: str, name: str, settings: Settings) -> Keeper:
    kind, _, rest = value.partition(":")
    if kind == "kms":
        if not rest or not rest.isprintable():
            raise Unavailable(f"{name} is not usable: {_HOW}.")
        return Kms(rest, region=settings.aws_region, endpoint_url=settings.aws_endpoint_url)
    parts = urlsplit(rest)
    mount, _, key = parts.path.strip("/").rpartition("/")
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or not mount
        or not key
        or "@" in parts.netloc
    ):
        raise Unavailable(f"{name} is not usable: {_HOW}.")
    address = f"{parts.scheme}://{parts.netloc}"
    return Transit(address, mount, key, lambda: _token(settings), draw, namespace=settings.vault_namespace)


def _token(settings: Settings) -> str:
    """Return the token; from a file it is read at every use, since an agent of Vault writes a new one now and then."""
    if settings.vault_token is not None:
        return settings.vault_token.get_secret_value()
    if settings.vault_token_file is None:
        raise Unavailable("Vault wants a token: give REMIT_VAULT_TOKEN or REMIT_VAULT_TOKEN_FILE.")
    try:
        return settings.vault_token_file.read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Unavailable(f"The token in {settings.vault_token_file} cannot be read.") from error
