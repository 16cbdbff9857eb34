"""Recomputes every seal from the entries, and names what is broken, and where."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from django.db import connections
from django.utils.translation import gettext as _

from linli.kernel.audit import merkle, seal_file, sealing, signing, statement
from linli.kernel.audit.models import ArchivedMonth, Seal
from linli.kernel.audit.windows import Windows

# Pairs of altered entries are tried against each other only while that is quick.
MOST_COMPARED = 300


@dataclass(frozen=True, order=True)
class Fault:
    """One broken place. `entry` is 0 where it is the seal itself."""

    seal: int
    entry: int
    kind: str
    text: str = field(compare=False)

    def __str__(self) -> str:
        where = _("封签 %(seal)d") % {"seal": self.seal}
        if self.entry:
            where += _("，审计记录 %(entry)d") % {"entry": self.entry}
        return f"{where}：{self.text}"


@dataclass
class Verdict:
    faults: list[Fault]
    seals: int
    entries: int
    unsealed: int
    archived: int

    @property
    def is_whole(self) -> bool:
        return not self.faults


@dataclass(frozen=True)
class Altered:
    """An entry that is not what was sealed, kept to find with which other it was exchanged."""

    seal: int
    entry: int
    sealed: bytes
    line: str


def verify() -> Verdict:
    """All seals, all entries, the file of seals. The faults come in the order of seals and entries."""
    with sealing.whole():
        return _Check().run()


class _Check:
    """One run over everything; what it finds gathers here."""

    def __init__(self) -> None:
        self.seals = list(Seal.objects.order_by("number"))
        self.archived = {each.month: each for each in ArchivedMonth.objects.all()}
        self.month_trees: dict[int, tuple[merkle.Tree, list[int]]] = {
            month: (merkle.Tree(), [0]) for month in self.archived
        }
        self.windows = Windows(self.seals)
        self.trusted = signing.trusted()
        self.faults: list[Fault] = []
        self.altered: list[Altered] = []
        self.removed: dict[int, int] = {}
        self.added: dict[int, int] = {}
        self.entries = 0

    def run(self) -> Verdict:
        self._chain()
        for seal in self.seals:
            self._entries_of(seal)
        self._months()
        self._name_kinds()
        last = self.seals[-1] if self.seals else None
        unsealed = _count(f"id > {last.id_floor} AND xid >= {last.xid_hi}" if last else "true")
        archived = sum(each.count for each in self.archived.values())
        return Verdict(sorted(self.faults), len(self.seals), self.entries, unsealed, archived)

    def fault(self, seal: int, entry: int, kind: str, text: str) -> None:
        self.faults.append(Fault(seal, entry, kind, text))

    def _chain(self) -> None:
        """Hash, signature and link of each seal; and the file outside says the same."""
        outside = {each["number"]: each for each in seal_file.read() if "number" in each}
        known = {each.number: each for each in self.seals}
        new_generations = {
            seal.number
            for before, seal in zip(self.seals, self.seals[1:], strict=False)
            if seal.generation > before.generation
        }
        previous = sealing.NOTHING_BEFORE
        for number in range(1, max([0, *known, *outside]) + 1):
            values = statement.of_seal(known[number]) if number in known else outside.get(number)
            if values is None:
                self.fault(number, 0, "seal missing", _("缺少这一封签。"))
                continue
            self._one(number, values, previous, outside.get(number))
            if (
                number not in known
                and min((each for each in known if each > number), default=None) not in new_generations
            ):
                self.fault(
                    number, 0, "seal missing", _("库外的封签文件里有，库里没有：封签被删除，或数据库被退回到以前。")
                )
            previous = values["hash"]

    def _one(self, number: int, values: dict[str, Any], previous: str, outside: dict[str, Any] | None) -> None:
        if not statement.is_whole(values):
            self.fault(number, 0, "seal broken", _("封签内容与其散列或签名不符。"))
        elif values["key"] not in self.trusted:
            self.fault(number, 0, "seal broken", _("封签不是用本系统的私钥签的。"))
        elif values["previous"] != previous:
            self.fault(number, 0, "seal broken", _("封签不接在上一封签之后。"))
        elif outside is not None and outside != values:
            self.fault(number, 0, "seal broken", _("库里的封签与库外文件里的不同。"))

    def _entries_of(self, seal: Seal) -> None:
        tree, size = merkle.Tree(), 0

        def sealed() -> Iterator[tuple[int, bytes]]:
            nonlocal size
            for entry, month, hashed in sealing.leaves(seal.number):
                tree.add(hashed)
                size += 1
                if month in self.archived:
                    self.month_trees[month][0].add(hashed)
                    self.month_trees[month][1][0] += 1
                else:
                    yield entry, hashed

        pairs = zip_longest(
            sealed(), ((number, merkle.leaf(line.encode())) for number, line in self.windows.lines(seal))
        )
        same = True
        for want, have in pairs:
            self.entries += have is not None
            same = same and want == have
        if (tree.root().hex(), size) != (seal.root, seal.count):
            self.fault(seal.number, 0, "seal broken", _("封签下的叶与树根不符：封签、叶表被改动。"))
        if not same:
            self._compare(seal)

    def _compare(self, seal: Seal) -> None:
        """The slow way, taken once something is known to be wrong."""
        want = {entry: hashed for entry, month, hashed in sealing.leaves(seal.number) if month not in self.archived}
        have = dict(self.windows.lines(seal))
        for entry in want.keys() | have.keys():
            if entry not in have:
                self.removed[entry] = seal.number
            elif entry not in want:
                self.added[entry] = seal.number
            elif merkle.leaf(have[entry].encode()) != want[entry]:
                self.altered.append(Altered(seal.number, entry, want[entry], have[entry]))

    def _months(self) -> None:
        for month, said in self.archived.items():
            tree, (count,) = self.month_trees[month]
            values = statement.of_seal(said)
            if not statement.is_whole(values) or values["key"] not in self.trusted:
                self.fault(
                    said.first_seal, 0, "archive broken", _("%(month)s 的归档说明与其签名不符。") % {"month": said}
                )
            if (tree.root().hex(), count) != (said.root, said.count):
                self.fault(
                    said.first_seal, 0, "archive broken", _("%(month)s 归档的条数或树根与叶表不符。") % {"month": said}
                )

    def _name_kinds(self) -> None:
        swapped = self._swapped()
        for each in self.altered:
            if each.entry in swapped:
                text = _("内容与审计记录 %(other)d 对调了。") % {"other": swapped[each.entry]}
                self.fault(each.seal, each.entry, "swapped", text)
            else:
                self.fault(each.seal, each.entry, "altered", _("内容被改动。"))
        for entry, number in self.removed.items():
            moved = entry in self.added
            self.fault(
                *(number, entry, "altered" if moved else "removed"),
                _("事务号被改动，移出了原来的封签。") if moved else _("这条记录被删除。"),
            )
        for entry, number in self.added.items():
            if entry not in self.removed:
                self.fault(number, entry, "added", _("封签之后加进来的记录。"))

    def _swapped(self) -> dict[int, int]:
        """Altered entries whose sealed text stands under another altered entry's number now."""
        found = {}
        some = self.altered[:MOST_COMPARED]
        for one in some:
            for other in some:
                if one is not other and one.sealed in _as_if(one, other):
                    found[one.entry] = other.entry
        return found


