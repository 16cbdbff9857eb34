"""The pages of account administrators: what they show, what they keep out, and what happens to whoever probes."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from linli.kernel.accounts.middleware import SESSION_KEY
from linli.kernel.accounts.models import Post, RefusalCount, Role, Unit, User
from linli.kernel.audit.models import AuditEntry
from linli.kernel.divisions import scope
from linli.kernel.exchange.spec import get_spec
from linli.kernel.workflow.models import Todo
from linli.portal.accounts.actions import people, posts
from tests.cast import NOW, TODAY
from tests.factories import make
from tests.posts_cast import CITY, HUALONG, QINGFENG, STREET

SESSION = get_spec("consultation.session")
PAGES = ["posts", "people", "units", "roles"]


def as_post(post: Post) -> Client:
    client = Client()
    with scope.entered(scope.NOTHING):
        client.force_login(post.user)
        session = client.session
        session[SESSION_KEY] = post.pk
        session.save()
    return client


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def looked_up(db):
    """looked_up(query) → a value read outside any post's scope."""

    def look(function):
        with transaction.atomic(), scope.everything("look"):
            return function()

    return look


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_for_account_administrators(page, offices, city_clerk):
    assert as_post(offices.county).get(f"/accounts/{page}/").status_code == 200
    for post in (city_clerk, offices.system, offices.audit):
        assert as_post(post).get(f"/accounts/{page}/").status_code == 403


def test_lists_hold_the_units_accounts_and_posts_of_the_place(
    offices, hualong_officer, qingfeng_officer, village_worker
):
    client = as_post(offices.county)

    shown = text(client.get("/accounts/posts/")) + text(client.get("/accounts/people/"))
    assert "华清和" in shown
    assert "甘敬业" in shown
    assert "丰年庆" not in shown
    assert "安慎之" not in shown
    assert "清丰县办公室" not in text(client.get("/accounts/units/"))


@pytest.mark.parametrize(
    "query", ["?q=%00", "?page=99999999999999999999", "?page=x", "?role=no", "?state=x", "?q=" + "长" * 300]
)
def test_hostile_addresses_are_harmless(query, offices):
    for page in PAGES:
        assert as_post(offices.county).get(f"/accounts/{page}/{query}").status_code == 200


def test_number_of_queries_does_not_grow_with_the_posts(offices, hire, django_assert_max_num_queries):
    for number in range(9):
        hire(f"ren{number}", f"任{number}", "viewer", "科员", HUALONG)
    client = as_post(offices.county)

    with django_assert_max_num_queries(30):
        client.get("/accounts/posts/")


def foreign_addresses(post: Post) -> list[str]:
    own = [
        f"posts/{post.pk}/",
        f"people/{post.user_id}/",
        f"people/{post.user_id}/edit/",
        f"units/{post.unit_id}/edit/",
    ]
    return [*own, *(f"posts/{post.pk}/{page}/" for page in ("edit", "end", "hand-over", "stand-in"))]


def test_units_accounts_and_posts_of_another_county_are_not_there(offices, qingfeng_officer, hualong_officer):
    client = as_post(offices.county)

    assert {client.get(f"/accounts/{page}").status_code for page in foreign_addresses(qingfeng_officer)} == {404}
    assert {client.post(f"/accounts/{page}").status_code for page in foreign_addresses(qingfeng_officer)} <= {404, 405}
    assert {client.get(f"/accounts/{page}").status_code for page in foreign_addresses(hualong_officer)} == {200}
    for deed in ("disable", "enable", "unlock", "password"):
        answer = client.post(f"/accounts/people/{qingfeng_officer.user_id}/act/{deed}/")
        assert answer.status_code == 404


def form(**changes):
    values = {
        "user": "luren",
        "unit": "PDY-MZ",
        "role": "viewer",
        "title": "科员",
        "since": TODAY.isoformat(),
        "until": "",
        "divisions": HUALONG,
    }
    return values | changes


@pytest.fixture
def at_home(outsider, tree):
    """Somebody without a post whose account belongs to a bureau in Hualong."""
    with scope.everything("a home"):
        unit = Unit.objects.create(code="PDY-MZ", name="华龙区民政局", division=tree[HUALONG])
        User.objects.filter(pk=outsider.pk).update(unit=unit)
        return User.objects.select_related("unit").get(pk=outsider.pk)


