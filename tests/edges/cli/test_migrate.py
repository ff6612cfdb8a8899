"""Bringing a database up to date when two start at once, and when a start was killed on its way."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
from sqlalchemy import make_url

from remit.edges.cli.migrate import behind, upgrade
from remit.engines.durable import migrate as migrate_durable
from remit.kit.embedded import APP_ROLE, EmbeddedPostgres


def _made(postgres: EmbeddedPostgres, name: str) -> str:
    with psycopg.connect(postgres.owner_url, autocommit=True) as connection:
        connection.execute(f"create database {name}".encode())
    return make_url(postgres.owner_url).set(database=name).render_as_string(hide_password=False)


def test_of_two_that_start_at_once_one_waits_for_the_other(postgres: EmbeddedPostgres) -> None:
    url = _made(postgres, "twice")
    with ThreadPoolExecutor(2) as both:
        done = [each.result(timeout=60) for each in (both.submit(upgrade, url), both.submit(upgrade, url))]
    assert sorted(done) == [False, True]
    assert not behind(url)


def test_what_a_killed_start_left_undone_is_done_by_the_next(postgres: EmbeddedPostgres) -> None:
    url = _made(postgres, "killed")
    migrate_durable(url, APP_ROLE)
    assert behind(url)
    assert upgrade(url)
    assert not behind(url)
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "select to_regclass('usage'), to_regclass('dbos.workflow_status')"
        ).fetchone()
    assert found == ("usage", "dbos.workflow_status")
