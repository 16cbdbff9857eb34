"""Villagers' and residents' committees: code, certificates one after the other, who sits on them, and what stands beside them.

One committee per village or community. These are not the collective economic organisations of a village, nor the offices
that merely resemble a residents' committee. How somebody was elected is kept by `elections`; here is who sits.
"""

from linli.domains.committees.models.bodies import Assembly, Body, Seat
from linli.domains.committees.models.certificates import Case, Certificate
from linli.domains.committees.models.committee import Committee
from linli.domains.committees.models.comparison import Comparison
from linli.domains.committees.models.holdings import Holding

__all__ = ["Assembly", "Body", "Case", "Certificate", "Committee", "Comparison", "Holding", "Seat"]
