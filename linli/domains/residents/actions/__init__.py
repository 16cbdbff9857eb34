from linli.domains.residents.actions.belonging import add_care, add_tag, end, renew_ages
from linli.domains.residents.actions.leaving import die, merge, move_out
from linli.domains.residents.actions.rights import answer_request, erase_overdue, hand_over
from linli.domains.residents.actions.settling import dwelling_at, register_birth, settle
from linli.domains.residents.actions.transfers import accept, file_request, refuse, request_transfer, withdraw

__all__ = [
    "accept",
    "add_care",
    "add_tag",
    "answer_request",
    "die",
    "dwelling_at",
    "end",
    "erase_overdue",
    "file_request",
    "hand_over",
    "merge",
    "move_out",
    "refuse",
    "register_birth",
    "renew_ages",
    "request_transfer",
    "settle",
    "withdraw",
]
