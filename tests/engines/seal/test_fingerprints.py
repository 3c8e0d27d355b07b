"""Fingerprints of keys: how they are written, and which words name a key."""

import base64

from guanmo.engines.seal.fingerprints import key_fingerprint, names_key

KEY = bytes(32)
PRINTED = "6668 7aad f862 bd77 6c8f c18b 8e9f 8e20"


def test_a_fingerprint_is_the_start_of_the_hash_in_groups() -> None:
    assert key_fingerprint(KEY) == PRINTED


def test_a_key_is_named_by_its_fingerprint_or_itself() -> None:
    said = [PRINTED, PRINTED.replace(" ", "").upper(), base64.b64encode(KEY).decode(), f" {PRINTED}\n"]

    assert [names_key(one, KEY) for one in said] == [True] * 4
    assert [names_key(one, KEY) for one in (PRINTED[:-1], PRINTED[:9], "公钥")] == [False] * 3