def test_post_is_given_by_the_form(offices, at_home, looked_up):
    answer = as_post(offices.county).post(
        "/accounts/posts/new/", form(divisions=f"{STREET}\n410902002000", title="专干")
    )

    made = looked_up(lambda: Post.objects.get(user=at_home))
    assert answer.headers["Location"] == f"/accounts/posts/{made.pk}/"
    assert (made.title, made.role_id) == ("专干", "viewer")
    page = text(as_post(offices.county).get(f"/accounts/posts/{made.pk}/"))
    assert "看得到的登记簿" in page
    assert "查看社区协商" in page
    assert "中原路街道" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"divisions": f"{HUALONG}\n{STREET}"}, "“中原路街道”已包含在“华龙区”内"),
        ({"divisions": QINGFENG}, "“清丰县”不在您岗位的管辖范围内"),
        ({"divisions": CITY}, "不在您岗位的管辖范围内"),
        ({"user": "an"}, "辖区内没有账号“an”"),
        ({"user": "long"}, "不能设立或改动自己的岗位"),
        ({"unit": "U410922000000"}, "辖区内没有编号或名称为"),
        ({"role": "supervisor"}, "选择一个有效的选项"),
        ({"role": "security_admin"}, "选择一个有效的选项"),
        ({"until": TODAY.isoformat()}, "离任日期应晚于任职日期"),
        ({"since": "2021-02-30"}, "不是日历上有的日期"),
        ({"divisions": "\x00"}, ""),
    ],
)
def test_what_must_not_be_given_is_refused_in_words(changes, said, offices, at_home, looked_up):
    before = looked_up(Post.objects.count)

    answer = as_post(offices.county).post("/accounts/posts/new/", form(**changes))

    assert answer.status_code in (403, 422)
    assert said in text(answer)
    assert looked_up(Post.objects.count) == before


# 15: every column of the models is sent; only what the form names is taken
def test_form_takes_no_other_column_of_the_post(offices, at_home, hualong_officer, looked_up):
    extra = {"id": hualong_officer.pk, "pk": 1, "seat": hualong_officer.pk, "stands_in_for": hualong_officer.pk}
    before = looked_up(lambda: Post.objects.filter(pk=hualong_officer.pk).values().get())

    as_post(offices.county).post("/accounts/posts/new/", form(**extra, seat_id=1, user_id=1, role_id="security_admin"))

    made = looked_up(lambda: Post.objects.get(user=at_home))
    assert (made.seat_id, made.stands_in_for_id, made.role_id) == (None, None, "viewer")
    assert looked_up(lambda: Post.objects.filter(pk=hualong_officer.pk).values().get()) == before


def test_edit_takes_no_other_column_of_the_post(offices, at_home, looked_up):
    client = as_post(offices.county)
    client.post("/accounts/posts/new/", form())
    post = looked_up(lambda: Post.objects.get(user=at_home))
    sent = form(
        title="专干", role="clerk", role_id="clerk", user="long", since="2001-01-01", until="2031-01-01", unit="x"
    )

    client.post(f"/accounts/posts/{post.pk}/edit/", sent)

    after = looked_up(lambda: Post.objects.get(pk=post.pk))
    assert after.title == "专干"
    assert (after.role_id, after.user_id, after.since, after.until) == ("viewer", at_home.pk, TODAY, None)


def test_edit_takes_no_other_column_of_the_account(offices, at_home, looked_up):
    sent = {
        "name": "新名",
        "unit": "PDY-MZ",
        "username": "root",
        "password": "x",
        "is_active": "",
        "locked_until": "",
        "id": 1,
    }

    as_post(offices.county).post(f"/accounts/people/{at_home.pk}/edit/", sent)

    after = looked_up(lambda: User.objects.get(pk=at_home.pk))
    assert (after.name, after.username, after.password, after.is_active) == (
        "新名",
        "luren",
        at_home.password,
        True,
    )


def test_new_role_takes_neither_office_nor_what_it_may_give_out(offices, looked_up):
    sent = {
        "code": "mine",
        "name": "我的角色",
        "description": "试",
        "permissions": ["funds.view"],
        "administers": "security",
        "grantable": ["funds.edit"],
    }
    assert as_post(offices.security).post("/accounts/roles/new/", sent).status_code == 302

    made = looked_up(lambda: Role.objects.get(pk="mine"))
    assert made.administers == ""
    assert looked_up(lambda: (made.codes, made.grantable_codes)) == ({"funds.view"}, frozenset())


