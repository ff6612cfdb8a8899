"""Envelopes of the local vault: every bit counts, and only the right key opens them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.engines.vault import LocalVault, Place, SecretUnreadable
from remit.kit.ids import new_id
from remit.kit.secret_key import SecretKey

KEY = SecretKey(b"the key of this installation, long enough")
OTHER = SecretKey(b"the key of another installation, as long")
PLACE = Place(new_id(), new_id(), 7)
_WRAPPED = slice(0, 1 + 8 + 12 + 48)


async def test_every_bit_of_an_envelope_is_checked() -> None:
    vault = LocalVault(lambda: [KEY])
    envelope = await vault.seal("sk-1234", PLACE)
    for position in range(len(envelope)):
        for bit in (1, 128):
            changed = bytearray(envelope)
            changed[position] ^= bit
            with pytest.raises(SecretUnreadable):
                await vault.open(bytes(changed), PLACE)
    for length in range(len(envelope)):
        with pytest.raises(SecretUnreadable):
            await vault.open(envelope[:length], PLACE)
    with pytest.raises(SecretUnreadable):
        await vault.open(envelope + b"\x00", PLACE)


async def test_halves_of_two_envelopes_do_not_fit() -> None:
    vault = LocalVault(lambda: [KEY])
    one, two = await vault.seal("first", PLACE), await vault.seal("second", PLACE)
    mixed = one[_WRAPPED] + two[_WRAPPED.stop :]
    with pytest.raises(SecretUnreadable):
        await vault.open(mixed, PLACE)


async def test_another_installation_opens_nothing_and_says_what_to_do() -> None:
    envelope = await LocalVault(lambda: [KEY]).seal("sk-1234", PLACE)
    with pytest.raises(SecretUnreadable, match=r"put the saved secret\.key back") as refused:
        await LocalVault(lambda: [OTHER]).open(envelope, PLACE)
    assert refused.value.status == 409


async def test_the_old_key_opens_nothing_that_was_rewrapped() -> None:
    old = await LocalVault(lambda: [OTHER]).seal("sk-1234", PLACE)
    turned = LocalVault(lambda: [KEY, OTHER])
    new = await turned.rewrap(old, PLACE)
    assert new[_WRAPPED.stop :] == old[_WRAPPED.stop :]
    assert await LocalVault(lambda: [KEY]).open(new, PLACE) == "sk-1234"
    with pytest.raises(SecretUnreadable):
        await LocalVault(lambda: [OTHER]).open(new, PLACE)


PLACES = st.builds(Place, st.uuids(), st.uuids(), st.integers(0, 2**63))


@given(PLACES, PLACES)
def test_no_two_places_look_alike(one: Place, two: Place) -> None:
    assert (one.associated == two.associated) == (one == two)
