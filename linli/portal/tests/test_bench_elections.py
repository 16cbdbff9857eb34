"""The measuring of elections measures what it says: on a few villages, where the numbers can be told beforehand."""

import pytest
from django.db import transaction

from linli.domains.elections.models import Election, Voter
from linli.kernel.accounts.models import Post
from linli.kernel.divisions import scope
from linli.portal.bench import elections
from linli.portal.bench.measuring import Report
from tests.cast import plant

pytestmark = pytest.mark.slow


def test_a_small_city_is_filled_and_measured(own_database, django_db_blocker):
    with django_db_blocker.unblock():
        with transaction.atomic(), scope.everything("a small city to be measured"):
            places = plant()
        report = Report(tell=lambda line: None)
        post = Post()
        post.__dict__["scope"] = scope.Scope((places["410900000000"].range,))

        elections.measure(report, 5000, by=post)

        with transaction.atomic(), scope.everything("what was filled in"):
            assert (Election.objects.count(), Voter.objects.count()) == (6, 4998)
    assert len(report.sections["选举：全市查重和当选计算"]) == 3
    assert report.failed == []
