"""The catalogues that the law asks for, as data: a community takes them over and adds what is its own.

Source of the lines: 村民委员会组织法 2026-01-01 §35 and 河南省实施村民委员会组织法办法 2011-09-01 §55 for villages; 城市居民委员会组织法 2026-01-01 §34
for communities. Where the law sets no rhythm, the line names what is customary, and the city may change it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from linli.domains.disclosure.enums import Category, Kind, Rhythm

# What a line rests on, by the day from which it does.
Basis = tuple[tuple[date, str], ...]
_2018, _2026 = date(2018, 12, 29), date(2026, 1, 1)


def _fixed(text: str) -> Basis:
    return ((date.min, text),)


def _laws(village: str, since_2026: str) -> Basis:
    return ((_2018, village), (_2026, since_2026))


_H = _fixed("《河南省实施〈村民委员会组织法〉办法》第五十五条")
_V = _laws("《村民委员会组织法》第三十条", "《村民委员会组织法》第三十五条")
_V_ACCOUNTS = tuple((since, f"{text}；{_H[0][1]}") for since, text in _V)
_V_TALKS = _laws("《关于加强城乡社区协商的意见》", "《村民委员会组织法》第三十五条")
_R = _laws("本市惯例（当时的法律没有规定）", "《城市居民委员会组织法》第三十四条")
_R_MONEY = _laws("《城市居民委员会组织法》第十六条", "《城市居民委员会组织法》第三十四条")
_R_TALKS = _laws("《关于加强城乡社区协商的意见》", "《城市居民委员会组织法》第三十四条")
_V_MEETING = _laws("《村民委员会组织法》第二十四条", "《村民委员会组织法》第二十八条")
_R_MEETING = _laws("《城市居民委员会组织法》第十条", "《城市居民委员会组织法》第三十条")
_V_MONEY = _laws("《村民委员会组织法》第三十二条", "《村民委员会组织法》第三十七条")
_R_SIGNED = _laws("《城市居民委员会组织法》第十六条", "《城市居民委员会组织法》第三十六条")
_COLLECTIVE = (
    (_2018, "《村民委员会组织法》第二十四条"),
    (date(2025, 5, 1), "《农村集体经济组织法》"),
)


def in_force(basis: Basis, day: date) -> str:
    """The youngest basis begun; "" before the first."""
    begun = [(since, text) for since, text in basis if since <= day]
    return max(begun)[1] if begun else ""


_CHANNEL = "公开栏、公开网页"


@dataclass(frozen=True)
class Line:
    """The nine columns of a catalogue; number, body and channel are the community's own."""

    category: Category
    topic: str
    title: str
    content: str
    basis: Basis
    rhythm: Rhythm
    is_finance: bool = False
    channel: str = _CHANNEL


