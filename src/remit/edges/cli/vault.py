"""`remit vault …`: the key that stored secrets lie under, on this machine's installation."""

import asyncio

import click

from remit.controls import annotators, notifications
from remit.controls.connections import Rewrapped, rewrap
from remit.edges.cli.calling import Failed
from remit.edges.cli.local import Installation, installation
from remit.edges.cli.printing import line
from remit.engines.vault import vault_of
from remit.kit.database import Database
from remit.kit.vault_keys import VaultKeys


@click.group()
def vault() -> None:
    """Change the key that the stored secrets of model providers lie under."""


@vault.command("rewrap")
@click.option("--new-key", is_flag=True, help="Make a new key first; the one before is kept beside it.")
def rewrap_(new_key: bool) -> None:
    """Put every stored secret under today's key, of all organisations; the secrets themselves stay as they are.

    It may be interrupted and run again at any time, also while Remit runs. Exit code 1 when a secret does not open.

    \b
    Examples:
      remit vault rewrap --new-key
      remit vault rewrap
    """
    with installation() as here:
        keys = VaultKeys(here.settings, here.secret_key)
        if new_key:
            keys.turn()
        done = asyncio.run(_rewrap(here))
    total = done.turned + done.already
    line(f"{done.turned} of {total} secrets put under today's key, {done.already} were under it.")
    if done.unreadable:
        named = ", ".join(done.unreadable)
        raise Failed(
            f"The secrets of {named} do not open: put the key they were sealed under back, or enter them again."
        )
    if earlier := [path.name for path in keys.earlier()]:
        line(
            f"Nothing here needs {', '.join(earlier)} any more: keep them with backups from before, or delete them."
        )


async def _rewrap(here: Installation) -> Rewrapped:
    database = Database(here.database_url, pool_size=2)
    try:
        vault = vault_of(here.settings, here.secret_key)
        done = await rewrap(database, vault, _tell)
        await annotators.rewrap(database, vault, done)
        await notifications.rewrap(database, vault, done)
        return done
    finally:
        await database.close()


def _tell(done: Rewrapped) -> None:
    line(f"{done.turned + done.already + len(done.unreadable)} looked at, {done.turned} rewrapped", err=True)
