"""Everything that is done to committees, their certificates and those who sit on them."""

from linli.domains.committees.actions.cases import (
    cancel,
    declare_lost,
    end,
    issue,
    open_case,
    open_due_renewals,
    open_renewals,
    renewal_until,
    return_,
    submit,
)
from linli.domains.committees.actions.comparing import compare
from linli.domains.committees.actions.register import (
    accept_code,
    dissolve,
    issue_certificate,
    withdraw_certificate,
)
from linli.domains.committees.actions.seats import Elected, give_up_seats, leave_office, take_office

__all__ = [
    "Elected",
    "accept_code",
    "cancel",
    "compare",
    "declare_lost",
    "dissolve",
    "end",
    "give_up_seats",
    "issue",
    "issue_certificate",
    "leave_office",
    "open_case",
    "open_due_renewals",
    "open_renewals",
    "renewal_until",
    "return_",
    "submit",
    "take_office",
    "withdraw_certificate",
]
