"""Proofs as this code makes them, for the web application's own verifier to be tested with.

`python -m tests.engines.ledger.ledger_vectors` writes the file anew; a test compares it with what is made.
"""

import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from remit.engines.ledger import (
    SigningKey,
    canonical_bytes,
    consistency_proof,
    digest,
    inclusion_proof,
    leaf_hash,
    root_of,
    sign_checkpoint,
)

FILE = Path(__file__).parents[3] / "web/src/features/audit/proof/vectors.json"
_ORIGIN = "remit/org_01k5t2y8m3vectors0000000000"
_KEY = SigningKey(_ORIGIN, Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
_OTHER = SigningKey(_ORIGIN, Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33))))
_SIZES = (1, 2, 3, 6, 7, 8, 13)
_PAYLOADS: list[dict[str, Any]] = [
    {},
    {"reason": "within the budget", "usd": 1.5, "count": 4, "ok": True, "none": None},
    {
        "\u20ac": "euro",
        "\r": "return",
        "1": "one",
        "\u0080": "control",
        "\U0001f600": "smile",
        "\ufb33": "hebrew",
    },
    {"numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 1e-27, -0.0, 9007199254740991]},
    {"text": 'quote " backslash \\ slash / tab \t and \u0007 </script>'},
    {"nested": {"b": [{"d": 1, "c": []}], "a": {}}},
    {"\u0645\u0631\u062d\u0628\u0627": "\u0645\u0631\u062d\u0628\u0627"},
]


def _entry(seq: int) -> dict[str, Any]:
    payload = _PAYLOADS[seq % len(_PAYLOADS)]
    actor = {"kind": "member", "id": "mem_1", "name": f"Ada \u2013 {seq}", "role": "owner"}
    body = canonical_bytes(
        {
            "specversion": "1.0",
            "id": f"aud_{seq}",
            "source": _ORIGIN,
            "type": "change.approved",
            "subject": f"deployment:dep_{seq}",
            "time": f"2026-11-21T10:00:0{seq % 10}.123456Z",
            "seq": seq,
            "nonce": f"{seq:032x}",
            "data": {"actor": actor, "correlation_id": f"req_{seq}", "payload_digest": digest(payload)},
        }
    ).decode()
    return {
        "seq": seq,
        "type": "change.approved",
        "subject": f"deployment:dep_{seq}",
        "time": f"2026-11-21T10:00:0{seq % 10}.123456Z",
        "actor": actor,
        "leaf_hash": leaf_hash(body.encode()).hex(),
        "body": body,
        "payload": payload,
    }


def made() -> dict[str, Any]:
    """Make a log of thirteen entries, with its checkpoints, audit paths and consistency proofs."""
    entries = [_entry(seq) for seq in range(max(_SIZES))]
    leaves = [bytes.fromhex(entry["leaf_hash"]) for entry in entries]
    return {
        "verifier": _KEY.verifier,
        "other_verifier": _OTHER.verifier,
        "entries": entries,
        "trees": [
            {
                "size": size,
                "note": sign_checkpoint(_ORIGIN, size, root_of(leaves[:size]), _KEY),
                "other_note": sign_checkpoint(_ORIGIN, size, root_of(leaves[:size]), _OTHER),
                "paths": [
                    [part.hex() for part in inclusion_proof(leaves[:size], index, size)]
                    for index in range(size)
                ],
            }
            for size in _SIZES
        ],
        "growth": [
            {
                "first": first,
                "second": second,
                "second_root": root_of(leaves[:second]).hex(),
                "proof": [part.hex() for part in consistency_proof(leaves, first, second)],
            }
            for first in _SIZES
            for second in _SIZES
            if first <= second
        ],
    }


def text() -> str:
    """Write it as the file has it."""
    return json.dumps(made(), indent=1, ensure_ascii=True) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="ascii")
