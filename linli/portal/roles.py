"""The roles of a city, as data: what each is called, what its holder does, and what it may do.

A role says what; the divisions of a post say where. Both must hold.
"""

from linli.kernel.accounts.models import Office
from linli.kernel.accounts.roles import FirstRole
from linli.portal.divisions.permissions import Permission as Divisions
from linli.portal.permissions import Audit, Security, System

REGISTERS = (
    "committees",
    "elections",
    "funds",
    "coordination",
    "grid",
    "standards",
    "workforce",
    "consultation",
    "disclosure",
)
VIEW = frozenset({f"{app}.view" for app in (*REGISTERS, "attestations", "returns", "suggestions", "letters")})
EDIT = frozenset({f"{app}.edit" for app in REGISTERS} | {"attestations.handle"})
# Personal data: only for whoever keeps the files, not for everybody who looks at registers.
FILES = frozenset({f"residents.{verb}" for verb in ("view", "edit", "reveal", "rights", "transfer")})
# An election is conducted in the place, reviewed by units of the county, counted by two, and supervised by the township.
CONDUCTS = frozenset({"elections.conduct", "elections.count", "elections.voters.view", "elections.voters.edit"})
SUPERVISES = frozenset({"elections.voters.view", "elections.count", "elections.declare", "elections.supervise"})
WHOLE_CITY = ("nation", "province", "city")
UPPER = (*WHOLE_CITY, "county")
# Deeds that a higher level does for a lower one, or that settle something: not for whoever enters the record.
SETTLE = frozenset(
    {
        "committees.certify",
        "elections.complete",
        "grid.assess",
        "standards.certify",
        "coordination.complete",
        "attestations.edit",
    }
)
# A department asks, and whoever stands over the communities checks what they answer.
ASKS = {"returns.ask", "returns.check"}
# What a committee does in its own name.
OF_A_COMMITTEE = {"disclosure.post", "disclosure.handle", "consultation.issue", "returns.answer"}
WORKING = (
    FirstRole(
        "clerk",
        "经办人",
        "登记和维护辖区内各类台账，导入导出工作簿，拟写代表建议的答复，引用指标并送审；区划有变更时比对、确认和执行。",
        VIEW
        | EDIT
        | SETTLE
        | FILES
        | SUPERVISES
        | {"suggestions.edit", "suggestions.handle", "letters.draft", "letters.edit", Divisions.CHANGE}
        | ASKS,
        UPPER,
    ),
    FirstRole(
        "reviewer",
        "审核人",
        "审核经办人拟写的公文，可以退回修改；查看辖区内全部台账。",
        VIEW | {"letters.review", "suggestions.review"},
        UPPER,
    ),
    FirstRole(
        "head",
        "单位主要负责人",
        "签发公文。签发时文中引用的指标一并冻结；查看辖区内全部台账和驾驶舱。",
        VIEW | {"letters.sign", "suggestions.answer"},
        UPPER,
    ),
    FirstRole(
        "deputies_office",
        "人大代表工作人员",
        "登记代表建议，记录代表对答复的意见，跟踪承诺事项。",
        VIEW
        | {
            "suggestions.edit",
            "suggestions.register",
            "suggestions.feedback",
            "suggestions.deliver",
        },
        UPPER,
    ),
    FirstRole(
        "supervisor",
        "政府督查人员",
        "向承办单位交办代表建议，确定主办、协办和分办，受理退件，转办子问题，督促按期答复。",
        VIEW | {"suggestions.assign", "suggestions.refer"},
        UPPER,
    ),
    FirstRole(
        "county_officer",
        "县（区）业务人员",
        "登记和导入本县（区）台账，并办理要由县级认定的事：发证、登记换届完成、评估综治中心、认定规范化社区。",
        VIEW | EDIT | SETTLE | FILES | CONDUCTS | SUPERVISES | {"elections.review"},
        ("county",),
    ),
    FirstRole(
        "recorder",
        "台账录入人员",
        "在本辖区内登记、修改和导入台账，办理本辖区的换届选举；社区（村）、乡镇（街道）的工作人员多任此岗。",
        VIEW | EDIT | FILES | CONDUCTS | OF_A_COMMITTEE,
    ),
    FirstRole(
        "election_supervisor",
        "换届选举监督人员",
        "乡镇（街道）、县（区）换届选举工作机构的人员：核对计票、公布结果，监督移交，封存选票，归档，答复举报，登记罢免和补选。",
        VIEW | SUPERVISES,
        ("county", "township"),
    ),
    FirstRole(
        "election_reviewer",
        "候选人联审人员",
        "组织、纪检、公安等单位的人员：对送审的候选人写明本单位的审查结论。只看到换届选举。",
        frozenset({"elections.view", "elections.review"}),
        (*UPPER, "township"),
    ),
    FirstRole(
        "supervision_member",
        "监督委员会成员",
        "村（居）务监督委员会成员：审核财务类公开内容并签名，不同意的退回；查看本村（社区）的台账。不登记、不公布。",
        VIEW | {"disclosure.supervise"},
        ("village",),
    ),
    FirstRole(
        "party_branch",
        "村（社区）党组织负责人",
        "对协商议题预审：列入协商、转乡镇（街道）组织，或者写明法定情形不列入；查看本村（社区）的台账。",
        VIEW | {"consultation.review"},
        ("village", "township"),
    ),
    FirstRole(
        "township_overseer",
        "乡镇（街道）督促人员",
        "调查居民对公开不及时、不真实的反映，督促各村（社区）按期公开，审核报上来的报表；查看辖区内的台账。",
        VIEW | {"disclosure.oversee", "returns.check"},
        ("township", "county"),
    ),
    FirstRole(
        "member_unit",
        "成员单位人员",
        "专班、成员单位的联络人。设岗时在“职责范围”里勾选本单位承担的几类台账，只看到、只登记这几类。",
        VIEW | EDIT | {"coordination.complete"},
    ),
    FirstRole(
        "committee_head",
        "村（居）委会负责人",
        "批准出具和撤回本村（社区）的证明，清单规定当场办结的可以一次办完；查看本辖区台账。要入户核实的由台账录入人员受理、核实。",
        VIEW | {"attestations.approve", "attestations.handle"},
    ),
    FirstRole(
        "workload_guard",
        "基层减负监督人员",
        "对各部门要下发的报表做准入审核：看会给村（社区）添多少事、哪些已经知道，准予或者不予下发；查看辖区内的台账。",
        VIEW | {"returns.guard"},
        UPPER,
    ),
    FirstRole("viewer", "查阅人员", "查看本辖区的台账、指标和驾驶舱，不能修改。", VIEW),
)
DATA = frozenset(code for role in WORKING for code in role.permissions)
# What is decided for the whole city is given out by the city.
OF_THE_CITY = {
    "suggestions.register",
    "suggestions.assign",
    "suggestions.refer",
    "suggestions.deliver",
    "suggestions.feedback",
}
ADMINISTRATIONS = frozenset({*System, *Security, *Audit})

