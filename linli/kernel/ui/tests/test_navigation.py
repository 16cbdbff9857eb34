from types import SimpleNamespace

from django.test import RequestFactory

from linli.kernel.ui import navigation


def request(path, *permissions):
    made = RequestFactory().get(path)
    made.post_held = SimpleNamespace(may=lambda code: code in permissions)
    return made


def entries(groups):
    return {group.section.code: [entry.url for entry in group.entries] for group in groups}


def test_registers_are_listed_where_the_post_may_see_them():
    groups = navigation.build(request("/", "funds.view"))

    assert entries(groups)["guarantees"] == ["/funds/allocation/", "/funds/reward/", "/funds/budget/"]
    assert "teams" not in entries(groups)


def test_page_below_a_register_marks_it():
    groups = navigation.build(request("/funds/reward/7/edit/", "funds.view"))

    current = [entry.url for group in groups for entry in group.entries if entry.is_current]
    assert current == ["/funds/reward/"]


def test_stranger_sees_no_navigation():
    made = RequestFactory().get("/")
    made.post_held = None

    assert navigation.build(made) == []


def test_section_may_be_named_in_any_usual_way():
    names = ("goal", "一目标", "幸福家园", "一目标 幸福家园")

    assert [navigation.section_of(name).code for name in (*names, "没有的")] == ["goal"] * 4 + ["office"]
