import logging
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from linli.domains.residents import actions
from linli.domains.residents.enums import Right
from linli.domains.residents.models import Care, Receipt, Resident, Transfer
from linli.domains.residents.records import DWELLING, HOUSEHOLD, RESIDENT
from linli.domains.residents.tests.conftest import BEGAN, NUMBER
from linli.kernel.accounts.middleware import SESSION_KEY
from linli.kernel.audit.models import AuditEntry
from linli.kernel.divisions import scope
from linli.kernel.indicators.figures import figure
from linli.kernel.ui import keyset
from tests.cast import NOW, TODAY, give_role

PHONE = "13800001234"


@pytest.fixture
def sign_in(db):
    def as_post(post):
        client = Client()
        with scope.entered(scope.NOTHING):
            client.force_login(post.user)
            session = client.session
            session[SESSION_KEY] = post.pk
            session.save()
        return client

    return as_post


@pytest.fixture
def desk(sign_in, keeper):
    return sign_in(keeper)


def text_of(response):
    return response.content.decode()


def test_no_page_shows_a_whole_number(zhang, desk, keeper):
    actions.settle(zhang, quarter="幸福小区", room="101", household="H-1", relation="head", by=keeper, at=NOW)
    actions.add_care(zhang, kind="living_alone", since=TODAY, by=keeper, at=NOW)
    pages = [
        RESIDENT.url(),
        *(RESIDENT.url(page, pk=zhang.pk) for page in ("detail", "edit", "history")),
        HOUSEHOLD.url(),
        DWELLING.url(),
        f"/residents/resident/{zhang.pk}/reveal/id_number/",
        f"/residents/resident/{zhang.pk}/rights/",
        "/residents/purposes/",
        "/residents/transfers/",
    ]
    for page in pages:
        response = desk.get(page)
        assert response.status_code == 200, page
        assert NUMBER not in text_of(response), page
        assert PHONE not in text_of(response), page
    assert "4109**********0018" in text_of(desk.get(RESIDENT.url()))
    assert "𠮷" in text_of(desk.get(RESIDENT.url("detail", pk=zhang.pk)))


def test_person_page_shows_what_belongs_to_the_person(zhang, desk, keeper):
    actions.settle(
        zhang, quarter="幸福小区", room="101", grid_name="第一网格", household="H-1", relation="head", by=keeper, at=NOW
    )
    actions.register_birth(Resident.objects.get(pk=zhang.pk), name="张一苗", sex="2", born_on=TODAY, by=keeper, at=NOW)
    actions.add_care(zhang, kind="living_alone", since=TODAY, by=keeper, at=NOW)
    page = text_of(desk.get(RESIDENT.url("detail", pk=zhang.pk)))

    for words in ("幸福小区101", "第一网格", "H-1", "张一苗", "独居老人", "老年人权益保障法", "查看原文"):
        assert words in page, words


def test_form_leaves_a_sealed_value_alone_when_its_input_stays_empty(zhang, desk):
    page = text_of(desk.get(RESIDENT.url("edit", pk=zhang.pk)))
    assert "已登记，留空不变" in page

    values = {"division": "410902001001", "name": "张𠮷禾", "id_kind": "identity_card", "id_number": "", "phone": "-"}
    values |= {
        "sex": "1",
        "born_on": "1888-02-29",
        "kind": "permanent",
        "registered_on": BEGAN.isoformat(),
        "version": 1,
    }
    assert desk.post(RESIDENT.url("edit", pk=zhang.pk), values).status_code == 302

    found = Resident.objects.get(pk=zhang.pk)
    assert (found.id_number.plain, found.phone, found.phone_fingerprint) == (NUMBER, None, None)


