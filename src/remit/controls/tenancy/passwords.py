"""Passwords: what one may be, how it is stored, and how it is compared."""

import asyncio
import unicodedata

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from remit.controls.tenancy.errors import WeakPassword

SHORTEST, LONGEST = 12, 1000
_hashes = PasswordHash((Argon2Hasher(time_cost=3, memory_cost=65536, parallelism=4),))
# Compared with when nobody has the address: what is answered, and how late, tells nothing of who has an account.
NOBODYS = "$argon2id$v=19$m=65536,t=3,p=4$+3JQcr+i5pXlgGNmWNxTQQ$jJY6LllLbaDqKTjzr1Fs+7zkGhPoT0R0AkFh2OWFH1Y"


def normal(password: str) -> str:
    """Write a password as it is hashed: keyboards differ in how they compose a letter (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def check(password: str, email: str) -> str:
    """Return the normal form of a new password; `WeakPassword` when it may not be one."""
    chosen = normal(password)
    if not SHORTEST <= len(chosen) <= LONGEST:
        raise WeakPassword(
            f"A password has {SHORTEST} to {LONGEST:,} characters; three or four words are good."
        )
    if chosen.strip().casefold() == email.casefold():
        raise WeakPassword("Your e-mail address is no password.")
    if len(set(chosen)) < 3:
        raise WeakPassword("This is the same character again and again.")
    return chosen


async def hashed(password: str) -> str:
    """Hash a password in its normal form."""
    return await asyncio.to_thread(_hashes.hash, password)


async def matches(password: str, stored: str | None) -> bool:
    """Compare a password with a stored hash; takes as long when there is none, and then says no."""
    right = await asyncio.to_thread(_hashes.verify, normal(password), stored or NOBODYS)
    return right and stored is not None
