"""Three workbooks of departments: one that records answer alone, one that comes every day, one that waits for the guard."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from linli.domains.returns.actions import answering, sending, submitting
from linli.domains.returns.actions import requests as actions
from linli.domains.returns.enums import Rhythm
from linli.domains.returns.models import Answer, Request
from linli.domains.returns.rules.forms import Kind
from linli.domains.returns.rules.progress import is_answered
from linli.domains.standards.models import Community
from linli.kernel.accounts.models import Post

from .telling import ago, doing

FOLDER = Path(__file__).parents[1] / "requests"
FACILITIES, DAILY, ELDERLY = "社区服务设施季度表.xlsx", "疫情防控日报表.xlsx", "独居老人排查登记表.xlsx"
HOME, STREET = "410902001001", "410902001000"
# What the daily report asks beyond the registers: unit and definition.
FACTS = {
    "排查户数": ("户", "当日上门或电话排查的户数，一户一日计一次"),
    "排查人数": ("人", "当日排查到的人数，一人一日计一次"),
    "其中：外地返濮人数": ("人", "当日排查到的、14日内由市外返回的人"),
    "集中隔离人数": ("人", "截至当日17时在集中隔离点的本村（社区）人员"),
    "居家隔离人数": ("人", "截至当日17时在家隔离的人员"),
    "当日解除人数": ("人", "当日解除集中或居家隔离的人员"),
    "累计接种人数": ("人", "截至当日至少接种一剂的人员"),
    "当日新增人数": ("人", "当日接种第一剂的人员"),
    "消杀面积（平方米）": ("平方米", "当日对公共区域消毒的面积"),
    "值守人数": ("人", "当日在卡点值守的人数，一人一日计一次"),
    "带班领导": ("", "当日带班的村（社区）干部姓名"),
    "联系电话": ("", "当日值班电话"),
}


def tell(posts: dict[str, Post], at: datetime) -> None:
    asker, guard, worker = posts["mz-clerk"], posts["jf-guard"], posts["jd-village"]
    _known(asker, guard, at)
    _daily(asker, guard, worker, at)
    _waiting(asker, at)


def _upload(file: str, asker: Post, at: datetime) -> Request:
    return actions.upload((FOLDER / file).read_bytes(), file, by=asker, at=at)


def _confirm_rest(request: Request, by: Post, at: datetime) -> None:
    """What is left was recognised with less than certainty; a person has looked at it."""
    waiting = [each for each in actions.columns_of(request) if not each.is_confirmed]
    said = {each.index: actions.Said(each.fact, each.is_personal, each.is_required) for each in waiting}
    actions.confirm_columns(request, said=said, by=by, at=at)


def _why(at: datetime, **said: Any) -> dict[str, Any]:
    usual = {
        "payer": "市民政局，列入2021年部门预算",
        "begins_on": date(at.year, 7, 1),
        "ends_on": date(at.year, 12, 31),
    }
    return usual | {"due_days": 5, "targets": [STREET], **said}


def _send(request: Request, words: str, asker: Post, guard: Post, at: datetime) -> None:
    with doing(asker) as by:
        actions.submit(request, by=by, at=at)
    with doing(guard) as by:
        request = actions.admit(request, reason=words, by=by, at=at + timedelta(hours=2))
        # The worker would do so at once; the demo is complete without one.
        sending.send(request, by=by, at=at + timedelta(hours=2))


def _known(asker: Post, guard: Post, at: datetime) -> None:
    day = ago(at, 3)
    with doing(asker) as by:
        request = _upload(FACILITIES, by, day)
        _confirm_rest(request, by, day)
        why = _why(
            at,
            basis="市民政局《关于按季核对社区服务设施的通知》第二条",
            rhythm=Rhythm.QUARTERLY,
            begins_on=day.date(),
            targets=_recorded(request, day),
        )
        request = actions.describe(request, by=by, at=day, **why)
    _send(request, "各列都已在台账里，直接由记录回答，不再下发。", asker, guard, day)


def _recorded(request: Request, at: datetime) -> list[str]:
    """The communities of the programme whose committee, facilities and centre are all on record."""
    places = [each.division for each in Community.objects.select_related("division")]
    columns = actions.columns_of(request)
    found = sending.rows_for(Request.objects.get(pk=request.pk), places, on=at.date())
    return [
        place.short_code
        for place in places
        if all(is_answered(columns, sending.values_of(row), row.cells) for row in found[place.code])
    ]


def _daily(asker: Post, guard: Post, worker: Post, at: datetime) -> None:
    day = ago(at, 2)
    with doing(asker) as by:
        request = _upload(DAILY, by, day)
        actions.confirm_sure(request, by=by, at=day)
        for column in actions.columns_of(request):
            if column.name in FACTS:
                unit, definition = FACTS[column.name]
                said = {"name": column.name, "kind": column.kind, "choices": [], "unit": unit}
                said |= {"definition": definition, "valid_days": 1}
                answered = {"is_personal": column.is_personal, "is_required": column.name != "消杀面积（平方米）"}
                actions.add_fact(request, column.index, said | answered, by=by, at=day)
        _confirm_rest(Request.objects.get(pk=request.pk), by, day)
        why = _why(
            at,
            title="疫情防控工作日报表",
            basis="市疫情防控指挥部《关于做好外地返濮人员排查的通知》第三条",
            purpose="联系当日带班干部和值班室",
            payer="市疫情防控指挥部，从防控经费列支",
            rhythm=Rhythm.DAILY,
            begins_on=day.date(),
            ends_on=date(at.year, 8, 31),
            due_days=0,
        )
        request = actions.describe(request, by=by, at=day, **why)
    _send(request, "人口数由指标回答；其余每日只问变化，八月底停止。", asker, guard, day)
    _answer(request, worker, day)
    for since in (1, 0):
        with doing(guard) as by:
            sending.send(request, by=by, at=ago(at, since))


def _answer(request: Request, worker: Post, at: datetime) -> None:
    """One community has answered the first day."""
    typed = {Kind.INT: "2", Kind.NUMBER: "600", Kind.PHONE: "0393-6666666"}
    with doing(worker) as by:
        answer = Answer.objects.filter(request=request, division_id=int(HOME) * 1000).earliest("period_on")
        row = answer.rows.get()
        for column in actions.columns_of(request):
            if column.may_be_typed and column.is_required:
                answering.set_cell(
                    row, column.index, typed.get(column.kind, "柳十安"), by=by, at=at + timedelta(hours=5)
                )
        submitting.submit(answer, by=by, at=at + timedelta(hours=6))


def _waiting(asker: Post, at: datetime) -> None:
    day = ago(at, 1)
    with doing(asker) as by:
        request = _upload(ELDERLY, by, day)
        actions.confirm_sure(request, by=by, at=day)
        column = next(each for each in actions.columns_of(request) if each.name == "自理能力")
        said = {"name": "自理能力", "kind": Kind.CHOICE, "choices": list(column.choices), "unit": "", "valid_days": 365}
        said |= {"definition": "按《老年人能力评估规范》，由社区评估", "is_personal": True, "is_required": True}
        actions.add_fact(request, column.index, said, by=by, at=day)
        _confirm_rest(Request.objects.get(pk=request.pk), by, day)
        why = _why(
            at,
            basis="市民政局《关于开展独居老人排查的通知》第三条",
            purpose="对独居老人组织走访关爱，落实包联干部",
            rhythm=Rhythm.QUARTERLY,
        )
        where = {"rows_where": {"born_on_to": date(at.year - 60, 7, 1).isoformat(), "left_on_set": "no"}}
        request = actions.describe(request, by=by, at=day, **why, **where)
        actions.submit(request, by=by, at=day)
