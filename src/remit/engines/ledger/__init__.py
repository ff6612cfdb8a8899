"""The tamper-evident log: canonical JSON, Merkle tree, signed checkpoints, and the offline verifier."""

from remit.engines.ledger.bundle import FORMAT, BundleWriter, Entry, Header, write_bundle
from remit.engines.ledger.canonical import SAFE_INTEGER, canonical_bytes, digest, digest_of_bytes
from remit.engines.ledger.checkpoint import Checkpoint, read_checkpoint, sign_checkpoint, verify_checkpoint
from remit.engines.ledger.errors import (
    CheckpointError,
    KeyFormatError,
    LedgerError,
    LineFormatError,
    NotCanonicalError,
    SignatureMismatchError,
    TreeError,
    UnknownSignerError,
)
from remit.engines.ledger.keys import SigningKey, VerifierKey
from remit.engines.ledger.report import Fault, Finding, Report
from remit.engines.ledger.tree import (
    EMPTY_ROOT,
    Frontier,
    Range,
    Subtree,
    consistency_proof,
    consistency_ranges,
    cover,
    fold,
    inclusion_proof,
    inclusion_ranges,
    leaf_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from remit.engines.ledger.verification import verify_bundle

__all__ = [
    "EMPTY_ROOT",
    "FORMAT",
    "SAFE_INTEGER",
    "BundleWriter",
    "Checkpoint",
    "CheckpointError",
    "Entry",
    "Fault",
    "Finding",
    "Frontier",
    "Header",
    "KeyFormatError",
    "LedgerError",
    "LineFormatError",
    "NotCanonicalError",
    "Range",
    "Report",
    "SignatureMismatchError",
    "SigningKey",
    "Subtree",
    "TreeError",
    "UnknownSignerError",
    "VerifierKey",
    "canonical_bytes",
    "consistency_proof",
    "consistency_ranges",
    "cover",
    "digest",
    "digest_of_bytes",
    "fold",
    "inclusion_proof",
    "inclusion_ranges",
    "leaf_hash",
    "read_checkpoint",
    "root_of",
    "sign_checkpoint",
    "verify_bundle",
    "verify_checkpoint",
    "verify_consistency",
    "verify_inclusion",
    "write_bundle",
]