_VILLAGE = (
    Line(
        Category.MEETING,
        "会议决定",
        "村民会议、村民代表会议决定的事项及实施情况",
        "议题、决定、实施单位、进展、结果",
        _V,
        Rhythm.QUARTERLY,
    ),
    Line(
        Category.FUNDS,
        "资金物资",
        "政府拨付资金物资的管理使用情况",
        "来源、数额、用途、经手人、结余",
        _V,
        Rhythm.QUARTERLY,
        True,
    ),
    Line(
        Category.FUNDS,
        "资金物资",
        "社会捐赠资金物资的管理使用情况",
        "捐赠人（经同意）、数额、用途、结余",
        _V,
        Rhythm.QUARTERLY,
        True,
    ),
    Line(
        Category.GOVERNMENT,
        "协助政府工作",
        "协助人民政府开展工作的情况",
        "事项、对象范围、标准、结果",
        _V,
        Rhythm.QUARTERLY,
    ),
    Line(
        Category.CONSULTATION,
        "协商",
        "协商事项及落实情况",
        "议题、参与方、结论、责任人、落实",
        _V_TALKS,
        Rhythm.QUARTERLY,
    ),
    Line(
        Category.FINANCE,
        "集体财务",
        "财务收支和债权债务",
        "收入、支出、债权、债务、结余",
        _V_ACCOUNTS,
        Rhythm.MONTHLY,
        True,
    ),
    Line(Category.OTHER, "发展规划", "村庄长期规划和年度计划", "目标、项目、资金、进度", _H, Rhythm.YEARLY),
    Line(Category.OTHER, "土地", "土地承包、租赁和流转", "地块、面积、期限、价款、承包方", _H, Rhythm.AT_ONCE),
    Line(Category.OTHER, "宅基地", "宅基地申请和审批结果", "申请户、面积、位置、审批结果", _H, Rhythm.AT_ONCE),
    Line(Category.GOVERNMENT, "社会救助", "最低生活保障和特困供养", "对象姓名、所在小组、标准", _H, Rhythm.QUARTERLY),
    Line(Category.GOVERNMENT, "社会救助", "救灾救济款物发放", "对象姓名、所在小组、款物、数额", _H, Rhythm.AT_ONCE),
    Line(Category.GOVERNMENT, "补贴", "各类惠农补贴发放", "项目、标准、户数、数额", _H, Rhythm.QUARTERLY),
    Line(Category.OTHER, "水电费", "水电费收缴", "单价、用量、应收、实收", _H, Rhythm.QUARTERLY, True),
)
_COMMUNITY = (
    Line(
        Category.MEETING,
        "会议决定",
        "居民会议、居民代表会议决定的事项及实施情况",
        "议题、决定、实施单位、进展、结果",
        _R,
        Rhythm.QUARTERLY,
    ),
    Line(
        Category.FUNDS,
        "资金物资",
        "政府拨付资金物资的管理使用情况",
        "来源、数额、用途、经手人、结余",
        _R_MONEY,
        Rhythm.QUARTERLY,
        True,
    ),
    Line(
        Category.FUNDS,
        "资金物资",
        "社会捐赠资金物资的管理使用情况",
        "捐赠人（经同意）、数额、用途、结余",
        _R_MONEY,
        Rhythm.QUARTERLY,
        True,
    ),
    Line(
        Category.FACILITIES,
        "设施",
        "居民委员会所有和使用的设施管理使用情况",
        "名称、用途、开放时间、收支",
        _R,
        Rhythm.HALF_YEARLY,
    ),
    Line(
        Category.SERVICES,
        "社区服务",
        "社区服务项目实施情况",
        "项目、承接方、经费、服务人次、评价",
        _R,
        Rhythm.HALF_YEARLY,
    ),
    Line(
        Category.CONSULTATION,
        "协商",
        "协商事项及落实情况",
        "议题、参与方、结论、责任人、落实",
        _R_TALKS,
        Rhythm.QUARTERLY,
    ),
    Line(
        Category.GOVERNMENT,
        "协助政府工作",
        "协助人民政府开展工作的情况",
        "事项、对象范围、标准、结果",
        _R,
        Rhythm.QUARTERLY,
    ),
    Line(Category.OTHER, "其他", "涉及居民利益的重大事项", "事项、办理情况、结果", _R, Rhythm.AT_ONCE),
)
CATALOGUES = {Kind.VILLAGERS: _VILLAGE, Kind.RESIDENTS: _COMMUNITY}


@dataclass(frozen=True)
class CardStep:
    """One step: what, by whom, in how many working days (0: no limit), with which material."""

    title: str
    who: str
    working_days: int
    material: str = ""


@dataclass(frozen=True)
class Card:
    """A matter with its steps. The customary list of small powers goes back to Ninghai's thirty-six of 2014."""

    category: str
    name: str
    basis: Mapping[Kind, Basis]
    steps: tuple[CardStep, ...]
    risk: str
    publication: str = "办理过程和结果在公开栏、公开网页公布"
    supervision: str = "监督委员会全程监督"


