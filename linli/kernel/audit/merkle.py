"""Trees of hashes after RFC 6962 §2.1: a leaf and a node can never be taken for one another.

Source: RFC 6962 Certificate Transparency 2013-06 §2.1.
"""

import hashlib
from collections.abc import Iterable

EMPTY = hashlib.sha256(b"").digest()


def leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """Takes leaves one by one and keeps only the right edge, so that its memory does not grow with their number."""

    def __init__(self) -> None:
        self._edge: list[tuple[int, bytes]] = []

    def add(self, hashed: bytes) -> None:
        size = 1
        while self._edge and self._edge[-1][0] == size:
            _size, left = self._edge.pop()
            hashed, size = node(left, hashed), size * 2
        self._edge.append((size, hashed))

    def root(self) -> bytes:
        if not self._edge:
            return EMPTY
        edge = [hashed for _size, hashed in self._edge]
        whole = edge.pop()
        while edge:
            whole = node(edge.pop(), whole)
        return whole


def root(leaves: Iterable[bytes]) -> bytes:
    tree = Tree()
    for each in leaves:
        tree.add(each)
    return tree.root()
