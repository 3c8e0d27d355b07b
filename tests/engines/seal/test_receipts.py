"""Receipts, signatures, envelopes: what was altered never passes."""

import base64
import hashlib
from typing import Any

import pytest

from guanmo.engines.seal import (
    Receipt,
    UnreadableEnvelope,
    close_envelope,
    new_envelope_key,
    new_signing_key,
    open_envelope,
    public_key_of,
    sign,
    verifies,
)

# RFC 8032 §7.1, TEST 2.
SECRET = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
PUBLIC = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
SIGNED_72 = (
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)
RECEIPT = Receipt(
    ballot_id="0f" * 16,
    hash="ab" * 32,
    tour=3,
    sequence=17,
    received_at="2026-11-24T04:00:00.000001+00:00",
    late=False,
)


def test_signatures_are_those_of_the_standard() -> None:
    assert public_key_of(SECRET).hex() == PUBLIC
    assert sign(SECRET, b"\x72").hex() == SIGNED_72
    assert verifies(bytes.fromhex(PUBLIC), b"\x72", bytes.fromhex(SIGNED_72))


@pytest.mark.parametrize("message", [b"", b"\x73"])
def test_another_message_does_not_verify(message: bytes) -> None:
    assert not verifies(bytes.fromhex(PUBLIC), message, bytes.fromhex(SIGNED_72))


def test_a_key_or_signature_of_the_wrong_length_does_not_verify() -> None:
    assert not verifies(b"short", b"\x72", bytes.fromhex(SIGNED_72))
    assert not verifies(bytes.fromhex(PUBLIC), b"\x72", b"short")


def test_receipt_says_each_thing_on_a_line_of_its_own() -> None:
    assert RECEIPT.message.decode().splitlines() == [
        "guanmo-receipt-v1", "3", "0f" * 16, "ab" * 32, "17", "2026-11-24T04:00:00.000001+00:00", "0",
    ]  # fmt: skip


def test_signed_receipt_verifies_and_reads_back_from_json() -> None:
    key = new_signing_key()

    receipt = RECEIPT.signed(key)

    assert receipt.verifies(public_key_of(key))
    assert Receipt(**receipt.as_json()) == receipt
    assert RECEIPT.signed(key) == receipt


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ballot_id", "1f" * 16),
        ("hash", "ac" * 32),
        ("tour", 4),
        ("sequence", 18),
        ("received_at", "2026-11-24T04:00:00.000002+00:00"),
        ("late", True),
        ("signature", base64.b64encode(b"\0" * 64).decode()),
        ("signature", "不是签名"),
        ("signature", ""),
    ],
)
def test_altered_receipt_does_not_verify(field: str, value: object) -> None:
    key = new_signing_key()
    signed = RECEIPT.signed(key)
    fields: dict[str, Any] = signed.as_json() | {field: value}

    assert not Receipt(**fields).verifies(public_key_of(key))
    assert not signed.verifies(public_key_of(new_signing_key()))


def test_envelope_opens_under_its_own_key_and_label_only() -> None:
    key = new_envelope_key()
    envelope = close_envelope("评分95".encode(), key=key, label="3/0f")

    assert open_envelope(envelope, key=key, label="3/0f").decode() == "评分95"
    for other_key, label in ((new_envelope_key(), "3/0f"), (key, "3/0e")):
        with pytest.raises(UnreadableEnvelope, match="密钥"):
            open_envelope(envelope, key=other_key, label=label)


@pytest.mark.parametrize("cut", [0, 5, 12, 20])
def test_broken_envelope_does_not_open(cut: int) -> None:
    key = new_envelope_key()
    envelope = close_envelope(b"95", key=key, label="x")

    with pytest.raises(UnreadableEnvelope):
        open_envelope(envelope[:cut], key=key, label="x")


def test_two_envelopes_of_the_same_content_differ() -> None:
    key = new_envelope_key()

    assert close_envelope(b"95", key=key, label="x") != close_envelope(b"95", key=key, label="x")


def test_receipt_of_a_fixed_key_is_the_one_the_phone_is_tested_with() -> None:
    """The same vector stands in web/tests/ballot-queue.test.ts."""
    body = '{"v":1,"ballot_id":"' + "0f" * 16 + '"}'

    signed = Receipt(
        ballot_id="0f" * 16,
        hash=hashlib.sha256(body.encode()).hexdigest(),
        tour=3,
        sequence=17,
        received_at="2026-11-24T04:00:00.000001+00:00",
        late=False,
    ).signed(bytes(range(32)))

    assert base64.b64encode(public_key_of(bytes(range(32)))).decode() == (
        "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg="
    )
    assert signed.signature == (
        "UYuk7k7AabGNxGvJq41laZ4ALuGqoj7CayjZRJJ2B5Cmo+70X2Srk/6wSnJqPS5ujoCk18vQDw/l+QtIn1siBQ=="
    )
