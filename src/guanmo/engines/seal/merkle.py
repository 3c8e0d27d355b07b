"""The Merkle tree of RFC 6962 §2.1 over SHA-256: one root that commits to every ballot in its order.

Leaves and nodes are hashed under different first bytes, so that no node passes for a leaf. A proof is a handful of
hashes: that one ballot is in the tree (inclusion), or that a later tree only added to an earlier one (consistency).
"""

import hashlib
from collections.abc import Sequence

EMPTY = hashlib.sha256().digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of one entry: SHA-256 over 0x00 and its bytes."""
    return hashlib.sha256(b"\x00" + data).digest()


def _node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def merkle_root(entries: Sequence[bytes]) -> bytes:
    """The root over entries in their order; of none, the hash of nothing.

    >>> merkle_root([b"", bytes([0])]).hex()[:16]
    'fac54203e7cc696c'
    """
    return _root([leaf_hash(entry) for entry in entries])


def _root(leaves: Sequence[bytes]) -> bytes:
    if not leaves:
        return EMPTY
    level = list(leaves)
    while len(level) > 1:
        # An odd last node moves up as it is: the same tree as RFC 6962's split at the largest power of two.
        level = [
            _node_hash(level[i], level[i + 1]) if i + 1 < len(level) else level[i]
            for i in range(0, len(level), 2)
        ]
    return level[0]


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def inclusion_proof(entries: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from entry `index` to the root, lowest first (RFC 6962 §2.1.1)."""
    if not 0 <= index < len(entries):
        raise IndexError(index)
    return _path([leaf_hash(entry) for entry in entries], index)


def _path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    if len(leaves) == 1:
        return []
    middle = _split(len(leaves))
    if index < middle:
        return [*_path(leaves[:middle], index), _root(leaves[middle:])]
    return [*_path(leaves[middle:], index - middle), _root(leaves[:middle])]


def root_of_inclusion(entry: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """The root that a proof leads to; equal to the published root if entry `index` of `size` is in the tree.

    None if a proof of this length cannot belong to such a tree.
    """
    if not 0 <= index < size:
        return None
    found, place, last = leaf_hash(entry), index, size - 1
    for step in proof:
        if last == 0:
            return None
        if place % 2 or place == last:
            found = _node_hash(step, found)
            while place % 2 == 0 and place:
                place, last = place // 2, last // 2
        else:
            found = _node_hash(found, step)
        place, last = place // 2, last // 2
    return found if last == 0 else None


def consistency_proof(entries: Sequence[bytes], old_size: int) -> list[bytes]:
    """The hashes that show that the tree of the first `old_size` entries was only added to (RFC 6962 §2.1.2)."""
    if not 0 < old_size <= len(entries):
        raise IndexError(old_size)
    return _subproof([leaf_hash(entry) for entry in entries], old_size, whole=True)


def _subproof(leaves: Sequence[bytes], old: int, *, whole: bool) -> list[bytes]:
    if old == len(leaves):
        return [] if whole else [_root(leaves)]
    middle = _split(len(leaves))
    if old <= middle:
        return [*_subproof(leaves[:middle], old, whole=whole), _root(leaves[middle:])]
    return [*_subproof(leaves[middle:], old - middle, whole=False), _root(leaves[:middle])]


def is_consistent(
    old_size: int, old_root: bytes, new_size: int, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the proof shows that the old tree is the beginning of the new one."""
    if old_size == new_size:
        return old_root == new_root and not proof
    if not 0 < old_size < new_size or not proof:
        return False
    steps = list(proof)
    place, last = old_size - 1, new_size - 1
    while place % 2:
        place, last = place // 2, last // 2
    old = new = steps.pop(0) if place else old_root
    for step in steps:
        if last == 0:
            return False
        if place % 2 or place == last:
            old, new = _node_hash(step, old), _node_hash(step, new)
            while place % 2 == 0 and place:
                place, last = place // 2, last // 2
        else:
            new = _node_hash(new, step)
        place, last = place // 2, last // 2
    return last == 0 and (old, new) == (old_root, new_root)
