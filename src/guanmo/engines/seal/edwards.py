"""Ed25519 verification (RFC 8032 §5.1.7) in plain Python, for where no cryptographic library is installed.

It handles nothing secret, so that it need not hide how long it takes; what is signed or secret goes through
`seal.signatures`. Points are extended coordinates (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z.
"""

import hashlib
from typing import Final

_P: Final = 2**255 - 19
_ORDER: Final = 2**252 + 27742317777372353535851937790883648493
_D: Final = -121665 * pow(121666, -1, _P) % _P
_ROOT: Final = pow(2, (_P - 1) // 4, _P)
_KEY, _SIGNATURE = 32, 64

_Point = tuple[int, int, int, int]


def signature_holds(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature (64 bytes) over the message was made by the holder of the key (32 bytes)."""
    point = _decoded(public_key)
    if point is None or len(signature) != _SIGNATURE:
        return False
    nonce, scalar = signature[:_KEY], int.from_bytes(signature[_KEY:], "little")
    if scalar >= _ORDER:  # the same signature could otherwise be written in several ways
        return False
    challenge = int.from_bytes(hashlib.sha512(nonce + public_key + message).digest(), "little") % _ORDER
    minus = (_P - point[0], point[1], point[2], _P - point[3])
    return _encoded(_added(_times(scalar, _BASE), _times(challenge, minus))) == nonce


def _added(one: _Point, other: _Point) -> _Point:
    less = (one[1] - one[0]) * (other[1] - other[0]) % _P
    more = (one[1] + one[0]) * (other[1] + other[0]) % _P
    cross = 2 * one[3] * other[3] * _D % _P
    double = 2 * one[2] * other[2] % _P
    e, f, g, h = more - less, double - cross, double + cross, more + less
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(factor: int, point: _Point) -> _Point:
    total: _Point = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            total = _added(total, point)
        point = _added(point, point)
        factor >>= 1
    return total


def _encoded(point: _Point) -> bytes:
    inverse = pow(point[2], -1, _P)
    x, y = point[0] * inverse % _P, point[1] * inverse % _P
    return (y | (x & 1) << 255).to_bytes(_KEY, "little")


def _decoded(data: bytes) -> _Point | None:
    """The point that these 32 bytes name; None where they name none."""
    written = int.from_bytes(data, "little")
    y, sign = written & (1 << 255) - 1, written >> 255
    if len(data) != _KEY or y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    x = x if x & 1 == sign else _P - x
    return x, y, 1, x * y % _P


_BASE = _decoded((4 * pow(5, -1, _P) % _P).to_bytes(_KEY, "little")) or (0, 1, 1, 0)