def test_new_file_through_the_form_with_rare_characters(tree, desk, everywhere):
    values = {
        "division": "410902001001",
        "name": "𠮷䶮㛃",
        "id_kind": "identity_card",
        "id_number": "４１０９２２１８８００１０１００２６",
    }
    values |= {"sex": "2", "kind": "permanent", "registered_on": "2021-07-01", "registered_address": "𬭩县𠮷村"}
    response = desk.post(RESIDENT.url("create"), values)

    assert response.status_code == 302, text_of(response)
    found = Resident.objects.get()
    assert (found.name, found.id_number.plain, found.registered_address) == ("𠮷䶮㛃", "410922188001010026", "𬭩县𠮷村")
    assert "𠮷䶮㛃" in text_of(desk.get(RESIDENT.url(), {"q": "𠮷䶮"}))
    assert "𠮷䶮㛃" not in text_of(desk.get(RESIDENT.url(), {"q": "䶮"}))


def test_future_birth_is_refused_beside_its_field(tree, desk):
    values = {"division": "410902001001", "name": "甲一乙", "id_kind": "none", "sex": "2", "kind": "permanent"}
    values |= {"born_on": (TODAY + timedelta(days=1)).isoformat(), "registered_on": TODAY.isoformat()}
    response = desk.post(RESIDENT.url("create"), values)

    assert response.status_code == 422
    assert "出生日期在今天之后" in text_of(response)


def test_reveal_shows_the_value_once_a_reason_is_given(zhang, desk):
    address = f"/residents/resident/{zhang.pk}/reveal/id_number/"
    assert desk.post(address, {"reason": "看"}).status_code == 422
    response = desk.post(address, {"reason": "核对低保申请材料"})

    assert NUMBER in text_of(response)
    assert "no-store" in response.headers["Cache-Control"]
    assert AuditEntry.objects.filter(verb="reveal", reason="核对低保申请材料").count() == 1
    assert "查看原文" in text_of(desk.get(RESIDENT.url("history", pk=zhang.pk)))
    assert desk.get(f"/residents/resident/{zhang.pk}/reveal/name/").status_code == 404


def test_reveal_is_refused_without_permission_and_out_of_scope(zhang, sign_in, hualong_officer, other_keeper):
    address = f"/residents/resident/{zhang.pk}/reveal/id_number/"

    assert sign_in(hualong_officer).post(address, {"reason": "核对低保材料"}).status_code == 403
    assert sign_in(other_keeper).post(address, {"reason": "核对低保材料"}).status_code == 404
    assert not AuditEntry.objects.filter(verb="reveal").exists()


def test_look_up_by_whole_number_finds_in_the_scope_alone(zhang, desk, sign_in, other_keeper):
    for values in ({"id_number": NUMBER}, {"phone": "１３８ 0000 1234"}):
        assert RESIDENT.url("detail", pk=zhang.pk) in text_of(desk.post("/residents/look-up/", values))
    there = text_of(sign_in(other_keeper).post("/residents/look-up/", {"id_number": NUMBER}))
    nobody = text_of(sign_in(other_keeper).post("/residents/look-up/", {"id_number": "410922188001010026"}))
    assert RESIDENT.url("detail", pk=zhang.pk) not in there
    assert "没有这个号码的档案" in there
    assert "没有这个号码的档案" in nobody
    assert desk.post("/residents/look-up/", {}).status_code == 422


def test_look_ups_beyond_the_limit_are_refused(zhang, desk, settings):
    settings.LINLI_LOOK_UPS_PER_MINUTE = 1
    desk.post("/residents/look-up/", {"id_number": NUMBER})

    response = desk.post("/residents/look-up/", {"id_number": NUMBER})
    assert response.status_code == 403
    assert "过于频繁" in text_of(response)


def test_restricted_file_is_out_of_lists_and_exports_and_still_counted(zhang, desk, keeper, tree):
    actions.answer_request(zhang, right=Right.RESTRICT, applicant="self", by=keeper, at=NOW)

    assert "张𠮷禾" not in text_of(desk.get(RESIDENT.url()))
    for page in ("detail", "edit", "history"):
        response = desk.get(RESIDENT.url(page, pk=zhang.pk))
        assert response.status_code == 409
        assert "张𠮷禾" not in text_of(response)
    assert RESIDENT.url("detail", pk=zhang.pk) not in text_of(desk.post("/residents/look-up/", {"id_number": NUMBER}))
    assert figure("residents.registered", tree["410902001001"], at=TODAY).value == 1


