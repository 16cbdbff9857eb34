"""What a security centre of a village or community must have, and who works in its grid.

The 五有 are the city's reading of GB/T 33200-2016 社会治安综合治理 综治中心建设与管理规范; they are data, see `enums.Item`.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from linli.domains.grid.enums import Item
from linli.kernel.rulesets.faults import Dated, Fault, order_faults

# One full-time grid worker for each village or community: the city's own rule, not a law.
FULL_TIME_WORKERS = 1


def missing_items(answers: Mapping[str, bool]) -> list[Item]:
    """Which of the five a centre lacks, in the order in which they are said. An item not answered counts as lacking.

    Source: GB/T 33200-2016.
    """
    return [item for item in Item if not answers.get(item)]


def meets_five(answers: Mapping[str, bool]) -> bool:
    """Whether a centre has all five: place, staff, rules, platform, working mechanism. Keys are the names of the fields.

    Source: GB/T 33200-2016.
    """
    return not missing_items(answers)


def is_staffed(full_time_count: int, required: int = FULL_TIME_WORKERS) -> bool:
    """Whether a village or community has the full-time grid workers it needs.

    Source: 本市网格员配备要求 (the city's own; no law sets it).
    """
    return full_time_count >= required


def standard_rate(standard_count: int, centres_count: int) -> Fraction | None:
    """Centres with all five among all centres, exactly; None where there is no centre."""
    return Fraction(standard_count, centres_count) if centres_count else None


def centre_faults(*, opened_on: date, closed_on: date | None, assessed_on: date | None) -> list[Fault]:
    """A centre is neither closed nor assessed before it opened."""
    opened = Dated("opened_on", _("建成日期"), opened_on)
    return [
        *order_faults(opened, Dated("closed_on", _("撤销日期"), closed_on)),
        *order_faults(opened, Dated("assessed_on", _("评估日期"), assessed_on)),
    ]


def worker_faults(*, since: date, until: date | None) -> list[Fault]:
    """A worker does not leave before starting."""
    return order_faults(Dated("since", _("上岗日期"), since), Dated("until", _("离岗日期"), until))
