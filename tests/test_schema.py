"""The catalogue: every table belongs to an organisation, and the database enforces it."""

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from psycopg import errors
from sqlalchemy import ForeignKeyConstraint, create_engine
from sqlalchemy.pool import NullPool

from remit.controls import audit
from remit.controls.tenancy import Organization, system
from remit.edges.api import routes
from remit.kit.database import Base, Database, driver_url
from remit.kit.embedded import APP_ROLE, EmbeddedPostgres
from remit.kit.secret_key import SecretKey

KEPT = {"audit_entries", "audit_checkpoints"}
APPENDED = KEPT | {"audit_nodes", "revisions", "usage", "transitions", "decisions"}
KNOWN_POLICIES = {
    ("organizations", "lookup", "SELECT"),
    ("organizations", "relay", "SELECT"),
    ("api_keys", "lookup", "SELECT"),
    ("sessions", "lookup", "SELECT"),
    ("sign_in_links", "lookup", "SELECT"),
    ("invitations", "lookup", "SELECT"),
    ("members", "mine", "SELECT"),
    ("organizations", "mine", "SELECT"),
    ("connection_secrets", "relay", "SELECT"),
    ("annotators", "relay", "SELECT"),
    ("notice_subscriptions", "relay", "SELECT"),
    ("notice_deliveries", "relay", "SELECT"),
    ("decision_links", "lookup", "SELECT"),
    ("deployments", "relay", "SELECT"),
    ("deployments", "relay_here", "SELECT"),
    ("deployments", "relay_orphaned", "SELECT"),
    ("deployments", "relay_steady", "SELECT"),
    ("rollouts", "relay_due", "SELECT"),
    ("scalings", "relay_due", "SELECT"),
    ("external_instances", "relay", "SELECT"),
    ("events", "relay", "SELECT"),
    ("events", "relay_done", "UPDATE"),
    ("proposals", "sweep", "SELECT"),
    ("reservations", "sweep", "SELECT"),
    ("tool_uses", "sweep", "SELECT"),
}


# Accounts belong to the installation and to no organisation: these are all the ways in.
ACCOUNTS = {
    "lookup": ("SELECT", "(email = ( SELECT remit_lookup() AS remit_lookup))", None),
    "mine": ("SELECT", "(id = ( SELECT remit_account() AS remit_account))", None),
    "made": ("INSERT", None, "(email = ( SELECT remit_lookup() AS remit_lookup))"),
    "changed": ("UPDATE",) + ("(id = ( SELECT remit_account() AS remit_account))",) * 2,
}


@pytest.fixture
def tables(as_owner: psycopg.Connection) -> set[str]:
    rows = as_owner.execute(
        "select tablename from pg_tables where schemaname = 'public' and tablename <> 'alembic_version'"
    )
    return {name for (name,) in rows}


def test_every_table_forces_row_level_security(as_owner: psycopg.Connection, tables: set[str]) -> None:
    rows = as_owner.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace"
        " and relkind in ('r', 'p') and relrowsecurity and relforcerowsecurity"
    )
    assert {name for (name,) in rows} == tables
    assert len(tables) > 15


def test_every_table_has_the_tenant_policy_and_only_known_others(
    as_owner: psycopg.Connection, tables: set[str]
) -> None:
    rows = as_owner.execute(
        "select tablename, policyname, cmd, permissive, roles::text, qual, with_check"
        " from pg_policies where schemaname = 'public'"
    ).fetchall()
    accounts = {row[1]: (row[2], *row[5:]) for row in rows if row[0] == "accounts"}
    assert accounts == ACCOUNTS
    rows = [row for row in rows if row[0] != "accounts"]
    tenant = {row[0]: row[2:] for row in rows if row[1] == "tenant"}
    assert set(tenant) == tables - {"accounts"}
    for table, found in tenant.items():
        column = "id" if table == "organizations" else "org_id"
        condition = f"({column} = ( SELECT remit_org() AS remit_org))"
        assert found == ("ALL", "PERMISSIVE", "{public}", condition, condition), table
    assert {row[:3] for row in rows if row[1] != "tenant"} == KNOWN_POLICIES


