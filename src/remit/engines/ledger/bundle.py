"""The export of one log as one file, written so that an auditor can check it without us.

Format `remit-audit/1`: JSON Lines in UTF-8. Every line is exactly the RFC 8785 form of one object and
ends with one newline; nothing precedes, separates or follows the lines.

    first line   {"exported_at", "format", "origin", "size", "verifier"}
    each entry   {"body", "leaf", "payload", "root", "seq"}
    last line    {"checkpoint", "header", "lines", "signature"}

How to check a file, with SHA-256, Ed25519 and base64 (standard alphabet, padded, no spare bits set):

1. Every line equals the RFC 8785 serialisation of what it parses to.
2. `seq` runs from 0 to `size - 1` without a gap, equals `body.seq`, and `body.source` equals `origin`.
3. `leaf` is base64 of `SHA-256(0x00 || RFC 8785 bytes of body)`.
4. `root` is base64 of the RFC 6962 tree root over the leaves up to and including this entry. It is there
   so that a replaced entry is found where it stands and not only by the last root.
5. `payload` is null (withheld or erased) or an object whose RFC 8785 bytes have the SHA-256 written in
   `body.data.payload_digest` as `sha256:<hex>`.
6. `checkpoint` is a C2SP signed note (c2sp.org/tlog-checkpoint) with this origin, this size and the last
   root (of an empty log: SHA-256 of nothing), signed by `verifier` (`name+keyid+base64`).
7. `header` is `sha256:<hex>` of the first line without its newline, `lines` that of every byte before the
   last line.
8. `signature` is base64 of the Ed25519 signature, by the key of `verifier`, over the text `remit-audit/1`, a
   newline, and the RFC 8785 form of the last line's object without `signature`.

A key found in the file proves only that the file agrees with itself: compare `verifier` with the one you were
given. Who holds the private key can sign another history; a checkpoint kept from earlier shows that.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO, Protocol

from remit.engines.ledger.canonical import canonical_bytes, digest_of_bytes, encode_base64
from remit.engines.ledger.errors import LineFormatError
from remit.engines.ledger.keys import SigningKey
from remit.engines.ledger.tree import Frontier, leaf_hash

FORMAT = "remit-audit/1"
LONGEST_LINE = 16 * 2**20


class _Digest(Protocol):
    def update(self, data: bytes, /) -> None: ...


@dataclass(frozen=True, slots=True)
class Header:
    """What an export says of itself: the log, how many entries, when (RFC 3339) and whose key signs it."""

    origin: str
    size: int
    exported_at: str
    verifier: str

    def line(self) -> bytes:
        """The first line, without its newline."""
        return canonical_bytes(
            {
                "exported_at": self.exported_at,
                "format": FORMAT,
                "origin": self.origin,
                "size": self.size,
                "verifier": self.verifier,
            }
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry to export: its body, the payload if it may be shown, and the leaf hash the log stored.

    Give the stored leaf whenever there is one: a body that was changed in the database then shows.
    """

    body: Mapping[str, object]
    payload: Mapping[str, object] | None = None
    leaf: bytes | None = None


def write_bundle(
    file: BinaryIO, header: Header, entries: Iterable[Entry], checkpoint: str, key: SigningKey
) -> None:
    """Write the export of a log's entries 0 to `size - 1`, in order, one at a time.

    `checkpoint` is the signed note for exactly these entries; `key` is the one named in the header.
    History is written as it is given; run `verify_bundle` on the result to know whether it holds.
    """
    writer = BundleWriter(file, header, key)
    for entry in entries:
        writer.add(entry)
    writer.close(checkpoint)


class BundleWriter:
    """Writes an export entry by entry, as they come; `write_bundle` says what it promises."""

    def __init__(self, file: BinaryIO, header: Header, key: SigningKey) -> None:
        if key.verifier != header.verifier:
            raise LineFormatError("the header names another verifier than the signing key; use key.verifier")
        self._file = file
        self._key = key
        self._first = header.line()
        self._lines = sha256()
        self._tree = Frontier()
        _put(file, self._lines, self._first)

    def add(self, entry: Entry) -> None:
        """Write the next entry."""
        body = canonical_bytes(entry.body)
        leaf = entry.leaf or leaf_hash(body)
        self._tree = self._tree.append(leaf)
        payload = canonical_bytes(entry.payload)
        parts = (body, encode_base64(leaf), payload, encode_base64(self._tree.root()), entry.body.get("seq"))
        _put(self._file, self._lines, entry_line(*parts))

    def close(self, checkpoint: str) -> None:
        """Write the last line, which signs all before it."""
        signed = {
            "checkpoint": checkpoint,
            "header": digest_of_bytes(self._first),
            "lines": f"sha256:{self._lines.hexdigest()}",
        }
        signature = encode_base64(self._key.private.sign(closing_message(signed)))
        self._file.write(canonical_bytes({**signed, "signature": signature}) + b"\n")


def entry_line(body: bytes, leaf: str, payload: bytes, root: str, seq: object) -> bytes:
    """An entry's line without its newline, from a body and payload in canonical form."""
    # The keys stand in sorted order, so joining canonical parts is canonical, at half the cost.
    return b'{"body":%b,"leaf":%b,"payload":%b,"root":%b,"seq":%b}' % (
        body,
        canonical_bytes(leaf),
        payload,
        canonical_bytes(root),
        canonical_bytes(seq),
    )


def closing_message(signed: Mapping[str, object]) -> bytes:
    """The bytes the last line's signature covers."""
    return FORMAT.encode() + b"\n" + canonical_bytes(dict(signed))


def _put(file: BinaryIO, lines: _Digest, line: bytes) -> None:
    line += b"\n"
    if len(line) > LONGEST_LINE:
        raise LineFormatError(
            f"an entry of {len(line)} bytes is too long to export; keep its payload elsewhere"
        )
    lines.update(line)
    file.write(line)
