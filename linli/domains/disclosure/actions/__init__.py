"""Everything that is done to what a community makes public."""

from linli.domains.disclosure.actions.board import (
    close_item,
    draft_posting,
    drop,
    item_entered,
    post,
    redraft,
    revise,
    send_back,
    sign,
    take_down,
    withdraw,
)
from linli.domains.disclosure.actions.cards import do_step, set_steps, start_run, stop_run
from linli.domains.disclosure.actions.catalogue import adopt
from linli.domains.disclosure.actions.online import ask_online
from linli.domains.disclosure.actions.questions import answer, ask, close, refer, settle

__all__ = [
    "adopt",
    "answer",
    "ask",
    "ask_online",
    "close",
    "close_item",
    "do_step",
    "draft_posting",
    "drop",
    "item_entered",
    "post",
    "redraft",
    "refer",
    "revise",
    "send_back",
    "set_steps",
    "settle",
    "sign",
    "start_run",
    "stop_run",
    "take_down",
    "withdraw",
]
