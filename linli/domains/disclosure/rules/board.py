"""How long a text stays on the board, and what has to come before it goes up."""

from datetime import date

from django.utils.translation import gettext as _

from linli.kernel.rulesets.calendar import add_days
from linli.kernel.rulesets.faults import Fault
from linli.kernel.rulesets.layers import Rules
from linli.kernel.rulesets.wording import against


def stays_until(law: Rules, posted_on: date) -> date | None:
    """The first day on which a posting may come down; None where the law of its day sets none.

    Source: 村民委员会组织法 2026-01-01 §35; 城市居民委员会组织法 2026-01-01 §34 (公布的期限不得少于十五日); 民法典 2021-01-01 §201.
    """
    return add_days(posted_on, law.board_days) if law.board_days else None


def taking_down_faults(law: Rules, posted_on: date, taken_down_on: date) -> list[Fault]:
    """A text that comes down before its days are over.

    Source: 村民委员会组织法 2026-01-01 §35; 城市居民委员会组织法 2026-01-01 §34.
    """
    until = stays_until(law, posted_on)
    if until is None or taken_down_on >= until:
        return []
    message = _("公布的期限不得少于%(days)d日，%(posted)s公布的内容到%(until)s才能撤下，现在才%(past)d日") % {
        "days": law.board_days,
        "posted": posted_on,
        "until": until,
        "past": (taken_down_on - posted_on).days,
    }
    return [
        against(
            law,
            "board_days",
            message,
            _("内容有错的，请发布更正后的新版本；确实不能继续公布的，请登记提前撤下并写明理由。"),
        )
    ]


def signing_faults(law: Rules, *, is_finance: bool, is_signed: bool) -> list[Fault]:
    """Accounts go up only after the supervision committee has looked at them and signed.

    Source: 村民委员会组织法 2026-01-01 §37; 城市居民委员会组织法 2026-01-01 §36; 河南省实施村民委员会组织法办法 2011-09-01 §58.
    """
    if not (is_finance and law.finance_signed) or is_signed:
        return []
    message = _("财务类内容还没有经村（居）务监督委员会审核签名，不能公布")
    return [against(law, "finance_signed", message, _("请先送监督委员会审核。"))]
