"""One request of bytes, one answer of bytes: what a confined child process serves.

The request is a line of JSON ({"notes": true or false}) and the file. The answer is a line of JSON and, of a picture,
the two copies behind it, or {"refused": sentence}.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from guanmo.engines.pictures.camera import NO_NOTES, CameraNotes
from guanmo.engines.pictures.copies import copies_of
from guanmo.engines.pictures.kinds import FileKind, UnusableFile, kind_of


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file ready to be kept; of a paper the copies, sizes and fingerprint are empty."""

    kind: FileKind
    shown: bytes = b""
    small: bytes = b""
    width: int = 0
    height: int = 0
    fingerprint: str = ""
    notes: CameraNotes = NO_NOTES


def request_for(content: bytes, *, with_notes: bool) -> bytes:
    """What to ask for a file; `with_notes` reads the camera's notes."""
    return json.dumps({"notes": with_notes}).encode() + b"\n" + content


def answer(request: bytes) -> bytes:
    """Prepare the file of a request.

    >>> answer(request_for(b"%PDF-1.7", with_notes=False))
    b'{"kind": "pdf"}\\n'
    """
    head, _, content = request.partition(b"\n")
    try:
        kind = kind_of(content)
        if not kind.is_picture:
            return json.dumps({"kind": kind}).encode() + b"\n"
        made = copies_of(content, with_notes=json.loads(head)["notes"])
    except UnusableFile as refusal:
        return json.dumps({"refused": str(refusal)}).encode() + b"\n"
    notes = made.notes
    said = {
        "kind": kind,
        "width": made.width,
        "height": made.height,
        "fingerprint": made.fingerprint,
        "taken_at": notes.taken_at.isoformat() if notes.taken_at else None,
        "place": [str(notes.longitude), str(notes.latitude)] if notes.longitude is not None else None,
        "shown": len(made.shown),
    }
    return json.dumps(said).encode() + b"\n" + made.shown + made.small


def prepared_of(answered: bytes) -> Prepared:
    """What an answer says; raises UnusableFile where the file was refused."""
    head, _, copies = answered.partition(b"\n")
    said = json.loads(head)
    if "refused" in said:
        raise UnusableFile(said["refused"])
    kind = FileKind(said["kind"])
    if not kind.is_picture:
        return Prepared(kind)
    east, north = (Decimal(part) for part in said["place"]) if said["place"] else (None, None)
    taken_at = datetime.fromisoformat(said["taken_at"]) if said["taken_at"] else None
    return Prepared(
        kind,
        copies[: said["shown"]],
        copies[said["shown"] :],
        said["width"],
        said["height"],
        said["fingerprint"],
        CameraNotes(taken_at, east, north),
    )
