from datetime import date

import pytest
from django.db import IntegrityError, transaction

from linli.domains.grid.models import Centre, Worker

DAY, BEFORE = date(2020, 5, 6), date(2020, 5, 5)
JINGDONG = "410902001001"
CENTRE = {"name": "京东社区综治中心", "opened_on": DAY}
WORKER = {"code": "G1", "name": "甘敬业", "is_full_time": True, "since": DAY}


@pytest.mark.parametrize(
    ("model", "values", "constraint"),
    [
        (Centre, CENTRE | {"closed_on": BEFORE}, "centre_closing_order"),
        (Centre, CENTRE | {"assessed_on": BEFORE}, "centre_assessment_order"),
        (Worker, WORKER | {"until": BEFORE}, "worker_service_order"),
    ],
)
def test_database_refuses_days_out_of_order(given, tree, model, values, constraint):
    with pytest.raises(IntegrityError, match=f'"{constraint}"'), transaction.atomic():
        given(model, tree[JINGDONG], **values)


def test_database_refuses_a_second_centre_and_a_worker_twice(given, tree):
    place = tree[JINGDONG]
    given(Centre, place, **CENTRE)
    given(Worker, place, **WORKER)

    with pytest.raises(IntegrityError, match='"centre_one_per_division"'), transaction.atomic():
        given(Centre, place, **CENTRE)
    with pytest.raises(IntegrityError, match='"worker_code"'), transaction.atomic():
        given(Worker, place, **WORKER)
