"""Whether two photos are the same picture: a difference hash (dHash) of 64 bits and how many of them differ.

The picture is shrunk to 9 × 8 grey dots; each bit says whether a dot is brighter than its right neighbour. Compressing,
shrinking, brightening leave nearly all bits; another picture differs in about half of them.
"""

from typing import Final

from PIL import Image

ALIKE: Final = 6
"""At most so many of the 64 bits differ between two copies of one picture; docs/algorithms/photos.md has the figures."""
_SIDE: Final = 8
_PLAIN: Final = 4
"""With fewer bits set, or fewer not set, the picture is plain (sky, a wall, a shut lens) and says nothing."""


def fingerprint(picture: Image.Image) -> str:
    """Sixteen hexadecimal digits; empty for a picture too plain to tell from others."""
    small = picture.convert("L").resize((_SIDE + 1, _SIDE), Image.Resampling.BILINEAR)
    dots = small.tobytes()
    bits = 0
    for row in range(_SIDE):
        start = row * (_SIDE + 1)
        for column in range(_SIDE):
            bits = bits << 1 | (dots[start + column] > dots[start + column + 1])
    return f"{bits:016x}" if _PLAIN <= bits.bit_count() <= _SIDE**2 - _PLAIN else ""


def distance(one: str, other: str) -> int:
    """How many bits differ.

    >>> distance("00000000000000ff", "00000000000000f0")
    4
    """
    return (int(one, 16) ^ int(other, 16)).bit_count()
