"""Seals: records in; commitments, Merkle roots and signatures out, each of which anybody can check.

It owns the one spelling of plain data, the tree over ballots, receipts and their signatures, and the
envelope that keeps a ballot unreadable. It leaves keys, rows and the moment of sealing to others.
"""

from guanmo.engines.seal.envelopes import UnreadableEnvelope, close_envelope, new_envelope_key, open_envelope
from guanmo.engines.seal.merkle import (
    consistency_proof,
    inclusion_proof,
    is_consistent,
    leaf_hash,
    merkle_root,
    root_of_inclusion,
)
from guanmo.engines.seal.receipts import Receipt
from guanmo.engines.seal.signatures import new_signing_key, public_key_of, sign, verifies
from guanmo.engines.seal.spelling import canonical, digest

__all__ = [
    "Receipt",
    "UnreadableEnvelope",
    "canonical",
    "close_envelope",
    "consistency_proof",
    "digest",
    "inclusion_proof",
    "is_consistent",
    "leaf_hash",
    "merkle_root",
    "new_envelope_key",
    "new_signing_key",
    "open_envelope",
    "public_key_of",
    "root_of_inclusion",
    "sign",
    "verifies",
]
