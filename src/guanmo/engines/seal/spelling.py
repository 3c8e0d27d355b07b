"""One spelling of plain data and its SHA-256, so that the same content always has the same hash.

Numbers are written as Python writes them, which is the shortest text that reads back to the same value.
"""

import hashlib
import json


def canonical(value: object) -> bytes:
    """JSON in UTF-8 with sorted keys and no blanks; lists keep their order.

    >>> canonical({"b": [1.5, None], "a": "县"}).decode()
    '{"a":"县","b":[1.5,null]}'
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def digest(value: object) -> str:
    """SHA-256 of the canonical spelling, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()
