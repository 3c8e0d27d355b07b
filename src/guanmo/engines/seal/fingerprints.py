"""The fingerprint of a public key: short enough to be printed in a circular and typed from it."""

import base64
import hashlib
from typing import Final

_DIGITS: Final = 32
_GROUP: Final = 4


def key_fingerprint(public_key: bytes) -> str:
    """The first 128 bits of the key's SHA-256, in groups that can be read aloud.

    >>> key_fingerprint(bytes(32))
    '6668 7aad f862 bd77 6c8f c18b 8e9f 8e20'
    """
    digits = hashlib.sha256(public_key).hexdigest()[:_DIGITS]
    return " ".join(digits[at : at + _GROUP] for at in range(0, _DIGITS, _GROUP))


def names_key(text: str, public_key: bytes) -> bool:
    """Whether somebody's words name this key: its fingerprint however spaced, or the key itself in base64."""
    said = "".join(text.split())
    fingerprint = "".join(key_fingerprint(public_key).split())
    return said.lower() == fingerprint or said == base64.b64encode(public_key).decode()
