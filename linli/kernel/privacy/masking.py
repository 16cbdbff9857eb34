"""What is shown in place of a personal value: enough to recognise it, too little to use it.

Source: 个人信息保护法 §51（去标识化）; the customary forms are 身份证号前4后4、手机号前3后4、姓名留姓、地址到楼栋.
Lengths count characters, so a surname outside the BMP is one character. A value that is already masked stays as it is.
"""

import re

STAR = "*"
COMPOUND_SURNAMES = frozenset(
    [
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "司徒",
        "夏侯",
        "宇文",
        "长孙",
        "轩辕",
        "端木",
        "独孤",
        "南宫",
        "闻人",
        "澹台",
    ]
)
BUILDING = re.compile(r"^(.*?(?:号院|小区|社区|村|街|路|巷|楼|栋|幢|号楼|座))")
HIDDEN = "（已加密）"


def hidden(value: str) -> str:
    """Nothing at all of the value, not even its length."""
    return HIDDEN if value else ""


def id_number(value: str) -> str:
    """410902188802290018 -> 4109**********0018; of a short document only its last two characters."""
    return _middle(value, 4, 4) if len(value) >= 12 else _middle(value, 0, 2)


def phone(value: str) -> str:
    """13800001234 -> 138****1234; several, parted by a sign, each for itself."""
    parts = re.split(r"([;；,，、/\s]+)", value)
    return "".join(part if number % 2 else _phone(part) for number, part in enumerate(parts))


def _phone(value: str) -> str:
    return _middle(value, 3, 4) if len(value) >= 9 else _middle(value, 0, 2)


def name(value: str) -> str:
    """张三 -> 张*, 欧阳一禾 -> 欧阳**; of a name in letters the first word's first letter."""
    kept = 2 if value[:2] in COMPOUND_SURNAMES and len(value) > 2 else 1
    return value[:kept] + STAR * min(len(value) - kept, 4)


def address(value: str) -> str:
    """To the building: what follows it is hidden."""
    found = BUILDING.match(value)
    kept = found[1] if found and found[1] != value else value[: len(value) // 2]
    return kept + STAR * 4 if value else ""


def born_on(value: str) -> str:
    """The year alone: 1888-02-29 -> 1888-**-**."""
    return f"{value[:4]}-**-**" if value else ""


def is_masked(value: str) -> bool:
    """Whether a text is what a mask made: such a text never becomes a value."""
    return STAR in value or HIDDEN in value


def _middle(value: str, head: int, tail: int) -> str:
    """At least half of the value is hidden, however short it is."""
    hidden_count = len(value) - head - tail
    if hidden_count < len(value) / 3:
        return STAR * len(value)
    return value[:head] + STAR * hidden_count + (value[-tail:] if tail else "")
