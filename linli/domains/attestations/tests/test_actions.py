from datetime import date

import pytest

from linli.domains.attestations import actions, queries
from linli.domains.attestations.enums import Negative, Refusal, State
from linli.domains.attestations.models import Application, ItemList
from linli.domains.attestations.records import check_item
from linli.domains.attestations.tests.conftest import VILLAGE
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit.deeds import Refused, Unlawful
from linli.kernel.documents import proofs
from linli.kernel.documents.proofs import Verdict
from linli.kernel.indicators.figures import figure
from linli.kernel.workflow.actions import NotNow
from linli.kernel.workflow.models import Todo
from tests.cast import NOW, TODAY, deeds_on


@pytest.fixture
def ask(posts, listed, tree, as_post):
    def asked(purpose="孩子入学", wanted="", by=None) -> Application:
        by = by or posts.counter
        with as_post(by):
            return actions.receive(
                tree[VILLAGE],
                applicant_name="甘得民",
                purpose=purpose,
                recipient="城关小学",
                wanted=wanted,
                by=by,
                at=NOW,
            )

    return asked


@pytest.fixture
def issued(ask, posts, as_post) -> Application:
    made = ask(by=posts.both)
    with as_post(posts.both):
        return actions.issue_at_once(made, verified_how="查登记簿", finding="在本村居住", by=posts.both, at=NOW)


def test_no_crime_is_refused_with_the_office_and_stays_on_record(ask, tree):
    refused = ask("入职", "无犯罪记录证明")

    assert (refused.state, refused.refusal, refused.negative) == (State.REFUSED, Refusal.NEGATIVE, Negative.NO_CRIME)
    assert "公安派出所" in refused.answer
    assert "第5项" in refused.answer
    assert "receive.refused" in [entry.verb for entry in deeds_on(refused)]
    counted = figure("attestations.negative", division=tree[VILLAGE], period="2021", at=TODAY)
    assert counted.value == 1


def test_whatever_item_is_chosen_one_of_the_twenty_is_unlawful(ask, posts, given, tree, listed):
    received = given(
        Application,
        tree[VILLAGE],
        applicant_name="甘得民",
        purpose="入职",
        recipient="某公司",
        wanted="无犯罪记录",
        received_on=TODAY,
        negative=Negative.NO_CRIME,
    )
    item = listed.items.first()

    with pytest.raises(Unlawful, match="公安派出所"):
        actions.accept(received, item=item, by=posts.counter, at=NOW)
    assert "accept.refused" in [entry.verb for entry in deeds_on(received)]


def test_what_no_list_has_is_refused(ask):
    refused = ask("证明我很优秀")

    assert (refused.refusal, "濮阳市证明事项清单" in refused.answer) == (Refusal.UNLISTED, True)


def test_village_sees_the_list_of_its_city_and_nothing_else_of_it(posts, listed, tree, as_post):
    with as_post(posts.counter):
        found = queries.list_for(tree[VILLAGE], TODAY)
        assert [item.name for item in found.items] == ["居住情况", "困难情况", "公共用地使用"]
        assert not ItemList.objects.exists()


def test_list_of_the_day_is_taken(posts, listed, given, tree):
    given(ItemList, tree["410922000000"], title="县清单", document_no="PDY2", since=date(2021, 7, 10))

    assert queries.list_for(tree[VILLAGE], date(2021, 7, 9)).item_list == listed
    assert queries.list_for(tree[VILLAGE], date(2021, 7, 10)).item_list.title == "县清单"
    assert queries.list_for(tree[VILLAGE], date(2020, 8, 31)) is None


def test_simple_one_is_issued_on_the_spot_and_verified(issued):
    standing = proofs.look_up(issued.proof, TODAY)

    assert (issued.state, issued.number) == (State.ISSUED, "西关村证〔2021〕1号")
    assert (standing.verdict, standing.contents["证明内容"]) == (Verdict.VALID, "兹证明甘得民在本村居住。特此证明。")
    assert standing.kept_back == {"姓名", "证明内容"}


