"""Topics of one community, one in each state of its way.

Those that were concluded were talked about before the twelve months that the city's letter counts: carrying them out takes long.
"""

from dataclasses import dataclass
from datetime import datetime

from linli.domains.consultation import actions
from linli.domains.consultation.enums import Bar, Category, Reach, Source, Urgency
from linli.domains.consultation.models import Problem, Topic
from linli.domains.consultation.records import TOPIC
from linli.kernel.accounts.models import Post
from linli.kernel.divisions.queries import get_division
from linli.kernel.exchange import writes

from .telling import ago, doing

HOME = "410902001001"  # 京东社区
PARTIES = (("居民代表", 12), ("非户籍居民代表", 2), ("物业服务企业", 1), ("社区民警", 1))
LIFT = (
    "电业局家属院3号楼加装电梯",
    "3号楼住有28户，60岁以上老人占一半。12户提出加装电梯，低层住户担心采光和噪声。",
)
BENCHES = ("京东小区东门增设座椅和照明", "东门是老人等接送孩子的地方，没有座椅，傍晚光线暗。")
PARKING = ("中原路18号院机动车停放办法", "院内车位42个，车辆70余辆，通道常被堵住，消防车进不来。")
WASTE = ("厨余垃圾投放点移到北墙", "现在的投放点离2单元窗户近，夏天有气味，居民要求移位。")
CHARGING = ("京东小区电动自行车集中充电棚选址", "楼道内充电屡禁不止，拟建一处集中充电棚，两个备选位置各有意见。")
BIKES = ("楼道内堆放物的清理期限", "多个楼道堆放旧家具，居民要求商定清理的期限和办法。")
RENTING = ("把社区活动用房出租十年", "有单位提出租用社区活动用房，请协商是否同意。")
ROAD = ("与京西社区交界路段的停车和摆摊", "交界路段两边都管不了，早市占道，车辆乱停，涉及两个社区。")


@dataclass
class Table:
    """Those who raise, review and hold the consultations of one community."""

    worker: Post
    party: Post
    at: datetime

    def raise_(self, what: tuple[str, str], since: int, **values) -> Topic:
        title, background = what
        usual = {"source": Source.RESIDENTS, "reach": Reach.ESTATE, "urgency": Urgency.USUAL}
        usual |= {"title": title, "background": background, "category": Category.FACILITIES, **values}
        with doing(self.worker) as by:
            day = ago(self.at, since)
            return writes.create(
                TOPIC, {**usual, "division": get_division(HOME), "raised_on": day.date()}, by=by, at=day
            )

    def review(self, topic: Topic, since: int) -> Topic:
        with doing(self.party) as by:
            review = "属于居民自治范围，同意列入协商，请提前三天通报。"
            return actions.accept(topic, review=review, by=by, at=ago(self.at, since))

    def notify(self, topic: Topic, since: int, meeting: int) -> Topic:
        with doing(self.worker) as by:
            return actions.notify(topic, meeting_on=ago(self.at, meeting).date(), by=by, at=ago(self.at, since))

    def meet(self, topic: Topic, since: int, opinions: tuple[tuple[str, str], ...]) -> None:
        with doing(self.worker) as by:
            for kind, count in PARTIES:
                actions.sign_in(topic, kind=kind, people_count=count, by=by, at=ago(self.at, since))
            for kind, text in opinions:
                actions.note_opinion(topic, kind=kind, text=text, by=by, at=ago(self.at, since))

    def conclude(self, topic: Topic, since: int, conclusion: str, duties: tuple[str, ...]) -> Topic:
        held = ago(self.at, since)
        with doing(self.worker) as by:
            return actions.conclude(topic, held_on=held.date(), conclusion=conclusion, duties=duties, by=by, at=held)

    def post(self, topic: Topic, since: int) -> Topic:
        with doing(self.worker) as by:
            return actions.post_conclusion(topic, posted_on=ago(self.at, since).date(), by=by, at=ago(self.at, since))

    def solve(self, topic: Topic, *since: int) -> None:
        """Its duties one after the other, as far as days are given."""
        with doing(self.worker) as by:
            for problem, days in zip(Problem.objects.filter(session=topic.session).order_by("id"), since, strict=False):
                actions.solve_problem(problem, solved_on=ago(self.at, days).date(), by=by, at=ago(self.at, days))


