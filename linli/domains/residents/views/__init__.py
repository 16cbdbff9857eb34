from linli.domains.residents.views.looking import look_up, purposes
from linli.domains.residents.views.persons import end, person, reveal, unless_restricted
from linli.domains.residents.views.rights import receipt, receipt_copy, rights
from linli.domains.residents.views.transfers import transfer, transfer_answer, transfer_request, transfers

__all__ = [
    "end",
    "look_up",
    "person",
    "purposes",
    "receipt",
    "receipt_copy",
    "reveal",
    "rights",
    "transfer",
    "transfer_answer",
    "transfer_request",
    "transfers",
    "unless_restricted",
]
