"""`remit recover-policies`: on this machine's database, for when policies let nobody change them any more."""

import asyncio

import click

from remit.controls import governance
from remit.edges.cli.keys import owner
from remit.edges.cli.local import Installation, installation, opened
from remit.edges.cli.printing import line


@click.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
def recover_policies(yes: bool) -> None:
    """Take your own policies out, on this machine's database.

    For when they let nobody change them any more. They stay in the history, and the built-in policies hold.
    """
    if not yes:
        click.confirm("Take all of your own policies out?", abort=True, err=True)
    with installation() as here:
        number = asyncio.run(_recover(here))
    line(f"Version {number} holds: the built-in policies alone.")


async def _recover(here: Installation) -> int:
    async with opened(here) as (database, organization), database.transaction(organization.id) as session:
        return (await governance.recover(session, await owner(session))).number
