"""The list of voters from a workbook: read by the register's own columns, and put on the list by the law of each election.

Whether somebody stands on another list is asked of the whole city at once, once for each election of the file.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.domains.elections import queries
from linli.domains.elections.enums import State
from linli.domains.elections.models import Election, Voter
from linli.domains.elections.rules import registering
from linli.domains.elections.rules.registering import Registration
from linli.kernel.accounts.models import Post
from linli.kernel.audit import log
from linli.kernel.exchange import staging
from linli.kernel.exchange.formats import Layout, Reader
from linli.kernel.exchange.models import Kind, Upload
from linli.kernel.exchange.register_format import RegisterFormat, RegisterReader
from linli.kernel.exchange.sources import Values
from linli.kernel.exchange.workbooks import Fault, column_letters

EVIDENCE = ("stated_on", "since", "applied_on", "agreed_on")
# Until the rows are written, where each gets the next number of its list.
PLACEHOLDER = 1_000_000_000
MOST_NOTICES = 200

NUMBERED = """
UPDATE {table} s SET {number} = (coalesce(l.last, 0) + x.place)::text
FROM (
  SELECT "row", {election}::bigint AS election, row_number() OVER (PARTITION BY {election} ORDER BY "row") AS place
  FROM {table} WHERE upload_id = %(upload)s AND kind = {fresh}
) x
LEFT JOIN (
  SELECT election_id, max(number) AS last FROM elections_voter WHERE election_id = ANY(%(elections)s) GROUP BY election_id
) l ON l.election_id = x.election
WHERE s.upload_id = %(upload)s AND s.kind = {fresh} AND s."row" = x."row"
"""


class VoterList(RegisterFormat):
    """The register's own columns; the election is found by place and round, the number is given by the list."""

    code = "voters"

    def prepare(self, upload: Upload, *, by: Post, at: datetime) -> dict[str, Any]:
        return {"by": by, "at": at}

    def reader(self, upload_id: int, layout: Layout, prepared: Mapping[str, Any]) -> Reader:
        return VoterReader(self, upload_id, layout, prepared["by"], prepared["at"]).read

    def judge(self, upload: Upload, layout: Layout, *, by: Post, at: datetime) -> Iterator[Fault]:
        faults = list(self._doubled(upload, layout))
        yield from faults
        staging.drop(upload, {fault.row for fault in faults})
        yield from super().judge(upload, layout, by=by, at=at)

    def write(self, upload: Upload, *, by: Post, at: datetime) -> dict[str, int]:
        elections = self._elections(upload)
        cells = {"number": self.table.cell_of("number"), "election": self.table.cell_of("election")}
        statement = NUMBERED.format(table=staging.TABLE, fresh=int(Kind.FRESH), **cells)
        staging.run(statement, {"upload": upload.pk, "elections": [each.pk for each in elections]})
        return super().write(upload, by=by, at=at)

    def overtaken(self, upload: Upload, layout: Layout) -> Iterator[Fault]:
        """Besides what somebody else entered: rows of a list that was posted meanwhile. The elections are locked from here on."""
        yield from super().overtaken(upload, layout)
        closed = [each.pk for each in self._elections(upload) if each.state != State.REGISTRATION]
        late = staging.rows(
            f'SELECT "row" FROM {staging.TABLE} WHERE upload_id = %s AND kind <> {Kind.UNCHANGED} '
            f"AND {self.table.cell_of('election')}::bigint = ANY(%s)",
            [upload.pk, closed],
        )
        for (row,) in late:
            yield Fault(layout.sheet, row, None, None, _("核对以后，选民名单已经公布。"), _("请逐人补登。"))
        staging.drop(upload, [row for (row,) in late])

    def _elections(self, upload: Upload) -> list[Election]:
        named = staging.rows(
            f"SELECT DISTINCT {self.table.cell_of('election')}::bigint FROM {staging.TABLE} "
            f"WHERE upload_id = %s AND kind <> {Kind.UNCHANGED}",
            [upload.pk],
        )
        return list(Election.objects.select_for_update().filter(pk__in=[pk for (pk,) in named]).order_by("pk"))

    def _doubled(self, upload: Upload, layout: Layout) -> Iterator[Fault]:
        """Who stands twice in the file, on the list already, or on another list of the city. A fault tells of it; where no

        law forbids it, a notice does.
        """
        mark, number = self.table.cell_of("id_fingerprint"), self.table.cell_of("election")
        found = staging.rows(
            f"SELECT \"row\", {number}::bigint, decode({mark}, 'hex') FROM {staging.TABLE} "
            f'WHERE upload_id = %s AND kind = {Kind.FRESH} AND {mark} IS NOT NULL ORDER BY "row"',
            [upload.pk],
        )
        rows = [(row, election, bytes(each)) for row, election, each in found]
        elections = Election.objects.in_bulk({election for _row, election, _mark in rows})
        letters = column_letters(layout.places["id_number"])
        told = _Told(upload, layout.sheet, letters)
        yield from _doubled_in_file(rows, elections, told)
        yield from _listed_already(rows, told)
        yield from _registered_elsewhere(rows, elections, told)


Row = tuple[int, int, bytes]


class _Told:
    """How a double is told: as a fault of its row, or in the report."""

    def __init__(self, upload: Upload, sheet: str, letters: str):
        self.upload, self.sheet, self.letters = upload, sheet, letters

    def fault(self, row: int, message: str, remedy: str) -> Fault:
        return Fault(self.sheet, row, self.letters, None, message, remedy)

    def notice(self, row: int, message: str) -> None:
        notices = self.upload.report["notices"]
        if len(notices) < MOST_NOTICES:
            notices.append(_("第%(row)d行：%(message)s") % {"row": row, "message": message})