def test_rights_page_gives_a_printed_receipt_and_the_copy(zhang, desk):
    response = desk.post(f"/residents/resident/{zhang.pk}/rights/", {"right": "copy", "applicant": "self"})
    receipt = Receipt.objects.get()
    assert response.headers["Location"] == receipt.get_absolute_url()
    page = text_of(desk.get(receipt.get_absolute_url()))
    assert receipt.number in page
    assert "张**" in page
    assert "张𠮷禾" not in page
    assert desk.post(f"/residents/receipts/{receipt.pk}/copy/").headers["Content-Type"].endswith("sheet")


def test_transfer_from_request_to_new_file(zhang, sign_in, keeper, other_keeper):
    there, here = sign_in(other_keeper), sign_in(keeper)
    values = {"name": "张𠮷禾", "id_number": NUMBER, "division": "410922100201"}
    response = there.post("/residents/transfers/new/", values)
    asked = Transfer.objects.get(is_incoming=True)
    assert response.headers["Location"] == asked.get_absolute_url()
    assert "京东社区" not in text_of(there.get(asked.get_absolute_url()))
    to_answer = Transfer.objects.get(is_incoming=False)
    assert there.get(to_answer.get_absolute_url()).status_code == 404
    assert "同意转出" in text_of(here.get(to_answer.get_absolute_url()))
    assert here.post(f"{to_answer.get_absolute_url()}accept/").status_code == 302
    fresh = Resident.objects.get(left_on=None)
    assert "张𠮷禾" in text_of(there.get(RESIDENT.url("detail", pk=fresh.pk)))
    assert here.get(RESIDENT.url("detail", pk=fresh.pk)).status_code == 404


def test_ending_a_group_by_its_button(zhang, desk, keeper):
    care = actions.add_care(zhang, kind="living_alone", since=BEGAN, by=keeper, at=NOW)

    assert desk.post(f"/residents/care/{care.pk}/end/", {"until": TODAY.isoformat()}).status_code == 302
    assert Care.objects.get().until == TODAY
    assert desk.get(f"/residents/nothing/{care.pk}/end/").status_code == 404


def test_nothing_personal_is_logged(zhang, desk, caplog):
    caplog.set_level(logging.DEBUG)
    desk.get(RESIDENT.url("detail", pk=zhang.pk))
    desk.post("/residents/look-up/", {"id_number": NUMBER})
    desk.post(f"/residents/resident/{zhang.pk}/reveal/id_number/", {"reason": "核对低保材料"})
    desk.post(RESIDENT.url("edit", pk=zhang.pk), {"id_number": NUMBER, "phone": PHONE})
    desk.get("/residents/no-such-page/")

    kept = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert NUMBER not in " ".join(kept)
    assert PHONE not in " ".join(kept)


def test_wrong_number_is_refused_without_being_repeated_in_the_message(zhang, desk):
    values = {"division": "410902001001", "name": "张三", "id_kind": "identity_card", "id_number": NUMBER}
    values |= {"sex": "1", "kind": "permanent", "registered_on": TODAY.isoformat()}
    response = desk.post(RESIDENT.url("create"), values)

    assert response.status_code == 422
    assert "在本市已有档案" in text_of(response)


def test_pages_of_a_large_register_are_turned_by_key(tree, given, desk, monkeypatch):
    for number in range(7):
        given(Resident, tree["410902001001"], name=f"甲{number}", registered_on=BEGAN)
    monkeypatch.setattr("linli.kernel.ui.listing.PAGE_SIZE", 3)
    monkeypatch.setattr(keyset, "COUNTED_TO", 5)
    records, seen, after = Resident.objects.all(), [], ""
    for _turn in range(3):
        page = keyset.page(records, 3, after=after)
        seen += [each.name for each in page]
        after = page.after
    assert (seen, after) == ([f"甲{number}" for number in range(7)], "")
    assert [each.name for each in keyset.page(records, 3, before=page.before)] == ["甲3", "甲4", "甲5"]
    shown = text_of(desk.get(RESIDENT.url()))
    assert "10,000" in shown
    assert "after=" in shown
    for bad in ("after=x", "after=1", "before=9.9.9", "after=99999999999999999999.1"):
        assert desk.get(f"{RESIDENT.url()}?{bad}").status_code == 200


