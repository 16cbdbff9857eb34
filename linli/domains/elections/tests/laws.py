"""The laws by which the tests of rules judge: villages and communities, by the laws of 2018 and of 2026."""

from datetime import date

from linli.domains.elections.enums import Kind
from linli.domains.elections.rules.law import law_of

D = date
OLD, DAY_18, DAY_26 = D(2018, 12, 28), D(2021, 1, 20), D(2026, 12, 20)
V18, V26 = law_of(Kind.VILLAGERS, DAY_18), law_of(Kind.VILLAGERS, DAY_26)
R18, R26 = law_of(Kind.RESIDENTS, DAY_18), law_of(Kind.RESIDENTS, DAY_26)


def said(faults):
    """The verdicts in words, one after the other."""
    return "".join(str(each) for each in faults)
