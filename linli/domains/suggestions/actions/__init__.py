"""Everything that is done to a suggestion, in the order in which it is done."""

from linli.domains.suggestions.actions.answering import (
    close,
    commit,
    deliver,
    draft_reply,
    follow_letter,
    hear,
    sign_reply,
)
from linli.domains.suggestions.actions.assigning import (
    accept,
    ask_referral,
    assign,
    extend,
    give_opinion,
    pass_on,
    return_,
)
from linli.domains.suggestions.actions.registering import open_todos, register

__all__ = [
    "accept",
    "ask_referral",
    "assign",
    "close",
    "commit",
    "deliver",
    "draft_reply",
    "extend",
    "follow_letter",
    "give_opinion",
    "hear",
    "open_todos",
    "pass_on",
    "register",
    "return_",
    "sign_reply",
]
