"""What one row of a form is about, and which of its columns say where the row belongs."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from linli.domains.returns.rules.forms import Column, Form, Kind, Subject
from linli.domains.returns.rules.naming import folded, spaceless


class Place(StrEnum):
    """What a column says of where a row belongs; the values are the levels of a division, and its code."""

    CODE = "code"
    COUNTY = "county"
    TOWN = "town"
    VILLAGE = "village"


_PLACES: tuple[tuple[Place, re.Pattern[str]], ...] = (
    (Place.CODE, re.compile(r"(统计用|行政)?区划代码|(村社区|村居|社区)代码")),
    (Place.COUNTY, re.compile(r"市?(县|区|县区|区县|县市|县市区|市区)")),
    (Place.TOWN, re.compile(r"乡|镇|街道|乡镇|镇街|乡镇街道|乡镇办|镇办")),
    (Place.VILLAGE, re.compile(r"村|社区|村社区|村居|行政村|社区村|村居社区|(村居?|居|社区居)(民委员|委)会")),
)
_AROUND = re.compile(r"^所[属在]|名称?$")
# What a row is about is named at its beginning; further on stands what is said of it.
NAMED_WITHIN = 3

_PERSON = re.compile(
    r"(居民|人员|老人|儿童|学生|成员|网格员|志愿者|本人|选民|党员|代表|候选人|申请人|社工|工作者|残疾人|军人|.{0,4}对象)?姓名"
)
_OF_A_PERSON = re.compile(r"(公民)?身份证?号码?|证件号码|出生(日期|年月日?)|性别")
_HOUSEHOLD = re.compile(r"户主(姓名)?|户(编)?号|家庭编号")
_ORGANISATION = re.compile(
    r"((企业|公司|机构|学校|商户|商铺|店铺|门店|社会组织|经营主体|单位)(全称|名称)?|.*(单位|企业|公司|机构|组织|学校)(全称|名称))"
)
_PLACE = re.compile(r".*(设施|场所|场地|建筑物?|小区|楼栋|点位|市场|广场|房屋)(名称|地址|编号)?")
_EVENT = re.compile(r".*(事项|活动|会议|事件|议题|问题|项目|案件|纠纷|诉求)(名称|内容|主题|标题|描述)?")


def placing(columns: Sequence[Column]) -> Mapping[int, Place]:
    """Column's index → what it says of the place; of each kind the first."""
    found: dict[Place, int] = {}
    for column in columns:
        if (place := place_of(column)) is not None:
            found.setdefault(place, column.index)
    return {index: place for place, index in found.items()}


def place_of(column: Column) -> Place | None:
    """Of one column alone, by its name: 所属乡镇（街道） is a town."""
    name = re.sub(r"[()/、,]", "", spaceless(column.name))
    bare = _AROUND.sub("", _AROUND.sub("", name))
    return next((place for place, pattern in _PLACES if pattern.fullmatch(bare)), None)


def subject_of(form: Form) -> Subject:
    """A community, unless the first columns name somebody or something else."""
    places = placing(form.columns)
    told = [column for column in form.columns if column.kind is not Kind.SERIAL and column.index not in places]
    names = [folded(column.name) for column in told]
    first = names[:NAMED_WITHIN]
    if any(_PERSON.fullmatch(name) for name in names) and any(_OF_A_PERSON.fullmatch(name) for name in names):
        return Subject.PERSON
    if any(_HOUSEHOLD.fullmatch(name) for name in names):
        return Subject.HOUSEHOLD
    if any(_PERSON.fullmatch(name) for name in first):
        return Subject.PERSON
    for subject, pattern in ((Subject.ORGANISATION, _ORGANISATION), (Subject.PLACE, _PLACE)):
        if any(_is_named(column, pattern) for column in told[:NAMED_WITHIN]):
            return subject
    has_dates = any(column.kind is Kind.DATE for column in told)
    return (
        Subject.EVENT
        if has_dates and any(_is_named(each, _EVENT) for each in told[:NAMED_WITHIN])
        else Subject.DIVISION
    )


def _is_named(column: Column, pattern: re.Pattern[str]) -> bool:
    """A number of facilities, or whether there is one, names none."""
    return column.kind is Kind.TEXT and pattern.fullmatch(folded(column.name)) is not None
