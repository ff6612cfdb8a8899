"""The whole log as one file that an auditor verifies without Remit."""

import json
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast
from uuid import UUID

from remit.controls.audit import queries
from remit.controls.audit.log import checkpoint, origin, signing_key
from remit.engines.ledger import BundleWriter, Entry, Header
from remit.kit.clock import iso, now
from remit.kit.database import Session
from remit.kit.errors import LimitExceeded
from remit.kit.secret_key import SecretKey

_IN_MEMORY = 8 * 2**20


async def export(session: Session, secret_key: SecretKey, org_id: UUID) -> BinaryIO:
    """Write the log with a fresh checkpoint to a temporary file, at its beginning; above 8 MiB it is on disk.

    Entries are never changed, so what the checkpoint counts can be read without holding up who appends.
    Raises `LimitExceeded` while another export of the organisation is being written.
    """
    if not await queries.alone(session, org_id):
        raise LimitExceeded("An export of this log is being written already: wait for it.", retry_after=10)
    size, note = await checkpoint(session, secret_key, org_id)
    key = signing_key(secret_key, org_id)
    file = cast(BinaryIO, SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115 - the caller closes it
    header = Header(origin=origin(org_id), size=size, exported_at=iso(now()), verifier=key.verifier)
    try:
        writer = BundleWriter(file, header, key)
        async for entry, payload in queries.first_entries(session, size):
            writer.add(Entry(json.loads(entry.body), payload, entry.leaf_hash))
        writer.close(note)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file
