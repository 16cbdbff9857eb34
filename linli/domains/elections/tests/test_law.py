import pytest

from linli.domains.elections.enums import Kind, Mode, Nominator, Relation
from linli.domains.elections.rules import law
from linli.domains.elections.tests.laws import OLD, R18, R26, V18, V26, D
from linli.kernel.rulesets.families import NoLawYet
from linli.kernel.rulesets.registry import rules_in
from linli.kernel.rulesets.shares import AtLeast, MoreThan


def test_an_election_is_judged_by_the_law_of_its_day():
    assert law.law_of(Kind.VILLAGERS, D(2025, 12, 31)).cite("win") == "《村民委员会组织法》第十五条"
    assert law.law_of(Kind.VILLAGERS, D(2026, 1, 1)).cite("win") == "《村民委员会组织法》第十八条"
    assert law.law_of(Kind.RESIDENTS, D(2026, 1, 1)).cite("win") == "《城市居民委员会组织法》第十九条"


@pytest.mark.parametrize("kind", Kind.values)
def test_before_the_first_law_nothing_is_judged(kind):
    with pytest.raises(NoLawYet):
        law.law_of(kind, OLD)


def test_what_2026_changed_for_villages():
    assert (V18.proxy_kin_only, V26.proxy_kin_only) == (True, False)
    assert (V18.candidate_no_proxy, V26.candidate_no_proxy) == (None, True)
    assert (V18.nominee_kin_leaves, V26.nominee_kin_leaves) == (False, True)
    assert V18.nominators == {Nominator.VOTERS}
    assert V26.nominators == {Nominator.VOTERS, Nominator.PARTY}
    assert V18.kin == {Relation.SPOUSE, Relation.PARENT, Relation.SIBLING}
    assert V26.kin == set(Relation)
    assert (V18.barred, V26.barred) == (None, True)


def test_what_2026_changed_for_communities():
    assert R18.turnout_representatives == MoreThan(1, 2)
    assert R26.turnout_representatives == MoreThan(2, 3)
    assert (R18.surplus, R26.surplus) == (False, True)
    assert (R18.list_days, R26.list_days) == (None, 20)
    assert (R18.needs_woman, R26.needs_woman) == (None, True)
    assert (R18.recall_voters, R26.recall_voters) == (None, AtLeast(1, 10))


def test_modes_of_each_committee():
    assert V26.modes == {Mode.ALL}
    assert R26.modes == set(Mode)


def test_the_province_fills_what_the_nation_leaves_open_and_yields_elsewhere():
    assert V26.cite("candidates_days") == "《河南省实施〈村民委员会组织法〉办法》第二十六条"
    assert V26.cite("seal_years") == "《河南省实施〈村民委员会组织法〉办法》第三十七条"
    assert {each.name for each in V26.yielded} == {"term_years", "kin", "proxy_kin_only"}
    assert {each.name for each in R26.yielded} == {"seats", "nominators", "surplus"}
    assert R26.seats == (5, 9)


def test_every_function_of_the_law_cites_an_article():
    import linli.domains.elections.rules as package

    cited = [rule for rule in rules_in(package) if not rule.name.isupper()]
    assert len(cited) > 40
    assert [rule.name for rule in cited if "§" not in rule.source] == []
