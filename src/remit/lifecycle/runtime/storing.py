"""What the code of an agent keeps between calls: values by key, apart for each deployment, and only so much of them."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from remit.engines.sandbox import HostError
from remit.kit.clock import now
from remit.kit.database import Database
from remit.lifecycle.runtime import queries
from remit.lifecycle.runtime.code_gate import CodeGate

MOST_KEYS = 1_000
LARGEST = 64 * 1024


@dataclass(frozen=True)
class Store:
    """The values of one deployment, or of an agent's trials; each use is a transaction of its own.

    The labels of what the call had read are kept with a value, and are the call's that reads it.
    """

    database: Database
    org_id: UUID
    subject: str
    gate: CodeGate

    async def get(self, key: str, default: Any) -> Any:
        """Return a value, or the default."""
        _require_text(key)
        async with self.database.transaction(self.org_id) as session:
            found = await queries.value(session, self.subject, key)
        if found is None:
            return default
        value, taint = found
        self.gate.taint_with(taint)
        return value

    async def set(self, key: str, value: Any) -> None:
        """Keep a value; `HostError` for one that is too large, or one too many."""
        text = json.dumps(value, ensure_ascii=False)
        _require_text(key, text)
        size = len(text.encode("utf-8", "surrogatepass"))
        if size > LARGEST:
            raise HostError(f"A value has at most {LARGEST} bytes, and this has {size}.")
        async with self.database.transaction(self.org_id) as session:
            row = {
                "subject": self.subject,
                "key": key,
                "value": value,
                "taint": self.gate.taint,
                "bytes": size,
                "updated_at": now(),
            }
            if not await queries.keep_value(session, {"org_id": self.org_id, **row}, most=MOST_KEYS):
                raise HostError(f"There are {MOST_KEYS} keys already: delete some first.")

    async def delete(self, key: str) -> bool:
        """Forget a value; false when there was none."""
        _require_text(key)
        async with self.database.transaction(self.org_id) as session:
            return await queries.drop_value(session, self.subject, key)

    async def keys(self, prefix: str) -> list[str]:
        """List the keys that begin so, in order."""
        _require_text(prefix)
        async with self.database.transaction(self.org_id) as session:
            return list(await queries.value_keys(session, self.subject, prefix, limit=MOST_KEYS))


def _require_text(*texts: str) -> None:
    r"""Refuse what the database cannot keep; JSON writes NUL as `\u0000`."""
    for text in texts:
        if "\0" in text or "\\u0000" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
            raise HostError("Keys and values may not hold the character NUL or half characters.")
