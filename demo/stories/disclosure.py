"""What one community makes public: in time and overdue, signed and waiting for a signature, asked about, and a power card gone through."""

from dataclasses import dataclass
from datetime import date, datetime

from linli.domains.disclosure import actions
from linli.domains.disclosure.enums import Outcome
from linli.domains.disclosure.models import Item, Posting, Power
from linli.kernel.accounts.models import Post
from linli.kernel.divisions.queries import get_division

from .telling import ago, doing

HOME, VILLAGE = "410902001001", "410902101206"  # 京东社区、高庄村
MEETING, GRANTS, GIFTS = (
    "居民会议、居民代表会议决定的事项及实施情况",
    "政府拨付资金物资的管理使用情况",
    "社会捐赠资金物资的管理使用情况",
)
ROOMS, SERVICES = "居民委员会所有和使用的设施管理使用情况", "社区服务项目实施情况"
TALKS, ASSISTING, WEIGHTY = "协商事项及落实情况", "协助人民政府开展工作的情况", "涉及居民利益的重大事项"
HEADINGS = ["项目", "金额（元）", "用途", "经手人"]
WRONG = [
    HEADINGS,
    ["办公经费", "12000", "办公用品、水电", "田二禾"],
    ["惠民项目资金", "50000", "东门座椅和照明", "米三川"],
]
RIGHT = [*WRONG[:2], ["惠民项目资金", "48600", "东门座椅和照明，结余1400元", "米三川"]]
SECOND = [
    HEADINGS,
    ["办公经费", "11400", "办公用品、水电", "田二禾"],
    ["防疫物资折价", "8600", "口罩、消毒液", "谷四月"],
]


@dataclass
class Board:
    """The notice board of one community, who keeps it and who signs for its accounts."""

    worker: Post
    watch: Post
    at: datetime
    place: str = HOME

    def item(self, title: str) -> Item:
        return Item.objects.within(get_division(self.place)).get(title=title)

    def draft(self, item: str, title: str, text: str, since: int, table: list[list[str]] | None = None) -> Posting:
        with doing(self.worker) as by:
            return actions.draft_posting(
                self.item(item), title=title, text=text, table=table or [], by=by, at=ago(self.at, since)
            )

    def sign(self, posting: Posting, since: int) -> Posting:
        with doing(self.watch) as by:
            return actions.sign(posting, by=by, at=ago(self.at, since))

    def hang(self, posting: Posting, since: int) -> Posting:
        with doing(self.worker) as by:
            return actions.post(posting, posted_on=ago(self.at, since).date(), by=by, at=ago(self.at, since))


def tell(posts: dict[str, Post], at: datetime) -> None:
    board = Board(posts["jd-village"], posts["jd-watch"], at)
    with doing(board.worker) as by:
        actions.adopt(get_division(HOME), since=date(at.year, 1, 1), by=by, at=ago(at, 150))
    with doing(posts["yc-town"]) as by:
        actions.adopt(get_division(VILLAGE), since=date(at.year, 4, 1), by=by, at=ago(at, 95))
    _accounts(board, posts["zyl-oversee"])
    _other_items(board)
    _cards(board)


def _accounts(board: Board, overseer: Post) -> None:
    """The first edition had a mistake, which a resident's question found; this quarter's waits for its signature."""
    first = board.draft(
        GRANTS, "2021年第一季度政府拨付资金使用情况", "本季度收到拨付资金两笔，使用情况如下。", 96, WRONG
    )
    first = board.hang(board.sign(first, 94), 93)
    with doing(board.worker) as by:
        question = actions.ask(
            first.item,
            posting=first,
            asker="路某",
            text="东门座椅和照明的中标公告写的是48600元，公开栏写50000元，差额去哪了？",
            asked_on=ago(board.at, 88).date(),
            by=by,
            at=ago(board.at, 88),
        )
        second = actions.revise(
            first,
            title="2021年第一季度政府拨付资金使用情况（更正）",
            text="原公布惠民项目支出50000元，是拨付数；实际支出48600元，结余1400元留待下季度使用。特此更正。",
            table=RIGHT,
            by=by,
            at=ago(board.at, 86),
        )
    board.hang(board.sign(second, 85), 84)
    with doing(board.worker) as by:
        words = "经核对，50000元是拨付数，实际支出48600元。已更正并重新公布，结余1400元留待下季度使用。"
        answered = actions.answer(question, answer=words, outcome=Outcome.CORRECTED, by=by, at=ago(board.at, 84))
        actions.close(answered, by=by, at=ago(board.at, 80))
    board.draft(GRANTS, "2021年第二季度政府拨付资金使用情况", "本季度收到拨付资金两笔，使用情况如下。", 1, SECOND)
    _other_questions(board, overseer)


