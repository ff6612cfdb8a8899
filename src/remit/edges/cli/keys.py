"""`remit keys …`: on this machine's database, whether or not the server runs."""

import asyncio

import click

from remit.controls import audit, tenancy
from remit.controls.tenancy import KEY, Actor, Role
from remit.edges.cli.local import Installation, installation, opened
from remit.kit.database import Session

_ROLES = [r.value for r in Role if r is not Role.CALLER]


@click.group()
def keys() -> None:
    """Make, list and revoke API keys, on this machine's database."""


async def owner(session: Session) -> Actor:
    """Return the organisation's owner, for whom the one at the machine acts."""
    member = await tenancy.owner(session)
    if member is None:
        raise click.ClickException("The organisation has no owner.")
    return tenancy.member_actor(member)


@keys.command()
@click.option("--name", required=True, help="What the key is for.")
@click.option("--role", type=click.Choice(_ROLES), default="viewer", show_default=True)
@click.option("--member", metavar="EMAIL", help="Make it the key of a person instead of a service account.")
def create(name: str, role: str, member: str | None) -> None:
    """Make a key and print it: on standard output, and nothing else there."""
    if not name.strip() or len(name) > 100:
        raise click.UsageError("A name has 1 to 100 characters.")
    with installation() as here:
        click.echo(asyncio.run(_create(here, name.strip(), Role(role), member)))


async def _create(here: Installation, name: str, role: Role, email: str | None) -> str:
    async with opened(here) as (database, organization), database.transaction(organization.id) as session:
        actor = await owner(session)
        member = await tenancy.member_by_email(session, email) if email else None
        if member and not tenancy.covers(Role(member.role), role):
            raise click.UsageError(f"{email} is {member.role}: their keys may have no wider role.")
        key = await tenancy.create(
            session,
            here.secret_key,
            org_id=organization.id,
            name=name,
            role=role,
            created_by=actor.ref,
            member_id=member.id if member else None,
        )
        shown = KEY.show(key.row.id)
        facts = {"key_id": shown, "name": name, "role": role.value, "member": email}
        await audit.record(session, actor, "key.created", f"key:{shown}", facts)
        return key.token


@keys.command("list")
def list_() -> None:
    """List the keys: never the secret, only its public part."""
    with installation() as here:
        asyncio.run(_list(here))


async def _list(here: Installation) -> None:
    async with opened(here) as (database, organization), database.transaction(organization.id) as session:
        found = await tenancy.keys(session)
    if not found:
        click.echo("No keys yet: make one with `remit keys create --name ci --role admin`.", err=True)
    for key in found:
        state = "revoked" if key.revoked_at else "live"
        click.echo(f"{KEY.show(key.id)}  remit_{key.key_id}…  {key.role:9} {state:8} {key.name}")


@keys.command()
@click.argument("key_id")
def revoke(key_id: str) -> None:
    """Revoke a key, by the id that `remit keys list` shows; it stops working at once."""
    with installation() as here:
        asyncio.run(_revoke(here, key_id))
    click.echo(f"{key_id} is revoked.")


async def _revoke(here: Installation, key_id: str) -> None:
    id = KEY.parse(key_id)
    async with opened(here) as (database, organization), database.transaction(organization.id) as session:
        actor = await owner(session)
        await tenancy.revoke(session, id)
        await audit.record(session, actor, "key.revoked", f"key:{key_id}", {"key_id": key_id})
