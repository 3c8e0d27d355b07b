"""Envelopes (AES-256-GCM): what a database row holds of a ballot until it may be read.

The label is not secret but bound: an envelope moved to another row does not open under that row's label.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12


class UnreadableEnvelope(Exception):
    """The key is another one, the envelope was altered, or it belongs to another label."""

    def __init__(self, label: str) -> None:
        super().__init__(f"“{label}”的密封内容打不开：密钥不符，或内容被改动过。请核对安装目录里的密钥文件。")


def new_envelope_key() -> bytes:
    """A fresh key of 32 bytes."""
    return AESGCM.generate_key(256)


def close_envelope(content: bytes, *, key: bytes, label: str) -> bytes:
    """Encrypt under a random nonce, which stands before the ciphertext."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, label.encode())


def open_envelope(envelope: bytes, *, key: bytes, label: str) -> bytes:
    """The content; raises UnreadableEnvelope rather than giving back anything doubtful."""
    try:
        return AESGCM(key).decrypt(envelope[:NONCE_BYTES], envelope[NONCE_BYTES:], label.encode())
    except (InvalidTag, ValueError) as error:
        raise UnreadableEnvelope(label) from error
