"""The roles of a city, as data: what each is called, what its holder does, and what it may do.

A role says what; the divisions of a post say where. Both must hold.
"""

from linli.kernel.accounts.roles import Role

REGISTERS = (
    "committees",
    "elections",
    "funds",
    "coordination",
    "grid",
    "standards",
    "workforce",
    "residents",
    "consultation",
)
VIEW = frozenset({f"{app}.view" for app in (*REGISTERS, "suggestions", "letters")})
EDIT = frozenset({f"{app}.edit" for app in REGISTERS})
# Deeds that a higher level does for a lower one, or that settle something: not for whoever enters the record.
SETTLE = frozenset(
    {"committees.certify", "elections.complete", "grid.assess", "standards.certify", "coordination.complete"}
)

ROLES = (
    Role(
        "clerk",
        "经办人",
        "登记和维护辖区内各类台账，导入导出工作簿，拟写代表建议的答复，引用指标并送审。",
        VIEW | EDIT | SETTLE | {"suggestions.edit", "suggestions.handle", "letters.draft", "letters.edit"},
    ),
    Role(
        "reviewer",
        "审核人",
        "审核经办人拟写的公文，可以退回修改；查看辖区内全部台账。",
        VIEW | {"letters.review", "suggestions.review"},
    ),
    Role(
        "head",
        "单位主要负责人",
        "签发公文。签发时文中引用的指标一并冻结；查看辖区内全部台账和驾驶舱。",
        VIEW | {"letters.sign", "suggestions.answer"},
    ),
    Role(
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
    ),
    Role(
        "supervisor",
        "政府督查人员",
        "向承办单位交办代表建议，确定主办、协办和分办，受理退件，转办子问题，督促按期答复。",
        VIEW | {"suggestions.assign", "suggestions.refer"},
    ),
    Role(
        "county_officer",
        "县（区）业务人员",
        "登记和导入本县（区）台账，并办理要由县级认定的事：发证、登记换届完成、评估综治中心、认定规范化社区。",
        VIEW | EDIT | SETTLE,
    ),
    Role(
        "recorder",
        "台账录入人员",
        "在本辖区内登记、修改和导入台账；社区（村）、乡镇（街道）的工作人员多任此岗。",
        VIEW | EDIT,
    ),
    Role("viewer", "查阅人员", "查看本辖区的台账、指标和驾驶舱，不能修改。", VIEW),
)
