from django.db import transaction

from linli.kernel.divisions import scope
from linli.kernel.indicators import checking, registry, triggers
from linli.kernel.indicators.figures import answers
from linli.kernel.indicators.periods import twelve_months_to
from linli.kernel.indicators.questions import Question
from linli.portal.bench import figures
from tests.cast import plant


def test_bench_measures_figures_that_are_right(own_database):
    """At a small size: twenty-five figures, each the number of its records, and sums that differ nowhere."""
    known = dict(registry._indicators)
    try:
        with transaction.atomic(), scope.everything("test rows"):
            city = plant()["410900000000"]
        asked = figures.measures()
        figures.load(2000, city, mark="B")
        with transaction.atomic(), scope.everything("a test looks at everything"):
            found = answers([Question(each, city, figures.AT, twelve_months_to(figures.AT)) for each in asked])
            counted = [each.queryset().count() for each in found]
        assert len(asked) == 25
        assert [each.value for each in found] == counted
        assert all(counted)

        assert figures.board_ms(city, asked, rounds=1) > 0
        assert figures.live_ms(city, asked) > 0
        assert figures.single_ratio(city, rounds=1, inserts=2) > 0
        assert figures.bulk_ratio(100, city, rounds=1) >= 1
        with transaction.atomic(), scope.everything("a test looks at everything"):
            kept = triggers.kept_measures()
            assert sum(verdict.differing_count for each in kept for verdict in checking.check(each)) == 0
    finally:
        registry._indicators.clear()
        registry._indicators.update(known)
