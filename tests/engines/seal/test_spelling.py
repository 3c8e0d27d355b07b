"""One spelling, one hash."""

import hashlib

import pytest

from guanmo.engines.seal import canonical, digest


def test_canonical_sorts_keys_and_drops_blanks() -> None:
    spelled = canonical({"b": [1.5, None, True], "a": "县", "c": 91.0})

    assert spelled.decode() == '{"a":"县","b":[1.5,null,true],"c":91.0}'


def test_the_order_of_keys_does_not_change_the_hash_and_that_of_lists_does() -> None:
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert digest([1, 2]) != digest([2, 1])


def test_digest_is_sha_256_of_the_spelling() -> None:
    assert digest("观摩") == hashlib.sha256('"观摩"'.encode()).hexdigest()


def test_what_json_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical(float("nan"))