def test_figures_of_residents_are_for_who_may_see_residents(hire, sign_in, desk, zhang):
    with scope.everything("a role for the test"):
        give_role("no_files", {"funds.view"})
    other = sign_in(hire("wu", "吴所有", "no_files", "科员", "410902000000"))

    assert desk.get("/figures/residents.cared/").status_code == 200
    assert other.get("/figures/residents.cared/").status_code == 404


RETIRED = "410928189606159934"  # 410928 is no county of this tree


def test_retired_county_code_is_told_and_stops_nothing_in_the_form(tree, desk):
    values = {"division": "410902001001", "name": "甲一乙", "id_kind": "identity_card", "id_number": RETIRED}
    values |= {"sex": "1", "kind": "permanent", "born_on": "1896-06-15", "registered_on": "1905-01-01"}
    sent = desk.post(RESIDENT.url("create"), values)

    assert sent.status_code == 302, text_of(sent)
    assert OLD_CODE in text_of(desk.get(sent["Location"]))


def test_county_code_of_today_is_not_told(zhang, desk):
    assert OLD_CODE not in text_of(desk.get(RESIDENT.url("detail", pk=zhang.pk)))


def test_retired_county_code_is_told_and_stops_nothing_in_the_file(tree, desk):
    page = hand_in(desk, "姓名,身份证号,现住小区/建筑,门牌地址,区划代码", f"甲一乙,{RETIRED},桥头小区,1室,410902001001")
    assert OLD_CODE in text_of(desk.get(page))

    desk.post(f"{page}confirm/")
    with scope.everything("the test looks at what was written"):
        assert Resident.objects.get().id_number.plain == RETIRED


def test_header_that_a_person_explained_needs_no_hand_the_next_time(tree, desk):
    """The header drifts beyond all that the template knows; somebody says once what it is."""
    titles = "住户大名,身份证号,现住小区/建筑,门牌地址,区划代码"
    first = hand_in(desk, titles, f"张一乙,{NUMBER},桥头小区,1室,410902001001")
    assert "缺少“姓名”列" in text_of(desk.get(first))

    desk.post(f"{first}titles/", {"title-0": "name"})
    assert "没有发现问题" in text_of(desk.get(first))

    second = hand_in(desk, titles, f"李一田,{RETIRED},桥头小区,2室,410902001001")
    assert "没有发现问题" in text_of(desk.get(second))
    for page in (first, second):
        desk.post(f"{page}confirm/")
    with scope.everything("the test looks at what was written"):
        assert sorted(Resident.objects.values_list("name", flat=True)) == ["张一乙", "李一田"]


def test_header_that_somebody_explained_elsewhere_is_still_asked_for(tree, desk, sign_in, other_keeper):
    titles = "住户大名,身份证号,现住小区/建筑,门牌地址"
    first = hand_in(desk, f"{titles},区划代码", f"张一乙,{NUMBER},桥头小区,1室,410902001001")
    desk.post(f"{first}titles/", {"title-0": "name"})

    other = sign_in(other_keeper)
    assert "缺少“姓名”列" in text_of(other.get(hand_in(other, titles, f"李一田,{RETIRED},西关,2室")))


OLD_CODE = "可能是发证时的旧代码"


def hand_in(client, *lines):
    """Upload a CSV file; gives the page of what was found."""
    sent = client.post(RESIDENT.url("import"), {"file": SimpleUploadedFile("花名册.csv", "\n".join(lines).encode())})
    assert sent.status_code == 302, text_of(sent)
    return sent["Location"]
