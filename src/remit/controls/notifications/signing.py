"""Standard Webhooks: the secrets that messages are signed with, and the signatures.

https://github.com/standard-webhooks/standard-webhooks: `webhook-signature` holds `v1,` and the HMAC-SHA256 of
`id.timestamp.body` in base64, one for each secret that holds, with spaces between them.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

_PREFIX = "whsec_"
_BYTES = 32


def new_secret() -> str:
    """Make a secret as the specification writes it."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def sign(keys: Sequence[str], id: str, at: datetime, body: bytes) -> dict[str, str]:
    """Return the headers of a message: its id, which stays the same however often it is sent, when, and signatures."""
    moment = str(int(at.timestamp()))
    signed = f"{id}.{moment}.".encode() + body
    made = [
        hmac.new(base64.b64decode(key.removeprefix(_PREFIX)), signed, hashlib.sha256).digest() for key in keys
    ]
    return {
        "webhook-id": id,
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(f"v1,{base64.b64encode(each).decode()}" for each in made),
    }


HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")