def test_account_is_opened_with_a_password_shown_once(offices, at_home, looked_up):
    client = as_post(offices.county)

    page = text(client.post("/accounts/people/new/", {"username": "xin.ren", "name": "辛仁", "unit": "PDY-MZ"}))

    made = looked_up(lambda: User.objects.get(username="xin.ren"))
    shown = page.split('class="one-time">')[1].split("<")[0]
    assert made.check_password(shown)
    assert shown not in text(client.get(f"/accounts/people/{made.pk}/"))
    assert "password" not in str(looked_up(lambda: list(AuditEntry.objects.values_list("after", flat=True))))


def test_lookups_suggest_what_lies_in_the_place(offices, qingfeng_officer, hualong_officer):
    client = as_post(offices.county)

    page = text(client.get("/accounts/lookup/accounts/?q=n")) + text(client.get("/accounts/lookup/units/?q=U"))
    assert 'value="hualong"' in page
    assert "qingfeng" not in page
    assert "U410922000000" not in page


# administrators and the city's data
def test_administrators_see_no_data(offices, tree):
    with scope.everything("a record"):
        record = make(SESSION.model, tree["410902001001"], topic="不给管理员看")
    for post in vars(offices).values():
        client = as_post(post)
        assert client.get("/").status_code == 200
        for page in (SESSION.url(), SESSION.url("detail", pk=record.pk), SESSION.url("export"), "/board/"):
            assert client.get(page).status_code == 403, (post.title, page)
        assert client.get("/figures/consultation.held/").status_code == 404
        assert "不给管理员看" not in text(client.get("/place/410902001001/"))


def test_member_unit_sees_what_its_duty_covers(give, offices, tree):
    from linli.kernel.accounts.models import Permission

    with scope.everything("a record"):
        make(SESSION.model, tree["410902001001"])
    post = give(offices.county, "member_unit", HUALONG, duty=[Permission(pk="coordination.view")])
    client = as_post(post)

    assert client.get(get_spec("coordination.work_ledger").url()).status_code == 200
    assert client.get(SESSION.url()).status_code == 403
    assert "/consultation/" not in text(client.get("/"))
    assert client.get("/figures/consultation.held/").status_code == 404
    assert "消防" not in text(client.get("/board/"))


# 17: taken away is taken away
def test_ended_post_is_refused_on_the_next_request(give, offices):
    post = give(offices.county, "viewer", HUALONG, since=TODAY - timedelta(days=9))
    client = as_post(post)
    assert client.get(SESSION.url()).status_code == 200
    with transaction.atomic(), scope.entered(offices.county.scope):
        posts.end_post(post, until=TODAY, by=offices.county, at=NOW)

    for page in (SESSION.url(), SESSION.url("export"), "/board/"):
        assert client.get(page).status_code == 403
    assert client.get(SESSION.url(), headers={"HX-Request": "true"}).status_code == 403


def test_disabled_account_is_signed_out_on_the_next_request(offices, at_home, give):
    post = give(offices.county, "viewer", HUALONG, unit=at_home.unit)
    client = as_post(post)
    page = client.get(SESSION.url())
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "private, no-store")
    with transaction.atomic(), scope.entered(offices.county.scope):
        people.disable_account(at_home, by=offices.county, at=NOW)

    assert client.get(SESSION.url()).headers["Location"].startswith("/sign-in/")
    assert client.get(SESSION.url(), headers={"HX-Request": "true"}).headers["HX-Redirect"] == "/sign-in/"


def test_renewed_password_ends_open_sessions(offices, at_home, give):
    client = as_post(give(offices.county, "viewer", HUALONG, unit=at_home.unit))
    assert client.get(SESSION.url()).status_code == 200
    with transaction.atomic(), scope.entered(offices.county.scope):
        people.renew_password(at_home, by=offices.county, at=NOW)

    assert client.get(SESSION.url()).status_code == 302


def test_removed_permission_is_gone_on_the_next_request(give, offices, looked_up):
    client = as_post(give(offices.county, "viewer", HUALONG))
    assert client.get(SESSION.url()).status_code == 200
    looked_up(lambda: Role.objects.get(pk="viewer").permissions.remove("consultation.view"))

    assert client.get(SESSION.url()).status_code == 403


