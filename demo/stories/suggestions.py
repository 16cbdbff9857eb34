"""Three suggestions of deputies, each at another point of its way."""

from datetime import date, datetime
from pathlib import Path

from linli.domains.correspondence import actions as letters
from linli.domains.suggestions import actions
from linli.domains.suggestions.models import Suggestion
from linli.kernel.accounts.models import Post, Unit

from .telling import doing, on

LETTERS = Path(__file__).parent.parent / "letters"
CONTACT = {"contact_name": "郑一平", "contact_phone": "0393-0000000"}
COPIES = [{"recipient": "市人大选工委", "count": 2}, {"recipient": "市委市政府督查局", "count": 2}]
SESSION = {"congress": "八届", "session": "四次"}


def tell(posts: dict[str, Post], at: datetime) -> None:
    """Tell the three stories. `posts` are those of the demo's people by account; `at` is the present of the demo."""
    _answered(posts, at)
    _being_drafted(posts, at)
    _waiting(posts, at)


def _unit(code: str) -> Unit:
    return Unit.objects.get(code=code)


def _answered(posts: dict[str, Post], at: datetime) -> None:
    """No. 395: three questions, one of them referred to another unit; signed and delivered today."""
    with doing(posts["rd-office"]) as by:
        suggestion = actions.register(
            {
                **SESSION,
                "number": 395,
                "title": "充实社区力量、提升服务与应急水平",
                "text": "疫情期间，社区人手紧、专业人员少、各方力量不易拢到一处。建议把志愿者、专业人才和管理机制三件事一并抓起来。",
            },
            questions=[
                {"title": "壮大社区志愿者队伍", "text": "让愿意服务的居民有组织、有场地、有培训。"},
                {"title": "推动院校开设社区服务类专业", "text": "从源头上培养社区需要的专业人才。"},
                {"title": "健全社区管理机制", "text": "理顺党组织、业主、物业企业和有关部门在小区里的关系。"},
            ],
            deputies=[
                {"name": "苏百川", "delegation": "华龙区代表团"},
                {"name": "甘万里", "delegation": "清丰县代表团"},
            ],
            by=by,
            at=on(at, 3, 5),
        )
    with doing(posts["dc-office"]) as by:
        assistants = [_unit("PY-ZZ"), _unit("PY-ZJ")]
        actions.assign(suggestion, lead=posts["mz-clerk"].unit, assistants=assistants, by=by, at=on(at, 4, 14))
    with doing(posts["mz-clerk"]) as by:
        actions.accept(suggestion, by=by, at=on(at, 4, 15))
        referral = actions.ask_referral(
            suggestion.questions.get(number=2),
            to_unit=_unit("PY-JY"),
            reason="院校专业设置由教育部门统筹，请转市教育局研究办理。",
            by=by,
            at=on(at, 4, 20),
        )
    with doing(posts["dc-office"]) as by:
        part = actions.pass_on(referral, by=by, at=on(at, 4, 22))
    with doing(posts["jy-clerk"]) as by:
        text = "我局已就设置社区服务类专业征求市属职业院校意见，将结合师资和就业需求论证，成熟一个申报一个。"
        actions.give_opinion(part, text=text, by=by, at=on(at, 5, 18))
    _opinions_of_assistants(suggestion, posts, at)
    _letter_is_signed(suggestion, posts, at)


def _opinions_of_assistants(suggestion: Suggestion, posts: dict[str, Post], at: datetime) -> None:
    """Those assisting units whose people are in the demo's cast give their opinions."""
    said = {
        "zz-clerk": "支持把党支部建到小区，推动机关党员回居住地报到，并纳入党建联席会议统筹。",
        "zj-clerk": "正在起草物业服务提升的行动方案，将与民政部门共同推进业主委员会规范运行。",
    }
    for username, text in said.items():
        if username not in posts:
            continue
        with doing(posts[username]) as by:
            part = suggestion.assignments.get(unit=by.unit, returned_on=None)
            actions.give_opinion(part, text=text, by=by, at=on(at, 5, 26))


def _letter_is_signed(suggestion: Suggestion, posts: dict[str, Post], at: datetime) -> None:
    with doing(posts["mz-clerk"]) as by:
        values = {"number_serial": 44, "body": _text("395"), "copies": COPIES, "figures_on": at.date(), **CONTACT}
        drafted = actions.draft_reply(suggestion, number_word="濮民文", values=values, by=by, at=on(at, 7, 5))
        actions.commit(
            drafted,
            text=f"{at.year}年再创建30个规范化社区",
            figure_code="standards.certified",
            increase=30,
            due_on=date(at.year, 12, 31),
            by=by,
            at=on(at, 7, 5),
        )
        letters.submit(drafted.letter, by=by, at=on(at, 7, 6))
    with doing(posts["mz-review"]) as by:
        letters.review(drafted.letter, by=by, at=on(at, 7, 7))
    with doing(posts["mz-head"]) as by:
        answered = actions.sign_reply(drafted, by=by, at=at)
    with doing(posts["rd-office"]) as by:
        actions.deliver(answered, delivered_on=at.date(), by=by, at=at)


def _being_drafted(posts: dict[str, Post], at: datetime) -> None:
    """No. 401: its letter lies on the workbench, with some things that the check finds."""
    with doing(posts["rd-office"]) as by:
        suggestion = actions.register(
            {**SESSION, "number": 401, "title": "完善村（社区）综治中心和网格服务"},
            questions=[{"title": "让综治中心真正运转起来"}, {"title": "把网格员留得住、用得好"}],
            deputies=[{"name": "苏百川", "delegation": "华龙区代表团"}],
            by=by,
            at=on(at, 3, 5, 10),
        )
    with doing(posts["dc-office"]) as by:
        actions.assign(suggestion, lead=posts["mz-clerk"].unit, by=by, at=on(at, 4, 14, 10))
    with doing(posts["mz-clerk"]) as by:
        actions.accept(suggestion, by=by, at=on(at, 4, 16))
        values = {"body": _text("401"), "copies": COPIES[:1], "figures_on": at.date(), **CONTACT}
        actions.draft_reply(suggestion, number_word="濮民文", values=values, by=by, at=on(at, 7, 8))


def _waiting(posts: dict[str, Post], at: datetime) -> None:
    """No. 408 waits to be assigned."""
    with doing(posts["rd-office"]) as by:
        actions.register(
            {**SESSION, "number": 408, "title": "支持老旧小区成立业主委员会"},
            questions=[{"title": "简化成立程序"}, {"title": "给予启动经费"}],
            deputies=[{"name": "甘万里", "delegation": "清丰县代表团"}],
            by=by,
            at=on(at, 7, 8, 15),
        )


def _text(name: str) -> str:
    return (LETTERS / f"{name}.txt").read_text(encoding="utf-8").strip()
