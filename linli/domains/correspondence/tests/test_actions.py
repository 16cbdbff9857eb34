from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from linli.domains.correspondence import actions
from linli.domains.correspondence.models import Citation, Letter
from linli.domains.workforce.models import Qualification
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.exchange.writes import Refused
from linli.kernel.workflow.actions import NotNow, WrongState
from linli.kernel.workflow.models import Todo
from tests.cast import NOW
from tests.factories import make


def test_signing_freezes_every_figure(signed):
    found = [(each.mark, each.kind, each.shown, each.value, each.records_count) for each in signed.citations.all()]

    assert found == [
        ("F1", "figure", "3人", {"count": 3}, 3),
        ("F2", "figure", "2人", {"count": 2}, 2),
        ("F3", "figure", "1人", {"count": 1}, 1),
        ("F4", "outside", "303所", {"text": "303"}, None),
    ]
    assert signed.signer_name == "首负责"
    assert signed.frozen["manifest"]["figures"][0]["mark"] == "F1"
    assert Citation.objects.get(letter=signed, mark="F2").sentence == "全市持证社工3人，其中初级2人、中级1人。"


def test_a_second_signature_is_refused(signed, bureau):
    with pytest.raises(WrongState, match="已签发"):
        actions.sign(signed, by=bureau["head"], at=NOW)


@pytest.mark.parametrize("who", ["clerk", "reviewer"])
def test_the_wrong_person_cannot_sign(who, reviewed, bureau):
    with pytest.raises(PermissionRefused):
        actions.sign(reviewed, by=bureau[who], at=NOW)

    assert Letter.objects.get(pk=reviewed.pk).state == "reviewed"


def test_the_head_of_another_unit_cannot_sign(reviewed, hire):
    other = hire("bieju", "别处长", "letters_head", "局长", "410902000000")

    with pytest.raises(PermissionRefused):
        actions.sign(reviewed, by=other, at=NOW)


def test_a_figure_that_moved_is_named_and_stops_the_signature(reviewed, bureau, tree):
    make(Qualification, tree["410902001002"], level="assistant", issued_on=date(2021, 1, 1), lapsed_on=None)

    with pytest.raises(actions.FigureMoved, match="3人变为4人") as refusal:
        actions.sign(reviewed, by=bureau["head"], at=NOW)

    assert [(quoted.mark, before) for quoted, before in refusal.value.figures] == [("F1", "3人"), ("F2", "2人")]
    assert Citation.objects.count() == 0


def test_a_letter_without_a_number_cannot_be_signed(bureau, qualifications, values):
    letter = actions.draft_letter({**values, "number_serial": None}, by=bureau["clerk"], at=NOW)
    actions.submit(letter, by=bureau["clerk"], at=NOW)
    actions.review(letter, by=bureau["reviewer"], at=NOW)

    with pytest.raises(actions.NotReady, match="发文顺序号"):
        actions.sign(letter, by=bureau["head"], at=NOW)


def test_two_clerks_on_one_draft_lose_nothing(letter, bureau):
    actions.save_draft(letter, {"body": "甲写的"}, by=bureau["clerk"], at=NOW, version=letter.version)

    with pytest.raises(actions.KeptApart) as refusal:
        actions.save_draft(letter, {"body": "乙写的"}, by=bureau["clerk"], at=NOW, version=letter.version)

    assert (refusal.value.current.body, refusal.value.mine["body"]) == ("甲写的", "乙写的")
    assert Letter.objects.get(pk=letter.pk).body == "甲写的"


def test_a_submitted_letter_is_no_longer_edited(letter, bureau):
    actions.submit(letter, by=bureau["clerk"], at=NOW)

    with pytest.raises(WrongState, match="先退回"):
        actions.save_draft(letter, {"body": "改"}, by=bureau["clerk"], at=NOW, version=letter.version)


def test_returning_needs_a_reason(letter, bureau):
    actions.submit(letter, by=bureau["clerk"], at=NOW)

    with pytest.raises(NotNow, match="写明理由"):
        actions.return_(letter, by=bureau["reviewer"], at=NOW, reason=" ")
    assert actions.return_(letter, by=bureau["reviewer"], at=NOW, reason="经费一段再核").state == "draft"


def test_a_number_is_used_once(letter, bureau, values):
    with pytest.raises(Refused, match="发文字号已经用过"):
        actions.draft_letter(values, by=bureau["clerk"], at=NOW)


def test_to_dos_go_with_the_letter(letter, bureau):
    actions.submit(letter, by=bureau["clerk"], at=NOW)

    assert [(each.transition, each.closed_at is None) for each in Todo.objects.order_by("id")] == [
        ("submit", False),
        ("review", True),
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE correspondence_letter SET title = '改'",
        "UPDATE correspondence_letter SET frozen = '{}'",
        "UPDATE correspondence_letter SET signed_at = NULL, signed_by_id = NULL, frozen = NULL, state = 'draft'",
        "DELETE FROM correspondence_citation",
        "UPDATE correspondence_citation SET shown = '4人'",
        "INSERT INTO correspondence_citation SELECT * FROM correspondence_citation LIMIT 1",
    ],
)
def test_the_database_keeps_a_signed_letter_from_everybody(statement, signed):
    with pytest.raises(DatabaseError, match="签发"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
