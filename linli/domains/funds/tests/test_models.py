from datetime import date

import pytest
from django.db import IntegrityError, transaction

from linli.domains.funds.models import Allocation, Budget, Reward

DAY = date(2020, 5, 6)
ALLOCATION = {"code": "B1", "source": "city", "purpose": "阵地建设", "amount_fen": 1, "allocated_on": DAY}
REWARD = {"code": "J1", "source": "province", "amount_fen": 1, "granted_on": DAY}
BUDGET = {"code": "Y1", "source": "city", "year": 2021, "amount_fen": 1, "approved_on": DAY}


@pytest.mark.parametrize(("model", "valid"), [(Allocation, ALLOCATION), (Reward, REWARD), (Budget, BUDGET)])
def test_database_refuses_no_money_and_a_code_used_twice(given, tree, model, valid):
    place, name = tree["410902000000"], model._meta.model_name
    given(model, place, **valid)

    with pytest.raises(IntegrityError, match=f'"{name}_code"'), transaction.atomic():
        given(model, place, **valid)
    for amount in (0, -1):
        with pytest.raises(IntegrityError, match=f'"{name}_amount"'), transaction.atomic():
            given(model, place, **valid | {"code": "X", "amount_fen": amount})


@pytest.mark.parametrize("year", [1999, 2100])
def test_database_refuses_a_year_that_cannot_be(given, tree, year):
    with pytest.raises(IntegrityError, match='"budget_year"'), transaction.atomic():
        given(Budget, tree["410902000000"], **BUDGET | {"year": year})
