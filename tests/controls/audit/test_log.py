"""The audit log: gapless under load, gone with what was rolled back, provable without Remit."""

import asyncio
import shutil
import tracemalloc
from pathlib import Path

import psycopg
import pytest
from tests.fixtures.people import Found

from remit.controls import audit
from remit.controls.audit.search import Search, search
from remit.controls.tenancy import Organization, system
from remit.engines.ledger import verify_bundle
from remit.kit.database import Database
from remit.kit.embedded import EmbeddedPostgres
from remit.kit.errors import LimitExceeded
from remit.kit.secret_key import SecretKey
from remit.kit.telemetry import correlation


async def _record(database: Database, organization: Organization, number: int) -> None:
    async with database.transaction(organization.id) as session:
        await audit.record(
            session, system(organization.id), "test.happened", f"test:{number}", {"number": number}
        )


async def _export(database: Database, secret_key: SecretKey, organization: Organization, path: Path) -> Path:
    async with database.transaction(organization.id) as session:
        with await audit.export(session, secret_key, organization.id) as file:
            content = file.read()
    await asyncio.to_thread(path.write_bytes, content)
    return path


async def test_a_hundred_at_once_leave_no_gap_and_the_export_proves_it(
    database: Database, secret_key: SecretKey, organization: Organization, tmp_path: Path
) -> None:
    await asyncio.gather(*(_record(database, organization, number) for number in range(100)))
    async with database.transaction(organization.id) as session:
        found = await search(session, [], Search(), None, 200)
    assert [entry.seq for entry, _ in found] == list(range(99, -1, -1))
    assert {payload["number"] for _, payload in found if payload} == set(range(100))
    path = await _export(database, secret_key, organization, tmp_path / "log.jsonl")
    key = audit.signing_key(secret_key, organization.id)
    with path.open("rb") as file:
        report = verify_bundle(file, key.verifier)
    assert report.ok, report
    text = path.read_bytes()
    path.write_bytes(text.replace(b'"test:50"', b'"test:51"', 1))
    with path.open("rb") as file:
        assert not verify_bundle(file, key.verifier).ok


async def test_one_that_hangs_with_the_log_in_its_hands_holds_up_nobody_for_long(
    postgres: EmbeddedPostgres, database: Database, organization: Organization
) -> None:
    """Its machine may be there, and answer for it: the database itself ends a transaction that stands still."""
    async with await psycopg.AsyncConnection.connect(postgres.app_url) as hangs:
        await hangs.execute("select set_config('remit.org', %s, true)", (str(organization.id),))
        await hangs.execute("select remit_audit_head(%s)", (organization.id,))
        async with asyncio.timeout(30):
            await _record(database, organization, 1)
        with pytest.raises(psycopg.errors.IdleInTransactionSessionTimeout):
            await hangs.execute("select 1")


async def test_what_is_rolled_back_was_never_there(database: Database, organization: Organization) -> None:
    async def fail() -> None:
        async with database.transaction(organization.id) as session:
            await audit.record(session, system(organization.id), "test.undone", "test:1", {})
            raise ZeroDivisionError

    await _record(database, organization, 0)
    with pytest.raises(ZeroDivisionError):
        await fail()
    await _record(database, organization, 1)
    async with database.transaction(organization.id) as session:
        found = await search(session, [], Search(), None, 10)
    assert [(entry.seq, entry.type) for entry, _ in found] == [(1, "test.happened"), (0, "test.happened")]


async def test_organisations_have_logs_of_their_own(
    database: Database, secret_key: SecretKey, found: Found
) -> None:
    mine, theirs = await found(), await found()
    await asyncio.gather(*(_record(database, each, n) for n in range(5) for each in (mine, theirs)))
    notes = []
    for each in (mine, theirs):
        async with database.transaction(each.id) as session:
            size, note = await audit.checkpoint(session, secret_key, each.id)
            assert size == 5
            assert note.startswith(audit.origin(each.id))
            notes.append(note)
    assert notes[0] != notes[1]
    assert (
        audit.signing_key(secret_key, mine.id).verifier != audit.signing_key(secret_key, theirs.id).verifier
    )


async def test_an_entry_names_the_request(database: Database, organization: Organization) -> None:
    token = correlation.set("req_42")
    try:
        await _record(database, organization, 0)
    finally:
        correlation.reset(token)
    async with database.transaction(organization.id) as session:
        (entry, _), *_ = await search(session, [], Search(subject="test:0"), None, 1)
    assert '"correlation_id":"req_42"' in entry.body


async def test_an_empty_log_has_a_checkpoint_and_an_export(
    database: Database, secret_key: SecretKey, organization: Organization, tmp_path: Path
) -> None:
    path = await _export(database, secret_key, organization, tmp_path / "log.jsonl")
    with path.open("rb") as file:
        assert verify_bundle(file, audit.signing_key(secret_key, organization.id).verifier).ok


@pytest.mark.parametrize("payload", [{"text": "é😀\u2028"}, {"n": 1.5, "deep": [[[{}]]]}, {"null": None}])
async def test_odd_payloads_survive(
    database: Database,
    secret_key: SecretKey,
    organization: Organization,
    tmp_path: Path,
    payload: dict[str, object],
) -> None:
    async with database.transaction(organization.id) as session:
        await audit.record(session, system(organization.id), "test.happened", "test:1", payload)
    path = await _export(database, secret_key, organization, tmp_path / "log.jsonl")
    with path.open("rb") as file:
        assert verify_bundle(file, audit.signing_key(secret_key, organization.id).verifier).ok


async def test_one_export_at_a_time_of_an_organisation(
    database: Database, secret_key: SecretKey, found: Found, tmp_path: Path
) -> None:
    one, other = await found(), await found()
    async with database.transaction(one.id) as session:
        (await audit.export(session, secret_key, one.id)).close()
        with pytest.raises(LimitExceeded) as told:
            await _export(database, secret_key, one, tmp_path / "again.jsonl")
        assert told.value.extra["retry_after"] > 0
        await _export(database, secret_key, other, tmp_path / "other.jsonl")
    await _export(database, secret_key, one, tmp_path / "later.jsonl")


async def test_a_long_log_is_exported_piece_by_piece(
    database: Database, secret_key: SecretKey, organization: Organization, tmp_path: Path
) -> None:
    text, many = "x" * 20_000, 1_500
    async with database.transaction(organization.id) as session:
        for number in range(many):
            await audit.record(
                session, system(organization.id), "test.happened", "test:1", {"n": number, "text": text}
            )
    tracemalloc.start()
    path = tmp_path / "log.jsonl"
    async with database.transaction(organization.id) as session:
        with await audit.export(session, secret_key, organization.id) as file, path.open("wb") as kept:
            shutil.copyfileobj(file, kept)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert path.stat().st_size > many * len(text)
    assert most < path.stat().st_size
    with path.open("rb") as written:
        assert verify_bundle(written, audit.signing_key(secret_key, organization.id).verifier).ok
