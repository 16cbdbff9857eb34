"""The law of elections: pure, dated, cited. Each function takes the law of the day as `law` (see `law.law_of`).

A verdict against something is a `Fault`; its message ends with the article, its remedy says what to do instead.
"""

from linli.domains.elections.rules.term import (
    TERM,
    election_faults,
    is_on_time,
    is_overdue,
    term_ends_on,
    term_of,
)

__all__ = ["TERM", "election_faults", "is_on_time", "is_overdue", "term_ends_on", "term_of"]
