"""Receipts: what a juror's phone holds in hand, and checks before it says 已送达."""

import base64
from dataclasses import asdict, dataclass
from typing import Any, Self

from guanmo.engines.seal.signatures import sign, verifies


@dataclass(frozen=True, slots=True)
class Receipt:
    """That exactly these bytes arrived, as the how-manieth of the tour, and when.

    `hash` is the SHA-256 of the ballot's bytes in hexadecimal, `received_at` an ISO 8601 moment in UTC, `signature`
    the Ed25519 signature over `message` in base64. `late` says that it came after the closing.
    """

    ballot_id: str
    hash: str
    tour: int
    sequence: int
    received_at: str
    late: bool
    signature: str = ""

    @property
    def message(self) -> bytes:
        """What is signed: one field a line, so that no two receipts read alike."""
        fields = (
            self.tour, self.ballot_id, self.hash, self.sequence, self.received_at, int(self.late),
        )  # fmt: skip
        return "\n".join(["guanmo-receipt-v1", *map(str, fields)]).encode()

    def signed(self, private_key: bytes) -> Self:
        """The same receipt with its signature."""
        signature = base64.b64encode(sign(private_key, self.message)).decode()
        return type(self)(**(asdict(self) | {"signature": signature}))

    def verifies(self, public_key: bytes) -> bool:
        """Whether the signature is the server's and nothing was altered."""
        try:
            signature = base64.b64decode(self.signature, validate=True)
        except ValueError:  # neither base64 nor even ASCII
            return False
        return verifies(public_key, self.message, signature)

    def as_json(self) -> dict[str, Any]:  # Any: plain JSON
        """As the phone gets it."""
        return asdict(self)
