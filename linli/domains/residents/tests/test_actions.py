from datetime import date, timedelta

import pytest

from linli.domains.residents import actions, queries
from linli.domains.residents.enums import Joined, Left, Right, TransferState
from linli.domains.residents.models import Care, Dwelling, Household, Receipt, Resident, Transfer
from linli.domains.residents.tests.conftest import BEGAN, NUMBER
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit.deeds import Refused
from linli.kernel.audit.models import AuditEntry
from linli.kernel.divisions import scope
from linli.kernel.divisions.scope import OutOfScope
from linli.kernel.exchange.workbooks import read_upload
from linli.kernel.privacy.revealing import TooOften
from linli.kernel.workflow.actions import NotNow, WrongState
from linli.kernel.workflow.models import Todo
from tests.cast import NOW, TODAY

HOME = {"quarter": "幸福小区", "building": "3号楼", "unit": "2单元", "room": "101"}


def again(record):
    return type(record).objects.get(pk=record.pk)


def test_settle_makes_dwelling_and_household_once(zhang, given, tree, keeper):
    li = given(Resident, tree["410902001001"], name="李一田", registered_on=BEGAN)
    actions.settle(zhang, **HOME, grid_name="第一网格", household="H-1", relation="head", by=keeper, at=NOW)
    actions.settle(
        li,
        quarter="幸福小区",
        building="3号楼",
        unit="2单元 ",
        room="１０１",
        household="H-1",
        relation="spouse",
        by=keeper,
        at=NOW,
    )

    assert (Dwelling.objects.count(), Household.objects.count()) == (1, 1)
    zhang, li = again(zhang), again(li)
    assert zhang.dwelling == li.dwelling
    assert list(queries.list_members(zhang).exclude(pk=zhang.pk)) == [li]
    with pytest.raises(Refused, match="已有户主"):
        actions.settle(li, relation="head", by=keeper, at=NOW)


def test_birth_begins_a_file_in_the_parents_household(zhang, keeper):
    actions.settle(zhang, **HOME, household="H-1", relation="head", by=keeper, at=NOW)
    child = actions.register_birth(again(zhang), name="张一苗", sex="2", born_on=TODAY, by=keeper, at=NOW)

    assert (child.joined, child.registered_on, child.relation) == (Joined.BORN, TODAY, "child")
    assert child.household == again(zhang).household
    with pytest.raises(Refused, match="今天之后"):
        actions.register_birth(zhang, name="张二苗", sex="2", born_on=TODAY + timedelta(days=1), by=keeper, at=NOW)


def test_moving_out_ends_what_the_person_belongs_to(zhang, keeper):
    care = actions.add_care(zhang, kind="living_alone", since=BEGAN, by=keeper, at=NOW)
    actions.move_out(zhang, left_on=TODAY, left_to="郑州市", by=keeper, at=NOW)

    gone = again(zhang)
    assert (gone.left_on, gone.left_reason, gone.left_to) == (TODAY, Left.MOVED_OUT, "郑州市")
    assert again(care).until == TODAY
    with pytest.raises(Refused, match="已于"):
        actions.die(gone, died_on=TODAY, by=keeper, at=NOW)


@pytest.mark.parametrize("day", [TODAY + timedelta(days=1), BEGAN - timedelta(days=1)])
def test_leaving_on_an_impossible_day_is_refused(zhang, keeper, day):
    with pytest.raises(Refused):
        actions.move_out(zhang, left_on=day, by=keeper, at=NOW)


def test_death_ends_the_file_and_a_new_one_may_begin_for_nobody(zhang, keeper):
    actions.die(zhang, died_on=TODAY, by=keeper, at=NOW)

    assert (again(zhang).died_on, again(zhang).left_reason) == (TODAY, Left.DIED)


def test_care_by_age_is_refused_to_the_young_and_renewed_for_the_old(zhang, given, tree, keeper):
    child = given(Resident, tree["410902001001"], name="小一禾", born_on=date(2015, 1, 1), registered_on=BEGAN)
    with pytest.raises(Refused, match="未满80周岁"):
        actions.add_care(child, kind="aged_80", since=TODAY, by=keeper, at=NOW)

    with scope.entered(keeper.scope):
        assert actions.renew_ages(at=NOW) == 2
        assert actions.renew_ages(at=NOW) == 0
    assert sorted(Care.objects.values_list("kind", "since", "source")) == [
        ("aged_60", BEGAN, "rule"),
        ("aged_80", BEGAN, "rule"),
    ]


