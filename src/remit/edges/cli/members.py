"""`remit members …` and `remit sign-in-link`: on this machine's database."""

import asyncio

import click

from remit.controls import audit, tenancy
from remit.controls.tenancy import MEMBER, Role
from remit.edges.cli.keys import owner
from remit.edges.cli.local import Installation, installation, opened

_ROLES = [r.value for r in Role if r is not Role.CALLER]


@click.group()
def members() -> None:
    """Add and list people, on this machine's database."""


@members.command()
@click.argument("email")
@click.option("--name", help="How they are shown; the address when left out.")
@click.option("--role", type=click.Choice(_ROLES), default="viewer", show_default=True)
def add(email: str, name: str | None, role: str) -> None:
    """Add a person; sign them in with `remit sign-in-link --member EMAIL`."""
    with installation() as here:
        by_link = asyncio.run(_add(here, email, name or email, Role(role)))
    click.echo(f"{email} is a member with the role {role}.")
    if by_link:
        hint = (
            f"They come in by `remit sign-in-link --member {email}`; a password set before works no longer."
        )
        click.echo(hint, err=True)


async def _add(here: Installation, email: str, name: str, role: Role) -> bool:
    """Add them; whether they must come in by a link first."""
    async with opened(here) as (database, organization), database.transaction(organization.id) as session:
        actor = await owner(session)
        member = await tenancy.add_member(session, organization, email, name, role)
        facts = {"email": email, "role": role.value}
        await audit.record(session, actor, "member.added", MEMBER.ref(member.id), facts)
        return await tenancy.reclaim(session, audit.record, email)


@members.command()
@click.argument("email")
@click.option("--role", type=click.Choice(_ROLES), default="viewer", show_default=True)
def invite(email: str, role: str) -> None:
    """Print a link by which a person joins, once, within a week; send it to them: Remit sends no mail."""
    with installation() as here:
        click.echo(asyncio.run(_invite(here, email, Role(role))))
    click.echo(f"The link is for {email} alone, and makes them {role}.", err=True)


async def _invite(here: Installation, email: str, role: Role) -> str:
    async with opened(here) as (database, organization), database.transaction(organization.id) as session:
        _, token = await tenancy.invite(session, await owner(session), audit.record, email, role)
    return f"{here.settings.url}/invitations/{token}"


@members.command("list")
def list_() -> None:
    """List the members."""
    with installation() as here:
        asyncio.run(_list(here))


async def _list(here: Installation) -> None:
    async with opened(here) as (database, organization), database.transaction(organization.id) as session:
        for member in await tenancy.list_members(session):
            click.echo(f"{member.role:9} {member.email}  {member.name}")


@members.command()
def roles() -> None:
    """List the roles, and what each is for."""
    for role in tenancy.ROLES:
        click.echo(f"{role.name.value:9} {role.description}")


@click.command()
@click.option("--member", metavar="EMAIL", help="Whom to sign in; the owner when left out.")
def sign_in_link(member: str | None) -> None:
    """Print a link that signs a person in, once, within 15 minutes."""
    with installation() as here:
        click.echo(asyncio.run(link(here, member)))


async def link(here: Installation, email: str | None) -> str:
    """Make a sign-in link for a member, the owner when none is named."""
    async with opened(here) as (database, organization), database.transaction(organization.id) as session:
        actor = await owner(session)
        chosen = await tenancy.member_by_email(session, email) if email else await tenancy.owner(session)
        if chosen is None:
            raise click.ClickException("The organisation has no owner.")
        token = await tenancy.make_link(session, chosen)
        await audit.record(
            session, actor, "sign_in_link.created", MEMBER.ref(chosen.id), {"email": chosen.email}
        )
    return f"{here.settings.url}/sign-in#token={token}"
