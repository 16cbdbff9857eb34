"""The made-up people of the reference city, their units and posts. No name belongs to anybody."""

from dataclasses import dataclass

CITY = "410900000000"


@dataclass(frozen=True)
class Cast:
    username: str
    name: str
    unit: str
    title: str
    role: str
    places: tuple[str, ...] = (CITY,)
    duty: tuple[str, ...] = ()


# unit code -> name, division
UNITS = {
    "PY-MZ": ("濮阳市民政局", CITY),
    "PY-RDXG": ("濮阳市人大选工委", CITY),
    "PY-DC": ("濮阳市政府督查局", CITY),
    "PY-JY": ("濮阳市教育局", CITY),
    "PY-ZZ": ("濮阳市委组织部", CITY),
    "PY-ZJ": ("濮阳市住房和城乡建设局", CITY),
    "PY-CG": ("濮阳市城市管理局", CITY),
    "PY-DSJ": ("濮阳市政务服务和大数据管理局", CITY),
    "PY-SJ": ("濮阳市社会治理审计室", CITY),
    "PY-JF": ("濮阳市基层减负工作专班", CITY),
    "HL-MZ": ("华龙区民政局", "410902000000"),
    "QF-MZ": ("清丰县民政局", "410922000000"),
    "HL-ZYL": ("中原路街道办事处", "410902001000"),
    "HL-ZZ": ("华龙区委组织部", "410902000000"),
    "HL-YC": ("岳村镇人民政府", "410902101000"),
    "HL-JD": ("京东社区居民委员会", "410902001001"),
    "HL-JD-DZ": ("京东社区党支部", "410902001001"),
    "HL-JD-JW": ("京东社区居务监督委员会", "410902001001"),
}

CAST = (
    Cast("mz-clerk", "郑一平", "PY-MZ", "基层政权科科员", "clerk"),
    Cast("mz-review", "孟二川", "PY-MZ", "基层政权科科长", "reviewer"),
    Cast("mz-head", "陆三山", "PY-MZ", "局长", "head"),
    Cast("rd-office", "范四海", "PY-RDXG", "代表联络科科员", "deputies_office"),
    Cast("dc-office", "贾五岳", "PY-DC", "督查科科员", "supervisor"),
    Cast("jy-clerk", "韩六安", "PY-JY", "高等教育科科员", "clerk"),
    Cast("zz-clerk", "尹十方", "PY-ZZ", "组织二科科员", "clerk"),
    Cast("zj-clerk", "邵千里", "PY-ZJ", "物业管理科科员", "clerk"),
    Cast("jf-guard", "管一清", "PY-JF", "报表准入审核员", "workload_guard"),
    Cast("hl-county", "唐七星", "HL-MZ", "基层政权股股长", "county_officer", ("410902000000",)),
    Cast("qf-county", "薛八达", "QF-MZ", "基层政权股股长", "county_officer", ("410922000000",)),
    Cast(
        "zyl-street",
        "宋九思",
        "HL-ZYL",
        "社会事务办干事",
        "recorder",
        ("410902001000",),
    ),
    Cast(
        "zyl-election",
        "常一鉴",
        "HL-ZYL",
        "换届选举监督员",
        "election_supervisor",
        ("410902001000",),
    ),
    Cast("zyl-oversee", "秦三省", "HL-ZYL", "居务公开督促员", "township_overseer", ("410902001000",)),
    Cast("yc-town", "岳五谷", "HL-YC", "社会事务办干事", "recorder", ("410902101000",)),
    Cast("hl-review", "严二明", "HL-ZZ", "组织科科员", "election_reviewer", ("410902000000",)),
    Cast("jd-village", "柳十安", "HL-JD", "社区工作者", "recorder", ("410902001001",)),
    Cast("jd-head", "乔一诺", "HL-JD", "居民委员会主任", "committee_head", ("410902001001",)),
    Cast("jd-party", "夏七同", "HL-JD-DZ", "党支部书记", "party_branch", ("410902001001",)),
    Cast("jd-watch", "方四目", "HL-JD-JW", "居务监督委员会主任", "supervision_member", ("410902001001",)),
    Cast(
        "cg-member",
        "葛双林",
        "PY-CG",
        "专班联络员",
        "member_unit",
        duty=("coordination.view", "coordination.edit", "coordination.complete", "consultation.view"),
    ),
    Cast("sys-admin", "石守静", "PY-DSJ", "系统管理员", "system_admin"),
    Cast("sec-admin", "安慎之", "PY-DSJ", "安全管理员", "security_admin"),
    Cast("audit-admin", "沈察言", "PY-SJ", "审计管理员", "audit_admin"),
    Cast("hl-accounts", "龙永宁", "HL-MZ", "账号管理员", "county_security_admin", ("410902000000",)),
)
