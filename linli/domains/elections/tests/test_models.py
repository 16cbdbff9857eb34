from datetime import date

import pytest
from django.db import IntegrityError, transaction

from linli.domains.elections.models import Election

JINGDONG = "410902001001"
VALID = {"round": "2020-2021", "kind": "residents", "due_on": date(2021, 2, 8)}


@pytest.mark.parametrize(
    "change",
    [
        {"started_on": date(2020, 11, 23), "completed_on": date(2020, 11, 22)},
        {"completed_on": date(2020, 11, 22)},
    ],
)
def test_database_refuses_completion_before_the_start(given, tree, change):
    with pytest.raises(IntegrityError, match='"election_completion_order"'), transaction.atomic():
        given(Election, tree[JINGDONG], **VALID | change)


def test_database_refuses_the_same_round_twice(given, tree):
    given(Election, tree[JINGDONG], **VALID)
    given(Election, tree[JINGDONG], **VALID | {"round": "2018"})

    with pytest.raises(IntegrityError, match='"election_once_per_round"'), transaction.atomic():
        given(Election, tree[JINGDONG], **VALID)
