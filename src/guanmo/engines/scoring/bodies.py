"""The body of a ballot: the very bytes a phone made, keeps and sends, and what they say.

A body is JSON in UTF-8 with these keys: `v` 1; `ballot_id` and `nonce`, 32 hexadecimal digits each; `tour`, `juror`;
`stop`, null for a rank ballot; `marks`, texts of numbers by criterion ("" where the rule has none) or, on a rank
ballot, places by the unit's number; `skipped`, true for a stop the juror was not at; `supersedes`, the ballot it
replaces or null; `finished_at`, by the device's clock; `offset_ms`, how far that clock was from the server's.
A ballot's hash is the SHA-256 of its bytes, so no other spelling of the same marks passes for it; the nonce keeps the
hash from being guessed.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

VERSION = 1
LARGEST = 64 * 1024
_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
_MOST_OFFSET = 10**12


class InvalidBody(ValueError):
    """The bytes are no ballot; the message is for the juror."""

    def __init__(self, why: str) -> None:
        super().__init__(f"这张票读不懂（{why}），没有计入。请重新打开评分页再评一次，仍不行请联系重点办。")


@dataclass(frozen=True, slots=True)
class Body:
    """What a ballot says. `marks` are texts of scores, or whole places."""

    ballot_id: str
    nonce: str
    tour: int
    juror: int
    stop: int | None
    marks: Mapping[str, str | int]
    skipped: bool = False
    supersedes: str | None = None
    finished_at: datetime | None = None
    offset_ms: int = 0
    version: int = field(default=VERSION, kw_only=True)


def body_hash(data: bytes) -> str:
    """SHA-256 of the bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def write_body(body: Body) -> bytes:
    """The bytes of a ballot made here, for desk pages and paper.

    >>> write_body(Body("0" * 32, "f" * 32, 1, 2, None, {"7": 1}))[:26]
    b'{"v":1,"ballot_id":"000000'
    """
    said = {
        "v": body.version,
        "ballot_id": body.ballot_id,
        "tour": body.tour,
        "juror": body.juror,
        "stop": body.stop,
        "marks": dict(body.marks),
        "skipped": body.skipped,
        "nonce": body.nonce,
        "supersedes": body.supersedes,
        "finished_at": body.finished_at.isoformat() if body.finished_at else None,
        "offset_ms": body.offset_ms,
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def read_body(data: bytes) -> Body:
    """What the bytes say; raises InvalidBody for anything but a ballot. Marks are not checked against any rule."""
    if len(data) > LARGEST:
        raise InvalidBody("太长")
    try:
        said = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise InvalidBody("不是 JSON") from error
    if not isinstance(said, dict):
        raise InvalidBody("不是一张票")
    if said.get("v") != VERSION:
        raise InvalidBody("版本不对")
    return Body(
        ballot_id=_identifier(said, "ballot_id"),
        nonce=_identifier(said, "nonce"),
        tour=_number(said, "tour"),
        juror=_number(said, "juror"),
        stop=None if said.get("stop") is None else _number(said, "stop"),
        marks=_marks(said.get("marks")),
        skipped=_flag(said, "skipped"),
        supersedes=None if said.get("supersedes") is None else _identifier(said, "supersedes"),
        finished_at=_moment(said.get("finished_at")),
        offset_ms=_offset(said.get("offset_ms", 0)),
    )


Said = Mapping[str, Any]  # Any: whatever JSON can hold


def _identifier(said: Said, key: str) -> str:
    value = said.get(key)
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise InvalidBody(key)
    return value


def _number(said: Said, key: str) -> int:
    value = said.get(key)
    if type(value) is not int or not 0 < value < 2**63:
        raise InvalidBody(key)
    return value


def _flag(said: Said, key: str) -> bool:
    value = said.get(key, False)
    if not isinstance(value, bool):
        raise InvalidBody(key)
    return value


def _marks(value: object) -> dict[str, str | int]:
    if not isinstance(value, dict) or not all(type(mark) in (str, int) for mark in value.values()):
        raise InvalidBody("marks")
    return value


def _moment(value: object) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise InvalidBody("finished_at") from error
    if moment.tzinfo is None:
        raise InvalidBody("finished_at")
    return moment


def _offset(value: object) -> int:
    """A device's clock may be anything; a number that fits no column is no offset."""
    if type(value) is not int or abs(value) > _MOST_OFFSET:
        raise InvalidBody("offset_ms")
    return value
