"""A body says one thing; anything else is refused in words."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanmo.engines.scoring.bodies import LARGEST, Body, InvalidBody, body_hash, read_body, write_body

BODY = Body(
    ballot_id="0f" * 16,
    nonce="ab" * 16,
    tour=3,
    juror=5,
    stop=12,
    marks={"质量": "88.5"},
    supersedes="1f" * 16,
    finished_at=datetime(2026, 11, 24, 1, 2, 3, 45_000, tzinfo=UTC),
    offset_ms=-1200,
)
# As a phone writes it: see web/tests/ballot-body.test.ts.
PHONE = (
    '{"v":1,"ballot_id":"'
    + "0f" * 16
    + '","tour":3,"juror":5,"stop":12,"marks":{"质量":"88.5"},"skipped":false,'
    '"nonce":"'
    + "ab" * 16
    + '","supersedes":null,"finished_at":"2026-11-24T01:02:03.045Z","offset_ms":-1200}'
)


def said(**changes: object) -> bytes:
    return json.dumps({**json.loads(write_body(BODY)), **changes}).encode()


def test_a_body_reads_back() -> None:
    assert read_body(write_body(BODY)) == BODY


def test_a_phones_body_is_read() -> None:
    body = read_body(PHONE.encode())

    assert (body.marks, body.stop, body.supersedes, body.finished_at) == (
        {"质量": "88.5"},
        12,
        None,
        BODY.finished_at,
    )


def test_a_rank_ballot_has_places_and_no_stop() -> None:
    body = read_body(said(stop=None, marks={"7": 1, "8": 2}))

    assert (body.stop, body.marks) == (None, {"7": 1, "8": 2})


def test_what_may_be_left_out() -> None:
    bare = json.loads(write_body(BODY))
    for key in ("skipped", "supersedes", "finished_at", "offset_ms"):
        del bare[key]

    body = read_body(json.dumps(bare).encode())

    assert (body.skipped, body.supersedes, body.finished_at, body.offset_ms) == (False, None, None, 0)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "不是 JSON"),
        (b"\xff", "不是 JSON"),
        (b"[" * 10_000, "不是 JSON"),
        (b"[]", "不是一张票"),
        (b" " * (LARGEST + 1), "太长"),
        (said(v=2), "版本不对"),
        (said(ballot_id="0F" * 16), "ballot_id"),
        (said(ballot_id="0f" * 15), "ballot_id"),
        (said(ballot_id=7), "ballot_id"),
        (said(nonce=None), "nonce"),
        (said(tour="3"), "tour"),
        (said(tour=True), "tour"),
        (said(tour=0), "tour"),
        (said(juror=2**63), "juror"),
        (said(stop=1.5), "stop"),
        (said(marks=[]), "marks"),
        (said(marks={"": 88.5}), "marks"),
        (said(marks={"": True}), "marks"),
        (said(skipped=0), "skipped"),
        (said(supersedes="x"), "supersedes"),
        (said(finished_at="昨天"), "finished_at"),
        (said(finished_at="2026-11-24T01:02:03"), "finished_at"),
        (said(offset_ms="1"), "offset_ms"),
        (said(offset_ms=10**12 + 1), "offset_ms"),
        (said(offset_ms=-(10**12) - 1), "offset_ms"),
        (said(ballot_id="0f" * 16 + "0"), "ballot_id"),
    ],
)
def test_what_is_no_ballot_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(InvalidBody, match="重新打开评分页") as error:
        read_body(data)

    assert f"（{why}）" in str(error.value)


def test_what_is_just_within_is_taken() -> None:
    padded = said().ljust(64 * 1024)

    assert read_body(padded) == BODY
    assert read_body(said(offset_ms=-(10**12))).offset_ms == -(10**12)
    assert read_body(said(juror=2**63 - 1, tour=1)).juror == 2**63 - 1


def test_one_byte_too_many_is_refused() -> None:
    with pytest.raises(InvalidBody) as error:
        read_body(said().ljust(64 * 1024 + 1))

    assert (
        str(error.value) == "这张票读不懂（太长），没有计入。请重新打开评分页再评一次，仍不行请联系重点办。"
    )


def test_what_a_body_leaves_unsaid() -> None:
    bare = Body(ballot_id="0" * 32, nonce="1" * 32, tour=1, juror=2, stop=None, marks={"7": 1})

    assert (bare.skipped, bare.supersedes, bare.finished_at, bare.offset_ms, bare.version) == (
        False, None, None, 0, 1,
    )  # fmt: skip
    assert read_body(write_body(bare)) == bare
    assert "质量" in write_body(BODY).decode()


@given(st.integers(0, len(write_body(BODY)) - 1), st.integers(0, 255))
def test_any_other_byte_is_another_hash(place: int, byte: int) -> None:
    data = bytearray(write_body(BODY))
    same = data[place] == byte
    data[place] = byte

    assert (body_hash(bytes(data)) == body_hash(write_body(BODY))) is same
