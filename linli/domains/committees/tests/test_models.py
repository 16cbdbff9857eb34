from datetime import date

import pytest
from django.db import IntegrityError, transaction

from linli.domains.committees.models import Committee
from linli.kernel.audit.guard import WriteOutsideAction

CODE = "55410902PDY000028A"
JINGDONG, YUBEI = "410902001001", "410902001002"
NO_CERTIFICATE = {"certificate_issued_on": None, "certificate_expires_on": None}


@pytest.fixture
def valid():
    return {
        "kind": "residents",
        "name": "京东社区居民委员会",
        "registered_on": date(2010, 5, 1),
        "code": CODE,
        "code_assigned_on": date(2018, 6, 1),
        "certificate_no": "证0001",
        "certificate_issued_on": date(2018, 6, 8),
        "certificate_expires_on": date(2023, 6, 7),
    }


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"code": "5541090IPDY000028A"}, "committee_code_format"),
        ({"code": None}, "committee_code_paired"),
        ({"code_assigned_on": None, "certificate_no": None, **NO_CERTIFICATE}, "committee_code_paired"),
        ({"certificate_no": None}, "committee_certificate_paired"),
        ({"code_assigned_on": date(2010, 4, 30)}, "committee_code_order"),
        ({"certificate_issued_on": date(2018, 5, 31)}, "committee_certificate_order"),
        ({"certificate_expires_on": date(2018, 6, 7)}, "committee_expiry_order"),
        ({"certificate_withdrawn_on": date(2018, 6, 7)}, "committee_withdrawal_order"),
        ({"dissolved_on": date(2010, 4, 30)}, "committee_dissolution_order"),
    ],
)
def test_database_refuses_a_committee_that_cannot_be(given, tree, valid, change, constraint):
    with pytest.raises(IntegrityError, match=f'"{constraint}"'), transaction.atomic():
        given(Committee, tree[JINGDONG], **valid | change)


def test_database_refuses_a_second_committee_of_a_village(given, tree, valid):
    given(Committee, tree[JINGDONG], **valid)

    with pytest.raises(IntegrityError, match='"committee_one_per_division"'), transaction.atomic():
        given(Committee, tree[JINGDONG], kind="residents", name="又一个", registered_on=date(2011, 1, 1))


def test_two_committees_may_both_lack_a_code(given, tree):
    for code in (JINGDONG, YUBEI):
        given(Committee, tree[code], kind="residents", name=code, registered_on=date(2010, 1, 1))

    assert Committee.objects.filter(code=None).count() == 2


@pytest.mark.parametrize(
    ("change", "ended_on"),
    [
        ({}, date(2023, 6, 8)),
        ({"certificate_expires_on": None}, None),
        ({"certificate_withdrawn_on": date(2020, 1, 2)}, date(2020, 1, 2)),
        ({"dissolved_on": date(2019, 3, 4), "certificate_withdrawn_on": date(2020, 1, 2)}, date(2019, 3, 4)),
    ],
)
def test_certificate_ends_on_the_first_day_without_it(given, tree, valid, change, ended_on):
    committee = given(Committee, tree[JINGDONG], **valid | change)

    committee.refresh_from_db()

    assert committee.certificate_ended_on == ended_on


def test_committee_is_not_saved_outside_an_action(given, tree, valid):
    committee = given(Committee, tree[JINGDONG], **valid)

    with pytest.raises(WriteOutsideAction):
        committee.save()
