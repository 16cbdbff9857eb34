"""The pages of committees: one committee with all that belongs to it, the cases that wait, and the comparison."""

from linli.domains.committees.views.cases import case, case_do, cases, lost, open_case, renew
from linli.domains.committees.views.comparing import compare, comparison
from linli.domains.committees.views.papers import committee_detail, paper

__all__ = [
    "case",
    "case_do",
    "cases",
    "committee_detail",
    "compare",
    "comparison",
    "lost",
    "open_case",
    "paper",
    "renew",
]
