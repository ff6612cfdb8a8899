"""Vaults whose key is kept elsewhere: HashiCorp Vault's Transit and AWS KMS, over their real protocols."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from pydantic import SecretStr
from tests.fixtures.installation import free_port
from tests.stubs.vault_server import Fault, VaultStub, vault_stub
from werkzeug.serving import make_server

from remit.engines.vault import Place, SecretUnreadable, Vault, VaultUnavailable, vault_of
from remit.engines.vault.keepers import Transit
from remit.engines.vault.kept import KeptVault
from remit.kit.errors import Unavailable
from remit.kit.ids import new_id
from remit.kit.secret_key import SecretKey, draw
from remit.kit.settings import Settings

SECRET = "sk-proj-ünïcode-0123456789"
PLACE = Place(new_id(), new_id(), 1)
OWN = SecretKey(b"the key of the installation, long enough")


@pytest.fixture
def hashicorp() -> Iterator[VaultStub]:
    with vault_stub() as serving:
        yield serving


@pytest.fixture(scope="module")
def aws() -> Iterator[str]:
    """A server that speaks KMS."""
    server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def kms(aws: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Settings for a key of KMS."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    client = boto3.client("kms", region_name="eu-central-1", endpoint_url=aws)
    key = client.create_key()["KeyMetadata"]["Arn"]
    return {"vault_key": SecretStr(f"kms:{key}"), "aws_endpoint_url": aws}


def transit(stub: VaultStub, **members: Any) -> dict[str, Any]:
    return {"vault_key": SecretStr(stub.name), "vault_token": SecretStr(stub.token), **members}


def vault(tmp_path: Path, chosen: dict[str, Any]) -> Vault:
    return vault_of(Settings(data=tmp_path, **chosen), OWN)


@pytest.fixture(params=["transit", "kms"])
def chosen(request: pytest.FixtureRequest) -> dict[str, Any]:
    if request.param == "kms":
        found: dict[str, Any] = request.getfixturevalue("kms")
        return found
    return transit(request.getfixturevalue("hashicorp"))


async def test_what_is_sealed_opens_where_it_belongs_and_nowhere_else(
    tmp_path: Path, chosen: dict[str, Any]
) -> None:
    sealing = vault(tmp_path, chosen)
    envelope = await sealing.seal(SECRET, PLACE)
    assert SECRET.encode()[:8] not in envelope
    assert await sealing.seal(SECRET, PLACE) != envelope
    for opening in (sealing, vault(tmp_path, chosen)):
        assert await opening.open(envelope, PLACE) == SECRET
        assert await opening.rewrap(envelope, PLACE) == envelope
        for elsewhere in (
            replace(PLACE, tenant=new_id()),
            replace(PLACE, id=new_id()),
            replace(PLACE, version=2),
        ):
            with pytest.raises(SecretUnreadable):
                await opening.open(envelope, elsewhere)
        for broken in (envelope[:-1], envelope[:40], envelope[:9], envelope[:-1] + b"\x00", b"", b"\x02"):
            with pytest.raises(SecretUnreadable):
                await opening.open(broken, PLACE)


async def test_secrets_move_between_the_files_key_and_one_kept_elsewhere(
    tmp_path: Path, chosen: dict[str, Any]
) -> None:
    at_hand = vault(tmp_path, {})
    old = await at_hand.seal(SECRET, PLACE)
    kept = vault(tmp_path, chosen)
    assert await kept.open(old, PLACE) == SECRET
    moved = await kept.rewrap(old, PLACE)
    assert moved[:1] == b"\x02"
    with pytest.raises(SecretUnreadable):
        await at_hand.open(moved, PLACE)
    back = vault(tmp_path, {**chosen, "vault_key": None, "vault_key_before": chosen["vault_key"]})
    assert await back.open(moved, PLACE) == SECRET
    assert await at_hand.open(await back.rewrap(moved, PLACE), PLACE) == SECRET


async def test_what_was_opened_is_remembered_for_its_place_only(tmp_path: Path, hashicorp: VaultStub) -> None:
    envelope = await vault(tmp_path, transit(hashicorp)).seal(SECRET, PLACE)
    opening = vault(tmp_path, transit(hashicorp))
    hashicorp.asked.clear()
    for _ in range(3):
        assert await opening.open(envelope, PLACE) == SECRET
    assert hashicorp.asked == ["/v1/transit/decrypt/remit"]


async def test_a_key_turned_in_vault_still_opens_what_lies_under_the_one_before(
    tmp_path: Path, hashicorp: VaultStub
) -> None:
    envelope = await vault(tmp_path, transit(hashicorp)).seal(SECRET, PLACE)
    hashicorp.turn()
    assert await vault(tmp_path, transit(hashicorp)).open(envelope, PLACE) == SECRET


async def test_a_token_in_a_file_is_read_at_every_use(tmp_path: Path, hashicorp: VaultStub) -> None:
    file = tmp_path / "token"
    members = {"vault_token": None, "vault_token_file": file, "vault_namespace": "team-a"}
    opening = vault(tmp_path, transit(hashicorp, **members))
    with pytest.raises(Unavailable):
        await opening.seal(SECRET, PLACE)
    file.write_text("hvs.wrong\n")
    with pytest.raises(VaultUnavailable, match="refuses Remit's token"):
        await opening.seal(SECRET, PLACE)
    file.write_text(f"{hashicorp.token}\n")
    await opening.seal(SECRET, PLACE)
    assert hashicorp.headers[-1]["x-vault-namespace"] == "team-a"


@pytest.mark.parametrize("fault", ["hang", "sealed", "html", "500", "odd"])
async def test_a_vault_that_does_not_answer_says_so(hashicorp: VaultStub, fault: Fault) -> None:
    keeper = Transit(hashicorp.address, "transit", "remit", lambda: hashicorp.token, draw, seconds=0.3)
    envelope = await KeptVault(keeper).seal(SECRET, PLACE)
    hashicorp.fault = fault
    with pytest.raises(VaultUnavailable) as refused:
        await KeptVault(keeper).open(envelope, PLACE)
    assert hashicorp.token not in refused.value.detail
    assert "127.0.0.1" in refused.value.detail


async def test_nobody_there_and_no_such_key_are_said(tmp_path: Path, kms: dict[str, Any]) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    gone = {"vault_key": SecretStr(f"transit:{nobody}/transit/remit"), "vault_token": SecretStr("x")}
    with pytest.raises(VaultUnavailable, match="does not answer"):
        await vault(tmp_path, gone).seal(SECRET, PLACE)
    missing = {**kms, "vault_key": SecretStr("kms:alias/nobody")}
    with pytest.raises(VaultUnavailable, match="NotFoundException"):
        await vault(tmp_path, missing).seal(SECRET, PLACE)
    with pytest.raises(VaultUnavailable, match="does not answer"):
        await vault(tmp_path, {**kms, "aws_endpoint_url": nobody}).seal(SECRET, PLACE)


@pytest.mark.parametrize(
    "value",
    ["kms:", "transit:", "transit:vault/remit", "transit:https://h/remit", "transit:https://u:p@h/m/k"],
)
def test_what_names_no_key_is_refused_at_the_start(tmp_path: Path, value: str) -> None:
    with pytest.raises(Unavailable, match="REMIT_VAULT_KEY is not usable"):
        vault(tmp_path, {"vault_key": SecretStr(value)})
