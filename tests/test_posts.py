"""Giving, changing, ending, handing over and standing in for posts."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from linli.kernel.accounts.models import Permission, Post, Role, User
from linli.kernel.accounts.queries import list_posts_held, needs_second_factor, whole
from linli.kernel.audit import log
from linli.kernel.audit.deeds import Refused
from linli.kernel.audit.models import AuditEntry
from linli.kernel.divisions import scope
from linli.kernel.workflow.actions import hand_to
from linli.kernel.workflow.models import Todo
from linli.kernel.workflow.queries import list_todos
from linli.portal.accounts.actions import posts
from tests.cast import NOW, TODAY
from tests.factories import make
from tests.posts_cast import CITY, HUALONG, QINGFENG, STREET, VILLAGE

DAY = timedelta(days=1)


@pytest.fixture
def held(give, offices):
    """A post in Hualong that a clerk without other posts holds."""
    return give(offices.county, "viewer", HUALONG)


@pytest.fixture
def as_county(offices):
    with transaction.atomic(), scope.entered(offices.county.scope):
        yield offices.county


@pytest.fixture
def heir(tree):
    with scope.everything("somebody who takes over"):
        return User.objects.create(username="jieren", name="解接任", password="!")


def test_given_post_is_held_from_its_day_on(give, offices, outsider):
    give(offices.county, "viewer", HUALONG, since=TODAY, until=TODAY + 2 * DAY)

    with scope.everything("look"):
        found = {day: len(list_posts_held(outsider, TODAY + day * DAY)) for day in (-1, 0, 1, 2)}
    assert found == {-1: 0, 0: 1, 1: 1, 2: 0}


def test_post_over_disjoint_places_covers_each_and_nothing_between(give, offices):
    post = give(offices.security, "viewer", STREET, QINGFENG, unit=offices.security.unit)

    assert [place.short_code for place in post.places] == [STREET, QINGFENG]
    assert post.scope.covers(*post.places[0].range)
    assert not post.scope.covers(410902002000000, 410902002000001)


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ((STREET, VILLAGE), "“京东社区”已包含在“中原路街道”内"),
        ((VILLAGE, STREET), "“京东社区”已包含在“中原路街道”内"),
        ((STREET, STREET), "重复填写"),
    ],
)
def test_overlapping_places_are_refused(give, offices, codes, said):
    with pytest.raises(Refused, match=said):
        give(offices.county, "viewer", *codes)


@pytest.mark.parametrize(("count", "is_refused"), [(15, False), (16, False), (17, True)])
def test_more_places_than_slots_are_refused(give, offices, tree, count, is_refused):
    street, villages = tree[STREET], []
    with scope.everything("many villages"):
        for number in range(count):
            key = street.code + (100 + number) * 1000
            villages.append(
                type(street).objects.create(
                    code=key, upper=key + 1000, level="village", name="村", path_name="村", valid_from=street.valid_from
                )
            )
    if is_refused:
        with pytest.raises(Refused, match="最多管辖16个区划，现有17个"):
            give(offices.county, "viewer", divisions=villages)
    else:
        assert len(give(offices.county, "viewer", divisions=villages).places) == count


def test_post_without_a_place_is_refused(give, offices):
    with pytest.raises(Refused, match="至少填写一个"):
        give(offices.county, "viewer")


def test_role_is_given_at_its_levels_only(give, offices):
    with pytest.raises(Refused, match="“县（区）业务人员”只设在县（区），“中原路街道”不是"):
        give(offices.county, "county_officer", STREET)


@pytest.mark.parametrize(("days", "is_refused"), [(-1, True), (0, False), (1, False)])
def test_post_does_not_end_in_the_past(as_county, held, days, is_refused):
    Post.objects.filter(pk=held.pk).update(since=TODAY - 9 * DAY)
    if is_refused:
        with pytest.raises(Refused, match="不能早于今天"):
            posts.end_post(held, until=TODAY + days * DAY, by=as_county, at=NOW)
    else:
        posts.end_post(held, until=TODAY + days * DAY, by=as_county, at=NOW)
        assert [len(list_posts_held(held.user, TODAY + day * DAY)) for day in (-1, 0, 1)] == [1, days, 0]


def test_changed_post_sees_its_new_places(as_county, held, tree):
    changed = posts.change_post(held, title="专干", divisions=[tree[STREET]], by=as_county, at=NOW)

    assert (changed.title, [place.short_code for place in changed.places]) == ("专干", [STREET])


def test_ended_post_is_not_changed(as_county, held, tree):
    Post.objects.filter(pk=held.pk).update(since=TODAY - 9 * DAY, until=TODAY)

    with pytest.raises(Refused, match="离任，不能再改动"):
        posts.change_post(held, title="专干", divisions=[tree[STREET]], by=as_county, at=NOW)


def test_duty_narrows_what_the_role_permits(give, offices):
    duty = [Permission(pk="coordination.view"), Permission(pk="coordination.edit")]
    post = give(offices.county, "member_unit", HUALONG, duty=duty)

    assert post.permissions == {"coordination.view", "coordination.edit"}
    assert not post.may("committees.view")


def test_duty_beyond_the_role_is_refused(give, offices):
    with (
        scope.everything("a permission"),
        pytest.raises(Refused, match="“登记和更正专项资金”不是“查阅人员”的权限"),
    ):
        give(offices.county, "viewer", HUALONG, duty=[Permission.objects.get(pk="funds.edit")])


def test_asking_what_a_post_may_do_costs_no_query(held, as_county, django_assert_num_queries):
    post = whole().get(pk=held.pk)

    with django_assert_num_queries(0):
        assert post.may("committees.view")
        assert not post.may("committees.edit")
        assert post.scope.covers(*post.places[0].range)


def test_hand_over_changes_nothing_before_its_day(as_county, held, heir):
    day = TODAY + 3 * DAY
    todo = make(Todo, held.unit.division, unit=held.unit, permission="funds.view", seat=held, closed_at=None)

    new = posts.hand_over(held, to=heir, on=day, by=as_county, at=NOW)

    who = {
        number: [
            (post.user.username, [each.pk for each in list_todos(post, day + number * DAY)])
            for user in (held.user, heir)
            for post in list_posts_held(user, day + number * DAY)
        ]
        for number in (-1, 0, 1)
    }
    assert who == {
        -1: [("luren", [todo.pk])],
        0: [("jieren", [todo.pk])],
        1: [("jieren", [todo.pk])],
    }
    assert (new.unit, new.role, new.title, new.places) == (held.unit, held.role, held.title, held.places)


def test_seat_stays_over_several_holders(as_county, held, heir, hire):
    second = posts.hand_over(held, to=heir, on=TODAY + DAY, by=as_county, at=NOW)
    third = posts.hand_over(second, to=held.user, on=TODAY + 5 * DAY, by=as_county, at=NOW)

    assert (second.seat_key, third.seat_key) == (held.pk, held.pk)
    assert second.until is None
    assert Post.objects.get(pk=second.pk).until == TODAY + 5 * DAY


def test_hand_over_to_oneself_is_refused(as_county, held):
    with pytest.raises(Refused, match="接任人就是现任人"):
        posts.hand_over(held, to=held.user, on=TODAY + DAY, by=as_county, at=NOW)


def test_stand_in_acts_in_its_period_beside_the_holder(as_county, held, heir):
    todo = make(Todo, held.unit.division, unit=held.unit, permission="funds.view", seat=held, closed_at=None)

    post = posts.appoint_stand_in(held, who=heir, since=TODAY + DAY, until=TODAY + 3 * DAY, by=as_county, at=NOW)

    days = {day: len(list_posts_held(heir, TODAY + day * DAY)) for day in range(5)}
    assert days == {0: 0, 1: 1, 2: 1, 3: 0, 4: 0}
    assert [each.pk for each in list_todos(post, TODAY + DAY)] == [todo.pk]
    assert list_posts_held(held.user, TODAY + DAY) == [held]


def test_audit_names_the_stand_in_and_whom_it_stands_for(as_county, held, heir):
    post = posts.appoint_stand_in(held, who=heir, since=TODAY, until=TODAY + DAY, by=as_county, at=NOW)

    log.happened("test", at=NOW, division_id=held.unit.division_id, by=post)

    assert AuditEntry.objects.get(verb="test").by_name == "华龙区公所 科员 解接任（代 路过客）"


def test_stand_in_ends_with_the_post(as_county, held, heir):
    post = posts.appoint_stand_in(held, who=heir, since=TODAY, until=TODAY + 9 * DAY, by=as_county, at=NOW)

    posts.end_post(held, until=TODAY + 2 * DAY, by=as_county, at=NOW)

    assert Post.objects.get(pk=post.pk).until == TODAY + 2 * DAY


def test_stand_in_outside_the_term_is_refused(as_county, held, heir):
    with pytest.raises(Refused, match="任期之内"):
        posts.appoint_stand_in(held, who=heir, since=TODAY - DAY, until=TODAY + DAY, by=as_county, at=NOW)


def test_longest_names_fit_into_the_audit(give, offices, as_county, tree, heir):
    unit = offices.county.unit
    for record, values in ((unit, {"name": "单" * 60}), (heir, {"name": "名" * 30}), (offices.county.user, {})):
        type(record).objects.filter(pk=record.pk).update(**values)
    with scope.everything("long names"):
        User.objects.filter(username="luren").update(name="长" * 30)
    post = give(offices.county, "viewer", HUALONG, unit=unit, title="职" * 30, user=User.objects.get(username="luren"))
    stand_in = posts.appoint_stand_in(post, who=heir, since=TODAY, until=TODAY + DAY, by=as_county, at=NOW)

    log.happened("test", at=NOW, division_id=unit.division_id, by=stand_in)

    assert len(AuditEntry.objects.get(verb="test").by_name) <= 160


def test_todo_is_handed_to_one_seat_of_the_unit(give, offices, held, heir, as_county):
    colleague = give(offices.county, "viewer", HUALONG, user=heir, since=TODAY - DAY, unit=held.unit)
    todo = make(Todo, held.unit.division, unit=held.unit, permission="funds.view", closed_at=None)

    hand_to(todo, colleague, by=held, at=NOW)

    assert ([*list_todos(held, TODAY)], [each.pk for each in list_todos(colleague, TODAY)]) == ([], [todo.pk])


def test_todo_of_a_seat_that_nobody_holds_waits_for_the_unit(give, offices, held, heir, as_county):
    colleague = give(offices.county, "viewer", HUALONG, user=heir, unit=held.unit)
    todo = make(Todo, held.unit.division, unit=held.unit, permission="funds.view", seat=held, closed_at=None)

    posts.end_post(held, until=TODAY + DAY, by=as_county, at=NOW)

    assert [[each.pk for each in list_todos(colleague, TODAY + day * DAY)] for day in (0, 1, 2)] == [
        [],
        [todo.pk],
        [todo.pk],
    ]


def test_every_deed_is_audited(as_county, held, heir, tree):
    posts.change_post(held, title="专干", divisions=[tree[STREET]], by=as_county, at=NOW)
    posts.appoint_stand_in(held, who=heir, since=TODAY, until=TODAY + DAY, by=as_county, at=NOW)
    posts.hand_over(held, to=heir, on=TODAY + 2 * DAY, by=as_county, at=NOW)

    entries = AuditEntry.objects.filter(record_type="accounts.post").order_by("pk")
    assert [each.verb for each in entries] == [
        "post.give",
        "post.change",
        "post.stand_in",
        "post.hand_over",
        "post.handed_over",
    ]
    assert entries[1].after["before"]["divisions"] == [HUALONG]
    assert entries[1].after["after"]["divisions"] == [STREET]


@pytest.mark.parametrize(
    ("role", "code", "is_needed"),
    [
        ("viewer", CITY, True),
        ("viewer", HUALONG, False),
        ("viewer", VILLAGE, False),
        ("county_security_admin", HUALONG, True),
        ("system_admin", CITY, True),
    ],
)
def test_second_factor_is_for_the_city_and_for_administrators(give, offices, role, code, is_needed):
    user = give(offices.security, role, code).user

    with scope.entered(scope.NOTHING):
        assert needs_second_factor(user, NOW) is is_needed
        assert needs_second_factor(user, NOW - DAY) is False


def test_first_administrator_is_appointed_once(tree, capsys):
    appoint = ["appoint_administrator", "an.first", "安启元", "--unit", "濮阳市大数据局", "--division", CITY]
    call_command(*appoint)
    password = capsys.readouterr().out.split("一次性密码：")[1].split()[0]

    with pytest.raises(CommandError, match="已经有在任的安全管理员"):
        call_command(*appoint)

    with transaction.atomic(), scope.everything("look"):
        user = User.objects.get(username="an.first")
        [post] = list_posts_held(user, TODAY)
        assert user.check_password(password)
        assert (post.role_id, [place.short_code for place in post.places]) == ("security_admin", [CITY])
        assert AuditEntry.objects.filter(verb="post.give_first").count() == 1


def test_first_roles_are_not_overwritten(django_db_blocker, own_database):
    from linli.kernel.accounts.installing import install

    viewer = Role.objects.using("owner").get(pk="viewer")
    viewer.permissions.remove("funds.view")
    Role.objects.using("owner").filter(pk="viewer").update(name="看的人")
    Permission.objects.using("owner").filter(pk="grid.view").delete()

    install("owner")

    viewer = Role.objects.using("owner").get(pk="viewer")
    assert viewer.name == "看的人"
    assert "funds.view" not in viewer.codes  # taken away by hand: stays away
    assert "grid.view" in viewer.codes  # new with this version: given
