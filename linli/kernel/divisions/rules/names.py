"""What is proper to a place's name, and what every place of its kind bears.

京东居委会, 京东社区居委会 and 京东社区居民委员会 are one name; so are 西郭村委会 and 西郭村村委会.
"""

import re
from difflib import SequenceMatcher
from functools import lru_cache

_COMMITTEE = re.compile(r"(?:社区)?(?:居民委员会|村民委员会|居委会|村委会|管理委员会|管委会)$|社区$")
_TOWNSHIP = re.compile(r"(?:街道办事处|街道|办事处|地区办事处|民族乡|民族镇|乡|镇|苏木|地区)$")
_COUNTY = re.compile(r"(?:自治县|自治旗|林区|特区|矿区|新区|县|区|旗|市)$")
_TOWN_KINDS = (("街道", r"(?:街道|街道办事处|办事处)$"), ("镇", r"镇$"), ("乡", r"(?:乡|苏木)$"))
ALIKE = 0.5


@lru_cache(maxsize=1 << 16)
def core(name: str, level: str) -> str:
    """The name without the words of its kind; the whole name where nothing else would be left."""
    if level == "village":
        bare = _COMMITTEE.sub("", name)
        found = bare[:-1] if len(bare) > 1 and bare.endswith("村") else bare
    elif level == "township":
        found = _TOWNSHIP.sub("", name)
    elif level == "county":
        found = _COUNTY.sub("", name) if len(name) > 2 else name
    else:
        found = name
    return found or name


def likeness(one: str, other: str) -> float:
    """From 0 to 1: twice the shared characters, in their order, over the characters of both."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def are_alike(one: str, other: str) -> bool:
    return likeness(one, other) >= ALIKE


def contains(longer: str, shorter: str) -> bool:
    """东干城 contains 干城. One character alone says nothing."""
    return len(shorter) >= 2 and shorter in longer


def town_kind(name: str) -> str:
    """街道, 镇, 乡 or nothing."""
    return next((kind for kind, pattern in _TOWN_KINDS if re.search(pattern, name)), "")
