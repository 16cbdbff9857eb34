from datetime import date

import pytest
from django.db import IntegrityError, transaction

from linli.domains.standards.models import Certification, Community, PlanItem

JINGDONG = "410902001001"
DAY, BEFORE = date(2020, 5, 6), date(2020, 5, 5)
CERTIFICATION = {"code": "R1", "issued_on": DAY}
PLAN = {"year": 2021, "planned_on": DAY}


@pytest.mark.parametrize(
    ("model", "values", "constraint"),
    [
        (Certification, CERTIFICATION | {"withdrawn_on": BEFORE}, "certification_order"),
        (PlanItem, PLAN | {"fulfilled_on": BEFORE}, "plan_item_order"),
        (PlanItem, PLAN | {"year": 1999}, "plan_item_year"),
    ],
)
def test_database_refuses_what_cannot_be(given, tree, model, values, constraint):
    with pytest.raises(IntegrityError, match=f'"{constraint}"'), transaction.atomic():
        given(model, tree[JINGDONG], **values)


@pytest.mark.parametrize(
    ("model", "both", "constraint"),
    [
        (Community, ({"enrolled_on": DAY}, {"enrolled_on": DAY}), "community_one_per_division"),
        (Certification, (CERTIFICATION, {"code": "R2", "issued_on": DAY}), "certification_one_standing"),
        (Certification, (CERTIFICATION | {"withdrawn_on": DAY}, CERTIFICATION), "certification_code"),
        (PlanItem, (PLAN | {"fulfilled_on": DAY}, PLAN), "plan_item_once_a_year"),
        (PlanItem, (PLAN, PLAN | {"year": 2022}), "plan_item_one_open"),
    ],
)
def test_database_refuses_the_same_twice(given, tree, model, both, constraint):
    first, second = both
    given(model, tree[JINGDONG], **first)

    with pytest.raises(IntegrityError, match=f'"{constraint}"'), transaction.atomic():
        given(model, tree[JINGDONG], **second)


def test_community_may_be_certified_again_after_withdrawal(given, tree):
    given(Certification, tree[JINGDONG], **CERTIFICATION | {"withdrawn_on": DAY})

    given(Certification, tree[JINGDONG], code="R2", issued_on=DAY)

    assert Certification.objects.count() == 2
