from datetime import date

import pytest
from django.db import IntegrityError, transaction

from linli.domains.workforce.models import Qualification

VALID = {"certificate_no": "S1", "holder_name": "甘敬业", "level": "senior", "issued_on": date(2020, 1, 2)}


def test_database_refuses_a_certificate_twice_and_a_lapse_before_issue(given, tree):
    place = tree["410902001001"]
    given(Qualification, place, **VALID)

    with pytest.raises(IntegrityError, match='"qualification_certificate"'), transaction.atomic():
        given(Qualification, place, **VALID)
    with pytest.raises(IntegrityError, match='"qualification_lapse_order"'), transaction.atomic():
        given(Qualification, place, **VALID | {"certificate_no": "S2", "lapsed_on": date(2020, 1, 1)})
