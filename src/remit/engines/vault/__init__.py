"""Secrets at rest: sealed in envelopes that open only where they belong."""

from remit.engines.vault.chosen import Vaults, vault_of
from remit.engines.vault.errors import SecretUnreadable, VaultUnavailable
from remit.engines.vault.keepers import Keeper, Kms, Transit
from remit.engines.vault.kept import KeptVault
from remit.engines.vault.local import LocalVault
from remit.engines.vault.scripted import ScriptedVault
from remit.engines.vault.vault import Place, Vault

__all__ = [
    "Keeper",
    "KeptVault",
    "Kms",
    "LocalVault",
    "Place",
    "ScriptedVault",
    "SecretUnreadable",
    "Transit",
    "Vault",
    "VaultUnavailable",
    "Vaults",
    "vault_of",
]