_DECISION = (
    CardStep("党组织提议", "村（社区）党组织", 5, "提议书"),
    CardStep("两委会议商议", "村（居）民委员会", 5, "会议记录"),
    CardStep("党员大会审议", "村（社区）党组织", 10, "会议记录、签到表"),
    CardStep("代表会议或者村（居）民会议决议", "村（居）民代表会议", 10, "决议、表决结果"),
    CardStep("公布决议", "村（居）民委员会", 3, "公示照片"),
    CardStep("公布实施结果", "村（居）民委员会", 0, "实施结果"),
)
CARDS = (
    Card(
        "重大事项决策",
        "重大事项决策（四议两公开）",
        {Kind.VILLAGERS: _V_MEETING, Kind.RESIDENTS: _R_MEETING},
        _DECISION,
        "少数人说了算",
    ),
    Card(
        "项目管理",
        "小型工程项目招投标",
        dict.fromkeys(Kind, _fixed("本市小型工程项目管理规定")),
        (
            CardStep("立项并经会议决议", "村（居）民委员会", 10, "会议决议"),
            CardStep("编制预算并报乡镇（街道）备案", "村（居）民委员会", 5, "预算书"),
            CardStep("公告招标", "村（居）民委员会", 5, "招标公告"),
            CardStep("开标并公示中标人", "监督委员会到场", 3, "开标记录"),
            CardStep("签订合同", "村（居）民委员会", 5, "合同"),
            CardStep("验收并公布决算", "监督委员会", 10, "验收单、决算"),
        ),
        "化整为零、规避招标",
    ),
    Card(
        "资产资源处置",
        "集体资产、资源租赁和处置",
        {Kind.VILLAGERS: _COLLECTIVE},
        (
            CardStep("清查评估", "村（居）民委员会", 10, "清查表、评估书"),
            CardStep("会议决议", "村（居）民代表会议", 10, "决议"),
            CardStep("公开竞价", "乡镇（街道）交易平台", 10, "竞价记录"),
            CardStep("签订合同并公布", "村（居）民委员会", 5, "合同"),
        ),
        "低价发包、暗箱操作",
    ),
    Card(
        "财务管理",
        "财务开支报销",
        {Kind.VILLAGERS: _V_MONEY, Kind.RESIDENTS: _R_SIGNED},
        (
            CardStep("经手人整理票据并注明用途", "经手人", 3, "原始凭证"),
            CardStep("监督委员会审核", "监督委员会", 3, "审核章"),
            CardStep("负责人审批", "村（居）民委员会主任", 2, "审批签字"),
            CardStep("报账入账", "报账员", 5, "记账凭证"),
            CardStep("按月公布", "村（居）民委员会", 0, "收支表"),
        ),
        "白条入账、先支后审",
    ),
    Card(
        "人员任用",
        "误工补贴发放",
        {Kind.VILLAGERS: _V_MEETING},
        (
            CardStep("登记误工", "报账员", 2, "误工登记表"),
            CardStep("监督委员会核实", "监督委员会", 3, "核实意见"),
            CardStep("会议通过", "村（居）民代表会议", 10, "会议记录"),
            CardStep("发放并公布", "村（居）民委员会", 5, "发放表"),
        ),
        "虚报误工",
    ),
    Card(
        "便民服务",
        "低保申请协助",
        dict.fromkeys(Kind, _fixed("《社会救助暂行办法》")),
        (
            CardStep("受理申请并告知材料", "村（居）民委员会", 1, "申请书"),
            CardStep("协助入户核查", "村（居）民委员会", 5, "核查表"),
            CardStep("公示拟保障对象", "村（居）民委员会", 7, "公示照片"),
            CardStep("报乡镇（街道）审核确认", "乡镇（街道）", 20, "审核表"),
        ),
        "优亲厚友",
    ),
    Card(
        "便民服务",
        "宅基地申请协助",
        {Kind.VILLAGERS: _fixed("《土地管理法》第六十二条")},
        (
            CardStep("受理申请", "村民小组", 3, "申请书"),
            CardStep("小组会议讨论并公示", "村民小组", 7, "会议记录、公示照片"),
            CardStep("村民委员会审查", "村民委员会", 5, "审查意见"),
            CardStep("报乡镇审批", "乡镇人民政府", 20, "审批表"),
            CardStep("公布审批结果", "村民委员会", 3, "公示照片"),
        ),
        "违规占地、收受好处",
    ),
    Card(
        "印章和证明",
        "印章使用和出具证明",
        dict.fromkeys(Kind, _fixed("民发〔2020〕20号")),
        (
            CardStep("受理并核对事由", "值班人员", 1, "申请"),
            CardStep("负责人审批", "村（居）民委员会主任", 1, "审批记录"),
            CardStep("用印登记", "印章保管人", 1, "用印登记簿"),
        ),
        "空白用印、万能章",
    ),
)


def catalogue_for(kind: str, day: date) -> list[tuple[Line, str]]:
    """The lines that a committee of the kind has to make public on that day, in the order of the law, each with its basis.

    Source: 村民委员会组织法 2026-01-01 §35, 2018-12-29 §30; 河南省实施村民委员会组织法办法 2011-09-01 §55; 城市居民委员会组织法 2026-01-01 §34,
    2018-12-29 §16.
    """
    return [(line, basis) for line in CATALOGUES[Kind(kind)] if (basis := in_force(line.basis, day))]


def cards_for(kind: str, day: date) -> list[tuple[Card, str]]:
    """The matters of power that such a committee has, each with what it rests on that day."""
    found = [(card, in_force(card.basis.get(Kind(kind), ()), day)) for card in CARDS]
    return [(card, basis) for card, basis in found if basis]