def test_no_view_or_function_of_the_owner_goes_round_the_policies(as_owner: psycopg.Connection) -> None:
    views = as_owner.execute("select viewname from pg_views where schemaname = 'public'").fetchall()
    functions = as_owner.execute(
        "select proname from pg_proc where pronamespace = 'public'::regnamespace and prosecdef"
    ).fetchall()
    assert (views, functions) == ([], [])


def test_every_foreign_key_between_tenants_carries_the_organisation(as_owner: psycopg.Connection) -> None:
    rows = as_owner.execute(
        """
        select c.conname, c.conrelid::regclass::text, c.confrelid::regclass::text,
               (select array_agg(a.attname::text order by k.n) from unnest(c.conkey) with ordinality k(num, n)
                join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.num)
        from pg_constraint c where c.contype = 'f' and c.connamespace = 'public'::regnamespace
        """
    ).fetchall()
    assert len(rows) > 15
    for name, _, target, columns in rows:
        if target == "accounts":
            continue
        assert columns[0] == "org_id", name
        assert target == "organizations" or len(columns) > 1, name


def test_the_application_role_owns_nothing_and_bypasses_nothing(as_owner: psycopg.Connection) -> None:
    role = as_owner.execute(
        "select rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication from pg_roles where rolname = %s",
        (APP_ROLE,),
    ).fetchone()
    assert role == (False,) * 5
    owned = "select count(*) from {} where {} = (select oid from pg_roles where rolname = %s)"
    for catalogue, column in (
        ("pg_class", "relowner"),
        ("pg_proc", "proowner"),
        ("pg_namespace", "nspowner"),
        ("pg_database", "datdba"),
        ("pg_type", "typowner"),
    ):
        found = as_owner.execute(owned.format(catalogue, column), (APP_ROLE,)).fetchone()
        assert found == (0,), catalogue
    members = as_owner.execute(
        "select count(*) from pg_auth_members where member = (select oid from pg_roles where rolname = %s)",
        (APP_ROLE,),
    ).fetchone()
    assert members == (0,)


@pytest.mark.parametrize("table", sorted(APPENDED))
@pytest.mark.parametrize("statement", ["update {} set org_id = org_id", "delete from {}", "truncate {}"])
def test_the_application_cannot_change_what_is_only_appended(
    postgres: EmbeddedPostgres, table: str, statement: str
) -> None:
    with (
        psycopg.connect(postgres.app_url) as connection,
        pytest.raises(errors.InsufficientPrivilege, match="permission denied"),
    ):
        connection.execute(statement.format(table))


@pytest.fixture
async def written(database: Database, organization: Organization, secret_key: SecretKey) -> None:
    """Leave an entry and a checkpoint in the log, so that there is something to change."""
    async with database.transaction(organization.id) as session:
        await audit.record(session, system(organization.id), "test.happened", "test:1", {})
        await audit.checkpoint(session, secret_key, organization.id)


@pytest.mark.parametrize("table", sorted(KEPT))
def test_the_owner_cannot_change_the_audit_log_either(
    as_owner: psycopg.Connection, written: None, table: str
) -> None:
    for statement in (
        f"update {table} set org_id = org_id",
        f"delete from {table}",
        f"truncate {table} cascade",
    ):
        with pytest.raises(errors.Error, match="never changed or removed") as refused:
            as_owner.execute(statement)
        assert refused.value.sqlstate == "RM001"


def test_the_schema_is_what_the_tables_in_the_code_say(postgres: EmbeddedPostgres) -> None:
    assert routes().openapi()["paths"]  # loads every package, and with it every table
    engine = create_engine(driver_url(postgres.owner_url), poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"compare_type": True, "include_name": _included, "include_object": _comparable},
        )
        differences = compare_metadata(context, Base.metadata)
    assert differences == []


def _included(name: str | None, kind: str, _: object) -> bool:
    return not (kind == "table" and name == "alembic_version")


def _comparable(item: object, _: str | None, kind: str, __: bool, ___: object) -> bool:
    """Indexes, unique constraints and the keys to `organizations` stand in the migration only.

    The ORM never makes a table, and `kit` knows no organisations; the tests above look at those keys.
    """
    if isinstance(item, ForeignKeyConstraint):
        return item.referred_table.name != "organizations"
    return kind not in {"index", "unique_constraint"}
