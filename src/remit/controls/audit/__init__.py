"""The audit log: what happened, who did it, and the proof that nothing was changed since."""

from remit.controls.audit.export import export
from remit.controls.audit.log import Draft, checkpoint, draft, origin, placed, record, signing_key
from remit.controls.audit.naming import Naming, ids_in, names
from remit.controls.audit.queries import recent
from remit.controls.audit.tables import AuditEntry

__all__ = [
    "AuditEntry",
    "Draft",
    "Naming",
    "checkpoint",
    "draft",
    "export",
    "ids_in",
    "names",
    "origin",
    "placed",
    "recent",
    "record",
    "signing_key",
]
