"""The members of before get accounts, also when whoever owns the tables is held back by row-level security."""

from collections.abc import Iterator
from importlib import resources

import psycopg
import pytest
from sqlalchemy import make_url

from remit.kit.embedded import EmbeddedPostgres

SQL = resources.files("remit.edges.cli.migrations") / "sql"
PEOPLE = """
insert into members (org_id, id, email, name, role, created_at) values
  (%(org)s, gen_random_uuid(), 'Anna@Example.org', 'Anna', 'owner', now()),
  (%(org)s, gen_random_uuid(), %(other)s, 'Other', 'viewer', now())
"""


@pytest.fixture
def aged(postgres: EmbeddedPostgres) -> Iterator[psycopg.Connection]:
    """A database of the first version, connected as its owner, who is no superuser."""
    with psycopg.connect(postgres.owner_url, autocommit=True) as connection:
        connection.execute("create role keeper login")
        connection.execute("create database aged owner keeper")
    url = make_url(postgres.owner_url).set(drivername="postgresql", database="aged", username="keeper")
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute("create table alembic_version (version_num text)")
        connection.execute((SQL / "0001_foundation.sql").read_text())
        yield connection
    with psycopg.connect(postgres.owner_url, autocommit=True) as connection:
        connection.execute("drop database aged")
        connection.execute("drop role keeper")


def test_members_get_accounts_by_their_address(aged: psycopg.Connection, postgres: EmbeddedPostgres) -> None:
    for slug, other in (("one", "bob@example.org"), ("two", "carol@example.org")):
        with aged.transaction():
            found = aged.execute("select gen_random_uuid()").fetchone()
            assert found is not None
            aged.execute("select set_config('remit.org', %s, true)", (str(found[0]),))
            aged.execute("insert into organizations values (%s, %s, %s, now())", (found[0], slug, slug))
            aged.execute(PEOPLE, {"org": found[0], "other": other})
            aged.execute(
                "insert into sessions select org_id, gen_random_uuid(), %s, id, now(), now() from members"
                " where name = 'Anna'",
                (slug,),
            )
    with aged.transaction():
        aged.execute((SQL / "0002_people.sql").read_text())
    url = make_url(postgres.owner_url).set(drivername="postgresql", database="aged")
    with psycopg.connect(url.render_as_string(hide_password=False)) as superuser:
        accounts = superuser.execute("select email from accounts order by email").fetchall()
        shared = superuser.execute(
            "select count(distinct account_id) from members where name = 'Anna'"
        ).fetchone()
        trusted = superuser.execute("select count(*) from accounts where proved_at is not null").fetchone()
        proved = superuser.execute("select count(*) from sessions where proved_at = created_at").fetchone()
    assert accounts == [("anna@example.org",), ("bob@example.org",), ("carol@example.org",)]
    assert (shared, proved, trusted) == ((1,), (2,), (3,))