def test_withdrawn_one_verifies_as_withdrawn(issued, posts):
    actions.withdraw(issued, reason="核实有误", by=posts.both, at=NOW)

    standing = proofs.look_up(issued.proof, TODAY)
    assert (standing.verdict, standing.reason) == (Verdict.WITHDRAWN, "核实有误")


def test_others_go_step_by_step_with_to_dos(ask, posts):
    made = ask("申请临时救助")
    with pytest.raises(Refused, match="当场办结"):
        actions.issue_at_once(made, verified_how="x", finding="y", by=posts.both, at=NOW)

    taken = actions.accept(made, by=posts.counter, at=NOW)
    [todo] = Todo.objects.filter(record_type="attestations.application", record_id=made.pk, closed_at=None)
    found = actions.verify(taken, verified_how="入户", finding="生活困难", verified_on=TODAY, by=posts.counter, at=NOW)
    with pytest.raises(PermissionRefused):
        actions.issue(found, by=posts.counter, at=NOW)

    assert (todo.transition, todo.due_on) == ("verify", date(2021, 7, 12))
    assert actions.issue(found, by=posts.chair, at=NOW).approved_by == "chair某"


def test_common_interest_needs_the_residents_consent(ask, posts):
    taken = actions.accept(ask("占用公共用地"), by=posts.counter, at=NOW)
    given = {"verified_how": "查看", "finding": "属实", "verified_on": TODAY, "by": posts.counter, "at": NOW}
    found = actions.verify(taken, **given)

    with pytest.raises(Unlawful, match="居民协商同意"):
        actions.issue(found, by=posts.chair, at=NOW)


FACTS = "本人自2019年起在本村居住，家庭没有其他收入"


def test_promise_takes_the_place_where_the_list_says_so(ask, posts):
    promised = actions.promise(ask("申请临时救助"), facts=FACTS, by=posts.counter, at=NOW)

    assert (promised.state, promised.number) == (State.PROMISED, "西关村承诺〔2021〕1号")
    again = actions.promise(ask("申请困难补助"), facts=FACTS, by=posts.counter, at=NOW)
    assert again.number == "西关村承诺〔2021〕2号"
    with pytest.raises(NotNow, match="告知承诺"):
        actions.promise(ask(), facts=FACTS, by=posts.counter, at=NOW)
    with pytest.raises(NotNow, match="承诺的事实"):
        actions.promise(ask("申请临时救助"), facts=" ", by=posts.counter, at=NOW)


def test_promise_is_a_paper_that_can_be_checked_and_withdrawn(ask, posts):
    promised = actions.promise(ask("申请临时救助"), facts=FACTS, by=posts.counter, at=NOW)

    standing = proofs.look_up(promised.proof, TODAY)
    assert (standing.title, standing.verdict) == ("告知承诺书", Verdict.VALID)
    assert standing.contents["承诺内容"] == FACTS
    assert standing.kept_back >= {"姓名", "承诺内容"}
    actions.withdraw(promised, reason="核查不实", by=posts.chair, at=NOW)
    standing = proofs.look_up(promised.proof, TODAY)
    assert (standing.verdict, standing.reason) == (Verdict.WITHDRAWN, "核查不实")


def test_who_promised_falsely_gets_no_second_promise(ask, posts):
    false = actions.promise(ask("申请临时救助"), facts=FACTS, by=posts.counter, at=NOW)
    actions.promise(ask("申请困难补助"), facts=FACTS, by=posts.counter, at=NOW)
    actions.withdraw(false, reason="核查不实", by=posts.chair, at=NOW)

    with pytest.raises(Unlawful, match="不再适用告知承诺"):
        actions.promise(ask("申请临时救助"), facts=FACTS, by=posts.counter, at=NOW)


def test_no_list_may_have_one_of_the_twenty(listed):
    [finding] = check_item({"item_list": listed, "division": listed.division, "name": "无犯罪记录证明"})

    assert finding.is_error
    assert "第5项" in finding.message
