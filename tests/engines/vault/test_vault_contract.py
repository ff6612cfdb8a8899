"""One suite for every vault: what is sealed opens where it belongs, and nowhere else."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from remit.engines.vault import LocalVault, Place, ScriptedVault, SecretUnreadable, Vault
from remit.kit.ids import new_id
from remit.kit.secret_key import SecretKey

OLD = SecretKey(b"the key of last year, which is long enough")
NEW = SecretKey(b"the key of this year, which is long enough")
SECRET = "sk-proj-ünïcode-0123456789"
PLACE = Place(new_id(), new_id(), 1)
Turned = tuple[Vault, Callable[[], Awaitable[Vault]]]


@pytest.fixture(params=["local", "scripted"])
def turning(request: pytest.FixtureRequest) -> Turned:
    """A vault, and what it is after its key was changed."""
    if request.param == "local":

        async def local() -> Vault:
            return LocalVault(lambda: [NEW, OLD])

        return LocalVault(lambda: [OLD]), local
    scripted = ScriptedVault()

    async def next_generation() -> Vault:
        scripted.generation += 1
        return scripted

    return scripted, next_generation


@pytest.fixture
def vault(turning: Turned) -> Vault:
    return turning[0]


async def test_what_is_sealed_opens_where_it_belongs(vault: Vault) -> None:
    assert await vault.open(await vault.seal(SECRET, PLACE), PLACE) == SECRET


@pytest.mark.parametrize("secret", ["x", "x" * 8192, "日本語 🔑", "a\nb\x00c"])
async def test_any_text_may_be_a_secret(vault: Vault, secret: str) -> None:
    assert await vault.open(await vault.seal(secret, PLACE), PLACE) == secret


async def test_an_envelope_tells_nothing_and_two_are_never_alike(vault: Vault) -> None:
    first, second = await vault.seal(SECRET, PLACE), await vault.seal(SECRET, PLACE)
    assert first != second
    for part in (SECRET, SECRET[:8], SECRET[-4:]):
        assert part.encode() not in first


@pytest.mark.parametrize(
    "elsewhere",
    [replace(PLACE, tenant=new_id()), replace(PLACE, id=new_id()), replace(PLACE, version=2)],
    ids=["another tenant", "another id", "another version"],
)
async def test_an_envelope_that_was_moved_does_not_open(vault: Vault, elsewhere: Place) -> None:
    envelope = await vault.seal(SECRET, PLACE)
    for attempt in (vault.open, vault.rewrap):
        with pytest.raises(SecretUnreadable):
            await attempt(envelope, elsewhere)


@pytest.mark.parametrize("rubbish", [b"", b"\x00", b"\x01", b"\x01" * 200, b"[1]", b"null", b"\xff" * 80])
async def test_what_is_no_envelope_does_not_open(vault: Vault, rubbish: bytes) -> None:
    with pytest.raises(SecretUnreadable):
        await vault.open(rubbish, PLACE)


async def test_rewrapping_keeps_the_secret_and_changes_the_envelope(turning: Turned) -> None:
    vault, turn = turning
    old = await vault.seal(SECRET, PLACE)
    assert await vault.rewrap(old, PLACE) == old
    after = await turn()
    assert await after.open(old, PLACE) == SECRET
    new = await after.rewrap(old, PLACE)
    assert new != old
    assert await after.open(new, PLACE) == SECRET