def tell(posts: dict[str, Post], at: datetime) -> None:
    table = Table(posts["jd-village"], posts["jd-party"], at)
    _done(table)
    _being_carried_out(table)
    _not_posted(table)
    meeting = table.notify(table.review(table.raise_(WASTE, 16, category=Category.ENVIRONMENT), 14), 5, -3)
    table.meet(
        meeting,
        0,
        (
            ("居民代表", "同意移到北墙，但要加盖、装水龙头，每天冲洗。"),
            ("物业服务企业", "北墙没有上水，接水管需要一周。"),
        ),
    )
    table.notify(table.review(table.raise_(CHARGING, 12, urgency=Urgency.URGENT), 10), 2, -6)
    table.review(table.raise_(BIKES, 6, category=Category.SAFETY), 3)
    table.raise_(("京东小区北门改为人行出入口", "北门车辆与行人混行，放学时段尤其拥堵。"), 1)
    unfit = table.raise_(RENTING, 20, source=Source.UNIT, reach=Reach.COMMUNITY)
    wide = table.raise_(ROAD, 8, reach=Reach.BEYOND, category=Category.ENVIRONMENT)
    with doing(table.party) as by:
        actions.refuse_topic(unfit, bar=Bar.FOR_MEETING, by=by, at=ago(at, 18))
        actions.refer(wide, by=by, at=ago(at, 5))


def _done(table: Table) -> None:
    topic = table.notify(table.review(table.raise_(BENCHES, 430), 426), 420, 412)
    table.meet(
        topic, 412, (("居民代表", "座椅设在花坛边，不占通道。"), ("物业服务企业", "照明接公共电表，费用由物业承担。"))
    )
    duties = ("安装座椅6把", "东门加装路灯2盏")
    topic = table.post(table.conclude(topic, 412, "在东门花坛边设座椅6把，加装路灯2盏，八月底前完成。", duties), 410)
    table.solve(topic, 385, 380)
    with doing(table.worker) as by:
        actions.report_back(
            topic,
            feedback="座椅、路灯均已装好，电费由物业承担。",
            satisfied_count=15,
            asked_count=16,
            by=by,
            at=ago(table.at, 372),
        )


def _being_carried_out(table: Table) -> None:
    topic = table.notify(table.review(table.raise_(LIFT, 405), 402), 396, 388)
    opinions = (
        ("居民代表", "高层住户愿意按楼层分摊，低层住户不出钱。"),
        ("居民代表", "一层住户要求电梯井退离窗户一米五以上。"),
        ("非户籍居民代表", "租住的老人也需要，愿意按月交使用费。"),
    )
    table.meet(topic, 388, opinions)
    duties = ("委托设计并公示方案", "落实分摊比例并签协议", "报建和施工")
    conclusion = "同意加装；费用由三层以上住户按楼层分摊，电梯井退离窗户一米五；方案公示无异议后施工。"
    table.solve(table.post(table.conclude(topic, 388, conclusion, duties), 386), 370)


def _not_posted(table: Table) -> None:
    topic = table.notify(table.review(table.raise_(PARKING, 390), 386), 380, 372)
    table.meet(
        topic, 372, (("居民代表", "先划消防通道，再谈车位。"), ("社区民警", "消防通道必须全天畅通，占用的依法处理。"))
    )
    table.conclude(topic, 372, "划出消防通道，其余车位先到先停，外来车辆计时收费，收入用于院内维修。", ("划线并立牌",))
