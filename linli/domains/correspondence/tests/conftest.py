"""A bureau with a clerk, a reviewer and a head, some records to quote, and a letter that quotes them."""

from datetime import date

import pytest
from django.db import transaction

from linli.domains.correspondence import actions
from linli.domains.workforce.models import Qualification
from linli.kernel.accounts.models import Post
from linli.kernel.divisions import scope
from tests.cast import NOW, give_role
from tests.factories import make

ROLES = {
    "letters_clerk": {"letters.view", "letters.draft", "suggestions.view", "suggestions.handle", "workforce.view"},
    "letters_reviewer": {"letters.view", "letters.review", "suggestions.review"},
    "letters_head": {"letters.view", "letters.sign", "suggestions.answer"},
}
CITY = "410900000000"
BODY = """全市持证社工{{ workforce.certified }}，其中初级{{ workforce.certified level=assistant }}、中级{{ workforce.certified level=intermediate }}。
一、院校
全国{{ 外部 303 来源="某协会统计资料" 年份=2013 | 所 }}高校开设了相关专业。"""


@pytest.fixture(autouse=True)
def _in_scope(db):
    with transaction.atomic(), scope.everything("tests of letters"):
        yield


@pytest.fixture
def bureau(hire) -> dict[str, Post]:
    for code, held in ROLES.items():
        give_role(code, held)
    return {
        "clerk": hire("wen", "文书明", "letters_clerk", "办公室科员", CITY),
        "reviewer": hire("shen", "沈核之", "letters_reviewer", "办公室主任", CITY),
        "head": hire("shou", "首负责", "letters_head", "局长", CITY),
    }


@pytest.fixture
def qualifications(tree) -> list[Qualification]:
    levels = ["assistant", "assistant", "intermediate"]
    return [
        make(Qualification, tree["410902001001"], level=level, issued_on=date(2020, 1, 1), lapsed_on=None)
        for level in levels
    ]


@pytest.fixture
def values() -> dict:
    return {
        "number_word": "濮民文",
        "number_serial": 44,
        "title": "关于对市八届人大四次会议第395号建议的答复",
        "salutation": "尊敬的甘代表：",
        "body": BODY,
        "copies": [{"recipient": "市人大选工委", "count": 2}, {"recipient": "市委市政府督查局", "count": 2}],
        "contact_name": "文书明",
        "contact_phone": "0000000",
    }


@pytest.fixture
def letter(bureau, qualifications, values):
    return actions.draft_letter(values, by=bureau["clerk"], at=NOW)


@pytest.fixture
def reviewed(letter, bureau):
    actions.submit(letter, by=bureau["clerk"], at=NOW)
    return actions.review(letter, by=bureau["reviewer"], at=NOW)


@pytest.fixture
def signed(reviewed, bureau):
    return actions.sign(reviewed, by=bureau["head"], at=NOW)
