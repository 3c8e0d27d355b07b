"""The tree: RFC 6962's own vectors, and every proof of every small tree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanmo.engines.seal import (
    consistency_proof,
    inclusion_proof,
    is_consistent,
    leaf_hash,
    merkle_root,
    root_of_inclusion,
)

# The reference data of the certificate transparency project: eight entries, the root of each beginning of them.
ENTRIES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
entries = st.lists(st.binary(max_size=4), max_size=40)


@pytest.mark.parametrize("size", range(9))
def test_root_is_that_of_the_reference_data(size: int) -> None:
    assert merkle_root(ENTRIES[:size]).hex() == ROOTS[size]


def test_the_reference_proof_of_the_first_entry_among_eight() -> None:
    proof = inclusion_proof(ENTRIES, 0)

    assert [step.hex() for step in proof] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]


@pytest.mark.parametrize("size", range(1, 34))
def test_every_entry_is_proved_at_its_place_and_at_no_other(size: int) -> None:
    listed = [bytes([n]) for n in range(size)]
    root = merkle_root(listed)

    for index, entry in enumerate(listed):
        proof = inclusion_proof(listed, index)
        led = [root_of_inclusion(entry, place, size, proof) == root for place in range(size)]
        assert led == [place == index for place in range(size)]


@pytest.mark.parametrize("size", range(1, 34))
def test_every_beginning_is_proved(size: int) -> None:
    listed = [bytes([n]) for n in range(size)]

    for old in range(1, size + 1):
        proof = consistency_proof(listed, old)
        assert is_consistent(old, merkle_root(listed[:old]), size, merkle_root(listed), proof)


@given(entries.filter(lambda listed: len(listed) > 1), st.data())
def test_a_tree_that_dropped_an_entry_is_not_consistent(listed: list[bytes], data: st.DataObject) -> None:
    old = data.draw(st.integers(1, len(listed) - 1))
    other = [*listed[: old - 1], listed[old - 1] + b"x", *listed[old:]]

    proof = consistency_proof(listed, old)

    assert not is_consistent(old, merkle_root(other[:old]), len(listed), merkle_root(listed), proof)
    assert not is_consistent(old, merkle_root(listed[:old]), len(other), merkle_root(other), proof)


@given(entries, st.binary(max_size=4))
def test_one_more_entry_is_another_root(listed: list[bytes], entry: bytes) -> None:
    assert merkle_root([*listed, entry]) != merkle_root(listed)


def test_a_node_does_not_pass_for_a_leaf() -> None:
    both = leaf_hash(b"a") + leaf_hash(b"b")

    assert merkle_root([both]) != merkle_root([b"a", b"b"])


@pytest.mark.parametrize(
    ("index", "size", "length"), [(-1, 3, 2), (3, 3, 2), (0, 0, 0), (0, 4, 1), (0, 4, 3), (0, 1, 1)]
)
def test_a_proof_that_fits_no_such_tree_leads_nowhere(index: int, size: int, length: int) -> None:
    assert root_of_inclusion(b"", index, size, [b"\0" * 32] * length) is None


@pytest.mark.parametrize("old", [0, 4])
def test_no_proof_for_what_is_no_beginning(old: int) -> None:
    with pytest.raises(IndexError):
        consistency_proof(ENTRIES[:3], old)
    with pytest.raises(IndexError):
        inclusion_proof(ENTRIES[:3], 3)


def test_a_tree_is_consistent_with_itself_and_needs_no_proof() -> None:
    root = merkle_root(ENTRIES)

    assert is_consistent(8, root, 8, root, [])
    assert not is_consistent(8, root, 8, root, [root])
    assert not is_consistent(8, root, 8, leaf_hash(b"other"), [])


@pytest.mark.parametrize(("old", "new", "length"), [(0, 8, 3), (9, 8, 3), (4, 8, 0), (4, 8, 5), (3, 8, 1)])
def test_a_consistency_proof_of_the_wrong_shape_shows_nothing(old: int, new: int, length: int) -> None:
    proof = [b"\0" * 32] * length

    assert not is_consistent(old, merkle_root(ENTRIES[:old]), new, merkle_root(ENTRIES), proof)
