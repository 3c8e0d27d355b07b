"""Ed25519 in plain Python: the vectors of RFC 8032 §7.1, the library's word on anything else, and what is no signature."""

import secrets

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guanmo.engines.seal import new_signing_key, public_key_of, sign, verifies
from guanmo.engines.seal.edwards import signature_holds

ORDER = 2**252 + 27742317777372353535851937790883648493
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_the_vectors_of_the_standard_hold(key: str, message: str, signature: str) -> None:
    assert signature_holds(bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(signature))
    assert not signature_holds(bytes.fromhex(key), bytes.fromhex(message) + b"x", bytes.fromhex(signature))


@settings(max_examples=15)
@given(message=st.binary(max_size=200), at=st.integers(0, 95), bit=st.integers(0, 7))
def test_it_says_what_the_library_says(message: bytes, at: int, bit: int) -> None:
    """Of good signatures, and of those with one flipped bit in key or signature."""
    private = new_signing_key()
    key, signature = public_key_of(private), sign(private, message)
    flipped = bytearray(key + signature)
    flipped[at] ^= 1 << bit

    assert signature_holds(key, message, signature)
    bad = bytes(flipped[:32]), message, bytes(flipped[32:])
    assert (signature_holds(*bad), verifies(*bad)) == (False, False)


def test_what_is_no_key_or_signature_does_not_hold() -> None:
    private = secrets.token_bytes(32)
    key, signature = public_key_of(private), sign(private, b"m")
    scalar = int.from_bytes(signature[32:], "little") + ORDER
    # y is no coordinate of the curve; y beyond the field; the one x without a sign, with a sign.
    off_curve, beyond, minus_zero = (
        (2).to_bytes(32, "little"), b"\xff" * 32, (1 | 1 << 255).to_bytes(32, "little"),
    )  # fmt: skip

    found = [
        signature_holds(key[:-1], b"m", signature),
        signature_holds(key, b"m", signature[:-1]),
        signature_holds(key, b"m", signature[:32] + scalar.to_bytes(32, "little")),
        *(signature_holds(bad, b"m", signature) for bad in (off_curve, beyond, minus_zero)),
    ]

    assert found == [False] * 6
