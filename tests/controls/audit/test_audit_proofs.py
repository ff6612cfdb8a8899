"""Proofs over HTTP: they hold for every entry and size, against what was signed, and for nothing else."""

import hashlib

import psycopg
import pytest
from tests.fixtures.journey import problem
from tests.fixtures.people import Acting, Found
from tests.fixtures.server import Api

from remit.controls import audit
from remit.controls.audit import proofs, queries
from remit.controls.tenancy import Actor, Organization, Role
from remit.engines.ledger import (
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of,
    verify_checkpoint,
    verify_consistency,
    verify_inclusion,
)
from remit.kit.database import Database


async def _grow(database: Database, actor: Actor, count: int) -> None:
    async with database.transaction(actor.org_id) as session:
        for number in range(count):
            await audit.record(session, actor, "thing.made", f"thing:{number}", {"number": number})


@pytest.fixture
async def operator(actor: Acting) -> Actor:
    return await actor(Role.OPERATOR)


async def test_an_entry_is_proved_from_its_body_to_the_signature(
    api: Api, database: Database, operator: Actor
) -> None:
    client = await api(Role.VIEWER)
    await _grow(database, operator, 11)
    for seq in range(11):
        shown = (await client.get(f"/api/audit/entries/{seq}")).json()
        proof = shown["proof"]
        (proven,) = proof["entries"]
        leaf = leaf_hash(proven["body"].encode())
        assert leaf.hex() == shown["leaf_hash"]
        signed = verify_checkpoint(proof["note"], proof["verifier"])
        assert (signed.size, signed.root.hex()) == (proof["size"], proof["root"])
        path = [bytes.fromhex(part) for part in proven["path"]]
        assert verify_inclusion(leaf, seq, signed.size, path, signed.root)
        other = leaf_hash(proven["body"].replace("thing.made", "thing.meant").encode())
        assert not verify_inclusion(other, seq, signed.size, path, signed.root)


async def test_many_are_proved_against_one_checkpoint(api: Api, database: Database, operator: Actor) -> None:
    client = await api(Role.VIEWER)
    await _grow(database, operator, 20)
    proof = (await client.get("/api/audit/proofs", params={"seq": [3, 19, 3, 0]})).json()
    signed = verify_checkpoint(proof["note"], proof["verifier"])
    assert [each["seq"] for each in proof["entries"]] == [3, 19, 0]
    for each in proof["entries"]:
        path = [bytes.fromhex(part) for part in each["path"]]
        assert verify_inclusion(leaf_hash(each["body"].encode()), each["seq"], 20, path, signed.root)
        assert each["payload"] == {"number": each["seq"]}
    await _grow(database, operator, 3)
    kept = (await client.get("/api/audit/proofs", params={"seq": 19})).json()
    assert kept["note"] == proof["note"]
    assert (await client.get("/api/audit/proofs", params={"seq": 20})).json()["size"] == 23
    assert (await client.get("/api/audit/proofs")).json()["entries"] == []
    for missing in ([99], [0, 23], [10**17]):
        problem(await client.get("/api/audit/proofs", params={"seq": missing}), 404)
    for refused in ([-1], ["x"], list(range(101)), [10**30]):
        problem(await client.get("/api/audit/proofs", params={"seq": refused}), 422)


async def test_the_log_only_grew(api: Api, database: Database, operator: Actor) -> None:
    client = await api(Role.VIEWER)
    sizes, roots = [1, 2, 7, 8, 13], {}
    for before, size in zip([0, *sizes], sizes, strict=False):
        await _grow(database, operator, size - before)
        note = (await client.get("/api/audit/checkpoint")).json()
        roots[size] = verify_checkpoint(note["note"], note["verifier"]).root
    for first in sizes:
        for second in (size for size in sizes if size >= first):
            told = (await client.get("/api/audit/consistency", params={"from": first, "to": second})).json()
            proof = [bytes.fromhex(part) for part in told["proof"]]
            assert told["second_root"] == roots[second].hex()
            assert verify_consistency(first, second, roots[first], roots[second], proof)
    now = (await client.get("/api/audit/consistency", params={"from": 7})).json()
    assert (now["first"], now["second"]) == (7, 13)
    for never in ({"from": 14}, {"from": 8, "to": 7}, {"from": 1, "to": 14}):
        problem(await client.get("/api/audit/consistency", params=never), 404)
    problem(await client.get("/api/audit/consistency", params={"from": -1}), 422)
    problem(await client.get("/api/audit/consistency", params={"from": "x"}), 422)


async def test_an_empty_log_has_nothing_to_prove(api: Api) -> None:
    client = await api(Role.VIEWER)
    told = (await client.get("/api/audit/consistency")).json()
    assert told == {"first": 0, "second": 0, "second_root": hashlib.sha256().hexdigest(), "proof": []}
    for nowhere in ("0", "7", "-1", "x", "aud_" + "0" * 26, "9" * 30):
        problem(await client.get(f"/api/audit/entries/{nowhere}"), 404)


async def test_kept_hashes_give_the_proofs_of_the_whole_tree(
    database: Database, operator: Actor, organization: Organization, as_owner: psycopg.Connection
) -> None:
    """A log of 70,000 entries, in which both levels of kept hashes are used, and grow."""
    leaves = [hashlib.sha256(str(n).encode()).digest() for n in range(70_000)]
    _fill(as_owner, organization, leaves)
    org_id = organization.id
    for size in (65_535, 66_000, 70_000):
        picked = [0, 255, 256, 40_000, 65_280, size - 1]
        async with database.transaction(org_id) as session:
            made = await proofs.inclusion(session, org_id, picked, size)
            assert await proofs.root(session, org_id, size) == root_of(leaves[:size])
        assert made == [inclusion_proof(leaves[:size], index, size) for index in picked]
    async with database.transaction(org_id) as session:
        for first, second in ((1, 70_000), (255, 65_536), (65_536, 70_000), (69_999, 70_000)):
            assert await proofs.consistency(session, org_id, first, second) == consistency_proof(
                leaves, first, second
            )


def _fill(as_owner: psycopg.Connection, organization: Organization, leaves: list[bytes]) -> None:
    """Write entries; copying into a table with row-level security goes by way of a temporary one."""
    as_owner.execute("select set_config('remit.org', %s, false)", (str(organization.id),))
    as_owner.execute("create temporary table filled (seq bigint, leaf bytea)")
    with as_owner.cursor().copy("copy filled from stdin") as copy:
        for row in enumerate(leaves):
            copy.write_row(row)
    as_owner.execute(
        "insert into audit_entries select %s, seq, %s, 't', 's', 'a', now(), '{}', leaf from filled",
        (organization.id, organization.id),
    )


async def test_kept_hashes_are_nobody_elses(database: Database, operator: Actor, found: Found) -> None:
    await _grow(database, operator, 300)
    async with database.transaction(operator.org_id) as session:
        await proofs.inclusion(session, operator.org_id, [0], 300)
    other = await found()
    async with database.transaction(other.id) as session:
        assert await queries.nodes_kept(session, 8) == 0
    async with database.transaction(operator.org_id) as session:
        assert await queries.nodes_kept(session, 8) == 1
