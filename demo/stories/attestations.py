"""The county's list of what may be certified, and applications at one community: each ends in another way, or not yet."""

from datetime import date, datetime

from linli.domains.attestations import actions
from linli.domains.attestations.enums import Handling
from linli.domains.attestations.models import Application
from linli.domains.attestations.records import ITEM, ITEM_LIST
from linli.kernel.accounts.models import Post
from linli.kernel.divisions.queries import get_division
from linli.kernel.exchange import writes

from .telling import ago, doing

COUNTY, HOME = "410902000000", "410902001001"  # 华龙区、京东社区
BASIS = "演示清单，依据由发布清单的县（区）逐项核定填写"
# name, words, handling, days, may be promised, wording
ITEMS = (
    ("居住情况", "入学、居住证、公租房", Handling.ON_SPOT, 1, False, "兹证明{姓名}{核实情况}。特此证明。"),
    (
        "家庭生活困难情况",
        "救助、困难补助、法律援助",
        Handling.VERIFIED,
        5,
        True,
        "经核实，{姓名}{核实情况}。特此证明。",
    ),
    ("房屋受损情况", "危房、受灾、房屋受损", Handling.VERIFIED, 5, False, "经入户查看，{姓名}{核实情况}。特此证明。"),
    (
        "占用公共场地的意见",
        "占用场地、搭建、公共用地",
        Handling.CONSULTED,
        15,
        False,
        "经居民协商，{姓名}{核实情况}。特此证明。",
    ),
)


def tell(posts: dict[str, Post], at: datetime) -> None:
    with doing(posts["hl-county"]) as by:
        _list(by, ago(at, 180))
    desk = Desk(posts["jd-village"], posts["jd-head"], at)
    _issued(desk)
    _waiting(desk)
    _refused(desk)


def _list(by: Post, at: datetime) -> None:
    division = get_division(COUNTY)
    title = "华龙区村（居）民委员会可以出具的证明事项清单（演示）"
    values = {"division": division, "title": title, "document_no": "PDY〔2021〕1号", "since": date(at.year, 1, 10)}
    made = writes.create(ITEM_LIST, {**values, "until": None}, by=by, at=at)
    for name, words, handling, days, promise, wording in ITEMS:
        values = {
            "division": division,
            "item_list": made,
            "name": name,
            "words": words,
            "basis": BASIS,
            "handling": handling,
            "days_count": days,
            "offers_promise": promise,
            "wording": wording,
        }
        writes.create(ITEM, values, by=by, at=at)


class Desk:
    """The counter of one community. Whoever heads it may take in, verify and approve the simple ones in one go."""

    def __init__(self, worker: Post, head: Post, at: datetime):
        self.worker, self.head, self.at = worker, head, at

    def ask(self, name: str, purpose: str, recipient: str, since: int, wanted: str = "") -> Application:
        with doing(self.worker) as by:
            return actions.receive(
                get_division(HOME),
                applicant_name=name,
                purpose=purpose,
                recipient=recipient,
                wanted=wanted,
                by=by,
                at=ago(self.at, since),
            )

    def at_once(self, application: Application, finding: str, since: int) -> Application:
        with doing(self.head) as by:
            how = "查居民档案、社区值班人员当面核实"
            return actions.issue_at_once(application, verified_how=how, finding=finding, by=by, at=ago(self.at, since))

    def verify(
        self, application: Application, finding: str, since: int, how: str = "入户核实，邻居两人证实"
    ) -> Application:
        with doing(self.worker) as by:
            on = ago(self.at, since)
            taken = actions.accept(application, by=by, at=on)
            return actions.verify(taken, verified_how=how, finding=finding, verified_on=on.date(), by=by, at=on)

    def issue(self, application: Application, since: int) -> Application:
        with doing(self.head) as by:
            return actions.issue(application, by=by, at=ago(self.at, since))


def _issued(desk: Desk) -> None:
    desk.at_once(desk.ask("甘一禾", "孩子入学", "华龙区第三小学", 21), "自2019年起在本社区居住", 21)
    desk.at_once(desk.ask("丰二田", "申领居住证", "中原路派出所", 0), "自2021年1月起在本社区租房居住", 0)
    desk.issue(
        desk.verify(
            desk.ask("华三川", "申请法律援助", "华龙区法律援助中心", 30), "家庭主要劳动力患病停工，生活困难", 28
        ),
        27,
    )
    false = desk.ask("关四苗", "申请公租房", "华龙区住房保障中心", 50)
    false = desk.at_once(false, "自2018年起在本社区居住", 50)
    with doing(desk.head) as by:
        actions.withdraw(false, reason="复查发现本人2020年已搬离，原核实有误。", by=by, at=ago(desk.at, 40))


def _waiting(desk: Desk) -> None:
    """One at each step that still wants doing."""
    desk.verify(desk.ask("路五禾", "房屋受损鉴定", "华龙区住房和城乡建设局", 4), "屋顶漏雨，南墙有裂缝", 2)
    with doing(desk.worker) as by:
        taken = desk.ask("程六田", "困难补助", "中原路街道办事处", 3)
        actions.accept(taken, by=by, at=ago(desk.at, 2))
    desk.ask("连七川", "在院内搭建自行车棚占用场地", "华龙区城市管理局", 1)
    with doing(desk.worker) as by:
        promised = desk.ask("阅八苗", "临时救助", "中原路街道办事处", 12)
        actions.promise(promised, facts="本人因病住院，家庭收入低于当地低保标准", by=by, at=ago(desk.at, 12))


def _refused(desk: Desk) -> None:
    """Two of the twenty that a committee must not certify, and one that no list has."""
    desk.ask("南九禾", "应聘保安", "某物业服务企业", 6, "无犯罪记录证明")
    desk.ask("西十田", "办理房产继承", "某公证处", 17, "亲属关系证明")
    desk.ask("东一川", "办理某会员卡", "某健身房", 33, "人品良好证明")
