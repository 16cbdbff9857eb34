#!/usr/bin/env python3
"""Verifies a pack of exported audit entries. Python 3.11 and nothing else: no database, no network, no part of Linli.

    python verify_audit.py DIR [--public-key HEX_OR_FILE …] [--seals FILE]

It is written apart from the program that made the pack, so that one mistake is not made twice: hash trees after RFC 6962
§2.1, signatures after RFC 8032 §5.1 (Ed25519). Exit code 0: all agrees. 1: something does not, and the first broken place
is named. 2: this is no pack.
"""

import argparse
import gzip
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

AGREES, DIFFERS, NO_PACK = 0, 1, 2
FIRST_PREVIOUS = "0" * 64
MOST_COMPARED = 300

# --- Ed25519, RFC 8032 §5.1 ---------------------------------------------------------------------------------------------
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]


def point_add(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def point_multiply(factor: int, point: Point) -> Point:
    result = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            result = point_add(result, point)
        point = point_add(point, point)
        factor >>= 1
    return result


def recover_x(y: int, sign: int) -> int | None:
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


def decompress(data: bytes) -> Point | None:
    number = int.from_bytes(data, "little")
    y = number & ((1 << 255) - 1)
    x = recover_x(y, number >> 255)
    return None if x is None else (x, y, 1, x * y % P)


BASE = decompress((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    if len(public) != 32 or len(signature) != 64 or BASE is None:
        return False
    key, point = decompress(public), decompress(signature[:32])
    factor = int.from_bytes(signature[32:], "little")
    if key is None or point is None or factor >= L:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    left, right = point_multiply(factor, BASE), point_add(point, point_multiply(challenge, key))
    same_x = (left[0] * right[2] - right[0] * left[2]) % P == 0
    return same_x and (left[1] * right[2] - right[1] * left[2]) % P == 0


# --- RFC 6962 §2.1 ------------------------------------------------------------------------------------------------------
def leaf_hash(line: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + line).digest()


def tree_root(leaves: list[bytes]) -> bytes:
    """By levels: an odd last one goes up as it is, which gives the same tree as the standard's division by powers of two."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    while len(leaves) > 1:
        pairs = [hashlib.sha256(b"\x01" + leaves[i] + leaves[i + 1]).digest() for i in range(0, len(leaves) - 1, 2)]
        leaves = pairs + leaves[len(leaves) - len(leaves) % 2 :]
    return leaves[0]


# --- the pack -----------------------------------------------------------------------------------------------------------
def statement_hash(values: dict[str, Any]) -> bytes:
    said = {name: value for name, value in values.items() if name not in ("hash", "signature")}
    return hashlib.sha256(b"\x02" + json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).digest()


def json_lines(path: Path) -> list[dict[str, Any]]:
    found = []
    for line in path.read_bytes().split(b"\n"):
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found


def entries_by_seal(folder: Path) -> Iterator[tuple[int, list[bytes]]]:
    number, lines = 0, []
    with gzip.open(folder / "entries.jsonl.gz") as file:
        for raw in file:
            line = raw.removesuffix(b"\n")
            if line.startswith(b'{"seal"'):
                yield number, lines
                number, lines = json.loads(line)["seal"], []
            else:
                lines.append(line)
    yield number, lines


def leaves_by_seal(folder: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    with gzip.open(folder / "leaves.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            said = json.loads(line)
            yield said["seal"], said


class Parts:
    """The parts of a file by seal, read in order; only what stands where it does not belong is kept in memory."""

    def __init__(self, source: Iterator[tuple[int, Any]]):
        self.source = source
        self.kept: dict[int, Any] = {}

    def of(self, number: int) -> Any:
        if number in self.kept:
            return self.kept.pop(number)
        for found, part in self.source:
            if found == number:
                return part
            self.kept[found] = part
        return None

    def others(self) -> Iterator[tuple[int, Any]]:
        yield from self.kept.items()
        yield from self.source


class Check:
    """One run over a pack. `faults` are (seal, entry or 0, sentence)."""

    def __init__(self, folder: Path, trusted: set[str], outside: list[dict[str, Any]]):
        self.folder = folder
        self.manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        self.seals = json_lines(folder / "seals.jsonl")
        self.trusted = trusted or set((folder / "public_keys.txt").read_text().split())
        self.outside = {each["number"]: each for each in outside if "number" in each}
        # A month that this very pack archives is not among them: the pack was made first.
        self.archived = {each["month"] for each in json_lines(folder / "archives.jsonl") if self.is_proved(each)}
        self.faults: list[tuple[int, int, str]] = []
        self.altered: list[tuple[int, int, bytes, bytes]] = []
        self.removed: dict[int, int] = {}
        self.added: dict[int, int] = {}
        self.entries = self.elsewhere = 0

    def is_proved(self, values: dict[str, Any]) -> bool:
        hashed = statement_hash(values)
        try:
            key, signature = bytes.fromhex(values["key"]), bytes.fromhex(values["signature"])
        except (KeyError, ValueError):
            return False
        return (
            values["key"] in self.trusted and values.get("hash") == hashed.hex() and is_signed(key, signature, hashed)
        )

    def run(self) -> None:
        self.chain()
        leaves, entries = Parts(leaves_by_seal(self.folder)), Parts(entries_by_seal(self.folder))
        lost = self.lost()
        for seal in self.seals:
            if seal["number"] not in lost:
                nothing = {"ids": [], "months": [], "hashes": ""}
                self.one_seal(seal, leaves.of(seal["number"]) or nothing, entries.of(seal["number"]) or [])
        for number, lines in entries.others():
            for line in lines:
                self.added[json.loads(line)[0]] = number
        self.name_kinds()
        self.faults.sort()

    def lost(self) -> set[int]:
        """Seals that a restore set back: named in the pack, and followed by a new generation that took their place."""
        generations = {seal["number"]: seal["generation"] for seal in self.seals}
        named = set(self.manifest["lost"])
        found = set()
        for number in named & generations.keys():
            later = [other for other in generations if other > number and other not in named]
            if later and generations[min(later)] > generations[number]:
                found.add(number)
        return found

    def chain(self) -> None:
        if not self.seals:
            self.faults.append((0, 0, "包里没有封签。"))
            return
        first, last = self.manifest["first_seal"], self.manifest["last_seal"]
        known = {seal["number"]: seal for seal in self.seals}
        before = self.outside.get(first - 1)
        previous = FIRST_PREVIOUS if first == 1 else before["hash"] if before else None
        for number in range(first, last + 1):
            seal = known.get(number) or self.outside.get(number)
            if seal is None:
                self.faults.append((number, 0, "缺少这一封签。"))
                previous = None
                continue
            if not self.is_proved(seal):
                self.faults.append((number, 0, "封签内容与其散列或签名不符，或不是用受信任的私钥签的。"))
            elif previous is not None and seal["previous"] != previous:
                self.faults.append((number, 0, "封签不接在上一封签之后。"))
            elif self.outside.get(number, seal) != seal:
                self.faults.append((number, 0, "封签与库外的封签文件不同。"))
            previous = seal["hash"]

    def one_seal(self, seal: dict[str, Any], leaves: dict[str, Any], lines: list[bytes]) -> None:
        packed = bytes.fromhex(leaves["hashes"])
        hashes = [packed[start : start + 32] for start in range(0, len(packed), 32)]
        if tree_root(hashes).hex() != seal["root"] or len(hashes) != seal["count"]:
            self.faults.append((seal["number"], 0, "封签下的叶与树根不符：封签或叶表被改动。"))
        expected = dict(zip(leaves["ids"], hashes, strict=False))
        elsewhere = {
            entry for entry, month in zip(leaves["ids"], leaves["months"], strict=False) if month in self.archived
        }
        seen = set()
        for line in lines:
            self.entries += 1
            entry = json.loads(line)[0]
            seen.add(entry)
            if entry not in expected:
                self.added[entry] = seal["number"]
            elif leaf_hash(line) != expected[entry]:
                self.altered.append((seal["number"], entry, expected[entry], line))
        missing = expected.keys() - seen
        if self.manifest["within"] is not None:
            self.elsewhere += len(missing)
            return
        self.elsewhere += len(missing & elsewhere)
        for entry in missing - elsewhere:
            self.removed[entry] = seal["number"]

    def name_kinds(self) -> None:
        swapped = {}
        some = self.altered[:MOST_COMPARED]
        for _seal, entry, sealed, line in some:
            for _other_seal, other, _sealed, other_line in some:
                if entry != other and sealed in as_if(line, other_line):
                    swapped[entry] = other
        for seal, entry, _sealed, _line in self.altered:
            text = f"内容与审计记录 {swapped[entry]} 对调了。" if entry in swapped else "内容被改动。"
            self.faults.append((seal, entry, text))
        for entry, seal in self.removed.items():
            moved = entry in self.added
            self.faults.append((seal, entry, "被移出了原来的封签。" if moved else "这条记录被删除。"))
        for entry, seal in self.added.items():
            if entry not in self.removed:
                self.faults.append((seal, entry, "封签之后加进来的记录。"))


def as_if(line: bytes, other: bytes) -> set[bytes]:
    """The leaves that `line` would have with the text of `other`, whether or not its transaction went along."""
    prefix, text = line[: line.index(b"{")], other[other.index(b"{") :]
    moved = prefix.split(b",")[0] + b"," + other[: other.index(b"{")].split(b",", 1)[1]
    return {leaf_hash(prefix + text), leaf_hash(moved + text)}


def told(check: Check) -> str:
    counted = f"核验封签 {len(check.seals)} 个、审计记录 {check.entries} 条；不在本包内 {check.elsewhere} 条。"
    if not check.faults:
        return counted + "全部一致。"
    lines = []
    for seal, entry, text in check.faults[:20]:
        lines.append(f"封签 {seal}" + (f"，审计记录 {entry}" if entry else "") + f"：{text}")
    more = f"\n另有 {len(check.faults) - 20} 处。" if len(check.faults) > 20 else ""
    return f"{counted}有 {len(check.faults)} 处不一致。\n第一处：" + "\n".join(lines) + more


def main() -> int:
    parser = argparse.ArgumentParser(description="核验审计记录导出包")
    parser.add_argument("folder", type=Path, metavar="DIR", help="导出包所在文件夹")
    parser.add_argument("--public-key", nargs="*", default=[], help="您另行保存的公钥：64位十六进制，或存放它的文件")
    parser.add_argument("--seals", type=Path, help="您另行保存的封签文件")
    given = parser.parse_args()
    keys = set()
    for each in given.public_key:
        keys |= set(Path(each).read_text().split()) if Path(each).is_file() else {each}
    try:
        check = Check(given.folder, keys, json_lines(given.seals) if given.seals else [])
        check.run()
    except (OSError, ValueError, KeyError) as error:
        print(f"这不是完好的导出包：{error}", file=sys.stderr)
        return NO_PACK
    if not keys:
        print("注意：用的是包里自带的公钥。要证明包不是整个重做的，请用 --public-key 给出您另行保存的公钥。")
    print(told(check))
    return DIFFERS if check.faults else AGREES


if __name__ == "__main__":
    sys.exit(main())