def _doubled_in_file(rows: list[Row], elections: Mapping[int, Election], told: _Told) -> Iterator[Fault]:
    first: dict[bytes, tuple[int, Election]] = {}
    for row, number, mark in rows:
        election = elections[number]
        earlier, other = first.setdefault(mark, (row, election))
        if earlier == row:
            continue
        words = {"row": earlier}
        if other == election:
            yield told.fault(row, _("与第%(row)d行的证件号码相同。") % words, _("同一个人只登记一次。"))
        elif registering.is_doubly_barred(election.kind, other.kind):
            message = _("第%(row)d行把同一个人登记在另一个村，不得重复登记") % words
            yield told.fault(row, message + _basis(election), _("请只在一个村登记。"))
        else:
            told.notice(row, _("第%(row)d行把同一个人登记在另一处，由选举委员会核实。") % words)


def _listed_already(rows: list[Row], told: _Told) -> Iterator[Fault]:
    listed = Voter.objects.filter(struck_on=None, election__in={election for _row, election, _mark in rows})
    known = listed.filter(id_fingerprint__in=[mark for _row, _election, mark in rows])
    numbers = {(each[0], bytes(each[1])): each[2] for each in known.values_list("election", "id_fingerprint", "number")}
    for row, election, mark in rows:
        if number := numbers.get((election, mark)):
            message = _("此人已在选民名单上（%(number)d号），姓名或者出生日期不同。") % {"number": number}
            yield told.fault(row, message, _("请核对后改正。"))


def _registered_elsewhere(rows: list[Row], elections: Mapping[int, Election], told: _Told) -> Iterator[Fault]:
    """Told by township, never by name or village: another place's list is not shown."""
    of_election: dict[int, dict[bytes, int]] = defaultdict(dict)
    for row, number, mark in rows:
        of_election[number][mark] = row
    for number, marks in of_election.items():
        election = elections[number]
        for each in queries.registered_elsewhere(marks, election):
            row, words = marks[each.mark], {"township": each.township}
            if registering.is_doubly_barred(election.kind, each.body):
                message = _("此人已在%(township)s的别的村登记参加本届选举，不得重复登记") % words
                yield told.fault(row, message + _basis(election), _("请本人先在那里注销登记。"))
            else:
                told.notice(row, _("此人在%(township)s另有登记，法律没有禁止，由选举委员会核实。") % words)


def _basis(election: Election) -> str:
    return _("（依据%(basis)s）。") % {"basis": registering.basis_of_one_village(queries.law_for(election))}


class VoterReader(RegisterReader):
    """Each row is judged as a registration at the counter is."""

    form: VoterList

    def __init__(self, form: VoterList, upload_id: int, layout: Layout, by: Post, at: datetime):
        super().__init__(form, upload_id, layout, by)
        self.today = timezone.localdate(at)
        self._before: dict[int, dict[str, Any]] = {}
        self._elections: dict[tuple[int, str], Election | None] = {}

    def _existing(self, found: list[dict[str, Any]]) -> dict[tuple, Any]:
        known = super()._existing(found)
        self._before = {each.pk: log.values_of(each) for each in known.values()}
        return known

    def _holds(self, row: Values, record: Any, values: dict[str, Any], *, is_fresh: bool) -> bool:
        if not is_fresh and log.values_of(record) == self._before[record.pk]:
            return True
        count = len(self.outcome.faults)
        election = self._election(record)
        if election is not None and self._is_open(row, record, election):
            if is_fresh:
                record.election, record.body = election, election.kind
                record.number, record.registered_on = PLACEHOLDER + row.number, self.today
            self._judge(row, record, election)
        elif election is None:
            message = _("这里没有登记“%(round)s”届的换届选举。") % {"round": record.round}
            self._fault(row, "round", record.round, message, _("请核对区划代码和届次。"))
        return len(self.outcome.faults) == count

    def _election(self, record: Voter) -> Election | None:
        key = (record.division_id, record.round)
        if key not in self._elections:
            found = Election.objects.filter(division=key[0], round=key[1]).exclude(state=State.ANNULLED)
            self._elections[key] = found.first()
        return self._elections[key]

    def _is_open(self, row: Values, record: Voter, election: Election) -> bool:
        if record.struck_on:
            message = _("此人已于%(day)s从名单上除名。") % {"day": record.struck_on}
            self._fault(row, "name", record.name, message, _("请在选举的页面上逐人办理。"))
            return False
        if election.state != State.REGISTRATION:
            message = _("本次选举当前为“%(state)s”，只能在“选民登记”时导入名单。") % {
                "state": election.get_state_display()
            }
            self._fault(row, "round", record.round, message, _("名单公布以后，依据异议的处理决定逐人补登。"))
            return False
        return True

    def _judge(self, row: Values, record: Voter, election: Election) -> None:
        assert election.election_on is not None  # registration is open only with a plan
        evidence = {name: getattr(record, name) for name in EVIDENCE}
        given = Registration(record.kind, record.born_on, self.today, **evidence)
        law = queries.law_for(election)
        for fault in registering.registration_faults(law, election.kind, given, election.election_on):
            name = fault.field if fault.field in self.letters else "kind"
            self._fault(row, name, getattr(record, name), fault.message, fault.remedy)
