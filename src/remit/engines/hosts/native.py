"""Names that a host accepts, made from a workload's name and revision: the same at every attempt."""

import hashlib

MAX_NAME = 63
# What a shortened name keeps of the workload's name, before a dash and ten digits of hash.
KEPT = MAX_NAME - 11


def native_name(name: str, revision: str) -> str:
    """Name what belongs to a revision; over 63 characters the tail becomes a hash."""
    full = f"{name}-{revision}"
    if len(full) <= MAX_NAME:
        return full
    digest = hashlib.sha256(full.encode()).hexdigest()[:10]
    return f"{name[:KEPT].rstrip('-')}-{digest}"
