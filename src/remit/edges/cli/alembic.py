"""Running the migrations, ours by Alembic and the durable engine's by its own."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from remit.engines.durable import migrate as migrate_durable
from remit.kit.database import driver_url
from remit.kit.embedded import APP_ROLE

_ROLE = text(f"""
do $$ begin
  if not exists (select from pg_roles where rolname = '{APP_ROLE}') then
    create role {APP_ROLE} nologin nosuperuser nobypassrls;
  end if;
end $$""")


def run(owner_url: str) -> None:
    """Apply all migrations as the owner of the tables.

    Ours come last and in one transaction: their revision says that everything is there, also after a start that was
    killed on its way.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    engine = create_engine(driver_url(owner_url), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(_ROLE)
    migrate_durable(owner_url, APP_ROLE)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
