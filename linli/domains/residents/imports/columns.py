"""The roster's columns, and where their values wait in the staging table."""

from linli.domains.residents.enums import IdKind, Marriage, Relation, ResidentKind, Sex
from linli.kernel.exchange.formats import Expected

# Source: 现用居民花名册模板（29列），各列标题照录；“区划代码”“证件类型”为可选的补充列。
COLUMNS = (
    Expected("name", ("姓名",), is_needed=True),
    Expected("relation", ("与其他人员关系", "与户主关系", "家庭关系")),
    Expected("id_number", ("身份证号", "身份证号码", "证件号码", "公民身份号码"), is_needed=True),
    Expected("sex", ("性别",)),
    Expected("born_on", ("出生日期", "出生年月", "出生年月日")),
    Expected("phone", ("联系电话", "电话", "手机号", "手机号码", "联系方式")),
    Expected("quarter", ("现住小区/建筑", "现住小区", "小区", "小区名称"), is_needed=True),
    Expected("room", ("门牌地址", "门牌", "门牌号", "房号")),
    Expected("grid_name", ("所属网格", "网格")),
    Expected("kind", ("人员类型", "人员类别")),
    Expected("is_marked", ("是否重点人员",)),
    Expected("marks", ("重点类别", "重点人员类别")),
    Expected("registered_quarter", ("户籍小区/建筑", "户籍小区")),
    Expected("registered_address", ("户籍地址",)),
    Expected("household", ("户编号", "户号")),
    Expected("is_separated", ("是否人户分离", "人户分离")),
    Expected("actual_address", ("实际居住地", "实际居住地址")),
    Expected("has_left", ("是否已迁出", "是否迁出")),
    Expected("left_on", ("迁出日期",)),
    Expected("left_to", ("迁往地",)),
    Expected("has_died", ("是否已死亡", "是否死亡")),
    Expected("died_on", ("死亡日期",)),
    Expected("ethnic_group", ("民族",)),
    Expected("political_status", ("政治面貌",)),
    Expected("marriage", ("婚姻状况",)),
    Expected("education", ("文化程度", "学历")),
    Expected("occupation", ("工作学习情况", "职业")),
    Expected("health", ("健康状况",)),
    Expected("note", ("备注",)),
    Expected("division", ("区划代码", "社区代码", "村（社区）代码")),
    Expected("id_kind", ("证件类型",)),
)

# A resident's own columns, in the order of the staging table's cells; before them what other tables are made of: the
# statements that ask for nothing else need not take the whole row apart.
RESIDENT = (
    *("name", "id_kind", "id_number", "phone", "phone_fingerprint", "sex", "born_on", "kind"),
    *("relation", "is_separated", "registered_quarter", "registered_address", "actual_address", "ethnic_group"),
    *("political_status", "marriage", "education", "occupation", "health", "note", "registered_on", "joined"),
    *("left_on", "left_reason", "left_to", "died_on", "source"),
)
CELLS = ("cares", "tags", "household", "address_norm", "quarter", "room", "grid_name", *RESIDENT)
# Kept as written, up to the length of their columns.
PLAIN = {
    "registered_quarter": 80,
    "registered_address": 200,
    "actual_address": 200,
    "ethnic_group": 20,
    "political_status": 20,
    "education": 20,
    "occupation": 60,
    "health": 60,
    "note": 400,
    "left_to": 200,
    "quarter": 80,
    "room": 120,
    "grid_name": 60,
    "household": 40,
}

SEXES = {"男": Sex.MALE, "女": Sex.FEMALE, "1": Sex.MALE, "2": Sex.FEMALE, "未知": Sex.UNKNOWN, "未说明": Sex.UNSTATED}
KINDS = {
    **{str(label): value for value, label in ResidentKind.choices},
    **dict.fromkeys(("户籍人口", "常住", "户籍"), ResidentKind.PERMANENT),
    **dict.fromkeys(("流动", "暂住人口", "外来人口", "租户"), ResidentKind.FLOATING),
    **dict.fromkeys(("境外", "外籍人员", "港澳台人员"), ResidentKind.OVERSEAS),
}
ID_KINDS = {
    **{str(label): value for value, label in IdKind.choices},
    **dict.fromkeys(("身份证", "二代身份证"), IdKind.IDENTITY_CARD),
    **dict.fromkeys(("无", "没有", "无证"), IdKind.NONE),
}
MARRIAGES = {
    **{str(label): value for value, label in Marriage.choices},
    **dict.fromkeys(("离婚",), Marriage.DIVORCED),
    **dict.fromkeys(("初婚", "再婚", "复婚", "有配偶"), Marriage.MARRIED),
}
RELATIONS = {
    **{str(label): value for value, label in Relation.choices},
    **dict.fromkeys(("本人", "本人或户主", "户主本人"), Relation.HEAD),
    **dict.fromkeys(("夫", "妻", "妻子", "丈夫", "夫妻", "之妻", "之夫"), Relation.SPOUSE),
    **dict.fromkeys(
        ("子", "女", "儿子", "女儿", "长子", "次子", "三子", "长女", "次女", "三女", "独生子"), Relation.CHILD
    ),
    **dict.fromkeys(("独生女", "养子", "养女", "继子", "继女", "之子", "之女"), Relation.CHILD),
    **dict.fromkeys(("儿媳", "女婿", "子女配偶"), Relation.CHILD_IN_LAW),
    **dict.fromkeys(("孙子", "孙女", "外孙", "外孙女", "外孙子", "孙"), Relation.GRANDCHILD),
    **dict.fromkeys(("父", "母", "父亲", "母亲", "岳父", "岳母", "公公", "婆婆"), Relation.PARENT),
    **dict.fromkeys(("祖父", "祖母", "外祖父", "外祖母", "爷爷", "奶奶", "姥爷", "姥姥"), Relation.GRANDPARENT),
    **dict.fromkeys(
        ("兄", "弟", "姐", "妹", "兄弟", "姐妹", "兄弟姐妹", "哥哥", "弟弟", "姐姐", "妹妹"), Relation.SIBLING
    ),
    **dict.fromkeys(("租客", "承租人"), Relation.TENANT),
}