def _as_if(one: Altered, other: Altered) -> set[bytes]:
    """The leaves that `one` would have with the text of `other`, whether or not its transaction went along."""
    text = other.line[other.line.index("{") :]
    prefix, other_prefix = one.line[: one.line.index("{")], other.line[: other.line.index("{")]
    moved = f"{prefix.split(',')[0]},{other_prefix.split(',', 1)[1]}"
    return {merkle.leaf((each + text).encode()) for each in (prefix, moved)}


def _count(condition: str) -> int:
    with connections["default"].cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM audit_auditentry WHERE {condition}")
        return cursor.fetchone()[0]


def summary(verdict: Verdict) -> str:
    """What a person is told, in one paragraph, the first broken place first."""
    found = {
        "seals": verdict.seals,
        "entries": verdict.entries,
        "unsealed": verdict.unsealed,
        "archived": verdict.archived,
    }
    counted = (
        _("核验封签 %(seals)d 个、审计记录 %(entries)d 条；归档 %(archived)d 条；尚未封签 %(unsealed)d 条。") % found
    )
    if verdict.is_whole:
        return counted + _("全部一致。")
    told = [_("第一处：%(fault)s") % {"fault": verdict.faults[0]}, *map(str, verdict.faults[1:20])]
    more = len(verdict.faults) - 20
    if more > 0:
        told.append(_("另有 %(more)d 处。") % {"more": more})
    return "\n".join([counted + _("有 %(count)d 处不一致。") % {"count": len(verdict.faults)}, *told])