ADMINISTERING = (
    FirstRole(
        "system_admin",
        "系统管理员",
        "照管系统本身：设置、后台任务、备份和恢复。看不到登记簿，管不了账号，看不到审计记录。",
        frozenset(System),
        WHOLE_CITY,
        Office.SYSTEM,
    ),
    FirstRole(
        "security_admin",
        "安全管理员",
        "管理全市的单位、账号、岗位和角色，包括设置另外两类管理员和县区账号管理员。看不到登记簿，看不到审计记录。",
        frozenset(Security),
        WHOLE_CITY,
        Office.SECURITY,
        DATA | ADMINISTRATIONS,
    ),
    FirstRole(
        "county_security_admin",
        "县（区）账号管理员",
        "管理本县（区）、乡镇（街道）的单位、账号和岗位。给不出本辖区以外的岗位，也给不出市级和管理员的权限。",
        {Security.ACCOUNTS},
        ("county", "township"),
        Office.SECURITY,
        DATA - OF_THE_CITY,
    ),
    FirstRole(
        "audit_admin",
        "审计管理员",
        "查看和导出审计记录，包括三类管理员自己的操作。看不到登记簿，管不了账号和系统。",
        frozenset(Audit),
        WHOLE_CITY,
        Office.AUDIT,
    ),
)
ROLES = (*WORKING, *ADMINISTERING)