def test_transfer_moves_the_one_file(zhang, tree, keeper, other_keeper):
    with scope.entered(other_keeper.scope):
        asked = actions.request_transfer(
            name="张𠮷禾", id_number=NUMBER, division=tree["410922100201"], by=other_keeper, at=NOW
        )
        assert not Resident.objects.exists()
        assert Transfer.objects.count() == 1
    with scope.entered(keeper.scope):
        to_answer = Transfer.objects.get()
        assert Todo.objects.filter(record_id=to_answer.pk, closed_at=None).count() <= 1
        actions.accept(to_answer, by=keeper, at=NOW)
        old = Resident.objects.get()
        assert (old.left_on, old.left_reason) == (TODAY, Left.TRANSFERRED)
    with scope.entered(other_keeper.scope):
        fresh = Resident.objects.get()
        assert (fresh.joined, fresh.registered_on, fresh.id_number.plain) == (Joined.TRANSFERRED, TODAY, NUMBER)
        asked = again(asked)
        assert (asked.state, asked.resident) == (TransferState.ACCEPTED, fresh)
    assert Resident.objects.filter(left_on=None).count() == 1


def test_refused_transfer_tells_the_reason_to_the_other_side(zhang, tree, keeper, other_keeper):
    asked = actions.request_transfer(
        name="张𠮷禾", id_number=NUMBER, division=tree["410922100201"], by=other_keeper, at=NOW
    )
    to_answer = Transfer.objects.get(is_incoming=False)
    with pytest.raises(NotNow):
        actions.refuse(to_answer, reason=" ", by=keeper, at=NOW)
    actions.refuse(to_answer, reason="本人仍住在此处", by=keeper, at=NOW)

    assert (again(asked).state, again(asked).answer) == (TransferState.REFUSED, "本人仍住在此处")
    with pytest.raises(WrongState):
        actions.accept(to_answer, by=keeper, at=NOW)


def test_who_asks_cannot_answer_and_who_answers_cannot_withdraw(zhang, tree, keeper, other_keeper):
    asked = actions.request_transfer(
        name="张𠮷禾", id_number=NUMBER, division=tree["410922100201"], by=other_keeper, at=NOW
    )
    with pytest.raises(PermissionRefused):
        actions.accept(asked, by=other_keeper, at=NOW)
    with pytest.raises(PermissionRefused):
        actions.withdraw(Transfer.objects.get(is_incoming=False), by=keeper, at=NOW)
    actions.withdraw(asked, by=other_keeper, at=NOW)
    assert set(Transfer.objects.values_list("state", flat=True)) == {TransferState.WITHDRAWN}


def test_a_wrong_name_and_an_unknown_number_are_refused_alike(zhang, tree, other_keeper):
    said = set()
    for name, number in (("张三禾", NUMBER), ("张𠮷禾", "410922188001010026")):
        with pytest.raises(Refused) as refusal:
            actions.request_transfer(
                name=name, id_number=number, division=tree["410922100201"], by=other_keeper, at=NOW
            )
        said.add(str(refusal.value))

    assert len(said) == 1


def test_transfer_requests_are_counted(zhang, tree, other_keeper, settings):
    settings.LINLI_LOOK_UPS_PER_MINUTE = 0

    with pytest.raises(TooOften):
        actions.request_transfer(
            name="张𠮷禾", id_number=NUMBER, division=tree["410922100201"], by=other_keeper, at=NOW
        )


def test_transfer_into_a_place_of_others_is_refused(zhang, tree, keeper):
    with pytest.raises(OutOfScope):
        actions.request_transfer(name="张𠮷禾", id_number=NUMBER, division=tree["410922100201"], by=keeper, at=NOW)


def test_copy_holds_every_field_with_purpose_and_law(zhang, keeper):
    actions.add_care(zhang, kind="living_alone", since=TODAY, by=keeper, at=NOW)
    receipt = actions.answer_request(zhang, right=Right.COPY, applicant="self", by=keeper, at=NOW)
    data = actions.hand_over(receipt, by=keeper, at=NOW)

    facts, groups, deeds = read_upload(data)
    rows = {str(row.cells[0].value): [str(cell.value) for cell in row.cells] for row in facts.rows[1:]}
    assert rows["证件号码"][1] == NUMBER
    assert "个人信息保护法" in rows["证件号码"][3]
    assert rows["姓名"][1] == "张𠮷禾"
    assert len(rows) == len(queries.shown_fields(Resident))
    assert "独居老人" in str(groups.rows[1].cells[0].value)
    assert len(deeds.rows) > 1
    assert AuditEntry.objects.filter(verb="own_data", record_id=zhang.pk).exists()
    with pytest.raises(Refused, match="回执当日"):
        actions.hand_over(receipt, by=keeper, at=NOW + timedelta(days=1))


