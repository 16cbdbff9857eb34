"""What a committee must not certify, who really does, and what its own list lets it certify."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.domains.attestations.enums import Negative

GUIDANCE = "《关于改进和规范基层群众性自治组织出具证明工作的指导意见》（民发〔2020〕20号）"
SINCE = date(2020, 4, 27)
PROMISE_GUIDANCE = "《国务院办公厅关于全面推行证明事项和涉企经营许可事项告知承诺制的指导意见》（国办发〔2020〕42号）"
PROMISE_SINCE = date(2020, 10, 27)


@dataclass(frozen=True)
class Elsewhere:
    """Who is really responsible, how to get there, and the words by which a wish is known as this item."""

    office: object
    how: object
    words: tuple[str, ...]


_POLICE = gettext_lazy("公安派出所")
# The offices are the usual ones; a city that arranges it otherwise says so in its guide (办事指南).
ELSEWHERE: Mapping[Negative, Elsewhere] = {
    Negative.KINSHIP: Elsewhere(
        gettext_lazy("公安派出所、公证机构"),
        gettext_lazy(
            "凭户口簿、结婚证、出生医学证明即可证明；查不清的到户籍地派出所查询，或者到公证机构办理亲属关系公证。"
        ),
        ("亲属关系", "亲子关系", "父子关系", "母子关系", "夫妻关系", "直系亲属"),
    ),
    Negative.IDENTITY: Elsewhere(
        _POLICE,
        gettext_lazy("凭居民身份证、户口簿、护照即可证明；到户籍地派出所查询。"),
        ("身份信息", "身份证明", "同一人"),
    ),
    Negative.REGISTER_CHANGE: Elsewhere(
        _POLICE,
        gettext_lazy("本人到户籍地派出所申请户口登记项目变更、更正。"),
        ("户口登记", "户口变更", "变更户口", "改姓", "改名", "更正出生日期"),
    ),
    Negative.DOG: Elsewhere(_POLICE, gettext_lazy("到居住地派出所办理养犬登记。"), ("养犬", "养狗", "犬只")),
    Negative.NO_CRIME: Elsewhere(
        _POLICE,
        gettext_lazy("本人持居民身份证到户籍地或者居住地公安派出所申请查询犯罪记录，由公安机关出具。"),
        ("无犯罪", "犯罪记录", "违法犯罪", "没有犯罪", "无违法", "未犯罪"),
    ),
    Negative.DRUG_RECOVERY: Elsewhere(
        gettext_lazy("公安机关、乡镇（街道）禁毒办"),
        gettext_lazy("到执行地派出所或者乡镇（街道）禁毒工作机构办理。"),
        ("社区戒毒", "社区康复", "戒毒"),
    ),
    Negative.MISSING: Elsewhere(
        gettext_lazy("公安机关、人民法院"),
        gettext_lazy("到派出所报案；宣告失踪的向人民法院申请。"),
        ("失踪", "下落不明"),
    ),
    Negative.MARRIAGE: Elsewhere(
        gettext_lazy("民政部门婚姻登记机关"),
        gettext_lazy("凭结婚证、离婚证；查询婚姻登记档案到婚姻登记机关。"),
        ("婚姻状况", "未婚", "单身", "已婚", "离异", "婚姻证明"),
    ),
    Negative.BIRTH: Elsewhere(
        gettext_lazy("接生的医疗卫生机构"),
        gettext_lazy("凭出生医学证明；遗失的到签发机构补办。"),
        ("出生证明", "出生医学"),
    ),
    Negative.ALIVE: Elsewhere(
        gettext_lazy("要求证明的社会保险经办机构"),
        gettext_lazy("由经办机构通过信息比对、远程认证或者上门核实办理。"),
        ("健在", "生存证明", "在世"),
    ),
    Negative.DEATH: Elsewhere(
        gettext_lazy("医疗卫生机构、公安派出所"),
        gettext_lazy("医疗机构签发死亡医学证明；非正常死亡的由公安机关出具。"),
        ("死亡证明", "死亡情况", "死亡时间"),
    ),
    Negative.ILLNESS: Elsewhere(
        gettext_lazy("医疗卫生机构"),
        gettext_lazy("由就诊的医疗卫生机构出具诊断证明。"),
        ("疾病", "病情", "患病", "健康状况"),
    ),
    Negative.DISABILITY: Elsewhere(
        gettext_lazy("残疾人联合会"), gettext_lazy("凭残疾人证；到县（区）残联申请评定。"), ("残疾",)
    ),
    Negative.CHILDBEARING: Elsewhere(
        gettext_lazy("卫生健康部门、婚姻登记机关"),
        gettext_lazy("到乡镇（街道）卫生健康机构办理；婚姻情况到婚姻登记机关。"),
        ("婚育", "生育状况", "计划生育"),
    ),
    Negative.EMPLOYMENT: Elsewhere(
        gettext_lazy("人力资源社会保障部门"),
        gettext_lazy("凭劳动合同、社会保险缴费记录、就业创业证；到人社服务窗口查询。"),
        ("就业状况", "失业", "无业", "在职证明", "工作证明"),
    ),
    Negative.PERSONNEL_FILE: Elsewhere(
        gettext_lazy("档案保管单位、人才服务机构"),
        gettext_lazy("到保管档案的单位或者公共人才服务机构查询。"),
        ("个人档案", "人事档案", "档案证明"),
    ),
    Negative.PROPERTY: Elsewhere(
        gettext_lazy("不动产登记机构、银行等"),
        gettext_lazy("房产到不动产登记机构，存款到银行，车辆到公安车辆管理部门查询。"),
        ("财产", "收入证明", "存款", "房产", "资产证明"),
    ),
    Negative.INHERITANCE: Elsewhere(
        gettext_lazy("公证机构、人民法院"),
        gettext_lazy("到公证机构办理继承权公证；有争议的向人民法院起诉。"),
        ("继承",),
    ),
    Negative.PREMISES: Elsewhere(
        gettext_lazy("市场监督管理部门"),
        gettext_lazy("按住所（经营场所）登记要求提交产权或者租赁材料，或者作自主申报承诺。"),
        ("经营场所", "营业场所", "住所证明", "注册地址", "企业住所"),
    ),
    Negative.LOST_PAPER: Elsewhere(
        gettext_lazy("原发证机关"),
        gettext_lazy("到原发证机关挂失、补办。"),
        ("证件遗失", "遗失证明", "丢失证明", "证件丢失"),
    ),
}


def cite(negative: Negative | str) -> str:
    """The guidance and the number of the item in its annex.

    Source: 关于改进和规范基层群众性自治组织出具证明工作的指导意见（民发〔2020〕20号） 附件.
    """
    return _("%(guidance)s附件《不应由基层群众性自治组织出具证明事项清单（第一批）》第%(number)d项") % {
        "guidance": GUIDANCE,
        "number": int(negative),
    }


def negative_of(wanted: str, purpose: str, on: date) -> Negative:
    """Which of the twenty items a wish is; what it is for is looked at only where it was not said what is wanted.

    Before the list nothing was on it. The longest word decides where several fit.

    Source: 关于改进和规范基层群众性自治组织出具证明工作的指导意见（民发〔2020〕20号） 附件.
    """
    if on < SINCE:
        return Negative.NONE
    text = "".join((wanted if wanted.strip() else purpose).split())
    hits = [(len(word), item) for item, where in ELSEWHERE.items() for word in where.words if word in text]
    return max(hits, key=lambda hit: hit[0])[1] if hits else Negative.NONE


def refusal_of(negative: Negative) -> str:
    """What the resident is told: that it is not issued here, by which rule, who is responsible and how to get there.

    Source: 关于改进和规范基层群众性自治组织出具证明工作的指导意见（民发〔2020〕20号） 附件.
    """
    where = ELSEWHERE[negative]
    return _("“%(item)s”不由村（居）民委员会出具（依据%(basis)s）。请到：%(office)s。%(how)s") % {
        "item": negative.label,
        "basis": cite(negative),
        "office": where.office,
        "how": where.how,
    }


def unlisted_words(title: str) -> str:
    """What is told where the list in force does not have it.

    Source: 关于改进和规范基层群众性自治组织出具证明工作的指导意见（民发〔2020〕20号） 二.
    """
    named = title or _("可以出具的证明事项清单")
    return _(
        "“%(list)s”上没有这一事项：凡是没有法律法规依据的证明，不予出具（依据%(basis)s）。请要求索要证明的单位说明依据，或者改用告知承诺。"
    ) % {"list": named, "basis": GUIDANCE}


def fitting(items: Iterable[tuple[int, str]], purpose: str, wanted: str) -> list[int]:
    """The keys of those items whose words (parted by 、) stand in what was said."""
    text = "".join(f"{purpose}{wanted}".split())
    return [key for key, words in items if any(word and word in text for word in words.split("、"))]


def promise_basis(on: date) -> str:
    """By what a promise in writing takes the place of a certificate on a day; empty before any guidance said so.

    Source: 关于改进和规范基层群众性自治组织出具证明工作的指导意见（民发〔2020〕20号） 二;
    国务院办公厅关于全面推行证明事项和涉企经营许可事项告知承诺制的指导意见（国办发〔2020〕42号） 二.
    """
    known = ((SINCE, GUIDANCE), (PROMISE_SINCE, PROMISE_GUIDANCE))
    return "、".join(name for since, name in known if on >= since)


def promise_words(item: str, basis: str, *, purpose: str, recipient: str, facts: str, on: date) -> list[str]:
    """What a form of promise says: what would have to be proved and by which law, what a false promise leads to, and the promise.

    Whoever signs is told all of it at once and in writing.

    Source: 国务院办公厅关于全面推行证明事项和涉企经营许可事项告知承诺制的指导意见（国办发〔2020〕42号） 二.
    """
    words = {"item": item, "basis": basis, "purpose": purpose, "recipient": recipient, "facts": facts.rstrip("。")}
    told = _("告知：为“%(purpose)s”，%(recipient)s要求证明“%(item)s”（依据%(basis)s），本人可以书面承诺代替。") % words
    consequences = _(
        "承诺内容可以核查。承诺不实的，终止办理或者撤销已经作出的决定，依法追究责任，并记入信用记录（依据%(by)s）。"
    ) % {"by": promise_basis(on)}
    promised = _("承诺：%(facts)s。以上属实，本人已知悉告知事项，愿意承担不实承诺的法律责任。") % words
    return [told, consequences, promised, _("承诺人（签名、捺印）：　　　　　　　　　　　年　　月　　日")]


def promise_number_of(place: str, year: int, ordinal: int) -> str:
    """西关村承诺〔2026〕3号."""
    return _("%(place)s承诺〔%(year)d〕%(ordinal)d号") % {"place": place, "year": year, "ordinal": ordinal}


def number_of(place: str, year: int, ordinal: int) -> str:
    """西关村证〔2026〕3号."""
    return _("%(place)s证〔%(year)d〕%(ordinal)d号") % {"place": place, "year": year, "ordinal": ordinal}
