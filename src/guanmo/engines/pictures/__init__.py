"""Photos and papers handed in as evidence: what a file is, a clean copy to show, what the camera wrote, what looks alike.

Bytes in, bytes and values out. Nothing of the camera's own notes survives in a copy; they are read only when asked for.
"""

from guanmo.engines.pictures.alike import ALIKE, distance, fingerprint
from guanmo.engines.pictures.answering import Prepared, answer, prepared_of, request_for
from guanmo.engines.pictures.kinds import LARGEST_BYTES, FileKind, UnusableFile, kind_of

__all__ = [
    "ALIKE",
    "LARGEST_BYTES",
    "FileKind",
    "Prepared",
    "UnusableFile",
    "answer",
    "distance",
    "fingerprint",
    "kind_of",
    "prepared_of",
    "request_for",
]
