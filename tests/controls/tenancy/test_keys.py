"""API keys: stored as an HMAC, refused when wrong, dead at once when revoked."""

import re
from datetime import datetime

import pytest
from sqlalchemy import text
from tests.fixtures.people import Found, Token, identify
from tests.stubs import waiting

from remit.controls import tenancy
from remit.controls.tenancy import BadKey, Callers, Organization, Role
from remit.kit.database import Database
from remit.kit.errors import NotFound
from remit.kit.ids import new_id
from remit.kit.secret_key import SecretKey


async def test_a_key_says_who_acts(
    database: Database, secret_key: SecretKey, organization: Organization, token: Token
) -> None:
    made = await token(organization, Role.OPERATOR)
    assert re.fullmatch(r"remit_[0-9A-Za-z]{36}", made)
    actor = await identify(database, secret_key, made)
    assert (actor.org_id, actor.kind, actor.role) == (organization.id, "service_account", Role.OPERATOR)
    assert actor.person == actor.id


async def test_the_key_of_a_member_acts_for_that_person(
    database: Database, secret_key: SecretKey, organization: Organization, token: Token
) -> None:
    async with database.transaction(organization.id) as session:
        owner = await tenancy.owner(session)
    assert owner is not None
    actor = await identify(database, secret_key, await token(organization, Role.VIEWER, member_id=owner.id))
    assert (actor.kind, actor.person, actor.name) == ("member", owner.id, "Owner")
    assert actor.role is Role.VIEWER


async def test_only_the_hash_is_stored(database: Database, organization: Organization, token: Token) -> None:
    made = await token(organization, Role.ADMIN)
    async with database.transaction(organization.id) as session:
        rows = (await session.execute(text("select row_to_json(k)::text from api_keys k"))).scalars().all()
    assert len(rows) == 1
    assert made not in rows[0]
    assert made[16:] not in rows[0]


async def test_one_letter_off_is_no_key(
    database: Database, secret_key: SecretKey, organization: Organization, token: Token
) -> None:
    made = await token(organization, Role.ADMIN)
    for position in range(len(made)):
        other = "0" if made[position] != "0" else "1"
        with pytest.raises(BadKey):
            await identify(database, secret_key, made[:position] + other + made[position + 1 :])


async def test_a_key_of_another_installation_is_refused(
    database: Database, organization: Organization, token: Token
) -> None:
    made = await token(organization, Role.ADMIN)
    with pytest.raises(BadKey):
        await identify(database, SecretKey(b"another secret of thirty-two bytes"), made)


async def test_a_revoked_key_is_dead_at_once_and_for_good(
    database: Database, secret_key: SecretKey, organization: Organization, token: Token
) -> None:
    made = await token(organization, Role.ADMIN)
    async with database.transaction(organization.id) as session:
        key = (await tenancy.keys(session))[0]
        await tenancy.revoke(session, key.id)
    with pytest.raises(BadKey, match="revoked"):
        await identify(database, secret_key, made)
    with pytest.raises(NotFound):
        async with database.transaction(organization.id) as session:
            await tenancy.revoke(session, key.id)


async def test_others_cannot_revoke_it(
    database: Database, secret_key: SecretKey, found: Found, token: Token
) -> None:
    mine, theirs = await found(), await found()
    made = await token(theirs, Role.ADMIN)
    key_id = (await identify(database, secret_key, made)).id
    for id in (key_id, new_id()):
        async with database.transaction(mine.id) as session:
            with pytest.raises(NotFound):
                await tenancy.revoke(session, id)
    assert await identify(database, secret_key, made)


async def test_when_a_key_was_used_is_written_down_again_after_a_minute(
    database: Database, secret_key: SecretKey, organization: Organization, token: Token
) -> None:
    moments = [0.0]
    callers = Callers(database, secret_key, clock=lambda: moments[0])
    made = await token(organization, Role.ADMIN)

    async def used() -> datetime:
        async with database.transaction(organization.id) as session:
            at = await session.scalar(text("select last_used_at from api_keys"))
        assert isinstance(at, datetime)
        return at

    await callers.identify(made)
    first = await used()
    moments[0] = 61.0
    await callers.identify(made)

    async def later() -> bool:
        return await used() > first

    await waiting.until(later)