def _other_questions(board: Board, overseer: Post) -> None:
    """One waits for its answer; another is looked into by the street, and a third was settled by it."""
    with doing(board.worker) as by:
        actions.ask(
            board.item(ROOMS),
            text="活动室周末为什么不开放？开放时间请公布。",
            asked_on=ago(board.at, 3).date(),
            by=by,
            at=ago(board.at, 3),
        )
        asked = [
            actions.ask(
                board.item(item),
                asker=asker,
                text=text,
                asked_on=ago(board.at, days).date(),
                by=by,
                at=ago(board.at, days),
            )
            for item, asker, text, days in (
                (GIFTS, "关某", "去年捐的三十床棉被发给了谁，一直没有公布。", 24),
                (ASSISTING, "", "低保复核的结果为什么没有上墙？", 70),
            )
        ]
        referred = [
            actions.refer(each, by=by, at=ago(board.at, days)) for each, days in zip(asked, (9, 60), strict=True)
        ]
    with doing(overseer) as by:
        words = "经查，复核结果应当公布而没有公布，已责令社区公布；姓名和所在小组公布，证件号码不公布。"
        actions.settle(referred[1], answer=words, outcome=Outcome.ORDERED, by=by, at=ago(board.at, 50))


def _other_items(board: Board) -> None:
    """Some hang, one came down when its days were over, and gifts are owed."""
    old = board.draft(MEETING, "第一季度居民代表会议决定事项", "一、通过年度工作计划。二、通过活动室开放办法。", 98)
    old = board.hang(old, 97)
    with doing(board.worker) as by:
        actions.take_down(old, taken_down_on=ago(board.at, 60).date(), by=by, at=ago(board.at, 60))
    decided = "一、决定启用集中充电棚，选址另行协商。二、决定活动室周末开放半天。"
    board.hang(board.draft(MEETING, "第二季度居民代表会议决定事项", decided, 14), 12)
    talks = "本季度组织协商两次：厨余垃圾投放点移位（已通报，定于七月十二日协商）；集中充电棚选址（已通报）。"
    board.hang(board.draft(TALKS, "第二季度协商事项及落实情况", talks, 9), 9)
    assisting = "协助开展低保年度复核：复核41户，继续保障38户，退出3户。名单张贴在公开栏，只列姓名和所在小组。"
    board.hang(board.draft(ASSISTING, "第二季度协助政府工作情况", assisting, 48), 48)
    rooms = "活动室、阅览室、日间照料室各一处，周一至周五8时至18时开放，周六上午开放。"
    board.hang(board.draft(ROOMS, "上半年设施管理使用情况", rooms, 20), 18)
    services = "为老助餐、儿童托管两个项目由社会组织承接，上半年服务3120人次，居民评价满意率96%。"
    board.hang(board.draft(SERVICES, "上半年社区服务项目实施情况", services, 20), 18)
    board.hang(board.draft(WEIGHTY, "中原路临街管网改造期间停水安排", "七月十五日8时至20时停水，请提前储水。", 2), 2)


def _cards(board: Board) -> None:
    """One matter is through, one step of it late; another is half way."""
    with doing(board.worker) as by:
        powers = Power.objects.within(get_division(HOME))
        expense, works = powers.get(name="财务开支报销"), powers.get(name="小型工程项目招投标")
        run = actions.start_run(
            expense, subject="活动室空调维修费报销", started_on=ago(board.at, 62).date(), by=by, at=ago(board.at, 62)
        )
        for days, note in (
            (60, "发票一张，注明用途"),
            (58, "票据真实，金额相符"),
            (57, "同意报销"),
            (40, "凭证号记-17"),
            (38, "收支表已上墙"),
        ):
            run = actions.do_step(run, done_on=ago(board.at, days).date(), note=note, by=by, at=ago(board.at, days))
        run = actions.start_run(
            works, subject="电业局家属院雨污管网清淤", started_on=ago(board.at, 29).date(), by=by, at=ago(board.at, 29)
        )
        for days, note in (
            (21, "居民代表会议通过，到会41人"),
            (15, "预算三万二千元，已报街道备案"),
            (9, "公告张贴五天"),
        ):
            run = actions.do_step(run, done_on=ago(board.at, days).date(), note=note, by=by, at=ago(board.at, days))