# probing
@pytest.fixture
def limit(settings):
    settings.LINLI_PROBE_LIMIT = 5
    return 5


def test_refusals_are_counted_although_the_request_is_refused(hualong_officer, looked_up):
    client = as_post(hualong_officer)
    for number in range(3):
        client.get(SESSION.url("detail", pk=900_000 + number))

    assert looked_up(lambda: RefusalCount.objects.get().count) == 3
    entries = looked_up(lambda: list(AuditEntry.objects.filter(verb="refused").order_by("pk")))
    assert [each.after["path"] for each in entries] == [f"/consultation/session/{900_000 + n}/" for n in range(3)]
    assert entries[0].after["status"] == 404


@pytest.mark.parametrize(("tries", "status"), [(4, 200), (5, 423)])
def test_account_that_probes_is_locked(tries, status, hualong_officer, limit, looked_up):
    client = as_post(hualong_officer)
    for number in range(tries):
        assert client.get(SESSION.url("detail", pk=900_000 + number)).status_code == 404

    answer = client.get(SESSION.url())

    assert answer.status_code == status
    if status == 423:
        assert "账号锁定到" in text(answer)
        assert looked_up(lambda: AuditEntry.objects.filter(verb="account.locked").count()) == 1


def test_lock_ends_by_itself_and_by_an_administrator(offices, at_home, give, limit, looked_up):
    client = as_post(give(offices.county, "viewer", HUALONG, unit=at_home.unit))
    for number in range(limit):
        client.get(SESSION.url("detail", pk=900_000 + number))
    assert client.get(SESSION.url()).status_code == 423
    user = looked_up(lambda: User.objects.get(pk=at_home.pk))
    assert user.is_locked(user.locked_until - timedelta(seconds=1))
    assert not user.is_locked(user.locked_until)

    as_post(offices.county).post(f"/accounts/people/{user.pk}/act/unlock/")

    assert client.get(SESSION.url()).status_code == 200


def test_locked_account_can_sign_out(hualong_officer, looked_up):
    client = as_post(hualong_officer)
    looked_up(lambda: User.objects.filter(pk=hualong_officer.user_id).update(locked_until=NOW + timedelta(days=1)))

    assert client.get("/board/").status_code == 423
    assert client.post("/sign-out/").status_code == 302


def test_mistyped_addresses_and_strangers_are_not_counted(hualong_officer, looked_up):
    as_post(hualong_officer).get("/no/such/page/")
    Client().get(SESSION.url("detail", pk=1))

    assert looked_up(RefusalCount.objects.count) == 0


def test_old_refusals_do_not_count(hualong_officer, limit, looked_up):
    user = hualong_officer.user
    minute = NOW.replace(second=0, microsecond=0)
    looked_up(lambda: RefusalCount.objects.create(user=user, minute=minute - timedelta(days=1), count=99))

    client = as_post(hualong_officer)
    client.get(SESSION.url("detail", pk=900_000))

    assert client.get(SESSION.url()).status_code == 200


def test_without_the_count_nobody_is_locked(hualong_officer, limit, monkeypatch):
    monkeypatch.setattr("linli.kernel.ui.middleware.count_refusal", lambda user, at: False)
    client = as_post(hualong_officer)
    for number in range(limit * 2):
        client.get(SESSION.url("detail", pk=900_000 + number))

    assert client.get(SESSION.url()).status_code == 200


# to-dos
def test_todo_is_left_to_a_colleague_and_to_nobody_outside_the_unit(give, offices, at_home, hualong_officer, tree):
    unit = hualong_officer.unit
    colleague = give(offices.county, "viewer", HUALONG, unit=unit)
    with scope.everything("a to-do"):
        todo = make(Todo, tree[HUALONG], unit=unit, permission="funds.view", closed_at=None)
    client, address = as_post(hualong_officer), f"/todos/{todo.pk}/hand-to/"

    assert "交给同事" in text(client.get("/"))
    assert client.post(address, {"post": offices.security.pk}).status_code == 404
    assert client.post(address, {"post": colleague.pk}).status_code == 302
    assert todo.title not in text(client.get("/"))
    assert todo.title in text(as_post(colleague).get("/"))
    assert client.post(address, {"post": colleague.pk}).status_code == 404
    assert as_post(offices.county).post(address, {"post": ""}).status_code in (403, 404)