def test_restricted_file_is_kept_out_and_let_in_again(zhang, keeper):
    actions.answer_request(zhang, right=Right.RESTRICT, applicant="self", by=keeper, at=NOW)
    assert again(zhang).restricted_on == TODAY
    with pytest.raises(Refused, match="限制处理"):
        actions.move_out(zhang, left_on=TODAY, by=keeper, at=NOW)
    with pytest.raises(Refused, match="限制处理"):
        actions.answer_request(zhang, right=Right.RESTRICT, applicant="self", by=keeper, at=NOW)
    actions.answer_request(zhang, right=Right.LIFT, applicant="self", by=keeper, at=NOW)
    assert again(zhang).restricted_on is None


def test_erasing_while_one_lives_here_ends_what_rests_on_consent_alone(zhang, keeper):
    receipt = actions.answer_request(zhang, right=Right.ERASE, applicant="self", by=keeper, at=NOW)

    kept = again(zhang)
    assert (kept.political_status, kept.name, kept.id_number.plain) == ("", "张𠮷禾", NUMBER)
    done = {line["label"]: line for line in receipt.outcome}
    assert done["政治面貌"]["done"] == "已删除"
    assert done["证件号码"]["done"] == "依法保留"
    assert "第十三条" in done["证件号码"]["why"]
    assert "网络安全法" in done["操作日志中改动前的内容"]["why"]


def test_erasing_after_the_time_is_over_leaves_nobody(zhang, keeper):
    actions.move_out(zhang, left_on=TODAY, by=keeper, at=NOW)
    later = NOW + timedelta(days=3 * 365)
    receipt = actions.answer_request(again(zhang), right=Right.ERASE, applicant="agent", by=keeper, at=later)

    gone = again(zhang)
    assert (gone.name, gone.id_number, gone.id_fingerprint, gone.phone, gone.born_on) == (
        "（已删除）",
        None,
        None,
        None,
        None,
    )
    assert receipt.masked_name == "张**"
    assert {line["done"] for line in receipt.outcome[:-1]} == {"已删除"}
    entry = AuditEntry.objects.get(verb="erase")
    assert "张" not in str(entry.after)
    assert NUMBER not in str(entry.before)


def test_receipt_of_a_correction_names_the_fields(zhang, keeper):
    from linli.domains.residents.records import RESIDENT
    from linli.kernel.exchange import writes

    with pytest.raises(Refused, match="还没有更正"):
        actions.answer_request(zhang, right=Right.CORRECT, applicant="self", by=keeper, at=NOW)
    writes.change(RESIDENT, zhang, {"marriage": "married"}, by=keeper, at=NOW, version=1)
    receipt = actions.answer_request(zhang, right=Right.CORRECT, applicant="self", by=keeper, at=NOW)

    assert [line["label"] for line in receipt.outcome] == ["婚姻状况"]
    assert receipt.number == f"GR20210709-{receipt.pk:06d}"


def test_rights_need_permission_and_place(zhang, other_keeper, hualong_officer):
    for post, error in ((hualong_officer, PermissionRefused), (other_keeper, OutOfScope)):
        with pytest.raises(error):
            actions.answer_request(zhang, right=Right.COPY, applicant="self", by=post, at=NOW)
    assert not Receipt.objects.exists()


def test_what_is_overdue_is_erased_unasked(zhang, given, tree, keeper):
    given(Resident, tree["410902001001"], name="李一田", registered_on=BEGAN)
    actions.move_out(zhang, left_on=TODAY, by=keeper, at=NOW)
    with scope.entered(keeper.scope):
        assert actions.erase_overdue(at=NOW) == 1
        assert (again(zhang).name, again(zhang).phone, again(zhang).id_number.plain) == ("张𠮷禾", None, NUMBER)
        assert actions.erase_overdue(at=NOW) == 0
        assert actions.erase_overdue(at=NOW + timedelta(days=3 * 365)) == 1
        assert actions.erase_overdue(at=NOW + timedelta(days=4 * 365)) == 0
    assert (again(zhang).name, again(zhang).id_number) == ("（已删除）", None)
    assert Resident.objects.filter(name="李一田").exists()
